"""Many product tests in the small: clicks and orders by arm and day, compiled, of worlds a few numbers describe.

No auction, no pages, no shoppers: what a rule is shown of a test, 100,000 times a second or so. A test's numbers come
from its own key (SplitMix64 in counter mode) and so do not depend on how many are drawn at once, or where. What such a
world leaves out is told by full runs of the market (`adsim.experiments.product_test.audit` compares the two).

All loops stand in this one module, because numba's cache does not notice an edit elsewhere.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from adsim import streams

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GOLD = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53
_FEW = 10.0  # below so many expected, a count is drawn by adding up its probabilities from 0
_DRAWS_A_DAY = 100  # Thompson rotation of more than two arms


@dataclass(frozen=True)
class World:
    """A world of product tests, the same for all its tests; arms are independent but for what they share here.

    `trials`: mean trials a day by arm (clicks of a CVR test, impressions of a CTR test), Poisson by day and arm.
    `rates`: hits per trial by arm. `noise`: coefficient of variation of gamma factors on the rate by day, each arm's
    own or `noise_shared`. `paid_by_age`: share of hits known by the end of the 1st, 2nd ... day from the trial's
    (empty: all at once); those beyond its end stay unknown. `dates`: hits are told by the trial's day or by their own.
    `keywords`: each one's share of the trials; `keyword_spread`: sd of the logarithm of their own rates, by test;
    `volume_k`: day volumes of each keyword are gamma with this shape (0: even), the same for all arms.
    `budget`: each day the money buys between these shares of a mean day's trials, evenly likely (empty: no limit), an
    arm for itself or all on `one_budget`. `rise`: the rate is lower by this share at the day's start, higher by it at
    its end, so that arms whose money ends at other hours differ. `thompson`: the arms' traffic follows what is known.
    """

    name: str
    trials: tuple[float, ...]
    rates: tuple[float, ...]
    days: int = 28
    noise: float = 0.0
    noise_shared: bool = False
    paid_by_age: tuple[float, ...] = ()
    dates: Literal["click", "payment"] = "click"
    keywords: tuple[float, ...] = (1.0,)
    keyword_spread: float = 0.0
    volume_k: float = 0.0
    budget: tuple[()] | tuple[float, float] = ()
    one_budget: bool = False
    rise: float = 0.0
    thompson: bool = False


def zipf(count: int, exponent: float = 1.0) -> tuple[float, ...]:
    """Shares of `count` keywords whose volumes fall with this power of their rank."""
    weights = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    return tuple(float(share) for share in weights / weights.sum())


def draw(world: World, looks: tuple[int, ...], tests: int, *, seed: int, first: int = 0) -> tuple[Ints, list[Ints]]:
    """Draw tests number `first` to `first + tests` of a world.

    Returns trials [tests, arms, days], and for each look (the days at whose ends it is read, from 1) the hits known
    by then [tests, arms, look]. The same numbers whatever is drawn beside them; worlds with the same seed share
    theirs, whatever they are named.
    """
    arms, days = len(world.trials), world.days
    # Tests lie side by side in memory: rules add up days of all tests at once.
    trials = np.zeros((arms, days, tests), np.int64)
    hits = np.zeros((len(looks), arms, days, tests), np.int64)
    keys = streams.keys(streams.key(streams.Purpose.PRODUCT_TESTS, seed), first + tests)[first:]
    numbers = np.array([
        world.noise, world.noise_shared, world.dates == "payment", world.keyword_spread, world.volume_k,
        world.one_budget, world.rise, world.thompson, *(world.budget or (0.0, 0.0)),
    ], np.float64)  # fmt: skip
    _draw(
        keys, np.array(world.trials, np.float64), np.array(world.rates, np.float64), numbers,
        np.array(world.keywords, np.float64), np.array(world.paid_by_age, np.float64), np.array(looks, np.int64),
        trials, hits,
    )  # fmt: skip
    by_test = [np.moveaxis(known[:, :day], 2, 0) for known, day in zip(hits, looks, strict=True)]
    return np.moveaxis(trials, 2, 0), by_test


@njit(cache=True, error_model="numpy", nogil=True)
def _uniform(stream):
    stream[0] += _GOLD
    x = stream[0]
    x = (x ^ (x >> np.uint64(30))) * _M1
    x = (x ^ (x >> np.uint64(27))) * _M2
    x = x ^ (x >> np.uint64(31))
    return (np.float64(x >> np.uint64(11)) + 0.5) * _TO_UNIT


@njit(cache=True, error_model="numpy", nogil=True)
def _normal(stream):
    return math.sqrt(-2.0 * math.log(_uniform(stream))) * math.cos(2.0 * math.pi * _uniform(stream))


@njit(cache=True, error_model="numpy", nogil=True)
def _gamma(shape, stream):
    """Squeeze of Marsaglia & Tsang (2000); below 1 from the shape above it."""
    d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = _normal(stream)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = _uniform(stream)
        if u < 1.0 - 0.0331 * x * x * x * x or math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            break
    return d * v if shape >= 1.0 else d * v * _uniform(stream) ** (1.0 / shape)


@njit(cache=True, error_model="numpy", nogil=True)
def _poisson(mean, stream):
    """By inversion where few are expected, else by transformed rejection (PTRS, Hörmann 1993)."""
    if mean < _FEW:
        mass = math.exp(-mean)
        u = _uniform(stream)
        k = 0
        while u > mass and k < 200:
            u -= mass
            k += 1
            mass *= mean / k
        return k
    root = math.sqrt(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    while True:
        u = _uniform(stream) - 0.5
        v = _uniform(stream)
        us = 0.5 - abs(u)
        k = np.int64(math.floor((2.0 * a / us + b) * u + mean + 0.43))
        if us >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2.0):
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        scaled = math.log(v * (1.1239 + 1.1328 / (b - 3.4)) / (a / (us * us) + b))
        if scaled <= k * math.log(mean) - mean - math.lgamma(k + 1.0):
            return k


@njit(cache=True, error_model="numpy", nogil=True)
def _binomial(n, p, stream):
    """By adding up probabilities outwards from the most likely count."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    odds = p / (1.0 - p)
    low = min(np.int64((n + 1) * p), n)
    mass = math.exp(
        math.lgamma(n + 1.0) - math.lgamma(low + 1.0) - math.lgamma(n - low + 1.0)
        + low * math.log(p) + (n - low) * math.log1p(-p)
    )  # fmt: skip
    u = _uniform(stream) - mass
    high, below, above = low, mass, mass
    while u > 0.0:
        if high < n:
            above *= (n - high) * odds / (high + 1)
            high += 1
            u -= above
            if u <= 0.0:
                return high
        if low > 0:
            below *= low / ((n - low + 1) * odds)
            low -= 1
            u -= below
            if u <= 0.0:
                return low
        if high >= n and low <= 0:
            break  # what rounding has left over
        if above + below < 1e-300:
            break
    return low if u <= 0.0 else np.int64((n + 1) * p)


@njit(cache=True, error_model="numpy", nogil=True)
def _thompson(counted, known, chance, stream):
    """How likely each arm has the highest rate: its part of the coming day. Posteriors (uniform priors) as normals."""
    arms = chance.size
    mean, variance = np.empty(arms), np.empty(arms)
    for arm in range(arms):
        n = counted[arm] + 2.0
        mean[arm] = min((known[arm] + 1.0) / n, 1.0)
        variance[arm] = mean[arm] * (1.0 - mean[arm]) / (n + 1.0)
    if arms == 2:
        apart = (mean[0] - mean[1]) / math.sqrt(max(variance[0] + variance[1], 1e-300))
        chance[0] = 0.5 * math.erfc(-apart / math.sqrt(2.0))
        chance[1] = 1.0 - chance[0]
        return
    chance[:] = 0.0
    for _ in range(_DRAWS_A_DAY):
        best, highest = 0, -1e300
        for arm in range(arms):
            drawn = mean[arm] + math.sqrt(variance[arm]) * _normal(stream)
            if drawn > highest:
                best, highest = arm, drawn
        chance[best] += 1.0 / _DRAWS_A_DAY


@njit(cache=True, error_model="numpy", nogil=True)
def _bought(means, affordable, stream, counts):
    """Trials by arm on one account in a day that can buy so many; returns the share of the day that had money.

    The time of the last trial that can be paid is gamma; what comes before it is evenly spread over that time.
    """
    total = means.sum()
    if total <= 0.0 or affordable < 1:
        counts[:] = 0
        return 0.0
    last = _gamma(np.float64(affordable), stream)
    left = affordable if last < total else _binomial(affordable - 1, total / last, stream)
    rest = total
    for arm in range(means.size):
        counts[arm] = _binomial(left, means[arm] / rest, stream) if arm < means.size - 1 else left
        left -= counts[arm]
        rest -= means[arm]
    return min(1.0, last / total)


@njit(cache=True, error_model="numpy", nogil=True)
def _age(paid_by_age, stream):
    """Days from a trial's day to the end of which its hit is known; beyond the table's end: its length."""
    u = _uniform(stream)
    age = 0
    while age < paid_by_age.size and u > paid_by_age[age]:
        age += 1
    return age


@njit(cache=True, error_model="numpy", nogil=True)
def _draw(keys, trials, rates, numbers, keywords, paid_by_age, looks, out_trials, out_hits):
    """Fill trials [arms, days, tests] and hits [looks, arms, days, tests]."""
    noise, shared, payment, spread, volume_k = numbers[0], numbers[1] > 0, numbers[2] > 0, numbers[3], numbers[4]
    one_budget, rise, thompson, least, most = numbers[5] > 0, numbers[6], numbers[7] > 0, numbers[8], numbers[9]
    arms, days, tests = out_trials.shape
    stream = np.empty(1, np.uint64)
    own, factor = np.empty(keywords.size), np.ones(arms)
    counts, single = np.zeros(arms, np.int64), np.zeros(1, np.int64)
    means, share, paid = np.empty(arms), np.empty(arms), np.zeros((arms, days), np.int64)
    counted, known = np.zeros(arms), np.zeros(arms)
    everything = trials.sum()
    for test in range(tests):
        stream[0] = keys[test]
        for word in range(keywords.size):
            own[word] = math.exp(spread * _normal(stream) - 0.5 * spread * spread) if spread > 0.0 else 1.0
        paid[:] = 0
        counted[:] = 0.0
        known[:] = 0.0
        for day in range(days):
            volume, mix = 0.0, 0.0
            for word in range(keywords.size):
                part = keywords[word] * (_gamma(volume_k, stream) / volume_k if volume_k > 0.0 else 1.0)
                volume += part
                mix += part * own[word]
            mix = mix / volume if volume > 0.0 else 1.0
            for arm in range(arms):
                means[arm] = trials[arm] * volume
            if thompson:
                if day > 0:
                    for arm in range(arms):
                        known[arm] += paid[arm, day - 1]
                _thompson(counted, known, share, stream)
                means[:] = share * (everything * volume)
            if noise > 0.0:
                shape = 1.0 / (noise * noise)
                for arm in range(arms):
                    factor[arm] = factor[0] if shared and arm > 0 else _gamma(shape, stream) / shape
            lit = 1.0
            if most > 0.0 and one_budget:
                affordable = np.int64((least + (most - least) * _uniform(stream)) * everything + 0.5)
                lit = _bought(means, affordable, stream, counts)
            for arm in range(arms):
                if most > 0.0 and not one_budget:
                    affordable = np.int64((least + (most - least) * _uniform(stream)) * trials[arm] + 0.5)
                    lit = _bought(means[arm : arm + 1], affordable, stream, single)
                    counts[arm] = single[0]
                rate = min(1.0, rates[arm] * mix * factor[arm] * (1.0 + rise * (lit - 1.0)))
                if most > 0.0:
                    hits = _binomial(counts[arm], rate, stream)
                else:
                    hits = _poisson(means[arm] * rate, stream)
                    counts[arm] = hits + _poisson(means[arm] * (1.0 - rate), stream)
                out_trials[arm, day, test] = counts[arm]
                counted[arm] += counts[arm]
                if paid_by_age.size == 0:
                    paid[arm, day] += hits
                    for look in range(looks.size):
                        if looks[look] > day:
                            out_hits[look, arm, day, test] = hits
                    continue
                for _ in range(hits):
                    on = day + _age(paid_by_age, stream)
                    if on >= days:
                        continue
                    paid[arm, on] += 1
                    told = on if payment else day
                    for look in range(looks.size):
                        if looks[look] > on:
                            out_hits[look, arm, told, test] += 1
