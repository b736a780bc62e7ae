"""A picture for each class and keyword whose bids were moved: profit, cost, clicks and position against the bid."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.bid_verdicts import SPREAD, called, course, items, times, value_of
from adsim.report.canvas import CLASS_COLOURS, FAINT, INK, VARIANT_COLOURS, canvas, svg
from adsim.report.evidence import error_factor
from adsim.report.scale import GAP, LINE, extent, grid_y, left, limits, ticks
from adsim.report.view import Mark, Picture, View
from adsim.report.words import Words

LEFT, PANEL, BETWEEN, TOP = 56.0, 66.0, 28.0, 24.0
MEASURES = ("profit", "cost", "clicks", "position")
FEWEST_FOR_BAND = 10  # of fewer worlds not one lies in either tail
# Of low and high: colour, dash in SVG's units.
LEVELS = {"low": (INK, "6 3"), "high": (FAINT, "2 2")}
SPACE = 8.0  # units between two labels of the bid


def pictures(view: View) -> list[Picture]:
    """In the order of the table: classes, then keywords by their clicks."""
    return [_picture(view, scope, name, f"bids{place}") for place, (scope, name) in enumerate(items(view))]


def _picture(view: View, scope: str, name: str, key: str) -> Picture:
    say, rows = view.say, course(view, scope, name)
    height = TOP + len(MEASURES) * PANEL + (len(MEASURES) - 1) * BETWEEN + 12 + 2 * LINE
    figure, panels = canvas(height, len(MEASURES), left=LEFT, right=18, top=TOP, bottom=12 + 2 * LINE, gap=BETWEEN)
    colour = CLASS_COLOURS[name] if scope == "class" else VARIANT_COLOURS[0]
    levels = {level: found for level in LEVELS if not (found := course(view, scope, name, level)).empty}
    for axes, measure in zip(panels, MEASURES, strict=True):
        _panel(view, axes, measure, rows, colour, levels)
    _ring(panels[0], rows, colour)
    _under(say, panels[-1], rows)
    item = called(view, scope, name)
    title = say.say("bids_title", item=item)
    told = [
        (say.say("bids_times", factor=times(row["factor"])), f"{say.say('bids_profit')} {say.money(row['profit'])}, "
         f"{say.say('bids_clicks')} {say.count(row['clicks'])}")
        for row in rows.to_dict("records")
    ]  # fmt: skip
    marks = (Mark(say.say("bids_mid"), colour), *(_mark(say, level) for level in levels)) if levels else ()
    return Picture(key, title, _help(view, bool(levels)), svg(figure, key, view.describe(title, told)), marks)


def _mark(say: Words, level: str) -> Mark:
    colour, dash = LEVELS[level]
    return Mark(say.say(f"bids_{level}", assumption=say.assumption(SPREAD)), colour, dash)


def _help(view: View, levels: bool) -> str:
    say = view.say
    key = "bids_help" if _banded(view) else "bids_help_few"
    text = say.say(key, spread=say.spread(view.facts), days=say.days(int(view.facts["days"])))
    if not levels:
        return text
    ends = {level: value_of(view, level) for level in LEVELS}
    return text + say.say("bids_help_levels", assumption=say.assumption(SPREAD), **ends)


def _banded(view: View) -> bool:
    return int(view.facts["bid_replications"]) >= FEWEST_FOR_BAND


def _panel(view: View, axes: Axes, measure: str, rows: pd.DataFrame, colour: str,
           levels: dict[str, pd.DataFrame]) -> None:  # fmt: skip
    """One measure against the bid; profit has a line at 0, and the top place is at the top."""
    say, whole = view.say, pd.concat([rows, *levels.values()])
    edges = [measure, f"{measure}_p10", f"{measure}_p90"] if _banded(view) else [measure]
    low, high = limits([*whole[edges].to_numpy().ravel(), *([] if measure == "position" else [0.0])])
    axes.set_ylim(*((max(high, 2.0), 0.8) if measure == "position" else (low, high)))
    axes.set_xlim(*_ends(rows["factor"]))
    for level, found in levels.items():
        other, dash = LEVELS[level]
        _course(view, axes, measure, found, other, (0, tuple(float(part) for part in dash.split())))
    _course(view, axes, measure, rows, colour, "solid")
    half = error_factor(view.facts, "bid_replications") * rows[f"{measure}_error"]
    axes.vlines(_places(rows), rows[measure] - half, rows[measure] + half, color=colour, linewidth=5, alpha=0.6)
    axes.vlines(0, 0, 1, colors=INK, linewidth=0.9, transform=axes.get_xaxis_transform())
    if measure == "profit":
        axes.axhline(0, color=INK, linewidth=1)
    tell: dict[str, Callable[[float], str]] = {"clicks": say.compact, "position": say.compact}
    bottom, top = sorted(axes.get_ylim())
    places = ticks((bottom, top), 3, whole=measure == "position")
    left(axes, places, tell.get(measure, say.compact_money))
    grid_y(axes, places)
    axes.text(0, 1 + 6 / PANEL, say.say(f"bids_{measure}"), transform=axes.transAxes, weight="bold")


def _course(view: View, axes: Axes, measure: str, rows: pd.DataFrame, colour: str,
            line: str | tuple[int, tuple[float, ...]]) -> None:  # fmt: skip
    x = _places(rows)
    if _banded(view):
        axes.fill_between(x, rows[f"{measure}_p10"], rows[f"{measure}_p90"], color=colour, alpha=0.13, linewidth=0)
    axes.plot(x, rows[measure], color=colour, linestyle=line)


def _places(rows: pd.DataFrame) -> np.ndarray:
    """Half and twice the bid are equally far from it."""
    places: np.ndarray = np.log2(rows["factor"].to_numpy(dtype=float))
    return places


def _ends(factors: "pd.Series[float]") -> tuple[float, float]:
    low, high = np.log2(float(factors.min())), np.log2(float(factors.max()))
    room = 0.04 * max(high - low, 0.5)
    return low - room, high + room


def _ring(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """Around the best bid; filled where it is told apart from the present one."""
    best = rows[rows["best"]]
    sure = bool(best["gain_low"].iloc[0] > 0)
    axes.plot(_places(best), best["profit"], "o", markersize=9, markerfacecolor=colour if sure else "none",
              markeredgecolor=INK, markeredgewidth=1.4)  # fmt: skip


def _under(say: Words, axes: Axes, rows: pd.DataFrame) -> None:
    """Factors below the last panel, and under each its bid; those that have room, the present one first."""
    unit, across = 1 / axes.bbox.height, axes.get_xaxis_transform()
    labels = [(say.say("bids_times", factor=times(row["factor"])), say.money(row["bid"]))
              for row in rows.to_dict("records")]  # fmt: skip
    low, high = axes.get_xlim()
    middle = (_places(rows) - low) / (high - low) * axes.bbox.width
    width = [max(map(extent, label)) + SPACE for label in labels]
    for place in _with_room(list(rows["factor"]), middle, width):
        for line, text in enumerate(labels[place]):
            drop = -(GAP + line * LINE) * unit
            axes.text(_places(rows)[place], drop, text, ha="center", va="top", transform=across)


def _with_room(factors: Sequence[float], middle: np.ndarray, width: Sequence[float]) -> list[int]:
    order = sorted(range(len(factors)), key=lambda place: (factors[place] != 1, -abs(np.log2(factors[place]))))
    kept: list[int] = []
    for place in order:
        if all(abs(middle[place] - middle[other]) >= (width[place] + width[other]) / 2 for other in kept):
            kept.append(place)
    return kept
