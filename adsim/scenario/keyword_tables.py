"""Keyword CSV files: one listed keyword a line, under the header names of `KeywordRow`.

Empty cells take the defaults; an apostrophe before a formula sign is taken off. Everything wrong is reported at
its line and column, up to a readable number.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from adsim.errors import InputError, Problem
from adsim.scenario.documents import decoded, read_bytes, refuse_unprintable
from adsim.scenario.faults import Fault, closest, shown
from adsim.scenario.objects import KeywordRow
from adsim.scenario.wording import faults_of, said

SIZE_LIMIT = 50_000_000
PROBLEM_LIMIT = 50

_ROWS = TypeAdapter(tuple[KeywordRow, ...])
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠]")
_WHOLE_NUMBER = re.compile(r"[-+]?\d+", re.ASCII)
_FIELDS = {field.alias or name: field for name, field in KeywordRow.model_fields.items()}
_TEXT = ("keyword", "class", "campaign", "ad_group", "match_type", "target", "shown", "product")
_WHOLE = ("rivals",)


@dataclass(frozen=True)
class KeywordTable:
    """The rows of a keyword file, the line of each, and what was wrong with the others."""

    name: str
    rows: tuple[KeywordRow, ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]

    def problem(self, fault: Fault) -> Problem:
        """The problem of a fault at ("listed", row, column)."""
        row, column = int(fault.path[1]), str(fault.path[2])
        return Problem(f"{self.name}:{self.lines[row]}", column, fault.rule, fault.value, fault.mend)


def read(path: str | FilePath) -> KeywordTable:
    """Read the keyword CSV at `path`. Raises InputError where its header cannot be used."""
    name = str(path)
    text = decoded(read_bytes(path, SIZE_LIMIT), name)
    refuse_unprintable(text, name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _header(next(reader, []), name)
        stripped = ([cell.strip() for cell in row] for row in reader)
        cells = [(reader.line_num, row) for row in stripped if any(row)]
    except csv.Error as error:
        raise InputError([Problem(f"{name}:{reader.line_num}", "", f"is not CSV ({error})")]) from None
    if not cells:
        raise InputError([Problem(name, "", "must list at least one keyword")])
    return _validated(name, columns, cells)


def _header(cells: list[str], name: str) -> list[str]:
    columns = [cell.strip() for cell in cells]
    where = f"{name}:1"
    problems = []
    for index, column in enumerate(columns):
        if column in columns[:index]:
            problems.append(Problem(where, shown(column), "duplicate column", mend="delete one of them"))
        elif column not in _FIELDS:
            mend = "separate the columns by commas" if len(columns) == 1 else closest(column, _FIELDS)
            title = shown(column) or f"column {index + 1}"
            problems.append(Problem(where, title, "unknown column", mend=mend))
    for column, field in _FIELDS.items():
        if field.is_required() and column not in columns:
            problems.append(Problem(where, column, "required column is missing"))
    if problems:
        raise InputError(problems)
    return columns


def _validated(name: str, columns: list[str], cells: list[tuple[int, list[str]]]) -> KeywordTable:
    converters = [_converter(column) for column in columns]
    width = len(columns)
    problems: list[Problem] = []
    lines: list[int] = []
    data: list[dict[str, Any]] = []
    for line, row in cells:
        if len(row) != width:
            rule = f"must have {width} cells like the header"
            problems.append(Problem(f"{name}:{line}", "", rule, f"{len(row)} cells"))
            continue
        taken = zip(columns, converters, row, strict=True)
        data.append({column: convert(cell) for column, convert, cell in taken if cell})
        lines.append(line)
    try:
        rows = _ROWS.validate_python(data)
    except ValidationError as error:
        problems += _worded(name, error, data, lines)
        return KeywordTable(name, (), (), _readable(problems, name))
    problems += _repeated(name, rows, lines)
    return KeywordTable(name, rows, tuple(lines), _readable(problems, name))


def _unguarded(cell: str) -> str:
    """Text without the apostrophe that keeps a spreadsheet from taking `=1+1` for a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _converter(column: str) -> Callable[[str], Any]:
    if column in _TEXT:
        return _unguarded

    def number(cell: str) -> Any:
        """The number in `cell`, or its text, which the validation then names."""
        if len(cell) > 40 or not _NUMBER.fullmatch(cell):
            return cell
        return int(cell) if column in _WHOLE and _WHOLE_NUMBER.fullmatch(cell) else float(cell)

    return number


def _worded(name: str, error: ValidationError, data: list[dict[str, Any]], lines: list[int]) -> list[Problem]:
    problems = []
    for fault in faults_of(error, data):
        row, column = fault.path[0], str(fault.path[1])
        assert isinstance(row, int)
        where = f"{name}:{lines[row]}"
        if fault.rule == "required key is missing":
            problems.append(Problem(where, column, "must not be empty"))
        else:
            problems.append(Problem(where, column, fault.rule, fault.value, fault.mend))
    return problems


def _repeated(name: str, rows: tuple[KeywordRow, ...], lines: list[int]) -> list[Problem]:
    """A keyword may stand there once for each place in the account's hierarchy."""
    first: dict[tuple[str | None, ...], int] = {}
    problems = []
    for row, line in zip(rows, lines, strict=True):
        place = (row.keyword, row.campaign, row.ad_group, row.match_type, row.target, row.shown)
        if place in first:
            rule = f"must be unique, also on line {first[place]}"
            problems.append(Problem(f"{name}:{line}", "keyword", rule, said(row.keyword)))
        first.setdefault(place, line)
    return problems


def _readable(problems: list[Problem], name: str) -> tuple[Problem, ...]:
    """At most PROBLEM_LIMIT problems, and how many more there are."""
    if len(problems) <= PROBLEM_LIMIT:
        return tuple(problems)
    more = Problem(name, "", f"has {len(problems) - PROBLEM_LIMIT} more problems")
    return (*problems[:PROBLEM_LIMIT], more)
