"""Scatter of days against negative binomial days whose k and common part are known."""

import numpy as np
import pytest

from adsim.experiments.calibration.dispersion import USUAL, dispersion

SEED = 20260809
WEEK = np.array([0.9, 1.1, 1.0, 0.95, 1.0, 1.15, 0.9])


def counts_of(random, k, shared, days=28, units=30, volume=200.0, level=None):
    """Counts [units, days] of units by a power law; k None: Poisson."""
    size = np.arange(1, units + 1) ** -1.0
    mean = volume * units * (size / size.sum())[:, None] * WEEK[np.arange(days) % 7] * (1 if level is None else level)
    if k is not None:
        own = (1 + 1 / k) / (1 + shared / k) - 1
        mean = mean * random.gamma(k / shared, shared / k, days) * random.gamma(1 / own, own, (units, days))
    return random.poisson(mean).astype(float)


def found(counts, known=None):
    days = counts.shape[1]
    return dispersion(counts, WEEK[np.arange(days) % 7], np.ones(days, bool) if known is None else known)


@pytest.mark.parametrize(("k", "shared"), [(3.0, 0.8), (15.0, 0.3)])
def test_many_days_tell_both(k, shared):
    """A year: the estimate lies within 3.5 of its own standard errors."""
    one = found(counts_of(np.random.default_rng(SEED), k, shared, days=360))
    assert one.k == pytest.approx(k, rel=3.5 * one.spread) and one.spread < 0.2
    assert one.shared == pytest.approx(shared, abs=3.5 * one.shared_spread) and one.shared_spread < 0.05


def test_plain_poisson_is_none():
    assert found(counts_of(np.random.default_rng(SEED), None, 0, days=60)).k is None


def test_what_cannot_tell_stays_usual():
    random = np.random.default_rng(SEED)
    assert found(counts_of(random, 5, 0.5, days=6)) == USUAL
    assert found(np.zeros((4, 40))) == USUAL
    rare = found(counts_of(random, 5, 0.5, volume=0.02))
    assert rare.k == pytest.approx(USUAL.k, rel=0.6) and rare.spread > 0.5
    one = found(counts_of(random, 5, 0.9, units=1, days=90))
    assert (one.shared, one.shared_spread) == (USUAL.shared, USUAL.shared_spread)


def test_neither_a_drift_nor_promotions_nor_gaps_pass_for_scatter():
    """25 accounts, the level tripling in three months and a promotion every two weeks: k within 25 % on average."""
    random = np.random.default_rng(SEED)
    level = np.exp(np.linspace(0, 1.1, 90)) * np.where(np.arange(90) % 15 == 7, 3.0, 1.0)
    known = ~np.isin(np.arange(90), [20, 21, 50])
    logs = [np.log(found(np.where(known, counts_of(random, 6.7, 0.5, 90, level=level), 0.0), known).k / 6.7)
            for _ in range(25)]  # fmt: skip
    assert abs(np.mean(logs)) < 0.25, f"{np.mean(logs):.3f}, seed {SEED}"


@pytest.mark.parametrize(("days", "volume"), [(20, 100.0), (60, 3.0)])
def test_the_spreads_cover(days, volume):
    """100 accounts, k and the common part drawn: ranges of 80 % hold between 69 and 97 % of the true ones (at
    the ends of an exact 80 %: once in 500; few days are stated too wide rather than too narrow)."""
    random = np.random.default_rng([SEED, days])
    held = []
    for _ in range(100):
        k, shared = 6.7 * np.exp(random.normal(0, 0.7)), random.beta(2, 2)
        one = found(counts_of(random, k, shared, days, volume=volume))
        within = one.k is not None and abs(np.log(one.k / k)) < 1.2816 * one.spread
        held.append([within, abs(one.shared - shared) < 1.2816 * one.shared_spread])
    assert all(0.69 <= part <= 0.97 for part in np.mean(held, axis=0)), f"{np.mean(held, axis=0)}, seed {SEED}"
