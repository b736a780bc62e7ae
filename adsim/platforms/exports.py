"""Reports as platforms export them, read into typed rows: the data, and what is wrong with it.

`read_exports` recognises platform and layout by the header. Hides headers, encodings, archives, title and
total rows. A row that cannot be read is named in `Export.unreadable`, one that is odd in `Export.impossible`,
one that comes twice in `Export.duplicates`; only total rows are left out, and they are kept in `Export.totals`.
Refuses a file without a recognisable header, without a readable row, or in more than one currency.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from adsim.errors import InputError, Problem
from adsim.platforms import ExportLayout, days, decimals, figures, headers
from adsim.platforms import platform as platform_called
from adsim.platforms.archives import tables_in
from adsim.platforms.columns import FIGURES
from adsim.platforms.headers import Header
from adsim.platforms.oddities import duplicates, odd, spoilt_texts
from adsim.platforms.records import WINDOWS, ExportRow, TotalRow
from adsim.platforms.rows import RowReader
from adsim.platforms.sheets import Row, Sheet, Table, refuse

__all__ = ["Export", "ExportRow", "TotalRow", "read_exports"]

# A file of which no row can be read names these, and how many more there are.
MOST_NAMED = 20
_WINDOW = re.compile(r"(?:转化周期|归因周期|attribution window)\D{0,12}(\d{1,2})\s*(?:天|日|days?)", re.IGNORECASE)


@dataclass(frozen=True)
class Export:
    """A report that was read: `fields` are the columns found, `first` and `last` its period.

    `decimal` is the mark its figures were read with, `window_days` the days after a click in which `orders`
    were counted, where the report tells; `duplicates` name lines that repeat another line's day, hierarchy and
    keyword, `notes` what was concluded rather than read.
    """

    file: str
    platform: str
    layout: ExportLayout
    currency: str | None
    first: date | None
    last: date | None
    fields: frozenset[str]
    rows: tuple[ExportRow, ...]
    totals: tuple[TotalRow, ...]
    unlisted: tuple[TotalRow, ...]
    unreadable: tuple[Problem, ...]
    impossible: tuple[Problem, ...]
    duplicates: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    encoding: str = "utf-8"
    decimal: str = "."
    window_days: int | None = None

    @property
    def days(self) -> int | None:
        """Days of the period, None where the report does not tell."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1


def read_exports(
    path: Path | str,
    platform: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
) -> tuple[Export, ...]:
    """Every report in the file (a ZIP or workbook may hold several), at least one. Raises `InputError`.

    `platform` overrides the one recognised by the header (and may name one whose own layouts do not fit: the
    generic layout is tried as well). `columns` maps fields of `ExportRow` to the headers that carry them, over
    what is recognised; `decimal` is the decimal mark, "." or ",", where the file itself does not tell.
    """
    wanted = None if platform is None else platform_called(platform).name
    mapping, asked = headers.checked(columns), decimals.checked(decimal)
    left_out: list[Problem] = []
    exports: list[Export] = []
    seen: list[Sheet] = []
    for table in tables_in(Path(path), left_out):
        found = _recognised(table, wanted, mapping, seen)
        if found is None or table.hidden or not (body := rows_below(*found)):
            left_out.append(_left_out(table, found))
        else:
            exports.append(_read(*found, body, wanted, asked))
    if not exports:
        raise _nothing(str(path), seen, left_out, wanted, mapping)
    exports[0] = replace(exports[0], notes=(*exports[0].notes, *left_out))
    return tuple(exports)


def _recognised(
    table: Table, wanted: str | None, mapping: Mapping[str, str], seen: list[Sheet]
) -> tuple[Sheet, Header] | None:
    tried = []
    for sheet in table.readings:
        header = headers.find_header(sheet, wanted, mapping)
        if header is not None:
            return sheet, header
        tried.append(sheet)
    seen.extend(tried)
    return None


def rows_below(sheet: Sheet, header: Header) -> list[Row]:
    """The rows below the header that hold anything."""
    rows = sheet.rows()[header.at + 1 :]
    return [row for row in rows if any(row[1]) and (figures.text(row[1][0]) or any(map(figures.text, row[1])))]


def _left_out(table: Table, found: tuple[Sheet, Header] | None) -> Problem:
    if found is None:
        return Problem(table.label, "", "has no header that a known layout recognises and was not read")
    if table.hidden:
        return Problem(table.label, "", "is a hidden sheet and was not read", mend="unhide it to have it read")
    return Problem(table.label, "", "has a header but no rows")


def _nothing(
    path: str, seen: list[Sheet], left_out: list[Problem], wanted: str | None, mapping: Mapping[str, str]
) -> InputError:
    """The refusal of a file in which no report was read."""
    known = [problem for problem in left_out if "header but" in problem.rule or "hidden" in problem.rule]
    return InputError(known) if known else headers.unrecognised(path, seen, wanted, mapping)


def _read(sheet: Sheet, header: Header, body: Sequence[Row], wanted: str | None, asked: str | None) -> Export:
    decimal = asked or decimals.decimal_mark(sheet, header, body, FIGURES)
    reader = RowReader(sheet.label, header, decimal, _month_first(body, header), date.today())
    reader.take(body)
    if not reader.rows:
        raise _all_unreadable(sheet.label, reader)
    first, last = _period(sheet, header, reader)
    impossible = [*reader.odd, *(problem for row in reader.rows for problem in odd(sheet.label, row)),
                  *spoilt_texts(sheet.label, reader.rows)]  # fmt: skip
    return Export(
        file=sheet.label,
        platform=wanted or header.platform,
        layout=header.layout,
        currency=_currency(sheet.label, header, reader),
        first=first,
        last=last,
        fields=_fields(header),
        rows=tuple(reader.rows),
        totals=tuple(reader.totals),
        unlisted=tuple(row for row in reader.totals if row.label.casefold() in header.layout.unlisted),
        unreadable=tuple(reader.unreadable),
        impossible=tuple(impossible),
        duplicates=tuple(duplicates(sheet.label, reader.rows, reader.matched)),
        notes=tuple(reader.notes),
        encoding=sheet.encoding,
        decimal=decimal,
        window_days=_window(sheet, header, reader),
    )


def _all_unreadable(label: str, reader: RowReader) -> InputError:
    problems = reader.unreadable or [Problem(label, "", "has a header but no rows of data")]
    more = len(problems) - MOST_NAMED
    rest = [Problem(label, "", f"has {more:,} more rows that cannot be read")] if more > 0 else []
    return InputError([*problems[:MOST_NAMED], *rest])


def _fields(header: Header) -> frozenset[str]:
    """The fields of the report, and those made from its columns."""
    made = set(header.columns)
    for name in ("orders", "revenue"):
        if any(f"{name}_{within}" in made for within in WINDOWS) or f"direct_{name}" in made:
            made.add(name)
    if made & {"date", "week", "month"}:
        made |= {"first", "last"}
    return frozenset(made)


def _month_first(body: Sequence[Row], header: Header) -> bool:
    places = [header.columns[name] for name in ("date", "first", "last", "week") if name in header.columns]
    for _, cells in body if places else ():
        for place in places:
            evidence = days.day_first_evidence(cells[place]) if place < len(cells) else None
            if evidence is not None:
                return not evidence
    return header.layout.month_first


def _period(sheet: Sheet, header: Header, reader: RowReader) -> tuple[date | None, date | None]:
    """The days covered: from the rows' dates, else from a date range above the header or in the file's name."""
    firsts = [row.first for row in reader.rows if row.first is not None]
    lasts = [row.last for row in reader.rows if row.last is not None]
    if firsts and lasts:
        return min(firsts), max(lasts)
    for line in _titles(sheet, header):
        found = days.dates_in(line, header.layout.month_first)
        if len(found) >= 2:
            return min(found), max(found)
    found = days.dates_in(sheet.label.replace("_", " "), header.layout.month_first)
    if len(found) == 2 and found[0] <= found[1]:
        told = f"is taken from the file's name: {found[0]} to {found[1]}"
        reader.notes.append(Problem(sheet.label, "period", told))
        return found[0], found[1]
    return None, None


def _titles(sheet: Sheet, header: Header) -> list[str]:
    return [", ".join(map(figures.text, cells)) for _, cells in sheet.head[: header.at]]


def _window(sheet: Sheet, header: Header, reader: RowReader) -> int | None:
    told = {int(found[1]) for line in _titles(sheet, header) if (found := _WINDOW.search(line))} | reader.windows
    return told.pop() if len(told) == 1 else None


def _currency(label: str, header: Header, reader: RowReader) -> str | None:
    if len(reader.currencies) > 1:
        told = ", ".join(f"{code} (line {line})" for code, line in reader.currencies.items())
        raise refuse(label, "must be in one currency", mend="export one account at a time", value=told)
    return next(iter(reader.currencies), header.currency())
