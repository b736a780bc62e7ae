"""Pictures that give each variant a row: profit, ROAS, ROI, differences to the baseline, share of worlds won."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

import numpy as np
from matplotlib.axes import Axes

from adsim.report.canvas import INK, canvas, svg
from adsim.report.evidence import error_factor
from adsim.report.scale import bottom, extent, fit, grid_x, limits, ticks
from adsim.report.view import Picture, View
from adsim.report.words import short, variant_row

ROW = 40.0
MARGIN = 10.0


@dataclass(frozen=True)
class Row:
    """A variant's value with two ranges: `thin` over worlds, `thick` of simulation; `label` says them."""

    variant: str
    value: float
    thin: tuple[float, float]
    thick: tuple[float, float]
    label: str


def standings(view: View) -> list[Picture]:
    """Nothing where there is neither another variant nor another world; shares of worlds need several of both."""
    if not view.several and not view.repeated:
        return []
    pictures = [_measure(view, name) for name in ("profit", "roas", "roi")]
    if view.several:
        pictures.append(_differences(view))
    return [*pictures, _best(view)] if view.several and view.repeated else pictures


def _measure(view: View, name: str) -> Picture:
    say = view.say
    tell: Callable[[float], str] = {"profit": say.money, "roas": say.ratio, "roi": say.percent}[name]
    rows = []
    for variant in view.rows:
        row = variant_row(view.tables, variant)
        value, error = row[name], error_factor(view.facts) * row[f"{name}_error"]
        label = tell(value) if isnan(error) else f"{tell(value)} ± {tell(error)}"
        thin = (row[f"{name}_p05"], row[f"{name}_p95"])
        rows.append(Row(variant, value, thin, (value - error, value + error), label))
    title = say.say("profit_title_unranged" if name == "profit" and not view.ranged else f"{name}_title")
    short_tell = {"profit": say.compact_money, "roas": say.compact, "roi": say.percent}[name]
    return _rows(view, name, title, rows, short_tell)


def _differences(view: View) -> Picture:
    say = view.say
    rows = []
    for row in view.only("differences", versus=view.baseline).to_dict("records"):
        if row["variant"] in view.rows:
            interval = f" ({say.gain(row['low'])} … {say.gain(row['high'])})" if view.repeated else ""
            label = say.gain(row["profit"]) + interval
            thin, thick = (row["worlds_p05"], row["worlds_p95"]), (row["low"], row["high"])
            rows.append(Row(row["variant"], row["profit"], thin, thick, label))
    rows.sort(key=lambda row: view.rows.index(row.variant))
    title = say.say("differences_title", baseline=short(view.baseline))
    return _rows(view, "differences", title, rows, say.compact_money)


def _rows(view: View, key: str, title: str, rows: list[Row], tell: Callable[[float], str]) -> Picture:
    figure, (axes,) = canvas(ROW * len(rows) + 36, left=MARGIN, right=MARGIN)
    thin, thick = np.array([row.thin for row in rows]), np.array([row.thick for row in rows])
    values, level = np.array([row.value for row in rows]), np.arange(len(rows)) + 0.72
    axes.set_xlim(*limits(np.concatenate([thin.ravel(), thick.ravel(), values, [0.0] * (key == "roi")])))
    colours = [view.colour(row.variant) for row in rows]
    axes.hlines(level, thin[:, 0], thin[:, 1], colors=colours, linewidth=2)
    axes.hlines(level, thick[:, 0], thick[:, 1], colors=colours, linewidth=9, alpha=0.55)
    axes.vlines(values, level - 0.17, level + 0.17, colors=INK, linewidth=1.6)
    _frame(axes, [(row.variant, row.label) for row in rows], tell)
    describe = view.describe(title, [(row.variant, _with_range(view, row)) for row in rows])
    return Picture(key, title, _help(view, key), svg(figure, key, describe))


def _help(view: View, key: str) -> str:
    """What the marks mean, of those that so many replications draw."""
    say = view.say
    if key in ("roas", "roi"):
        return say.say(f"{key}_help")
    if not view.repeated:
        return say.say(f"{key}_help_one")
    text = say.say(f"{key}_help")
    return text + say.say(f"{key}_help_range", spread=say.spread(view.facts)) if view.ranged else text


def _with_range(view: View, row: Row) -> str:
    low, high = row.thin
    if isnan(low):
        return row.label
    tell = view.say.money if abs(high - low) > 20 else view.say.ratio
    return f"{row.label} [{tell(low)} … {tell(high)}]"


def _frame(axes: Axes, rows: list[tuple[str, str]], tell: Callable[[float], str]) -> None:
    """A row for each name and its label, above the place where its value is drawn; ticks of x below."""
    axes.set_ylim(len(rows), 0)
    across = axes.get_yaxis_transform()
    for place, (name, label) in enumerate(rows):
        axes.text(0, place + 0.28, fit(name, axes.bbox.width - extent(label)), va="center", transform=across)
        axes.text(1, place + 0.28, label, ha="right", va="center", transform=across)
    places = ticks(axes.get_xlim(), 4)
    bottom(axes, places, tell)
    grid_x(axes, places)


def _best(view: View) -> Picture:
    say = view.say
    share = view.tables["variants"].set_index("variant")["best_share"]
    figure, (axes,) = canvas(ROW * len(view.rows) + 36, left=MARGIN, right=2 * MARGIN)
    axes.set_xlim(0, 1)
    colours = [view.colour(name) for name in view.rows]
    axes.barh(np.arange(len(view.rows)) + 0.72, share[list(view.rows)], height=0.28, color=colours)
    told = [(name, say.percent(share[name])) for name in view.rows]
    _frame(axes, told, say.percent)
    spread = say.spread(view.facts)
    title = say.say("best_title", spread=spread)
    drawn = svg(figure, "best", view.describe(title, told))
    return Picture("best", title, say.say("best_help", spread=spread), drawn)
