"""The page on exports says what the code says: every layout with its headers, every field of a line, every limit."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from adsim.platforms import LAYOUTS, ExportLayout
from adsim.platforms.archives import MAX_BYTES, MAX_FILES, SUFFIXES
from adsim.platforms.exports import Export
from adsim.platforms.headers import HEADER_WITHIN, MAPPABLE
from adsim.platforms.records import MADE_FROM, ExportRow
from adsim.platforms.sheets import MOST_LINES
from adsim.platforms.workbooks import MAX_CELLS, MAX_UNPACKED

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exports.md"


def section(heading: str) -> str:
    """The text under a heading, up to the next of any level."""
    text = PAGE.read_text(encoding="utf-8")
    start = re.search(rf"^#+ {re.escape(heading)}$", text, flags=re.MULTILINE)
    assert start is not None, heading
    return re.split(r"^#+ ", text[start.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def layout_lines(layout: ExportLayout) -> list[str]:
    """A layout's columns as the page tells them."""
    needed = dict.fromkeys(layout.required, " (needed)")
    return [
        f"| `{name}`{needed.get(name, '')} | {' · '.join(spellings)} |" for name, spellings in layout.columns.items()
    ]


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_told_with_all_its_headers(name: str) -> None:
    _, layout = LAYOUTS[name]
    text = section(f"`{name}`")
    assert layout.title in text and f"One line is a {layout.level.replace('_', ' ')}" in text.replace("an ad", "a ad")
    assert re.findall(r"^\| `.*$", text, flags=re.MULTILINE) == layout_lines(layout)


def test_no_layout_is_made_up() -> None:
    told = re.findall(r"^### `([^`]+)`$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert told == list(LAYOUTS)


def names_in_first_cells(text: str) -> list[str]:
    return re.findall(r"`([a-z_0-9]+)`", "".join(re.findall(r"^\|([^|]+)\|", text, flags=re.MULTILINE)))


def test_every_field_of_a_line_is_told() -> None:
    told = names_in_first_cells(section("What a line says"))
    assert sorted(told) == sorted({field.name for field in fields(ExportRow)} | set(MADE_FROM))
    assert set(MAPPABLE) == set(told) - {"line"}


def test_every_field_of_a_report_is_told() -> None:
    told = names_in_first_cells(section("What a report says"))
    assert sorted(told) == sorted({field.name for field in fields(Export)} | {"days"})


def test_limits_are_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    sizes = (f"{MAX_BYTES // 10**6} MB", f"{MAX_UNPACKED // 10**6} MB", f"{MAX_CELLS // 10**6} million cells")
    for limit in (*sizes, f"{MAX_FILES} files", f"first {HEADER_WITHIN} rows", f"{MOST_LINES} lines"):
        assert limit in text, limit
    for suffix in SUFFIXES:
        assert f"`{suffix}`" in text, suffix
