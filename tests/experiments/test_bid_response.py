"""What other bids would bring: the runs it rests on, what may move together, and which bid is best how surely."""

import numpy as np
import pandas as pd
import pytest

from adsim import results
from adsim.errors import InputError, WorkLimitError
from adsim.experiments import bid_response as responses
from adsim.experiments import bid_table
from adsim.experiments.bid_response import Bids
from adsim.experiments.compare import bid_response, compare
from adsim.scenario import patches
from adsim.scenario.objects import KeywordRow, Keywords
from adsim.simulation import Study
from tests.experiments.test_compare import equal
from tests.simulation import worlds

RICH = {"campaign.daily_budget": 1e6, "days": 3}
SPREAD = "market.rivals.bid_spread"
UNKNOWN = {"sensitivity": {SPREAD: {"low": 0.2, "high": 0.9}}}
FACTORS = (0.5, 0.85, 1.0, 1.5, 2.0)
FEW = Bids(factors=(0.7, 1.5), top=0, replications=6)
FIGURES = ["clicks", "cost", "profit", "cpc", "position", "impression_share"]


def told(found, name: str, level: str = "mid") -> pd.DataFrame:
    table = found.tables["bid_response"]
    return table[(table["name"] == name) & (table["level"] == level)].set_index("factor")


@pytest.fixture(scope="module")
def rich():
    """Money that never ends, and the rivals' bid spread unknown."""
    return bid_response(worlds.scenario(RICH, UNKNOWN), factors=FACTORS, top=3, replications=10)


def test_at_the_present_bid_it_is_the_main_answer(rich):
    classes = rich.tables["classes"].set_index("klass")
    for klass in ("head", "long_tail", "precise"):
        here = told(rich, klass).loc[1.0]
        assert here[FIGURES].tolist() == pytest.approx(classes.loc[klass, FIGURES].astype(float).tolist())
        assert here[["gain", "gain_low", "gain_high", "better_share"]].tolist() == [0, 0, 0, 0]
    assert told(rich, "head")["bid"].tolist() == pytest.approx([3.0 * factor for factor in FACTORS])


@pytest.mark.parametrize(("budget", "count"), [(1e6, 4), (90.0, 40)])
def test_a_class_with_its_own_budget_is_what_it_is_when_it_moves_alone(budget, count):
    """Classes move together here; with money enough the figures are the same to the last digit as one at a time.

    Where budgets run dry, chance splits the searches of a day otherwise: the means of 40 worlds agree within four
    standard errors of their difference, 18 figures: a false alarm in about 1 of 1,000 seeds (20240506).
    """
    scenario = worlds.scenario(RICH, {"campaign.daily_budget": budget}, base={}, up={"campaign.bid_factor.head": 1.5},
                               down={"campaign.bid_factor.precise": 0.7})  # fmt: skip
    found = compare(scenario, replications=count, bids=Bids((0.7, 1.5), 0, count))
    alone = found.tables["classes"].set_index(["variant", "klass"])
    for variant, klass, factor in (("up", "head", 1.5), ("down", "precise", 0.7)):
        here, there = told(found, klass).loc[factor], alone.loc[(variant, klass)]
        for name in FIGURES:
            allowed = 4 * np.sqrt(2) * here[f"{name}_error"] if budget < 1e6 else 1e-9 * abs(there[name])
            assert abs(here[name] - there[name]) <= allowed, name


def test_more_is_bid_more_is_bought(rich):
    """In expectation clicks and cost rise and the position falls with the bid where no budget binds.

    Means of 10 worlds on the same shoppers, seed 20240506; the least step is many times its error.
    """
    for name in rich.tables["bid_response"]["name"].unique():
        here = told(rich, name)
        assert (np.diff(here["cost"]) > 0).all() and (np.diff(here["position"]) < 0).all(), name
        assert (np.diff(here["clicks"]) >= 0).all() and here["clicks"].iloc[-1] > here["clicks"].iloc[0], name
        assert here["impression_share"].is_monotonic_increasing


def test_the_keywords_with_the_most_clicks_are_told(rich):
    keywords = rich.tables["keywords"].sort_values("clicks", ascending=False)
    table = rich.tables["bid_response"]
    assert list(table.loc[table["scope"] == "keyword", "name"].unique()) == keywords["keyword"].tolist()[:3]
    best = keywords.iloc[0]
    assert told(rich, best["keyword"]).loc[1.0, ["clicks", "cost", "profit"]].tolist() == pytest.approx(
        best[["clicks", "cost", "profit"]].tolist()
    )


def test_a_keyword_moves_alone_in_its_class():
    """The bids of others stay: the same as a variant that says so."""
    word = "head-1"
    scenario = worlds.scenario(RICH, base={}, up={"campaign.keyword_bids": {word: 1.5}})
    found = compare(scenario, replications=4, bids=Bids((1.5,), 1, 4))
    there = found.tables["keywords"].set_index(["variant", "keyword"]).loc[("up", word)]
    here = told(found, word).loc[1.5]
    assert there["cost"] > told(found, word).loc[1.0, "cost"]
    assert here[["clicks", "cost", "profit", "position"]].tolist() == pytest.approx(
        there[["clicks", "cost", "profit", "position"]].tolist()
    )


@pytest.mark.parametrize(
    "shared",
    [{"campaign.unspent": "share"}, {"market.rivals.daily_budget": 60.0},
     {"campaign.split_of": "keywords", "campaign.keywords": 9}],
)  # fmt: skip
def test_where_money_is_shared_each_moves_alone_and_the_gain_is_everybodys(shared):
    changes = {"campaign.daily_budget": 60.0, **shared}
    up = {"campaign.bid_factor.head": 1.5}
    found = compare(worlds.scenario({"days": 3}, changes, base={}, up=up), replications=6, bids=FEW)
    variants = found.tables["variants"].set_index("variant")
    here = told(found, "head").loc[1.5]
    assert here["gain"] == pytest.approx(variants.loc["up", "profit"] - variants.loc["base", "profit"])
    classes = found.tables["classes"].set_index(["variant", "klass"]).loc[("up", "head")]
    assert here["cost"] == pytest.approx(classes["cost"]) and here["clicks"] == pytest.approx(classes["clicks"])
    difference = found.tables["differences"].iloc[0]
    assert here["better_share"] == difference["better_share"]


def test_with_a_budget_of_its_own_a_class_gains_for_itself(rich):
    here = told(rich, "head")
    assert here["gain"].to_numpy() == pytest.approx((here["profit"] - here.loc[1.0, "profit"]).to_numpy())


def groups(*changes, top: int = 0):
    study = Study.of(worlds.scenario(RICH, *changes))
    timetable = study.timetables["base"]
    present = worlds.runs(study, "base", 2)
    classes, keywords = responses.items(timetable, top, present)
    return [[item.name for item in group] for group in responses._groups([*classes, *keywords])]


def test_what_shares_no_money_moves_in_one_run():
    assert groups() == [["head", "long_tail", "precise"]]
    assert groups({"campaign.unspent": "share"}) == [["head"], ["long_tail"], ["precise"]]
    handed_on = {"changes": [{"from": "2024-05-07", "set": {"campaign.unspent": "share"}}]}
    assert len(groups(handed_on)) == 3
    apart = groups(top=15)[1:]
    counts = {"head": 3, "long_tail": 8, "precise": 4}
    everyone = [f"{name}-{place}" for name, count in counts.items() for place in range(1, count + 1)]
    assert sorted(name for group in apart for name in group) == sorted(everyone)
    assert len(apart) == 8 and all(len({name[:4] for name in group}) == len(group) for group in apart)


def listed():
    """Two campaigns of an account, one with head keywords, one with head and precise ones; one keyword in both."""
    rows = [("valve", "head", "A"), ("pump", "head", "A"), ("valve", "head", "B"), ("valve kx-20", "precise", "B")]
    made = [
        KeywordRow.model_validate({"keyword": word, "class": klass, "campaign": campaign, "searches": 400.0,
                                   "ctr": 0.1, "cvr": 0.05, "max_cpc": bid, "rival_bid": 2.5})
        for (word, klass, campaign), bid in zip(rows, (2.0, 3.0, 4.0, 5.0), strict=True)
    ]  # fmt: skip
    base = worlds.scenario(RICH)
    campaign = base.campaign.model_copy(
        update={"split": "equal", "split_of": "campaigns", "campaigns": {"A": 0.5, "B": 0.5}}
    )
    keywords = Keywords(file="keywords.csv")
    return base.model_copy(update={"listed": tuple(made), "campaign": campaign, "keywords": keywords})


def test_campaigns_have_budgets_of_their_own():
    """The classes share campaign B; the keywords of different campaigns move together, one in both moves alone."""
    scenario = listed()
    study = Study.of(scenario)
    classes, keywords = responses.items(study.timetables["base"], 5, worlds.runs(study, "base", 2))
    sharing = {item.name: item.sharing.tolist() for item in (*classes, *keywords)}
    assert sharing == {"head": [0, 1, 2, 3], "precise": [2, 3], "valve": [0, 1, 2, 3], "pump": [0, 1],
                       "valve kx-20": [2, 3]}  # fmt: skip
    grouped = [sorted(item.name for item in group) for group in responses._groups([*classes, *keywords])]
    assert sorted(grouped) == [["head"], ["precise"], ["pump", "valve kx-20"], ["valve"]]
    found = bid_response(scenario, factors=(2.0,), replications=3)
    bids = found.tables["bid_response"].set_index(["name", "factor"])["bid"]
    assert bids[("head", 1.0)] == pytest.approx(3.0) and bids[("valve", 2.0)] == pytest.approx(6.0)
    alone = bid_response(scenario, factors=(2.0,), top=0, replications=3)
    pd.testing.assert_frame_equal(told(found, "precise"), told(alone, "precise"))


def test_a_factor_multiplies_whatever_is_in_force():
    dated = {"changes": [{"from": "2024-05-07", "set": {"campaign.bid_factor": {"head": 0.5, "precise": 0.0}}}]}
    study = Study.of(worlds.scenario(RICH, dated))
    classes, _ = responses.items(study.timetables["base"], 0, worlds.runs(study, "base", 1))
    moved = responses._at(study.timetables["base"], classes[:1], 2.0)
    assert [(day, state.campaign.bid_factor.head, state.campaign.bid_factor.precise) for day, state in moved] == [
        (0, 2.0, 1.0), (1, 1.0, 0.0),
    ]  # fmt: skip


def test_low_and_high_of_the_rivals_spread_are_those_of_that_market(rich):
    """Ten worlds in all, so as many at each level: the bid response of that market by itself."""
    table = rich.tables["bid_response"]
    assert set(table.loc[table["level"] != "mid", "scope"]) == {"class"}
    low = patches.patched(worlds.scenario(RICH), {SPREAD: 0.2})
    alone = bid_response(low, factors=FACTORS, top=0, replications=10)
    for klass in ("head", "precise"):
        pd.testing.assert_frame_equal(
            told(rich, klass, "low").drop(columns="level"), told(alone, klass).drop(columns="level")
        )
    without = bid_response(worlds.scenario(RICH, UNKNOWN), top=0, replications=4, sensitivity=False)
    assert set(without.tables["bid_response"]["level"]) == {"mid"}


def test_fewer_worlds_of_a_level_are_carried_over_to_all():
    found = bid_response(worlds.scenario(RICH, UNKNOWN), factors=(2.0,), top=0, replications=30)
    few = bid_response(worlds.scenario(RICH, UNKNOWN), factors=(2.0,), top=0, replications=10)
    for factor in (1.0, 2.0):
        here = {level: told(found, "head", level).loc[factor] for level in ("mid", "high")}
        there = {level: told(few, "head", level).loc[factor] for level in ("mid", "high")}
        for name in ("clicks", "cost", "profit"):
            assert here["high"][name] - here["mid"][name] == pytest.approx(there["high"][name] - there["mid"][name])
        for name in ("clicks_p10", "profit_p90", "better_share"):
            assert here["high"][name] == pytest.approx(there["high"][name])


@pytest.mark.usefixtures("on_two_workers")
def test_workers_and_batches_change_no_figure(monkeypatch):
    scenario = worlds.scenario(RICH, UNKNOWN, base={}, up={"campaign.bid_factor.head": 2.0})
    asked = Bids((0.7, 1.5), 2, 4)
    one = compare(scenario, replications=4, bids=asked)
    monkeypatch.setattr("adsim.experiments.runs.execution.MOST_A_BATCH", 3)
    equal(one, compare(scenario, replications=4, bids=asked, workers=2))


def test_it_is_of_the_baseline_on_the_first_worlds():
    scenario = worlds.scenario(RICH, {"baseline": None}, one={}, two={"campaign.bid_factor.head": 2.0})
    scenario = scenario.model_copy(update={"baseline": "two"})
    found = compare(scenario, replications=8, bids=FEW)
    assert found.facts["bid_replications"] == 6
    pd.testing.assert_frame_equal(
        found.tables["bid_response"],
        bid_response(scenario, variant="two", factors=(0.7, 1.5), top=0, replications=6).tables["bid_response"],
    )
    assert told(found, "head").loc[1.0, "bid"] == 6.0
    assert compare(scenario, variants=["one"], replications=2, bids=FEW).facts["bid_replications"] == 2


def test_without_it_the_table_is_empty_and_all_else_the_same(rich, tmp_path):
    without = compare(worlds.scenario(RICH, UNKNOWN), replications=10)
    assert without.tables["bid_response"].empty and without.facts["bid_replications"] is None
    assert list(without.tables["bid_response"]) == list(bid_table.COLUMNS) == list(rich.tables["bid_response"])
    for name, frame in without.tables.items():
        if name != "bid_response":
            pd.testing.assert_frame_equal(frame, rich.tables[name])
    tables, _ = results.load_tables(rich.save(tmp_path / "out"))
    pd.testing.assert_frame_equal(tables["bid_response"], rich.tables["bid_response"])


def test_progress_and_limits_count_it(monkeypatch):
    calls = []
    scenario = worlds.scenario(RICH)
    compare(scenario, replications=4, bids=Bids((0.7, 1.5), 4, 3), progress=lambda done, of: calls.append((done, of)))
    # Two factors × three worlds for the classes, and for at most four keywords one after another.
    assert calls[0] == (0, 4 + 2 * 3 * (1 + 4)) and calls[-1][0] == calls[-1][1] < calls[0][1]
    monkeypatch.setattr("adsim.experiments.runs.work.MOST_CELL_DAYS", 15 * 3 * 4 + 1)
    with pytest.raises(WorkLimitError, match="cells × days"):
        compare(scenario, replications=4, bids=FEW)
    compare(scenario, replications=4)


@pytest.mark.parametrize(
    ("asked", "text"),
    [({"factors": (0.0, 1.0)}, "--factor: must lie above 0 and be at most 100, got 0"),
     ({"factors": (float("nan"),)}, "--factor: must lie above 0"), ({"factors": (101.0,)}, "at most 100, got 101"),
     ({"factors": tuple(np.arange(2, 30))}, "--factor: at most 20 factors, got 29"),
     ({"top": -1}, "--top: must be 0 to 100, got -1"), ({"replications": 1}, "replications: must be at least 2")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(asked, text):
    with pytest.raises(InputError) as caught:
        bid_response(worlds.scenario(RICH), **asked)
    assert text in str(caught.value)


def test_a_bid_beyond_the_highest_is_refused_by_its_factor():
    dear = worlds.scenario(RICH, {"keywords.head.max_cpc": 9000.0, "keywords.head.rival_bid": 3.0})
    with pytest.raises(InputError, match=r"--factor: the present bids times 2 break a rule: .*10,000.*smaller"):
        bid_response(dear, top=0, replications=2, factors=(2.0,))


def test_the_present_bid_is_always_among_the_factors():
    assert Bids((2.0, 0.5, 2.0)).factors == (0.5, 1.0, 2.0)


# Which is best, and how surely: 4 factors, the second the present one.

WORLDS = np.random.default_rng(3).normal(100, 40, 30)
NOISE = np.random.default_rng(4).normal(0, 1, (4, 30))


def gains(shift, noise=1.0):
    profit = np.array(shift, float)[:, None] + WORLDS + noise * NOISE
    return bid_table._gains(profit, profit, 1)


def test_a_clear_best():
    found = gains([-20, 0, 30, 10])
    assert found["best"] == found["as_good"] == [False, False, True, False]
    assert found["gain"][2] == pytest.approx(30, abs=1) and 28 < found["gain_low"][2] < 30 < found["gain_high"][2] < 33
    assert found["better_share"] == [0, 0, 1, 1]


def test_a_best_that_is_not_told_apart():
    found = gains([-20, 0, 0.1, 10], noise=30)
    assert found["best"] == [False, False, False, True] and found["gain_low"][3] < 0
    assert found["as_good"][1] and 0 < found["better_share"][3] < 1


def test_alike_everywhere_the_present_bid_is_best():
    found = gains([0, 0, 0, 0], noise=0)
    assert found["best"] == [False, True, False, False] and found["as_good"] == [True] * 4
    assert found["gain_low"] == found["gain_high"] == [0, 0, 0, 0]
