"""ZIPs, workbooks, spoilt text and files that are no report."""

import io
from pathlib import Path

import openpyxl
import pytest

from adsim.platforms.exports import read_exports
from tests.platforms.reading import GOOD, HEAD, PRODUCT_HEAD, read, refusal, told, written
from tests.platforms.report_files import packed, workbook

# Archives and workbooks.


def test_a_zip_of_several_reports(tmp_path: Path) -> None:
    chinese = (PRODUCT_HEAD + "612345678901,螺母,100,10,5.5,1\n").encode("gb18030")
    book = workbook([HEAD.strip().split(","), ["shelf", "A", 100, 10, 5.5, 1]])
    files = {"报表/商品.csv": chinese, "b.xlsx": book, "__MACOSX/b.xlsx": b"junk", ".DS_Store": b"x",
             "说明.pdf": b"%PDF", "notes.txt": b"nothing here"}  # fmt: skip
    path = written(tmp_path, packed(files, "gbk"), "account.zip")
    products, keywords = read_exports(path)
    assert (products.file, products.layout.name, products.encoding) == (
        "account.zip/报表/商品.csv",
        "products",
        "gb18030",
    )
    assert (keywords.file, keywords.layout.name) == ("account.zip/b.xlsx", "keyword_table")
    assert told(products.notes) == [
        "account.zip/说明.pdf: is no table and was not read",
        "account.zip/notes.txt: has no header that a known layout recognises and was not read",
    ]


def test_zips_that_are_refused(tmp_path: Path) -> None:
    good = packed({"a.csv": (HEAD + GOOD).encode()})
    locked = bytearray(good)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[good.index(sign) + place] |= 1
    assert refusal(tmp_path, bytes(locked), "a.zip") == ("a.zip/a.csv: is encrypted; unpack it with its password first")
    large = bytearray(good)
    at = good.index(b"PK\x01\x02") + 24
    large[at : at + 4] = (3_000_000_000).to_bytes(4, "little")
    assert refusal(tmp_path, bytes(large), "a.zip") == "a.zip: must not unpack to more than 200 MB, got 3000 MB"
    for nothing in ({"a.pdf": b"x"}, {}):
        assert "holds no table" in refusal(tmp_path, packed(nothing), "a.zip")
    assert "must not hold more than 200 files" in refusal(
        tmp_path, packed({f"{n:04}.csv": b"x" for n in range(201)}), "a.zip"
    )
    assert refusal(tmp_path, packed({"a.csv": b""}), "a.zip") == "a.zip/a.csv: is empty; export the report again"
    assert "cannot be read as a workbook" in refusal(tmp_path, good[:-20], "a.zip")
    broken = good.replace(good[40:60], b"\xff" * 20)
    assert "a.zip/a.csv: cannot be unpacked: " in refusal(tmp_path, broken, "a.zip")


def test_a_workbook_of_several_reports_and_a_hidden_one(tmp_path: Path) -> None:

    book = openpyxl.Workbook()
    for name, lines in (("A", [HEAD.strip().split(","), ["shelf", "A", 100, 10, 5.5, 1]]), ("Blank", []),
                        ("Old", [HEAD.strip().split(","), ["old", "A", 100, 10, 5.5, 1]]),
                        ("Empty", [HEAD.strip().split(",")]),
                        ("C", [["Campaign", "Budget", "Impr.", "Clicks", "Cost"], ["A", 20, 9, 1, 5.5]])):  # fmt: skip
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.remove(book["Sheet"])
    book["Old"].sheet_state = "hidden"
    sink = io.BytesIO()
    book.save(sink)
    keywords, campaigns = read_exports(written(tmp_path, sink.getvalue(), "book.xlsx"))
    assert (keywords.file, campaigns.file) == ("book.xlsx[A]", "book.xlsx[C]")
    assert (campaigns.layout.name, campaigns.rows[0].budget) == ("campaigns", 20)
    assert [(problem.where, problem.rule.split(" and")[0]) for problem in keywords.notes] == [
        ("book.xlsx[Blank]", "has no header that a known layout recognises"), ("book.xlsx[Old]", "is a hidden sheet"),
        ("book.xlsx[Empty]", "has a header but no rows"),
    ]  # fmt: skip
    book.remove(book["A"])
    book.remove(book["C"])
    sink = io.BytesIO()
    book.save(sink)
    message = refusal(tmp_path, sink.getvalue(), "book.xlsx")
    assert "book.xlsx[Old]: is a hidden sheet and was not read; unhide it to have it read" in message


def test_a_lone_cell_at_the_far_end_of_a_sheet_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (HEAD.strip().split(","), ["shelf", "A", 100, 10, 5.5, 1]):
        book.active.append(line)
    book.active.cell(1_048_576, 16_384).value = "x"
    sink = io.BytesIO()
    book.save(sink)
    assert refusal(tmp_path, sink.getvalue(), "far.xlsx") == (
        "far.xlsx: must not spread over more than 60 million cells, got 1,048,576 rows of up to 16,384 columns; "
        "delete the cells far below or beside the table, or save the table alone"
    )


# Text that was spoilt.


def test_text_saved_in_a_wrong_encoding_is_told_what_it_says(tmp_path: Path) -> None:
    chinese = PRODUCT_HEAD + "612345678901,螺母,100,10,5.5,1\n"
    for data in (
        chinese.encode("utf-8").decode("cp1252", errors="ignore"),
        chinese.encode("utf-8").decode("latin-1"),
        chinese.encode("gbk").decode("latin-1"),
        chinese.encode("utf-8").decode("gb18030", errors="replace"),
    ):
        assert "its text was once read in a wrong encoding and saved so (it says" in refusal(tmp_path, data)
    assert "(it says 商品 where it should)" in refusal(tmp_path, chinese.encode("gbk").decode("latin-1"))


@pytest.mark.parametrize("term", ["façàde", "ação são", "Übergröße Füße", "ÄÖÜ äöü ßß", "déjà vu", "Zürich äöüß"])
def test_western_letters_are_not_taken_for_chinese(tmp_path: Path, term: str) -> None:
    export = read(tmp_path, (HEAD + f"{term},A,100,10,5.5,1\n").encode("cp1252"))
    assert (export.rows[0].keyword, export.encoding) == (term, "cp1252")


def test_two_byte_order_marks_are_none(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        assert read(tmp_path, ("\ufeff" + HEAD + GOOD).encode(encoding)).rows[0].keyword == "shelf"


def test_spoilt_terms_are_named(tmp_path: Path) -> None:
    terms = ["螺丝螺母", "螺丝螺母".encode().decode("latin-1"), "螺丝螺母".encode("gbk").decode("latin-1"), "caf\ufffd",
             "Öl für Möbel"]  # fmt: skip
    export = read(tmp_path, HEAD + "".join(f"{term},A,100,10,5.5,1\n" for term in terms))
    assert [row.keyword for row in export.rows] == terms
    rules = [(problem.where, problem.rule) for problem in export.impossible]
    assert rules == [
        ("export.csv:3", "was once read in a wrong encoding; it says 螺丝螺母"),
        ("export.csv:4", "was once read in a wrong encoding; it says 螺丝螺母"),
        ("export.csv:5", "holds characters that were lost before"),
    ]


def test_a_file_cut_in_the_middle_of_a_character(tmp_path: Path) -> None:
    text = PRODUCT_HEAD + "612345678901,螺母,100,10,5.5,1\n" * 30 + "612345678902,螺"
    for encoding, told_as in (
        ("utf-8", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
    ):
        export = read(tmp_path, text.encode(encoding)[:-1])
        assert (export.encoding, len(export.rows)) == (told_as, 30)
        assert {problem.where for problem in export.unreadable} == {"export.csv:32"}
    data = bytearray(text.encode())
    data[data.index("螺母".encode()) + 1] = 0xFF
    export = read(tmp_path, bytes(data[:-3]))
    assert export.encoding == "utf-8" and "lost" in export.impossible[0].rule and len(export.impossible) == 1


# Files that are no report.


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b" \r\n\t\n", "is empty"),
        (b"<html><table><tr><td>keyword</td></tr></table></html>", "is a web page, not a table"),
        (b"%PDF-1.7 \x00\x01", "neither UTF-8, UTF-16 nor GB18030"),
        (b"just words\n", "has no header that a known layout recognises; headers found: just words; "),
        (b"sep=;\nkeyword;impressions\nshelf;1\n", "nearest: plain keyword table (lacks Clicks, Cost)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "cannot be read as a workbook"),
    ],
)
def test_files_that_are_no_report(tmp_path: Path, data: bytes, rule: str) -> None:
    assert rule in refusal(tmp_path, data)
