"""The files that hold tables: the file itself, or what lies in a ZIP, with junk left aside and bombs refused.

Hides how archives are opened and how names in them are spelt (Chinese systems write them in GBK).
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from adsim.errors import Problem
from adsim.platforms.sheets import Table, refuse, text_table
from adsim.platforms.workbooks import DAMAGED, SIGNS, workbook_tables

MAX_BYTES = 200_000_000
MAX_FILES = 200
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_WORKBOOK_PARTS = ("[Content_Types].xml", "mimetype")
_EMPTY_ZIP = b"PK\x05\x06"
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def tables_in(path: Path, left_out: list[Problem]) -> Iterator[Table]:
    """Every table of the file; what a ZIP holds besides tables is named in `left_out`. Raises `InputError`."""
    data = _bytes(path)
    if not _is_archive(data):
        yield from _tables(path.name, data)
        return
    for name, content in _members(path.name, data, left_out):
        yield from _tables(f"{path.name}/{name}", content)


def _tables(label: str, data: bytes) -> Iterator[Table]:
    """The tables of one file that is no archive."""
    if data.startswith(SIGNS):
        yield from workbook_tables(label, data)
    else:
        yield text_table(label, data)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except (OSError, ValueError) as error:
        raise refuse(str(path), f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if size > MAX_BYTES:
        rule = f"must not be larger than {MAX_BYTES // 10**6} MB"
        raise refuse(str(path), rule, value=f"{size / 10**6:.0f} MB")
    if not data.strip():
        raise refuse(str(path), "is empty", mend="export the report again")
    return data


def _is_archive(data: bytes) -> bool:
    """Whether the bytes are a ZIP that is no workbook itself."""
    if not data.startswith((SIGNS[0], _EMPTY_ZIP)) or not zipfile.is_zipfile(io.BytesIO(data)):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return not any(part in _WORKBOOK_PARTS for part in parts.namelist())
    except DAMAGED:
        return False


def _members(label: str, data: bytes, left_out: list[Problem]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir() and not _is_junk(part.filename)]
        if len(parts) > MAX_FILES:
            raise refuse(label, f"must not hold more than {MAX_FILES} files", value=f"{len(parts)}")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MAX_BYTES:
            rule = f"must not unpack to more than {MAX_BYTES // 10**6} MB"
            raise refuse(label, rule, value=f"{unpacked / 10**6:.0f} MB")
        found = False
        for part in parts:
            name = _name(part)
            if not name.casefold().endswith(SUFFIXES):
                left_out.append(Problem(f"{label}/{name}", "", "is no table and was not read"))
                continue
            found = True
            yield name, _unpacked(f"{label}/{name}", archive, part)
    if not found:
        raise refuse(label, f"holds no table ({', '.join(SUFFIXES[:4])} …)", "put the exported reports into it")


def _is_junk(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    last = parts[-1] if parts else ""
    return "__MACOSX" in parts or last.startswith(("._", "~$", ".")) or last.casefold() in ("thumbs.db", "desktop.ini")


def _name(part: zipfile.ZipInfo) -> str:
    """The name as it was meant: archives without the UTF-8 flag carry UTF-8 or GBK bytes all the same."""
    if part.flag_bits & _UTF8_NAME:
        return part.filename
    raw = part.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _unpacked(label: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    if part.flag_bits & _ENCRYPTED:
        raise refuse(label, "is encrypted", "unpack it with its password first")
    try:
        with archive.open(part) as stream:
            data = stream.read(MAX_BYTES + 1)
    except DAMAGED as error:
        raise refuse(label, f"cannot be unpacked: {str(error)[:200]}", "download the ZIP again") from error
    if len(data) > MAX_BYTES:
        raise refuse(label, f"must not unpack to more than {MAX_BYTES // 10**6} MB")
    if not data.strip():
        raise refuse(label, "is empty", mend="export the report again")
    return data
