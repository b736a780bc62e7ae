"""The tables of a report as text: which columns, in which order, each number as its kind is read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from adsim.report import bid_verdicts, unknown
from adsim.report.evidence import error_factor
from adsim.report.view import Scene, View
from adsim.report.words import Words, short, shown

MOST_KEYWORDS = 60
LONGEST_KEYWORD = 100  # columns; the saved table has the whole name
TEXT = (
    "variant",
    "versus",
    "klass",
    "keyword",
    "path",
    "value",
    "note",
    "assumption",
    "level",
    "item",
    "factor",
    "verdict",
)
MONEY = ("profit", "profit_p05", "profit_p95", "cost", "revenue", "margin", "cpc", "bid")
GAIN = ("gain", "low", "high", "worlds_p05", "worlds_p95")
PERCENT = ("loss_share", "best_share", "better_share", "right_share", "ctr", "cvr", "roi",
           "lost_to_budget", "lost_to_rank", "impression_share")  # fmt: skip
KINDS = {
    **dict.fromkeys(MONEY, "money"),
    **dict.fromkeys(GAIN, "gain"),
    **dict.fromkeys(PERCENT, "percent"),
    "profit_error": "money",
    "roas": "ratio",
    "position": "decimal",
    "hours_dark": "decimal",
}
SO_FAR_AND_MATURED = ("orders", "revenue", "profit", "roas", "roi")

COLUMNS = {
    "variants": ("variant", "profit", "profit_error", "profit_p05", "profit_p95", "loss_share", "best_share",
                 "cost", "revenue", "roas", "roi"),
    "traffic": ("variant", "impressions", "clicks", "orders", "ctr", "cvr", "cpc", "position", "hours_dark",
                "lost_to_budget", "lost_to_rank", "impression_share"),
    "differences": ("variant", "versus", "gain", "low", "high", "worlds_p05", "worlds_p95", "better_share"),
    "classes": ("variant", "klass", "cost", "revenue", "margin", "profit", "roas", "roi", "cpc", "position",
                "hours_dark", "lost_to_budget", "lost_to_rank"),
    "funnel": ("variant", "klass", "searches", "impressions", "clicks", "ctr", "carts", "favourites",
               "orders_placed", "orders", "cvr", "refunds"),
    "keywords": ("keyword", "klass", "searches", "impressions", "clicks", "orders", "cost", "revenue", "profit",
                 "ctr", "cvr", "cpc", "position"),
    "sensitivity": ("assumption", "level", "value", "variant", "profit", "gain", "low", "high", "best_share"),
    "bid_response": ("item", "factor", "verdict", "bid", "clicks", "cost", "cpc", "position", "impression_share",
                     "profit", "gain", "low", "high", "better_share"),
    "assumptions": ("path", "value", "note"),
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Plain text, still to be escaped; the first `texts` columns are names, the rest numbers."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: list[list[str]]
    texts: int
    note: str = ""


def tables(view: View) -> list[Table]:
    """All but the keyword and assumption tables, in reading order; empty ones are left out."""
    frames = view.tables
    ranked = frames["variants"].set_index("variant").loc[view.ranked].reset_index()
    ranked["profit_error"] *= error_factor(view.facts)
    order = [(name, klass) for name in view.drawn for klass in (*view.classes, "all")]
    classes = frames["classes"].set_index(["variant", "klass"]).reindex(order).reset_index()
    several = ("variants", "traffic", "differences") if view.several else ("variants", "traffic")
    found = [_table(view, key, _source(key, ranked, frames)) for key in several]
    found += [_table(view, "sensitivity", unknown.rows(view))]
    found += [_table(view, "classes", classes), _table(view, "funnel", classes)]
    return [table for table in found if table.rows]


def _source(key: str, ranked: pd.DataFrame, frames: Any) -> pd.DataFrame:
    if key != "differences":
        return ranked
    frame: pd.DataFrame = frames["differences"].rename(columns={"profit": "gain"})
    return frame


def windows(view: View, *, by_class: bool) -> Table:
    """So far beside matured, a row for each variant, class and day."""
    frame = view.tables["windows"]
    frame = frame[frame["variant"].isin(view.drawn) & ((frame["klass"] != "all") == by_class)]
    names = ["variant", "klass", "day"] if by_class else ["variant", "day"]
    matured = frame[frame["mode"] == "matured"].set_index(names)
    so_far = frame[frame["mode"] == "so_far"].set_index(names).reindex(matured.index)
    say = view.say
    headings = [say.say(f"column_{name}") for name in (*names, "clicks", "cost")]
    kinds = [*names, "clicks", "cost"]
    columns = [matured.index.get_level_values(name) for name in names] + [matured["clicks"], matured["cost"]]
    for name in SO_FAR_AND_MATURED:
        for mode, part in (("so_far", so_far), ("matured", matured)):
            headings.append(say.say(f"column_{mode}", column=say.say(f"column_{name}")))
            kinds.append(name)
            columns.append(part[name])
    key = "windows_by_class" if by_class else "windows"
    rows = _rows(say, kinds, columns)
    return Table(key, say.say(f"table_{key}"), tuple(headings), rows, len(names))


def signs(view: View) -> Table | None:
    """Sign right at day d: a row for each variant, a column for each day."""
    frame = view.only("signs", versus=view.baseline)
    frame = frame[frame["variant"].isin(view.rows)]
    if frame.empty or not view.repeated:
        return None
    say = view.say
    grid = frame.pivot(index="variant", columns="day", values="right_share").sort_index(axis=1)
    grid = grid.reindex([name for name in view.rows if name in grid.index])
    headings = (say.say("column_variant"), *(say.say("column_days", day=int(day)) for day in grid.columns))
    rows = [[short(name, 40), *map(say.percent, row)] for name, row in zip(grid.index, grid.to_numpy(), strict=True)]
    note = say.say("signs_help", spread=say.spread(view.facts), versus=short(view.baseline))
    return Table("signs", say.say("signs_title"), headings, rows, 1, note)


def keywords(view: View) -> Table:
    """The winner's keywords by cost; the rest are counted and summed."""
    say = view.say
    frame = view.only("keywords", variant=view.winner).sort_values("cost", ascending=False, kind="stable")
    rest = frame.iloc[MOST_KEYWORDS:]
    frame = frame.iloc[:MOST_KEYWORDS]
    counts = {"shown": len(frame), "winner": short(view.winner)}
    if len(rest):
        note = say.say("rest_keywords", rest=say.count(len(rest)), cost=say.money(rest["cost"].sum()), **counts)
    else:
        note = say.say("all_keywords", **counts)
    found = _table(view, "keywords", frame, note)
    if view.repeated:
        return found
    # The realised profit of a keyword is not saved.
    expected = {say.say("column_profit"): say.say("column_profit_expected")}
    return replace(found, headings=tuple(expected.get(heading, heading) for heading in found.headings))


def bids(view: View) -> Table:
    """What other bids would bring, at the scenario's own values."""
    frame = pd.DataFrame(list(bid_verdicts.table_rows(view)), columns=[*view.tables["bid_response"], "item", "verdict"])
    return _table(view, "bid_response", frame.rename(columns={"gain_low": "low", "gain_high": "high"}))


def assumptions(view: Scene) -> Table:
    return _table(view, "assumptions", view.tables["assumptions"], view.say.say("assumptions_help"))


def _table(view: Scene, key: str, frame: pd.DataFrame, note: str = "") -> Table:
    columns = COLUMNS[key]
    headings = tuple(view.say.say(f"column_{name}") for name in columns)
    rows = _rows(view.say, columns, [frame[name] for name in columns])
    texts = sum(name in TEXT for name in columns)
    return Table(
        key, view.say.say(f"table_{key}", variant=short(view.facts.get("baseline", ""))), headings, rows, texts, note
    )


def _rows(say: Words, kinds: Sequence[str], columns: Sequence[Any]) -> list[list[str]]:
    told = [[_cell(say, kind, value) for value in column] for kind, column in zip(kinds, columns, strict=True)]
    return [list(row) for row in zip(*told, strict=True)]


def _cell(say: Words, kind: str, value: Any) -> str:
    if kind == "klass":
        return say.klass(value)
    if kind in ("variant", "versus"):
        return short(value, 40)
    if kind == "keyword":
        return short(value, LONGEST_KEYWORD)
    if kind in TEXT:
        return shown("" if value is None or value != value else value)  # noqa: PLR0124  (nan)
    return str(getattr(say, KINDS.get(kind, "count"))(value))
