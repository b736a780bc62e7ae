"""One table as a file for other programs: CSV, XLSX or Parquet, by the name's ending; whole or not at all.

Text that a spreadsheet would take for a formula gets an apostrophe in CSV and is text in XLSX. Missing numbers are
empty cells.
"""

import math
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from adsim.errors import InputError, Problem
from adsim.results.files import replace_file
from adsim.results.tables import write_csv

SUFFIXES = (".csv", ".xlsx", ".parquet")
MOST_ROWS = 1_048_575  # of an XLSX sheet, below its headings


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write `frame` as the ending of `path` says; raises `InputError` for another ending or too many rows."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError([Problem(str(path), "", f"must end in {', '.join(SUFFIXES)}", path.suffix or "no ending")])
    if suffix == ".csv":
        write_csv(path, frame)
    elif suffix == ".parquet":
        sink = BytesIO()
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
        replace_file(path, sink.getvalue())
    else:
        write_workbook(path, {"points": frame})


def write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    """Write frames as the sheets of one XLSX file, by title; raises `InputError` for too many rows."""
    for frame in sheets.values():
        if len(frame) > MOST_ROWS:
            rule = f"an XLSX sheet holds at most {MOST_ROWS:,} rows"
            raise InputError([Problem(str(path), "", rule, f"{len(frame):,}", "write .csv or .parquet")])
    replace_file(path, _workbook(sheets))


def _workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, frame in sheets.items():
        _fill(book.create_sheet(title), frame)
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


def _fill(page: Any, frame: pd.DataFrame) -> None:
    from openpyxl.cell import WriteOnlyCell

    page.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return None
        made = WriteOnlyCell(page, value)
        if isinstance(value, str):
            made.data_type = "s"  # text, also where it begins like a formula
        return made

    page.append([cell(str(name)) for name in frame.columns])
    for row in frame.astype(object).itertuples(index=False, name=None):
        page.append([cell(value) for value in row])
