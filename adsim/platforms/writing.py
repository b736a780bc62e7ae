"""Rows written as a platform would write them: the counterpart of `exports`, for generated reports.

`export_bytes` gives the bytes of a CSV, TSV, XLSX or ZIP (of a CSV) file, by the name's suffix. The header is the
first spelling of each column of the layout; figures derived from others (click rate, price of a click) stand
beside them. Text that a spreadsheet would take for a formula gets an apostrophe in CSV and is text in XLSX.
Hides number formats, marks for missing values, encodings and the workbook writer.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from adsim.errors import InputError, Problem
from adsim.platforms.contract import ExportLayout
from adsim.platforms.handwriting import ENCODINGS, PLAIN, Handwriting

SUFFIXES = (".csv", ".tsv", ".xlsx", ".zip")
DELIMITERS = (",", ";", "\t", "|")
DECIMALS = (".", ",")
# Fields of a row beside the counts and texts, by how they are written.
MONEY = frozenset({"cost", "revenue", "gross", "bid", "budget", "revenue_1", "revenue_7", "revenue_14", "revenue_30"})
SHARES = frozenset({"impression_share", "lost_to_budget", "lost_to_rank", "top_rate", "top_impression_share"})
_TEXTS = frozenset({"keyword", "target", "campaign", "ad_group", "product", "title", "match_type", "placement", "klass",
                    "excluded", "currency", "date", "first", "last", "hour"})  # fmt: skip
_PARTS = SHARES | {"ctr", "cvr", "acos"}  # of 1
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_ORDERS = ("orders", "orders_7", "orders_14", "orders_30", "orders_1")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a ZIP can hold: the same rows give the same bytes

Row = Mapping[str, Any]
_RATIOS: dict[str, Callable[[Row], float | None]] = {
    "ctr": lambda row: _over(row.get("clicks"), row.get("impressions")),
    "cpc": lambda row: _over(row.get("cost"), row.get("clicks")),
    "cvr": lambda row: _over(_first(row, "orders"), row.get("clicks")),
    "roas": lambda row: _over(_first(row, "revenue"), row.get("cost")),
    "acos": lambda row: _over(row.get("cost"), _first(row, "revenue")),
}
_AFTER_COST = ("ctr", "cpc")


@dataclass(frozen=True)
class _Column:
    """One column: its field or derived figure, and its header."""

    name: str
    header: str

    def value(self, row: Row) -> Any:
        return _RATIOS[self.name](row) if self.name in _RATIOS else row.get(self.name)


def export_bytes(name: str | Path, layout: ExportLayout, rows: Sequence[Row], *, hand: Handwriting = PLAIN,
                 titles: Sequence[str] = (), totals: Sequence[tuple[str, Row]] = (), encoding: str = "utf-8-sig",
                 delimiter: str | None = None, decimal: str = ".", sheet: str = "Sheet1") -> bytes:  # fmt: skip
    """The report `rows` in `layout`, as the bytes of a file called `name`.

    A row maps fields of `exports.ExportRow` (and `date`, `currency`, `window`) to values, None where the report does
    not say; every field of any row gets its column. `titles` are lines above the header, `totals` labelled lines
    below the rows. `delimiter` defaults to a tab in TSV, `;` beside a decimal comma and `,` elsewhere.
    Raises `InputError` for an unknown suffix, encoding, delimiter or decimal mark, and for a character that the
    encoding does not have.
    """
    path = Path(name)
    _checked(path, encoding, delimiter, decimal)
    columns = _columns(layout, [*rows, *(row for _, row in totals)], hand)
    lines: list[list[Any]] = [[title] for title in titles]
    lines.append([column.header for column in columns])
    if path.suffix.lower() == ".xlsx":
        return _workbook(lines, columns, rows, totals, hand, sheet)
    lines += [[_written(column, row, hand, decimal) for column in columns] for row in rows]
    for label, row in totals:
        cells = [_written(column, row, hand, decimal) for column in columns]
        lines.append(_labelled(label, columns, cells, hand))
    if delimiter is None:
        delimiter = "\t" if path.suffix.lower() == ".tsv" else ";" if decimal == "," else ","
    data = _encoded(lines, delimiter, encoding)
    return _zipped(f"{path.stem}.csv", data) if path.suffix.lower() == ".zip" else data


def _checked(path: Path, encoding: str, delimiter: str | None, decimal: str) -> None:
    problems = []
    if path.suffix.lower() not in SUFFIXES:
        rule = f"must end in {', '.join(SUFFIXES)}"
        problems.append(Problem(str(path), "", rule, repr(path.suffix)))
    if encoding not in ENCODINGS:
        problems.append(Problem("encoding", "", f"must be one of {', '.join(ENCODINGS)}", repr(encoding)))
    if delimiter is not None and delimiter not in DELIMITERS:
        problems.append(Problem("delimiter", "", "must be a comma, a semicolon, a tab or a bar", repr(delimiter)))
    if decimal not in DECIMALS:
        problems.append(Problem("decimal", "", "must be a point or a comma", repr(decimal)))
    if problems:
        raise InputError(problems)


def _columns(layout: ExportLayout, rows: Sequence[Row], hand: Handwriting) -> list[_Column]:
    given = {field for row in rows for field in row}
    unknown = given - layout.columns.keys()
    if unknown:
        rule = f"has no column for {', '.join(sorted(unknown))}"
        raise InputError([Problem(layout.title, "", rule, mend=f"its fields are {', '.join(layout.columns)}")])
    ratios = [_Column(name, header) for name, header in hand.ratios.items() if _can_tell(name, given)]
    columns: list[_Column] = []
    for field, spellings in layout.columns.items():
        if field in given:
            columns.append(_Column(field, spellings[0]))
        if field == "cost":
            columns += [column for column in ratios if column.name in _AFTER_COST]
    columns += [column for column in ratios if column.name not in _AFTER_COST]
    return [_Column(column.name, _padded(column, hand)) for column in columns]


def _can_tell(ratio: str, given: set[str]) -> bool:
    needed = {"cvr": "orders", "roas": "revenue", "acos": "revenue"}.get(ratio)
    return needed is None or any(field in given for field in _alike(needed))


def _padded(column: _Column, hand: Handwriting) -> str:
    blank = hand.padded and (column.name.startswith("revenue") or column.name == "acos")
    return f"{column.header} " if blank else column.header


def _over(top: float | None, bottom: float | None) -> float | None:
    return None if top is None or not bottom else top / bottom


def _alike(name: str) -> tuple[str, ...]:
    return tuple(field.replace("orders", name) for field in _ORDERS)


def _first(row: Row, name: str) -> float | None:
    """Orders or revenue of a row: the one figure, or that of the window that platforms judge by."""
    return next((row[field] for field in _alike(name) if row.get(field) is not None), None)


def _written(column: _Column, row: Row, hand: Handwriting, decimal: str) -> str:
    """A cell of a text file."""
    value = _cell(column, row, hand)
    if isinstance(value, str):
        # The platform's own marks are no formulas, though they begin like one.
        own = value == hand.missing or column.name == "match_type"
        return f"'{value}" if not own and value.lstrip(" ").startswith(_FORMULA) else _marked(value, column, decimal)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        text = f"{value:,}" if hand.grouped else str(value)
    else:
        places = 4 if column.name in _PARTS else 2
        text = f"{value:,.{places}f}" if hand.grouped else f"{value:.{places}f}"
    return text.translate(str.maketrans(".,", ",.")) if decimal == "," else text


def _marked(text: str, column: _Column, decimal: str) -> str:
    percent = column.name in _PARTS and text.endswith("%")
    return text.replace(".", decimal) if percent else text


def _cell(column: _Column, row: Row, hand: Handwriting) -> str | int | float | date:
    """A value as the platform means it, before a file's own number format."""
    value = column.value(row)
    if value is None or value == "":
        return hand.missing
    if column.name == "match_type":
        return hand.match_types.get(str(value), str(value))
    if column.name == "excluded":
        return "Excluded" if value else "None"
    if column.name in _PARTS:
        return _share(float(value), hand, column.name in SHARES)
    if isinstance(value, str | date):
        return value
    number = float(value)
    return int(number) if number.is_integer() and column.name not in MONEY | _RATIOS.keys() else number


def _share(value: float, hand: Handwriting, bounded: bool) -> str | float:
    if hand.bounded and bounded and (value < 0.1 or value > 0.9):
        return "< 10%" if value < 0.1 else "> 90%"
    return f"{value * 100:.2f}%" if hand.percent else value


def _labelled(label: str, columns: Sequence[_Column], cells: Sequence[Any], hand: Handwriting) -> list[Any]:
    """A line of totals: its label first, and marks only where a figure is missing."""
    pairs = zip(columns[1:], cells[1:], strict=True)
    return [label, *("" if cell == hand.missing and column.name in _TEXTS else cell for column, cell in pairs)]


def _encoded(lines: Sequence[Sequence[str]], delimiter: str, encoding: str) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    try:
        return mark + sink.getvalue().encode(encoding)
    except UnicodeEncodeError as error:
        line = error.object.count("\n", 0, error.start) + 1
        rule = f"has no {error.object[error.start]!r}, which stands on line {line}"
        raise InputError([Problem(f"encoding {encoding}", "", rule, mend="choose utf-8-sig or gb18030")]) from None


def _zipped(name: str, data: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def _workbook(lines: Sequence[Sequence[str]], columns: Sequence[_Column], rows: Sequence[Row],
              totals: Sequence[tuple[str, Row]], hand: Handwriting, sheet: str) -> bytes:  # fmt: skip
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)

    def cell(value: str | float | date) -> Any:
        made = WriteOnlyCell(page, round(value, 6) if isinstance(value, float) else value)
        if isinstance(value, str):
            made.data_type = "s"  # text, also where it begins like a formula
        elif isinstance(value, date):
            made.number_format = "yyyy-mm-dd"
        return made

    for line in lines:
        page.append([cell(text) for text in line])
    for row in rows:
        page.append([cell(_rounded(column, _cell(column, row, hand))) for column in columns])
    for label, row in totals:
        cells = [_rounded(column, _cell(column, row, hand)) for column in columns]
        page.append([cell(value) for value in _labelled(label, columns, cells, hand)])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _rounded(column: _Column, value: str | float | date) -> str | float | date:
    return round(value, 2) if isinstance(value, float) and column.name in MONEY | {"cpc", "roas"} else value
