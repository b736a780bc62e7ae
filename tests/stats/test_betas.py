"""Beta posteriors against numerical integration of scipy's densities."""

import numpy as np
import pytest
from scipy import integrate, stats

from adsim.stats import betas


def test_published_comparison():
    """20 of 1,000 against 30 of 1,000, uniform priors."""
    better, of_first, of_second = betas.compare(21, 981, 31, 971)
    assert better[0] == pytest.approx(0.922293, abs=1e-6)
    assert of_second[0] == pytest.approx(0.00024924, abs=1e-8)
    assert of_first[0] - of_second[0] == pytest.approx(31 / 1002 - 21 / 1002)


PAIRS = [
    (1, 1, 1, 1),
    (1, 101, 1, 101),
    (1, 11, 141, 2661),
    (6, 96, 2, 100),
    (141, 2661, 180, 2622),
    (2801, 137201, 2900, 137102),
    (101, 1, 90, 12),
    (1, 1, 50, 950),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_against_integration(pair):
    one, two = stats.beta(*pair[:2]), stats.beta(*pair[2:])
    edges = sorted(value for law in (one, two) for value in law.ppf([1e-9, 0.01, 0.5, 0.99, 1 - 1e-9]))
    settings = {"points": edges, "limit": 400, "epsabs": 1e-12}
    better = integrate.quad(lambda p: two.pdf(p) * one.cdf(p), 0, 1, **settings)[0]
    of_first = integrate.quad(lambda p: one.cdf(p) * two.sf(p), 0, 1, **settings)[0]
    of_second = integrate.quad(lambda p: two.cdf(p) * one.sf(p), 0, 1, **settings)[0]
    got = betas.compare(*pair)
    assert got[0][0] == pytest.approx(better, abs=5e-6)
    assert got[1][0] == pytest.approx(of_first, abs=2e-6 * one.mean() + 2e-6 * two.mean(), rel=1e-3)
    assert got[2][0] == pytest.approx(of_second, abs=2e-6 * one.mean() + 2e-6 * two.mean(), rel=1e-3)


def test_losses_are_exact_where_it_matters_and_close_elsewhere():
    random = np.random.default_rng(3)
    hits = random.binomial(2800, 0.05, (2, 4000)).astype(float)
    pair = (1 + hits[0], 2801 - hits[0], 1 + hits[1], 2801 - hits[1])
    near = np.full(4000, 0.001)
    _, one, two = betas.compare(*pair)
    quick_one, quick_two = betas.losses(*pair, near)
    exact, quick = np.minimum(one, two), np.minimum(quick_one, quick_two)
    np.testing.assert_array_equal(quick <= near, exact <= near)
    around = (exact > near / 1.3) & (exact < near * 1.3)
    np.testing.assert_allclose(quick[around], exact[around], rtol=1e-9)
    np.testing.assert_allclose(quick[exact > near], exact[exact > near], rtol=0.02)


@pytest.mark.parametrize("trials", [(2, 2), (5, 5), (2, 200), (10, 30), (100, 25), (1000, 1000), (5000, 400)])
def test_few_hits_never_settle_on_the_wrong_side(trials):
    """All pairs of up to 26 hits, against a line of 2 % of the mean rate."""
    some = np.arange(min(*trials, 26) + 1.0)
    one, two = (hits.ravel() for hits in np.meshgrid(some, some))
    near = 0.02 * (1 + one + two) / (2 + sum(trials))
    pair = (1 + one, 1 + trials[0] - one, 1 + two, 1 + trials[1] - two)
    exact = np.minimum(*betas.compare(*pair)[1:])
    np.testing.assert_array_equal(np.minimum(*betas.losses(*pair, near)) <= near, exact <= near)
