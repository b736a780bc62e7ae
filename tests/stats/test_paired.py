"""Simultaneous intervals against published quantiles, coverage of all pairs, and ratios of totals."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats as reference

from adsim.experiments import compare as comparing
from adsim.stats import paired

SEED = 20260808


def normal(replications, variants, scale=1.0):
    return np.random.default_rng(SEED).normal(scale=scale, size=(replications, variants))


@pytest.mark.parametrize("replications", [3, 10, 100])
def test_one_pair_gets_the_quantile_of_t(replications):
    """The draws are 20,000, so the quantile itself is known to about 2 % (more with so few degrees as 2)."""
    found = paired.simultaneous_quantile(normal(replications, 2))
    assert found == pytest.approx(reference.t.ppf(0.975, replications - 1), rel=0.04)


def test_the_quantile_of_one_mean_is_that_of_t():
    """Student's table: 12.706, 2.262 and 1.984 for 1, 9 and 99 degrees of freedom."""
    assert [paired.t_quantile(n) for n in (2, 10, 100)] == pytest.approx([12.706, 2.262, 1.984], abs=5e-4)
    assert paired.t_quantile(10, 0.9) == pytest.approx(1.833, abs=5e-4)
    assert np.isnan(paired.t_quantile(1))


@pytest.mark.parametrize(("variants", "published"), [(3, 2.344), (4, 2.569), (5, 2.728)])
def test_equal_variants_get_tukeys_factor(variants, published):
    """Independent variants of equal spread: Tukey's q(.95, k, ∞)/√2."""
    assert published == pytest.approx(reference.studentized_range.ppf(0.95, variants, np.inf) / 2**0.5, abs=1e-3)
    assert paired.simultaneous_quantile(normal(4000, variants)) == pytest.approx(published, rel=0.02)


def test_many_variants_and_few_replications_get_a_wider_factor():
    few = paired.simultaneous_quantile(normal(6, 4))
    assert few == pytest.approx(reference.studentized_range.ppf(0.95, 4, 5) / 2**0.5, rel=0.15)
    assert few > paired.simultaneous_quantile(normal(60, 4)) > paired.simultaneous_quantile(normal(60, 2))


def test_all_pairs_are_covered_together_95_times_in_100():
    """400 families of 4 correlated variants, 15 replications; outside 91 to 98.5 % once in 1,000 by chance."""
    random = np.random.default_rng(SEED)
    mix = np.array([[3.0, 3.0, 3.0, 3.0], [0.1, 0, 0.2, 0], [0, 1, 0, 1], [0, 0, 0, 2.0], [0.5, 0, 0, 0]])
    covered = 0
    for _ in range(400):
        samples = random.standard_normal((15, 5)) @ mix
        half = paired.simultaneous_quantile(samples) * paired.pair_errors(samples)
        gaps = [abs((samples[:, i] - samples[:, j]).mean()) for i, j in paired.all_pairs(4)]
        covered += bool((np.array(gaps) <= half).all())
    assert 364 <= covered <= 394, f"{covered} of 400, seed {SEED}"


def test_pairs_that_never_differ_do_not_count():
    two = normal(50, 2)
    with_a_copy = np.column_stack([two, two[:, 0]])
    assert paired.simultaneous_quantile(with_a_copy) == pytest.approx(paired.simultaneous_quantile(two), rel=0.03)
    assert np.isnan(paired.simultaneous_quantile(np.column_stack([two[:, 0], two[:, 0]])))
    assert np.isnan(paired.simultaneous_quantile(two[:1])) and np.isnan(paired.pair_errors(two[:1])).all()
    assert np.isnan(paired.simultaneous_quantile(two[:, :1]))


def test_a_small_difference_of_large_profits_keeps_its_error():
    """Common random numbers make differences a millionth of the profits; the factor must not drown in rounding."""
    profit, change = normal(100, 1, scale=1e6), normal(100, 1, scale=1.0)
    samples = np.hstack([profit, profit + change])
    assert paired.pair_errors(samples)[0] == pytest.approx(np.std(change, ddof=1) / 10, rel=1e-6)
    assert paired.simultaneous_quantile(samples) == pytest.approx(1.984, rel=0.03)


def test_the_factor_is_the_same_whenever_the_samples_are():
    samples = normal(20, 4)
    assert paired.simultaneous_quantile(samples) == paired.simultaneous_quantile(samples.copy())


def test_ten_thousand_replications_need_little_memory():
    assert paired.simultaneous_quantile(normal(30_000, 3)) == pytest.approx(2.344, rel=0.02)


def test_error_of_a_ratio_is_that_of_repeated_samples():
    random = np.random.default_rng(SEED)

    def sample(n):
        cost = random.normal(100, 10, n)
        return 3 * cost + random.normal(0, 30, n), cost

    ratios = [top.mean() / bottom.mean() for top, bottom in (sample(50) for _ in range(2000))]
    errors = [paired.ratio_error(*sample(50)) for _ in range(200)]
    assert np.mean(errors) == pytest.approx(np.std(ratios), rel=0.06)
    assert paired.ratio_error(2 * np.arange(1.0, 9.0), np.arange(1.0, 9.0)) == pytest.approx(0, abs=1e-12)
    assert np.isnan(paired.ratio_error(np.ones(5), np.zeros(5))) and np.isnan(
        paired.ratio_error(np.ones(1), np.ones(1))
    )


def test_signs_are_judged_only_where_the_end_has_one():
    right, worlds = paired.share_right(np.array([1.0, -1.0, 0.0, 5.0]), np.array([2.0, 3.0, 4.0, 0.0]))
    assert (right, worlds) == (pytest.approx(1 / 3), 3)
    nothing, none = paired.share_right(np.ones(2), np.zeros(2))
    assert np.isnan(nothing) and none == 0


def test_one_variant_is_precise_enough_by_the_quantile_of_t():
    """Three replications, standard error 1: the half-width is 4.303, not 1.96; a single one never suffices."""
    runs = [SimpleNamespace(expected_profit=profit, cost=100.0) for profit in 10 + 3**0.5 * np.array([-1.0, 0.0, 1.0])]
    assert not comparing._precise_enough({"a": runs}, ["a"], 0.0430)
    assert comparing._precise_enough({"a": runs}, ["a"], 0.0431)
    assert not comparing._precise_enough({"a": runs[:1]}, ["a"], 1.0)
