"""The paired t test on days, and the lifts it would not reject, against a plain day-by-day model."""

import numpy as np
import pytest
from scipy import stats

from adsim.stats import day_clusters
from adsim.stats.lifts import fieller

SEED = 20411


def some_tests(tests=60, days=9):
    random = np.random.default_rng(SEED)
    trials = random.integers(0, 60, (tests, 2, days))
    trials[::7, 0, 2] = 0
    return trials, random.binomial(trials, 0.1)


def oracle(trials, hits):
    """The recipe of the page, one day after the other; None where nothing can be decided."""
    days = [(c1, c2, x1, x2) for c1, c2, x1, x2 in zip(*trials.tolist(), *hits.tolist(), strict=True) if c1 and c2]
    if len(days) < 2:
        return None
    gains = [x2 - (x1 + x2) * c2 / (c1 + c2) for c1, c2, x1, x2 in days]
    h = [c1 * c2 / (c1 + c2) for c1, c2, _, _ in days]
    w = [value / sum(h) for value in h]
    variance = sum((u - share * sum(gains)) ** 2 / (1 - share) for u, share in zip(gains, w, strict=True))
    if variance < 1e-15:
        return None
    a = [share**2 / (1 - share) for share in w]
    df = 1 / (sum(share**2 for share in w) + sum(a) ** 2 - sum(value**2 for value in a))
    t = sum(gains) / variance**0.5
    return t, df, 2 * stats.t.sf(abs(t), df)


def test_paired_t_is_the_recipe():
    trials, hits = some_tests()
    found = np.stack(day_clusters.paired_t(trials, hits), axis=1)
    for test, row in enumerate(found):
        np.testing.assert_allclose(row, oracle(trials[test], hits[test]), rtol=1e-9)


def test_even_days_have_days_less_one_degrees_of_freedom_and_the_plain_t():
    random = np.random.default_rng(SEED)
    hits = random.poisson(5, (1, 2, 10))
    t, df, p = day_clusters.paired_t(np.full((1, 2, 10), 100), hits)
    plain = stats.ttest_rel(hits[0, 1], hits[0, 0])
    assert (t[0], df[0], p[0]) == pytest.approx((plain.statistic, 9, plain.pvalue))


@pytest.mark.parametrize(
    ("trials", "hits"),
    [
        ([[10], [10]], [[1], [5]]),  # one day
        ([[10, 0, 10], [10, 10, 0]], [[1, 0, 1], [5, 3, 0]]),  # one day with traffic in both
        ([[0, 0], [0, 0]], [[0, 0], [0, 0]]),
        ([[10, 10], [10, 10]], [[0, 0], [0, 0]]),  # nothing happened
        ([[10, 10], [10, 10]], [[3, 3], [5, 5]]),  # no spread at all
    ],
)
def test_nothing_is_told_where_nothing_can_be(trials, hits):
    assert np.isnan(day_clusters.paired_t(np.array([trials]), np.array([hits]))).all()


def test_days_without_both_arms_do_not_count():
    trials, hits = some_tests()
    alone = np.concatenate([trials, np.tile([[[50], [0]]], (60, 1, 1))], axis=2)
    luck = np.concatenate([hits, np.tile([[[40], [0]]], (60, 1, 1))], axis=2)
    np.testing.assert_allclose(day_clusters.paired_t(alone, luck), day_clusters.paired_t(trials, hits))


def test_the_size_holds_with_noise_of_days_that_breaks_a_pooled_test():
    """Gamma day factors, CV 0.3, each arm for itself, 4,000 tests, seed logged: 5 % read within 4 standard errors
    (false alarm 1 in 16,000), where the pooled z reads far more."""
    random = np.random.default_rng(SEED)
    rates = 0.05 * random.gamma(1 / 0.09, 0.09, (4000, 2, 14))
    trials = np.full(rates.shape, 500)
    hits = random.poisson(500 * rates)
    p = day_clusters.paired_t(trials, hits)[2]
    assert abs(np.mean(p < 0.05) - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 4000)
    total = hits.sum(axis=2)
    z = (total[:, 1] - total[:, 0]) / np.sqrt(total.sum(axis=1))
    assert np.mean(np.abs(z) > 1.96) > 0.15


@pytest.mark.parametrize("p", [0.05, 1e-3, 1.5e-11])
def test_reach_is_the_t_quantile(p):
    df = np.linspace(1.0, 40.0, 333)
    np.testing.assert_allclose(day_clusters.t_reach(p, df), stats.t.isf(p / 2, df), rtol=2e-4 if p > 1e-6 else 5e-2)


def test_the_range_of_a_lift_is_what_is_not_rejected():
    """Its ends lie where gain - lift x base is just as far from 0 as the test asks; 0 lies within unless rejected."""
    trials, hits = some_tests(days=20)
    found = day_clusters.paired(trials, hits)
    low, high = found.lift_range(np.full(60, 0.05))
    reach = stats.t.isf(0.025, found.df)
    for end in (low, high):
        inside = np.isfinite(end) & (end > -1)
        gap = found.gain - end * found.base
        variance = found.gain_variance - 2 * end * found.covariance + end**2 * found.base_variance
        np.testing.assert_allclose((np.abs(gap) / np.sqrt(variance))[inside], reach[inside], rtol=1e-3)
    np.testing.assert_array_equal((low > 0) | (high < 0), found.p() < 0.05)
    assert (found.p() < 0.05).any()
    assert np.isinf(found.lift_range(np.zeros(60))[1]).all()


def test_lifts_over_a_base_that_may_be_nothing_are_open():
    one = np.ones(1)
    low, high = fieller(5 * one, one, (one, 0 * one, one), 2 * one)
    assert low[0] > 0 and np.isinf(high[0])
    low, high = fieller(-5 * one, one, (one, 0 * one, one), 2 * one)
    assert low[0] == -1 and high[0] < 0
    low, high = fieller(one, one, (one, 0 * one, one), 2 * one)
    assert low[0] == -1 and np.isinf(high[0])
    assert np.isnan(fieller(one, 0 * one, (one, one, one), one)).all()
