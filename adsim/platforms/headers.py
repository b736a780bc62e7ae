"""Finding the header of a report: which row it is, and which known layout it is written in.

A caller's own mapping of fields to headers (`columns`) goes over what is recognised, and makes a layout of
any table.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from adsim.errors import InputError, Problem
from adsim.platforms import PLATFORMS, ExportLayout, figures
from adsim.platforms.contract import Level
from adsim.platforms.encodings import spoilt
from adsim.platforms.figures import Cell
from adsim.platforms.records import MADE_FROM, ExportRow
from adsim.platforms.sheets import Sheet, refuse

HEADER_WITHIN = 40
# A report of keywords names their campaign too, so the finest level that fits is what a line is.
FINEST_FIRST: tuple[Level, ...] = ("term", "keyword", "placement", "product", "ad_group", "campaign")
# What a table of the caller's own must name, at the finest level that it does.
_IDENTITY = (("keyword", "keyword"), ("placement", "placement"), ("product", "product"), ("title", "product"),
             ("ad_group", "ad_group"), ("campaign", "campaign"))  # fmt: skip
# What every line must tell.
COUNTED = ("impressions", "clicks", "cost")
_UNIT = re.compile(r"\s*\(([#%$£€¥₹元次个]|[a-z]{3}|us\$|cn¥|人民币|美元|单位:元)\)$")
MAPPABLE = tuple(sorted({field.name for field in fields(ExportRow)} - {"line"} | set(MADE_FROM)))


@dataclass(frozen=True)
class Header:
    """Where a layout's fields stand in a sheet: `at` is the header's place among the rows, `line` its line.

    `names` are the headers for comparing, `told` as they stand.
    """

    platform: str
    layout: ExportLayout
    at: int
    line: int
    names: tuple[str, ...]
    told: tuple[str, ...]
    columns: dict[str, int]

    def currency(self) -> str | None:
        """The currency that the money columns name in brackets, `花费(元)` or `Spend (USD)`."""
        for field in ("cost", "revenue", "bid", "budget"):
            place = self.columns.get(field)
            unit = _UNIT.search(_plain(self.told[place])) if place is not None else None
            if unit is not None:
                return figures.code(unit[1].removeprefix("单位:"))
        return None


def _plain(header: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", header).casefold().split())


@lru_cache(maxsize=8192)
def fold(header: str) -> str:
    """A header for comparing: width, case, outer and double spaces and a unit in brackets do not count."""
    return _UNIT.sub("", _plain(header))


def _folded(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(fold(figures.text(cell)) for cell in cells)


def checked(columns: Mapping[str, str] | None) -> dict[str, str]:
    """The caller's mapping; an `InputError` names every field that no report has."""
    told = dict(columns or {})
    rule = f"must be a field of a report: {', '.join(MAPPABLE)}"
    wrong = [Problem(f"--column {field}={header}", "", rule, repr(field)) for field, header in told.items()
             if field not in MAPPABLE]  # fmt: skip
    wrong += [Problem(f"--column {field}=", "", "must name a header") for field, header in told.items() if not header]
    if wrong:
        raise InputError(wrong)
    return told


def layouts(platform: str | None) -> Iterator[tuple[str, ExportLayout]]:
    """The layouts a file may be in: the platform's own and the generic ones, or all."""
    for name, owner in PLATFORMS.items():
        if platform in (None, name) or name == "generic":
            yield from ((name, layout) for layout in owner.exports)


def find_header(sheet: Sheet, platform: str | None, mapping: Mapping[str, str]) -> Header | None:
    """The first row that is a known header, read as the finest layout that fits, its platform's own before a
    plain one, and of those the one that knows most columns; or the row that holds every header of `mapping`."""
    for at, (line, cells) in enumerate(sheet.head[:HEADER_WITHIN]):
        names = _folded(cells)
        if not all(fold(header) in names for header in mapping.values()):
            continue
        told = tuple(figures.text(cell) for cell in cells)
        found = [Header(name, layout, at, line, names, told, _columns(names, layout))
                 for name, layout in layouts(platform)]  # fmt: skip
        header = min((header for header in found if _fits(header)), key=_preference, default=None)
        if header is not None:
            return _mapped(header, mapping)
        if mapping:
            return _made(sheet, at, names, told, mapping)
    return None


def header_of(sheet: Sheet, layout: ExportLayout, mapping: Mapping[str, str]) -> Header | None:
    """The first row that holds every header of `mapping` and, by it or by spelling, all that `layout` requires."""
    for at, (line, cells) in enumerate(sheet.head[:HEADER_WITHIN]):
        names = _folded(cells)
        if all(fold(header) in names for header in mapping.values()):
            columns = columns_of(cells, layout, mapping)
            if all(field in columns for field in layout.required):
                return Header("generic", layout, at, line, names, tuple(map(figures.text, cells)), columns)
    return None


def columns_of(cells: Sequence[Cell], layout: ExportLayout, mapping: Mapping[str, str]) -> dict[str, int]:
    """Where the layout's fields stand in a row of headers, the caller's own before those recognised."""
    names = _folded(cells)
    own = {field: names.index(fold(header)) for field, header in mapping.items() if fold(header) in names}
    known = _columns(names, layout)
    return {field: place for field, place in known.items() if place not in own.values()} | own


def _preference(header: Header) -> tuple[int, bool, int]:
    return FINEST_FIRST.index(header.layout.level), header.platform == "generic", -len(header.columns)


def _columns(names: Sequence[str], layout: ExportLayout) -> dict[str, int]:
    columns: dict[str, int] = {}
    for field, spellings in layout.columns.items():
        place = next((names.index(fold(word)) for word in spellings if fold(word) in names), None)
        if place is not None:
            columns[field] = place
    return columns


def _fits(header: Header) -> bool:
    layout = header.layout
    signed = not layout.signature or any(fold(word) in header.names for word in layout.signature)
    barred = any(fold(word) in header.names for word in layout.without)
    return signed and not barred and all(field in header.columns for field in layout.required)


def _mapped(header: Header, mapping: Mapping[str, str]) -> Header:
    """The header with the caller's fields over those recognised."""
    own = {field: header.names.index(fold(name)) for field, name in mapping.items()}
    kept = {field: place for field, place in header.columns.items() if place not in own.values()}
    lost = [field for field in header.layout.required if field not in kept | own]
    if not lost:
        return replace(header, columns=kept | own)
    made = _layout_of(own | kept)
    if made is None:
        raise _missing(header.told, lost[0], f"line {header.line}")
    return replace(header, layout=made, columns=kept | own)


def _made(sheet: Sheet, at: int, names: tuple[str, ...], told: tuple[str, ...], mapping: Mapping[str, str]) -> Header:
    """A header of the caller's own, the rest recognised by the spellings of plain tables."""
    own = {field: names.index(fold(name)) for field, name in mapping.items()}
    plain: dict[str, int] = {}
    for layout in PLATFORMS["generic"].exports:
        plain = _columns(names, layout) | plain
    columns = {field: place for field, place in plain.items() if place not in own.values()} | own
    made = _layout_of(columns)
    where = f"{sheet.label}:{sheet.head[at][0]}"
    if made is None:
        raise _missing(told, "keyword", where)
    lost = [field for field in made.required if field not in columns]
    if lost:
        raise _missing(told, lost[0], where)
    return Header("generic", made, at, sheet.head[at][0], names, told, columns)


def _layout_of(columns: Mapping[str, int]) -> ExportLayout | None:
    """A layout for a table with these fields, None if nothing says what its lines are."""
    identity = next(((field, level) for field, level in _IDENTITY if field in columns), None)
    if identity is None:
        return None
    plain = PLATFORMS["generic"].exports[0]
    level: Level = "term" if identity[0] == "keyword" and "target" in columns else identity[1]  # type: ignore[assignment]
    return replace(plain, name="mapped", title="table read by --column", level=level,
                   required=(identity[0], *COUNTED))  # fmt: skip


def _missing(told: Sequence[str], field: str, where: str) -> InputError:
    rule = f"no column is known to hold {field}; headers found: {listed(told)}"
    return refuse(where, rule, mend=f"name it: --column {field}=HEADER")


def shown(header: str) -> str:
    """A header for a message: characters that are no text are left out."""
    return "".join(character for character in header if character.isprintable())


def listed(headers: Sequence[str]) -> str:
    """Headers for a message, none of them cut in two."""
    words: list[str] = []
    for word in map(shown, filter(None, headers)):
        if sum(map(len, words)) + len(word) > 600:
            words.append("…")
            break
        words.append(word)
    return ", ".join(words) or "none"


def unrecognised(path: str, seen: Sequence[Sheet], platform: str | None, mapping: Mapping[str, str]) -> InputError:
    """The refusal of a file whose header no layout knows: what was found, what would be known."""
    rows = [cells for sheet in seen for _, cells in sheet.head[:HEADER_WITHIN]]
    widest = max(([word for cell in cells if (word := figures.text(cell))] for cells in rows), key=len, default=[])
    meant = next((words for cells in rows for cell in cells if (words := spoilt(figures.text(cell)))), None)
    if meant is not None:
        rule = f"its text was once read in a wrong encoding and saved so (it says {meant} where it should)"
        return refuse(path, rule, "export it again, and open it as GBK or UTF-8 before saving")
    rule = f"has no header that a known layout recognises; headers found: {listed(widest)}"
    if mapping:
        names = {fold(word) for word in widest}
        lost = [name for name in mapping.values() if fold(name) not in names] or list(mapping.values())
        rule = f"has no row with the header {lost[0]!r}; headers found: {listed(widest)}"
    return refuse(path, rule, mend=f"name the columns by --column FIELD=HEADER; nearest: {_nearest(rows, platform)}")


def _nearest(rows: Sequence[Sequence[Cell]], platform: str | None) -> str:
    """The known layouts that share most headers with the file, and what each of them lacks there."""
    near = []
    for name, layout in layouts(platform):
        found = max((_columns(_folded(cells), layout) for cells in rows), key=len, default={})
        lacks = [layout.columns[field][0] for field in layout.required if field not in found]
        told = f"{layout.title} (lacks {', '.join(lacks) or 'its own headers'})"
        near.append(((len(lacks) - len(found), name != "generic"), told))
    return "; ".join(told for _, told in sorted(near, key=lambda pair: pair[0])[:3])
