"""A dated change takes effect on its morning and not before, ends with its last day, and leaves no trace."""

import numpy as np
import pytest

from adsim.metrics import MICRO
from adsim.simulation import Study, run
from tests.simulation import worlds

RICH = {"campaign.daily_budget": 1e5, "market.rivals.daily_budget": None}
DAY = 3  # the change's first day, counted from 0: 2024-05-09
NO_MEMORY = {"market.squashing": 0.0}  # without quality in the rank no day remembers the one before


def pair(change, base=RICH, until=None, replication=0):
    """The same shoppers without and with the change from day 3 (to day 4, where `until` says so)."""
    dated = {"from": "2024-05-09", "set": change} | ({"until": "2024-05-10"} if until else {})
    study = Study.of(worlds.scenario(base, plain={}, changed={"changes": [dated]}))
    return run(study, "plain", replication), run(study, "changed", replication)


CHANGES = {
    "peak": ({"market.demand.level": {"head": 2.5, "long_tail": 2.5, "precise": 2.5}}, "clicks", 1),
    "peak of one class": ({"market.demand.level.head": 0.0}, "clicks", -1),
    "price": ({"products[0].price": 90.0}, "orders", -1),
    "bid": ({"keywords.head.max_cpc": 0.0}, "clicks", -1),
    "bid factor": ({"campaign.bid_factor.long_tail": 0.0}, "clicks", -1),
    "budget": ({"campaign.daily_budget": 12.0}, "cost", -1),
    "image": ({"products[0].image_strength": 3.0}, "clicks", 1),
    "page": ({"products[0].page_strength": 2.0}, "orders", 1),
    "split": ({"campaign.split": {"precise": 1.0}}, "clicks", -1),
    "hours": ({"campaign.hours": [0.0] * 12 + [1.0] * 12}, "clicks", -1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_acts_from_its_day_on_and_not_before(what):
    change, figure, direction = CHANGES[what]
    plain, changed = pair(change)
    for name, before in plain.by_click.items():
        assert np.array_equal(before[:, :DAY], changed.by_click[name][:, :DAY]), name
    for name, before in plain.page.items():
        assert np.array_equal(before[:, :DAY], changed.page[name][:, :DAY]), name
    moved = changed.by_click[figure][:, DAY:].sum() - plain.by_click[figure][:, DAY:].sum()
    assert np.sign(moved) == direction
    first_day = changed.by_click[figure][:, DAY].sum() - plain.by_click[figure][:, DAY].sum()
    assert np.sign(first_day) == direction or (figure == "orders" and first_day == 0)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_that_ends_leaves_no_trace(what):
    plain, changed = pair(CHANGES[what][0], RICH | NO_MEMORY, until=True)
    for name, usual in plain.by_click.items():
        for days in (slice(0, 3), slice(5, 7)):
            assert np.array_equal(usual[:, days], changed.by_click[name][:, days]), name
    assert not np.array_equal(plain.by_click["revenue"], changed.by_click["revenue"])


def test_a_peak_doubles_the_searches_of_its_class_only():
    """Twice the rate: the same mean within four Poisson errors of each day; other classes to the last search."""
    usual = {"market.demand": {"dispersion": None}}
    plain, changed = pair({"market.demand.level.head": 2.0}, RICH | usual)
    searches = plain.page["searches"][0, DAY:].sum()
    assert abs(changed.page["searches"][0, DAY:].sum() - 2 * searches) < 4 * (6 * searches) ** 0.5
    # other classes get other candidates (one process feeds all cells), as many as before on average
    rest = plain.page["searches"][1:, DAY:].sum()
    assert abs(changed.page["searches"][1:, DAY:].sum() - rest) < 4 * (2 * rest) ** 0.5


def test_days_are_those_of_the_calendar():
    """Saturday demands 1.29, Monday .86; the horizon starts on a Thursday."""
    even = {"start": "2024-05-09", "days": 14, "market.demand": {"dispersion": None}, "uncertainty.searches": 0.0}
    study = Study.of(worlds.scenario(even))
    searches = sum(run(study, "base", replication).page["searches"].sum(axis=0) for replication in range(4))
    expected = 2600 * np.array([0.94, 1.04, 1.29, 0.91, 0.86, 1.05, 0.93] * 2) / (7.02 / 7) * 4
    assert np.abs((searches - expected) / expected**0.5).max() < 4.5


def test_a_budget_is_the_days_own():
    _, changed = pair({"campaign.daily_budget": 12.0})
    assert (changed.by_click["cost"][:, DAY:].sum(axis=0) <= 12 * MICRO).all()
    assert changed.budget[:, DAY:].sum(axis=0).tolist() == [12 * MICRO] * 4


def test_a_new_image_lifts_quality_only_from_the_next_midnight():
    plain, changed = pair({"products[0].image_strength": 3.0}, RICH | {"worlds": "centre"})
    usual, mean = (run.quality_sum.sum(axis=0) / run.page["impressions"].sum(axis=0) for run in (plain, changed))
    assert mean[: DAY + 1] == pytest.approx(usual[: DAY + 1], rel=1e-12)
    assert (mean[DAY + 1 :] > usual[DAY + 1 :] * 1.1).all()
