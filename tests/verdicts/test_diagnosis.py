"""The four quadrants, and the product itself, as probabilities."""

import numpy as np
import pytest
from scipy import stats

from adsim.verdicts.diagnosis import COURSES, above, quadrants


def read(impressions, clicks, orders, **more):
    shares = quadrants(np.array([impressions]), np.array([clicks]), np.array([orders]), 0.02, 0.04, **more)[0]
    return dict(zip(COURSES, shares, strict=True))


@pytest.mark.parametrize(
    ("figures", "course"),
    [
        ((50_000, 1500, 100), "promote"),
        ((50_000, 1500, 35), "fix_page"),
        ((50_000, 600, 50), "fix_image"),
        ((50_000, 600, 10), "relist"),
        ((50_000, 1500, 2), "change_product"),
    ],
)
def test_clear_cases_are_clear(figures, course):
    shares = read(*figures)
    assert shares[course] > 0.9
    assert sum(shares.values()) == pytest.approx(1)


def test_nothing_seen_tells_nothing():
    shares = read(0, 0, 0)
    assert [shares[course] for course in ("promote", "fix_image", "relist")] == pytest.approx([0.25] * 3)
    assert shares["fix_page"] + shares["change_product"] == pytest.approx(0.25)


def test_rates_at_the_benchmark_are_as_often_above_as_below():
    assert above(np.array([400]), np.array([20_000]), 0.02)[0] == pytest.approx(0.5, abs=0.02)
    assert above(np.array([12.0]), np.array([200.0]), 0.04)[0] == pytest.approx(
        stats.gamma(13, scale=1 / (200 + np.log(2) / 0.04)).sf(0.04)
    )


def test_late_orders_are_counted_as_late():
    """Ten orders of 500 clicks look poor; if only half of their orders can be seen they do not."""
    seen = read(15_000, 500, 10, matured_clicks=np.array([250.0]))
    assert seen["promote"] > 2 * read(15_000, 500, 10)["promote"]


def test_shares_of_many_tests_add_up():
    random = np.random.default_rng(4)
    clicks = random.integers(0, 400, 500)
    shares = quadrants(clicks * 60, clicks, random.binomial(clicks, 0.03), 0.02, 0.04)
    assert shares.shape == (500, 5) and (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1)
