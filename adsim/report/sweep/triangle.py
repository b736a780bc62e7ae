"""Shares of three classes as a triangle: each corner one class alone, each place one split."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from adsim.report.canvas import INK, canvas, svg
from adsim.report.scale import fit
from adsim.report.sweep.scene import Swept, Tones
from adsim.report.sweep_words import BASE, part_name
from adsim.report.view import Picture

HEIGHT, SIDE, BOTTOM, TOP = 366.0, 34.0, 34.0, 50.0
_TALL = math.sqrt(3) / 2


def triangles(swept: Swept) -> list[Picture]:
    """One for each axis of three shares, of the best point's variant; all other axes as at the best point."""
    found = []
    for place, axis in enumerate(swept.facts["axes"]):
        if axis["kind"] == "simplex" and len(axis["columns"]) == 3:
            found.append(_picture(swept, list(axis["columns"]), axis["path"], f"triangle{place}"))
    return found


def _picture(swept: Swept, columns: list[str], path: str, key: str) -> Picture:
    say, best = swept.say, swept.best
    rows = swept.only("standings", variant=best["variant"])
    for column in (name for axis in swept.facts["axes"] for name in axis["columns"] if name not in columns):
        rows = rows[(rows[column] == best[column]) | (rows["point"] == BASE)]
    inner = rows[rows["point"] != BASE]
    figure, (axes,) = canvas(HEIGHT, left=SIDE, right=SIDE, top=TOP, bottom=BOTTOM)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, axes.bbox.height / axes.bbox.width)
    tones = Tones.over(inner["profit"])
    size = _step(inner[columns].to_numpy(dtype=float))
    for tied in (False, True):
        part = inner[inner["tied"] == tied]
        if len(part):
            cells = [_cell(row, size) for row in part[columns].to_numpy(dtype=float)]
            axes.add_collection(PolyCollection(
                cells, facecolors=[tones.of(value) for value in part["profit"]],
                edgecolors=INK if tied else "none", linewidths=1.6 if tied else 0,
            ))  # fmt: skip
    _corners(swept, axes, columns, path)
    if swept.base is not None and all(isinstance(swept.base.get(column), float | int) for column in columns):
        axes.plot(*_place([swept.base[column] for column in columns]), "o", markersize=12, markerfacecolor="none",
                  markeredgecolor=INK, markeredgewidth=1.8)  # fmt: skip
    axes.plot(*_place([best[column] for column in columns]), "*", markersize=13, color=INK)
    low, high = say.compact_money(_rounded(tones.low)), say.compact_money(_rounded(tones.high))
    corner = (1 + SIDE / axes.bbox.width, 1 + 32 / axes.bbox.height)
    axes.text(*corner, say.say("sweep_scale", low=low, high=high), ha="right", transform=axes.transAxes)
    title = swept.titled_variant(say.say("sweep_triangle_title"), str(best["variant"]))
    top = inner.sort_values("profit", ascending=False, kind="stable")
    told = [("/".join(say.percent(row[column]) for column in columns), say.money(row["profit"]))
            for row in (*top.head(3).to_dict("records"), *top.tail(1).to_dict("records"))]  # fmt: skip
    drawn = svg(figure, key, swept.describe(title, told))
    return Picture(key, title, say.say("sweep_triangle_help"), drawn)


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def _place(shares: list[float]) -> tuple[list[float], list[float]]:
    """Where a split lies: the first share at the left, the second at the top, the third at the right."""
    _, second, third = shares
    return [third + second / 2], [second * _TALL]


def _step(shares: np.ndarray) -> float:
    """The distance of neighbouring points, by which cells touch."""
    x, y = shares[:, 2] + shares[:, 1] / 2, shares[:, 1] * _TALL
    apart = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    apart[apart < 1e-9] = np.inf
    return float(np.median(apart.min(axis=1))) if len(shares) > 1 else 0.2


def _cell(shares: np.ndarray, size: float) -> list[tuple[float, float]]:
    """The hexagon around a split."""
    (x,), (y,) = _place(list(shares))
    radius = size / math.sqrt(3) * 0.97
    turns = [math.pi / 6 + math.pi / 3 * corner for corner in range(6)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def _corners(swept: Swept, axes: Axes, columns: list[str], path: str) -> None:
    say = swept.say
    names = [
        say.say("sweep_triangle_corner", klass=part_name(column.removeprefix(f"{path}."), say)) for column in columns
    ]
    unit = 1 / axes.bbox.width
    room = axes.bbox.width / 2
    down = 24 * unit
    axes.text(-SIDE * unit * 0.9, -down, fit(names[0], room), ha="left", va="top")
    axes.text(0.5, _TALL + down, fit(names[1], room), ha="center", va="bottom")
    axes.text(1 + SIDE * unit * 0.9, -down, fit(names[2], room), ha="right", va="top")
