"""Laws that hold in every run of every scenario, whatever is in it: money, counts and bookings balance."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adsim.errors import InputError
from adsim.metrics import MICRO
from adsim.platforms import PLATFORMS, platform
from adsim.scenario.campaign import Shares
from adsim.scenario.objects import CLASSES
from adsim.simulation import Study, run
from tests.simulation import worlds
from tests.simulation.any_scenario import scenarios


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(made=scenarios(), replication=st.integers(0, 30))
def test_a_run_balances(made, replication):
    if isinstance(made, InputError):
        # More keywords of a class asked for than there are: a plain refusal, nothing to run.
        assert "keywords" in str(made)
        return
    study = Study.of(made)
    results = run(study, "plain", replication)
    counts_are_nested(results)
    money_balances(results)
    budgets_hold(results, study.timetables["plain"])
    bookings_agree(results)
    dark_hours_are_those_without_money(results)
    off_hours_have_no_clicks(results, study.timetables["plain"])
    assert worlds.same(results, run(study, "plain", replication))
    assert np.array_equal(run(study, "other", replication).page["searches"], results.page["searches"])


def counts_are_nested(results):
    funnel = ("clicks", "carts", "orders_placed", "orders", "refunds")
    steps = [results.page["searches"], results.page["impressions"], *(results.by_click[name] for name in funnel)]
    for earlier, later in pairwise(steps):
        assert (earlier >= later).all() and (later >= 0).all()
    page = results.page
    assert (page["impressions"] + page["lost_to_budget"] + page["lost_to_rank"] <= page["searches"]).all()
    assert (page["position_sum"] >= page["impressions"]).all()
    assert (results.by_click["clicks"] >= results.by_click["favourites"]).all()
    assert not results.by_click["revenue"][results.by_click["orders"] == 0].any()


def money_balances(results):
    """What all advertisers pay is what the platform earns."""
    assert int(results.by_click["cost"].sum()) + results.rival_cost == results.platform_revenue
    assert (results.by_click["cost"] >= 0).all()


def budgets_hold(results, timetable):
    """Every class pays within its day's money, every click within its bid, all days within the money stated."""
    state = {day: scenario for first, scenario in timetable for day in range(first, results.days)}
    common = state[0].campaign.split_of == "keywords"
    cost = results.by_click["cost"]
    cost = np.vstack([cost.sum(axis=0), 0 * cost[:2]]) if common else cost
    assert (cost <= results.budget).all()
    stated = np.array([round(state[day].campaign.daily_budget * MICRO) for day in range(results.days)])
    if all(state[day].campaign.unspent == "keep" for day in state):
        assert results.budget.sum(axis=0).tolist() == stated.tolist()
    else:
        assert (results.budget.sum(axis=0) >= stated).all()
        assert (np.cumsum(cost.sum(axis=0)) <= np.cumsum(stated)).all()
    if not common and results.days > 0 and isinstance(state[0].campaign.split, Shares):
        for index, name in enumerate(CLASSES):
            share = stated[0] * getattr(state[0].campaign.split, name)
            assert results.budget[index, 0] == pytest.approx(share, abs=2 + stated[0] * 1e-6)
    for day, scenario in state.items():
        for index, name in enumerate(CLASSES):
            part = getattr(scenario.keywords, name)
            highest = 0.0 if part is None else part.max_cpc * scenario.campaign.bid_factor.of(name) * 1.7 * 1.7
            assert results.by_click["cost"][index, day] <= results.by_click["clicks"][index, day] * highest * MICRO


def bookings_agree(results):
    """The same clicks by click date, by event date, by hour and by keyword; nothing is known before it happens."""
    by_click, by_event = results.by_click, results.by_event
    for name in ("orders", "refunds", "revenue", "margin"):
        assert by_event[name].sum(axis=1).tolist() == by_click[name].sum(axis=1).tolist()
    for name in ("orders", "refunds", "revenue"):
        so_far = np.cumsum(by_event[name][:, : results.days], axis=1)
        assert (so_far <= np.cumsum(by_click[name], axis=1)).all()
    assert (np.cumsum(by_event["refunds"], axis=1) <= np.cumsum(by_event["orders"], axis=1)).all()
    for name in ("clicks", "cost"):
        assert results.by_hour[name].sum(axis=1).tolist() == by_click[name].sum(axis=1).tolist()
    for name, values in results.by_keyword.items():
        assert values.sum() == (results.page if name in results.page else by_click)[name].sum()
    assert results.expected_by_keyword.sum() == pytest.approx(results.expected_margin.sum(), abs=1e-6)


def dark_hours_are_those_without_money(results):
    spent = results.by_click["cost"] == results.budget
    if not np.isnan(results.dark_by_day).all() and results.budget[1:].any():
        funded = results.budget > 0
        assert np.array_equal(np.isnan(results.dark_by_day), ~funded)
        assert np.array_equal(results.dark_by_day[funded] > 0, spent[funded])
    known = results.dark_by_day[~np.isnan(results.dark_by_day)]
    assert ((known >= 0) & (known <= 24)).all()
    assert np.nansum(results.dark_by_day) == pytest.approx(results.dark_by_hour.sum(), abs=1e-9)


def off_hours_have_no_clicks(results, timetable):
    """Where every state of the scenario switches an hour off."""
    for hour in range(24):
        if all(scenario.campaign.hours[hour] == 0 for _, scenario in timetable):
            assert not results.by_hour["clicks"][:, hour].any()


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_every_platform_runs_with_its_own_money_and_slots(name):
    results = run(Study.of(worlds.scenario({"platform": name, "days": 2})), "base", 0)
    assert results.clicks > 0
    position = results.page["position_sum"].sum() / results.page["impressions"].sum()
    assert 1 <= position <= platform(name).layout("mobile").slots
    assert (results.by_click["cost"] >= 0).all() and results.cost / results.clicks >= platform(name).reserve * 0.9
