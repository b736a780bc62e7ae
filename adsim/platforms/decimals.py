"""Which mark divides units from fractions in a file, a point or a comma: decided once, from evidence.

A figure that can be read one way only is evidence: `0,72`, `1.234,56`, `1,234,567`, or `1.234` as a count.
Without any, what is usual decides (a file divided by `;` has decimal commas, one divided by `,` or with
Chinese headers points). Where that leaves two readings the file is refused, with both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adsim.errors import InputError, Problem
from adsim.platforms import figures
from adsim.platforms.headers import Header, shown
from adsim.platforms.sheets import Row, Sheet

COUNTS = ("impressions", "clicks")
# Figures that go against nine others are slips of their rows; more make the whole file doubtful.
SLIPS = 0.1
_OTHER = {".": ",", ",": "."}
_GROUPS = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in _OTHER}
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass
class _Evidence:
    """Cells that tell a mark, by mark; weaker hints; and cells that could be read both ways."""

    told: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {".": [], ",": []})
    hints: set[str] = field(default_factory=set)
    either: list[tuple[str, str]] = field(default_factory=list)


def checked(decimal: str | None) -> str | None:
    """The caller's decimal mark; an `InputError` for anything but a point or a comma."""
    if decimal not in (None, ".", ","):
        raise InputError([Problem("--decimal", "", "must be . or ,", repr(decimal))])
    return decimal


def decimal_mark(sheet: Sheet, header: Header, body: Sequence[Row], read: Sequence[str]) -> str:
    """The decimal mark of the figures in the fields `read`; raises `InputError` where it stays open."""
    evidence = _gathered(header, body, read)
    points, commas = len(evidence.told["."]), len(evidence.told[","])
    if points and commas:
        if min(points, commas) > SLIPS * (points + commas):
            raise _contradiction(sheet, header, body, evidence)
        return "." if points > commas else ","
    if points or commas:
        return "." if points else ","
    if not evidence.either:
        return "."
    usual = set(_usual(sheet, header))
    hints = usual | evidence.hints
    # Twelve thousand as 12.000 alone is no proof: some programs write every figure with three decimals.
    if len(hints) == 1 and (usual or hints == {"."}):
        return hints.pop()
    raise _open_question(sheet, header, body, evidence)


def _usual(sheet: Sheet, header: Header) -> Iterator[str]:
    if sheet.delimiter == ";":
        yield ","
    if sheet.delimiter == "," or any(_CHINESE.search(name) for name in header.names):
        yield "."


def _gathered(header: Header, body: Sequence[Row], read: Sequence[str]) -> _Evidence:
    evidence = _Evidence()
    for name in read:
        place = header.columns.get(name)
        if place is None:
            continue
        for cell in {row[place] for _, row in body if place < len(row)}:
            told, sure = _mark(cell, name in COUNTS) if isinstance(cell, str) else ("", True)
            if told and sure:
                evidence.told[told].append((name, str(cell)))
            elif not sure:
                evidence.hints |= {told} - {""}
                evidence.either.append((name, str(cell)))
    return evidence


def _mark(cell: str, counted: bool) -> tuple[str, bool]:
    """(mark, sure): the decimal mark that a cell tells, "" for none; not sure: it can be read both ways."""
    if cell.isdecimal() or (body := figures.body_of(cell)) is None or not ("." in body or "," in body):
        return "", True
    if "." in body and "," in body:
        last = max(_OTHER, key=body.rfind)
        return (last, True) if body.count(last) == 1 else ("", True)
    mark = "." if "." in body else ","
    if body.count(mark) > 1:
        grouped = _GROUPS[mark].fullmatch(body) or (mark == "," and _INDIAN.fullmatch(body))
        return (_OTHER[mark], True) if grouped else ("", True)
    before, _, after = body.partition(mark)
    if len(after) != 3 or not before.isdecimal() or before.startswith("0") or len(before) > 3:
        return mark, True
    if counted:
        return _OTHER[mark], after != "000"
    return "", False


def _line(header: Header, body: Sequence[Row], name: str, cell: str) -> int:
    place = header.columns[name]
    return next((line for line, row in body if place < len(row) and row[place] == cell), header.line)


def _contradiction(sheet: Sheet, header: Header, body: Sequence[Row], evidence: _Evidence) -> InputError:
    told = {}
    for mark, cells in evidence.told.items():
        line, cell = min((_line(header, body, name, cell), cell) for name, cell in cells)
        told[mark] = f"{cell.strip()!r} in line {line}"
    rule = f"has decimal points ({told['.']}) and decimal commas ({told[',']})"
    return InputError([Problem(sheet.label, "", rule, mend="mend the file, or say which is right: --decimal . or ,")])


def _open_question(sheet: Sheet, header: Header, body: Sequence[Row], evidence: _Evidence) -> InputError:
    line, name, cell = min((_line(header, body, name, cell), name, cell) for name, cell in evidence.either)
    as_point, as_comma = (_reading(cell, mark) for mark in _OTHER)
    rule = f"could be {as_point} or {as_comma}, and nothing in the file tells its decimal mark"
    place = shown(header.told[header.columns[name]])
    mend = "say it: --decimal . or --decimal ,"
    return InputError([Problem(f"{sheet.label}:{line}", place, rule, repr(cell.strip()), mend)])


def _reading(cell: str, decimal: str) -> str:
    value = figures.number(cell, decimal, percent=True)
    return f"{value:.10g}"
