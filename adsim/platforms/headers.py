"""Finding the header of a report: which row it is, and which known layout it is written in."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adsim.errors import InputError
from adsim.platforms import PLATFORMS, ExportLayout, figures
from adsim.platforms.contract import Level
from adsim.platforms.figures import Cell
from adsim.platforms.sheets import Sheet, refuse

HEADER_WITHIN = 40
# A report of keywords names their campaign too, so the finest level that fits is what a line is.
FINEST_FIRST: tuple[Level, ...] = ("term", "keyword", "placement", "product", "ad_group", "campaign")
_UNIT = re.compile(r"\s*\((?:[#%$£€¥₹元次个]|[A-Za-z]{3}|US\$|CN¥)\)$")


@dataclass(frozen=True)
class Header:
    """Where a layout's fields stand in a sheet: `at` is the header's place among the rows."""

    platform: str
    layout: ExportLayout
    at: int
    names: tuple[str, ...]
    columns: dict[str, int]


def fold(header: Cell) -> str:
    """A header for comparing: width, case, outer and double spaces and a unit in brackets do not count."""
    folded = " ".join(unicodedata.normalize("NFKC", figures.text(header)).casefold().split())
    return _UNIT.sub("", folded)


def layouts(platform: str | None) -> Iterator[tuple[str, ExportLayout]]:
    """The layouts a file may be in: the platform's own and the generic ones, or all."""
    for name, owner in PLATFORMS.items():
        if platform in (None, name) or name == "generic":
            yield from ((name, layout) for layout in owner.exports)


def find_header(sheet: Sheet, platform: str | None = None) -> Header | None:
    """The first row that is a known header, read as the finest layout that fits, its platform's own before a
    plain one, and of those the one that knows most columns."""
    for at, (_, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
        names = tuple(fold(cell) for cell in cells)
        found = [Header(name, layout, at, names, _columns(names, layout)) for name, layout in layouts(platform)]
        fitting = [header for header in found if _fits(header)]
        if fitting:
            return min(fitting, key=_preference)
    return None


def _preference(header: Header) -> tuple[int, bool, int]:
    return FINEST_FIRST.index(header.layout.level), header.platform == "generic", -len(header.columns)


def _columns(names: Sequence[str], layout: ExportLayout) -> dict[str, int]:
    columns = {}
    for field, spellings in layout.columns.items():
        place = next((names.index(fold(word)) for word in spellings if fold(word) in names), None)
        if place is not None:
            columns[field] = place
    return columns


def _fits(header: Header) -> bool:
    layout = header.layout
    signed = not layout.signature or any(fold(word) in header.names for word in layout.signature)
    return signed and all(field in header.columns for field in layout.required)


def unrecognised(path: str, seen: Sequence[Sheet], platform: str | None) -> InputError:
    """The refusal of a file whose header no layout knows: what was found, what would be known."""
    rows = [cells for sheet in seen for _, cells in sheet.rows[:HEADER_WITHIN]]
    widest = max(([word for cell in cells if (word := figures.text(cell))] for cells in rows), key=len, default=[])
    rule = f"has no header that a known layout recognises; headers found: {', '.join(widest)[:400] or 'none'}"
    known = "; ".join(
        f"{layout.title} ({', '.join(layout.columns[field][0] for field in layout.required)})"
        for _, layout in layouts(platform)
    )
    return refuse(path, rule, mend=f"layouts known: {known}")
