"""Raise, lower or leave: one sentence on the bids of each class and keyword, only as sure as what it rests on.

Three doubts are weighed: the simulation's (is the best bid told apart from the present one?), the worlds' (in how
many of them is it better?), and what the data cannot tell (is it better at low and high too?).
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from adsim.report.evidence import error_factor
from adsim.report.view import View
from adsim.report.words import short

SURE, LIKELY = 0.9, 2 / 3  # share of worlds in which the best bid is better than the present one
SPREAD = "market.rivals.bid_spread"
Row = dict[str, Any]


def items(view: View) -> list[tuple[str, str]]:
    """Scope and name of all whose bids were moved, classes first."""
    frame = view.only("bid_response", level="mid")
    return list(dict.fromkeys(zip(frame["scope"], frame["name"], strict=True)))


def course(view: View, scope: str, name: str, level: str = "mid") -> pd.DataFrame:
    """The rows of one item at one level, by rising factor; none where it was not run."""
    return view.only("bid_response", scope=scope, name=name, level=level).sort_values("factor")


def called(view: View, scope: str, name: str) -> str:
    """What an item is called."""
    if scope == "class":
        return view.say.say("bid_class", klass=view.say.klass(name))
    return view.say.say("bid_keyword", keyword=short(name))


def times(factor: float) -> str:
    """A factor as it is read."""
    return f"{factor:.3g}"


def sentences(view: View) -> list[str]:
    """What was done, a sentence on each item, and a word of caution; nothing where no bids were moved."""
    found = items(view)
    if not found:
        return []
    worlds = view.say.count(view.facts["bid_replications"])
    first = view.say.say("bids", variant=short(view.baseline), worlds=worlds)
    return [first, *(verdict(view, *item) for item in found), view.say.say("bids_steps")]


def verdict(view: View, scope: str, name: str) -> str:
    """One sentence: raise, lower or leave."""
    say, rows = view.say, course(view, scope, name)
    item = called(view, scope, name)
    if not rows["clicks"].any():
        return say.say("bid_none", item=item[:1].upper() + item[1:])
    best, present = _row(rows, rows["best"]), _row(rows, rows["factor"] == 1)
    against = [level for level in ("low", "high") if _disagrees(view, scope, name, level, best["factor"])]
    return say.say(
        _case(best, bool(against)),
        item=item[:1].upper() + item[1:],
        bid=say.money(present["bid"]),
        to=say.money(best["bid"]),
        factor=times(best["factor"]),
        gain=say.money(best["gain"]),
        low=say.money(best["gain_low"]),
        high=say.money(best["gain_high"]),
        share=say.percent(best["better_share"]),
        days=say.days(int(view.facts["days"])),
        spread=say.spread(view.facts),
        levels=_levels(view, scope, name, against),
        alike=_alike(view, rows),
        edge=say.say("bid_edge") if best["factor"] in (rows["factor"].min(), rows["factor"].max()) else "",
        loss=_loss(view, best),
    )


def _row(rows: pd.DataFrame, chosen: "pd.Series[bool]") -> Row:
    return {str(key): value for key, value in rows[chosen].iloc[0].items()}


def _case(best: Row, contradicted: bool) -> str:
    if best["factor"] == 1:
        return "bid_leave"
    if not best["gain_low"] > 0:
        return "bid_unclear"
    if contradicted or best["better_share"] < LIKELY:
        return "bid_depends"
    move = "bid_raise" if best["factor"] > 1 else "bid_lower"
    return move if best["better_share"] >= SURE else f"{move}_perhaps"


def _disagrees(view: View, scope: str, name: str, level: str, factor: float) -> bool:
    """Is this factor no better than the present bid at this level?"""
    rows = course(view, scope, name, level)
    return not rows.empty and not _row(rows, rows["factor"] == factor)["gain"] > 0


def _levels(view: View, scope: str, name: str, against: list[str]) -> str:
    say, assumption = view.say, view.say.assumption(SPREAD)
    if course(view, scope, name, "low").empty:
        return ""
    if not against:
        return say.say("bid_levels_agree", assumption=assumption)
    told = [say.say(f"level_{level}", assumption=assumption, value=value_of(view, level)) for level in against]
    return say.say("bid_levels_differ", levels=say.listed(told, "or"))


def value_of(view: View, level: str) -> str:
    """The value of the rivals' bid spread at a level, as text."""
    return str(view.only("sensitivity", path=SPREAD, level=level)["value"].iloc[0])


def _alike(view: View, rows: pd.DataFrame) -> str:
    factors = rows.loc[rows["as_good"], "factor"]
    if len(factors) < 2:
        return ""
    return view.say.say("bid_alike", first=times(factors.min()), last=times(factors.max()))


def _loss(view: View, best: Row) -> str:
    """Where the best bid surely loses money, its simulation error taken into account."""
    surely = best["profit"] + error_factor(view.facts, "bid_replications") * best["profit_error"] < 0
    return view.say.say("bid_loss", loss=view.say.money(-best["profit"])) if surely else ""


def table_rows(view: View) -> Iterator[Row]:
    """The rows of the table, at the scenario's own values."""
    for scope, name in items(view):
        for row in course(view, scope, name).to_dict("records"):
            key = "bids_best" if row["best"] else "bids_as_good" if row["as_good"] else None
            yield {str(column): value for column, value in row.items()} | {
                "item": called(view, scope, name),
                "factor": view.say.say("bids_times", factor=times(row["factor"])),
                "verdict": view.say.say(key) if key else "",
            }
