"""Which conditions a test meets, and what a rule says to them."""

import numpy as np
import pytest

from adsim.verdicts import RULES, conditions
from adsim.verdicts.contract import Condition, Design, Seen

ONE_LOOK = Design(looks=(28,), metric="ctr")


def world(clicks=(100, 100), rate=0.05, noise=0.0, tests=1, seed=9):
    random = np.random.default_rng(seed)
    trials = random.poisson(np.array(clicks)[:, None], (tests, len(clicks), 28))
    factors = random.gamma(noise**-2, noise**2, trials.shape) if noise else 1.0
    return Seen(trials, random.binomial(trials, np.minimum(rate * factors * np.ones(trials.shape), 1)))


@pytest.mark.parametrize(
    ("design", "met"),
    [
        (ONE_LOOK, set()),
        (Design(metric="ctr"), {Condition.REPEATED_LOOKS}),
        (Design(looks=(28,)), {Condition.LATE_ORDERS}),
        (Design(looks=(28,), dates="payment"), {Condition.LATE_ORDERS, Condition.PAYMENT_DATES}),
        (Design(looks=(28,), metric="ctr", rotation="weighted"), {Condition.UNEQUAL_ROTATION}),
        (Design(looks=(28,), metric="ctr", rotation="thompson"), {Condition.ADAPTIVE_ROTATION}),
    ],
)
def test_conditions_of_a_design(design, met):
    assert conditions.met(design) == met


@pytest.mark.parametrize(
    ("seen", "met"),
    [
        (world(), set()),
        (world(noise=0.5, clicks=(1000, 1000)), {Condition.DAY_NOISE}),
        (world(clicks=(1600, 400)), {Condition.UNEQUAL_ROTATION}),
        (world(clicks=(10, 10), rate=0.02), {Condition.SPARSE}),
        (world(clicks=(300, 310, 290)), set()),
    ],
)
def test_conditions_that_are_seen(seen, met):
    assert conditions.met(ONE_LOOK, seen) == met


def test_plain_days_are_seldom_called_noisy():
    """1,000 tests one by one, plain and sparse, seeds 0 to 999: about 1 in 200 is meant, 2 % allowed (false alarm
    under 1 in 10^6)."""
    for settings in ({}, {"clicks": (10, 10), "rate": 0.02}):
        called = [Condition.DAY_NOISE in conditions.met(ONE_LOOK, world(seed=seed, **settings)) for seed in range(500)]
        assert np.mean(called) < 0.025


def test_nothing_seen_is_sparse_and_no_more():
    nothing = np.zeros((1, 2, 14), dtype=np.int64)
    assert conditions.met(ONE_LOOK, Seen(nothing, nothing)) <= {Condition.SPARSE, Condition.UNEQUAL_ROTATION}


def test_warnings_are_what_a_rule_does_not_hold():
    met = conditions.met(Design(dates="payment"))
    assert conditions.warnings(RULES["always_valid"], met) == ()
    assert conditions.warnings(RULES["group_sequential"], met) == (Condition.PAYMENT_DATES,)
    assert Condition.REPEATED_LOOKS in conditions.warnings(RULES["naive_test"](Design()), met)
