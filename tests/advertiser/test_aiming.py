"""Targets in a market of one line: prices and clicks follow the bid, orders come as late as the report says."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.advertiser.target_cpa import TargetCpa, TargetCpaSettings
from adsim.advertiser.target_roas import TargetRoas, TargetRoasSettings
from adsim.testing import history
from tests.advertiser.observations import seen, yesterday

CVR, VALUE = 0.05, 60.0


def roas(target):
    return TargetRoas(TargetRoasSettings(target=target), np.random.default_rng(1))


def cpa(target):
    return TargetCpa(TargetCpaSettings(target=target), np.random.default_rng(1))


def played(strategy, days, *, floor=0.0, elasticity=0.6, budget=1e9, orders=1.0, at_once=False):
    """Daily bids, cost and ROAS of the clicks of each day once all orders are in. A click costs `bid ** elasticity`,
    at least `floor`; whoever bids less gets none. Each click brings `orders` times the believed ones."""
    usual = seen(day=0)
    lag = np.ones(40) if at_once else usual.known.lag
    known = replace(usual.known, cvr=np.full(6, CVR), lag=lag)
    table = {name: np.zeros((days, 6)) for name in ("clicks", "cost", "orders", "revenue")}
    bids = []
    for day in range(days):
        share = lag[np.arange(day)[::-1], None]
        matured = table["clicks"][:day] * CVR * orders
        shown = history(day, 6, clicks=table["clicks"][:day], cost=table["cost"][:day], orders=matured * share,
                        revenue=matured * share * VALUE)  # fmt: skip
        here = replace(usual, day=day, known=known, history=shown, budget=np.full(2, budget), aim=np.full(2, budget))
        bid = strategy.decide(replace(here, yesterday=yesterday(here))).max_cpc
        assert (bid <= here.highest).all() and (bid > 0).all()
        clicks = np.where(bid >= floor, 200 * bid, 0.0)
        cost = clicks * np.maximum(floor, bid**elasticity)
        whole = np.bincount(usual.account, weights=cost)
        part = np.minimum(1.0, budget / np.maximum(whole, 1e-9))[usual.account]
        table["clicks"][day], table["cost"][day] = clicks * part, cost * part
        bids.append(bid)
    cost = table["cost"].sum(axis=1)
    return np.array(bids), cost, table["clicks"].sum(axis=1) * CVR * orders * VALUE / np.maximum(cost, 1e-9)


@pytest.mark.parametrize("target", [1.5, 3.0, 6.0])
@pytest.mark.parametrize("elasticity", [0.3, 0.6, 1.0])
def test_the_target_is_met_within_days_and_kept(target, elasticity):
    _, _, reached = played(roas(target), 28, elasticity=elasticity)
    assert reached[13:] == pytest.approx(np.full(15, target), rel=0.03)


@pytest.mark.parametrize("orders", [0.6, 1.0, 1.7])
def test_wrong_beliefs_are_mended(orders):
    _, _, reached = played(roas(3.0), 28, orders=orders)
    assert reached[9:] == pytest.approx(np.full(19, 3.0), rel=0.05)


def test_a_cost_per_order_is_the_same_as_a_return_on_its_value():
    by_cost, by_return = played(cpa(VALUE / 3.0), 14)[0], played(roas(3.0), 14)[0]
    assert by_cost == pytest.approx(by_return)


def test_late_orders_do_not_cut_bids():
    """Clicks of the first days have half their orders: who knows that bids as if all had come at once."""
    late, at_once = played(roas(3.0), 28, orders=1.2)[0], played(roas(3.0), 28, orders=1.2, at_once=True)[0]
    assert late == pytest.approx(at_once, rel=0.1)
    bids = played(roas(3.0), 8, elasticity=0.95)[0]
    assert (bids >= 0.99 * bids[0]).all()


def test_a_higher_target_bids_and_spends_less():
    spent = [played(roas(target), 20)[1].sum() for target in (2.0, 3.0, 5.0, 8.0)]
    assert (np.diff(spent) < 0).all()


def test_out_of_reach_it_bids_low_and_still_bids():
    """The lowest price gives a ROAS of 1.5; asked for are 4: step by step down, and then by turns just out and in."""
    bids, cost, _ = played(roas(4.0), 40, floor=2.0)
    assert (bids[1:] >= bids[:-1] / 1.26).all() and (bids > 0).all()
    assert (bids[20:] < 2.6).all() and (cost[20:] > 0).any()


def test_where_money_is_short_the_target_is_a_ceiling():
    bids, cost, reached = played(roas(2.0), 30, budget=150.0)
    free = played(roas(2.0), 30)[0]
    assert (reached[12:] > 2.2).all() and (bids[12:] < free[12:]).all()
    assert (cost[12:] <= 300 + 1e-6).all() and cost[20:].mean() > 0.8 * 300


def test_each_advertiser_has_a_target_of_his_own():
    """The clicks of the second cost ten times as much: he bids less than the first, who bids as if alone."""
    both = seen(ads=12, advertisers=2, day=10)
    dear = replace(both.history, cost=np.where(both.advertiser == 1, 10.0, 1.0) * both.history.cost)
    one, other = (roas(3.0).decide(replace(both, history=rows)).max_cpc for rows in (both.history, dear))
    ours = both.advertiser == 0
    assert np.array_equal(one[ours], other[ours]) and (other[~ours] < one[~ours]).all()
