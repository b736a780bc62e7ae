"""Pictures over time: profit piling up, quality day by day, and the windows, so far against matured."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.canvas import INK, canvas, svg
from adsim.report.scale import bottom, grid_y, left, limits, ticks
from adsim.report.view import Mark, Picture, View
from adsim.report.words import short

LEFT = 56.0


def cumulative(view: View) -> Picture:
    say, days = view.say, view.tables["days"].set_index("variant")
    figure, (axes,) = canvas(256, left=LEFT, bottom=38)
    banded = view.pair if view.ranged else ()
    for variant in banded:
        frame, colour = days.loc[[variant]], view.colour(variant)
        low, high = frame["profit_p05"], frame["profit_p95"]
        axes.fill_between(frame["day"], low, high, color=colour, alpha=0.16, linewidth=0)
        for border in (low, high):
            axes.plot(frame["day"], border, color=colour, linewidth=0.7)
    for variant in view.drawn:
        frame = days.loc[[variant]]
        axes.plot(frame["day"], frame["profit"], color=view.colour(variant), linestyle=view.line(variant))
    bands = days.loc[list(banded), ["profit_p05", "profit_p95"]].to_numpy()
    axes.set_ylim(*limits([*bands.ravel(), *days.loc[list(view.drawn), "profit"], 0.0]))
    axes.axhline(0, color=INK, linewidth=1)
    _days(axes, int(view.facts["days"]), 5, say.compact_money)
    _of_days(axes, view)
    title = say.say("cumulative_title")
    told = [(name, say.money(days.loc[[name], "profit"].iloc[-1])) for name in view.drawn]
    drawn = svg(figure, "cumulative", view.describe(title, told))
    help_text = say.say("cumulative_help")
    if banded:
        help_text += say.say("cumulative_range", spread=say.spread(view.facts), banded=say.names(banded))
    return Picture("cumulative", title, help_text, drawn, view.variant_marks())


def _days(axes: Axes, days: int, count: int, tell: Callable[[float], str]) -> None:
    """Ticks on day 1 and then by whole weeks (by days in a short run); level lines at about `count` values."""
    step = next((step for step in (1, 7, 14, 28, 56) if days / step <= 6), 84)
    axes.set_xlim(1, max(days, 2))
    bottom(axes, [1, *range(step if step > 1 else 2, days + 1, step)], str)
    places = ticks(axes.get_ylim(), count)
    left(axes, places, tell)
    grid_y(axes, places)


def _of_days(axes: Axes, view: View) -> None:
    bottom(axes, [], str, title=view.say.say("day_axis"))


def quality(view: View) -> Picture | None:
    """Nothing to draw where no class ever showed an ad."""
    say = view.say
    known = view.tables["class_days"].dropna(subset=["quality"])
    known = known[known["variant"].isin(view.drawn)]
    classes = [name for name in view.classes if name in set(known["klass"])]
    if not classes:
        return None
    figure, panels = canvas(38 + 110 * len(classes), len(classes), left=LEFT, top=22, bottom=38)
    low, high = limits(known["quality"].to_numpy())
    for axes, klass in zip(panels, classes, strict=True):
        for variant, frame in known[known["klass"] == klass].groupby("variant"):
            colour, line = view.colour(str(variant)), view.line(str(variant))
            axes.plot(frame["day"], frame["quality"], color=colour, linestyle=line)
        axes.axhline(1, color=INK, linewidth=0.8)
        axes.text(0, 1.06, say.klass(klass), transform=axes.transAxes, weight="bold")
        axes.set_ylim(min(low, 0.95), max(high, 1.05))
        _days(axes, int(view.facts["days"]), 3, lambda value: f"{value:.3g}")
    _of_days(panels[-1], view)
    title = say.say("quality_title")
    last = known[known["day"] == known["day"].max()].to_dict("records")
    told = [(f"{short(row['variant'], 30)}, {say.klass(row['klass'])}", say.ratio(row["quality"])) for row in last]
    drawn = svg(figure, "quality", view.describe(title, told))
    return Picture("quality", title, say.say("quality_help"), drawn, view.variant_marks())


def windows(view: View) -> Picture:
    say, variant = view.say, view.winner
    frame = view.only("windows", variant=variant, klass="all").sort_values("day", kind="stable")
    days = sorted(set(frame["day"]))
    figure, (axes,) = canvas(256, left=LEFT, bottom=38)
    spread = frame[["profit", "profit_p05", "profit_p95"]].to_numpy()
    axes.set_ylim(*limits([*spread.ravel(), 0.0]))
    axes.set_xlim(-0.5, len(days) - 0.5)
    for mode, shift in (("so_far", -0.13), ("matured", 0.13)):
        rows = frame[frame["mode"] == mode]
        _whiskers(axes, rows, np.arange(len(days)) + shift, view.colour(variant), hollow=mode == "so_far")
    axes.axhline(0, color=INK, linewidth=1)
    bottom(axes, range(len(days)), lambda place: str(days[int(place)]), title=say.say("day_axis"))
    places = ticks(axes.get_ylim(), 5)
    left(axes, places, say.compact_money)
    grid_y(axes, places)
    lines = say.say("windows_range", spread=say.spread(view.facts)) if view.ranged else ""
    return Picture(
        "windows",
        say.say("windows_title", variant=short(variant)),
        say.say("windows_help") + lines,
        svg(figure, "windows", _tell_windows(view, frame)),
        (Mark(say.say("so_far"), view.colour(variant), "2 2"), Mark(say.say("matured"), view.colour(variant))),
    )


def _tell_windows(view: View, frame: pd.DataFrame) -> str:
    say = view.say
    told = [
        (f"{say.say('column_days', day=row['day'])}, {say.say(row['mode'])}", say.money(row["profit"]))
        for row in frame.to_dict("records")
    ]
    return view.describe(say.say("windows_title", variant=short(view.winner)), told)


def _whiskers(axes: Axes, rows: pd.DataFrame, places: np.ndarray, colour: str, hollow: bool) -> None:
    style = (0, (2.0, 2.0)) if hollow else "solid"
    axes.vlines(places, rows["profit_p05"], rows["profit_p95"], color=colour, linewidth=1.8, linestyle=style)
    face = "none" if hollow else colour
    axes.plot(
        places, rows["profit"], "o", markersize=7, markerfacecolor=face, markeredgecolor=colour, markeredgewidth=1.8
    )
