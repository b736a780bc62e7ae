"""Pictures over time: profit piling up, quality day by day, and the windows, so far against matured."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from adsim.report.canvas import INK, canvas, svg
from adsim.report.view import Mark, Picture, View, limits
from adsim.report.words import short

LEFT = 56.0


def cumulative(view: View) -> Picture:
    say = view.say
    figure, (axes,) = canvas(256, left=LEFT, bottom=38)
    for variant in view.pair:
        frame = view.only("days", variant=variant)
        low, high, colour = frame["profit_p05"], frame["profit_p95"], view.colour(variant)
        axes.fill_between(frame["day"], low, high, color=colour, alpha=0.16, linewidth=0)
        for edge in (low, high):
            axes.plot(frame["day"], edge, color=colour, linewidth=0.7)
    ends = []
    for variant in view.drawn:
        frame = view.only("days", variant=variant)
        axes.plot(frame["day"], frame["profit"], color=view.colour(variant), linestyle=view.line(variant))
        ends.append((variant, say.money(frame["profit"].iloc[-1])))
    axes.axhline(0, color=INK, linewidth=1)
    _days(axes, int(view.facts["days"]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.compact_money(value)))
    axes.set_xlabel(say.say("day_axis"), loc="right")
    title = say.say("cumulative_title")
    banded = say.names(view.pair)
    help_text = say.say("cumulative_help", spread=say.spread(view.facts), banded=banded)
    return Picture("cumulative", title, help_text, svg(figure, "cumulative", view.describe(title, ends)),
                   view.variant_marks())  # fmt: skip


def _days(axes: Axes, days: int) -> None:
    """Ticks on day 1 and then by whole weeks (by days in a short run)."""
    step = next((step for step in (1, 7, 14, 28, 56) if days / step <= 6), 84)
    axes.set_xlim(1, max(days, 2))
    axes.set_xticks([1, *range(step if step > 1 else 2, days + 1, step)])
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.grid(axis="y")


def quality(view: View) -> Picture | None:
    """Nothing to draw where no class ever showed an ad."""
    say = view.say
    known = view.tables["class_days"].dropna(subset=["quality"])
    classes = [name for name in view.classes if name in set(known["klass"])]
    if not classes:
        return None
    figure, panels = canvas(38 + 110 * len(classes), len(classes), left=LEFT, top=22, bottom=38)
    low, high = limits(known["quality"].to_numpy())
    for axes, klass in zip(panels, classes, strict=True):
        for variant in view.drawn:
            frame = known[(known["variant"] == variant) & (known["klass"] == klass)]
            colour, line = view.colour(variant), view.line(variant)
            axes.plot(frame["day"], frame["quality"], color=colour, linestyle=line)
        axes.axhline(1, color=INK, linewidth=0.8)
        axes.text(0, 1.06, say.klass(klass), transform=axes.transAxes, weight="bold")
        _days(axes, int(view.facts["days"]))
        axes.set_ylim(min(low, 0.95), max(high, 1.05))
        axes.yaxis.set_major_locator(MaxNLocator(3))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    panels[-1].set_xlabel(say.say("day_axis"), loc="right")
    title = say.say("quality_title")
    last = known[known["day"] == known["day"].max()]
    rows = [(f"{short(row['variant'], 30)}, {say.klass(row['klass'])}", say.ratio(row["quality"]))
            for row in last.to_dict("records") if row["variant"] in view.drawn]  # fmt: skip
    return Picture("quality", title, say.say("quality_help"), svg(figure, "quality", view.describe(title, rows)),
                   view.variant_marks())  # fmt: skip


def windows(view: View) -> Picture:
    say, variant = view.say, view.winner
    frame = view.only("windows", variant=variant, klass="all")
    days = sorted(set(frame["day"]))
    figure, (axes,) = canvas(256, left=LEFT, bottom=38)
    spread = frame[["profit", "profit_p05", "profit_p95"]].to_numpy()
    axes.set_ylim(*limits(spread.ravel()))
    for mode, shift in (("so_far", -0.13), ("matured", 0.13)):
        rows = frame[frame["mode"] == mode].sort_values("day")
        _whiskers(axes, rows, np.arange(len(days)) + shift, view.colour(variant), hollow=mode == "so_far")
    axes.axhline(0, color=INK, linewidth=1)
    axes.set_xlim(-0.5, len(days) - 0.5)
    axes.set_xticks(range(len(days)), [str(day) for day in days])
    axes.set_xlabel(say.say("day_axis"), loc="right")
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.compact_money(value)))
    axes.grid(axis="y")
    title = say.say("windows_title", variant=short(variant))
    told = [(f"{say.say('column_days', day=row['day'])}, {say.say(row['mode'])}", say.money(row["profit"]))
            for row in frame.to_dict("records")]  # fmt: skip
    help_text = say.say("windows_help", spread=say.spread(view.facts))
    return Picture("windows", title, help_text, svg(figure, "windows", view.describe(title, told)),
                   (Mark(say.say("so_far"), view.colour(variant), "2 2"),
                    Mark(say.say("matured"), view.colour(variant))))  # fmt: skip


def _whiskers(axes: Axes, rows: pd.DataFrame, places: np.ndarray, colour: str, hollow: bool) -> None:
    style = (0, (2.0, 2.0)) if hollow else "solid"
    axes.vlines(places, rows["profit_p05"], rows["profit_p95"], color=colour, linewidth=1.8, linestyle=style)
    face = "none" if hollow else colour
    axes.plot(
        places, rows["profit"], "o", markersize=7, markerfacecolor=face, markeredgecolor=colour, markeredgewidth=1.8
    )
