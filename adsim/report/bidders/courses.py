"""Pictures of a class's bids, places and money day by day, and of the money of all classes by the hour."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.canvas import canvas, svg
from adsim.report.scale import bottom, grid_y, left, limits, ticks
from adsim.report.view import Picture, View
from adsim.report.words import short

LEFT, PANEL, BETWEEN, TOP, BOTTOM = 56.0, 74.0, 28.0, 22.0, 38.0
FULL = 0.9995  # participation that is told as all


def pictures(view: View) -> list[Picture | None]:
    """One picture a class in which anything was bought, and the hours."""
    if int(view.facts["days"]) < 2:
        return [hours(view)]
    return [*(course(view, klass) for klass in view.classes), hours(view)]


def course(view: View, klass: str) -> Picture | None:
    """Bid, participation where anybody was throttled, place and spend, one below the other."""
    say, rows = view.say, view.only("bid_days", klass=klass)
    rows = rows[rows["variant"].isin(view.drawn)]
    if rows["max_cpc"].isna().all():
        return None
    measures = ["max_cpc", "participation", "position", "cost"]
    if (rows["participation"].dropna() > FULL).all():
        measures.remove("participation")
    height = TOP + PANEL * len(measures) + BETWEEN * (len(measures) - 1) + BOTTOM
    figure, panels = canvas(height, len(measures), left=LEFT, top=TOP, bottom=BOTTOM, gap=BETWEEN)
    for axes, measure in zip(panels, measures, strict=True):
        _panel(view, axes, rows, measure)
    days = int(view.facts["days"])
    step = next((step for step in (1, 7, 14, 28, 56) if days / step <= 6), 84)
    bottom(panels[-1], [1, *range(step if step > 1 else 2, days + 1, step)], str, title=say.say("day_axis"))
    title = say.say("bid_course_title", klass=say.klass(klass))
    drawn = svg(figure, f"course_{klass}", view.describe(title, _told(view, rows)))
    text = say.say("bid_course_help")
    if view.ranged:
        text += say.say("bid_course_range", spread=say.spread(view.facts), banded=say.names(view.pair))
    return Picture(f"course_{klass}", title, text, drawn, view.variant_marks())


def _panel(view: View, axes: Axes, rows: pd.DataFrame, measure: str) -> None:
    say = view.say
    tell: Callable[[float], str] = {"max_cpc": say.compact_money, "cost": say.compact_money,
                                    "participation": say.percent, "position": say.compact}[measure]  # fmt: skip
    values = [rows[measure].to_numpy(dtype=float)]
    for variant in view.drawn:
        frame = rows[rows["variant"] == variant]
        if variant in view.pair and f"{measure}_p05" in rows:
            below, above = (frame[f"{measure}_{end}"].to_numpy(dtype=float) for end in ("p05", "p95"))
            axes.fill_between(frame["day"], below, above, color=view.colour(variant), alpha=0.14, linewidth=0)
            values += [below, above]
        axes.plot(frame["day"], frame[measure], color=view.colour(variant), linestyle=view.line(variant))
    low, high = limits(np.concatenate(values))
    if measure == "position":
        axes.set_ylim(max(high, 2.0), 0.8)
    else:
        axes.set_ylim(0.0 if measure == "participation" else low, 1.05 if measure == "participation" else high)
    axes.text(0, 1.07, say.say(f"bid_course_{measure}"), transform=axes.transAxes, weight="bold")
    axes.set_xlim(1, int(view.facts["days"]))
    low, high = sorted(axes.get_ylim())
    places = ticks((low, high), 3, whole=measure == "position")
    left(axes, places, tell)
    grid_y(axes, places)


def _told(view: View, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """The first and the last day of each variant's bid."""
    say, found = view.say, []
    for variant in view.drawn:
        bids = rows[rows["variant"] == variant].sort_values("day")["max_cpc"]
        found.append((short(variant, 30), f"{say.money(bids.iloc[0])} → {say.money(bids.iloc[-1])}"))
    return found


def hours(view: View) -> Picture | None:
    """What share of a day's money goes in which hour, a line a variant."""
    say = view.say
    by_hour = view.tables["hours"].groupby(["variant", "hour"])["cost"].sum().unstack("hour")
    by_hour = by_hour.reindex(view.drawn)
    shares = by_hour.div(by_hour.sum(axis=1).where(lambda total: total > 0), axis=0)
    if shares.isna().all(axis=None):
        return None
    figure, (axes,) = canvas(210, left=LEFT, bottom=BOTTOM)
    for variant in view.drawn:
        line = shares.loc[variant].to_numpy(dtype=float)
        axes.step(shares.columns, line, where="mid", color=view.colour(variant), linestyle=view.line(variant))
    axes.set_xlim(-0.5, 23.5)
    axes.set_ylim(*limits([*shares.to_numpy(dtype=float).ravel(), 0.0]))
    bottom(axes, range(0, 24, 3), str, title=say.say("hours_axis"))
    places = ticks(axes.get_ylim(), 4)
    left(axes, places, say.percent)
    grid_y(axes, places)
    title = say.say("spend_hours_title")
    told = [(name, say.percent(float(shares.loc[name].to_numpy(dtype=float)[18:].sum()))) for name in view.drawn]
    drawn = svg(figure, "spend_hours", view.describe(say.say("spend_hours_evening"), told))
    return Picture("spend_hours", title, say.say("spend_hours_help"), drawn, view.variant_marks())
