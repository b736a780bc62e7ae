"""Hundreds of files, every layout in every encoding and style, each read cell by cell as it was meant."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adsim.platforms.exports import ExportRow, read_exports
from tests.platforms.report_files import VARIANTS, Variant, file_bytes
from tests.platforms.specimen_reports import SPECIMENS
from tests.platforms.specimens import DAYS, Specimen

FILES = [
    pytest.param(specimen, variant, id=f"{specimen.name}-{variant.name}".replace(" ", "_"))
    for specimen in SPECIMENS
    for variant in VARIANTS
    if variant.chinese in (None, specimen.chinese)
]
MADE_FROM = {"date", "direct_orders", "indirect_orders", "direct_revenue", "indirect_revenue"}


def truth(specimen: Specimen, index: int, line: int) -> dict[str, Any]:
    """All fields of a row as they must be read; what the report does not say is None, "" or False."""
    told: dict[str, Any] = {about.name: about.default for about in fields(ExportRow)} | {"line": line}
    for column in specimen.columns:
        if column.field == "date":
            told["first"] = told["last"] = DAYS[index]
        elif column.field and column.field not in MADE_FROM:
            told[column.field] = specimen.values(column)[index]
    if told["cost"] is None:
        told["cost"] = 0.0
    return told | {name: values[index] for name, values in specimen.derived.items()}


@pytest.mark.parametrize(("specimen", "variant"), FILES)
def test_every_cell_is_read_as_it_was_meant(tmp_path: Path, specimen: Specimen, variant: Variant) -> None:
    path = tmp_path / f"report{variant.made}"
    path.write_bytes(file_bytes(specimen, variant))
    (export,) = read_exports(path, **specimen.options)
    assert (export.platform, export.layout.name, export.layout.level) == (
        specimen.platform, specimen.layout, specimen.level,
    )  # fmt: skip
    assert [str(problem) for problem in (*export.unreadable, *export.duplicates)] == []
    around = variant.around
    above = 1 + (len(specimen.titles) if around else 0)
    totals = int(bool(specimen.total) and around)
    first = above + 1 + (totals if specimen.total_first else 0)
    for index, row in enumerate(export.rows):
        expected = truth(specimen, index, first + index)
        read = {name: getattr(row, name) for name in expected}
        for name, value in expected.items():
            assert read[name] == (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value), name
            assert type(read[name]) is type(value), name
    assert len(export.rows) == 6
    assert [total.line for total in export.totals] == [above + 1 if specimen.total_first else above + 7] * totals
    assert export.encoding == (variant.told or variant.encoding)
    assert export.decimal == ("." if variant.made == ".xlsx" else variant.style.decimal)
    assert export.currency == specimen.currency
    if any(column.field in ("date", "first") for column in specimen.columns):
        assert (export.first, export.last) == (date(2026, 3, 1), date(2026, 3, 31))
    elif specimen.titles and around:
        assert export.days == 31


def test_there_are_hundreds_of_files_in_every_layout() -> None:
    from adsim.platforms import PLATFORMS

    assert len(FILES) >= 500
    written = {(specimen.platform, specimen.layout) for specimen in SPECIMENS}
    assert {(name, layout.name) for name, known in PLATFORMS.items() for layout in known.exports} <= written
