"""Levels at which a budget is just spent, in a market of one line: an hour costs searches times a power of the bid."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.advertiser.maximize_clicks import MaximizeClicks, MaximizeClicksSettings
from adsim.advertiser.maximize_conversions import MaximizeConversions, MaximizeConversionsSettings
from adsim.advertiser.spending import Spending
from adsim.testing import history
from tests.advertiser.observations import seen, yesterday

HOURS = np.array([6.8, 3, 1.8, 1, 0.7, 1.1, 1.8, 2.8, 3.3, 3.7, 4, 4.1, 5.3, 4.3, 4, 4, 4, 4.3, 4.7, 5.3, 6.7, 7.8,
                  8.1, 7.4])  # fmt: skip
HOURS = HOURS / HOURS.sum()


def played(bids, days, *, worth=None, wish=300.0, steps=24, elasticity=2.0):
    """Spend of each day [days, accounts], and the hour-by-hour bids [days × steps, ads]; at the bids set up both
    accounts wish to spend `wish` a day."""
    usual = seen()
    known = replace(usual.known, hours=HOURS)
    whole = np.bincount(usual.account, weights=np.ones(6))
    last, days_spent, told = np.zeros((1, 6)), [], []
    for day in range(days):
        spent = np.zeros(2)
        for hour in range(0, 24, 24 // steps):
            shown = history(min(day, 1), 6, cost=last[: min(day, 1)])
            here = replace(usual, day=day, hour=hour, known=known, spent=spent.copy(), history=shown)
            bid = bids(replace(here, yesterday=yesterday(here)))
            told.append(bid)
            wanted = np.bincount(usual.account, weights=(bid / usual.bid) ** elasticity) / whole
            spent = np.minimum(spent + wish * HOURS[hour : hour + 24 // steps].sum() * wanted, usual.budget)
        last = (spent / whole)[usual.account][None]
        days_spent.append(spent)
    return np.array(days_spent), np.array(told)


@pytest.mark.parametrize("wish", [60.0, 200.0, 700.0])
@pytest.mark.parametrize("steps", [24, 8])
def test_the_budget_is_just_spent(wish, steps):
    spending = Spending(ceiling=False)
    spent, bids = played(lambda here: spending.bids(here, here.bid), 12, wish=wish, steps=steps)
    assert (spent[5:] >= 0.97 * 200).all() and (spent <= 200).all()
    last_day = bids[-steps:]
    assert last_day.max() / last_day.min() < 1.2 * seen().bid.max() / seen().bid.min()
    assert np.mean(last_day / seen().bid) == pytest.approx(np.sqrt(200 / wish), rel=0.1)


def test_a_ceiling_holds_where_money_is_plenty_and_gives_way_where_it_is_short():
    plenty, short = Spending(ceiling=True), Spending(ceiling=True)
    _, bids = played(lambda here: plenty.bids(here, here.bid), 5, wish=100.0)
    assert np.array_equal(bids, np.tile(seen().bid, (5 * 24, 1))) and (plenty.free == 1).all()
    spent, bids = played(lambda here: short.bids(here, here.bid), 12, wish=800.0)
    assert (bids <= seen().bid).all() and (spent[6:] >= 0.97 * 200).all() and (short.free < 0.6).all()


def test_a_level_does_not_wind_up_where_nothing_can_be_spent():
    spending = Spending(ceiling=False)
    _, bids = played(lambda here: spending.bids(here, here.bid), 30, wish=1e-6)
    assert bids[-1] == pytest.approx(seen().highest)
    spent, _ = played(lambda here: spending.bids(replace(here, day=here.day + 30), here.bid), 6, wish=700.0)
    assert (spent[4:] >= 0.95 * 200).all()


def test_one_bid_an_account_starts_at_the_mean_of_the_bids_set_up():
    random, first = np.random.default_rng(1), seen(day=0)
    bids = MaximizeClicks(MaximizeClicksSettings(), random).decide(first).max_cpc
    for account in (0, 1):
        own = first.account == account
        mean = np.average(first.bid[own], weights=first.known.searches[own])
        assert bids[own] == pytest.approx(np.full(own.sum(), mean))


def test_bids_follow_conversion():
    first = seen(day=0)
    first = replace(first, known=replace(first.known, cvr=np.linspace(0.02, 0.07, 6)))
    bids = MaximizeConversions(MaximizeConversionsSettings(), np.random.default_rng(1)).decide(first).max_cpc
    for account in (0, 1):
        own = first.account == account
        assert np.ptp(bids[own] / first.known.cvr[own]) < 1e-9


def test_of_a_month_it_spends_the_days_part():
    """The money in force is twice what lasts the month."""
    spending = Spending(ceiling=False)
    spent, _ = played(lambda here: spending.bids(replace(here, aim=here.budget / 2), here.bid), 12, wish=300.0)
    assert spent[5:] == pytest.approx(np.full((7, 2), 100.0), rel=0.05)
