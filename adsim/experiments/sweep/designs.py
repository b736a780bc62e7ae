"""Designs: which points of the axes a sweep visits. Drawn ones depend on their number and the design's seed alone."""

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.experiments.sweep.axes import Axis
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Changes = dict[str, Any]


def grid(axes: Sequence[Axis]) -> list[Changes]:
    """Every combination of the axes' values; the last axis runs fastest."""
    spreads = [axis.spread.grid() for axis in axes]
    return [dict(zip((axis.path for axis in axes), values, strict=True)) for values in product(*spreads)]


def drawn(design: str, axes: Sequence[Axis], points: int, seed: int) -> list[Changes]:
    """So many points spread by a space-filling design; `sobol` gives the next power of two."""
    cube = DRAWN[design](points, sum(axis.spread.dimensions for axis in axes), seed)
    return [_placed(axes, row) for row in cube.tolist()]


def latin_hypercube(points: int, dimensions: int, seed: int) -> Floats:
    """Points in [0, 1), shape [points, dimensions]: each of the n-ths of every dimension holds exactly one."""
    random = np.random.default_rng(_key(1, points, dimensions, seed))
    strata = np.stack([random.permutation(points) for _ in range(dimensions)], axis=1)
    return (strata + random.random((points, dimensions))) / points


def sobol(points: int, dimensions: int, seed: int) -> Floats:
    """A scrambled Sobol sequence, shape [power of two ≥ points, dimensions]."""
    from scipy.stats import qmc  # heavy

    sequence = qmc.Sobol(dimensions, scramble=True, rng=_key(2, points, dimensions, seed))
    cube: Floats = sequence.random_base2(_exponent(points))
    return cube


def random(points: int, dimensions: int, seed: int) -> Floats:
    """Independent uniform points, shape [points, dimensions]."""
    return np.random.default_rng(_key(3, points, dimensions, seed)).random((points, dimensions))


def size(design: str, points: int) -> int:
    """How many points a drawn design gives when asked for so many."""
    return int(2 ** _exponent(points)) if design == "sobol" else points


DRAWN: dict[str, Callable[[int, int, int], Floats]] = {
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
    "random": random,
}


def _exponent(points: int) -> int:
    return math.ceil(math.log2(points))


def _key(design: int, points: int, dimensions: int, seed: int) -> int:
    return streams.key(Purpose.DESIGNS, design, points, dimensions, seed)


def _placed(axes: Sequence[Axis], row: Sequence[float]) -> Changes:
    changes, first = {}, 0
    for axis in axes:
        end = first + axis.spread.dimensions
        changes[axis.path] = axis.spread.at(row[first:end])
        first = end
    return changes
