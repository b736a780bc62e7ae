"""What bidders did, as tables: means and pairs are those of the runs; regret is that of the runs it names."""

import numpy as np
import pytest

from adsim.errors import InputError
from adsim.experiments.compare import Comparison, compare
from adsim.metrics import MICRO
from adsim.simulation import Study, run
from tests.simulation import worlds

FACTORS = (0.5, 1.0, 2.0)
TIMES = {name: {"campaign.bid_factor": dict.fromkeys(("head", "long_tail", "precise"), factor)}
         for name, factor in (("half", 0.5), ("twice", 2.0))}  # fmt: skip
LEADER = {"count": 1, "bid": 2.0, "daily_budget": 60.0, "from": "2024-05-09"}
SCENARIO = worlds.scenario(
    {"replications": 3}, plain={}, clicks={"campaign.strategy": "maximize_clicks"}, **TIMES,
    leader={"market.rivals.groups": {"leader": LEADER}},
)  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(SCENARIO, sensitivity=False, regret=FACTORS)


@pytest.fixture(scope="module")
def runs():
    study = Study.of(SCENARIO)
    return {name: worlds.runs(study, name, 3) for name in SCENARIO.variants}


def test_bids_of_each_day_are_means_over_worlds(found, runs):
    table = found.tables["bid_days"].set_index(["variant", "klass", "day"])
    assert len(table) == 5 * 3 * 7
    for variant, of in runs.items():
        mean = np.mean([one.max_cpc for one in of], axis=0)
        for place, klass in enumerate(("head", "long_tail", "precise")):
            row = table.loc[(variant, klass, 4)]
            assert row["max_cpc"] == pytest.approx(mean[place, 3])
            assert row["budget"] == of[0].budget[place, 3] / MICRO and row["participation"] == 1.0
            assert row["cost_p05"] <= row["cost"] <= row["cost_p95"]
    assert table.loc[("half", "head", 1), "max_cpc"] == pytest.approx(table.loc[("plain", "head", 1), "max_cpc"] / 2)


def test_traffic_is_paired_with_the_baseline(found, runs):
    table = found.tables["traffic"].set_index(["variant", "advertisers"])
    assert list(found.tables["traffic"]["advertisers"].unique()) == ["ours", "crowd", "leader"]
    for variant, of in runs.items():
        for place, group in enumerate(of[0].groups):
            clicks = np.array([one.by_group["clicks"][place].sum() for one in of])
            base = np.array([one.by_group["clicks"][place].sum() for one in runs["plain"]])
            row = table.loc[(variant, group)]
            assert row["clicks"] == pytest.approx(clicks.mean())
            if variant == "plain":
                assert np.isnan(row["clicks_more"])
            else:
                assert row["clicks_more"] == pytest.approx((clicks - base).mean())
                assert row["low"] <= row["clicks_more"] <= row["high"]
    assert table.groupby("variant")["click_share"].sum().to_numpy() == pytest.approx(1.0)
    assert table.loc[("leader", "leader"), "clicks"] > 0 == table.loc[("plain", "leader"), "clicks"]
    days = found.tables["advertiser_days"].set_index(["variant", "advertisers", "day"])["clicks"].sort_index()
    assert days.loc["leader", "leader"].to_numpy()[:3].sum() == 0 < days.loc["leader", "leader", 4]


def test_who_decides_is_a_fact(found):
    still = {"strategy": ["manual_cpc"], "pacing": ["none"], "rivals": []}
    assert found.facts["bidders"]["plain"] == still
    assert found.facts["bidders"]["clicks"] == still | {"strategy": ["maximize_clicks"]}
    assert found.facts["bidders"]["leader"] == still | {"rivals": ["leader"]}


def test_fixed_bids_are_those_runs(found, runs):
    table = found.tables["fixed_bids"].set_index(["variant", "factor"])["profit"]
    for variant in ("plain", "clicks"):
        for factor, name in ((0.5, "half"), (1.0, "plain"), (2.0, "twice")):
            profit = np.mean([one.expected_profit for one in runs[name]])
            assert table[variant, factor] == pytest.approx(profit)


def test_regret_is_the_best_of_them_minus_its_own(found, runs):
    table = found.tables["regret"].set_index(["variant", "hindsight", "scope"])
    grid = np.array([[one.expected_profit for one in runs[name]] for name in ("half", "plain", "twice")])
    for variant in ("plain", "clicks"):
        own = np.array([one.expected_profit for one in runs[variant]])
        world, average = (table.loc[(variant, one, "one_factor")] for one in ("each_world", "on_average"))
        assert world["regret"] == pytest.approx((grid.max(axis=0) - own).mean())
        assert average["regret"] == pytest.approx(grid.mean(axis=1).max() - own.mean())
        assert average["factor_head"] == FACTORS[grid.mean(axis=1).argmax()]
        assert world["low"] < world["regret"] < world["high"]
    assert table.loc[("plain", "each_world", "one_factor"), "regret"] >= 0


def test_classes_have_their_own_factors_where_nothing_joins_them(found):
    """Budgets by class, rivals without: at least as good as one factor for all; not where a leader pays for all."""
    table = found.tables["regret"].set_index(["variant", "hindsight", "scope"])["best_profit"]
    for hindsight in ("each_world", "on_average"):
        assert table["plain", hindsight, "by_class"] >= table["plain", hindsight, "one_factor"] - 1e-9
    assert ("leader", "each_world", "by_class") not in table.index
    assert ("leader", "each_world", "one_factor") in table.index


def test_variants_that_differ_by_strategy_share_their_runs(found):
    """Five variants; the fixed bids of two of them are the same."""
    assert found.facts["runs"] == 5 * 3 + 4 * len(FACTORS) * 3
    assert found.facts["regret_replications"] == 3


def test_nobody_asked_nothing_told():
    plain = compare(worlds.scenario({"replications": 2}, plain={}), sensitivity=False)
    assert plain.tables["regret"].empty and plain.tables["fixed_bids"].empty
    assert plain.facts["regret_replications"] is None


def test_a_factor_that_breaks_a_rule_is_refused():
    with pytest.raises(InputError, match="choose smaller factors"):
        compare(worlds.scenario({"campaign.bid_factor": {"head": 50.0}}, plain={}), sensitivity=False, regret=(3.0,))


def test_one_run_is_told_too():
    one = run(Study.of(SCENARIO), "plain", 0)
    alone = compare(SCENARIO, variants=["plain"], replications=1, sensitivity=False).tables["bid_days"]
    assert alone["max_cpc"].to_numpy() == pytest.approx(one.max_cpc.ravel())
