"""Pictures by keyword class: money by hour of day with the dark hours, the funnel, price and position."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from adsim.report.canvas import CLASS_COLOURS, FAINT, INK, canvas, svg
from adsim.report.view import Picture, View, limits
from adsim.report.words import short

LEFT = 66.0
HOUR = np.arange(24)
EDGES = np.arange(25) - 0.5
STAGES = ("impressions", "clicks", "carts", "orders_placed", "orders", "kept")


def hours(view: View, variant: str, key: str) -> Picture:
    """Stacked cost by hour; below one strip a class, as dark as its budget was often spent."""
    say, frame = view.say, view.only("hours", variant=variant)
    figure, (bars, strips) = canvas(270, 2, left=LEFT, gap=10, bottom=38, ratios=(4, 0.55 * len(view.classes)))
    _stack(view, bars, variant)
    told = []
    for place, klass in enumerate(view.classes):
        dark = frame[frame["klass"] == klass].set_index("hour")["dark_share"].reindex(HOUR).fillna(0.0)
        strips.barh(place, 24, left=-0.5, height=0.8, color="none", edgecolor=FAINT, linewidth=0.5)
        spent = HOUR[dark > 0.005]
        shades = [to_rgba(INK, float(dark[hour])) for hour in spent]
        strips.broken_barh([(hour - 0.5, 1) for hour in spent], (place - 0.4, 0.8), facecolors=shades)
        told.append((say.klass(klass), f"{say.say('column_hours_dark')} {say.decimal(float(dark.sum()))}"))
    strips.set_yticks(range(len(view.classes)), [say.klass(name) for name in view.classes])
    strips.set_ylim(len(view.classes) - 0.5, -0.5)
    strips.set_xlim(-0.5, 23.5)
    strips.set_xticks(range(0, 24, 3))
    strips.set_xlabel(say.say("hours_axis"))
    for side in strips.spines.values():
        side.set_visible(False)
    title = say.say("hours_title", variant=short(variant))
    return Picture(key, title, say.say("hours_help"), svg(figure, key, view.describe(title, told)), view.class_marks())


def _stack(view: View, axes: Axes, variant: str) -> None:
    """Bars on a scale that all variants of the pair share, so that they can be compared by eye."""
    table = view.tables["hours"]
    below = np.zeros(24)
    for klass in view.classes:
        frame = table[(table["variant"] == variant) & (table["klass"] == klass)]
        cost = frame.set_index("hour")["cost"].reindex(HOUR).fillna(0.0).to_numpy()
        upper, colour = _closed(below + cost), CLASS_COLOURS[klass]
        axes.fill_between(EDGES, _closed(below), upper, step="post", linewidth=0, color=colour)
        below += cost
    pair = table[table["variant"].isin(view.pair)]
    top = float(pair.groupby(["variant", "hour"])["cost"].sum().max())
    axes.set_xlim(-0.5, 23.5)
    axes.set_ylim(0, top * 1.05 or 1.0)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: view.say.compact_money(value)))
    axes.grid(axis="y")


def _closed(values: np.ndarray) -> np.ndarray:
    """24 hours as the 25 edges of a step curve."""
    return np.append(values, values[-1])


def funnel(view: View) -> Picture:
    """Counts on a log scale, one line a class, for the winner."""
    say, variant = view.say, view.winner
    frame = view.only("classes", variant=variant).set_index("klass")
    frame = frame.assign(kept=frame["orders"] - frame["refunds"])
    figure, (axes,) = canvas(230, left=96)
    told = []
    for klass in view.classes:
        counts = frame.loc[klass, list(STAGES)].to_numpy(dtype=float)
        seen = np.where(counts > 0, counts, np.nan)
        axes.plot(seen, range(len(STAGES)), "o-", color=CLASS_COLOURS[klass], markersize=5)
        steps = ", ".join(
            f"{say.say(f'stage_{stage}')} {say.count(count)}" for stage, count in zip(STAGES, counts, strict=True)
        )
        told.append((say.klass(klass), steps))
    axes.set_xscale("log")
    known = frame.loc[view.classes, list(STAGES)].to_numpy(dtype=float)
    known = known[known > 0]
    if known.size:
        axes.set_xlim(10 ** np.floor(np.log10(known.min())), 10 ** np.ceil(np.log10(known.max() * 1.01)))
    axes.set_yticks(range(len(STAGES)), [say.say(f"stage_{stage}") for stage in STAGES])
    axes.set_ylim(len(STAGES) - 0.6, -0.4)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.compact(value)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(axis="x")
    title = say.say("funnel_title", variant=short(variant))
    return Picture("funnel", title, say.say("funnel_help"), svg(figure, "funnel", view.describe(title, told)),
                   view.class_marks())  # fmt: skip


def cpc(view: View) -> Picture:
    return _dots(view, "cpc", view.say.money, view.say.compact_money)


def position(view: View) -> Picture:
    return _dots(view, "position", view.say.decimal, view.say.compact)


def _dots(view: View, column: str, tell: Callable[[float], str], ticks: Callable[[float], str]) -> Picture:
    """One dot a variant in a group for each class."""
    say, step, between = view.say, 15.0, 14.0
    group = step * len(view.drawn) + between
    figure, (axes,) = canvas(group * len(view.classes) + 34, left=LEFT, right=52)
    table = view.tables["classes"].set_index(["variant", "klass"])[column]
    values = np.array(
        [[table.get((name, klass), np.nan) for name in view.drawn] for klass in view.classes], dtype=float
    )
    told = []
    for place, klass in enumerate(view.classes):
        for number, variant in enumerate(view.drawn):
            value, y = values[place, number], place * group + between / 2 + step * (number + 0.5)
            if np.isfinite(value):
                axes.plot([value], [y], "o", color=view.colour(variant), markersize=6)
                axes.annotate(tell(value), (value, y), (7, 0), textcoords="offset points", va="center", size=9.5)
            told.append((f"{say.klass(klass)}, {short(variant, 30)}", tell(value)))
        if place:
            axes.axhline(place * group, color=FAINT, linewidth=0.5)
    axes.set_yticks([(place + 0.5) * group for place in range(len(view.classes))],
                    [say.klass(name) for name in view.classes])  # fmt: skip
    axes.set_ylim(group * len(view.classes), 0)
    low, high = limits(values.ravel())
    axes.set_xlim(0.8 if column == "position" else low, max(high, 2.0) if column == "position" else high)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=column == "position"))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: ticks(value)))
    axes.grid(axis="x")
    title = say.say(f"{column}_title")
    return Picture(column, title, say.say(f"{column}_help"), svg(figure, column, view.describe(title, told)),
                   view.variant_marks(dashed=False))  # fmt: skip
