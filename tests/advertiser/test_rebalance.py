"""Money moves to where the next yuan earns more, step by step, and nobody is starved."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.advertiser.rebalance import Rebalance, RebalanceSettings
from adsim.testing import history
from tests.advertiser.observations import seen

ACCOUNT = seen().account


def played(days, *, price, demand=(1e9, 1e9), **settings):
    """Money given each day [days, accounts]: clicks bring 1 and cost `price` by account, who can spend `demand`."""
    strategy = Rebalance(RebalanceSettings(**settings), np.random.default_rng(1))
    cost, clicks, given = np.zeros((days, 6)), np.zeros((days, 6)), []
    for day in range(days):
        rows = history(day, 6, cost=cost[:day], clicks=clicks[:day], orders=0 * clicks[:day], revenue=0 * clicks[:day])
        late = replace(seen().known, lag=np.zeros(1))  # no order is due yet: beliefs stay
        here = seen(day=day, history=rows, known=late, budget=np.array([300.0, 100.0]))
        action = strategy.decide(here)
        assert np.array_equal(action.max_cpc, here.bid)
        assert action.budget.sum() == pytest.approx(400)
        spent = np.minimum(action.budget, demand)
        cost[day] = (spent / np.bincount(ACCOUNT))[ACCOUNT]
        clicks[day] = cost[day] / np.array(price)[ACCOUNT]
        given.append(action.budget)
    return np.array(given)


def test_money_goes_where_a_yuan_earns_more_but_a_floor_stays():
    given = played(60, price=(1.0, 0.5))
    assert given[0].tolist() == [300, 100] and (np.diff(given[:, 1]) >= -1e-9).all()
    assert given[-1] == pytest.approx([0.05 * 400, 0.95 * 400], rel=0.02)
    assert played(60, price=(1.0, 0.5), floor=0.3)[-1] == pytest.approx([0.3 * 400, 0.7 * 400], rel=0.02)


def test_a_step_is_a_step():
    given = played(20, price=(1.0, 0.5), step=0.2)
    assert (given[1:, 1] / given[:-1, 1] <= np.exp(0.2)).all()
    assert played(20, price=(1.0, 0.5), step=0.05)[-1, 1] < given[-1, 1]


def test_where_returns_are_equal_nothing_moves():
    assert played(20, price=(0.7, 0.7)) == pytest.approx(np.tile([300.0, 100.0], (20, 1)))


def test_money_that_is_not_spent_earns_nothing_at_the_margin():
    """The first account's clicks are worth more, but it cannot spend what it has: the rest is better elsewhere."""
    given = played(60, price=(0.4, 0.7), demand=(150.0, 1e9))
    assert 120 < given[-1, 0] < 180 and given[-1, 1] > 220


def test_it_moves_only_every_so_many_days():
    given = played(21, price=(1.0, 0.5), every=7)
    moved = np.flatnonzero(np.diff(given[:, 1]) > 0) + 1
    assert moved.tolist() == [7, 14]


def test_losing_clicks_give_their_money_away():
    given = played(40, price=(1.6, 0.9))
    assert given[-1, 1] > 250


def test_the_money_of_two_advertisers_is_never_mixed():
    strategy = Rebalance(RebalanceSettings(), np.random.default_rng(1))
    for day in range(6):
        here = seen(ads=12, advertisers=2, day=day, budget=np.array([300.0, 100, 50, 50]))
        money = strategy.decide(here).budget
        assert [money[:2].sum(), money[2:].sum()] == pytest.approx([400, 100])


def test_an_account_without_money_stays_without():
    strategy = Rebalance(RebalanceSettings(), np.random.default_rng(1))
    for day in range(4):
        assert strategy.decide(seen(day=day, budget=np.array([0.0, 400.0]))).budget.tolist() == [0, 400]
