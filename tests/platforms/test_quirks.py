"""What is odd in a report is named with its line and rule; total rows and titles are told from data."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.platforms.reading import GOOD, HEAD, PRODUCT_HEAD, read, refusal, told
from tests.platforms.report_files import workbook

# Rows that cannot be read.


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("shelf,A,100,10,-5.50,1", "Cost: must not be negative, got '-5.50'"),
        ("shelf,A,100,10,(5.50),1", "Cost: must not be negative, got '(5.50)'"),
        ("shelf,A,100,10,\u22125.50,1", "Cost: must not be negative, got '\u22125.50'"),
        ("shelf,A,-1,10,5.50,1", "Impressions: must not be negative, got '-1'"),
        ("shelf,A,100,1.5,5.50,1", "Clicks: must be a whole number, got '1.5'"),
        ("shelf,A,12.000,10,5.50,1", "Impressions: must be a whole number without a point: this could be 12 or 12000, "
                                     "got '12.000'"),
        ("shelf,A,1.234,10,5.50,1", "Impressions: must be a whole number without a point: this could be 1.234 or 1234, "
                                    "got '1.234'"),
        ('shelf,A,100,10,"5,5",1', "Cost: must be a number with a decimal point, got '5,5'"),
        ("shelf,A,100,10,5.50.1,1", "Cost: must be a number with a decimal point, got '5.50.1'"),
        ("shelf,A,100,10,(5.50,1", "Cost: must be a number with a decimal point, got '(5.50'"),
        ('shelf,A,"1,23",10,5.50,1', "Impressions: must be a number with a decimal point, got '1,23'"),
        ("shelf,A,100,10,five,1", "Cost: must be a number with a decimal point, got 'five'"),
        ("shelf,A,100,10%,5.50,1", "Clicks: must be a number with a decimal point, got '10%'"),
        ("shelf,A,1e400,10,5.50,1", "Impressions: must be a finite number, got '1e400'"),
        ("shelf,A,--,10,5.50,1", "Impressions: must be given, got '--'"),
        ("shelf,A,100,10,,1", "Cost: must be given, got ''"),
        ("shelf,A,100", "Clicks: must be given"),
        (",A,100,10,5.50,1", "Keyword: must not be empty"),
        ("shelf,A,100,10,5.50,1,9", "has 7 cells, the header has 6"),
        ('shelf,"A\nB",100,10,5.50,1,9', "spans several lines (a stray quotation mark?)"),
        ("shelf,A,100,10,5.50,#DIV/0!", "Orders: must be a number with a decimal point, got '#DIV/0!'"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named_and_the_others_stay(tmp_path: Path, line: str, problem: str) -> None:
    more = "".join(f"plank {cents},A,100,10,5.{cents},1\n" for cents in range(10, 30))
    export = read(tmp_path, HEAD.title() + GOOD + line + "\n" + more)
    assert {found.where for found in export.unreadable} == {"export.csv:4"}
    assert told(export.unreadable)[0] == f"export.csv:4: {problem}"
    assert len(export.rows) == 22


@pytest.mark.parametrize(
    ("header", "cell", "problem"),
    [
        ("date", "2026-02-30", "date: must be a date such as 2026-02-28, got '2026-02-30'"),
        ("date", "soon", "date: must be a date such as 2026-02-28, got 'soon'"),
        ("date", "20260809至20260803", "date: must be a date such as 2026-02-28, got '20260809至20260803'"),
        ("Impr. share", "45", "Impr. share: must be a share of at most 1 or 100%, got '45'"),
    ],
)
def test_odd_days_and_shares_are_refused(tmp_path: Path, header: str, cell: str, problem: str) -> None:
    text = f"keyword,impressions,clicks,cost,{header}\nshelf,100,10,5.5,{cell}\nboard,100,10,5.5,\n"
    assert told(read(tmp_path, text).unreadable) == [f"export.csv:2: {problem}"]


@pytest.mark.parametrize(
    ("header", "cell", "problem"),
    [
        ("Hour of day", "24", "Hour of day: must be an hour of the day, 0 to 23, got '24'"),
        ("Hour of day", "13 pm", "Hour of day: must be an hour of the day, 0 to 23, got '13 pm'"),
        ("Day of week", "Someday", "Day of week: must be a day of the week such as Monday or 周一, got 'Someday'"),
        ("Month", "13", "Month: must be a month such as July, Jul 2026 or 2026-07, got '13'"),
    ],
)
def test_odd_hours_and_weekdays_are_refused(tmp_path: Path, header: str, cell: str, problem: str) -> None:
    text = f"Campaign,Impr.,Clicks,Cost,{header}\nA,100,10,5.5,{cell}\nB,100,10,5.5,\n"
    assert told(read(tmp_path, text).unreadable) == [f"export.csv:2: {problem}"]


def test_an_identifier_that_a_spreadsheet_rounded_is_no_product(tmp_path: Path) -> None:
    rows = "6.12346E+11,螺丝,100,10,5.5,1\n612345678901,螺母,100,10,5.5,1\n"
    rule = "is an identifier that a spreadsheet rounded; export again and keep it as text"
    export = read(tmp_path, PRODUCT_HEAD + rows)
    assert told(export.unreadable) == [f"export.csv:2: 商品ID: {rule}, got '6.12346E+11'"]
    assert [row.product for row in export.rows] == ["612345678901"]
    lines = [PRODUCT_HEAD.strip().split(","), [1234567890123456789, "螺丝", 100, 10, 5.5, 1],
             [612345678901, "螺母", 100, 10, 5.5, 1]]  # fmt: skip
    export = read(tmp_path, workbook(lines), "export.xlsx")
    assert [(problem.where, problem.rule) for problem in export.unreadable] == [("export.xlsx:2", rule)]
    assert [row.product for row in export.rows] == ["612345678901"]


def test_a_term_that_a_spreadsheet_made_a_number_or_a_date_of_is_odd(tmp_path: Path) -> None:
    lines = [HEAD.strip().split(","), [datetime(2026, 3, 4), "A", 100, 10, 5.5, 1], ["1.2E+5", "A", 100, 10, 5.5, 1],
             [4006381333931, "A", 100, 10, 5.5, 1]]  # fmt: skip
    export = read(tmp_path, workbook(lines), "export.xlsx")
    assert len(export.rows) == 3
    assert [(problem.where, problem.path) for problem in export.impossible] == [
        ("export.xlsx:2", "keyword"), ("export.xlsx:3", "keyword"),
    ]  # fmt: skip
    assert export.rows[2].keyword == "4006381333931"


def test_a_file_of_unreadable_rows_names_some_and_counts_the_rest(tmp_path: Path) -> None:
    message = refusal(tmp_path, HEAD + "shelf,A,x,10,5.50,1\n" * 50).splitlines()
    assert len(message) == 21
    assert message[0] == "export.csv:2: impressions: must be a number with a decimal point, got 'x'"
    assert message[-1] == "export.csv: has 30 more rows that cannot be read"


# Quotation marks.


def test_a_quotation_mark_that_never_closes_costs_one_line(tmp_path: Path) -> None:
    rest = "".join(f"plank {number},A,100,10,5.50,1\n" for number in range(500))
    export = read(tmp_path, HEAD + 'shelf 80",A,100,10,5.50,1\n"board,A,100,10,5.50,1\n' + rest)
    assert [row.keyword for row in export.rows[:2]] == ['shelf 80"', "plank 0"] and len(export.rows) == 501
    assert told(export.unreadable) == ["export.csv:3: opens a quotation mark that does not close within a few lines"]
    for end in ("", "\n", "\nplank,A,1,1,1,1\n"):
        export = read(tmp_path, HEAD + rest + '"board,A,100,10,5.50,1' + end)
        assert len(export.rows) == 500 + ("plank" in end)
        assert [problem.where for problem in export.unreadable] == ["export.csv:502"]


def test_quotation_marks_far_apart_swallow_nothing_between_them(tmp_path: Path) -> None:
    rest = "".join(f"plank {number},A,100,10,5.50,1\n" for number in range(50))
    export = read(tmp_path, HEAD + '"shelf,A,100,10,5.50,1\n' + rest + '"board,A,100,10,5.50,1\n' + GOOD)
    assert len(export.rows) == 52
    assert [problem.where for problem in export.unreadable] == ["export.csv:2", "export.csv:53"]


def test_a_cell_with_a_line_break_is_one_cell(tmp_path: Path) -> None:
    export = read(tmp_path, HEAD + '"oak\r\nshelf","A\nB",100,10,5.50,1\n' + GOOD)
    assert [(row.line, row.keyword, row.campaign) for row in export.rows[:2]] == [
        (2, "oak shelf", "A B"),
        (5, "shelf", "A"),
    ]
    assert not export.unreadable


# Titles, totals, headers.


@pytest.mark.parametrize(
    ("header", "platform", "layout"),
    [
        ("Search term,Keyword,Campaign,Max. CPC,Avg. position,Impr.,Clicks,Cost", "google", "search_terms"),
        ("Keyword,Campaign,Budget,Impr.,Clicks,Cost", "google", "keywords"),
        ("Keyword,Class,Campaign,Ad group,Max. CPC,Impr.,Clicks,Cost", "google", "keywords"),
        ("关键词,计划,宝贝ID,宝贝名称,展现量,点击量,花费", "taobao", "keywords"),
    ],
)
def test_the_finest_layout_of_the_platform_itself_is_taken(
    tmp_path: Path, header: str, platform: str, layout: str
) -> None:
    cells = ",".join("1" if name in ("Budget", "Max. CPC", "Avg. position") else "9" for name in header.split(","))
    export = read(tmp_path, f"{header}\n{cells}\n")
    assert (export.platform, export.layout.name) == (platform, layout)


def test_totals_anywhere_are_kept_apart(tmp_path: Path) -> None:
    text = HEAD + "Total,,300,30,13.75,3\n" + GOOD + "合计,,300,30,13.75,3\n" + "plank,B,1,0,0,0\nsum,,301,30,13.75,3\n"
    export = read(tmp_path, text)
    assert [row.keyword for row in export.rows] == ["shelf", "board", "plank"]
    assert [(total.line, total.label, total.clicks) for total in export.totals] == [
        (2, "Total", 30), (5, "合计", 30), (7, "sum", 30),
    ]  # fmt: skip
    assert not export.unreadable


def test_a_keyword_called_total_is_a_keyword(tmp_path: Path) -> None:
    export = read(tmp_path, HEAD + GOOD + "Total,A,30,3,0.50,0\n")
    assert [(row.line, row.keyword) for row in export.rows] == [(2, "shelf"), (3, "board"), (4, "Total")]
    assert not export.totals
    assert told(export.notes) == [
        "export.csv:4: keyword: is read as a keyword: its figures are smaller than another line's, got 'Total'"
    ]


def test_a_nameless_line_is_a_total_only_if_it_sums_up(tmp_path: Path) -> None:
    export = read(tmp_path, HEAD + GOOD + ",,300,30,13.75,3\n")
    assert [total.line for total in export.totals] == [4] and not export.unreadable
    export = read(tmp_path, HEAD + GOOD + ",,300,29,13.75,3\n")
    assert not export.totals and told(export.unreadable) == ["export.csv:4: keyword: must not be empty"]


def test_files_put_end_to_end_are_read_through(tmp_path: Path) -> None:
    text = "Report,,,,,\n" + HEAD + GOOD + "\n  ,,,,,\nReport of April\n" + HEAD + GOOD.replace("shelf", "plank")
    export = read(tmp_path, text)
    assert [(row.line, row.keyword) for row in export.rows] == [(3, "shelf"), (4, "board"), (9, "plank"), (10, "board")]
    assert told(export.notes) == [
        "export.csv:7: stands alone, without figures: taken for a title, got 'Report of April'",
        "export.csv:8: repeats the header and was left out",
    ]
    assert told(export.duplicates) == ["export.csv:10: board: repeats line 4, with the same figures"]


def test_close_variants_of_a_match_type_stand_in_lines_of_their_own(tmp_path: Path) -> None:
    lines = "shelf,Exact match,10,1,0.5\nshelf,Exact match (close variant),9,1,0.5\n"
    export = read(tmp_path, "Search term,Match type,Impr.,Clicks,Cost\n" + lines)
    assert [row.match_type for row in export.rows] == ["exact", "exact"] and not export.duplicates


def test_lines_that_come_twice_are_named_and_kept(tmp_path: Path) -> None:
    head = "Campaign,Day,Hour of day,Impr.,Clicks,Cost\n"
    lines = ["A,2026-03-01,1,100,10,5.5", "A,2026-03-01,2,100,10,5.5", "A,2026-03-02,1,100,10,5.5",
             "A,2026-03-01,1,100,11,5.5", "B,2026-03-01,1,100,10,5.5", "A,2026-03-01,1,100,10,5.5"]  # fmt: skip
    export = read(tmp_path, head + "\n".join(lines))
    assert len(export.rows) == 6
    assert told(export.duplicates) == [
        "export.csv:5: A: repeats line 2, with other figures", "export.csv:7: A: repeats line 2, with the same figures",
    ]  # fmt: skip


def test_a_line_that_tells_the_delimiter_is_a_title(tmp_path: Path) -> None:
    export = read(tmp_path, "sep=;\nkeyword;impressions;clicks;cost\nshelf;1.000;10;5,5\n")
    assert [(row.line, row.impressions, row.cost) for row in export.rows] == [(3, 1000, 5.5)]
