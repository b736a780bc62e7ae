"""Pictures by keyword class: money by hour of day with the dark hours, the funnel, price and position."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from adsim.report.canvas import CLASS_COLOURS, FAINT, INK, canvas, svg
from adsim.report.scale import bottom, grid_x, grid_y, left, limits, ticks
from adsim.report.view import Picture, View
from adsim.report.words import short

LEFT = 66.0
JUST_SEEN = 0.005  # fainter shares are not drawn
STEP, BETWEEN, DOT_GAP = 15.0, 14.0, 7.0  # units between dots, between groups, from a dot to its label
FIRST_PLACE = 0.8  # the left end of the scale of positions, a little before place 1
HOUR = np.arange(24)
EDGES = np.arange(25) - 0.5
STAGES = ("impressions", "clicks", "carts", "orders_placed", "orders", "kept")


def hours(view: View, variant: str, key: str) -> Picture:
    """Stacked cost by hour; below one strip a class, the fuller the more often its budget was spent."""
    say, frame = view.say, view.only("hours", variant=variant)
    figure, (bars, strips) = canvas(270, 2, left=LEFT, gap=10, bottom=38, ratios=(4, 0.55 * len(view.classes)))
    _stack(view, bars, frame)
    told = []
    for place, klass in enumerate(view.classes):
        shares = frame.loc[frame["klass"] == klass, "dark_share"]
        dark = _by_hour(frame, klass, "dark_share")
        shades = [to_rgba(INK, share) for share in dark[dark > JUST_SEEN]]
        spent = [(hour - 0.5, 1) for hour in HOUR[dark > JUST_SEEN]]
        strips.broken_barh([(-0.5, 24)], (place - 0.4, 0.8), facecolors="none", edgecolors=FAINT, linewidths=0.5)
        strips.broken_barh(spent, (place - 0.4, 0.8), facecolors=shades)
        told.append((say.klass(klass), f"{say.say('column_hours_dark')} {say.decimal(shares.sum(min_count=1))}"))
    strips.set_ylim(len(view.classes) - 0.5, -0.5)
    strips.set_xlim(-0.5, 23.5)
    left(strips, range(len(view.classes)), lambda place: say.klass(view.classes[int(place)]))
    bottom(strips, range(0, 24, 3), str, title=say.say("hours_axis"))
    title = say.say("hours_title", variant=short(variant))
    drawn = svg(figure, key, view.describe(title, told))
    return Picture(key, title, say.say("hours_help"), drawn, view.class_marks())


def _stack(view: View, axes: Axes, frame: pd.DataFrame) -> None:
    """Bars on a scale that all variants of the pair share, so that they can be compared by eye."""
    below = np.zeros(24)
    for klass in view.classes:
        upper = below + _by_hour(frame, klass, "cost")
        low, high = np.append(below, below[-1]), np.append(upper, upper[-1])
        axes.fill_between(EDGES, low, high, step="post", linewidth=0, color=CLASS_COLOURS[klass])
        below = upper
    table = view.tables["hours"]
    pair = table[table["variant"].isin(view.pair)]
    top = float(pair.groupby(["variant", "hour"])["cost"].sum().max())
    axes.set_xlim(-0.5, 23.5)
    axes.set_ylim(0, top * 1.05 or 1.0)
    places = ticks(axes.get_ylim(), 4)
    left(axes, places, view.say.compact_money)
    grid_y(axes, places)


def _by_hour(frame: pd.DataFrame, klass: str, column: str) -> np.ndarray:
    """24 values, 0 where the table has none."""
    values = frame[frame["klass"] == klass].set_index("hour")[column]
    return np.asarray(np.nan_to_num(values.reindex(HOUR).to_numpy(dtype=float)))


def funnel(view: View) -> Picture:
    """Counts on a log scale, one line a class, for the winner."""
    say, variant = view.say, view.winner
    frame = view.only("classes", variant=variant).set_index("klass")
    frame = frame.assign(kept=frame["orders"] - frame["refunds"])
    figure, (axes,) = canvas(230, left=96)
    counts = frame.loc[view.classes, list(STAGES)].to_numpy(dtype=float)
    powers = np.log10(np.where(counts > 0, counts, np.nan))
    for klass, row in zip(view.classes, powers, strict=True):
        axes.plot(row, range(len(STAGES)), "o-", color=CLASS_COLOURS[klass], markersize=5)
    known = powers[np.isfinite(powers)]
    low, high = (np.floor(known.min()), np.ceil(known.max() + 0.01)) if known.size else (0.0, 1.0)
    axes.set_xlim(low, high)
    axes.set_ylim(len(STAGES) - 0.6, -0.4)
    left(axes, range(len(STAGES)), lambda place: say.say(f"stage_{STAGES[int(place)]}"))
    places = np.arange(low, high + 1)
    bottom(axes, places, lambda power: say.compact(10**power))
    grid_x(axes, places)
    title = say.say("funnel_title", variant=short(variant))
    told = [(say.klass(klass), _steps(view, row)) for klass, row in zip(view.classes, counts, strict=True)]
    drawn = svg(figure, "funnel", view.describe(title, told))
    return Picture("funnel", title, say.say("funnel_help"), drawn, view.class_marks())


def _steps(view: View, counts: np.ndarray) -> str:
    say = view.say
    return ", ".join(
        f"{say.say(f'stage_{stage}')} {say.count(count)}" for stage, count in zip(STAGES, counts, strict=True)
    )


def cpc(view: View) -> Picture:
    return _dots(view, "cpc", view.say.money, view.say.compact_money)


def position(view: View) -> Picture:
    return _dots(view, "position", view.say.decimal, view.say.compact)


def _dots(view: View, column: str, tell: Callable[[float], str], tell_tick: Callable[[float], str]) -> Picture:
    """One dot a variant in a group for each class."""
    say, group = view.say, STEP * len(view.drawn) + BETWEEN
    figure, (axes,) = canvas(group * len(view.classes) + 34, left=LEFT, right=52)
    wanted = [(name, klass) for klass in view.classes for name in view.drawn]
    values = view.tables["classes"].set_index(["variant", "klass"])[column].reindex(wanted).to_numpy(dtype=float)
    place = np.arange(len(values))
    level = place // len(view.drawn) * group + BETWEEN / 2 + STEP * (place % len(view.drawn) + 0.5)
    low, high = limits(values)
    axes.set_xlim(*((FIRST_PLACE, max(high, 2.0)) if column == "position" else (low, high)))
    axes.set_ylim(group * len(view.classes), 0)
    axes.scatter(values, level, s=36, c=[view.colour(name) for name, _ in wanted], linewidths=0)
    aside = DOT_GAP * float(np.diff(axes.get_xlim())[0]) / axes.bbox.width
    for value, y in zip(values, level, strict=True):
        if np.isfinite(value):
            axes.text(value + aside, y, tell(value), va="center", size=9.5)
    borders = group * np.arange(1, len(view.classes))
    axes.hlines(borders, 0, 1, colors=FAINT, linewidth=0.5, transform=axes.get_yaxis_transform())
    middles = (np.arange(len(view.classes)) + 0.5) * group
    left(axes, middles, lambda middle: say.klass(view.classes[int(middle / group)]))
    places = ticks(axes.get_xlim(), 5, whole=column == "position")
    bottom(axes, places, tell_tick)
    grid_x(axes, places)
    title = say.say(f"{column}_title")
    names = [f"{say.klass(klass)}, {short(name, 30)}" for name, klass in wanted]
    told = list(zip(names, map(tell, values), strict=True))
    drawn = svg(figure, column, view.describe(title, told))
    return Picture(column, title, say.say(f"{column}_help"), drawn, view.variant_marks(dashed=False))
