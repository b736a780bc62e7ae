"""Whose money pays: class plans, the common budget of bought keywords, unspent money, hours that are off."""

import numpy as np
import pytest

from adsim.metrics import MICRO
from adsim.scenario import splits
from adsim.scenario.objects import CLASSES
from adsim.simulation import Study, accounts, plans, run
from adsim.simulation.setting import build
from tests.simulation import worlds


def only(change, replication=0):
    return run(Study.of(worlds.scenario(change)), "base", replication)


@pytest.mark.parametrize(
    "split",
    [{"head": 0.3, "long_tail": 0.6, "precise": 0.1},
     {"head": 0.3333333, "long_tail": 0.3333333, "precise": 0.3333333},
     {"head": 0.3333337, "long_tail": 0.3333336, "precise": 0.3333336}, "equal", "search_volume", {"head": 1.0}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("budget", [150.0, 0.000007, 999.999999, 1e8])
def test_a_split_gives_away_all_the_money_and_no_more(split, budget):
    scenario = worlds.scenario({"campaign.split": split, "campaign.daily_budget": budget})
    assert int(accounts.budgets(scenario).sum()) == round(budget * MICRO)
    assert accounts.shares(scenario).sum() == pytest.approx(1, abs=1e-12)


def test_named_splits():
    volume = accounts.shares(worlds.scenario({"campaign.split": "search_volume"}))
    assert volume == pytest.approx(np.array([1500, 900, 200]) / 2600)
    no_head = {"keywords.head": None, "campaign.split": "equal"}
    assert accounts.shares(worlds.scenario(no_head)).tolist() == [0, 0.5, 0.5]


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [(10, [1 / 3] * 3, [4, 3, 3]), (1, [0.2, 0.3, 0.5], [0, 0, 1]), (7, [0.5, 0.5, 0.0], [4, 3, 0]),
     (0, [1, 0, 0], [0, 0, 0])],
)  # fmt: skip
def test_apportioning_loses_no_unit(total, shares, parts):
    assert accounts.apportion(total, np.array(shares, float)).tolist() == parts


@pytest.mark.parametrize("wanted", range(1, 16))
@pytest.mark.parametrize("split", [{"head": 0.2, "long_tail": 0.5, "precise": 0.3}, "equal"], ids=str)
def test_a_split_of_keywords_buys_exactly_the_number_asked(wanted, split):
    """Largest volumes first, in the proportions asked; and as many as the file's check counted."""
    buying = {"campaign.split_of": "keywords", "campaign.keywords": wanted, "campaign.split": split}
    try:
        scenario = worlds.scenario(buying)
    except Exception as refused:
        assert "keywords, there are" in str(refused) and wanted > 9
        return
    setting = build(scenario, 0)
    bought = plans.bids(scenario, setting) > 0
    assert bought.sum() == wanted
    for index, name in enumerate(CLASSES):
        members = setting.keywords.klass == index
        assert bought[members].sum() == splits.keywords_bought(scenario)[name]
        volumes = setting.keywords.searches[members]
        assert volumes[bought[members]].min(initial=np.inf) >= volumes[~bought[members]].max(initial=0)


def test_bought_keywords_spend_one_common_budget():
    results = only({"campaign.split_of": "keywords", "campaign.keywords": 9, "campaign.split": "equal",
                    "campaign.daily_budget": 40.0})  # fmt: skip
    cost = results.by_click["cost"]
    assert (cost.sum(axis=0) <= 40 * MICRO).all() and (cost.sum(axis=0) == 40 * MICRO).any()
    assert (cost.sum(axis=1) > 0).all()
    bought = results.by_keyword["impressions"] > 0
    assert bought.sum() == 9
    # dark is dark for all
    assert np.array_equal(results.dark_by_day[0], results.dark_by_day[2])


def test_unspent_money_goes_to_the_classes_that_ran_dry_on_the_next_day():
    """Head cannot spend its share: the others get what it left, in the proportion of their own, a day later."""
    change = {"campaign.unspent": "share", "campaign.bid_factor.head": 0.0, "campaign.daily_budget": 40.0}
    results, kept = only(change), only(change | {"campaign.unspent": "keep"})
    stated = [12 * MICRO, 24 * MICRO, 4 * MICRO]
    assert results.budget[:, 0].tolist() == stated
    for day in range(1, 7):
        spent = results.by_click["cost"][:, day - 1]
        before = results.budget[:, day - 1]
        dry = spent == before
        left = int((before - spent)[~dry].sum())
        share = np.where(dry, stated, 0) / max(np.where(dry, stated, 0).sum(), 1)
        more = (results.budget[:, day] - stated).tolist()
        assert more == pytest.approx((left * share).tolist(), abs=1)
        assert sum(more) == (left if dry.any() else 0)
    assert results.by_click["cost"].sum() > kept.by_click["cost"].sum()
    assert (kept.budget == np.array(stated)[:, None]).all()


def test_shared_money_follows_a_split_that_moves():
    """Who ran dry yesterday but has no budget today gets nothing; money is neither made nor lost."""
    change = {"campaign.unspent": "share", "campaign.daily_budget": 30.0, "campaign.split": {"head": 1.0},
              "changes": [{"from": "2024-05-08", "set": {"campaign.split": {"long_tail": 1.0}}}]}  # fmt: skip
    results = only(change)
    assert results.budget[0].tolist() == [30 * MICRO] * 2 + [0] * 5
    assert (np.cumsum(results.by_click["cost"].sum(axis=0)) <= 30 * MICRO * np.arange(1, 8)).all()
    assert np.isnan(results.dark_by_day[0, 2:]).all() and not np.isnan(results.dark_by_day[0, :2]).any()


def test_hours_that_are_off_have_neither_impressions_nor_clicks():
    off = [1.0] * 24
    off[9:17] = [0.0] * 8
    results = only({"campaign.hours": off, "campaign.daily_budget": 1e5})
    assert not results.by_hour["clicks"][:, 9:17].any() and results.by_hour["clicks"].sum() > 100
    # neither budget nor rank is to blame
    assert not results.page["lost_to_budget"].any()
    assert results.page["impressions"].sum() < 0.8 * results.page["searches"].sum()


def test_cheaper_hours_are_bought_at_lower_prices():
    half = [1.0] * 12 + [0.7] * 12
    results = only({"campaign.hours": half, "campaign.daily_budget": 1e5, "days": 28})
    cost, clicks = results.by_hour["cost"].sum(axis=0), results.by_hour["clicks"].sum(axis=0)
    assert cost[12:].sum() / clicks[12:].sum() < cost[:12].sum() / clicks[:12].sum()


def test_an_excluded_audience_never_sees_the_ad():
    """A quarter of the shoppers, who never buy; excluded, they cost nothing and every figure falls by their part."""
    people = {"market.audiences": {"buyers": {"share": 0.75}, "gapers": {"share": 0.25, "cvr": 0.0}},
              "campaign.daily_budget": 1e5}  # fmt: skip
    study = Study.of(worlds.scenario(people, plain={}, excluded={"campaign.audience_bids": {"gapers": 0.0}}))
    plain, excluded = (worlds.runs(study, name, 6) for name in ("plain", "excluded"))
    shown = worlds.total(excluded, "impressions").sum() / worlds.total(plain, "impressions").sum()
    assert shown == pytest.approx(0.75, abs=0.02)
    assert worlds.total(excluded, "orders").sum() >= 0.97 * worlds.total(plain, "orders").sum()
    rates = [worlds.total(runs, "orders").sum() / worlds.total(runs, "clicks").sum() for runs in (plain, excluded)]
    assert rates[1] > rates[0] * 1.2


def test_a_device_can_be_left_out():
    devices = {"market.devices": {"mobile": {"share": 0.6}, "pc": {"share": 0.4}}, "campaign.daily_budget": 1e5}
    study = Study.of(worlds.scenario(devices, plain={}, mobile={"campaign.device_bids": {"pc": 0.0}}))
    plain, mobile = (run(study, name, 0) for name in ("plain", "mobile"))
    assert 0.4 < mobile.page["impressions"].sum() / plain.page["impressions"].sum() < 0.8


def test_clicks_stop_when_the_money_is_gone():
    """One day at a time: in the hours that were wholly dark nobody clicked; a spent budget is spent to the unit."""
    for replication in range(8):
        results = only({"days": 1, "campaign.daily_budget": 60.0}, replication)
        wholly = results.dark_by_hour == 1
        assert not results.by_hour["clicks"][wholly].any()
        spent = results.by_click["cost"][:, 0] == results.budget[:, 0]
        assert np.array_equal(results.dark_by_day[:, 0] > 0, spent)
        assert np.array_equal(results.page["lost_to_budget"][:, 0] > 0, spent)
