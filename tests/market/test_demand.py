"""Searches of a day: weekday and hour shares, and more day-to-day noise than Poisson has."""

import numpy as np
import pytest
from scipy import stats

from adsim.market import demand
from adsim.scenario.objects import CONSUMER_HOURS, WEEKDAYS

SEED = 20260811
FALSE_ALARM = 1e-4
K = 6.7


def factors(keywords, shared, days=4000, dispersion=K):
    found = [demand.day_factors(keywords, dispersion, shared, SEED, *divmod(day, 28)) for day in range(days)]
    return np.array(found)


def test_hours_are_shares_of_the_day():
    shares = demand.hour_shares(np.array(CONSUMER_HOURS))
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert shares[22] / shares[4] == pytest.approx(8.1 / 0.7)


def test_a_week_brings_what_seven_mean_days_do():
    week = [demand.weekday_factor(np.array(WEEKDAYS), day) for day in range(7)]
    assert np.mean(week) == pytest.approx(1, abs=1e-12)
    assert np.argmax(week) == 5 and week[5] / week[0] == pytest.approx(1.29 / 0.86)


@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
def test_factors_have_mean_one_and_the_stated_dispersion(shared):
    """Mean 1, variance 1/6.7, covariance of two keywords shared/6.7; 4,000 days, four standard errors each."""
    found = factors(2, shared)
    centred = found - 1
    error = centred[:, 0].std() / 4000**0.5
    assert np.abs(centred.mean(axis=0)).max() < 4 * error
    squares, products = (centred**2).mean(axis=1), centred[:, 0] * centred[:, 1]
    assert abs(squares.mean() - 1 / K) < 4 * squares.std() / 4000**0.5, f"seed {SEED}"
    assert abs(products.mean() - shared / K) < 4 * products.std() / 4000**0.5, f"seed {SEED}"


def test_daily_searches_of_a_keyword_are_negative_binomial():
    """Poisson around the factor, against the negative binomial with k = 6.7 (no shared part: the law is exact)."""
    mean = 40.0
    searches = np.random.default_rng(SEED).poisson(mean * factors(1, 0.0)[:, 0])
    law = stats.nbinom(K, K / (K + mean))
    edges = np.unique(law.ppf(np.linspace(0.05, 0.95, 19)))
    counts = np.bincount(np.searchsorted(edges, searches), minlength=edges.size + 1)
    shares = np.diff(np.concatenate([[0.0], law.cdf(edges), [1.0]]))
    assert stats.chisquare(counts, shares * searches.size).pvalue > FALSE_ALARM, f"seed {SEED}"
    # plain Poisson would be seen
    assert searches.var() > 4 * mean


def test_days_and_replications_are_independent_of_each_other():
    """Correlation of neighbouring days: one false alarm in 10,000."""
    found = factors(1, 0.5)[:, 0]
    assert stats.pearsonr(found[:-1], found[1:]).pvalue > FALSE_ALARM, f"seed {SEED}"
    assert np.unique(found).size == found.size


def test_without_dispersion_every_day_is_the_mean_day():
    assert demand.day_factors(3, None, 0.5, SEED, 0, 0).tolist() == [1, 1, 1]
    # hardly any dispersion: hardly any noise, and no overflow
    assert factors(5, 0.5, days=50, dispersion=1e9) == pytest.approx(1, abs=1e-3)
    # all of it shared: every keyword alike
    assert np.ptp(factors(5, 1.0, days=50), axis=1).max() == 0
