"""The whole way: an export in, a scenario out that loads, names its sources and simulates to the export."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from adsim.errors import AdsimError, InputError
from adsim.experiments.calibration import scenario_draft
from adsim.experiments.calibration.calibration import Calibration, calibrate
from adsim.experiments.calibration.estimates import Options
from adsim.experiments.calibration.keyword_means import keyword_means, one_week
from adsim.experiments.calibration.scenario_draft import keyword_file, put_both, renormalised, scenario_name, shares
from adsim.scenario import files

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"
QUICK = {"replications": 2, "rounds": 1}
HOSTILE = ["=cmd|' /C calc'!A0", "@sum(1)", "+1", "-1 shelf", "'=quoted", "''", "＝full", '"a", b',
           "<script>x</script>", "螺丝", "a\x07b", "tab\there"]  # fmt: skip


def account(tmp_path: Path, extra: str = "", orders: bool = True, terms: int = 60) -> Path:
    """A made-up account of four weeks: a few large terms and many small ones."""
    generator = np.random.default_rng(1)
    header = f"keyword,campaign,impressions,clicks,cost{',orders,revenue' if orders else ''},date"
    lines = [header]
    for i in range(terms):
        impressions = int(60_000 / (i + 2) ** 1.1)
        clicks = int(generator.binomial(impressions, 0.03 if i % 3 else 0.05))
        cells = [f"shelf {'for the long kitchen wall ' if i % 2 else ''}{i}", "Shelves", impressions, clicks,
                 f"{clicks * generator.uniform(0.5, 0.9):.2f}"]  # fmt: skip
        if orders:
            bought = int(generator.binomial(clicks, 0.04))
            cells += [bought, bought * 50]
        lines.append(",".join(map(str, [*cells, f"2026-03-{1 + i % 28:02d}"])))
    path = tmp_path / "account.csv"
    path.write_text("\n".join(lines) + "\n" + extra, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    folder = tmp_path_factory.mktemp("calibrated")
    options = Options(brands=("59",), replications=40)
    return calibrate(account(folder), out=folder / "my_shop.yaml", platform="1688", options=options)


def test_the_written_scenario_loads_and_is_the_returned_one(made: Calibration) -> None:
    assert files.load(made.scenario_path) == made.scenario
    assert made.keywords_path.name == "my_shop_keywords.csv"
    assert made.scenario.platform == "1688"
    assert made.scenario.start == date(2026, 3, 29)
    assert list(made.scenario.variants) == ["current", "split_30_60_10", "equal", "by_volume"]
    assert {row.klass for row in made.scenario.listed} == {"head", "long_tail", "precise"}


def test_a_simulation_shows_the_export_again(made: Calibration) -> None:
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")
    assert total["export"]["clicks"] == sum(row.clicks for row in made.export.rows)
    for name in ("impressions", "clicks", "cost"):
        assert total["ratio"][name] == pytest.approx(1, abs=0.03)
    assert total["ratio"]["orders"] == pytest.approx(1, abs=0.08)
    by_class = made.agreement[made.agreement["figure"].isin(["clicks", "cost"]) & (made.agreement["export"] > 50)]
    assert by_class["ratio"].to_numpy() == pytest.approx(1, abs=0.06)


def test_other_dice_show_it_as_well(made: Calibration) -> None:
    other = one_week(files.load(made.scenario_path)).model_copy(update={"seed": 99})
    means = keyword_means(other)
    told = made.agreement[made.agreement["klass"] == "all"].set_index("figure")["export"]
    for name, off in (("impressions", 0.05), ("clicks", 0.12), ("cost", 0.12)):
        assert means[name].sum() * 28 == pytest.approx(told[name], rel=off)


def test_large_keywords_keep_their_order(made: Calibration) -> None:
    clicks: dict[str, int] = {row.keyword: row.clicks for row in made.export.rows}
    means = keyword_means(one_week(made.scenario)).set_index("keyword")["clicks"]
    large = [word for word, number in clicks.items() if number >= 20]
    assert len(large) >= 10
    observed = np.argsort(np.argsort([clicks[word] for word in large]))
    simulated = np.argsort(np.argsort([means[word] for word in large]))
    assert np.corrcoef(observed, simulated)[0, 1] > 0.9


def test_every_value_names_its_source(made: Calibration) -> None:
    text = made.scenario_path.read_text(encoding="utf-8")
    assert 'platform: "1688"  # [option] 1688' in text
    assert "currency: CNY  # [assumption] usual on 1688" in text
    assert "start: 2026-03-29  # [export] the day after the report" in text
    assert "price: 50.0  # [export] revenue over orders" in text
    assert "daily_budget" in {figure.name for figure in made.defaults}
    assert "cvr" not in {figure.name for figure in made.defaults}


def test_the_terminal_is_told_all_of_it(made: Calibration) -> None:
    text = made.text()
    assert "account.csv: plain keyword table, 2026-03-01 to 2026-03-28, 60 rows" in text
    assert "impression_share  1 " in text
    assert "an in-sample check, no forecast" in text
    assert "my_shop_keywords.csv" in text


def test_options_go_before_the_export_and_defaults_last(tmp_path: Path) -> None:
    options = Options(cvr=0.02, daily_budget=777.0, impression_share=0.8, start=date(2026, 6, 1), rivals=6, **QUICK)
    path = account(tmp_path, orders=False, terms=20)
    made = calibrate(path, out=tmp_path / "o.yaml", options=options)
    figures = {figure.name: figure for figure in made.figures}
    for name in ("cvr", "daily_budget", "impression_share", "start", "rivals"):
        assert figures[name].source == "option"
    assert figures["basket"].source == "assumption"
    assert made.scenario.campaign.daily_budget == 777
    assert made.scenario.market.rivals.per_keyword == 6
    assert {row.cvr for row in made.scenario.listed} == {0.02}
    assert made.scenario.uncertainty.cvr == 0.4


def test_google_warns_of_truncation_and_names_bad_rows(tmp_path: Path) -> None:
    made = calibrate(FIXTURES / "google_search_terms.csv", out=tmp_path / "g.yaml", options=Options(**QUICK))
    text = made.text()
    assert "it lists 1,239 of 3,239 clicks (38%), the rest stands in 'Total: Other search terms' (line 11)" in text
    assert "google_search_terms.csv:8: clicks: must be a number with a decimal point, got 'two'" in text
    assert "odd, but kept: clicks must not exceed impressions, in line 7" in text
    assert "2 rows could not be read" in text
    assert made.scenario.currency == "GBP"


def test_a_class_without_keywords_gets_no_share(tmp_path: Path) -> None:
    made = calibrate(account(tmp_path, terms=20), out=tmp_path / "s.yaml", options=Options(**QUICK))
    split = made.scenario.variants["split_30_60_10"]["campaign.split"]
    assert split == {"head": 0.3333, "long_tail": 0.6667, "precise": 0}
    assert any("30/60/10 becomes 33.3% / 66.7% / 0.0%" in warning for warning in made.warnings)


def test_one_class_alone_compares_bids(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("keyword,impressions,clicks,cost\nshelf,9000,300,150\nboard,8000,300,140\n")
    made = calibrate(path, out=tmp_path / "one.yaml", options=Options(period_days=14, **QUICK))
    assert list(made.scenario.variants) == ["current", "bids_up_20", "bids_down_20"]


def test_hostile_keywords_survive_the_way_to_the_file_and_back(tmp_path: Path) -> None:
    lines = "".join('"' + word.replace('"', '""') + '",900,50,25\n' for word in HOSTILE)
    path = tmp_path / "hostile.csv"
    path.write_text("keyword,impressions,clicks,cost\n" + lines, encoding="utf-8")
    made = calibrate(path, out=tmp_path / "我的店.yaml", options=Options(**QUICK))
    assert sorted(row.keyword for row in files.load(made.scenario_path).listed) == sorted(
        word.replace("\x07", " ").replace("\t", " ") for word in HOSTILE
    )
    raw = made.keywords_path.read_text(encoding="utf-8-sig")
    assert not any(line.lstrip('"').startswith(("=", "+", "-", "@", "＝")) for line in raw.splitlines())
    assert made.scenario.name == "my_shop"


def test_a_file_name_with_line_breaks_does_not_leave_the_comment(tmp_path: Path) -> None:
    path = account(tmp_path, terms=12).rename(tmp_path / "a\nname: evil.csv")
    made = calibrate(path, out=tmp_path / "shop.yaml", options=Options(**QUICK))
    assert made.scenario.name == "shop"


@pytest.mark.parametrize("figures", ["10,0,0", "10,5,0"])
def test_nothing_to_calibrate_from(tmp_path: Path, figures: str) -> None:
    path = tmp_path / "none.csv"
    path.write_text(f"keyword,impressions,clicks,cost\nshelf,{figures}\n")
    with pytest.raises(InputError, match="at least one click that cost something"):
        calibrate(path, out=tmp_path / "none.yaml")
    assert not (tmp_path / "none.yaml").exists()


def test_all_bad_options_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        calibrate(tmp_path / "any.csv", out=tmp_path / "x.yaml", options=Options(cvr=2.0, impression_share=0.0))
    assert [problem.where for problem in refused.value.problems] == ["--impression-share", "--cvr"]


def test_a_budget_below_what_was_spent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must not be less than what the export spent a day"):
        calibrate(account(tmp_path, terms=12), out=tmp_path / "x.yaml", options=Options(daily_budget=1.0))


def test_a_scenario_that_cannot_be_written_is_refused_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "dear.csv"
    path.write_text("keyword,impressions,clicks,cost\nshelf,1000,50,2500000\n")
    with pytest.raises(InputError) as refused:
        calibrate(path, out=tmp_path / "dear.yaml", options=Options(**QUICK))
    assert str(refused.value).startswith("dear_keywords.csv:2: max_cpc: ")
    assert list(tmp_path.iterdir()) == [path]


def test_both_files_are_put_in_place_or_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "shop.yaml"
    put_both(out, "old", b"old")
    real = scenario_draft.replace_file

    def failing(path: Path, data: bytes) -> None:
        if path == out:
            raise AdsimError("disk full")
        real(path, data)

    monkeypatch.setattr(scenario_draft, "replace_file", failing)
    with pytest.raises(AdsimError, match="disk full"):
        put_both(out, "new", b"new")
    assert (out.read_text(), keyword_file(out).read_bytes()) == ("old", b"old")
    keyword_file(out).unlink()
    with pytest.raises(AdsimError, match="disk full"):
        put_both(out, "new", b"new")
    assert not keyword_file(out).exists()


def test_shares_add_up_to_one_exactly() -> None:
    split = shares({"head": 1, "long_tail": 1, "precise": 1})
    assert sum(split.values()) == pytest.approx(1, abs=1e-12)
    assert renormalised(["head", "precise"]) == {"head": 0.75, "long_tail": 0.0, "precise": 0.25}
    assert scenario_name(Path("2026 März.yaml")) == "2026_M_rz"
