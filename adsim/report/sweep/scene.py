"""A sweep as its pictures see it: axes with names, places on their scales, the best point and the scenario as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from adsim.report import sweep_words
from adsim.report.scale import ticks
from adsim.report.sweep_words import BASE
from adsim.report.view import Scene
from adsim.report.words import short

GAIN, LOSS = "#0072b2", "#d55e00"
PALEST, DEEPEST = 0.07, 0.8
MOST_TICKS = 6


@dataclass(frozen=True)
class Tones:
    """How deep the colours are: of gains between the smallest and the largest, of losses likewise."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Any) -> "Tones":
        """Of these values; where there are gains and losses both begin at 0."""
        known = np.asarray(values, dtype=float)
        known = known[np.isfinite(known)]
        return cls(float(known.min()), float(known.max())) if known.size else cls(0.0, 1.0)

    def of(self, value: float) -> tuple[str, float]:
        """Colour and opacity."""
        gain = value >= 0
        mixed = self.low < 0 <= self.high
        near, far = (0.0 if mixed else self.low, self.high) if gain else (0.0 if mixed else -self.high, -self.low)
        depth = (abs(value) - near) / (far - near) if far > near else 1.0
        return (GAIN if gain else LOSS), PALEST + (DEEPEST - PALEST) * min(max(depth, 0.0), 1.0)


@dataclass(frozen=True)
class Swept(Scene):
    """A finished sweep."""

    @cached_property
    def best(self) -> dict[str, Any]:
        """The row of `standings` of the best point."""
        return {str(key): value for key, value in self.tables["standings"].iloc[0].items()}

    @cached_property
    def base(self) -> dict[str, Any] | None:
        """That of the scenario as it is, as the best point's variant has it."""
        frame = self.only("standings", point=BASE, variant=self.facts["best_variant"])
        return None if frame.empty else {str(key): value for key, value in frame.iloc[0].items()}

    @property
    def variants(self) -> list[str]:
        return list(self.facts["variants"])

    @cached_property
    def _axes(self) -> dict[str, Mapping[str, Any]]:
        return {column: axis for axis in self.facts["axes"] for column in axis["columns"]}

    def name(self, column: str) -> str:
        """What a column of an axis is called."""
        axis = self._axes[column]
        inner = column.removeprefix(axis["path"]).removeprefix(".")
        name = sweep_words.axis_name(axis, self.say)
        if not inner:
            return name
        return self.say.say("sweep_part_name", axis=name, part=sweep_words.part_name(inner, self.say))

    def unit(self, column: str) -> str:
        """Its unit, or nothing."""
        return sweep_words.unit(self._axes[column], self.say).strip()

    def titled(self, column: str) -> str:
        """Its name with its unit, as an axis bears it."""
        unit = self.unit(column)
        return f"{self.name(column)} ({unit})" if unit else self.name(column)

    def is_share(self, column: str) -> bool:
        return bool(self._axes[column]["kind"] == "simplex")

    def value(self, column: str, value: float, compact: bool = False) -> str:
        """A value of an axis in few figures."""
        if self.is_share(column):
            return self.say.percent(value)
        return self.say.compact(float(f"{value:.3g}")) if compact else f"{float(f'{value:.4g}'):,.10g}"

    def is_log(self, column: str) -> bool:
        """Is the axis read in ratios? A grid of listed values as even ratios is."""
        return bool(self._axes[column].get("log"))

    def at(self, column: str, values: Any) -> np.ndarray:
        """Where values lie on the axis' own scale."""
        numbers = np.asarray(values, dtype=float)
        return np.log(numbers) if self.is_log(column) else numbers

    def marks(self, column: str, values: Sequence[float]) -> list[float]:
        """Values to be told along the axis: those of a grid, or round ones between the ends."""
        different = sorted(set(values))
        low, high = different[0], different[-1]
        if len(different) <= MOST_TICKS:
            return different
        if len(different) <= 2 * MOST_TICKS and not self.tables["two_way"].get("point", pd.Series()).isna().all():
            return different[:: -(-len(different) // MOST_TICKS)]
        if self.is_log(column):
            return _round_ratios(low, high)
        return ticks((low, high), 5)

    def inside(
        self, row: Mapping[str, Any] | None, columns: Sequence[str], span: Mapping[str, tuple[float, float]]
    ) -> bool:
        """Does a point lie within what a picture shows?"""
        if row is None:
            return False
        values = [row.get(column) for column in columns]
        return all(
            isinstance(value, int | float) and low <= value <= high
            for value, (low, high) in zip(values, (span[column] for column in columns), strict=True)
        )

    @property
    def fitted(self) -> float:
        """How much of the points' differences the fit explains; nan where the points are shown as they are."""
        frame = self.tables["response"]
        return float(frame["explained"].iloc[0]) if len(frame) else float("nan")

    def titled_variant(self, title: str, variant: str) -> str:
        """A title with the variant, where there are several."""
        if len(self.variants) == 1:
            return title
        return self.say.say("sweep_curve_title_variant", title=title, variant=short(variant, 30))


def _round_ratios(low: float, high: float) -> list[float]:
    """1, 2, 5 and the like between the ends; at least two, or the ends themselves."""
    decades = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    for steps in ((1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)):
        found = [float(f"{step * 10.0**decade:.6g}") for decade in decades for step in steps]
        found = [value for value in found if low * 0.999 <= value <= high * 1.001]
        if len(found) >= 3:
            return found[:: -(-len(found) // MOST_TICKS)]
    return [low, high]
