"""What lies beyond the bounds of a scenario is said in the export's terms, and inspect and calibrate agree on it."""

from pathlib import Path

import pytest

from adsim.errors import InputError
from adsim.experiments.calibration.calibration import calibrate
from adsim.experiments.calibration.options import Options
from adsim.experiments.doctor import inspect

QUICK = Options(replications=2, rounds=1)
pytestmark = pytest.mark.usefixtures("few_worlds")


def export(folder: Path, impressions: float, clicks: float, cost: float, revenue: float) -> Path:
    path = folder / "terms.csv"
    lines = [f"{name} shoes,{impressions:.0f},{clicks:.0f},{cost:f},5,{revenue:f}" for name in ("red", "blue")]
    path.write_text("\n".join(["Keyword,Impressions,Clicks,Cost,Orders,Revenue", *lines]) + "\n")
    return path


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            (1e4, 50, 5e12, 1e3),
            "terms.csv: bid or price of a click of 'red shoes': a scenario takes at most 10,000, got",
        ),
        ((1e4, 50, 50, 5e9), "terms.csv: value of an order of 'red shoes': a scenario takes at most 10,000,000, got"),
        ((1e14, 1e3, 1e3, 1e4), "terms.csv: searches of a day of 'red shoes': a scenario takes at most"),
        (
            (1e12, 1e10, 1e12, 1e4),
            "terms.csv: cost or budget of a day: a scenario takes at most 100,000,000 a day, got",
        ),
    ],
)
def test_both_refuse_what_no_scenario_holds(
    tmp_path: Path, figures: tuple[float, float, float, float], said: str
) -> None:
    path = export(tmp_path, *figures)
    with pytest.raises(InputError) as refused:
        calibrate(path, out=tmp_path / "s.yaml", options=QUICK)
    assert said in str(refused.value) and "check the column and its decimal mark" in str(refused.value)
    assert [one.name for one in tmp_path.iterdir()] == ["terms.csv"]
    found = inspect(path)
    assert not found.usable and found.next == "" and found.findings[0].kind == "out_of_reach"
    assert found.findings[0].lines == refused.value.problems


def test_prices_below_the_usual_reserve_lower_it(tmp_path: Path) -> None:
    path = export(tmp_path, 1e4, 500, 0.01, 0.02)
    assert inspect(path).usable
    made = calibrate(path, out=tmp_path / "s.yaml", options=QUICK)
    market, least = made.scenario.market, min(row.observed_cpc or 1 for row in made.scenario.listed)
    assert market.reserve is not None and 0.5 * least < market.reserve <= least < 0.0001
    assert market.increment == market.reserve
    assert "  reserve: 2e-05  # [export] " in (tmp_path / "s.yaml").read_text() or market.reserve != 2e-05
    clicks = made.agreement[made.agreement["klass"] == "all"].set_index("figure")["ratio"]
    assert clicks["cost"] == pytest.approx(1, abs=0.3)


def test_usual_prices_leave_the_reserve_to_the_platform(tmp_path: Path) -> None:
    made = calibrate(export(tmp_path, 1e4, 50, 50, 200), out=tmp_path / "s.yaml", options=QUICK, proof=False)
    assert made.scenario.market.reserve is None and made.scenario.market.increment is None
