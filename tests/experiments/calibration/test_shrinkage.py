"""Empirical Bayes against closed forms and against draws from a known prior."""

import numpy as np
import pytest

from adsim.experiments.calibration.shrinkage import BetaPrior, fitted_prior, shrunk


def test_the_posterior_mean_is_the_closed_form() -> None:
    rate, _ = BetaPrior(mean=0.1, strength=20.0).posterior(np.array([0.0, 1.0, 50.0]), np.array([0.0, 2.0, 100.0]))
    assert rate == pytest.approx([0.1, (2 + 1) / 22, (2 + 50) / 120])


def test_the_spread_is_that_of_the_logarithm_of_the_rate() -> None:
    draws = np.log(np.random.default_rng(3).beta(2 + 5, 18 + 45, 400_000))
    _, spread = BetaPrior(mean=0.1, strength=20.0).posterior(np.array([5.0]), np.array([50.0]))
    assert spread[0] == pytest.approx(draws.std(), rel=0.01)


def test_the_prior_of_known_draws_is_found() -> None:
    generator = np.random.default_rng(11)
    trials = generator.integers(50, 400, 3000)
    successes = generator.binomial(trials, generator.beta(3, 57, 3000))
    prior = fitted_prior(successes.astype(float), trials.astype(float))
    assert prior.mean == pytest.approx(0.05, rel=0.05)
    assert prior.strength == pytest.approx(60, rel=0.15)


def test_equal_rates_are_pooled_whole() -> None:
    prior = fitted_prior(np.full(50, 10.0), np.full(50, 100.0))
    rate, _ = prior.posterior(np.array([0.0]), np.array([10.0]))
    assert rate[0] == pytest.approx(0.1, rel=0.02)


def test_every_kind_keeps_its_successes() -> None:
    generator = np.random.default_rng(5)
    trials = generator.integers(1, 300, 200).astype(float)
    successes = generator.binomial(trials.astype(int), generator.beta(1, 20, 200)).astype(float)
    kinds = np.array(["head", "long_tail"] * 100)
    rate, spread = shrunk(successes, trials, kinds)
    for kind in ("head", "long_tail"):
        chosen = kinds == kind
        assert (rate * trials)[chosen].sum() == pytest.approx(successes[chosen].sum())
    assert np.all(rate > 0) and np.all(np.isfinite(spread)) and np.all(spread > 0)


def test_one_click_in_two_impressions_is_no_rate_of_a_half() -> None:
    trials, successes = np.array([2.0, *[1000.0] * 30]), np.array([1.0, *[50.0] * 30])
    rate, _ = shrunk(successes, trials, np.array(["head"] * 31))
    assert 0.05 < rate[0] < 0.1


def test_kinds_with_few_successes_share_a_prior_and_a_total() -> None:
    successes, trials = np.array([2.0, 0.0]), np.array([100.0, 100.0])
    rate, _ = shrunk(successes, trials, np.array(["head", "precise"]))
    assert rate[1] > 0
    assert (rate * trials).sum() == pytest.approx(2)


def test_no_success_at_all_leaves_a_small_rate() -> None:
    rate, _ = shrunk(np.zeros(3), np.full(3, 100.0), np.array(["head"] * 3))
    assert np.all((rate > 0) & (rate < 0.01))


def test_fractional_and_excessive_orders_are_taken() -> None:
    rate, spread = shrunk(np.array([12.5, 3.0]), np.array([40.0, 2.0]), np.array(["head", "head"]))
    assert np.all(rate > 0) and np.all(np.isfinite(spread))
