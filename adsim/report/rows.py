"""Pictures in which each name has a row: its value with two ranges, or whatever the caller draws there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from adsim.report.canvas import INK, canvas
from adsim.report.scale import bottom, extent, fit, grid_x, limits, ticks

ROW = 40.0
MARGIN = 10.0


@dataclass(frozen=True)
class Row:
    """A name's value with two ranges: `thin` over worlds, `thick` of simulation; `label` says them."""

    name: str
    value: float
    thin: tuple[float, float]
    thick: tuple[float, float]
    label: str
    colour: str


def ranges(rows: Sequence[Row], tell: Callable[[float], str], zero: bool = False) -> Figure:
    """All rows on one scale, told by `tell`; with `zero` 0 is on it."""
    figure, (axes,) = canvas(ROW * len(rows) + 36, left=MARGIN, right=MARGIN)
    thin, thick = np.array([row.thin for row in rows]), np.array([row.thick for row in rows])
    values, level = np.array([row.value for row in rows]), np.arange(len(rows)) + 0.72
    axes.set_xlim(*limits(np.concatenate([thin.ravel(), thick.ravel(), values, [0.0] * zero])))
    colours = [row.colour for row in rows]
    axes.hlines(level, thin[:, 0], thin[:, 1], colors=colours, linewidth=2)
    axes.hlines(level, thick[:, 0], thick[:, 1], colors=colours, linewidth=9, alpha=0.55)
    axes.vlines(values, level - 0.17, level + 0.17, colors=INK, linewidth=1.6)
    frame(axes, [(row.name, row.label) for row in rows], tell)
    return figure


def frame(axes: Axes, rows: Sequence[tuple[str, str]], tell: Callable[[float], str]) -> None:
    """A row for each name and its label, above the place where its value is drawn; ticks of x below."""
    named(axes, rows)
    places = ticks(axes.get_xlim(), 4)
    bottom(axes, places, tell)
    grid_x(axes, places)


def named(axes: Axes, rows: Sequence[tuple[str, str]]) -> None:
    """Each name and its label at the top of its row."""
    axes.set_ylim(len(rows), 0)
    across = axes.get_yaxis_transform()
    for place, (name, label) in enumerate(rows):
        axes.text(0, place + 0.28, fit(name, axes.bbox.width - extent(label)), va="center", transform=across)
        axes.text(1, place + 0.28, label, ha="right", va="center", transform=across)
