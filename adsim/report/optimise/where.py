"""Where the best lies in what was searched: the profit of points along each axis, and ends that the best reaches."""

import numpy as np
from matplotlib.axes import Axes

from adsim.report.canvas import INK, VARIANT_COLOURS, canvas, svg
from adsim.report.optimise.scene import BEST, Raced
from adsim.report.rows import MARGIN, ROW, frame
from adsim.report.scale import bottom, extent, fit, grid_y, left, ticks
from adsim.report.view import Picture

LEFT = 56.0
PANEL, GAP, TOP, BOTTOM = 84.0, 44.0, 22.0, 28.0
MOST_PANELS = 6
EDGE = "#d55e00"
BOLD = 1.12  # how much wider bold letters are
_SAME = 1e-6
_ROOM = 0.075  # so that labels at the ends stand clear of those at the left


def where(raced: Raced) -> list[Picture]:
    """The shares, the bids with the budget, and how much lies in which."""
    shares = [column for column in raced.axes if column.startswith("share.")]
    others = [column for column in raced.axes if column not in shares]
    shares = sorted(sorted(shares, key=lambda column: -raced.winner[column])[:MOST_PANELS], key=raced.axes.index)
    key = "factors" if raced.facts["bids"] and raced.facts["budget"] else "bids" if raced.facts["bids"] else "budget"
    found = [_panels(raced, key, columns) for key, columns in (("shares", shares), (key, others)) if columns]
    return [*found, *([_importance(raced)] if "importance" in raced.tables else [])]


def _panels(raced: Raced, key: str, columns: list[str]) -> Picture:
    """A panel an axis."""
    say, number = raced.say, len(columns)
    height = TOP + BOTTOM + number * PANEL + (number - 1) * GAP
    figure, panels = canvas(height, number, left=LEFT, right=2 * MARGIN, top=TOP, bottom=BOTTOM, gap=GAP)
    told = []
    for axes, column in zip(panels, columns, strict=True):
        value = raced.value(column, raced.winner[column])
        _dots(raced, axes, column)
        _scale(raced, axes, column)
        _head(axes, raced.axis(column), value, say.say("optimise_edge_mark") if raced.is_edge(column) else "")
        told.append((raced.axis(column), value))
    title = say.say(f"optimise_where_{key}_title")
    flagged = any(map(raced.is_edge, columns))
    text = say.say("optimise_where_help") + (say.say("optimise_where_edge") if flagged else "")
    return Picture(f"where_{key}", title, text, svg(figure, f"where_{key}", raced.describe(title, told)))


def _head(axes: Axes, name: str, value: str, edge: str) -> None:
    """What a panel is of and where the best lies, above it; at the right, where that is an end, the flag."""
    up = 1 + 8 / axes.bbox.height
    room = axes.bbox.width - BOLD * extent(f": {value}{edge}") - MARGIN
    axes.text(0, up, f"{fit(name, room / BOLD)}: {value}", weight="bold", transform=axes.transAxes)
    if edge:
        axes.text(1, up, edge, ha="right", weight="bold", color=EDGE, transform=axes.transAxes)


def _dots(raced: Raced, axes: Axes, column: str) -> None:
    """Every complete point, the scenario as it is, the winner; and a thick line at an end where it lies."""
    low, high = raced.shown
    axes.set_xlim(-_ROOM, 1 + _ROOM)
    axes.set_ylim(low, high)
    near = raced.complete[raced.complete["profit"] >= low]
    axes.plot(raced.at(column, near[column]), near["profit"], "o", color=BEST, markersize=3.6, alpha=0.5,
              markeredgewidth=0)  # fmt: skip
    for plan, mark, style in (
        (raced.present, "o", {"markerfacecolor": "none", "markersize": 9, "markeredgewidth": 1.6}),
        (raced.winner, "*", {"markersize": 13}),
    ):
        place = float(raced.at(column, plan[column]))
        if -_SAME <= place <= 1 + _SAME and plan["searched"] >= low:
            axes.plot([place], [plan["searched"]], mark, color=INK, **style)
    if raced.is_edge(column):
        axes.axvline(round(float(raced.at(column, raced.winner[column]))), color=EDGE, linewidth=4)


def _scale(raced: Raced, axes: Axes, column: str) -> None:
    names = {float(raced.at(column, value)): raced.value(column, value) for value in raced.marks(column)}
    places = [place for place in names if place in (0.0, 1.0) or all(abs(place - end) > 0.12 for end in (0, 1))]
    bottom(axes, places, lambda place: names[float(place)])
    money = ticks(axes.get_ylim(), 3)
    left(axes, money, raced.say.compact_money)
    grid_y(axes, money)


def _importance(raced: Raced) -> Picture:
    say, rows = raced.say, raced.tables["importance"].sort_values("share", ascending=False, kind="stable")
    figure, (axes,) = canvas(ROW * len(rows) + 36, left=MARGIN, right=2 * MARGIN)
    axes.set_xlim(0, 1)
    axes.barh(np.arange(len(rows)) + 0.72, rows["share"], height=0.28, color=VARIANT_COLOURS[0])
    told = [(_axis(raced, str(row["axis"])), say.percent(row["share"])) for row in rows.to_dict("records")]
    frame(axes, told, say.percent)
    title = say.say("optimise_importance_title")
    drawn = svg(figure, "importance", raced.describe(title, told))
    return Picture("importance", title, say.say("optimise_importance_help"), drawn)


def _axis(raced: Raced, name: str) -> str:
    if name == "split":
        return raced.say.say("optimise_axis_split")
    return raced.axis("daily_budget" if name == "budget" else name.replace("bids.", "bid_factor."))
