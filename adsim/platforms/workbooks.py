"""The tables of a workbook: XLSX, XLS, XLSB or ODS, each sheet one.

Hides the workbook reader, which takes memory for every cell between the first and the last: files that would
fill it (bombs, or a lone cell at the far end of a sheet) are refused before it sees them.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar, cast

from adsim.platforms.figures import Cell
from adsim.platforms.sheets import HEAD, Row, Sheet, Table, refuse

SIGNS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MAX_UNPACKED = 400_000_000
MAX_CELLS = 60_000_000
# What Python raises over a ZIP that is none, or a damaged one.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
_CHUNK = 1 << 20
_LONGEST_REFERENCE = 40
_ROW = re.compile(rb'<row [^>]*?\br="(\d{1,9})"')
_WIDE = re.compile(rb'<c [^>]*?\br="([A-Z]{2,3})\d')

Opened = TypeVar("Opened")


def workbook_tables(label: str, data: bytes) -> Iterator[Table]:
    """Each worksheet as a table; raises `InputError` for what is no workbook."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _refuse_vast(label, data)
    book = _opened(label, lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))
    for place, about in enumerate(book.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        name = label if len(book.sheet_names) == 1 else f"{label}[{about.name}]"
        reading = _worksheet(name, partial(book.get_sheet_by_index, place))
        yield Table(name, reading, about.visible is not SheetVisibleEnum.Visible)


def _worksheet(label: str, get: Callable[[], object]) -> Iterator[Sheet]:
    rows = _opened(label, lambda: _cells(get()))
    yield Sheet(label, "workbook", "", rows[:HEAD], lambda: rows)


def _cells(sheet: object) -> list[Row]:
    start = getattr(sheet, "start", None)
    cells = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=True))  # type: ignore[attr-defined]
    return list(enumerate(cells, start=1 if start is None else start[0] + 1))


def _opened(label: str, work: Callable[[], Opened]) -> Opened:
    """What the workbook reader gives; whatever it stumbles over (it may even panic) becomes one refusal."""
    try:
        return work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        rule = f"cannot be read as a workbook: {str(error)[:200] or type(error).__name__}"
        raise refuse(label, rule, "open it in a spreadsheet and save it as XLSX or CSV") from error


def _refuse_vast(label: str, data: bytes) -> None:
    """Refuse what would unpack to too much, or spread over too many cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > MAX_UNPACKED:
                rule = f"must not unpack to more than {MAX_UNPACKED // 10**6} MB"
                raise refuse(label, rule, value=f"{unpacked / 10**6:.0f} MB")
            spreads = [_spread(parts, name) for name in parts.namelist() if _is_worksheet(name)]
    except DAMAGED:  # the workbook reader will say so
        return
    rows, width = max(spreads, key=lambda spread: spread[0] * spread[1], default=(0, 0))
    if rows * width > MAX_CELLS:
        rule = f"must not spread over more than {MAX_CELLS // 10**6} million cells"
        mend = "delete the cells far below or beside the table, or save the table alone"
        raise refuse(label, rule, mend, f"{rows:,} rows of up to {width:,} columns")


def _is_worksheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _spread(parts: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """(last row, last column) of a worksheet; columns up to Z count as 26."""
    last, wide, rest = 0, "Z", b""
    with parts.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            rest += chunk
            last = max(last, max(map(int, _ROW.findall(rest)), default=0))
            wide = max([wide, *{found.decode() for found in _WIDE.findall(rest)}], key=_column)
            rest = rest[-_LONGEST_REFERENCE:]
    return last, _column(wide)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
