"""Files of reports, written cell by cell: encodings, delimiters, line ends, number styles, workbooks and ZIPs.

Its own quoting, numbers and packing: nothing of the project writes here.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import openpyxl

from tests.platforms.specimens import COUNTED, SHARES, Column, Specimen

Cells = list[Any]


@dataclass(frozen=True)
class Style:
    """How figures, days and missing values are spelt."""

    decimal: str = "."
    group: str = ""
    indian: bool = False
    percent: bool = True
    money: str = "{}"
    missing: str = ""
    day: Callable[[date], Any] = date.isoformat


@dataclass(frozen=True)
class Variant:
    """One way to write a report. `made` is the file's suffix; `chinese` limits it to reports in one script."""

    name: str
    made: str = ".csv"
    encoding: str = "utf-8"
    told: str = ""
    bom: bytes = b""
    delimiter: str = ","
    newlines: tuple[str, ...] = ("\n",)
    style: Style = Style()
    chinese: bool | None = None
    around: bool = True
    pad: bool = False


def number(value: float, style: Style, places: int) -> str:
    """A figure with so many decimals, grouped by threes or the Indian way."""
    whole, _, fraction = f"{value:.{places}f}".partition(".")
    parts = []
    while len(whole) > 3:
        size = 2 if style.indian and parts else 3
        whole, part = whole[:-size], whole[-size:]
        parts.insert(0, part)
    parts.insert(0, whole)
    grouped = style.group.join(parts)
    return grouped + (style.decimal + fraction if fraction else "")


def cell(specimen: Specimen, column: Column, index: int, style: Style, typed: bool) -> Any:
    """The cell of a line, as text or (typed) as a workbook's own kind of value."""
    if column.words or not column.field:
        return column.words[index] if column.words else ""
    value = specimen.values(column)[index]
    if value is None:
        return style.missing
    if isinstance(value, date):
        return value if typed and style.day is date.isoformat else style.day(value)
    return value if typed or isinstance(value, str) else spelt(column, value, style)


def spelt(column: Column, value: float, style: Style) -> str:
    if column.field in SHARES:
        return number(value * 100, style, 2) + "%" if style.percent else number(value, style, 4)
    if column.field in COUNTED:
        return number(value, style, 0)
    return style.money.format(number(value, style, 2))


def table(specimen: Specimen, variant: Variant, typed: bool = False) -> list[Cells]:
    """The report as rows of cells: titles, header, lines, totals."""
    pad = "  " if variant.pad else ""
    lines: list[Cells] = [[title] for title in specimen.titles] if variant.around else []
    lines.append([pad + column.header + pad for column in specimen.columns])
    data = [[cell(specimen, column, index, variant.style, typed) for column in specimen.columns] for index in range(6)]
    total = [_summed(specimen, column, variant.style, typed) for column in specimen.columns]
    total[0] = specimen.total
    if specimen.total and variant.around:
        data = [total, *data] if specimen.total_first else [*data, total]
    return lines + data


def _summed(specimen: Specimen, column: Column, style: Style, typed: bool) -> Any:
    if column.field not in ("impressions", "clicks"):
        return ""
    value = sum(specimen.values(column))
    return value if typed else number(value, style, 0)


def quoted(told: str, delimiter: str) -> str:
    if any(mark in told for mark in (delimiter, '"', "\n", "\r")):
        return '"' + told.replace('"', '""') + '"'
    return told


def text(lines: Sequence[Cells], variant: Variant) -> bytes:
    rows = [variant.delimiter.join(quoted(str(told), variant.delimiter) for told in line) for line in lines]
    ends = variant.newlines
    content = "".join(row + ends[index % len(ends)] for index, row in enumerate(rows))
    return variant.bom + content.encode(variant.encoding)


def workbook(lines: Sequence[Cells], blank_first: bool = False, sheet: str = "Report") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    if blank_first:
        page.title = "Notes"
        page = book.create_sheet(sheet)
    for line in lines:
        page.append([None if told == "" else told for told in line])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def packed(files: dict[str, bytes], names_in: str = "utf-8") -> bytes:
    """A ZIP; names in GBK are written as Chinese systems write them, without the flag of UTF-8."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name if name.isascii() else _placeholder(name, names_in), data)
    made = sink.getvalue()
    for name in files:
        if not name.isascii():
            made = made.replace(_placeholder(name, names_in).encode(), name.encode(names_in))
    return made


def _placeholder(name: str, encoding: str) -> str:
    """An ASCII name as long as the name's bytes."""
    raw = name.encode(encoding)
    return f"{len(raw):02}{'placeholder' * 9}"[: len(raw)]


def file_bytes(specimen: Specimen, variant: Variant) -> bytes:
    """The whole file."""
    if variant.made == ".xlsx":
        return workbook(table(specimen, variant, typed="text" not in variant.name), blank_first=variant.pad)
    data = text(table(specimen, variant), variant)
    if variant.made == ".zip":
        return packed({"报表/关键词.csv": data, "__MACOSX/._a.csv": b"junk"}, "gbk")
    return data


PLAIN = Style()
GROUPED = Style(group=",", missing=" --")
GERMAN = Style(decimal=",", group=".", missing="—", day=lambda day: f"{day.day}.{day.month}.{day.year}")
VARIANTS = (
    Variant("csv"),
    Variant("csv with BOM and CRLF", encoding="utf-8-sig", newlines=("\r\n",), style=GROUPED),
    Variant("csv with carriage returns", newlines=("\r",), style=replace(GROUPED, missing="\\N", percent=False)),
    Variant("csv with mixed line ends", newlines=("\r\n", "\n", "\r"), style=replace(PLAIN, missing="N/A")),
    Variant("csv with padded headers", pad=True,
            style=replace(GROUPED, day=lambda day: f"{day.year}/{day.month}/{day.day}")),
    Variant("csv without titles and totals", around=False, style=replace(PLAIN, day=lambda day: f"{day:%Y%m%d}")),
    Variant("csv in GBK", encoding="gbk", told="gb18030", chinese=True,
            style=replace(PLAIN, missing="\\N", percent=False)),
    Variant("csv in GB18030 and CRLF", encoding="gb18030", newlines=("\r\n",), chinese=True,
            style=replace(GROUPED, missing="-", day=lambda day: f"{day.year}年{day.month}月{day.day}日")),
    Variant("csv in windows-1252", encoding="cp1252", chinese=False, style=replace(GROUPED, missing="-")),
    Variant("tabs in UTF-16 LE", encoding="utf-16-le", told="utf-16", bom=b"\xff\xfe", delimiter="\t",
            newlines=("\r\n",), style=GROUPED),
    Variant("tabs in UTF-16 BE", encoding="utf-16-be", told="utf-16", bom=b"\xfe\xff", delimiter="\t",
            style=replace(GROUPED, day=lambda day: f"{day:%b} {day.day}, {day.year}")),
    Variant("tabs in UTF-16 LE without BOM", encoding="utf-16-le", delimiter="\t"),
    Variant("commas in UTF-16 BE without BOM", encoding="utf-16-be", style=GROUPED),
    Variant("tsv", made=".tsv", delimiter="\t", style=replace(GROUPED, group="\u2009")),
    Variant("semicolons and decimal commas", delimiter=";", style=GERMAN),
    Variant("semicolons and narrow spaces", delimiter=";", style=replace(GERMAN, group="\u202f", missing="")),
    Variant("tabs and decimal commas", delimiter="\t", style=replace(GERMAN, group="", missing="--")),
    Variant("bars and apostrophes", delimiter="|", style=replace(GROUPED, group="'", missing="-")),
    Variant("tabs and Indian groups", delimiter="\t", style=replace(GROUPED, indian=True)),
    Variant("csv with currencies",
            style=replace(GROUPED, money="${}", day=lambda day: f"{day.month}/{day.day}/{day.year}")),
    Variant("xlsx", made=".xlsx", told="workbook", style=replace(PLAIN, missing="—")),
    Variant("xlsx of text cells", made=".xlsx", told="workbook", style=GROUPED),
    Variant("xlsx with serial days behind a blank sheet", made=".xlsx", told="workbook", pad=True,
            style=replace(PLAIN, day=lambda day: (day - date(1899, 12, 30)).days)),
    Variant("zip with a name in GBK", made=".zip", newlines=("\r\n",), style=GROUPED),
)  # fmt: skip
