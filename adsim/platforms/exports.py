"""A keyword report as a platform exported it, read into typed rows: the data, and what is wrong with it.

`read_exports` recognises platform and layout by the header. Hides headers, encodings, title and total rows.
A row that cannot be read is named in `Export.unreadable`, one that is odd in `Export.impossible`; only total
rows are left out, and they are kept in `Export.totals`.
Refuses a file without a recognisable header, without a readable row, or in more than one currency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from adsim.errors import InputError, Problem
from adsim.platforms import ExportLayout, figures
from adsim.platforms import platform as platform_called
from adsim.platforms.figures import Cell
from adsim.platforms.headers import Header, find_header, unrecognised
from adsim.platforms.rows import WINDOWS, ExportRow, RowReader, TotalRow, odd
from adsim.platforms.sheets import Sheet, refuse, sheets

__all__ = ["Export", "ExportRow", "TotalRow", "read_exports"]


@dataclass(frozen=True)
class Export:
    """A report that was read: `fields` are the columns found, `first` and `last` its period.

    `decimal` is the mark its figures were read with; `duplicates` name lines that repeat another line's day,
    hierarchy and keyword, `notes` what was concluded rather than read.
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
    seen: list[Sheet] = []
    for sheet in sheets(Path(path)):
        header = find_header(sheet, wanted)
        if header is not None:
            return (_read(sheet, header, wanted or header.platform),)
        seen.append(sheet)
    raise unrecognised(str(path), seen, wanted)


def _read(sheet: Sheet, header: Header, platform: str) -> Export:
    body = sheet.rows[header.at + 1 :]
    reader = RowReader(sheet.label, header, _month_first(body, header))
    for line, cells in body:
        if any(figures.text(cell) for cell in cells):
            reader.take(line, cells)
    if not reader.rows:
        raise InputError(reader.unreadable or [Problem(sheet.label, "", "has a header but no rows")])
    first, last = _period(sheet, header, reader)
    unlisted = tuple(row for row in reader.totals if row.label.casefold() in header.layout.unlisted)
    return Export(
        file=sheet.label,
        platform=platform,
        layout=header.layout,
        currency=_currency(sheet.label, reader),
        first=first,
        last=last,
        fields=_fields(header),
        rows=tuple(reader.rows),
        totals=tuple(reader.totals),
        unlisted=unlisted,
        unreadable=tuple(reader.unreadable),
        impossible=tuple(problem for row in reader.rows for problem in odd(sheet.label, row)),
        encoding=sheet.encoding,
    )


def _fields(header: Header) -> frozenset[str]:
    """The fields of the report; `orders` too where only windows of them are given."""
    whole = (name for name in ("orders", "revenue") if any(f"{name}_{days}" in header.columns for days in WINDOWS))
    return frozenset((*header.columns, *whole))


def _month_first(body: Sequence[tuple[int, list[Cell]]], header: Header) -> bool:
    places = [header.columns[field] for field in ("date", "first", "last") if field in header.columns]
    for _, cells in body if places else ():
        for place in places:
            evidence = figures.day_first_evidence(cells[place]) if place < len(cells) else None
            if evidence is not None:
                return not evidence
    return header.layout.month_first


def _period(sheet: Sheet, header: Header, reader: RowReader) -> tuple[date | None, date | None]:
    """The days covered: from the rows' dates, else from a date range above the header."""
    firsts = [row.first for row in reader.rows if row.first is not None]
    lasts = [row.last for row in reader.rows if row.last is not None]
    if firsts and lasts:
        return min(firsts), max(lasts)
    for _, cells in sheet.rows[: header.at]:
        line = ", ".join(figures.text(cell) for cell in cells)
        found = figures.dates_in(line, header.layout.month_first)
        if len(found) >= 2:
            return min(found), max(found)
    return None, None


def _currency(label: str, reader: RowReader) -> str | None:
    if len(reader.currencies) > 1:
        told = ", ".join(f"{code} (line {line})" for code, line in reader.currencies.items())
        raise refuse(label, "must be in one currency", mend="export one account at a time", value=told)
    return next(iter(reader.currencies), None)
