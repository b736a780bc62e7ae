"""Pacings alone: what they make of hours that cost this or that, in plain loops that are obviously right.

Seeds are fixed, so that no test fails by chance; the bounds hold for other seeds too.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.advertiser import PACINGS, curves
from adsim.advertiser.bidder import Bidder
from adsim.advertiser.contract import Action
from adsim.advertiser.manual_cpc import ManualCpc, ManualCpcSettings
from adsim.advertiser.shade import Shade, ShadeSettings
from adsim.advertiser.throttle import Throttle, ThrottleSettings
from adsim.market.auction import Auction
from adsim.metrics import MICRO
from adsim.testing import observation

EVEN = np.full(24, 1 / 24)
OFFICE = np.array([1, 1, 0, 0, 0, 0, 2, 4, 8, 9, 10, 9, 4, 4, 9, 10, 9, 8, 4, 3, 3, 2, 2, 1]) / 103
HOURS = st.lists(st.integers(0, 9), min_size=24, max_size=24).filter(any).map(lambda parts: np.array(parts, float))


def seen(day, hour, budget, spent, ads=2, hours=EVEN):
    """Accounts with `budget`, ads shared out among them."""
    accounts = len(budget)
    here = observation(
        ads=ads, day=day, hour=hour, account=np.arange(ads) % accounts, owner=np.zeros(accounts, np.int64),
        budget=np.array(budget, float), spent=np.array(spent, float),
    )  # fmt: skip
    return replace(here, known=replace(here.known, hours=hours))


def play(pacing, budget, cost_of_day, days, hours=EVEN, price=0.5, seed=None, bid=1.0):
    """Money and hours: days on which full participation at full bids costs `cost_of_day` [accounts], in clicks of
    `price`, in proportion to participation and to the square of the bid. Returns cost [days, 24, accounts] and hours
    without money [days, accounts]."""
    random = None if seed is None else np.random.default_rng(seed)
    budget, wanted = np.array(budget, float), Action(np.full(len(budget), bid))
    cost, dark = np.zeros((days, 24, budget.size)), np.zeros((days, budget.size))
    for day in range(days):
        spent = np.zeros(budget.size)
        for hour in range(24):
            action = pacing.pace(seen(day, hour, budget, spent, budget.size, hours), wanted)
            assert (action.max_cpc <= wanted.max_cpc).all() and (action.max_cpc >= 0).all()
            part = np.ones(budget.size) if action.participation is None else action.participation
            assert ((part >= 0) & (part <= 1)).all()
            asked = np.array(cost_of_day) * hours[hour] * part * (action.max_cpc / bid) ** 2
            asked = asked if random is None else price * random.poisson(asked / price)
            cost[day, hour] = np.minimum(asked, budget - spent)
            over = np.divide(asked - cost[day, hour], asked, out=np.zeros(budget.size), where=asked > 0)
            dark[day] += np.where(budget > 0, np.where(spent >= budget, 1.0, over), 0.0)
            spent = spent + cost[day, hour]
    return cost, dark


def distance(cost, curve):
    """How far the money by hour lies from the curve: the largest gap of the cumulated shares."""
    return np.abs(np.cumsum(cost / cost.sum()) - np.cumsum(curve / curve.sum())).max()


# The curve.


@given(affordable=st.floats(0, 3), wanted=HOURS, traffic=HOURS)
@settings(max_examples=100, deadline=None)
def test_the_part_of_the_hour_spends_what_is_there_along_the_curve(affordable, wanted, traffic):
    """Hour by hour without chance: all the money that these hours can take is spent, none more than it has."""
    traffic = traffic / traffic.sum()
    left, bought = affordable, np.zeros(24)
    for hour in range(24):
        part = curves.part_of_hour(np.array([left]), wanted[hour:], traffic[hour:])[0]
        assert 0 <= part <= 1
        bought[hour] = part * traffic[hour]
        left -= bought[hour]
    can = traffic[wanted > 0].sum()
    assert bought.sum() == pytest.approx(min(affordable, can), abs=1e-9)
    assert not bought[wanted == 0].any()
    unsated = (wanted > 0) & (bought < traffic - 1e-9)
    if unsated.sum() > 1:
        level = bought[unsated] / wanted[unsated]
        assert level.max() - level.min() < 1e-6
        assert (bought[wanted > 0] <= level.max() * wanted[wanted > 0] + 1e-6).all()


def test_curves_by_name_and_by_shares():
    off = np.where(np.arange(24) < 8, 0.0, OFFICE)
    assert np.array_equal(curves.shares("traffic", off), off)
    assert curves.shares("even", off).tolist() == [0.0] * 8 + [1.0] * 16
    own = (*[0.0] * 12, *[2.0] * 12)
    assert curves.shares(own, off).tolist() == [0.0] * 12 + [2.0] * 12


@pytest.mark.parametrize("name", sorted(PACINGS))
@pytest.mark.parametrize("bad", [[0.0] * 24, [1.0] * 23, [*[1.0] * 23, -1.0], [*[1.0] * 23, float("nan")], "odd", 3])
def test_a_curve_that_is_none_is_refused(name, bad):
    with pytest.raises(ValueError, match="curve"):
        PACINGS[name].settings.model_validate({"name": name, "curve": bad})


# Both pacings.

MAKERS = {"throttle": lambda **told: Throttle(ThrottleSettings(**told)), "shade": lambda **t: Shade(ShadeSettings(**t))}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("over", [1.3, 2.0, 6.0])
def test_a_budget_that_binds_is_spent_to_the_end_of_the_day_along_the_searches(name, over):
    cost, dark = play(MAKERS[name](), [3000.0, 900.0], [3000 * over, 900 * over], 30, OFFICE, seed=5)
    later = cost[7:]
    spent = later.sum(axis=1) / [3000.0, 900.0]
    assert (spent.mean(axis=0) >= 0.98).all() and spent.max() <= 1 + 1e-9
    assert dark[7:].mean() < 0.05
    assert distance(later.sum(axis=(0, 2)), OFFICE) < 0.02


@pytest.mark.parametrize("name", MAKERS)
def test_a_budget_that_does_not_bind_is_left_alone(name):
    pacing = MAKERS[name]()
    cost, dark = play(pacing, [1000.0], [700.0], 10, OFFICE, seed=6)
    assert cost[1:].sum() == pytest.approx(9 * 700, rel=0.03) and not dark.any()
    action = pacing.pace(seen(10, 0, [1000.0], [0.0], 1, OFFICE), Action(np.ones(1)))
    assert action.max_cpc.tolist() == [1.0]
    assert action.participation is None or action.participation.tolist() == [1.0]


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("curve", ["even", tuple([1.0] * 12 + [3.0] * 12), tuple([0.0] * 6 + [1.0] * 18)], ids=str)
def test_the_money_lies_along_the_curve(name, curve):
    """Full participation costs more than any hour of the curve wants: 24 × as much as the budget."""
    cost, dark = play(MAKERS[name](curve=curve), [5000.0], [5000.0 * 24], 20, np.maximum(OFFICE, 0.01), seed=7)
    wanted = np.ones(24) if curve == "even" else np.array(curve)
    assert distance(cost[7:].sum(axis=(0, 2)), wanted) < 0.05
    assert cost[7:].sum() / (13 * 5000) >= 0.98 and dark[7:].mean() < 0.05
    assert not cost[:, np.array(wanted) == 0].any()


@pytest.mark.parametrize("name", MAKERS)
def test_accounts_are_paced_apart_and_none_is_no_trouble(name):
    """One binds, one does not, one has no money, one buys nothing."""
    budget, full = [500.0, 500.0, 0.0, 500.0], [2000.0, 300.0, 400.0, 0.0]
    together, _ = play(MAKERS[name](), budget, full, 6, OFFICE)
    for account in range(4):
        alone, _ = play(MAKERS[name](), budget[account : account + 1], full[account : account + 1], 6, OFFICE)
        # alone the account has the first ad's searches, which the first day's guess knows
        assert np.allclose(together[2:, :, account].sum(), alone[2:].sum(), rtol=0.02)
    assert together[2:, :, 0].sum() > 0.97 * 4 * 500 and together[2:, :, 1].sum() == pytest.approx(4 * 300, rel=0.01)
    nothing = MAKERS[name]().pace(replace(seen(0, 0, [0.0], [0.0], 1), highest=np.zeros(1)), Action(np.zeros(1)))
    assert not nothing.max_cpc.any()


@pytest.mark.parametrize("name", MAKERS)
def test_hours_that_are_off_count_as_hours_without_traffic(name):
    """Off from noon on: the bidder tells its pacing, which spends the money by noon."""
    bidder = Bidder(ManualCpc(ManualCpcSettings(), None), (1.0,) * 12 + (0.0,) * 12, (1.0,) * 7, MAKERS[name]())
    total = 0.0
    for day in range(5):
        spent = np.zeros(1)
        for hour in range(24):
            here = seen(day, hour, [600.0], spent, 1)
            action = bidder.decide(here)
            part = 1.0 if action.participation is None else action.participation[0]
            spent = np.minimum(spent + 2400 / 24 * part * (action.max_cpc / here.bid) ** 2, 600.0)
        total += spent[0] if day > 1 else 0.0
    assert total > 0.97 * 3 * 600


@pytest.mark.parametrize("name", MAKERS)
def test_they_are_the_same_for_the_same(name):
    one, other = (play(MAKERS[name](), [200.0, 90.0], [400.0, 300.0], 4, OFFICE, seed=3)[0] for _ in range(2))
    assert np.array_equal(one, other)


def test_a_dozen_clicks_a_day_are_not_run_into_the_wall_each_morning():
    """60 yuan at 5 a click: chance rules; still most of the day has money (without pacing: 12 of 24 hours dark)."""
    cost, dark = play(Throttle(ThrottleSettings()), [60.0], [120.0], 60, price=5.0, bid=5.0, seed=8)
    assert cost.sum() > 0.9 * 60 * 60 and dark.mean() < 2.0


def test_where_a_month_is_to_last_the_days_are_paced_by_it():
    """Twice the daily budget may be spent; a month's money for a day is half of that."""
    for pacing in (Throttle(ThrottleSettings()), Shade(ShadeSettings())):
        total = np.zeros(12)
        for day in range(12):
            spent = np.zeros(1)
            for hour in range(24):
                here = replace(seen(day, hour, [2000.0], spent, 1), aim=np.array([1000.0]))
                action = pacing.pace(here, Action(np.ones(1)))
                part = 1.0 if action.participation is None else action.participation[0]
                spent = np.minimum(spent + 4000 / 24 * part * action.max_cpc**2, 2000.0)
            total[day] = spent[0]
        assert total[4:].mean() == pytest.approx(1000, rel=0.03)


# The oracle of Balseiro & Gur's rule: two goods worth 10 each, 6 a round to spend, rivals who bid 5 and 2.
# At 10 × ½ the first good is a tie: it is bought in four rounds of five, at 5, and the second in every round, at 2.

VALUES, RIVALS, ROUNDS = np.full(2, 10.0), np.array([5.0, 2.0]), 10_000
SMALL = {"step": 0.1}


def second_price(bids, left, rounds):
    return min(rounds * RIVALS[bids > RIVALS].sum(), left)


def rounds_of(pacing, days, cost_of_hour, budget):
    """(our multiplier, cost) of every hour."""
    found = []
    for day in range(days):
        spent = 0.0
        for hour in range(24):
            bids = pacing.pace(seen(day, hour, [budget], [spent]), Action(VALUES)).max_cpc
            cost = cost_of_hour(day, hour, bids, budget - spent)
            spent += cost
            found.append((bids[0] / VALUES[0], cost))
    return np.array(found)[24 * days // 4 :]


def test_shading_settles_where_theory_says_on_plain_second_price_auctions():
    hours = rounds_of(Shade(ShadeSettings(**SMALL)), 80, lambda d, h, b, left: second_price(b, left, ROUNDS),
                      6.0 * ROUNDS * 24)  # fmt: skip
    assert hours[:, 0].mean() == pytest.approx(0.5, rel=0.01)
    assert hours[:, 1].mean() / ROUNDS == pytest.approx(6.0, rel=0.01)


def test_shading_settles_there_on_the_true_kernel_too():
    """One slot, no increment, half of all searches clicked; money in units of a hundred, that bids stay small."""
    rate, searches = 0.5, 4000.0
    auction = Auction(
        np.array([0, 2, 4]), np.array([1, 0, 1, 0]), np.full(4, rate), np.array([1, 3]), np.full(2, rate),
        np.ones(2, np.int64), np.ones((2, 1)), 2, increment=0, reserve=0,
    )  # fmt: skip
    budget = 6.0 * rate * searches * 24
    money = np.array([round(budget * MICRO), 10**15])

    def hour_of(day, hour, bids, left):
        bid = np.rint(np.array([RIVALS[0], bids[0], RIVALS[1], bids[1]]) * MICRO).astype(np.int64)
        auction.rank(bid, np.full(4, MICRO, np.int64))
        if hour == 0:
            auction.start_day(20261122, 0, day, np.full(2, searches * 24), EVEN, money)
        before = int(auction.spent[0])
        auction.advance(hour + 1)
        cost = (int(auction.spent[0]) - before) / MICRO
        if hour == 23:
            auction.end_day()
        return cost

    hours = rounds_of(Shade(ShadeSettings(**SMALL)), 120, hour_of, budget)
    assert hours[:, 0].mean() == pytest.approx(0.5, rel=0.01)
    assert hours[:, 1].mean() / (rate * searches) == pytest.approx(6.0, rel=0.01)


def test_the_usual_step_settles_near_there():
    """Larger steps swing about it: still within a twentieth, and the money is spent."""
    hours = rounds_of(Shade(ShadeSettings()), 80, lambda d, h, b, left: second_price(b, left, ROUNDS),
                      6.0 * ROUNDS * 24)  # fmt: skip
    assert hours[:, 0].mean() == pytest.approx(0.5, rel=0.06)
    assert hours[:, 1].mean() / ROUNDS == pytest.approx(6.0, rel=0.01)
