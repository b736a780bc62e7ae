"""What a calibration must never do: destroy files, run without end, starve a small account, or keep a tie to itself."""

import os
from pathlib import Path

import pandas as pd
import pytest

from adsim.errors import InputError
from adsim.experiments.calibration import calibration as calibrating
from adsim.experiments.calibration import keyword_means as walking
from adsim.experiments.calibration.calibration import calibrate
from adsim.experiments.calibration.estimates import LEAST_CLICKS, Options, class_floors
from adsim.experiments.calibration.keyword_means import keyword_means, one_week, thinning
from adsim.experiments.calibration.scenario_draft import spend_split
from adsim.scenario import files

QUICK = Options(replications=2, rounds=1, period_days=30)
SMALL = "keyword,impressions,clicks,cost\nshelf,9000,300,150\nboard for a long kitchen wall,8000,300,140\n"


def export_at(path: Path, text: str = SMALL) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refusal(export: Path, out: Path, force: bool) -> str:
    """What a refused calibration says; nothing is read, written or changed."""
    before = {path: path.read_bytes() for path in out.parent.iterdir()}
    with pytest.raises(InputError) as refused:
        calibrate(export, out=out, options=QUICK, force=force)
    assert {path: path.read_bytes() for path in out.parent.iterdir()} == before
    assert len(refused.value.problems) == 1
    return str(refused.value)


@pytest.mark.parametrize("force", [False, True])
def test_the_export_is_never_overwritten(tmp_path: Path, force: bool) -> None:
    export = export_at(tmp_path / "my_keywords.csv")
    assert refusal(export, tmp_path / "my.yaml", force) == (
        f"--out {tmp_path / 'my.yaml'}: would overwrite the export my_keywords.csv, as the keywords go to a file of "
        "that name; choose another name"
    )
    assert refusal(export, export, force) == (
        f"--out {export}: would overwrite the export my_keywords.csv; choose another name"
    )


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_nor_under_another_name(tmp_path: Path, link: object, monkeypatch: pytest.MonkeyPatch) -> None:
    export = export_at(tmp_path / "k.csv")
    assert callable(link)
    link(export, tmp_path / "other.yaml")
    assert "would overwrite the export" in refusal(export, tmp_path / "other.yaml", True)
    monkeypatch.chdir(tmp_path)
    assert "would overwrite the export" in refusal(Path("k.csv"), tmp_path / "k.csv", True)


def test_what_exists_is_overwritten_with_force_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export, out, words = export_at(tmp_path / "k.csv"), tmp_path / "my.yaml", tmp_path / "my_keywords.csv"
    words.write_text("not mine")
    mend = "choose another name, or overwrite with --force (in Python force=True)"
    with monkeypatch.context() as patch:
        patch.setattr(calibrating, "read_exports", None)  # refused before any work
        assert refusal(export, out, False) == f"--out {out}: my_keywords.csv exists already; {mend}"
        out.write_text("not mine either")
        assert refusal(export, out, False) == f"--out {out}: my.yaml and my_keywords.csv exist already; {mend}"
    calibrate(export, out=out, options=QUICK, force=True)
    assert files.load(out).listed


def test_a_large_account_is_fitted_thinned_and_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"shelf{' for the long kitchen wall' * (i % 2)} {i},{90_000 // i},{4_000 // i},{2_000 // i}\n"
                   for i in range(1, 30))  # fmt: skip
    export = export_at(tmp_path / "k.csv", "keyword,impressions,clicks,cost\n" + rows)
    monkeypatch.setattr(walking, "MOST_CLICKS_A_WORLD", 900)
    options = Options(replications=30, period_days=30)
    made = calibrate(export, out=tmp_path / "my.yaml", options=options)
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")
    one_in = thinning(total["export"]["clicks"] / 30)
    assert one_in == 5
    assert made.text().count(f"is fitted and checked on one in {one_in} of its searches") == 1
    whole = keyword_means(one_week(made.scenario))
    for name in ("impressions", "clicks", "cost"):
        assert total["ratio"][name] == pytest.approx(1, abs=0.03)
        assert whole[name].sum() * 30 == pytest.approx(total["export"][name], rel=0.03)


def test_the_largest_accounts_cost_no_more_clicks_than_others() -> None:
    assert thinning(0.0) == thinning(35_000) == 1
    for clicks in (4e4, 3e6, 1e9):
        assert clicks * 7 / thinning(clicks) <= walking.MOST_CLICKS_A_WORLD


def test_a_small_account_is_not_starved_by_its_default_budget(tmp_path: Path) -> None:
    export = export_at(tmp_path / "k.csv", "keyword,impressions,clicks,cost\nshelf,2000,20,10\n")
    made = calibrate(export, out=tmp_path / "my.yaml", options=Options(replications=60))
    (budget,) = (figure for figure in made.defaults if figure.name == "daily_budget")
    assert budget.value == 2 * LEAST_CLICKS * 0.5
    assert budget.why == (
        "twice the price of 5 clicks in every class, as 1.5 × the average daily cost (0.5) buys too few a day"
    )
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")["ratio"]
    assert total["cost"] / total["clicks"] == pytest.approx(1, abs=0.05)


def test_every_class_gets_a_few_clicks_and_the_others_keep_their_proportion() -> None:
    table = pd.DataFrame({"klass": ["head", "long_tail", "precise"], "cost": [60.0, 30.0, 0.0], "clicks": [90, 90, 0]})
    floors = class_floors(table)
    assert floors == pytest.approx({"head": 10 / 3, "long_tail": 2.5, "precise": 2.5})
    least = 2 * sum(floors.values())
    for budget in (least, 10 * least):
        split = spend_split(table, budget)
        assert sum(split.values()) == pytest.approx(1, abs=1e-12)
        assert all(split[name] * budget >= floor * 0.999 for name, floor in floors.items())
        assert split["head"] == pytest.approx(2 * split["long_tail"], abs=2e-4)
    assert spend_split(table, 0.01)["precise"] < 0.5


def test_the_default_impression_share_says_that_budgets_will_not_matter(tmp_path: Path) -> None:
    export = export_at(tmp_path / "k.csv")
    told = "At impression share 1 more budget buys nothing, so a comparison of splits often ends in a tie;\n"
    assert told in calibrate(export, out=tmp_path / "a.yaml", options=QUICK).text()
    limited = Options(replications=2, rounds=1, period_days=30, impression_share=0.7)
    assert told not in calibrate(export, out=tmp_path / "b.yaml", options=limited).text()
