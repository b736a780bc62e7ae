"""What a calibration must never do: destroy files, run without end, starve a small account, or keep a tie to itself."""

import os
from pathlib import Path

import pytest

from adsim.errors import AdsimError, InputError
from adsim.experiments.calibration import calibration as calibrating
from adsim.experiments.calibration import keyword_file as writing
from adsim.experiments.calibration import keyword_means as walking
from adsim.experiments.calibration.assumptions import LEAST_CLICKS
from adsim.experiments.calibration.calibration import calibrate
from adsim.experiments.calibration.keyword_file import put_both
from adsim.experiments.calibration.keyword_means import one_week, thinning, walked
from adsim.experiments.calibration.options import Options
from adsim.experiments.calibration.scenario_draft import keyword_file, renormalised, scenario_name, shares
from adsim.scenario import files

QUICK = Options(replications=2, rounds=1, period_days=30)
SMALL = "keyword,impressions,clicks,cost\nshelf,9000,300,150\nboard for a long kitchen wall,8000,300,140\n"


def export_at(path: Path, text: str = SMALL) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refusal(exports: Path | list[Path], out: Path, force: bool) -> str:
    """What a refused calibration says; nothing is read, written or changed."""
    before = {path: path.read_bytes() for path in out.parent.iterdir()}
    with pytest.raises(InputError) as refused:
        calibrate(exports, out=out, options=QUICK, force=force)
    assert {path: path.read_bytes() for path in out.parent.iterdir()} == before
    assert len(refused.value.problems) == 1
    return str(refused.value)


@pytest.mark.parametrize("force", [False, True])
def test_no_export_is_ever_overwritten(tmp_path: Path, force: bool) -> None:
    export, other = export_at(tmp_path / "my_keywords.csv"), export_at(tmp_path / "other.csv")
    assert refusal([other, export], tmp_path / "my.yaml", force) == (
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


@pytest.mark.usefixtures("few_worlds")
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


def test_both_files_are_put_in_place_or_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "shop.yaml"
    put_both(out, "old", b"old")
    real = writing.replace_file

    def failing(path: Path, data: bytes) -> None:
        if path == out:
            raise AdsimError("disk full")
        real(path, data)

    monkeypatch.setattr(writing, "replace_file", failing)
    with pytest.raises(AdsimError, match="disk full"):
        put_both(out, "new", b"new")
    assert (out.read_text(), keyword_file(out).read_bytes()) == ("old", b"old")
    keyword_file(out).unlink()
    with pytest.raises(AdsimError, match="disk full"):
        put_both(out, "new", b"new")
    assert not keyword_file(out).exists()


def test_a_large_account_is_checked_thinned_and_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"shelf{' for the long kitchen wall' * (i % 2)} {i},{90_000 // i},{4_000 // i},{2_000 // i}\n"
                   for i in range(1, 30))  # fmt: skip
    export = export_at(tmp_path / "k.csv", "keyword,impressions,clicks,cost\n" + rows)
    monkeypatch.setattr(walking, "MOST_CLICKS_A_WORLD", 900)
    options = Options(replications=30, period_days=30)
    made = calibrate(export, out=tmp_path / "my.yaml", options=options)
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")
    one_in = thinning(total["reports"]["clicks"] / 30)
    assert one_in == 5
    assert made.text().count(f"is checked on one in {one_in} of its searches") == 1
    whole = walked(one_week(made.scenario, 30)).means
    for name in ("impressions", "clicks", "cost"):
        assert total["ratio"][name] == pytest.approx(1, abs=0.04)
        assert whole[name].sum() * 30 == pytest.approx(total["reports"][name], rel=0.04)


def test_the_largest_accounts_cost_no_more_clicks_than_others() -> None:
    assert thinning(0.0) == thinning(35_000) == 1
    for clicks in (4e4, 3e6, 1e9):
        assert clicks * 7 / thinning(clicks) <= walking.MOST_CLICKS_A_WORLD


def test_a_small_account_is_not_starved_by_its_default_budget(tmp_path: Path) -> None:
    export = export_at(tmp_path / "k.csv", "keyword,impressions,clicks,cost\nshelf,2000,20,10\n")
    made = calibrate(export, out=tmp_path / "my.yaml", options=Options(replications=60))
    (budget,) = (figure for figure in made.defaults if figure.name == "daily_budget")
    assert budget.value == LEAST_CLICKS * 0.5
    assert budget.why.text() == "2 × the average daily cost of each campaign, at least the price of 5 clicks"
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")["ratio"]
    assert total["cost"] / total["clicks"] == pytest.approx(1, abs=0.05)


@pytest.mark.usefixtures("few_worlds")
def test_the_default_impression_share_says_that_budgets_will_not_matter(tmp_path: Path) -> None:
    export = export_at(tmp_path / "k.csv")
    told = "At impression share 1 more budget buys nothing, so a comparison of splits often ends in a tie;\n"
    assert told in calibrate(export, out=tmp_path / "a.yaml", options=QUICK).text()
    limited = Options(replications=2, rounds=1, period_days=30, impression_share=0.7)
    assert told not in calibrate(export, out=tmp_path / "b.yaml", options=limited).text()


def test_one_line_that_stands_in_two_files_is_called_one(tmp_path: Path) -> None:
    one, other = export_at(tmp_path / "a.csv"), export_at(tmp_path / "b.csv", SMALL.replace("board", "desk"))
    assert "b.csv: has 1 line that stands in a.csv too" in refusal([one, other], tmp_path / "my.yaml", False)


@pytest.mark.usefixtures("few_worlds")
def test_the_proof_has_the_seed_that_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = []
    monkeypatch.setattr(
        calibrating, "prove", lambda account, options, draft: seeds.append(draft(account, options).seed)
    )
    calibrate(export_at(tmp_path / "k.csv"), out=tmp_path / "my.yaml", options=QUICK, seed=7)
    assert seeds == [7]


def test_what_no_scenario_takes_is_refused_under_the_name_of_the_export(tmp_path: Path) -> None:
    path = export_at(tmp_path / "dear.csv", "keyword,impressions,clicks,cost\nshelf,1000,50,2500000\n")
    with pytest.raises(InputError) as refused:
        calibrate(path, out=tmp_path / "dear.yaml", options=QUICK)
    assert str(refused.value).startswith("dear.csv: bid or price of a click of 'shelf': ")
    assert list(tmp_path.iterdir()) == [path]


def test_all_bad_options_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        calibrate(tmp_path / "any.csv", out=tmp_path / "x.yaml", options=Options(cvr=2.0, impression_share=0.0))
    assert [problem.where for problem in refused.value.problems] == ["--impression-share", "--cvr"]


def test_a_budget_below_what_was_spent_is_refused(tmp_path: Path) -> None:
    export = export_at(tmp_path / "k.csv")
    with pytest.raises(InputError, match="must not be less than what the reports spent a day"):
        calibrate(export, out=tmp_path / "x.yaml", options=Options(daily_budget=1.0))


@pytest.mark.parametrize("figures", ["10,0,0", "10,5,0"])
def test_an_account_without_a_paid_click_is_refused(tmp_path: Path, figures: str) -> None:
    export = export_at(tmp_path / "none.csv", f"keyword,impressions,clicks,cost\nshelf,{figures}\n")
    with pytest.raises(InputError, match=r"none\.csv: must hold at least one click that cost something"):
        calibrate(export, out=tmp_path / "x.yaml", options=QUICK)


def test_shares_add_up_to_one_exactly() -> None:
    split = shares({"head": 1, "long_tail": 1, "precise": 1})
    assert sum(split.values()) == pytest.approx(1, abs=1e-12)
    assert renormalised(["head", "precise"]) == {"head": 0.75, "long_tail": 0.0, "precise": 0.25}
    assert scenario_name(Path("2026 März.yaml")) == "2026_M_rz"
