"""How much days differ beyond Poisson, and which part of that all keywords have in common.

Method of moments on unit × day counts after level and weekday are taken out. Neighbouring days are compared,
so that a slow drift does not pass for scatter; days of a promotion are left out. What so few days tell is
weighed against the usual values.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

USUAL_K, USUAL_SHARED = 6.7, 0.5  # public measurement; assumption (both as in market.demand)
APART = 0.7  # sd of the log of an account's k around the usual one (assumption)
NONE_AT_ALL = 0.1  # prior weight of plain Poisson (assumption)
SHARED_STRENGTH = 4.0  # observations that the usual share is worth, as a beta prior (assumption)
VARIANCES = np.concatenate([[0.0], np.geomspace(1e-3, 5.0, 120)])
PARTS = np.linspace(0.005, 0.995, 100)
FEWEST_PAIRS = 6
PAIR_ERROR = 4.0  # variance of a variance from one pair of days: 3 for normal noise, more for gamma
PEAK = 2.5  # sd of usual days above their median


@dataclass(frozen=True)
class Dispersion:
    """`k` of the negative binomial (None: plain Poisson) with the sd of its log; the part `shared` between
    keywords with its sd; `pairs` of neighbouring days that told of it (0: the usual values)."""

    k: float | None
    spread: float
    shared: float
    shared_spread: float
    pairs: int


USUAL = Dispersion(USUAL_K, APART, USUAL_SHARED, 0.5 / (SHARED_STRENGTH + 1) ** 0.5, 0)


def dispersion(counts: Floats, weekday_factors: Floats, known: Bools) -> Dispersion:
    """Of `counts` [units, days] on consecutive days with these weekday factors; `known` [days]: the day is told."""
    counts = np.where(known, counts, 0.0)
    counts = counts[counts.sum(axis=1) > 0]
    if known.sum() < FEWEST_PAIRS + 1 or counts.size == 0:
        return USUAL
    factor = np.where(known, weekday_factors, 0.0)
    expected = np.outer(counts.sum(axis=1), factor / factor.sum())
    seen, calm = counts.sum(axis=0), known
    for _ in range(2):
        level = _around(seen, expected.sum(axis=0), calm)
        calm = known & _calm(seen, expected.sum(axis=0) * level, known)
    expected = expected * level
    pairs = np.flatnonzero(calm[1:] & calm[:-1])
    if pairs.size < FEWEST_PAIRS:
        return USUAL
    whole, common, counting = _moments(counts, expected, pairs)
    k, spread = _whole(whole, counting, pairs)
    if k is None:
        return Dispersion(None, 0.0, USUAL_SHARED, USUAL.shared_spread, pairs.size)
    if counts.shape[0] < 2:
        return Dispersion(k, spread, USUAL_SHARED, USUAL.shared_spread, pairs.size)
    shared, shared_spread = _common(k, spread, whole, common, pairs)
    return Dispersion(k, spread, shared, shared_spread, pairs.size)


def _around(seen: Floats, expected: Floats, calm: Bools) -> Floats:
    """The level of each day over two weeks around it, promotions left out."""
    days = np.arange(seen.size)
    near = (np.abs(days[:, None] - days) <= 7) & calm
    result: Floats = (near @ seen + 1) / (near @ expected + 1)
    return result


def _calm(seen: Floats, expected: Floats, known: Bools) -> Bools:
    """Which days are no peak, judged by the scatter of the middle half of them."""
    ratio = np.log((seen + 0.5) / (expected + 0.5))
    centre = np.median(ratio[known])
    usual = max(1.4826 * float(np.median(np.abs(ratio[known] - centre))), 0.05)
    result: Bools = ratio - centre < PEAK * usual
    return result


def _moments(counts: Floats, expected: Floats, pairs: NDArray[np.int64]) -> tuple[Floats, Floats, float]:
    """Of each pair of days an unbiased estimate of 1/k and of its common part; and the counting noise of 1/k's."""
    ratio = np.divide(counts, expected, out=np.zeros_like(counts), where=expected > 0)
    counting = np.divide(1.0, expected, out=np.zeros_like(counts), where=expected > 0)
    step = ratio[:, pairs + 1] - ratio[:, pairs]
    noise = counting[:, pairs + 1] + counting[:, pairs]
    mean = counts.mean(axis=1)
    tells = mean / (mean + USUAL_K)
    square = tells**2 / (tells**2).sum()
    whole = square @ (step**2 - noise) / 2
    single = tells / tells.sum()
    apart = 1 - (single**2).sum()
    common = ((single @ step) ** 2 - single**2 @ step**2) / 2 / apart if apart > 1e-9 else np.zeros(pairs.size)
    return whole, common, float((square @ noise).mean() / 2)


def _error(values: Floats, pairs: NDArray[np.int64]) -> float:
    """Standard error of the mean over pairs of days, neighbouring pairs having a day in common."""
    off = values - values.mean()
    touching = np.diff(pairs) == 1
    shared = float((off[1:] * off[:-1])[touching].sum())
    return float(np.sqrt((off @ off + 2 * max(shared, 0.0)) / (values.size - 1) / values.size))


def _whole(whole: Floats, counting: float, pairs: NDArray[np.int64]) -> tuple[float | None, float]:
    """k and the sd of its log; None where plain Poisson explains the days better."""
    mean = float(whole.mean())
    # Squares scatter in proportion to what they are squares of.
    error = max(_error(whole, pairs) / (max(mean, 0.0) + counting), (2 / pairs.size) ** 0.5) * (VARIANCES + counting)
    error = np.maximum(error, 1e-9)
    likelihood = -0.5 * ((mean - VARIANCES) / error) ** 2 - np.log(error)
    logs = np.log(VARIANCES[1:])
    prior = np.exp(-0.5 * ((logs + np.log(USUAL_K)) / APART) ** 2)
    prior = np.concatenate([[NONE_AT_ALL], (1 - NONE_AT_ALL) * prior / prior.sum()])
    weight = prior * np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    if weight[0] > 0.5:
        return None, 0.0
    within = weight[1:] / weight[1:].sum()
    centre = float(within @ logs)
    return float(np.exp(-centre)), float(np.sqrt(within @ (logs - centre) ** 2))


def _common(k: float, spread: float, whole: Floats, common: Floats, pairs: NDArray[np.int64]) -> tuple[float, float]:
    """The shared part and its sd: the common variance over 1/k as estimated."""
    # Where the account's own 1/k tells, its errors and those of the common part go together and cancel.
    own = 1 - min((spread / APART) ** 2, 1.0)
    bottom = max(float(whole.mean()), 0.1 / k) ** own * k ** (own - 1)
    part = float(np.clip(common.mean() / bottom, -0.5, 1.5))
    error = np.hypot(_error(common - part * own * whole, pairs) / bottom, (1 - own) * part * spread)
    # So few pairs know the variance of the common factor itself no better than this.
    least = PARTS * (1 - PARTS) * (PAIR_ERROR / pairs.size) ** 0.5
    error = np.maximum(np.maximum(error, least), 0.02)
    likelihood = -0.5 * ((part - PARTS) / error) ** 2 - np.log(error)
    weight = (PARTS * (1 - PARTS)) ** (SHARED_STRENGTH / 2 - 1) * np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    centre = float(weight @ PARTS)
    return centre, float(np.sqrt(weight @ (PARTS - centre) ** 2))
