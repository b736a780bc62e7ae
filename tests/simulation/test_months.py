"""Days that may cost more than their budget, months that may not: Google's 2 × a day and 30.4 × a month."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.errors import InputError
from adsim.metrics import MICRO
from adsim.simulation import Study, run
from adsim.simulation.months import Months
from tests.simulation import worlds

WANTED = 10**9


def spend(months, today, daily, overspend, wanted):
    """A day on which the accounts would like to spend this; returns what was in force and what they spent."""
    money = months.in_force(today, daily, overspend)
    spent = np.minimum(money, wanted)
    months.book(spent)
    return money, spent


def test_a_whole_month_costs_30_4_budgets_and_no_day_more_than_two():
    months, daily = Months(2), np.array([1_000_000, 3_000_003])
    days = [date(2024, 5, 1) + timedelta(days=n) for n in range(31)]
    in_force = np.array([spend(months, day, daily, 2.0, WANTED)[0] for day in days])
    assert (in_force[:15] == 2 * daily).all()
    assert in_force.sum(axis=0).tolist() == [30_400_000, 91_200_091]
    assert spend(months, date(2024, 6, 1), daily, 2.0, WANTED)[0].tolist() == (2 * daily).tolist()


def test_what_the_first_half_saves_the_second_may_spend():
    months, daily = Months(1), np.array([100])
    costs = [spend(months, date(2024, 6, 1 + n), daily, 2.0, 30 if n < 15 else WANTED)[1][0] for n in range(30)]
    assert costs[15:] == [200] * 12 + [3040 - 15 * 30 - 12 * 200, 0, 0]


def test_a_month_that_has_begun_has_a_budget_for_each_day_left():
    months, daily = Months(1), np.array([100])
    costs = [spend(months, date(2024, 5, 22) + timedelta(days=n), daily, 2.0, WANTED)[1][0] for n in range(10)]
    assert costs == [200] * 5 + [0] * 5


def test_a_budget_changed_within_the_month_as_in_googles_example():
    """5 dollars a day in November, 103 spent by the 24th, 10 dollars from then on: at most 173 in all."""
    months = Months(1)
    for n in range(23):
        spend(months, date(2021, 11, 1 + n), np.array([500]), 2.0, 448 if n else 444)
    left = [spend(months, date(2021, 11, 24 + n), np.array([1000]), 2.0, WANTED)[1][0] for n in range(7)]
    assert sum(left) == 7000 and left[:4] == [2000, 2000, 2000, 1000]


def test_budgets_that_go_up_and_down_do_not_make_a_month_longer():
    months = Months(1)
    costs = [spend(months, date(2024, 5, 1 + n), np.array([1000 + n % 2]), 2.0, WANTED)[1][0] for n in range(31)]
    assert sum(costs) <= 1001 * 304 // 10


def test_money_moved_between_accounts_is_missing_from_the_others_month():
    """One account spends the other's money too; together they still keep to the month."""
    months, daily, total = Months(2), np.array([100, 100]), 0
    for n in range(31):
        money = months.in_force(date(2024, 5, 1 + n), daily, 2.0)
        assert money.sum() <= 6080 - total
        months.book(np.array([money.sum(), 0]))
        total += int(money.sum())
    assert total == 6080


days = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.integers(0, 5000), min_size=2, max_size=2), st.floats(1, 2)),
    min_size=1, max_size=80,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(start=st.dates(date(2023, 11, 1), date(2024, 12, 31)), history=days, appetite=st.floats(0, 3))
def test_never_above_the_day_or_the_month(start, history, appetite):
    months, budgets = Months(2), np.array([700, 90])
    spent_in, highest = {}, {}
    for n, (changes, new, overspend) in enumerate(history):
        today = start + timedelta(days=n)
        budgets = np.array(new) if changes == 0 else budgets
        month = (today.year, today.month)
        money, spent = spend(months, today, budgets, overspend, np.int64(appetite * budgets.max()))
        assert (money >= 0).all() and (money <= overspend * budgets).all()
        if overspend == 1:
            assert (money == budgets).all()
        spent_in[month] = spent_in.get(month, 0) + (spent if overspend > 1 else 0 * spent)
        highest[month] = np.maximum(highest.get(month, 0), budgets)
        assert (spent_in[month] <= highest[month] * 304 // 10).all()
        lasting = months.lasting(today, money)
        assert ((lasting >= 0) & (lasting <= 1)).all()


def test_in_a_run_money_in_force_is_what_the_tables_call_the_budget():
    change = {"campaign.daily_budget": 30.0, "campaign.overspend": 2.0, "start": "2024-05-01", "days": 45}
    results = run(Study.of(worlds.scenario(change)), "base", 0)
    cost, budget = results.by_click["cost"], results.budget
    stated = np.array([9, 18, 3])[:, None] * MICRO
    assert (cost <= budget).all() and (budget <= 2 * stated).all() and (cost > stated).any()
    may = cost[:, :31].sum(axis=1)
    assert (may <= stated[:, 0] * 304 // 10).all() and (may == stated[:, 0] * 304 // 10).any()
    assert (results.dark_by_day[budget == 0] == 24).all() and (budget == 0).any()
    assert (budget[:, 31] == 2 * stated[:, 0]).all()
    dry = cost == budget
    assert np.array_equal(results.dark_by_day[budget > 0] > 0, dry[budget > 0])


def test_a_day_that_stands_alone_is_as_it_was():
    plain, told = (run(Study.of(worlds.scenario(c)), "base", 0) for c in ({}, {"campaign.overspend": 1.0}))
    assert worlds.same(plain, told)


def test_arms_with_money_of_their_own_share_each_accounts_month():
    test = {"arms": {"old": {}, "new": {"products[0].image_strength": 1.3}}, "budget": "own"}
    change = {"campaign.daily_budget": 30.0, "campaign.overspend": 2.0, "start": "2024-05-01", "days": 31}
    results = run(Study.of(worlds.scenario(change, {"test": test})), "base", 0)
    assert results.test is not None and (results.test.cost.sum(axis=1) > 0).all()
    may = results.by_click["cost"].sum(axis=1)
    assert (may <= np.array([9, 18, 3]) * MICRO * 304 // 10).all() and may.sum() > 25 * 30 * MICRO


@pytest.mark.parametrize("told", [{"campaign.overspend": 2.5}, {"campaign.overspend": 0.5},
                                  {"campaign.overspend": 1.5, "campaign.unspent": "share"}])  # fmt: skip
def test_what_cannot_be_is_refused(told):
    with pytest.raises(InputError, match="overspend"):
        worlds.scenario({}, loud=told) and Study.of(worlds.scenario({}, loud=told))
