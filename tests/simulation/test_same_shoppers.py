"""Common random numbers: what a variant does not change, it does not move; what it changes, it moves a little."""

import numpy as np
import pytest

from adsim.errors import InputError
from adsim.market.auction import Auction
from adsim.simulation import Study, run, simulate
from adsim.simulation.world import World
from tests.simulation import worlds

PLENTY = {"campaign.daily_budget": 1e5}
TWO_PERCENT = {"campaign.bid_factor": {"head": 1.02, "long_tail": 1.02, "precise": 1.02}}


def test_a_run_repeats_to_the_last_digit():
    scenario = worlds.scenario({"market.rivals.daily_budget": 60.0})
    assert worlds.same(simulate(scenario, replication=3), simulate(scenario, replication=3))


def test_an_unknown_variant_is_named_with_those_there_are():
    with pytest.raises(InputError, match="must be one of the scenario"):
        simulate(worlds.scenario(plain={}), "plian")


def test_replications_and_seeds_differ():
    study = Study.of(worlds.scenario())
    costs = [run(study, "base", replication).cost for replication in range(6)]
    costs += [simulate(worlds.scenario().model_copy(update={"seed": seed})).cost for seed in (1, 2)]
    assert len(set(costs)) == 8


def test_variants_that_decide_alike_are_alike():
    """Also where one says in other words what the other says, and whatever the order of runs."""
    study = Study.of(worlds.scenario(
        one={}, other={}, spelt={"campaign.split": {"head": 0.30000, "long_tail": 0.6, "precise": 0.1}},
        third={"campaign.split": "equal"},
    ))  # fmt: skip
    third = run(study, "third", 1)
    plain = run(study, "one", 1)
    assert worlds.same(plain, run(study, "other", 1)) and worlds.same(plain, run(study, "spelt", 1))
    assert not worlds.same(plain, third)
    assert worlds.same(third, run(study, "third", 1))


def test_other_variants_of_a_study_change_nothing_but_the_bound():
    """A variant alone is what it is in company, as long as no better image widens the bound on our click rate."""
    alone = Study.of(worlds.scenario(one={}))
    company = Study.of(worlds.scenario(one={}, two={"campaign.daily_budget": 9.0}, three={"products[0].price": 60.0}))
    assert worlds.same(run(alone, "one", 2), run(company, "one", 2))


@pytest.mark.parametrize(
    "change",
    [{"campaign.daily_budget": 40.0}, {"campaign.bid_factor": {"head": 0.0}}, {"products[0].image_strength": 2.0},
     {"campaign.split": "equal"}, {"campaign.hours": [0.0] * 12 + [1.0] * 12}, {"market.squashing": 0.0}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_total_searches_are_the_same_in_all_variants(change):
    study = Study.of(worlds.scenario(plain={}, changed=change))
    for replication in range(3):
        plain, changed = run(study, "plain", replication), run(study, "changed", replication)
        assert np.array_equal(plain.page["searches"], changed.page["searches"])
        assert np.array_equal(plain.by_keyword["searches"], changed.by_keyword["searches"])
        assert not np.array_equal(plain.by_click["cost"], changed.by_click["cost"])


def test_a_better_page_has_the_same_clicks_and_more_orders():
    """Quality weighs nothing at squashing 0, so the page is met by the very same visitors."""
    study = Study.of(worlds.scenario({"market.squashing": 0.0}, plain={}, page={"products[0].page_strength": 1.5}))
    for replication in range(4):
        plain, page = run(study, "plain", replication), run(study, "page", replication)
        for name in ("clicks", "cost"):
            assert np.array_equal(plain.by_click[name], page.by_click[name])
        assert np.array_equal(plain.page["impressions"], page.page["impressions"])
        assert (page.by_click["orders"] >= plain.by_click["orders"]).all()
        assert page.by_click["orders"].sum() > plain.by_click["orders"].sum()
        assert page.expected_profit > plain.expected_profit


def test_a_dearer_basket_is_bought_by_the_same_buyers():
    study = Study.of(worlds.scenario(plain={}, dear={"products[0].unit_cost": 30.0}))
    plain, dear = run(study, "plain", 0), run(study, "dear", 0)
    for name in ("clicks", "cost", "orders", "revenue", "refunds"):
        assert np.array_equal(plain.by_click[name], dear.by_click[name])
    assert dear.profit > plain.profit


def test_a_slightly_higher_bid_meets_mostly_the_same_shoppers(monkeypatch):
    """+2 % bid: nine clicks of ten are the same candidates; profit of the pair hangs together."""
    seen = []
    plain_advance = Auction.advance

    def noted(self, until):
        clicks = plain_advance(self, until)
        seen[-1].update(clicks.key.tolist())
        return clicks

    monkeypatch.setattr(Auction, "advance", noted)
    study = Study.of(worlds.scenario(PLENTY, plain={}, more=TWO_PERCENT))
    profits = []
    for replication in range(12):
        pair = []
        for variant in ("plain", "more"):
            seen.append(set())
            pair.append(run(study, variant, replication).expected_profit)
        profits.append(pair)
        assert len(seen[-1] & seen[-2]) > 0.85 * len(seen[-2])
    assert np.corrcoef(np.array(profits).T)[0, 1] > 0.97


def test_an_action_at_an_hour_where_nothing_changes_changes_nothing(monkeypatch):
    """A rival's hours that are all alike but asked for: the day in pieces is the day in one."""
    scenario = worlds.scenario()
    whole = simulate(scenario)
    monkeypatch.setattr(World, "hours_of_decision", property(lambda self: tuple(range(1, 24))))
    assert worlds.same(whole, simulate(scenario))
