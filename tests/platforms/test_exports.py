"""Reports as platforms write them: what is read, and what is named instead of being dropped."""

import random
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from adsim.errors import AdsimError, InputError
from adsim.platforms.exports import Export, read_exports

FIXTURES = Path(__file__).parents[1] / "fixtures" / "exports"
AMAZON_HEADER = (
    "Start Date", "End Date", "Portfolio name", "Currency", "Campaign Name", "Ad Group Name", "Targeting",
    "Match Type", "Customer Search Term", "", "Impressions", "Clicks", "Click-Thru Rate (CTR)",
    "Cost Per Click (CPC)", "Spend", "7 Day Total Sales ", "Total Advertising Cost of Sales (ACoS) ",
    "7 Day Total Orders (#)", "7 Day Total Units (#)", "7 Day Conversion Rate",
)  # fmt: skip
AMAZON_ROW = (
    date(2026, 3, 1), date(2026, 3, 4), "Kitchen", "USD", "Auto", "Group", "*", "-", "spoon rest", "", 200, 4,
    0.02, 0.5, 2.0, 10.99, 0.18, 1, 1, 0.25,
)  # fmt: skip


def write(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "export.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def read_export(path: Path, platform: str | None = None) -> Export:
    (export,) = read_exports(path, platform)
    return export


def workbook(tmp_path: Path, *rows: tuple[object, ...], sheets_before: int = 0) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for number in range(sheets_before):
        sheet.append(("Notes", f"page {number}"))
        sheet = book.create_sheet("Report")
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "export.xlsx")
    return tmp_path / "export.xlsx"


def test_google_search_terms() -> None:
    export = read_export(FIXTURES / "google_search_terms.csv")
    assert (export.platform, export.layout.name, export.currency) == ("google", "search_terms", "GBP")
    assert (export.first, export.last, export.days) == (date(2026, 2, 10), date(2026, 2, 23), 14)
    oak, centimetres, war, walnut = export.rows
    assert (oak.line, oak.keyword, oak.campaign, oak.ad_group) == (4, "oak shelf", "Shelves", "Oak")
    assert (oak.impressions, oak.clicks, oak.cost, oak.orders, oak.revenue) == (
        12345,
        1234,
        617.0,
        12.5,
        1250.0,
    )
    assert [row.impression_share for row in export.rows] == pytest.approx([0.05, 0.455, 0.95, None])
    assert war.cost == 0, "a real term that begins with 'total' stays, and -- without clicks is no cost"
    assert centimetres.match_type == "exact"
    assert walnut.keyword == "shelf, walnut"


def test_google_rows_that_cannot_be_read_are_named() -> None:
    export = read_export(FIXTURES / "google_search_terms.csv")
    assert [str(problem) for problem in export.unreadable] == [
        "google_search_terms.csv:8: Clicks: must be a number with a decimal point, got 'two'",
        "google_search_terms.csv:9: Cost: must not be negative, got '-1.20'",
    ]
    assert [str(problem) for problem in export.impossible] == [
        "google_search_terms.csv:7: shelf, walnut: clicks must not exceed impressions, got 2 > 1"
    ]


def test_google_totals_are_kept_apart_and_the_unlisted_part_is_known() -> None:
    export = read_export(FIXTURES / "google_search_terms.csv")
    assert [total.label for total in export.totals] == [
        "Total: Search terms", "Total: Other search terms", "Total: Search",
    ]  # fmt: skip
    (other,) = export.unlisted
    assert (other.line, other.clicks, other.impressions, other.cost) == (11, 2000, 20000, 1000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_google_in_every_unicode_encoding_with_tabs(tmp_path: Path, encoding: str, newline: str) -> None:
    lines = (
        "Search terms report", "10 February 2026 - 23 February 2026", "Search term\tImpr.\tClicks\tCost",
        "éclairage\t12\t1\t0.50", "Total: Search terms\t12\t1\t0.50",
    )  # fmt: skip
    export = read_export(write(tmp_path, newline.join(lines), encoding))
    assert [(row.line, row.keyword, row.impressions) for row in export.rows] == [(4, "éclairage", 12)]
    assert export.days == 14 and export.platform == "google" and len(export.totals) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030", "utf-16-le", "utf-16-be"])
def test_chinese_plain_table_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = (FIXTURES / "plain_zh.csv").read_text(encoding="utf-8")
    export = read_export(write(tmp_path, text, encoding))
    assert (export.platform, export.layout.name, export.currency) == ("generic", "keyword_table", "CNY")
    assert (export.first, export.days) == (date(2026, 3, 1), 2)
    assert [row.keyword for row in export.rows] == [
        "不锈钢螺丝", "不锈钢螺丝", "304不锈钢内六角螺丝M8x20", "螺丝",
    ]  # fmt: skip
    assert [row.cost for row in export.rows] == [45, 51, 13.5, 160]
    assert [row.orders for row in export.rows] == [2, 1, 1, None]
    assert [row.bid for row in export.rows] == [2, 2, 2.5, 2.5]
    assert [total.label for total in export.totals] == ["合计"]
    assert not export.unreadable and not export.impossible


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    text = "Keyword,Impressions,Clicks,Cost\ncafés à Zürich,10,1,0.5\n"
    export = read_export(write(tmp_path, text, "cp1252"))
    assert export.rows[0].keyword == "cafés à Zürich"


def test_amazon_workbook_with_trailing_spaces_and_an_empty_header(tmp_path: Path) -> None:
    export = read_export(workbook(tmp_path, AMAZON_HEADER, AMAZON_ROW, ("Total", *[None] * 9, 200, 4)))
    assert (export.platform, export.layout.name, export.currency) == ("amazon", "search_terms", "USD")
    assert export.layout.clicked_only
    assert (export.first, export.last, export.days) == (date(2026, 3, 1), date(2026, 3, 4), 4)
    (row,) = export.rows
    assert (row.line, row.keyword, row.orders, row.revenue) == (2, "spoon rest", 1, 10.99)
    assert (row.impressions, row.clicks, row.cost) == (200, 4, 2)
    assert [total.clicks for total in export.totals] == [4]


def test_amazon_14_day_columns_and_dates_in_words(tmp_path: Path) -> None:
    text = (
        "Start Date,End Date,Customer Search Term,Impressions,Clicks,Spend,"
        "14 Day Total Sales ,14 Day Total Orders (#)\n"
        '"Mar 1, 2026","Mar 07, 2026",b08s76txmy,200,4,$2.00,"$1,010.99",3\n'
    )
    export = read_export(write(tmp_path, text))
    assert export.platform == "amazon"
    assert (export.rows[0].orders, export.rows[0].revenue, export.days) == (3, 1010.99, 7)


def test_the_sheet_and_row_of_a_workbook_are_named(tmp_path: Path) -> None:
    bad = (*AMAZON_ROW[:11], "four", *AMAZON_ROW[12:])
    export = read_export(workbook(tmp_path, (), AMAZON_HEADER, AMAZON_ROW, bad, sheets_before=1))
    assert [problem.where for problem in export.unreadable] == ["export.xlsx[Report]:4"]


def test_identifiers_stay_text(tmp_path: Path) -> None:
    row = (*AMAZON_ROW[:8], 4006381333931.0, *AMAZON_ROW[9:])
    assert read_export(workbook(tmp_path, AMAZON_HEADER, row)).rows[0].keyword == "4006381333931"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("3/4/2026", "3/25/2026"), (date(2026, 3, 4), date(2026, 3, 25))),
        (("3/4/2026", "25/4/2026"), (date(2026, 4, 3), date(2026, 4, 25))),
        (("3/4/2026", "3/5/2026"), (date(2026, 3, 4), date(2026, 3, 5))),
        (("2026/3/4", "20260305"), (date(2026, 3, 4), date(2026, 3, 5))),
        (("2026年3月4日", "5 March 2026"), (date(2026, 3, 4), date(2026, 3, 5))),
        (("2026-03-04 00:00:00", "2026-03-05T12:30"), (date(2026, 3, 4), date(2026, 3, 5))),
    ],
)
def test_dates_as_platforms_spell_them(tmp_path: Path, days: tuple[str, str], expected: tuple[date, date]) -> None:
    rows = "".join(f"shelf,10,1,0.5,{day}\n" for day in days)
    export = read_export(write(tmp_path, f"keyword,impressions,clicks,cost,date\n{rows}"))
    assert (export.first, export.last) == expected


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (",10,1,0.5", "keyword: must not be empty"),
        ("shelf,10,1,", "cost: must be given, got ''"),
        ("shelf,10,1", "cost: must be given"),
        ("shelf,10.5,1,0.5", "impressions: must be a whole number, got '10.5'"),
        ("shelf,inf,1,0.5", "impressions: must be a number with a decimal point, got 'inf'"),
        ("shelf,10,50%,0.5", "clicks: must be a number with a decimal point, got '50%'"),
        ('shelf,10,1,"0,5"', "cost: must be a number with a decimal point, got '0,5'"),
        ("shelf,10,1,0.5,7", "has 5 cells, the header has 4"),
        ('"shelf\nboard",10,1,0.5,7', "spans several lines (a stray quotation mark?)"),
    ],
)
def test_each_unreadable_row_is_named_with_its_rule(tmp_path: Path, cells: str, rule: str) -> None:
    more = "".join(f"plank {cost},10,1,0.{cost}\n" for cost in range(11, 30))
    text = f"keyword,impressions,clicks,cost\nboard,10,1,0.5\n{cells}\nplank,10,1,0.5\n{more}"
    export = read_export(write(tmp_path, text))
    assert [row.keyword for row in export.rows[:2]] == ["board", "plank"] and len(export.rows) == 21
    (problem,) = export.unreadable
    assert problem.where == "export.csv:3"
    assert rule in str(problem)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ("10,0,0.5,,", "cost without a click"),
        ("10,1,0.5,2,", "orders exceed clicks"),
        ("10,1,0.5,,0.4", "cost per click must not exceed the bid"),
    ],
)
def test_impossible_figures_are_named_and_kept(tmp_path: Path, cells: str, rule: str) -> None:
    export = read_export(write(tmp_path, f"keyword,impressions,clicks,cost,orders,max_cpc\nshelf,{cells}\n"))
    assert [problem.rule for problem in export.impossible] == [rule]
    assert len(export.rows) == 1


def test_the_platform_may_be_overridden() -> None:
    export = read_export(FIXTURES / "plain_zh.csv", platform="taobao")
    assert (export.platform, export.layout.name) == ("taobao", "keyword_table")
    with pytest.raises(AdsimError, match="must be one of"):
        read_export(FIXTURES / "plain_zh.csv", platform="bing")


def test_no_known_header_lists_what_was_found_and_what_is_known(tmp_path: Path) -> None:
    path = write(tmp_path, "Ad Group,Month,Impressions,Clicks\nShop,July,10,1\n")
    with pytest.raises(InputError) as refused:
        read_export(path)
    message = str(refused.value)
    assert "headers found: Ad Group, Month, Impressions, Clicks" in message
    assert "nearest: plain ad group table (lacks Cost); " in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 not a workbook", "cannot be read as a workbook"),
        (b"\x81\x8d\xff\x00\x9d", "neither UTF-8, UTF-16 nor GB18030"),
        (b"keyword,impressions,clicks,cost\n", "has a header but no rows"),
        (b"keyword,impressions,clicks,cost\nshelf,x,1,1\n", "must be a number"),
        (b"keyword,impressions,clicks,cost,currency\na,9,1,1,EUR\nb,9,1,1,USD\n", "must be in one currency"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, data: bytes, rule: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=rule):
        read_export(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_export(tmp_path / "none.csv")


@pytest.mark.parametrize("fixture", ["google_search_terms.csv", "plain_zh.csv"])
def test_damaged_files_are_read_or_refused_in_words(tmp_path: Path, fixture: str) -> None:
    generator = random.Random(fixture)
    whole = (FIXTURES / fixture).read_bytes()
    for number in range(200):
        data = bytearray(whole)
        for _ in range(generator.randint(1, 12)):
            place = generator.randrange(len(data))
            data[place : place + generator.randint(0, 3)] = generator.randbytes(generator.randint(0, 3))
        path = tmp_path / f"{number}.csv"
        path.write_bytes(data)
        try:
            export = read_export(path)
        except InputError as refused:
            assert str(refused).startswith((str(path), path.name))
        else:
            lines = len(export.rows) + len(export.totals) + len({p.where for p in export.unreadable})
            assert lines > 0
