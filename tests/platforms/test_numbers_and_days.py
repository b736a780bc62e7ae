"""Decimal marks, shares, days, months and windows: told by the file, or refused with both readings."""

from datetime import date
from pathlib import Path

import pytest

from tests.platforms.reading import GOOD, HEAD, PRODUCT_HEAD, read, refusal, told

# Numbers.


def test_bounds_of_shares_are_read_as_their_middles(tmp_path: Path) -> None:
    cells = ["< 10%", "> 90%", "<10%", "45.5%", "0.4", " --", "100%", "0"]
    head = "Search keyword,Impr.,Clicks,Cost,Search impr. share,Search lost IS (budget)\n"
    export = read(tmp_path, head + "".join(f"k{i},10,1,0.5,{cell},{cell}\n" for i, cell in enumerate(cells)))
    expected = [0.05, 0.95, 0.05, 0.455, 0.4, None, 1.0, 0.0]
    assert [row.impression_share for row in export.rows] == expected
    assert [row.lost_to_budget for row in export.rows] == expected


DECIMALS = [
    # delimiter, cells of cost, option, mark or refusal
    (",", ["1.5", "2"], None, "."),
    (",", ['"1,5"', "2"], None, ","),
    (",", ['"1,234"', "2"], None, "."),
    (";", ["1,234", "2"], None, ","),
    (";", ["1,234", "0.5"], None, "."),
    (";", ["1.234", "2"], None, ","),
    (";", ["1.234,5", "2"], None, ","),
    ("\t", ["1,234.5", "2"], None, "."),
    ("\t", ["1,234,567", "2"], None, "."),
    ("\t", ["12,34,567", "1,234"], None, "."),
    ("\t", ["1.234.567", "1.234"], None, ","),
    ("\t", ["1 234,567", "2"], None, ","),
    ("\t", ["0,123", "1,234"], None, ","),
    ("\t", ["1234,567", "1,234"], None, ","),
    ("\t", ["12", "2"], None, "."),
    ("\t", ["1,234", "2"], ".", "."),
    ("\t", ["1,234", "2"], ",", ","),
    (";", ["1,234", "2"], ".", "."),
    ("\t", ["1,234", "2"], None, "line 2: could be 1234 or 1.234"),
    ("\t", ["2", "€ 1.234"], None, "line 3: could be 1.234 or 1234"),
    (",", ["1.234", "2"], None, "."),
    ("\t", ["0.5", "0,5"], None, "has decimal points ('0.5' in line 2) and decimal commas ('0,5' in line 3)"),
    ("\t", ["1.234,5", "1,234.5"], None, "has decimal points ('1,234.5' in line 3) and decimal commas"),
]


@pytest.mark.parametrize(("delimiter", "cells", "option", "expected"), DECIMALS)
def test_the_decimal_mark_is_decided_for_the_whole_file(
    tmp_path: Path, delimiter: str, cells: list[str], option: str | None, expected: str
) -> None:
    lines = [["keyword", "impressions", "clicks", "cost"], *([f"k{cell[0]}", "9", "1", cell] for cell in cells)]
    text = "\n".join(delimiter.join(line) for line in lines)
    if len(expected) == 1:
        export = read(tmp_path, text, decimal=option)
        assert (export.decimal, export.unreadable) == (expected, ())
        plain = [cell.strip('"') for cell in cells]
        other = "," if expected == "." else "."
        values = [float(cell.replace(" ", "").replace(other, "").replace(expected, ".")) for cell in plain]
        assert [row.cost for row in export.rows] == values
    else:
        message = refusal(tmp_path, text, decimal=option).replace("export.csv:", "line ").replace(": cost: ", ": ")
        assert expected in message and "--decimal" in message


@pytest.mark.parametrize(
    ("count", "delimiter", "expected"),
    [("12,345", "\t", 12345), ("12.345", "\t", 12345), ("12,000", "\t", 12000), ("12.000", ";", 12000),
     ("12.000", "\t", None), ("12.000", ",", None)],
)  # fmt: skip
def test_counts_tell_the_mark_as_they_are_whole(
    tmp_path: Path, count: str, delimiter: str, expected: int | None
) -> None:
    text = f"keyword,impressions,clicks,cost\nk,{count.replace(',', '@')},1,2\n".replace(",", delimiter).replace(
        "@", ","
    )
    if expected is None:
        assert "could be 12 or 12000, and nothing in the file tells its decimal mark, got '12.000'" in refusal(
            tmp_path, text
        )
    else:
        assert [row.impressions for row in read(tmp_path, text).rows] == [expected]


def test_a_decimal_mark_is_a_point_or_a_comma(tmp_path: Path) -> None:
    assert refusal(tmp_path, HEAD + GOOD, decimal=";") == "--decimal: must be . or ,, got ';'"


# Days.


@pytest.mark.parametrize(
    ("cells", "first", "last"),
    [
        (("20260803至20260809",), date(2026, 8, 3), date(2026, 8, 9)),
        (("2026-08-03 ~ 2026-08-09", "2026-08-10 ~ 2026-08-16"), date(2026, 8, 3), date(2026, 8, 16)),
        (("46082", "46083"), date(2026, 3, 1), date(2026, 3, 2)),
        (("31/3/2026", "1/4/2026"), date(2026, 3, 31), date(2026, 4, 1)),
        (("1/4/2026", "3/31/2026"), date(2026, 1, 4), date(2026, 3, 31)),
        (("Sunday, March 1, 2026", "2 Mar 2026"), date(2026, 3, 1), date(2026, 3, 2)),
    ],
)
def test_days_and_ranges(tmp_path: Path, cells: tuple[str, ...], first: date, last: date) -> None:
    text = "keyword,impressions,clicks,cost,date\n" + "".join(f'k,10,1,0.5,"{cell}"\n' for cell in cells)
    export = read(tmp_path, text)
    assert (export.first, export.last) == (first, last)
    assert (export.rows[0].first, export.rows[-1].last) in ((first, last), (last, first))


def test_a_week_is_seven_days(tmp_path: Path) -> None:
    export = read(tmp_path, "Campaign,Impr.,Clicks,Cost,Week\nA,10,1,0.5,2026-03-02\n")
    assert (export.rows[0].first, export.rows[0].last) == (date(2026, 3, 2), date(2026, 3, 8))


@pytest.mark.parametrize(
    ("cells", "spans"),
    [
        (("Jul 2025", "August 2025"), [(date(2025, 7, 1), date(2025, 7, 31)), (date(2025, 8, 1), date(2025, 8, 31))]),
        (("2026-02", "2024年2月"), [(date(2026, 2, 1), date(2026, 2, 28)), (date(2024, 2, 1), date(2024, 2, 29))]),
        (("2025-12-01",), [(date(2025, 12, 1), date(2025, 12, 31))]),
    ],
)
def test_months_with_a_year(tmp_path: Path, cells: tuple[str, ...], spans: list[tuple[date, date]]) -> None:
    text = "Ad Group,Month,Impressions,Clicks,Cost\n" + "".join(f"G,{cell},10,1,0.5\n" for cell in cells)
    export = read(tmp_path, text)
    assert [(row.first, row.last) for row in export.rows] == spans and not export.notes


@pytest.mark.parametrize("months", [("July", "August"), ("11月", "12月", "1月"), ("Dec",), ("March", "May", "January")])
def test_months_without_a_year_lie_in_the_past(tmp_path: Path, months: tuple[str, ...]) -> None:
    text = "Ad Group,Month,Impressions,Clicks,Cost\n" + "".join(f"G,{month},10,1,0.5\n" for month in months)
    export = read(tmp_path, text)
    lasts = [row.last for row in export.rows]
    today = date.today()
    assert all(last is not None and last < today for last in lasts)
    assert any(last.replace(year=last.year + 1, day=1) >= today.replace(day=1) for last in lasts if last)
    if months[0] == "11月":
        assert lasts == sorted(lasts, key=str) and lasts[2].year == lasts[0].year + 1  # type: ignore[union-attr]
    assert [problem.path for problem in export.notes] == ["month"] and "taken as 20" in export.notes[0].rule


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("7", 7),
        ("07:00", 7),
        ("14:00 - 14:59", 14),
        ("23点", 23),
        ("3 PM", 15),
        ("12 AM", 0),
        ("2026-03-01 09:00:00", 9),
    ],
)
def test_hours(tmp_path: Path, cell: str, expected: int) -> None:
    export = read(tmp_path, f"Campaign,Impr.,Clicks,Cost,Hour of day\nA,10,1,0.5,{cell}\n")
    assert export.rows[0].hour == expected


def test_the_period_may_stand_in_the_file_name(tmp_path: Path) -> None:
    export = read(tmp_path, PRODUCT_HEAD + "612345678901,螺母,100,10,5.5,1\n", "商品_2026-08-06-2026-08-12.csv")
    assert export.days == 7 and [problem.path for problem in export.notes] == ["period"]


# Windows of orders, words of match types.


def test_windows_in_a_column_in_headers_and_in_a_title(tmp_path: Path) -> None:
    head = "计划名字,词名字,展现量,点击量,花费,总成交笔数,转化周期\n"
    export = read(tmp_path, head + "A,螺丝,100,10,5.5,3,7天\nA,螺母,100,10,5.5,2,7天累计转化\n")
    assert export.window_days == 7
    assert [(row.orders, row.orders_7, row.orders_30) for row in export.rows] == [(3, 3, None), (2, 2, None)]
    head = "计划名字,词名字,展现量,点击量,花费,1天总成交笔数,总成交笔数(30天)\n"
    export = read(tmp_path, head + "A,螺丝,100,10,5.5,1,4\n")
    (row,) = export.rows
    assert (row.orders_1, row.orders_30, row.orders, export.window_days) == (1, 4, 4, 30)
    head = "关键词报表 转化周期：15天\n计划名字,词名字,展现量,点击量,花费,总成交笔数\n"
    assert read(tmp_path, head + "A,螺丝,100,10,5.5,1\n").window_days == 15


def test_direct_orders_alone_are_said_to_be_direct(tmp_path: Path) -> None:
    head = "计划名字,词名字,展现量,点击量,花费,直接成交笔数\n"
    export = read(tmp_path, head + "A,螺丝,100,10,5.5,1\n")
    assert export.rows[0].orders == 1 and "are direct ones only" in export.notes[0].rule


def test_a_match_type_that_is_not_known_is_said_to_be_so(tmp_path: Path) -> None:
    text = (
        "keyword,match type,impressions,clicks,cost\nshelf,Fuzzy,10,1,0.5\nboard,[exact],10,1,0.5\n[oak],-,10,1,0.5\n"
    )
    export = read(tmp_path, text)
    assert [row.match_type for row in export.rows] == ["", "exact", "exact"]
    assert told(export.notes) == [
        "export.csv: match_type: has a word that is not known in 1 lines: no match type there"
    ]
