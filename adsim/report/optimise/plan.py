"""The plan in pictures: how the money is split, what is bid, and what each budget is expected to bring."""

from typing import Any

import numpy as np

from adsim.report.canvas import CLASS_COLOURS, FAINT, INK, VARIANT_COLOURS, canvas, svg
from adsim.report.evidence import ranged
from adsim.report.numbers import MISSING
from adsim.report.optimise.scene import Raced
from adsim.report.optimise_words import account_name
from adsim.report.rows import MARGIN, ROW, Row, frame, named, ranges
from adsim.report.scale import bottom, grid_x
from adsim.report.view import Mark, Picture

MOST_ROWS = 12


def plan(raced: Raced) -> list[Picture]:
    """Budgets where there are several, bids where they were searched, and what is expected."""
    found = [_budgets(raced)] if len(raced.tables["budgets"]) > 1 else []
    return [*found, *([_bids(raced)] if raced.facts["bids"] else []), _expected(raced)]


def _largest(raced: Raced) -> list[dict[str, Any]]:
    """The rows of `budgets` with the most money, in their own order."""
    frame = raced.tables["budgets"]
    kept = frame.nlargest(MOST_ROWS, "daily_budget").index
    return [{str(key): value for key, value in row.items()} for row in frame.loc[sorted(kept)].to_dict("records")]


def _colour(name: str) -> str:
    return CLASS_COLOURS.get(name, VARIANT_COLOURS[0])


def _budgets(raced: Raced) -> Picture:
    """A bar a budget, and below it a thin grey one: what it has now."""
    say, rows, now = raced.say, _largest(raced), raced.present
    figure, (axes,) = canvas(ROW * len(rows) + 36, left=MARGIN, right=2 * MARGIN)
    total = now.get("daily_budget", raced.tables["budgets"]["daily_budget"].sum())
    before = [
        total * now[f"share.{row['account']}"] if raced.facts["accounts"] else row["daily_budget"] for row in rows
    ]
    amounts = [row["daily_budget"] for row in rows]
    axes.set_xlim(0, 1.02 * max(*amounts, *before))
    level = np.arange(len(rows))
    axes.barh(level + 0.64, amounts, height=0.24, color=[_colour(row["account"]) for row in rows])
    axes.barh(level + 0.84, before, height=0.1, color=FAINT)
    told = [(account_name(row["account"], say), f"{say.money(row['daily_budget'])} ({say.percent(row['share'])})")
            for row in rows]  # fmt: skip
    frame(axes, told, say.compact_money)
    title = say.say("optimise_budgets_title")
    marks = (Mark(say.say("sweep_base_mark"), FAINT),)
    drawn = svg(figure, "budgets", raced.describe(title, told))
    return Picture("budgets", title, say.say("optimise_budgets_help"), drawn, marks)


def _bids(raced: Raced) -> Picture:
    """A row a class, across its factor in equal ratios: from the ring, as it is, to the diamond, the plan."""
    say, names, table = raced.say, list(raced.facts["bids"]), raced.tables["plan"]
    columns = [f"bid_factor.{name}" for name in names]
    before, after = ([float(row[column]) for column in columns] for row in (raced.present, raced.advised))
    ends = [raced.facts["ends"][column] for column in columns]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    figure, (axes,) = canvas(ROW * len(names) + 36, left=2 * MARGIN, right=2 * MARGIN)
    axes.set_xlim(np.log(min(low, *after)), np.log(max(high, *after)))
    level, told = np.arange(len(names)) + 0.72, []
    colours = [_colour(name) for name in names]
    axes.hlines(level, np.log(before), np.log(after), colors=colours, linewidth=2.5)
    axes.scatter(np.log(after), level, marker="D", s=52, c=colours, linewidths=0, zorder=3)
    axes.plot(
        np.log(before), level, "o", markersize=8, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6
    )
    for name, factor in zip(names, after, strict=True):
        middle = table.loc[table["klass"] == name, "bid"].median()
        bid = say.say("optimise_middle_bid", bid=say.money(middle)) if middle > 0 else MISSING
        told.append((account_name(name, say), f"×{factor:.3g}{say.say('comma')}{bid}"))
    named(axes, told)
    places = {float(np.log(value)): f"×{value:.3g}" for value in _ratios(low, high)}
    bottom(axes, list(places), lambda place: places[float(place)])
    grid_x(axes, list(places))
    title = say.say("optimise_bids_title")
    drawn = svg(figure, "bids", raced.describe(title, told))
    return Picture("bids", title, say.say("optimise_bids_help"), drawn)


def _ratios(low: float, high: float) -> list[float]:
    """Round factors between the ends; the ends themselves where there are fewer than two."""
    found = [value for value in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0, 50.0)
             if low * 0.999 <= value <= high * 1.001]  # fmt: skip
    return found if len(found) > 1 else [low, high]


def _expected(raced: Raced) -> Picture:
    """What each budget earns, with the range over worlds."""
    say = raced.say
    rows = []
    for row in _largest(raced):
        label = say.say("optimise_expected_label", profit=say.money(row["profit"]), cost=say.money(row["cost"]))
        thin = (row["profit_p05"], row["profit_p95"])
        rows.append(Row(account_name(row["account"], say), row["profit"], thin, (row["profit"],) * 2, label,
                        _colour(row["account"])))  # fmt: skip
    title = say.say("optimise_expected_title", days=say.days(int(raced.facts["days"])))
    figure = ranges(rows, say.compact_money, zero=True)
    drawn = svg(figure, "expected", raced.describe(title, [(row.name, row.label) for row in rows]))
    text = say.say("optimise_expected_help")
    if ranged(raced.facts):
        text += say.say("optimise_profits_range", spread=say.spread(raced.facts))
    return Picture("expected", title, text, drawn)
