"""The pictures of a sensitivity study: shares of variance, tornado, responses, and who is best how often."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.canvas import CLASS_COLOURS, INK, VARIANT_COLOURS, canvas, svg
from adsim.report.influence.scene import NAME, Studied
from adsim.report.rows import MARGIN, ROW, frame
from adsim.report.scale import bottom, grid_y, left, limits, ticks
from adsim.report.view import Mark, Picture
from adsim.report.words import short

LOW, HIGH = "#d55e00", "#0072b2"
MOST_RESPONSES = 3
LEFT, TALL = 56.0, 230.0
WEEKDAY_LINES = 7


def indices(studied: Studied, output: str) -> Picture:
    """A row an input: its first-order index in its total one."""
    say = studied.say
    rows = studied.ranked(output)
    figure, (axes,) = canvas(ROW * len(rows) + 36, left=MARGIN, right=2 * MARGIN)
    shares = {
        name: rows[name].clip(0, 1).to_numpy(dtype=float) for name in ("first", "total", "total_low", "total_high")
    }
    axes.set_xlim(0, max(1.0, float(shares["total"].max())))
    level = np.arange(len(rows)) + 0.72
    colour = VARIANT_COLOURS[0]
    axes.barh(level, shares["total"], height=0.3, color=colour, alpha=0.35)
    axes.barh(level, np.minimum(shares["first"], shares["total"]), height=0.3, color=colour)
    axes.hlines(level, shares["total_low"], shares["total_high"], colors=INK, linewidth=1.4)
    told = [(studied.input(str(name)), f"{say.percent(first)} / {say.percent(total)}")
            for name, first, total in zip(rows["input"], shares["first"], shares["total"], strict=True)]  # fmt: skip
    frame(axes, told, say.percent)
    title = say.say(f"influence_indices_title_{output}", **studied.named())
    drawn = svg(figure, f"indices_{output}", studied.describe(title, told))
    return Picture(f"indices_{output}", title, say.say("influence_indices_help"), drawn)


def tornado(studied: Studied, output: str) -> Picture:
    """A row an input: where profit, or the lead, goes at its low and its high end."""
    say = studied.say
    ends = _ends(studied, output)
    centre = float(studied.facts["centre"][studied.winner])
    if output == "gap":
        centre -= float(studied.facts["centre"][studied.runner_up or ""])
    order = sorted(ends, key=lambda name: -abs(ends[name]["high"] - ends[name]["low"]))
    figure, (axes,) = canvas(ROW * len(order) + 36, left=MARGIN, right=MARGIN)
    reach = [value for name in order for value in ends[name].values()]
    low, high = min([*reach, centre]), max([*reach, centre])
    room = 0.06 * (high - low or 1.0)
    axes.set_xlim(low - room, high + room)
    rows = []
    for place, name in enumerate(order):
        for end, colour in (("low", LOW), ("high", HIGH)):
            value = ends[name][end]
            # Both ends on one side of the centre: the shorter bar stands in front.
            other = ends[name]["high" if end == "low" else "low"] - centre
            front = (value - centre) * other > 0 and abs(value - centre) < abs(other)
            axes.barh([place + 0.72], [value - centre], left=centre, height=0.3 if not front else 0.18, color=colour,
                      alpha=0.85, zorder=2 + front)  # fmt: skip
        told = " … ".join(studied.value(name, studied.inputs[name][end]) for end in ("low", "high"))
        rows.append((studied.input(name), told))
    axes.axvline(centre, color=INK, linewidth=1.2)
    frame(axes, rows, say.compact_money)
    key = "influence_tornado_title" if output == "profit" else "influence_tornado_gap_title"
    title = say.say(key, **studied.named())
    spoken = [
        (studied.input(name), f"{say.money(ends[name]['low'])} … {say.money(ends[name]['high'])}") for name in order
    ]
    marks = (Mark(say.say("influence_low_mark"), LOW), Mark(say.say("influence_high_mark"), HIGH))
    drawn = svg(figure, f"tornado_{output}", studied.describe(title, spoken))
    return Picture(f"tornado_{output}", title, say.say("influence_tornado_help"), drawn, marks)


def _ends(studied: Studied, output: str) -> dict[str, dict[str, float]]:
    """Of each input the output at its low and high end."""
    table = studied.tables["tornado"].set_index(["input", "level", "variant"])["profit"]
    found: dict[str, dict[str, float]] = {}
    for name in studied.inputs:
        for end in ("low", "high"):
            value = float(table[name, end, studied.winner])
            if output == "gap":
                value -= float(table[name, end, studied.runner_up or ""])
            found.setdefault(name, {})[end] = value
    return found


def responses(studied: Studied, output: str) -> list[Picture]:
    """For the inputs that matter most: the output where each of their parts is low … high."""
    strongest = [str(name) for name in studied.ranked(output)["input"][:MOST_RESPONSES]]
    return [_response(studied, output, name, f"response_{output}{place}") for place, name in enumerate(strongest)]


def _response(studied: Studied, output: str, name: str, key: str) -> Picture:
    say, rows = studied.say, studied.only("responses", output=output, input=name)
    figure, (axes,) = canvas(TALL, left=LEFT, bottom=42)
    parts = list(dict.fromkeys(rows["part"]))
    marks, told = [], []
    for place, part in enumerate(parts):
        line = rows[rows["part"] == part].sort_values("number")
        colour = CLASS_COLOURS.get(part, VARIANT_COLOURS[place % len(VARIANT_COLOURS)])
        axes.fill_between(line["number"], line["low"], line["high"], color=colour, alpha=0.16, linewidth=0)
        axes.plot(line["number"], line["mean"], color=colour, marker="o", markersize=4)
        if part:
            marks.append(Mark(studied.part_alone(part), colour))
        told += [(studied.part(name, part), f"{say.money(line['mean'].iloc[0])} … {say.money(line['mean'].iloc[-1])}")]
    axes.set_ylim(*limits([*rows["low"], *rows["high"], 0.0]))
    _across(studied, axes, name, rows)
    money = ticks(axes.get_ylim(), 5)
    left(axes, money, say.compact_money)
    grid_y(axes, money)
    axes.axhline(0, color=INK, linewidth=1)
    title = say.say(f"influence_response_title_{output}", input=studied.input(name), **studied.named())
    drawn = svg(figure, key, studied.describe(title, told))
    return Picture(key, title, say.say("influence_response_help"), drawn, tuple(marks))


def _across(studied: Studied, axes: Axes, name: str, rows: pd.DataFrame) -> None:
    low, high = float(rows["number"].min()), float(rows["number"].max())
    room = 0.04 * (high - low or 1.0)
    axes.set_xlim(low - room, high + room)
    if studied.inputs[name]["kind"] == "choice":
        names = dict(zip(rows["number"], rows["value"], strict=True))
        bottom(axes, list(names), lambda place: studied.value(name, names[place]))
    else:
        bottom(axes, ticks((low, high), 5), lambda place: studied.value(name, place))


def best(studied: Studied) -> Picture | None:
    """A row a variant: in which share of the samples it earns most; nothing where there is only one."""
    say, rows = studied.say, studied.tables["best"]
    if len(rows) < 2:
        return None
    figure, (axes,) = canvas(ROW * len(rows) + 36, left=MARGIN, right=2 * MARGIN)
    axes.set_xlim(0, 1)
    axes.barh(np.arange(len(rows)) + 0.72, rows["best_share"], height=0.28, color=VARIANT_COLOURS[0])
    told = [(short(row["variant"], NAME), f"{say.percent(row['best_share'])}, {say.money(row['profit'])}")
            for row in rows.to_dict("records")]  # fmt: skip
    frame(axes, told, say.percent)
    title = say.say("influence_best_title")
    drawn = svg(figure, "best", studied.describe(title, told))
    return Picture("best", title, say.say("influence_best_help"), drawn)
