"""Boundaries against published tables and against multivariate normal probabilities."""

import numpy as np
import pytest
from scipy import stats

from adsim.stats import boundaries

FIVE = [0.2, 0.4, 0.6, 0.8, 1.0]
LOOKS = [day / 28 for day in (3, 7, 14, 28)]


@pytest.mark.parametrize(
    ("information", "settings", "published"),
    [
        (FIVE, {}, [4.8769, 3.3570, 2.6803, 2.2898, 2.0310]),
        (FIVE, {"spending": "pocock"}, [2.4380, 2.4268, 2.4102, 2.3966, 2.3860]),
        ([0.25, 0.5, 0.75, 1], {"sided": 1}, [3.74955, 2.53993, 2.01604, 1.72014]),
        (LOOKS, {}, [6.748, 4.333, 2.963, 1.969]),
    ],
)
def test_published_boundaries(information, settings, published):
    np.testing.assert_allclose(boundaries.bounds(information, **settings), published, atol=5.1e-4)


def test_pocock_constant_as_published():
    assert boundaries.pocock_constant(5) == pytest.approx(2.4132, abs=1e-4)


def oracle_crossed(information, bounds, sided):
    """Error spent by each look: one less the probability that no look of a multivariate normal z crosses."""
    spent = []
    for k in range(1, len(bounds) + 1):
        tau, upper = np.array(information[:k]), np.array(bounds[:k])
        covariance = np.sqrt(np.minimum.outer(tau, tau) / np.maximum.outer(tau, tau))
        lower = -upper if sided == 2 else np.full(k, -np.inf)
        law = stats.multivariate_normal(np.zeros(k), covariance, abseps=1e-7, releps=1e-7, maxpts=400_000)
        spent.append(1 - law.cdf(upper, lower_limit=lower))
    return np.array(spent)


@pytest.mark.parametrize("sided", [1, 2])
@pytest.mark.parametrize(
    ("spending", "gamma"),
    [("obrien_fleming", 0.0), ("pocock", 0.0), ("hwang_shih_decani", -4.0), ("hwang_shih_decani", 0.0),
     ("hwang_shih_decani", 1.0)],
)  # fmt: skip
@pytest.mark.parametrize(("information", "alpha"), [(LOOKS, 0.05), ([0.3, 0.35, 0.9], 0.2)])
def test_boundaries_spend_what_they_should(information, alpha, spending, gamma, sided):
    bounds = boundaries.bounds(information, alpha, sided, spending, gamma)
    want = boundaries.spent(information, alpha, sided, spending, gamma)
    np.testing.assert_allclose(oracle_crossed(information, bounds, sided), want, atol=1e-5)


@pytest.mark.parametrize(("spending", "gamma"), [("obrien_fleming", 0.0), ("pocock", 0.0), ("hwang_shih_decani", 2.0)])
def test_all_is_spent_at_the_end_and_none_before(spending, gamma):
    spent = boundaries.spent([1e-9, 0.5, 1.0], 0.03, 2, spending, gamma)
    assert spent[0] < 1e-9 < spent[1] < spent[2] == pytest.approx(0.03)


def test_reading_five_times_or_daily_is_a_trap():
    """The errors that are published for a repeated 5 % test: 17.8 % at five looks, 27.5 % daily."""
    five, daily = [day / 28 for day in (1, 3, 7, 14, 28)], [day / 28 for day in range(1, 29)]
    assert boundaries.crossed(five, [1.959964] * 5)[-1] == pytest.approx(0.178, abs=5e-4)
    assert boundaries.crossed(daily, [1.959964] * 28)[-1] == pytest.approx(0.275, abs=5e-4)


def test_power_is_the_error_of_a_drift():
    """One look: the power of z, in closed form; several looks: more than the last alone, less than a fixed test."""
    assert boundaries.crossed([1.0], [1.96], 1, drift=2.8)[0] == pytest.approx(stats.norm.sf(1.96 - 2.8), abs=1e-9)
    bounds = boundaries.bounds(LOOKS)
    power = boundaries.crossed(LOOKS, bounds, 2, drift=2.8)[-1]
    assert stats.norm.sf(bounds[-1] - 2.8) < power < stats.norm.sf(1.959964 - 2.8)


def test_daily_looks_are_no_harder():
    bounds = boundaries.bounds([day / 120 for day in range(3, 121)])
    assert np.isfinite(bounds).all() and (np.diff(bounds) < 0).all()
    assert boundaries.crossed([day / 120 for day in range(3, 121)], bounds)[-1] == pytest.approx(0.05, abs=1e-4)


def test_error_too_small_to_say_bounds_nothing():
    assert boundaries.bounds([1e-4, 1.0])[0] == np.inf


@pytest.mark.parametrize("information", [[], [0.0, 1.0], [0.5, 0.5], [0.5, 1.2], [0.6, 0.3]])
def test_impossible_information_is_refused(information):
    with pytest.raises(ValueError, match="information fractions must rise"):
        boundaries.bounds(information)


@pytest.mark.parametrize(("alpha", "sided"), [(0.0, 2), (1.0, 2), (float("nan"), 2), (0.05, 3)])
def test_impossible_errors_are_refused(alpha, sided):
    with pytest.raises(ValueError, match="alpha must lie"):
        boundaries.bounds([1.0], alpha, sided)
