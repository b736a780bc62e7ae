"""The threshold that may be read every day."""

import numpy as np
import pytest
from scipy import integrate, stats

from adsim.stats import sequences


@pytest.mark.parametrize("days", [1, 3, 14, 28])
def test_the_threshold_is_where_the_mixture_of_likelihoods_reaches_one_over_alpha(days):
    """Robbins: mean over effects N(0, rho^2) of the likelihood ratio of a sum over `days` days of unit variance."""
    z = float(sequences.threshold(np.array([days]), 0.05)[0])
    total, rho = z * days**0.5, sequences.RHO_SQUARED**0.5
    mixed = integrate.quad(lambda e: np.exp(e * total - e * e * days / 2) * stats.norm.pdf(e, 0, rho), -20, 20)[0]
    assert mixed == pytest.approx(20, rel=1e-6)


def test_no_path_of_a_year_crosses_too_often():
    """4,000 walks read on each of 365 days, seed logged: at most 5 % cross. They cross in about 2 to 4 %, so that a
    false alarm needs six standard errors."""
    walks = np.random.default_rng(31).standard_normal((4000, 365)).cumsum(axis=1)
    days = np.arange(1, 366)
    crossed = (np.abs(walks) / np.sqrt(days) > sequences.threshold(days, 0.05)).any(axis=1).mean()
    assert 0.005 < crossed <= 0.05


def test_no_day_no_evidence():
    assert sequences.nominal_p(np.array([0]), 0.05)[0] == 0
