"""The columns of a report read into typed values, each distinct cell once: 30,000 lines are common.

A column that the report lacks is made from others where they tell it: orders from their windows, days from
a month, a match type from a keyword's brackets or an ad group's name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from adsim.platforms import days, figures, targeting
from adsim.platforms.decimals import COUNTS
from adsim.platforms.figures import Cell
from adsim.platforms.headers import Header
from adsim.platforms.records import WINDOWS

TEXTS = ("arm", "keyword", "target", "campaign", "ad_group", "product", "title", "klass", "placement")
SHARES = ("impression_share", "lost_to_budget", "lost_to_rank", "top_rate", "top_impression_share")
AMOUNTS = (
    "cost", "orders", "revenue", "gross", *(f"{name}_{within}" for name in ("orders", "revenue") for within in WINDOWS),
    "direct_orders", "indirect_orders", "direct_revenue", "indirect_revenue", "carts", "favourites", "enquiries",
    "bid", "budget", "position",
)  # fmt: skip
FIGURES = (*COUNTS, *AMOUNTS, *SHARES)
_EXCLUDED = ("excluded", "排除")

Read = Callable[[Cell], Any]


class _Refusal:
    """The rule that a cell broke."""

    __slots__ = ("rule",)

    def __init__(self, rule: str) -> None:
        self.rule = rule


@dataclass
class Columns:
    """Values by field, all of one length; `refused` are (place of the column, rule) by row; `notes` what was
    concluded, as (field, sentence); `windows` the days within which orders were counted."""

    values: dict[str, list[Any]]
    refused: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    notes: list[tuple[str, str]] = field(default_factory=list)
    windows: set[int] = field(default_factory=set)


def columns(rows: Sequence[Sequence[Cell]], header: Header, decimal: str, month_first: bool, today: date) -> Columns:
    """The rows' columns, read with this decimal mark and order of day and month; `today` places months."""
    read = Columns({})
    readers = _readers(header, decimal, month_first)
    for name, place in header.columns.items():
        values, refused = _column([row[place] for row in rows], readers[name])
        read.values[name] = values
        for index, rule in refused.items():
            read.refused[index].append((place, rule))
    _place_months(read, today)
    _date(read)
    _sum_up(read)
    _match(read, header, len(rows))
    return read


def _column(cells: Sequence[Cell], read: Read) -> tuple[list[Any], dict[int, str]]:
    if bool in set(map(type, cells)):  # True and 1 are one key
        values = [_attempt(read, cell) for cell in cells]
    else:
        known = {cell: _attempt(read, cell) for cell in set(cells)}
        if not any(isinstance(value, _Refusal) for value in known.values()):
            return [known[cell] for cell in cells], {}
        values = [known[cell] for cell in cells]
    refused = {index: value.rule for index, value in enumerate(values) if isinstance(value, _Refusal)}
    return [None if isinstance(value, _Refusal) else value for value in values], refused


def _attempt(read: Read, cell: Cell) -> Any:
    try:
        return read(cell)
    except ValueError as error:
        return _Refusal(str(error))


def _readers(header: Header, decimal: str, month_first: bool) -> Mapping[str, Read]:
    told = partial(days.days, month_first=month_first)
    return {
        **dict.fromkeys(TEXTS, figures.verbatim),
        **dict.fromkeys(COUNTS, partial(figures.whole, decimal=decimal)),
        **dict.fromkeys(AMOUNTS, partial(figures.amount, decimal=decimal)),
        **dict.fromkeys(SHARES, partial(figures.share, decimal=decimal)),
        "product": _identifier if header.layout.level == "product" else figures.verbatim,
        "currency": figures.currency,
        "match_type": lambda cell: targeting.match_type(figures.text(cell)),
        "device": lambda cell: targeting.device(figures.text(cell)),
        "excluded": lambda cell: any(word in figures.text(cell).casefold() for word in _EXCLUDED),
        "hour": days.hour,
        "weekday": days.weekday,
        "first": told,
        "last": told,
        "date": told,
        "week": partial(days.week, month_first=month_first),
        "month": days.month,
        "window": days.window,
    }


def _identifier(cell: Cell) -> str:
    if figures.rounded_identifier(cell):
        raise ValueError("is an identifier that a spreadsheet rounded; export again and keep it as text")
    return figures.verbatim(cell)


# What follows from other columns.


def _place_months(read: Columns, today: date) -> None:
    """Months as (first day, last day); those without a year are placed in the past, with a note."""
    told = read.values.get("month")
    if told is None:
        return
    order = [month for value in told if value is not None for year, month in [value] if year is None]
    years = days.placed_months(order, today) if order else {}
    read.values["month"] = [
        None if value is None else days.month_days(value[0] or years[value[1]], value[1]) for value in told
    ]
    if years:
        placed = sorted(f"{year}-{month:02d}" for month, year in years.items())
        span = placed[0] if len(placed) == 1 else f"{placed[0]} to {placed[-1]}"
        read.notes.append(("month", f"has no year; taken as {span}, the latest that lie in the past"))


def _date(read: Columns) -> None:
    values = read.values
    for name, end in (("first", 0), ("last", 1)):
        if name in values:
            values[name] = [None if told is None else told[end] for told in values[name]]
    source = next((values[name] for name in ("date", "week", "month") if name in values), None)
    if source is not None:
        values.setdefault("first", [None if told is None else told[0] for told in source])
        values.setdefault("last", [None if told is None else told[1] for told in source])


def _sum_up(read: Columns) -> None:
    """Orders and revenue of the longest window, or direct and indirect ones together."""
    values = read.values
    for name in ("orders", "revenue"):
        windows = [within for within in WINDOWS if f"{name}_{within}" in values]
        if name in values:
            pass
        elif windows:
            values[name] = [_first(told) for told in zip(*(values[f"{name}_{n}"] for n in windows), strict=True)]
            read.windows |= {windows[0]} if name == "orders" else set()
        elif f"direct_{name}" in values and f"indirect_{name}" in values:
            both = zip(values[f"direct_{name}"], values[f"indirect_{name}"], strict=True)
            values[name] = [None if direct is None else direct + (indirect or 0.0) for direct, indirect in both]
        elif f"direct_{name}" in values:
            values[name] = values[f"direct_{name}"]
            read.notes.append((name, "are direct ones only: the report has no indirect ones"))
    _split_by_window(read)


def _split_by_window(read: Columns) -> None:
    """Orders of lines that say within how many days they were counted go to that window as well."""
    told = read.values.get("window")
    if told is None:
        return
    read.windows |= {within for within in told if within is not None}
    for name in ("orders", "revenue"):
        for within in WINDOWS if name in read.values else ():
            if within in read.windows and f"{name}_{within}" not in read.values:
                pairs = zip(read.values[name], told, strict=True)
                read.values[f"{name}_{within}"] = [value if days_told == within else None for value, days_told in pairs]


def _first(told: Sequence[float | None]) -> float | None:
    return next((value for value in told if value is not None), None)


def _match(read: Columns, header: Header, count: int) -> None:
    values = read.values
    if header.layout.level == "ad_group":
        told = [targeting.told_by_ad_group(name) for name in values["ad_group"]]
        values.setdefault("match_type", [match for match, _ in told])
        values.setdefault("device", [device for _, device in told])
    given = values.get("match_type", [""] * count)
    unknown = sum(match is None for match in given)
    if unknown:
        read.notes.append(("match_type", f"has a word that is not known in {unknown:,} lines: no match type there"))
    bought = values.get("target", values.get("keyword", [""] * count))
    values["match_type"] = [
        match or targeting.match_of_keyword(name) for match, name in zip(given, bought, strict=True)
    ]


def rounded(cells: Sequence[Cell]) -> Iterator[int]:
    """The places of identifiers that a spreadsheet rounded, and of terms that it made a date of."""
    for place, cell in enumerate(cells):
        if isinstance(cell, date) or figures.rounded_identifier(cell):
            yield place
