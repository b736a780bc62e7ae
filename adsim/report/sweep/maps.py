"""Two axes at once: a map of profit with the line where it turns into loss, and a map of which variant is best."""

from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from adsim.report.canvas import INK, VARIANT_COLOURS, canvas, svg
from adsim.report.scale import bottom, extent, fit, left
from adsim.report.sweep.scene import Swept, Tones
from adsim.report.view import Mark, Picture
from adsim.report.words import short

BOTTOM, TOP, RIGHT = 42.0, 26.0, 14.0
CELL_TEXT = 46.0  # units that a cell needs to have its profit written in it
TALL = 250.0
BANDS = 14
SURE, UNSURE = 0.65, 0.2  # how deep a variant's colour is where it is told apart from the others, and where not


def maps(swept: Swept) -> list[Picture]:
    """For each pair of axes the map of the best point's variant, and where several run which of them is best."""
    frame = swept.tables["two_way"]
    found = []
    pairs = list(dict.fromkeys(zip(frame["x_axis"], frame["y_axis"], strict=True)))
    for place, (x, y) in enumerate(pairs):
        rows = frame[(frame["x_axis"] == x) & (frame["y_axis"] == y)]
        own = rows[rows["variant"] == swept.best["variant"]]
        if len(own) and own["x"].nunique() > 1 and own["y"].nunique() > 1:
            found.append(_profit(swept, own, f"map{place}"))
            if rows["variant"].nunique() > 1:
                found.append(_regions(swept, rows, f"regions{place}"))
    return found


def _profit(swept: Swept, rows: pd.DataFrame, key: str) -> Picture:
    say, x, y = swept.say, str(rows["x_axis"].iloc[0]), str(rows["y_axis"].iloc[0])
    axes, figure = _field(swept, rows)
    tones = Tones.over(rows["profit"])
    grid = not rows["point"].isna().all()
    if grid:
        _cells(swept, axes, rows, [tones.of(value) for value in rows["profit"]])
        _written(swept, axes, rows)
    else:
        _bands(swept, axes, rows, tones)
        _dots(swept, axes, x, y)
    crossed = _line(swept, axes, rows, "roi")
    _stand_out(swept, axes, x, y, rows)
    low, high = (say.compact_money(float(f"{value:.3g}")) for value in (tones.low, tones.high))
    axes.text(1, 1 + 8 / axes.bbox.height, say.say("sweep_scale", low=low, high=high), ha="right", va="bottom",
              transform=axes.transAxes)  # fmt: skip
    title = swept.titled_variant(
        say.say("sweep_map_title", x=swept.name(x), y=swept.name(y)), str(rows["variant"].iloc[0])
    )
    turn = "sweep_map_line" if crossed else "sweep_map_all_loss" if tones.high < 0 else "sweep_map_no_loss"
    text = say.say("sweep_map_help") + say.say(turn) + ("" if grid else say.say("sweep_map_fit"))
    ordered = rows.sort_values("profit", ascending=False, kind="stable").to_dict("records")
    told = [(_place(swept, x, y, row), say.money(row["profit"])) for row in (ordered[0], ordered[-1])]
    return Picture(key, title, text, svg(figure, key, swept.describe(title, told)))


def _place(swept: Swept, x: str, y: str, row: Mapping[Hashable, Any]) -> str:
    return f"{swept.value(x, row['x'])} × {swept.value(y, row['y'])}"


def _regions(swept: Swept, rows: pd.DataFrame, key: str) -> Picture:
    say, x, y = swept.say, str(rows["x_axis"].iloc[0]), str(rows["y_axis"].iloc[0])
    axes, figure = _field(swept, rows)
    best = rows[rows["best"]]
    shown = [name for name in swept.variants if name in set(best["variant"])][: len(VARIANT_COLOURS)]
    colours = dict(zip(shown, VARIANT_COLOURS, strict=False))
    tones = [(colours.get(name, INK), SURE if apart else UNSURE)
             for name, apart in zip(best["variant"], best["apart"], strict=True)]  # fmt: skip
    _cells(swept, axes, best, tones)
    for name in shown:
        _line(swept, axes, rows[rows["variant"] == name], "best")
    _stand_out(swept, axes, x, y, rows)
    title = say.say("sweep_regions_title", x=swept.name(x), y=swept.name(y))
    told = [(name, say.percent(float((best["variant"] == name).mean()))) for name in shown]
    marks = tuple(Mark(short(name, 30), colours[name]) for name in shown)
    return Picture(key, title, say.say("sweep_regions_help"), svg(figure, key, swept.describe(title, told)), marks)


def _field(swept: Swept, rows: pd.DataFrame) -> tuple[Axes, Figure]:
    """Empty axes over the map, with the names of both scales."""
    x, y = str(rows["x_axis"].iloc[0]), str(rows["y_axis"].iloc[0])
    marks = {axis: swept.marks(axis, [float(v) for v in rows[side]]) for axis, side in ((x, "x"), (y, "y"))}
    names = {value: swept.value(y, value, compact=True) for value in marks[y]}
    edge = max(extent(name) for name in names.values()) + 12
    figure, (axes,) = canvas(TALL + BOTTOM + TOP, left=edge, right=RIGHT, top=TOP, bottom=BOTTOM)
    for axis, side, limit in ((x, "x", axes.set_xlim), (y, "y", axes.set_ylim)):
        edges = _edges(swept.at(axis, sorted(set(rows[side]))), smooth=bool(rows["point"].isna().all()))
        limit(edges[0], edges[-1])
    at = {float(swept.at(x, value)): swept.value(x, value, compact=True) for value in marks[x]}
    bottom(axes, list(at), lambda place: at[float(place)], title=fit(f"{swept.titled(x)} →", axes.bbox.width))
    up = {float(swept.at(y, value)): name for value, name in names.items()}
    left(axes, list(up), lambda place: up[float(place)])
    room = axes.bbox.width * 0.5
    axes.text(-(edge - 4) / axes.bbox.width, 1 + 8 / axes.bbox.height, fit(f"↑ {swept.titled(y)}", room), va="bottom",
              transform=axes.transAxes)  # fmt: skip
    return axes, figure


def _edges(places: np.ndarray, smooth: bool) -> np.ndarray:
    """Where cells around these places begin and end; smoothed maps end at their last places."""
    middles = (places[1:] + places[:-1]) / 2
    if smooth:
        return np.concatenate([places[:1], middles, places[-1:]])
    return np.concatenate([[2 * places[0] - middles[0]], middles, [2 * places[-1] - middles[-1]]])


def _cells(swept: Swept, axes: Axes, rows: pd.DataFrame, tones: list[tuple[str, float]]) -> None:
    x, y = str(rows["x_axis"].iloc[0]), str(rows["y_axis"].iloc[0])
    smooth = bool(rows["point"].isna().all())
    sides = {}
    for axis, side in ((x, "x"), (y, "y")):
        values = sorted(set(rows[side]))
        sides[side] = dict(zip(values, pairwise(_edges(swept.at(axis, values), smooth)), strict=True))
    boxes = []
    for a, b in zip(rows["x"], rows["y"], strict=True):
        (begin, end), (low, high) = sides["x"][a], sides["y"][b]
        boxes.append([(begin, low), (end, low), (end, high), (begin, high)])
    axes.add_collection(PolyCollection(boxes, facecolors=tones, edgecolors="none", linewidths=0))


def _bands(swept: Swept, axes: Axes, rows: pd.DataFrame, tones: Tones) -> None:
    """A smoothed map in bands of equal profit, one of them ending at 0: cells would show their seams."""
    x, y = str(rows["x_axis"].iloc[0]), str(rows["y_axis"].iloc[0])
    height = rows.pivot(index="y", columns="x", values="profit")
    levels = np.linspace(tones.low, tones.high, BANDS + 1)
    if tones.low < 0 < tones.high:
        levels[int(np.abs(levels[1:-1]).argmin()) + 1] = 0.0
    levels[-1] += 1e-9 * (tones.high - tones.low or 1.0)
    colours = [tones.of((low + high) / 2) for low, high in pairwise(levels)]
    axes.contourf(swept.at(x, height.columns), swept.at(y, height.index), height.to_numpy(dtype=float),
                  levels=np.unique(levels), colors=colours)  # fmt: skip


def _written(swept: Swept, axes: Axes, rows: pd.DataFrame) -> None:
    """Each cell's profit, where the cells have room for it."""
    x, y = str(rows["x_axis"].iloc[0]), str(rows["y_axis"].iloc[0])
    across, along = rows["x"].nunique(), rows["y"].nunique()
    if axes.bbox.width / across < CELL_TEXT or axes.bbox.height / along < 20:
        return
    hidden = {swept.best["point"], _under_ring(swept, rows, x, y)}  # a star and a ring stand there
    for row in rows.to_dict("records"):
        if row["point"] in hidden:
            continue
        axes.text(float(swept.at(x, row["x"])), float(swept.at(y, row["y"])), swept.say.compact_money(
            float(f"{row['profit']:.3g}")), ha="center", va="center", fontsize=9.5)  # fmt: skip


def _under_ring(swept: Swept, rows: pd.DataFrame, x: str, y: str) -> Any:
    """The point in whose cell the scenario as it is lies; None where it lies in none."""
    if swept.base is None or not all(isinstance(swept.base.get(axis), int | float) for axis in (x, y)):
        return None
    apart = [
        np.abs(swept.at(axis, rows[side]) - float(swept.at(axis, swept.base[axis])))
        for axis, side in ((x, "x"), (y, "y"))
    ]
    return rows["point"].iloc[int(np.argmin(sum(gap / (gap.max() or 1.0) for gap in apart)))]


def _dots(swept: Swept, axes: Axes, x: str, y: str) -> None:
    """Where the points drawn lie."""
    frame = swept.only("standings", variant=swept.best["variant"])
    frame = frame[frame["point"] > 0]
    axes.plot(swept.at(x, frame[x]), swept.at(y, frame[y]), "o", color=INK, markersize=2.2, alpha=0.55,
              markeredgewidth=0)  # fmt: skip


def _line(swept: Swept, axes: Axes, rows: pd.DataFrame, kind: str) -> bool:
    """The saved lines of this kind; is there any?"""
    x, y = str(rows["x_axis"].iloc[0]), str(rows["y_axis"].iloc[0])
    lines = swept.only("contours", x_axis=x, y_axis=y, kind=kind, variant=rows["variant"].iloc[0])
    for _, line in lines.groupby("piece", sort=True):
        style = (0, (5, 3)) if kind == "roi" else "-"
        axes.plot(swept.at(x, line["x"]), swept.at(y, line["y"]), color=INK, linewidth=2, linestyle=style)
    return len(lines) > 0


def _stand_out(swept: Swept, axes: Axes, x: str, y: str, rows: pd.DataFrame) -> None:
    """A star at the best point, a ring at the scenario as it is."""
    span = {axis: (float(rows[side].min()), float(rows[side].max())) for axis, side in ((x, "x"), (y, "y"))}
    if swept.inside(swept.base, [x, y], span) and swept.base is not None:
        axes.plot([float(swept.at(x, swept.base[x]))], [float(swept.at(y, swept.base[y]))], "o", markersize=11,
                  markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.8)  # fmt: skip
    if swept.inside(swept.best, [x, y], span):
        axes.plot([float(swept.at(x, swept.best[x]))], [float(swept.at(y, swept.best[y]))], "*", markersize=14,
                  color=INK)  # fmt: skip
