"""Tables of cells, and those in a text file of any encoding and delimiter.

Hides encodings, delimiters and quotation marks. A `Sheet` is rows of cells with their line numbers, so that
whoever refuses a row can name it; a `Table` is one table with every way to read it.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from adsim.errors import InputError, Problem
from adsim.platforms.encodings import decoded
from adsim.platforms.figures import Cell

HEAD = 60
# Cells with line breaks span few lines; more is a quotation mark that was opened and never closed.
MOST_LINES = 6
DELIMITERS = (",", "\t", ";", "|")
UNCLOSED = '"\n'

Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Sheet:
    """One table read one way: `label` names file (and sheet), `encoding` what its text was in, `delimiter`
    is "" in workbooks; `head` are its first rows, `rows()` all of them."""

    label: str
    encoding: str
    delimiter: str
    head: list[Row]
    rows: Callable[[], list[Row]]


@dataclass(frozen=True)
class Table:
    """One table of a file, and every way to read it; `hidden`: its sheet is hidden in the workbook."""

    label: str
    readings: Iterator[Sheet]
    hidden: bool = False


def refuse(where: str, rule: str, mend: str | None = None, value: str | None = None) -> InputError:
    return InputError([Problem(where=where, path="", rule=rule, value=value, mend=mend)])


def text_table(label: str, data: bytes) -> Table:
    """The one table of a text file."""
    return Table(label, _text(label, data))


def _text(label: str, data: bytes) -> Iterator[Sheet]:
    told = decoded(data)
    if told is None:
        raise refuse(label, "its text is neither UTF-8, UTF-16 nor GB18030", "save it as CSV in UTF-8")
    content, encoding = told
    start = content[:2000].lstrip().casefold()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<style", "<meta")):
        raise refuse(label, "is a web page, not a table", "open it in a spreadsheet and save it as XLSX or CSV")
    lines = io.StringIO(content, newline="").readlines()
    present = [delimiter for delimiter in DELIMITERS if delimiter in content] or [","]
    for delimiter in present:
        head = list(islice(_rows(lines, delimiter), HEAD))
        yield Sheet(label, encoding, delimiter, head, partial(_all_rows, lines, delimiter))


class _Lines:
    """The lines of a text, given out one by one up to a limit."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.at, self.limit = lines, 0, 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.at >= self.limit:
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def _all_rows(lines: list[str], delimiter: str) -> list[Row]:
    return list(_rows(lines, delimiter))


def _rows(lines: list[str], delimiter: str) -> Iterator[Row]:
    """The rows with their line numbers. Where a quotation mark opens and does not close within a few lines,
    the line is a row of one cell, `UNCLOSED`, and the next line begins a new row."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter)
    end = len(lines)
    while source.at < end:
        start = source.at
        source.limit = min(start + MOST_LINES, end)
        try:
            cells: list[Cell] = list(next(reader))
        except (StopIteration, csv.Error):
            cells = [UNCLOSED]
        if (
            source.at - start >= MOST_LINES
            or cells == [UNCLOSED]
            or (source.at == end and _open(lines[start:], delimiter))
        ):
            cells, source.at = [UNCLOSED], start + 1
            reader = csv.reader(source, delimiter=delimiter)
        yield start + 1, cells


def _open(rest: list[str], delimiter: str) -> bool:
    """Whether the text ends inside quotation marks."""
    try:
        next(csv.reader(rest, delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        return "end of data" in str(error)
    return False
