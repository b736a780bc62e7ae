"""The delay from click to payment: its published points, and that draws follow the stated distribution."""

import numpy as np
import pytest
from scipy import integrate, stats

from adsim import streams
from adsim.scenario.objects import MARKETPLACE_DELAY
from adsim.shop.funnel import Delay
from adsim.simulation.plans import _delay
from tests.simulation import worlds

SEED = 20260809
FALSE_ALARM = 1e-4
DAY = 24.0

MARKETPLACE = Delay(
    np.array([part.share for part in MARKETPLACE_DELAY]),
    np.array([part.mean_hours for part in MARKETPLACE_DELAY]),
    np.array([np.inf if part.cut_days is None else 24 * part.cut_days for part in MARKETPLACE_DELAY]),
)
CUT_SHORT = Delay(np.array([0.3, 0.7]), np.array([2.0, 500.0]), np.array([1.0, 48.0]))
ONE_PART = Delay(np.ones(1), np.array([12.0]), np.array([np.inf]))


@pytest.mark.parametrize(
    ("hours", "share"),
    [(1, 0.354), (1 * DAY, 0.499), (3 * DAY, 0.591), (7 * DAY, 0.724), (14 * DAY, 0.870), (15 * DAY, 0.885),
     (28 * DAY, 0.992)],
)  # fmt: skip
def test_the_published_points(hours, share):
    """35 % within the hour, 50 % within the day, and the fitted curve of the sources at 3, 7, 14, 15 and 28 days."""
    assert float(MARKETPLACE.cdf(np.array(hours))) == pytest.approx(share, abs=6e-4)


def test_a_product_without_a_delay_of_its_own_has_the_marketplaces():
    product = worlds.scenario().products[0]
    hours = np.linspace(0, 800, 50)
    assert np.array_equal(_delay(product.delay).cdf(hours), MARKETPLACE.cdf(hours))


@pytest.mark.parametrize("delay", [MARKETPLACE, CUT_SHORT, ONE_PART], ids=["marketplace", "cut short", "one part"])
@pytest.mark.parametrize("scale", [1.0, 1.7])
def test_draws_follow_the_distribution(delay, scale):
    """Kolmogorov–Smirnov over 50,000 shoppers."""
    drawn = delay.draw(streams.keys(streams.key(SEED), 50_000), scale)
    found = stats.kstest(drawn, lambda hours: delay.cdf(hours, scale))
    assert found.pvalue > FALSE_ALARM / 6, f"seed {SEED}"
    # the check can fail
    assert stats.kstest(drawn, lambda hours: delay.cdf(1.1 * hours, scale)).pvalue < FALSE_ALARM


@pytest.mark.parametrize("delay", [MARKETPLACE, CUT_SHORT, ONE_PART])
def test_the_distribution_begins_at_nothing_and_ends_at_all(delay):
    hours = np.concatenate([[0.0], np.geomspace(0.01, 1e5, 200)])
    shares = delay.cdf(hours)
    assert shares[0] == 0 and shares[-1] == pytest.approx(1, abs=1e-12) and (np.diff(shares) >= 0).all()
    assert delay.cdf(np.array([[1.0, 2.0], [3.0, 4.0]])).shape == (2, 2)


def test_cuts_are_never_passed_and_never_stretched():
    keys = streams.keys(streams.key(SEED), 20_000)
    for scale in (0.5, 1.0, 3.0):
        assert CUT_SHORT.draw(keys, scale).max() <= 48.0
        assert MARKETPLACE.draw(keys, scale).min() >= 0


def test_a_longer_scale_makes_everyone_wait_longer():
    """The same shoppers, so world for world, not only on average."""
    keys = streams.keys(streams.key(SEED), 20_000)
    assert (MARKETPLACE.draw(keys, 1.3) >= MARKETPLACE.draw(keys, 1.0)).all()


def test_the_mean_is_the_integral_of_what_is_left():
    left, _ = integrate.quad(lambda hours: 1 - float(MARKETPLACE.cdf(np.array(hours))), 0, 720, limit=200)
    drawn = MARKETPLACE.draw(streams.keys(streams.key(SEED), 200_000))
    assert abs(drawn.mean() - left) < 4 * drawn.std() / 200_000**0.5, f"seed {SEED}, four standard errors"
