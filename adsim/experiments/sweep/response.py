"""How profit answers the axes: curves with bands, two-way maps, and the lines on which the answer turns.

Grids are read as they are, all but the two axes in view at the best point's values. Between drawn points a polynomial
in the axes is fitted, world by world, so that its band is that of the simulation; it is told how much of the points'
differences it explains. Lines are those of return 0, and those on which another variant becomes best.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.sweep.axes import Axis, Range, Simplex, Values
from adsim.experiments.sweep.points import BASE, Coordinates
from adsim.experiments.sweep.standing import alone
from adsim.experiments.sweep.tables import FEWEST_FOR_RANGE, HIGH, LOW, Alternative
from adsim.stats import paired

Floats = NDArray[np.float64]

STEPS = 25  # a smoothed axis is told at so many places
MOST_PAIRS = 3
_DEGREE = 3
_POINTS_A_TERM = 2
RESPONSE = ("axis", "variant", "partner", "partner_value", "value", "profit", "low", "high", "worlds_p05", "worlds_p95",
            "point", "explained")  # fmt: skip
TWO_WAY = ("x_axis", "y_axis", "variant", "x", "y", "profit", "roi", "best", "apart", "point")
CONTOURS = ("x_axis", "y_axis", "kind", "variant", "piece", "x", "y")


@dataclass(frozen=True)
class Ruler:
    """A column of numbers in the tables, and whether it is read in ratios."""

    column: str
    log: bool

    def plain(self, values: Any) -> Floats:
        """Values as they lie evenly on the axis."""
        numbers = np.asarray(values, dtype=np.float64)
        return np.log(numbers) if self.log else numbers

    def told(self, places: Floats) -> Floats:
        """The other way round, in six figures."""
        values = np.exp(places) if self.log else places
        return np.array([float(f"{value:.6g}") for value in np.ravel(values)]).reshape(np.shape(values))


def rulers(axes: Sequence[Axis], coordinates: Sequence[Coordinates]) -> list[Ruler]:
    """The axes that are numbers and take more than one; of two shares the first."""
    found = []
    for axis in axes:
        columns = [axis.path]
        if isinstance(axis.spread, Simplex):
            columns = [f"{axis.path}.{axis.spread.names[0]}"] if len(axis.spread.names) == 2 else []
        for column in columns:
            values = [row.get(column) for row in coordinates[1:]]
            if all(isinstance(value, int | float) for value in values) and len(set(values)) > 1:
                found.append(Ruler(column, in_ratios(axis)))
    return found


def in_ratios(axis: Axis) -> bool:
    """Is an axis read in equal ratios? Where it is said, and where listed values lie more evenly so."""
    if isinstance(axis.spread, Range):
        return axis.spread.log
    values = axis.spread.values if isinstance(axis.spread, Values) else ()
    if len(values) < 3 or not all(isinstance(value, int | float) and value > 0 for value in values):
        return False
    steps = (np.diff(sorted(set(values))), np.diff(np.log(sorted(set(values)))))
    even, ratios = (float(step.std() / step.mean()) for step in steps)
    return ratios < even


def responses(
    found: Sequence[Alternative], coordinates: Sequence[Coordinates], axes: Sequence[Axis], drawn: bool
) -> dict[str, pd.DataFrame]:
    """The tables `response`, `two_way` and `contours`; empty where the design does not carry them.

    `drawn`: the points lie scattered, so that a fit must stand between them.
    """
    known = rulers(axes, coordinates)
    surface: _Surface | None
    if drawn:
        whole = len(known) == len(axes)
        surface = _Fit.of(found, coordinates, known) if whole and known else None
    else:
        surface = _Grid(found, coordinates, known)
    curves = [] if surface is None else [row for one in known for row in _curves(surface, one)]
    maps = [] if surface is None else [
        row for pair in list(combinations(known, 2))[:MOST_PAIRS] for row in _map(surface, *pair)
    ]  # fmt: skip
    two_way = pd.DataFrame(maps, columns=list(TWO_WAY))
    lines = [row for pair in list(combinations(known, 2))[:MOST_PAIRS] for row in _lines(two_way, *pair)]
    return {
        "response": pd.DataFrame(curves, columns=list(RESPONSE)),
        "two_way": two_way,
        "contours": pd.DataFrame(lines, columns=list(CONTOURS)),
    }


@dataclass(frozen=True)
class _Place:
    """What is known at one place of the axes: expected and realised profits and cost by world."""

    expected: Floats
    realised: Floats
    cost: float
    point: int | None
    explained: float = float("nan")


class _Surface:
    """Profits over the axes: at which places of each axis it may be asked, and what is there."""

    variants: tuple[str, ...]
    best: Mapping[str, float]

    def places(self, ruler: Ruler, few: bool = False) -> list[float]:
        """The values at which the axis is read, in order; `few` of them for families of curves."""
        raise NotImplementedError

    def at(self, variant: str, values: Mapping[str, float]) -> _Place | None:
        """What is known where these axes have these values and all others the best point's; None where nothing is."""
        raise NotImplementedError

    def partner(self, ruler: Ruler) -> Ruler | None:
        """The axis that tells a family of curves apart."""
        raise NotImplementedError


class _Grid(_Surface):
    """Points as they are."""

    def __init__(
        self, found: Sequence[Alternative], coordinates: Sequence[Coordinates], known: Sequence[Ruler]
    ) -> None:
        self.variants = tuple(dict.fromkeys(one.variant for one in found))
        inner = [one for one in found if one.point != BASE]
        best = max(inner, key=lambda one: float(one.totals["expected_profit"].mean()), default=None)
        self._here = dict(coordinates[best.point]) if best else {}
        self._rulers = known
        self._at: dict[tuple[str, tuple[Any, ...]], Alternative] = {}
        for one in inner:
            self._at[one.variant, tuple(coordinates[one.point].values())] = one
        self._columns = list(coordinates[0])
        self._values = {
            ruler.column: sorted({float(coordinates[one.point][ruler.column] or 0) for one in inner}) for ruler in known
        }

    def places(self, ruler: Ruler, few: bool = False) -> list[float]:
        return self._values[ruler.column]

    def at(self, variant: str, values: Mapping[str, float]) -> _Place | None:
        row = {**self._here, **values}
        one = self._at.get((variant, tuple(row[column] for column in self._columns)))
        if one is None:
            return None
        return _Place(one.totals["expected_profit"], one.totals["profit"], float(one.totals["cost"].mean()), one.point)

    def partner(self, ruler: Ruler) -> Ruler | None:
        return next((other for other in self._rulers if other != ruler), None)


class _Fit(_Surface):
    """A polynomial through drawn points, of each world its own; at most of degree three."""

    def __init__(
        self, fitted: Mapping[str, tuple[Floats, ...]], centre: Mapping[str, float], spans: Mapping[str, Floats],
        known: Sequence[Ruler], degree: int, explained: Mapping[str, float],
    ) -> None:  # fmt: skip
        self.variants = tuple(fitted)
        self._fitted, self._centre, self._spans = fitted, centre, spans
        self._rulers, self._degree, self._explained = known, degree, explained

    @classmethod
    def of(
        cls, found: Sequence[Alternative], coordinates: Sequence[Coordinates], known: Sequence[Ruler]
    ) -> "_Fit | None":
        """None where the points are too few for a straight line."""
        inner = [one for one in found if one.point != BASE]
        points = min((sum(one.variant == name for one in inner) for name in {one.variant for one in inner}), default=0)
        degree = next((d for d in range(_DEGREE, 0, -1) if points >= _POINTS_A_TERM * math.comb(len(known) + d, d)), 0)
        if not degree:
            return None
        best = max(inner, key=lambda one: float(one.totals["expected_profit"].mean()))
        plain = {ruler.column: ruler.plain([coordinates[one.point][ruler.column] for one in inner]) for ruler in known}
        spans = {column: np.array([values.min(), values.max()]) for column, values in plain.items()}
        fitted, explained = {}, {}
        for variant in dict.fromkeys(one.variant for one in inner):
            rows = [index for index, one in enumerate(inner) if one.variant == variant]
            cube = np.stack([_scaled(plain[ruler.column][rows], spans[ruler.column]) for ruler in known], axis=1)
            terms = _terms(cube, degree)
            totals = [
                np.array([inner[row].totals[name] for row in rows]) for name in ("expected_profit", "profit", "cost")
            ]
            fitted[variant] = tuple(np.linalg.lstsq(terms, figures, rcond=None)[0] for figures in totals)
            means = totals[0].mean(axis=1)
            rest = means - terms @ fitted[variant][0].mean(axis=1)
            explained[variant] = float(1 - rest.var() / means.var()) if means.var() > 0 else float("nan")
        centre = {ruler.column: float(coordinates[best.point][ruler.column] or 0) for ruler in known}
        return cls(fitted, centre, spans, known, degree, explained)

    def places(self, ruler: Ruler, few: bool = False) -> list[float]:
        low, high = self._spans[ruler.column]
        if not few:
            return [float(value) for value in ruler.told(np.linspace(low, high, STEPS))]
        # The best point's value, the middle and the end that lies further off.
        own = self._centre[ruler.column]
        place = float(ruler.plain(own))
        ends = [place, (low + high) / 2, low if place - low > high - place else high]
        return sorted({own, *(float(value) for value in ruler.told(np.array(ends[1:])))})

    def at(self, variant: str, values: Mapping[str, float]) -> _Place | None:
        row = {**self._centre, **values}
        places = [_scaled(ruler.plain([row[ruler.column]]), self._spans[ruler.column]) for ruler in self._rulers]
        terms = _terms(np.stack(places, axis=1), self._degree)
        expected, realised, cost = (terms @ coefficients for coefficients in self._fitted[variant])
        return _Place(expected[0], realised[0], float(cost.mean()), None, self._explained[variant])

    def partner(self, ruler: Ruler) -> Ruler | None:
        return next((other for other in self._rulers if other != ruler), None)


def _scaled(values: Floats, span: Floats) -> Floats:
    """Values on -1 … 1."""
    scaled: Floats = 2 * (values - span[0]) / (span[1] - span[0]) - 1
    return scaled


def _terms(cube: Floats, degree: int) -> Floats:
    """All products of the columns up to this degree, [point, term]."""
    columns = [np.ones(cube.shape[0])]
    for size in range(1, degree + 1):
        for chosen in combinations_with_replacement(range(cube.shape[1]), size):
            columns.append(np.prod(cube[:, chosen], axis=1))
    return np.stack(columns, axis=1)


def _curves(surface: _Surface, ruler: Ruler) -> Iterator[dict[str, Any]]:
    """Profit along an axis, a curve for each value of its partner."""
    partner = surface.partner(ruler)
    others = surface.places(partner, few=True) if partner else [float("nan")]
    for variant in surface.variants:
        for other in others:
            for value in surface.places(ruler):
                there = {ruler.column: value} | ({partner.column: other} if partner else {})
                place = surface.at(variant, there)
                if place is not None:
                    head = {"axis": ruler.column, "variant": variant, "partner": partner.column if partner else ""}
                    yield head | {"partner_value": other, "value": value, **_told(place)}


def _told(place: _Place) -> dict[str, Any]:
    worlds, mean = place.expected.size, float(place.expected.mean())
    half = float(paired.t_quantile(worlds) * np.std(place.expected, ddof=1) / np.sqrt(worlds))
    low, high = np.quantile(place.realised, [LOW, HIGH]) if worlds >= FEWEST_FOR_RANGE else (np.nan, np.nan)
    return {
        "profit": mean, "low": mean - half, "high": mean + half, "worlds_p05": float(low), "worlds_p95": float(high),
        "point": place.point, "explained": place.explained,
    }  # fmt: skip


def _map(surface: _Surface, across: Ruler, along: Ruler) -> Iterator[dict[str, Any]]:
    """Profit and return at each place of two axes, and who is best there."""
    for y in surface.places(along):
        for x in surface.places(across):
            there = {across.column: x, along.column: y}
            places = {variant: surface.at(variant, there) for variant in surface.variants}
            known = {variant: place for variant, place in places.items() if place}
            if not known:
                continue
            samples = np.stack([place.expected for place in known.values()], axis=1)
            best, apart = list(known)[int(samples.mean(axis=0).argmax())], alone(samples)
            for variant, place in known.items():
                profit = float(place.expected.mean())
                yield {
                    "x_axis": across.column, "y_axis": along.column, "variant": variant, "x": x, "y": y,
                    "profit": profit, "roi": profit / place.cost if place.cost > 0 else float("nan"),
                    "best": variant == best, "apart": apart, "point": place.point,
                }  # fmt: skip


def _lines(two_way: pd.DataFrame, across: Ruler, along: Ruler) -> Iterator[dict[str, Any]]:
    """Of each variant where its return is 0 (`roi`), and where it ceases to be best (`best`)."""
    rows = two_way[(two_way["x_axis"] == across.column) & (two_way["y_axis"] == along.column)]
    heights = {
        str(variant): part.pivot(index="y", columns="x", values="profit") for variant, part in rows.groupby("variant")
    }
    for variant, height in heights.items():
        if height.isna().to_numpy().any() or min(height.shape) < 2:
            continue
        yield from _traced("roi", variant, height, across, along)
        others = [
            other.to_numpy() for name, other in heights.items() if name != variant and other.shape == height.shape
        ]
        if others:
            lead = height - np.max(others, axis=0)
            # Where two are the same no line runs: the answer does not turn there.
            yield from _traced("best", variant, lead.where(lead != 0), across, along)


def _traced(kind: str, variant: str, height: pd.DataFrame, across: Ruler, along: Ruler) -> Iterator[dict[str, Any]]:
    """The lines on which a map is 0, between its places straight on the axes' own scales."""
    from contourpy import contour_generator  # matplotlib's own

    xs, ys = across.plain(height.columns), along.plain(height.index)
    for piece, traced in enumerate(contour_generator(xs, ys, height.to_numpy(dtype=np.float64)).lines(0.0)):
        line = np.asarray(traced)
        for x, y in zip(across.told(line[:, 0]), along.told(line[:, 1]), strict=True):
            yield {"x_axis": across.column, "y_axis": along.column, "kind": kind, "variant": variant, "piece": piece,
                   "x": float(x), "y": float(y)}  # fmt: skip
