"""A whole search on the small scenario: the same whoever works and whatever was interrupted; a plan that adds up."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from adsim.errors import InputError
from adsim.experiments.optimise import optimise
from adsim.experiments.optimise.race import entries, fixed_splits
from adsim.experiments.optimise.typed import typed
from adsim.experiments.runs import execution
from adsim.metrics import MICRO
from adsim.report.optimise_words import answer, sheets, summary_rows
from adsim.results import load_tables, write_csv
from adsim.results.spreadsheets import write_workbook
from adsim.scenario import patches
from adsim.simulation import Study, run
from tests.simulation import worlds

MODULE = sys.modules["adsim.experiments.optimise.optimise"]
ASKED = {"over": ("split", "bids", "budget"), "trials": 16, "replications": 8}


def shop():
    return worlds.scenario(
        {"days": 2}, plain={}, even={"campaign.split": "equal"}, better={"products[0].image_strength": 1.2}
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    done = optimise(shop(), folder=folder, **ASKED)
    done.save(folder)
    return done, folder


def same_tables(one, other):
    assert list(one.tables) == list(other.tables)
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[name], check_exact=True)


def test_interrupted_and_in_any_order_it_is_the_same_search(whole, tmp_path, monkeypatch):
    """Killed in the middle of a batch, and all runs done backwards."""
    done, _ = whole
    runs, late = 0, 0

    def backwards(jobs, make):
        nonlocal runs, late
        for place, outcome in reversed(list(execution._here(jobs, make))):
            runs += 1
            late += (tmp_path / "search.json").exists()
            if late == 5:
                raise KeyboardInterrupt
            yield place, outcome

    class Crew:
        def __init__(self, workers, cluster, memory, store):
            pass

        def __enter__(self):
            return backwards

        def __exit__(self, *error):
            return None

    monkeypatch.setattr(MODULE, "team", Crew)
    with pytest.raises(KeyboardInterrupt):
        optimise(shop(), folder=tmp_path, **ASKED)
    kept = json.loads((tmp_path / "search.json").read_text())
    assert len(kept["trials"]) == 10
    assert len(kept["sampler_seeds"]) == 1
    again = optimise(shop(), folder=tmp_path, **ASKED)
    same_tables(done, again)
    assert again.facts["resumed"] == 10
    at_rest = runs
    same_tables(done, optimise(shop(), folder=tmp_path, **ASKED))
    assert runs == at_rest, "a finished search does no run"


def test_the_tables_are_saved_whole(whole):
    _, folder = whole
    tables, facts = load_tables(folder)
    assert facts["kind"] == "optimise"
    assert list(tables) == ["trials", "remeasured", "plan", "budgets", "importance"]
    assert len(tables["trials"]) == 16 + len(facts["race"])
    assert facts["complete"] + facts["stopped"] + facts["failed"] == 16
    assert facts["stopped"] > 0


def test_all_are_in_the_race(whole):
    """The scenario's split is 30/60/10 and a variant is the equal one: each is there once, and known as fixed."""
    frame = whole[0].tables["remeasured"].set_index("name")
    assert set(frame.index) == {"found", "plain", "even", "better", "fixed by volume", "marginal returns"}
    assert set(frame.index[frame["fixed"]]) == {"plain", "even", "fixed by volume"}


def test_the_winner_is_measured_again_in_worlds_that_the_search_did_not_see(whole):
    """One entry's fresh figures by hand."""
    done, _ = whole
    row = done.tables["remeasured"].set_index("name").loc["even"]
    study = Study.of(shop())
    fresh = [run(study, "even", world).expected_profit for world in range(8, 32)]
    searched = [run(study, "even", world).expected_profit for world in range(8)]
    assert (row["profit"], row["searched"]) == pytest.approx((np.mean(fresh), np.mean(searched)), rel=1e-12)
    assert row["error"] == pytest.approx(np.std(fresh, ddof=1) / np.sqrt(24))


def test_the_winner_is_no_worse_than_any_in_the_search(whole):
    frame = whole[0].tables["remeasured"]
    assert (frame["searched_gain"] >= 0).all()
    assert frame["searched"].iloc[0] == whole[0].tables["trials"].query("state == 'complete'")["profit"].max()


def test_an_edge_where_profit_is_level_is_none_to_go_beyond(monkeypatch):
    """Nobody else advertises, so bids move nothing; of the budget, which is small, more always earns more."""
    alone = {"campaign.daily_budget": 1.0, "keywords.head.max_cpc": 9.0, "days": 2}
    monkeypatch.setattr(sys.modules["adsim.experiments.optimise.edges"], "EDGE", 0.49)  # wherever it lies is an end
    poor = worlds.scenario(worlds.QUIET, alone, plain={})
    facts = optimise(poor, over=("bids", "budget"), trials=10, replications=2).facts
    assert facts["winner"] == "found"
    assert facts["edges"] == ["budget"]
    assert facts["level_edges"] and all(name.startswith("bids.") for name in facts["level_edges"])


def test_another_range_is_another_search(monkeypatch):
    """A point of the unit cube then is another plan: what was kept of it says nothing."""
    contest, space = (sys.modules[f"adsim.experiments.optimise.{name}"] for name in ("contest", "space"))
    before = contest.Contest(shop(), ("bids",), 3, "tpe", 2).identity
    assert contest.Contest(shop(), ("bids",), 9, "tpe", 2).identity == before
    monkeypatch.setattr(space, "BID_ENDS", (0.25, 4.0))
    assert contest.Contest(shop(), ("bids",), 3, "tpe", 2).identity != before


def test_the_plan_adds_up(whole):
    done, _ = whole
    plan, budgets, facts = done.tables["plan"], done.tables["budgets"], done.facts
    assert len(plan) == 15
    steps = plan["bid"].dropna() / facts["increment"]
    assert steps.to_numpy() == pytest.approx(np.round(steps))
    winner = done.tables["remeasured"].set_index("name").loc[facts["advised"]]
    assert round(budgets["daily_budget"].sum() * 100) == round(winner["daily_budget"] * 100)
    assert (np.abs(budgets["daily_budget"] * 100 - np.round(budgets["daily_budget"] * 100)) < 1e-6).all()
    for name in ("clicks", "cost", "profit"):
        assert plan[name].sum() == pytest.approx(budgets[name].sum())
    assert plan["profit"].sum() == pytest.approx(winner["profit"], rel=1e-9), "the plan is what was measured again"
    assert (plan["cost_p05"] <= plan["cost_p95"]).all()


def test_what_is_typed_is_what_is_simulated():
    """Rounded bids bind: the auction of the typed plan charges no more than them, and its money is whole cents."""
    odd = patches.patched(worlds.scenario(), {"campaign.bid_factor": {"head": 0.777}, "campaign.daily_budget": 133.337})
    plan = typed(odd)
    assert plan.bids[:3] == pytest.approx([2.3] * 3)
    assert sum(plan.budgets.values()) == pytest.approx(133.34, abs=1e-9)
    again = typed(plan.state)
    assert again.bids == pytest.approx(plan.bids)
    assert dict(again.budgets) == dict(plan.budgets)
    study = Study.over(odd, {"typed": patches.in_force(plan.state)})
    found = run(study, "typed", 0)
    assert found.by_click["cost"].sum(axis=0).max() <= round(133.34 * MICRO)


def test_keywords_in_two_places_keep_bids_that_no_common_factor_makes():
    rows = [
        {"keyword": "阀", "campaign": name, "max_cpc": bid, "ctr": 0.05, "rival_bid": 2.0}
        for name, bid in (("甲", 1.234), ("乙", 2.777))
    ]
    shares = {"campaign": {"daily_budget": 90.0, "split_of": "campaigns", "campaigns": {"甲": 0.5, "乙": 0.5}}}
    plan = typed(worlds.listed(rows, shares))
    assert plan.bids == pytest.approx([1.2, 2.8])
    assert plan.state.campaign.keyword_bids == {}


def test_campaigns_and_common_budgets_can_be_searched():
    rows = [{"keyword": f"阀 {n}", "campaign": "甲乙"[n % 2], "ctr": 0.05, "rival_bid": 2.0} for n in range(4)]
    shares = {"campaign": {"daily_budget": 90.0, "split_of": "campaigns", "campaigns": {"甲": 0.5, "乙": 0.5}}}
    done = optimise(worlds.listed(rows, shares), over=("split",), trials=4, replications=2)
    assert list(done.tables["budgets"]["account"]) == sorted("甲乙")
    assert done.tables["budgets"]["daily_budget"].sum() == pytest.approx(90)
    assert set(done.tables["plan"]["campaign"]) == {"甲", "乙"}
    bought = worlds.scenario({"campaign": {"daily_budget": 90.0, "split_of": "keywords", "keywords": 6}})
    with pytest.raises(InputError, match="split_of: keywords"):
        optimise(bought, over=("split",), trials=4, replications=2)
    common = optimise(bought, over=("bids", "budget"), trials=4, replications=2)
    assert list(common.tables["budgets"]["account"]) == ["all"]
    assert "marginal returns" not in set(common.tables["remeasured"]["name"])
    assert common.tables["plan"]["bid"].notna().sum() <= 6


def test_nsga2_gives_a_front():
    done = optimise(shop(), over=("bids", "budget"), trials=20, replications=2, sampler="nsga2")
    front, tried = done.tables["front"], done.tables["trials"]
    assert front["profit"].is_monotonic_decreasing
    assert front["low"].is_monotonic_increasing
    for _, one in tried.iterrows():
        better = (front["profit"] >= one["profit"]) & (front["low"] >= one["low"])
        assert better.any(), "everybody is on the front or behind it"
    assert "importance" not in done.tables
    assert done.facts["stopped"] == 0
    for lang in ("en", "zh"):
        assert str(len(front)) in answer(done.tables, done.facts, lang)


def test_the_same_split_by_another_name_races_once():
    base = worlds.scenario(third={"campaign.split": dict.fromkeys(("head", "long_tail", "precise"), 1 / 3)})
    names = {entry.name: entry.fixed for entry in entries(base)}
    assert names == {"third": True, "fixed 30/60/10": True, "fixed by volume": True}
    volumes = fixed_splits(base)["by volume"]
    assert volumes == pytest.approx({"head": 1500 / 2600, "long_tail": 900 / 2600, "precise": 200 / 2600}, abs=1e-6)


def test_the_answer_is_the_advised_plan_in_both_languages(whole):
    done, _ = whole
    english, chinese = (answer(done.tables, done.facts, lang) for lang in ("en", "zh"))
    assert english.startswith("Best of 16 points and 5 plain plans: ")
    assert chinese.startswith("16 个点和 5 个现成方案中最好的是：")
    assert "“plain”" in english
    assert len(summary_rows(done.tables, done.facts, "en").rows) == len(done.tables["remeasured"])


def figures(profit, searched):
    """What was measured of the winner and of the present plan."""
    gain, seemed = profit[0] - profit[1], searched[0] - searched[1]
    row = {"kind": "x", "profit_low": 1.0, "profit_high": 2.0, "worlds_p05": 0.0, "worlds_p95": 3.0,
           "loss_share": 0.0, "bid_factor.head": 1.0}  # fmt: skip
    ahead = {"searched_gain": seemed, "gain": gain, "gain_low": gain - 10, "gain_high": gain + 10}
    found = {**row, "name": "found", "fixed": False, "profit": profit[0], "searched": searched[0]}
    other = {**row, "name": "plain", "fixed": True, "profit": profit[1], "searched": searched[1], **ahead}
    plan = pd.DataFrame({"clicks": [10.0], "cost": [10.0]})
    return {"remeasured": pd.DataFrame([found | dict.fromkeys(ahead, 0.0), other]), "plan": plan}


@pytest.mark.parametrize(
    ("profit", "advised", "english", "chinese"),
    [
        ((2000, 1050), "found", "Of the ¥1,200 that it seemed to win over the scenario as it is (“plain”), ¥950 survived",  # noqa: E501
         "多赚 ¥1,200，在新情形中留下 ¥950"),
        ((2400, 1050), "found", "all of that survived: ¥1,350", "全部留下"),
        ((1045, 1050), "found", "nothing survived", "一点不剩"),
        ((1000, 1050), "plain", "in fresh worlds that earns ¥50.00 less (¥40.00 to ¥60.00)", "它少赚 ¥50.00"),
        ((-2000, -2950), "found", "Every plan loses money", "每个方案都亏损"),
    ],
)  # fmt: skip
def test_how_much_of_the_win_survived_is_said(profit, advised, english, chinese):
    facts = {
        "currency": "CNY", "days": 28, "trials": 9, "race": ["plain"], "replications": 60, "winner": "found",
        "advised": advised, "present": "plain", "best_fixed": "plain", "edges": ["bids.head"],
        "level_edges": ["budget"], "accounts": [], "reserve": 0.1,
        "bids": ["head"], "budget": False, "stopped": 0, "stopping_error": None, "failed": 2,
    }  # fmt: skip
    tables = figures(profit, (2200, 1000))
    assert english in answer(tables, facts, "en")
    assert chinese in answer(tables, facts, "zh")
    if advised == "found":
        assert "edge of what was searched (bids of head): more may lie beyond" in answer(tables, facts, "en")
        assert "edge of what was searched (daily budget), but profit hardly changes" in answer(tables, facts, "en")


def test_formulas_in_names_are_harmless_in_both_sheets(whole, tmp_path):
    done, _ = whole
    evil = done.tables["plan"].assign(keyword="=HYPERLINK(1)", campaign="+1")
    pages = sheets({**done.tables, "plan": evil}, done.facts, "en")
    write_csv(tmp_path / "plan.csv", pages["plan"])
    write_workbook(tmp_path / "plan.xlsx", pages)
    text = (tmp_path / "plan.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'+1" in text
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["plan", "budgets"]
    heads = [cell.value for cell in book["plan"][1]]
    cell = book["plan"].cell(2, heads.index("Keyword") + 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"trials": 0}, "trials"), ({"replications": 1}, "replications"), ({"sampler": "luck"}, "--sampler"),
     ({"over": ()}, "--over"), ({"workers": 0}, "workers"), ({"trials": 10**6}, "at most 10,000")],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_before_anything_is_written(asked, said, tmp_path):
    with pytest.raises(InputError, match=said):
        optimise(shop(), folder=tmp_path, **asked)
    assert list(Path(tmp_path).iterdir()) == []


def test_a_point_whose_runs_fail_is_left_out_and_told(monkeypatch):
    """A search where every trial fails ends with the best plain plan."""
    batch = sys.modules["adsim.experiments.runs.batch"]
    good = batch.simulation.run

    def poisoned(study, variant, replication):
        if variant.startswith("trial"):
            raise ValueError("poison")
        return good(study, variant, replication)

    monkeypatch.setattr(batch.simulation, "run", poisoned)
    done = optimise(shop(), over=("split",), trials=2, replications=2)
    assert done.facts["failed"] == 2
    assert len(done.failures) == 4
    assert done.facts["winner"] in done.facts["race"]
    assert "2 points could not be measured" in answer(done.tables, done.facts, "en")
