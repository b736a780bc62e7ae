"""The whole way: exports in, a scenario out that loads, names its sources and simulates to the exports."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from adsim.experiments.calibration.calibration import Calibration, calibrate
from adsim.experiments.calibration.keyword_means import one_week, walked
from adsim.experiments.calibration.options import Options
from adsim.experiments.calibration.sentences import SENTENCES
from adsim.scenario import files

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"
QUICK = {"replications": 2, "rounds": 1}
pytestmark = pytest.mark.usefixtures("few_worlds")  # not in `made`, which is there before
LATE = date(2027, 1, 1)
HOSTILE = ["=cmd|' /C calc'!A0", "@sum(1)", "+1", "-1 shelf", "'=quoted", "''", "＝full", '"a", b',
           "<script>x</script>", "螺丝", "a\x07b", "tab\there"]  # fmt: skip


def account(tmp_path: Path, orders: bool = True, terms: int = 60) -> Path:
    """A made-up account of four weeks: a few large terms and many small ones, in two campaigns, a line a day."""
    generator = np.random.default_rng(1)
    lines = [f"keyword,campaign,impressions,clicks,cost{',orders,revenue' if orders else ''},date"]
    for i in range(terms):
        price = generator.uniform(0.5, 0.9)
        for day in range(28):
            impressions = int(generator.poisson(60_000 / (i + 2) ** 1.1 / 28))
            clicks = int(generator.binomial(impressions, 0.03 if i % 3 else 0.05))
            cells = [f"shelf {'for the long kitchen wall ' if i % 2 else ''}{i}", "Shelves" if i % 5 else "Boards",
                     impressions, clicks, f"{clicks * price:.2f}"]  # fmt: skip
            if orders:
                bought = int(generator.binomial(clicks, 0.04))
                cells += [bought, bought * 50]
            lines.append(",".join(map(str, [*cells, f"2026-03-{1 + day:02d}"])))
    path = tmp_path / "account.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def campaigns(tmp_path: Path) -> Path:
    path = tmp_path / "campaigns.csv"
    path.write_text(
        "Campaign,Campaign ID,Budget,Impr.,Clicks,Cost,Currency code\nShelves,1,300,1,1,1,CNY\nBoards,2,90,1,1,1,CNY\n"
    )
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    folder = tmp_path_factory.mktemp("calibrated")
    options = Options(brands=("59",), replications=40, downloaded=LATE)
    return calibrate(account(folder), out=folder / "my_shop.yaml", platform="1688", options=options)


def test_the_written_scenario_loads_and_is_the_returned_one(made: Calibration) -> None:
    assert files.load(made.scenario_path) == made.scenario
    assert made.keywords_path.name == "my_shop_keywords.csv"
    assert made.scenario.platform == "1688"
    assert made.scenario.start == date(2026, 3, 29)
    assert list(made.scenario.variants) == ["current", "split_30_60_10", "equal", "by_volume"]
    assert {row.klass for row in made.scenario.listed} == {"head", "long_tail", "precise"}
    assert all(row.observed_ctr and row.observed_cpc and row.ctr is None for row in made.scenario.listed)
    assert made.scenario.campaign.split_of == "campaigns"
    assert set(made.scenario.campaign.campaigns) == {"Shelves", "Boards"}
    assert made.scenario.sensitivity["market.rivals.bid_spread"].low == 0.25


def test_a_simulation_shows_the_export_again(made: Calibration) -> None:
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")
    assert total["reports"]["clicks"] == sum(row.clicks for export in made.exports for row in export.rows)
    for name in ("impressions", "clicks", "cost"):
        assert total["ratio"][name] == pytest.approx(1, abs=0.04)
    assert total["ratio"]["orders"] == pytest.approx(1, abs=0.10)
    by_class = made.agreement[made.agreement["figure"].isin(["clicks", "cost"]) & (made.agreement["reports"] > 50)]
    assert by_class["ratio"].to_numpy() == pytest.approx(1, abs=0.08)


def test_other_dice_show_it_as_well(made: Calibration) -> None:
    """Of forty worlds of other dice; levels are drawn with spreads of about 0.1, so means are off by 2 % (1 sd)."""
    other = one_week(files.load(made.scenario_path).model_copy(update={"seed": 99}), 40)
    means = walked(other).means
    told = made.agreement[made.agreement["klass"] == "all"].set_index("figure")["reports"]
    for name in ("impressions", "clicks", "cost"):
        assert means[name].sum() * 28 == pytest.approx(told[name], rel=0.08)


def test_large_keywords_keep_their_order(made: Calibration) -> None:
    clicks = made.account.units.set_index("name")["clicks"].to_dict()
    shown = walked(one_week(made.scenario, 40)).means["clicks"]
    means = {row.keyword: value for row, value in zip(made.scenario.listed, shown, strict=True)}
    large = [word for word, number in clicks.items() if number >= 20]
    assert len(large) >= 10
    observed = np.argsort(np.argsort([clicks[word] for word in large]))
    simulated = np.argsort(np.argsort([means[word] for word in large]))
    assert np.corrcoef(observed, simulated)[0, 1] > 0.9


def test_every_value_names_its_source(made: Calibration) -> None:
    text = made.scenario_path.read_text(encoding="utf-8")
    assert 'platform: "1688"  # [option] 1688' in text
    assert "currency: CNY  # [assumption] usual on 1688" in text
    assert "start: 2026-03-29  # [export] the day after the reports" in text
    assert "price: 50  # [export] revenue over orders" in text
    assert "bid_spread: 0.5  # [assumption] a stated prior" in text
    bare = [line for line in text.splitlines() if "#" not in line and line.rstrip()[-1] not in ":{"]
    unsourced = [line for line in bare if not line.strip().startswith(("name:", "- name", "seed", "replications", '"'))]
    known = ("file:", "split_of:", "market.rivals", "baseline:", "campaign.split")
    assert [line for line in unsourced if not line.strip().startswith(known)] == []
    assert {figure.name for figure in made.defaults} >= {"daily_budget", "rivals", "unit_cost"}
    assert "cvr" not in {figure.name for figure in made.defaults}


def test_the_terminal_is_told_all_of_it_in_both_languages(made: Calibration) -> None:
    text = made.text()
    assert "account.csv: plain keyword table, 2026-03-01 to 2026-03-28, 1,680 rows" in text
    assert "impression_share  1 " in text
    assert "an in-sample check, no evidence of a forecast" in text
    assert "my_shop_keywords.csv" in text
    chinese = made.text("zh")
    assert "样本内检查" in chinese and "大词" in chinese
    assert chinese.count("\n") == text.count("\n")


def test_a_program_is_told_all_of_it(made: Calibration) -> None:
    facts = json.loads(json.dumps(made.facts(), allow_nan=False))
    assert facts["scenario"].endswith("my_shop.yaml")
    assert {line["figure"] for line in facts["agreement"]} == {"impressions", "clicks", "cost", "orders"}
    assert {figure["source"] for figure in facts["figures"]} == {"export", "assumption"}


def test_every_sentence_has_both_languages_and_the_same_values() -> None:
    import string

    for key, pair in SENTENCES.items():
        holes = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in pair]
        assert holes[0] == holes[1], key
        assert pair[0] and pair[1], key


def test_comments_are_written_in_chinese_too(tmp_path: Path) -> None:
    path = account(tmp_path, terms=20)
    calibrate(path, out=tmp_path / "店.yaml", options=Options(**QUICK), proof=False, lang="zh")
    text = (tmp_path / "店.yaml").read_text(encoding="utf-8")
    assert "start: 2026-03-29  # [export] 报表最后一天的次日" in text
    assert files.load(tmp_path / "店.yaml").name == "my_shop"


def test_several_files_of_one_account(tmp_path: Path) -> None:
    paths = [account(tmp_path, terms=20), campaigns(tmp_path)]
    options = Options(downloaded=LATE, **QUICK)
    made = calibrate(paths, out=tmp_path / "s.yaml", platform="google", options=options, proof=False)
    shares = made.scenario.campaign.campaigns
    budget = made.scenario.campaign.daily_budget
    assert shares["Shelves"] * budget == pytest.approx(300, rel=0.01)
    assert shares["Boards"] * budget == pytest.approx(90, rel=0.01)
    assert "campaigns.csv" in made.text()


def test_searches_lost_to_rank_are_rows_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text(
        "Keyword,Impr.,Clicks,Cost,Search impr. share,Search lost IS (rank),Search lost IS (budget),Avg. position\n"
        "shelf,9000,300,150,60.00%,30.00%,10.00%,2.1\nboard for a wall,8000,300,140,50.00%,50.00%,0.00%,3.5\n"
    )
    options = Options(period_days=30, replications=30)
    made = calibrate(path, out=tmp_path / "k.yaml", platform="google", options=options, proof=False)
    hidden = [row for row in made.scenario.listed if row.shown == "no"]
    assert len(hidden) == 2
    shown = {row.keyword: row.searches for row in made.scenario.listed if row.shown == "yes"}
    assert hidden[0].searches / shown["shelf"] == pytest.approx(0.3 / 0.7, rel=1e-4)
    check = made.agreement.set_index(["klass", "figure"])["ratio"]
    assert check["all", "impression_share"] == pytest.approx(1, abs=0.05)
    assert check["all", "position"] == pytest.approx(1, abs=0.10)


def test_negatives_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(
        "Search terms report\n1 March 2026 - 28 March 2026\n"
        "Search term,Added/Excluded,Campaign,Impr.,Clicks,Cost,Currency code\n"
        "oak shelf,None,A,900,50,25,EUR\nfree shelf,Excluded,A,700,30,9,EUR\n"
    )
    made = calibrate(path, out=tmp_path / "n.yaml", options=Options(**QUICK), proof=False)
    (negative,) = made.scenario.campaign.negatives
    assert (negative.keyword, negative.match_type, negative.campaign) == ("free shelf", "exact", "A")
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")["reports"]
    assert total["clicks"] == 80  # the reports' own days had it


def test_what_another_ad_group_still_buys_is_no_negative(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(
        "Search terms report\n1 March 2026 - 28 March 2026\n"
        "Search term,Added/Excluded,Campaign,Ad group,Impr.,Clicks,Cost,Currency code\n"
        "oak shelf,Excluded,A,one,900,50,25,EUR\noak shelf,None,A,two,800,40,20,EUR\n"
        "free shelf,Excluded,A,one,700,30,9,EUR\nfree shelf,Excluded,A,two,700,30,9,EUR\n"
    )
    made = calibrate(path, out=tmp_path / "n.yaml", options=Options(**QUICK), proof=False)
    assert [negative.keyword for negative in made.scenario.campaign.negatives] == ["free shelf"]
    listed = [(row.keyword, row.ad_group) for row in made.scenario.listed if row.keyword == "oak shelf"]
    assert listed == [("oak shelf", "two")]
    assert files.load(tmp_path / "n.yaml") == made.scenario
    total = made.agreement[made.agreement["klass"] == "all"].set_index("figure")["reports"]
    assert total["clicks"] == 150  # the reports' own days had all of it


def test_google_warns_of_truncation_and_names_bad_rows(tmp_path: Path) -> None:
    path = FIXTURES / "google_search_terms.csv"
    made = calibrate(path, out=tmp_path / "g.yaml", options=Options(**QUICK), proof=False)
    text = made.text()
    assert "it lists 38% of all clicks, the rest stands in 'Total: Other search terms' (line 11)" in text
    assert "google_search_terms.csv:8: Clicks: must be a number with a decimal point, got 'two'" in text
    assert "odd, but kept: clicks must not exceed impressions, in line 7" in text
    assert "2 rows of google_search_terms.csv could not be read" in text
    assert made.scenario.currency == "GBP"
    assert made.account.units["clicks"].sum() == 3239


def test_a_class_without_keywords_gets_no_share(tmp_path: Path) -> None:
    made = calibrate(account(tmp_path, terms=20), out=tmp_path / "s.yaml", options=Options(**QUICK), proof=False)
    split = made.scenario.variants["split_30_60_10"]["campaign.split"]
    assert split == {"head": 0.3333, "long_tail": 0.6667, "precise": 0}
    assert any("30/60/10 becomes 33.3% / 66.7% / 0.0%" in warning.text() for warning in made.warnings)


def test_one_class_alone_compares_bids(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("keyword,impressions,clicks,cost\nshelf,9000,300,150\nboard,8000,300,140\n")
    made = calibrate(path, out=tmp_path / "one.yaml", options=Options(period_days=14, **QUICK), proof=False)
    assert list(made.scenario.variants) == ["current", "bids_up_20", "bids_down_20"]


def test_hostile_names_survive_the_way_to_the_file_and_back(tmp_path: Path) -> None:
    lines = "".join(
        '"' + word.replace('"', '""') + '","' + word.replace('"', '""') + '",900,50,25\n' for word in HOSTILE
    )
    path = tmp_path / "hostile.csv"
    path.write_text("keyword,campaign,impressions,clicks,cost\n" + lines, encoding="utf-8")
    made = calibrate(path, out=tmp_path / "我的店.yaml", options=Options(**QUICK), proof=False)
    plain = sorted(word.replace("\x07", " ").replace("\t", " ") for word in HOSTILE)
    listed = files.load(made.scenario_path).listed
    assert sorted(row.keyword for row in listed) == plain
    assert sorted({row.campaign or "" for row in listed}) == sorted(set(plain))
    raw = made.keywords_path.read_text(encoding="utf-8-sig")
    assert not any(line.lstrip('"').startswith(("=", "+", "-", "@", "＝")) for line in raw.splitlines())


def test_a_file_name_with_line_breaks_does_not_leave_the_comment(tmp_path: Path) -> None:
    path = account(tmp_path, terms=12).rename(tmp_path / "a\nname: evil.csv")
    made = calibrate(path, out=tmp_path / "shop.yaml", options=Options(**QUICK), proof=False)
    assert made.scenario.name == "shop"
