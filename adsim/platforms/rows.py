"""The rows of a report: one line of cells read into typed figures, or named with the rule it broke."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from adsim.errors import Problem
from adsim.platforms import figures
from adsim.platforms.figures import Cell
from adsim.platforms.headers import Header


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One line of a report. None or "": the report does not say. Money in the report's currency, shares of 1.

    `keyword` is the search term at level term, "" above keywords; `target` the keyword bought that reached the
    term; `product` an item's ID, else its title. `orders` and `revenue` (order value) are of the longest window
    given, `orders_7` those within 7 days of the click; `gross` is what the advertiser keeps of the orders (an
    affiliate's commission). `budget` is the campaign's a day; `top_rate` the share of the impressions above the
    results, `top_impression_share` the share got of all impressions there. `hour` is 0 to 23, `weekday` 0 on
    Mondays; `excluded`: the term is a negative keyword already. `first` and `last` are the line's days.
    """

    line: int
    impressions: int
    clicks: int
    cost: float
    keyword: str = ""
    target: str = ""
    campaign: str = ""
    ad_group: str = ""
    product: str = ""
    title: str = ""
    match_type: str = ""
    klass: str = ""
    placement: str = ""
    device: str = ""
    orders: float | None = None
    revenue: float | None = None
    gross: float | None = None
    orders_1: float | None = None
    orders_7: float | None = None
    orders_14: float | None = None
    orders_30: float | None = None
    revenue_1: float | None = None
    revenue_7: float | None = None
    revenue_14: float | None = None
    revenue_30: float | None = None
    carts: float | None = None
    favourites: float | None = None
    enquiries: float | None = None
    bid: float | None = None
    budget: float | None = None
    position: float | None = None
    impression_share: float | None = None
    lost_to_budget: float | None = None
    lost_to_rank: float | None = None
    top_rate: float | None = None
    top_impression_share: float | None = None
    hour: int | None = None
    weekday: int | None = None
    excluded: bool = False
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A line that sums up others, with the figures that could be read."""

    line: int
    label: str
    impressions: float | None
    clicks: float | None
    cost: float | None


# Days after the click in which reports count orders, the longest first.
WINDOWS = (30, 14, 7, 1)
TEXTS = ("keyword", "target", "campaign", "ad_group", "product", "title", "match_type", "klass", "placement", "device")
FIGURES: dict[str, Callable[[Cell], float | None]] = {
    "impressions": figures.whole,
    "clicks": figures.whole,
    "cost": figures.amount,
    "orders": figures.amount,
    "revenue": figures.amount,
    "gross": figures.amount,
    **{f"{name}_{days}": figures.amount for name in ("orders", "revenue") for days in WINDOWS},
    "carts": figures.amount,
    "favourites": figures.amount,
    "enquiries": figures.amount,
    "budget": figures.amount,
    "lost_to_budget": figures.share,
    "lost_to_rank": figures.share,
    "top_rate": figures.share,
    "top_impression_share": figures.share,
    "bid": figures.amount,
    "position": figures.amount,
    "impression_share": figures.share,
}


class RowReader:
    """Reads rows one by one and sorts them into data, totals and problems."""

    def __init__(self, label: str, header: Header, month_first: bool) -> None:
        self.label, self.header, self.month_first = label, header, month_first
        self.rows: list[ExportRow] = []
        self.totals: list[TotalRow] = []
        self.unreadable: list[Problem] = []
        self.currencies: dict[str, int] = {}

    def take(self, line: int, cells: list[Cell]) -> None:
        if self._is_total(cells):
            self.totals.append(self._total(line, cells))
            return
        problems: list[Problem] = []
        values = self._values(line, cells, problems)
        if problems:
            self.unreadable.extend(problems)
            return
        self.rows.append(ExportRow(line=line, **values))
        self._note_currency(line, cells)

    def cell(self, cells: list[Cell], field: str) -> Cell:
        place = self.header.columns.get(field)
        return cells[place] if place is not None and place < len(cells) else None

    def _problem(self, line: int, field: str, rule: str, cell: Cell = None) -> Problem:
        place = self.header.columns.get(field)
        name = self.header.names[place] if place is not None else ""
        value = None if cell is None else repr(figures.text(cell)[:60])
        return Problem(f"{self.label}:{line}", name, rule, value)

    def _values(self, line: int, cells: list[Cell], problems: list[Problem]) -> dict[str, Any]:
        width = len(self.header.names)
        if any(isinstance(cell, str) and ("\n" in cell.strip() or cell == "\n") for cell in cells):
            problems.append(self._problem(line, "", "spans several lines (a stray quotation mark?)"))
            return {}
        if any(figures.text(cell) for cell in cells[width:]):
            problems.append(self._problem(line, "", f"has {len(cells)} cells, the header has {width}"))
            return {}
        values: dict[str, Any] = {}
        for field in TEXTS:
            values[field] = figures.text(self.cell(cells, field))
        for field in self.header.layout.required:
            if values.get(field) == "":
                problems.append(self._problem(line, field, "must not be empty"))
        for field, read in FIGURES.items():
            values[field] = self._figure(line, cells, field, read, problems)
        for name in ("orders", "revenue"):
            if values[name] is None:
                windows = (values[f"{name}_{days}"] for days in WINDOWS)
                values[name] = next((value for value in windows if value is not None), None)
        for field in ("first", "last"):
            values[field] = self._day(line, cells, field, problems)
        if values["cost"] is None and values["clicks"] == 0:
            values["cost"] = 0.0
        for field in ("impressions", "clicks", "cost"):
            if values[field] is None and not problems:
                problems.append(self._problem(line, field, "must be given", self.cell(cells, field)))
        return values

    def _figure(
        self, line: int, cells: list[Cell], field: str, read: Callable[[Cell], Any], problems: list[Problem]
    ) -> Any:
        cell = self.cell(cells, field)
        try:
            return read(cell)
        except ValueError as error:
            problems.append(self._problem(line, field, str(error), cell))
            return None

    def _day(self, line: int, cells: list[Cell], field: str, problems: list[Problem]) -> Any:
        named = field if field in self.header.columns else "date"
        return self._figure(line, cells, named, lambda cell: figures.day(cell, self.month_first), problems)

    def _is_total(self, cells: list[Cell]) -> bool:
        labels = {figures.text(self.cell(cells, "keyword")), _label(cells)}
        if not any(_is_total_label(label, self.header.layout.totals) for label in labels):
            return False
        return not any(figures.text(self.cell(cells, field)) for field in ("ad_group", "match_type"))

    def _total(self, line: int, cells: list[Cell]) -> TotalRow:
        read = []
        for field in ("impressions", "clicks", "cost"):
            try:
                read.append(figures.number(self.cell(cells, field)))
            except ValueError:
                read.append(None)
        return TotalRow(line, _label(cells), *read)

    def _note_currency(self, line: int, cells: list[Cell]) -> None:
        found = figures.currency(self.cell(cells, "currency")) or figures.currency(self.cell(cells, "cost"))
        if found is not None:
            self.currencies.setdefault(found, line)


def _label(cells: list[Cell]) -> str:
    return next((word for cell in cells if (word := figures.text(cell))), "")


def _is_total_label(label: str, totals: tuple[str, ...]) -> bool:
    folded = unicodedata.normalize("NFKC", label).casefold()
    return any(folded == total or (total.endswith(":") and folded.startswith(total)) for total in totals)


def odd(label: str, row: ExportRow) -> list[Problem]:
    """What cannot be in the figures of one row, or only through late crediting."""
    rules = []
    if row.clicks > row.impressions:
        rules.append(("clicks must not exceed impressions", f"{row.clicks} > {row.impressions}"))
    if row.cost > 0 and row.clicks == 0:
        rules.append(("cost without a click", f"{row.cost:g}"))
    if row.orders is not None and row.orders > row.clicks:
        rules.append(("orders exceed clicks", f"{row.orders:g} > {row.clicks}"))
    if row.bid is not None and row.clicks and row.cost / row.clicks > row.bid * 1.005 + 0.005:
        rules.append(("cost per click must not exceed the bid", f"{row.cost / row.clicks:.4g} > {row.bid:g}"))
    if row.revenue and row.orders == 0:
        rules.append(("revenue without an order", f"{row.revenue:g}"))
    return [Problem(f"{label}:{row.line}", row.keyword[:60], rule, value) for rule, value in rules]
