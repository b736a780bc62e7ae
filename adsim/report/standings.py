"""Pictures that give each variant a row: profit, ROAS, ROI, differences to the baseline, share of worlds won."""

from collections.abc import Callable
from math import isnan

import numpy as np

from adsim.report.canvas import canvas, svg
from adsim.report.evidence import error_factor
from adsim.report.rows import MARGIN, ROW, Row, frame, ranges
from adsim.report.view import Picture, View
from adsim.report.words import short, variant_row


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
        rows.append(Row(variant, value, thin, (value - error, value + error), label, view.colour(variant)))
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
            rows.append(Row(row["variant"], row["profit"], thin, thick, label, view.colour(row["variant"])))
    rows.sort(key=lambda row: view.rows.index(row.name))
    title = say.say("differences_title", baseline=short(view.baseline))
    return _rows(view, "differences", title, rows, say.compact_money)


def _rows(view: View, key: str, title: str, rows: list[Row], tell: Callable[[float], str]) -> Picture:
    figure = ranges(rows, tell, zero=key == "roi")
    describe = view.describe(title, [(row.name, _with_range(view, row)) for row in rows])
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


def _best(view: View) -> Picture:
    say = view.say
    share = view.tables["variants"].set_index("variant")["best_share"]
    figure, (axes,) = canvas(ROW * len(view.rows) + 36, left=MARGIN, right=2 * MARGIN)
    axes.set_xlim(0, 1)
    colours = [view.colour(name) for name in view.rows]
    axes.barh(np.arange(len(view.rows)) + 0.72, share[list(view.rows)], height=0.28, color=colours)
    told = [(name, say.percent(share[name])) for name in view.rows]
    frame(axes, told, say.percent)
    spread = say.spread(view.facts)
    title = say.say("best_title", spread=spread)
    drawn = svg(figure, "best", view.describe(title, told))
    return Picture("best", title, say.say("best_help", spread=spread), drawn)
