"""Sobol indices with ranges, and how much of a figure's spread is what was varied and how much is chance.

First-order index: the share of the variance that goes away once the input is known. Total: the share that stays once
everything else is known. Saltelli's design of 2010: columns of one sample put into another, all on the same shoppers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.streams import Purpose

Floats = NDArray[np.float64]

_RESAMPLES = 400
_TAILS = (0.025, 0.975)


@dataclass(frozen=True)
class Indices:
    """Each [output, input]: the indices, and the 2.5 % and 97.5 % points of 400 resamples."""

    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats


def sobol_indices(f_a: Floats, f_b: Floats, f_ab: Floats, seed: int = 0) -> Indices:
    """Indices from a figure at two samples and their mixtures: `f_a`, `f_b` [output, n], `f_ab` [input, output, n].

    `f_ab[i]` is at the points of `f_a` with input i as in `f_b`; n must be a power of two. An output that never varies
    has indices 0.
    """
    random = streams.generator(Purpose.INTERVALS, seed, f_a.shape[1], f_ab.shape[0])
    first, total = _once(f_a, f_b, f_ab)
    drawn = np.array([_once(f_a[:, rows], f_b[:, rows], f_ab[:, :, rows])
                      for rows in random.integers(f_a.shape[1], size=(_RESAMPLES, f_a.shape[1]))])  # fmt: skip
    (first_low, total_low), (first_high, total_high) = np.quantile(drawn, _TAILS, axis=0)
    return Indices(first, first_low, first_high, total, total_low, total_high)


def _once(f_a: Floats, f_b: Floats, f_ab: Floats) -> tuple[Floats, Floats]:
    from scipy import stats  # heavy

    outputs, inputs = f_a.shape[0], f_ab.shape[0]
    # Of one output and one input SciPy makes a bare number, which it cannot mend where nothing varies: so, two outputs.
    found = stats.sobol_indices(
        func={"f_A": np.vstack([f_a, f_a]), "f_B": np.vstack([f_b, f_b]), "f_AB": np.concatenate([f_ab, f_ab], axis=1)},
        n=f_a.shape[1],
    )
    shape = 2 * outputs, inputs
    return np.reshape(found.first_order, shape)[:outputs], np.reshape(found.total_order, shape)[:outputs]


@dataclass(frozen=True)
class Parts:
    """A figure's variance over samples and worlds, split: what was varied, what the world brings besides, and what only
    the two together do. `noise`: how much of the variance of the samples' means is no more than chance."""

    inputs: float
    luck: float
    both: float
    noise: float

    @property
    def known(self) -> float:
        """The inputs' share of all; nan where nothing varies."""
        whole = self.inputs + self.luck + self.both
        return self.inputs / whole if whole > 0 else float("nan")


def split_variance(figures: Floats) -> Parts:
    """Two-way analysis of variance without repeats; `figures` [sample, world], at least two of each."""
    samples, worlds = figures.shape
    mean, by_sample, by_world = figures.mean(), figures.mean(axis=1), figures.mean(axis=0)
    rest = figures - by_sample[:, None] - by_world[None, :] + mean
    both = float((rest**2).sum() / ((samples - 1) * (worlds - 1)))
    between = float(by_sample.var(ddof=1))
    inputs = max(between - both / worlds, 0.0)
    luck = max(float(by_world.var(ddof=1)) - both / samples, 0.0)
    return Parts(inputs, luck, both, min(both / worlds / between, 1.0) if between > 0 else 0.0)
