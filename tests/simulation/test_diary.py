"""A run in full detail is the same run: its sums are those of Results, its windows hold what the delay says."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adsim.errors import InputError
from adsim.metrics import BY_KEYWORD, MICRO
from adsim.simulation import diary, simulate
from adsim.simulation.diary import PAGE, WINDOWS
from adsim.simulation.plans import _delay
from tests.simulation import worlds
from tests.simulation.any_scenario import scenarios


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(made=scenarios(), replication=st.integers(0, 30))
def test_the_detail_is_that_of_the_same_run(made, replication):
    if isinstance(made, InputError):
        return
    kept = diary(made, "plain", replication)
    assert worlds.same(kept.results, simulate(made, "plain", replication))
    sums_are_those_of_results(kept)
    counts_are_nested(kept.keywords)


def sums_are_those_of_results(kept):
    lines, results = kept.keywords, kept.results
    assert len(lines) == len(kept.names) * results.days
    klass = lines["keyword"].map(dict(enumerate(class_of(kept)))).to_numpy()
    for name in (*PAGE, "clicks", "cost", "carts", "favourites", "orders", "revenue"):
        counted = micro(lines, name)
        table = np.zeros((3, results.days), np.int64)
        np.add.at(table, (klass, lines["day"].to_numpy()), counted)
        assert np.array_equal(table, (results.page if name in PAGE else results.by_click)[name]), name
        if name in BY_KEYWORD:
            by_word = np.zeros(len(kept.names), np.int64)
            np.add.at(by_word, lines["keyword"].to_numpy(), counted)
            assert np.array_equal(by_word, results.by_keyword[name]), name
    hours = np.zeros((3, 24), np.int64)
    np.add.at(hours, (np.array(class_of(kept))[kept.hours["keyword"]], kept.hours["hour"]), kept.hours["clicks"])
    assert np.array_equal(hours, results.by_hour["clicks"])
    assert micro(kept.hours, "cost").sum() == results.by_click["cost"].sum()


def micro(lines, name):
    """A column as the engine counts it: money in whole micro-units."""
    values = lines[name].to_numpy()
    return np.rint(values * MICRO).astype(np.int64) if name in ("cost", "revenue") else values


def class_of(kept):
    return [("head", "long_tail", "precise").index(name.rsplit("-", 1)[0]) for name in kept.names]


def counts_are_nested(lines):
    steps = ["searches", "impressions", "clicks", "carts", "orders"]
    steps += [f"orders_{window}" for window in sorted(WINDOWS, reverse=True)]
    for earlier, later in pairwise(steps):
        assert (lines[earlier] >= lines[later]).all()
    for earlier, later in pairwise(["revenue", *(f"revenue_{window}" for window in sorted(WINDOWS, reverse=True))]):
        assert (lines[earlier] >= lines[later]).all()
    assert (lines["searches"] >= lines["impressions"] + lines["lost_to_budget"] + lines["lost_to_rank"]).all()


SEED = 20240601


def test_a_window_holds_the_delays_share_of_the_orders():
    """About 3,500 orders: a share errs beyond 4.5 standard errors in one of 150,000 seeds (seed logged)."""
    change = {"campaign.daily_budget": 1e6, "days": 14, "seed": SEED, "worlds": "centre"}
    change |= {"keywords.head.cvr": 0.5, "keywords.head.searches": 20_000.0}
    made = worlds.scenario(change)
    kept = diary(made).keywords.sum()
    delay = _delay(made.products[0].delay)
    for window in WINDOWS:
        told, share = kept[f"orders_{window}"] / kept["orders"], float(delay.cdf(np.array(24.0 * window)))
        error = np.sqrt(share * (1 - share) / kept["orders"])
        assert abs(told - share) <= 4.5 * error + 1e-12, (SEED, window, told, share)


def test_a_report_does_not_know_what_is_paid_after_its_download():
    made = worlds.scenario({"keywords.head.cvr": 0.5})
    whole, last = diary(made), made.start + timedelta(made.days - 1)
    early, late = (diary(made, downloaded=last + timedelta(days)) for days in (0, 60))
    assert late.keywords.equals(whole.keywords)
    seen = early.keywords.groupby("day")["orders_30"].sum()
    known, paid = whole.results.by_event["orders"].sum(axis=0), whole.keywords.groupby("day")["orders"].sum()
    assert seen.sum() == known[:-1].sum() < paid.sum() and (seen <= paid).all()
    assert (early.keywords["orders"] == whole.keywords["orders"]).all()


def test_a_refund_takes_no_order_away():
    """The reports of a shop where everything comes back read like those of one that keeps all."""
    kept = diary(worlds.scenario({"products[0].refunds.rate": 0.0}))
    all_back = diary(worlds.scenario({"products[0].refunds.rate": 1.0}))
    assert kept.results.by_click["refunds"].sum() == 0 < all_back.results.by_click["refunds"].sum()
    assert kept.keywords.equals(all_back.keywords)


def test_bids_and_budgets_are_those_of_the_day():
    change = {"from": "2024-05-08", "set": {"campaign.daily_budget": 300.0, "campaign.bid_factor.head": 2.0}}
    kept = diary(worlds.scenario({"changes": [change]}))
    assert kept.budgets.shape == (3, 7) and kept.budgets[:, 0].tolist() == pytest.approx([45, 90, 15])
    assert kept.budgets[:, 2].tolist() == pytest.approx([90, 180, 30])
    head = kept.keywords[kept.keywords["keyword"] == 0].set_index("day")["bid"]
    assert head.to_list() == [3.0, 3.0, *[6.0] * 5]
    assert kept.account.tolist() == [0] * 3 + [1] * 8 + [2] * 4


def test_an_unknown_variant_is_refused_by_name():
    with pytest.raises(InputError, match="no_such"):
        diary(worlds.scenario(), "no_such")
