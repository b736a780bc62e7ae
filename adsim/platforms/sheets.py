"""A file of cells, whatever wrote it: CSV or TSV in any encoding sellers meet, or a workbook.

Hides encodings, delimiters and the workbook reader. A `Sheet` is rows of cells with their line numbers,
so that whoever refuses a row can name it.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from adsim.errors import InputError, Problem
from adsim.platforms.figures import Cell

MAX_BYTES = 200_000_000
MAX_UNPACKED = 1_000_000_000
DELIMITERS = (",", "\t", ";", "|")
_WORKBOOK_SIGNS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Sheet:
    """One table of a file read one way: `label` names file (and sheet), `encoding` what its text was in."""

    label: str
    encoding: str
    rows: list[Row]


def refuse(where: str, rule: str, mend: str | None = None, value: str | None = None) -> InputError:
    return InputError([Problem(where=where, path="", rule=rule, value=value, mend=mend)])


def sheets(path: Path) -> Iterator[Sheet]:
    """Every way to read the file as a table: each sheet of a workbook, each delimiter of a text."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise refuse(str(path), f"cannot be read: {error.strerror}") from error
    if size > MAX_BYTES:
        rule = f"must not be larger than {MAX_BYTES // 10**6} MB"
        raise refuse(str(path), rule, value=f"{size / 10**6:.0f} MB")
    if not data.strip():
        raise refuse(str(path), "is empty", mend="export the report again")
    if data.startswith(_WORKBOOK_SIGNS):
        yield from _workbook(path, data)
    else:
        yield from _text(path, data)


def _workbook(path: Path, data: bytes) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MAX_UNPACKED:
            rule = f"must not unpack to more than {MAX_UNPACKED // 10**6} MB"
            raise refuse(str(path), rule, value=f"{unpacked / 10**6:.0f} MB")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            label = path.name if len(book.sheet_names) == 1 else f"{path.name}[{name}]"
            numbered = enumerate(([_plain(cell) for cell in row] for row in rows), start=1)
            yield Sheet(label, "workbook", list(numbered))
    except CalamineError as error:
        mend = "unzip it first, or save it as CSV or XLSX"
        raise refuse(str(path), f"cannot be read as a workbook: {error}", mend) from error


def _plain(cell: object) -> Cell:
    return cell if isinstance(cell, str | float | int | date | None) else str(cell)


def _text(path: Path, data: bytes) -> Iterator[Sheet]:
    encoding = encoding_of(data)
    if encoding is None:
        mend = "save it as CSV in UTF-8"
        raise refuse(str(path), "its text is neither UTF-8, UTF-16 nor GB18030", mend)
    content = data.decode(encoding)
    for delimiter in DELIMITERS:
        if delimiter in content:
            yield Sheet(path.name, encoding, list(_rows(content, delimiter)))
    if not any(delimiter in content for delimiter in DELIMITERS):
        yield Sheet(path.name, encoding, list(_rows(content, ",")))


def _rows(content: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = ["\n"]  # an unreadable row: `exports` refuses any cell that spans lines
        yield line, list(cells)
        line = reader.line_num + 1


def encoding_of(data: bytes) -> str | None:
    """The encoding of an exported text: by its byte-order mark, its zero bytes, or what decodes cleanly."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if _decodes(data, "utf-8") else None
    if data.startswith(_UTF16):
        return "utf-16" if _decodes(data, "utf-16") else None
    head = data[:4000]
    zeros = head.count(0)
    if zeros > len(head) / 100:
        guess = "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"
        return guess if _decodes(data, guess) else None
    if _decodes(data, "utf-8"):
        return "utf-8"
    if _decodes(data, "gb18030") and _reads_as_chinese(data.decode("gb18030")):
        return "gb18030"
    return "cp1252" if _decodes(data, "cp1252") else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _reads_as_chinese(content: str) -> bool:
    """Western text often decodes as GB18030 too, but into rare characters outside the common GB 2312 set."""
    special = [character for character in content if ord(character) > 127][:5000]
    common = sum(1 for character in special if _encodes(character, "gb2312"))
    return common >= 0.8 * len(special)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
