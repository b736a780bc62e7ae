"""Whatever the bytes are: rows, or one refusal in words; and every line of a table is accounted for."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adsim.errors import InputError
from adsim.platforms.exports import Export, read_exports
from tests.platforms.report_files import VARIANTS, file_bytes
from tests.platforms.specimen_reports import SPECIMENS

FUZZ = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Reports of every platform in text, ZIP and workbook.
WHOLE = [
    file_bytes(specimen, variant)
    for specimen, variant in zip(SPECIMENS * 2, VARIANTS, strict=False)
    if variant.chinese in (None, specimen.chinese)
]
CELLS = st.text(alphabet="0123456789.,-% \"'\n\r\t;|eE$€元总计totalA螺\ufffd\u202f", max_size=9)
HEADER = "keyword,campaign,impressions,clicks,cost,date"


def attempted(path: Path, data: bytes) -> tuple[Export, ...]:
    """The reports in the bytes; a refusal gives none. Anything else is raised."""
    path.write_bytes(data)
    try:
        return read_exports(path)
    except InputError as refused:
        assert refused.problems and str(refused).strip()
        assert "\x00" not in str(refused)
        return ()


@FUZZ
@given(data=st.binary(max_size=300))
@example(data=b"PK\x05\x06" + bytes(18))
@example(data=b"PK\x03\x04" + bytes(40))
@example(data=b"\xff\xfe")
@example(data=b"\xef\xbb\xbf")
@example(data=b"\x00" * 50)
@example(data=b'"')
def test_any_bytes_are_rows_or_one_refusal(tmp_path: Path, data: bytes) -> None:
    for name in ("a.csv", "a.xlsx", "a.zip"):
        attempted(tmp_path / name, data)


@FUZZ
@given(st.data())
def test_cut_and_scratched_reports_are_rows_or_one_refusal(tmp_path: Path, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(WHOLE))
    cut = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for place in data.draw(st.lists(st.integers(0, max(len(cut) - 1, 0)), max_size=6)) if cut else ():
        cut[place : place + 1] = data.draw(st.binary(max_size=3))
    for export in attempted(tmp_path / "a.csv", bytes(cut)):
        assert export.rows


@FUZZ
@given(lines=st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=12), decimal=st.sampled_from(".,"))
def test_every_line_is_accounted_for(tmp_path: Path, lines: list[list[str]], decimal: str) -> None:
    rows = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    text = "\n".join([HEADER, "sure,A,10,1,2,2026-03-01", *rows]) + "\n"
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    (export,) = read_exports(path, decimal=decimal)
    told = {row.line for row in export.rows} | {total.line for total in export.totals}
    named = {problem.where for problem in (*export.unreadable, *export.notes)}
    line = 2
    for written in ["sure", *rows]:
        blank = not written.replace('"', "").replace(",", "").strip() if written != "sure" else False
        assert blank or line in told or f"a.csv:{line}" in named, (line, written)
        line += 1 + written.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@pytest.mark.parametrize("number", range(0, 400, 7))
def test_scratched_workbooks_and_zips_are_rows_or_one_refusal(tmp_path: Path, number: int) -> None:
    packed = [data for data in WHOLE if data.startswith(b"PK")]
    data = bytearray(packed[number % len(packed)])
    place = number * len(data) // 400
    data[place : place + 4] = bytes((number % 256, 255, 0, 80))
    attempted(tmp_path / "a.xlsx", bytes(data))
