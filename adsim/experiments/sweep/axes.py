"""The axes of a sweep: which place in the scenario varies, over which values, in which unit.

An axis maps the unit cube to values: `grid()` gives all of a grid's, `at(u)` the value of a drawn point. Values are
rounded to six figures, so that a table shows exactly what was simulated.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

FIGURES = 6
_PARTS = 1_000_000  # drawn shares are whole millionths, so that they add up to 1


class Spread(Protocol):
    """What an axis runs over."""

    @property
    def dimensions(self) -> int:
        """How many numbers in [0, 1) make one value."""

    def grid(self) -> list[Any]:
        """Every value of a grid, in order."""

    def at(self, cube: Sequence[float]) -> Any:
        """The value that belongs to `dimensions` numbers in [0, 1); uniform ones give uniform values."""


@dataclass(frozen=True)
class Axis:
    """A path of the scenario and what it runs over; `unit` and `label` by language."""

    path: str
    spread: Spread
    unit: dict[str, str] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, `log`: in equal ratios instead of equal steps; `whole`: whole numbers only."""

    low: float
    high: float
    steps: int | None = None
    log: bool = False
    whole: bool = False

    dimensions = 1

    def grid(self) -> list[Any]:
        between = np.geomspace if self.log else np.linspace
        inner = between(self.low, self.high, self.steps or 2)[1:-1]
        ends = [int(end) if self.whole else end for end in (self.low, self.high)]
        return list(dict.fromkeys([ends[0], *(self._told(float(value)) for value in inner), ends[1]]))

    def at(self, cube: Sequence[float]) -> Any:
        (share,) = cube
        # Every whole number has the same room, the two ends too.
        low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
        return self._told(low * (high / low) ** share if self.log else low + share * (high - low))

    def _told(self, value: float) -> Any:
        if self.whole:
            return int(min(max(math.floor(value + 0.5), self.low), self.high))
        return min(max(float(f"{value:.{FIGURES}g}"), self.low), self.high)


@dataclass(frozen=True)
class Values:
    """The listed values, each as likely as another."""

    values: tuple[Any, ...]

    dimensions = 1

    def grid(self) -> list[Any]:
        return list(self.values)

    def at(self, cube: Sequence[float]) -> Any:
        (share,) = cube
        return self.values[min(int(share * len(self.values)), len(self.values) - 1)]


@dataclass(frozen=True)
class Simplex:
    """Shares of `names` that add up to 1: a grid has all multiples of 1/`steps`, a draw is uniform over them all."""

    names: tuple[str, ...]
    steps: int | None = None

    @property
    def dimensions(self) -> int:
        return len(self.names) - 1

    def grid(self) -> list[Any]:
        steps = self.steps or 1
        return [
            {name: count / steps for name, count in zip(self.names, counts, strict=True)}
            for counts in _compositions(steps, len(self.names))
        ]

    def at(self, cube: Sequence[float]) -> Any:
        left, parts = 1.0, []
        for index, share in enumerate(cube):
            # Of what is left, the smallest of the gaps that the others would leave: uniform on the simplex.
            taken = left * (1 - (1 - share) ** (1 / (self.dimensions - index)))
            parts.append(int(taken * _PARTS))
            left -= taken
        parts.append(_PARTS - sum(parts))
        return {name: part / _PARTS for name, part in zip(self.names, parts, strict=True)}


def _compositions(total: int, parts: int) -> list[tuple[int, ...]]:
    """All ways to write `total` as a sum of so many whole numbers, the first falling."""
    if parts == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total, -1, -1) for rest in _compositions(total - first, parts - 1)]


def grid_size(spread: Spread) -> int:
    """How many values a grid of it has, without making them."""
    if isinstance(spread, Simplex):
        return math.comb((spread.steps or 1) + spread.dimensions, spread.dimensions)
    return len(spread.values) if isinstance(spread, Values) else getattr(spread, "steps", None) or 2
