"""Counting a run: both bookings of the same clicks, exact in whole micro-units, and ratios that know 0/0."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim import metrics
from adsim.metrics import ClickLog

DAYS, KEYWORDS = 3, 4


def log(rows):
    """A click log from rows that name only what is not zero; refunds take back margin and cost 2 more."""
    columns = {name: [row.get(name, 0) for row in rows] for name in ClickLog.__dataclass_fields__}
    whole = {name: np.array(values, np.int64) for name, values in columns.items() if name != "expected_margin"}
    return ClickLog(**whole, expected_margin=np.array(columns["expected_margin"], float))


FOUR_CLICKS = log([
    {"day": 0, "hour": 9, "klass": 0, "keyword": 1, "cost": 5, "expected_margin": 0.25},
    {"day": 0, "hour": 9, "klass": 0, "keyword": 1, "cost": 7, "carts": 1, "orders_placed": 1, "orders": 1,
     "revenue": 100, "margin": 40, "payment_day": 2, "refund_day": 9, "expected_margin": 0.25},
    {"day": 1, "hour": 23, "klass": 2, "keyword": 3, "cost": 11, "carts": 1, "favourites": 1, "orders_placed": 1,
     "orders": 1, "refunds": 1, "revenue": 60, "margin": 20, "refund": -22, "payment_day": 1, "refund_day": 3,
     "expected_margin": 0.5},
    {"day": 2, "hour": 0, "klass": 2, "keyword": 0, "cost": 13, "orders_placed": 1, "orders": 1, "revenue": 30,
     "margin": 10, "payment_day": 8, "refund_day": 8, "expected_margin": 0.5},
])  # fmt: skip


def test_by_click_date_all_that_the_clicks_will_ever_bring():
    found = metrics.by_click_date(FOUR_CLICKS, DAYS)
    assert found["clicks"].tolist() == [[2, 0, 0], [0, 0, 0], [0, 1, 1]]
    assert found["cost"].tolist() == [[12, 0, 0], [0, 0, 0], [0, 11, 13]]
    assert found["revenue"].tolist() == [[100, 0, 0], [0, 0, 0], [0, 60, 30]]
    assert found["margin"].tolist() == [[40, 0, 0], [0, 0, 0], [0, -2, 10]]
    assert found["favourites"].sum() == 1 and found["carts"].sum() == 2 and found["refunds"].tolist()[2] == [0, 1, 0]


def test_by_event_date_what_is_known_and_last_what_falls_due_later():
    found = metrics.by_event_date(FOUR_CLICKS, DAYS)
    assert found["orders"].tolist() == [[0, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]]
    assert found["revenue"].tolist() == [[0, 0, 100, 0], [0, 0, 0, 0], [0, 60, 0, 30]]
    # the refund of the day after the horizon is unknown inside it
    assert found["margin"].tolist() == [[0, 0, 40, 0], [0, 0, 0, 0], [0, 20, 0, -12]]
    assert found["refunds"].tolist() == [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]


def test_by_hour_and_by_keyword():
    hours = metrics.by_hour(FOUR_CLICKS)
    assert hours["clicks"][0, 9] == 2 and hours["cost"][2, 23] == 11 and hours["clicks"].sum() == 4
    words = metrics.by_keyword(FOUR_CLICKS, KEYWORDS)
    assert words["clicks"].tolist() == [1, 2, 0, 1] and words["margin"].tolist() == [10, 40, 0, -2]
    by_day, by_word = metrics.expected_margins(FOUR_CLICKS, DAYS, KEYWORDS)
    assert by_day.tolist() == [[0.5, 0, 0], [0, 0, 0], [0, 0.5, 0.5]] and by_word.tolist() == [0.5, 0.5, 0, 0.5]


def test_no_click_at_all():
    assert not any(values.any() for values in metrics.by_click_date(log([]), DAYS).values())
    assert metrics.by_event_date(log([]), DAYS)["margin"].shape == (3, DAYS + 1)
    assert metrics.by_keyword(log([]), KEYWORDS)["clicks"].tolist() == [0] * KEYWORDS


CLICKS = st.lists(
    st.fixed_dictionaries({
        "day": st.integers(0, DAYS - 1), "hour": st.integers(0, 23), "klass": st.integers(0, 2),
        "keyword": st.integers(0, KEYWORDS - 1), "cost": st.integers(0, 10**12), "orders": st.integers(0, 1),
        "refunds": st.integers(0, 1), "revenue": st.integers(0, 10**13), "margin": st.integers(-(10**13), 10**13),
        "refund": st.integers(-(10**13), 10**13), "payment_day": st.integers(0, 10**6),
        "refund_day": st.integers(0, 10**6),
    }),
    max_size=40,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(rows=CLICKS)
def test_every_booking_of_the_same_clicks_has_the_same_total(rows):
    clicks = log(rows)
    by_click, by_event = metrics.by_click_date(clicks, DAYS), metrics.by_event_date(clicks, DAYS)
    words = metrics.by_keyword(clicks, KEYWORDS)
    for name in metrics.BY_EVENT:
        assert by_event[name].sum(axis=1).tolist() == by_click[name].sum(axis=1).tolist()
    for name in ("clicks", "orders", "cost", "revenue", "margin"):
        assert words[name].sum() == by_click[name].sum()
    assert by_click["margin"].sum() == sum(row["margin"] + row["refund"] for row in rows)
    assert metrics.by_hour(clicks)["cost"].sum() == by_click["cost"].sum()


def test_dark_hours_are_the_rest_of_the_day_after_exhaustion():
    dark = metrics.dark_hours(np.array([np.nan, 0.0, 22.25, 24.0]))
    assert dark.shape == (4, 24)
    assert dark.sum(axis=1).tolist() == [0, 24, 1.75, 0]
    assert dark[2, 21:].tolist() == [0, 0.75, 1]


def test_ratios_without_a_denominator_are_missing():
    assert np.isnan(metrics.ratio(0.0, 0.0)) and np.isnan(metrics.roas(5.0, 0.0)) and np.isnan(metrics.roi(0.0, 0.0))
    assert metrics.ratio(np.array([1.0, 0.0]), np.array([4.0, 2.0])).tolist() == [0.25, 0.0]
    assert float(metrics.roas(50.0, 10.0)) == pytest.approx(5)  # 投产比 1:5
    assert float(metrics.roi(15.0, 10.0)) == pytest.approx(0.5)
