"""Daily rows of a real test: however sellers write them they are read alike; what cannot be is refused by row."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from adsim.errors import InputError
from adsim.experiments.product_test.daily_layout import FIELDS, LAYOUT
from adsim.experiments.product_test.daily_rows import DailyRows, daily_rows

ENGLISH = ["Date", "Arm", "Impressions", "Clicks", "Orders", "Cost", "Revenue"]
CHINESE = ["日期", "创意", "展现量", "点击量", "总成交笔数", "花费", "总成交金额"]
FIRST = date(2026, 3, 2)
Rows = list[list[object]]


def rows(days: int = 4) -> Rows:
    """Two arms; every figure different, so that a mix-up shows."""
    return [
        [FIRST + timedelta(day), arm, 1000 + 10 * day + place, 50 + 2 * day + place, 3 + day % 2 + place, 40.5, 99.0]
        for day in range(days)
        for place, arm in enumerate(("old", "new"))
    ]


def text(table: Rows, header: list[str] = ENGLISH, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([header, *table])
    return out.getvalue()


def written(folder: Path, content: str | bytes, name: str = "test.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(folder: Path, table: Rows, header: list[str] = ENGLISH) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["generated"])
    for cells in (header, *table):
        book.active.append(cells)
    book.save(folder / "test.xlsx")
    return folder / "test.xlsx"


def same(read: DailyRows) -> None:
    assert (read.arms, read.first, read.days, read.last) == (("old", "new"), FIRST, 4, date(2026, 3, 5))
    assert read.impressions is not None and read.orders is not None and read.cost is not None
    assert read.impressions.tolist() == [[1000, 1010, 1020, 1030], [1001, 1011, 1021, 1031]]
    assert read.clicks.tolist() == [[50, 52, 54, 56], [51, 53, 55, 57]]
    assert read.orders.tolist() == [[3, 4, 3, 4], [4, 5, 4, 5]]
    assert np.all(read.cost == 40.5) and read.dates == "click"


def slashed(day: object, order: str) -> str:
    assert isinstance(day, date)
    return day.strftime(order)


def test_the_table_as_it_is(tmp_path: Path) -> None:
    same(daily_rows(written(tmp_path, text(rows()))))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_chinese_headers_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    same(daily_rows(written(tmp_path, text(rows(), CHINESE, delimiter).encode(encoding), "测试.tsv")))


def test_workbooks_and_archives(tmp_path: Path) -> None:
    same(daily_rows(workbook(tmp_path, rows(), CHINESE)))
    with zipfile.ZipFile(tmp_path / "test.zip", "w") as archive:
        archive.writestr("test.csv", text(rows()))
        archive.writestr("readme.md", "x")
    read = daily_rows(tmp_path / "test.zip")
    same(read)
    assert "is no table" in str(read.notes[0])


def test_shuffled_lines_totals_and_blank_lines(tmp_path: Path) -> None:
    table = rows()
    shuffled = [table[0], *reversed(table[2:]), [], table[1], ["Total", "", 8124, 428, 32, 324, 792]]
    read = daily_rows(written(tmp_path, text(shuffled)))
    same(read)
    assert "test.csv:11: sums up others and was left out" in str(read.notes[0])


@pytest.mark.parametrize("order", ["%m/%d/%Y", "%d/%m/%Y", "%Y%m%d", "%Y/%m/%d", "%d-%b-%Y"])
def test_days_however_they_are_spelt(tmp_path: Path, order: str) -> None:
    """Of 3/4/2026 the order is taken in which the days follow each other."""
    same(daily_rows(written(tmp_path, text([[slashed(day, order), *rest] for day, *rest in rows()]))))


def test_a_single_day_that_can_be_read_both_ways_is_noted(tmp_path: Path) -> None:
    read = daily_rows(written(tmp_path, text([["3/4/2026", *rest] for _, *rest in rows(1)])))
    assert "days may be meant before months; the first is taken as 2026-03-04" in str(read.notes[0])


def test_the_control_is_the_first_arm_or_the_one_named(tmp_path: Path) -> None:
    read = daily_rows(written(tmp_path, text(rows())), control="new")
    assert read.arms == ("new", "old") and read.clicks.tolist()[0] == [51, 53, 55, 57]


def test_columns_of_the_sellers_own(tmp_path: Path) -> None:
    header = ["Tag", "Variante", "Gezeigt", "Klicks", "Bestellt", "Kosten", "Umsatz"]
    mapping = dict(zip(("date", "arm", "impressions", "clicks", "orders"), header, strict=False))
    same(daily_rows(written(tmp_path, text([[*r[:5], 40.5, 0] for r in rows()], [*header[:5], "Cost", "x"])),
                    columns=mapping))  # fmt: skip


def test_orders_within_windows(tmp_path: Path) -> None:
    header = [*ENGLISH[:4], "7天总成交笔数", "15天总成交笔数", "1天总成交笔数"]
    table = [[*r[:5], 0, 1] for r in rows()]
    read = daily_rows(written(tmp_path, text(table, header)))
    assert read.window_days == 7 and read.orders is not None and read.orders.tolist()[0] == [3, 4, 3, 4]
    header[4], header[6] = "总成交笔数", "7天总成交笔数"
    assert daily_rows(written(tmp_path, text(table, header))).window_days is None


def test_a_column_of_payment_days_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, text(rows(), ["付款日期", *CHINESE[1:]]))
    assert daily_rows(path).dates == "payment"
    with pytest.raises(InputError, match="--dates click: the column '付款日期' tells days of payment"):
        daily_rows(path, dates="click")
    assert daily_rows(written(tmp_path, text(rows())), dates="payment").dates == "payment"


def test_more_orders_than_clicks_on_a_day_of_payment_are_none_of_its_clicks(tmp_path: Path) -> None:
    table = rows()
    table[2][3:5] = [4, 6]
    assert daily_rows(written(tmp_path, text(table)), dates="payment").days == 4
    with pytest.raises(InputError, match=r"test\.csv:4: Orders: orders must not exceed clicks, got '6 > 4'"):
        daily_rows(written(tmp_path, text(table)))


def test_more_orders_than_clicks_in_all_cannot_be(tmp_path: Path) -> None:
    path = written(tmp_path, text(arm_of(3, Clicks=5, Orders=6)(rows())))
    with pytest.raises(
        InputError, match=r"test\.csv:3: new: orders must not exceed clicks over all days, got '?24 > 20"
    ):
        daily_rows(path, dates="payment")


def test_one_arm_alone_is_read(tmp_path: Path) -> None:
    assert daily_rows(written(tmp_path, text(rows()[::2]))).arms == ("old",)


def test_what_is_not_asked_for_may_be_missing(tmp_path: Path) -> None:
    path = written(tmp_path, text([[r[0], r[1], r[3]] for r in rows()], ["Date", "Arm", "Clicks"]))
    read = daily_rows(path, needs=())
    assert read.orders is None and read.impressions is None and read.cost is None
    with pytest.raises(InputError, match=r"test\.csv:1: no column is known to hold orders; .*--column orders=HEADER"):
        daily_rows(path)


def cell(line: int, column: str, value: object) -> Callable[[Rows], Rows]:
    """The table with one cell of a line of the file (the header is line 1) changed."""

    def damage(table: Rows) -> Rows:
        table[line - 2][ENGLISH.index(column)] = value
        return table

    return damage


def without(*lines: int) -> Callable[[Rows], Rows]:
    return lambda table: [row for number, row in enumerate(table, start=2) if number not in lines]


def arm_of(line: int, **values: object) -> Callable[[Rows], Rows]:
    """Every line of the arm of this line, with these values."""

    def damage(table: Rows) -> Rows:
        name = table[line - 2][1]
        for row in table:
            if row[1] == name:
                for column, value in values.items():
                    row[ENGLISH.index(column)] = value
        return table

    return damage


DAMAGED: list[tuple[str, Callable[[Rows], Rows], str]] = [
    ("clicks above impressions", cell(5, "Clicks", 5000), "test.csv:5: Clicks: clicks must not exceed impressions"),
    ("orders above clicks", cell(4, "Orders", 53), "test.csv:4: Orders: orders must not exceed clicks, got '53 > 52'"),
    ("negative clicks", cell(3, "Clicks", -1), "test.csv:3: Clicks: must not be negative, got '-1'"),
    ("negative orders", cell(3, "Orders", -2), "test.csv:3: Orders: must not be negative, got '-2'"),
    ("negative cost", cell(9, "Cost", "-3.5"), "test.csv:9: Cost: must not be negative"),
    ("fractional clicks", cell(6, "Clicks", "50.5"), "test.csv:6: Clicks: must be a whole number, got '50.5'"),
    ("fractional impressions", cell(6, "Impressions", "999.5"), "test.csv:6: Impressions: must be a whole number"),
    ("fractional orders", cell(7, "Orders", "2.5"), "test.csv:7: Orders: must be a whole number, got '2.5'"),
    ("words for clicks", cell(2, "Clicks", "many"), "test.csv:2: Clicks: must be a number with a decimal point"),
    ("percent for orders", cell(2, "Orders", "5%"), "test.csv:2: Orders: must be a number with a decimal point"),
    ("no clicks told", cell(8, "Clicks", ""), "test.csv:8: Clicks: must be given"),
    ("no orders told", cell(8, "Orders", "--"), "test.csv:8: Orders: must be given"),
    ("no arm", cell(8, "Arm", ""), "test.csv:8: Arm: must be given"),
    ("no day", cell(8, "Date", ""), "test.csv:8: Date: must be given"),
    ("no date", cell(8, "Date", "soon"), "test.csv:8: Date: must be a date such as 2026-02-28, got 'soon'"),
    ("30 February", cell(8, "Date", "2026-02-30"), "test.csv:8: Date: must be a date such as 2026-02-28"),
    ("a range of days", cell(8, "Date", "2026-03-05 to 2026-03-06"), "test.csv:8: Date: must be one day, not several"),
    ("a line twice", lambda table: [*table, table[3]],
     "test.csv:10: new: repeats line 5: one line a day and arm, got 2026-03-03"),
    ("a day twice", cell(6, "Date", "2026-03-03"), "test.csv:6: old: repeats line 4: one line a day and arm"),
    ("a day missing for all", without(4, 5), "test.csv:2: old: a day has no line, got 2026-03-03"),
    ("a day missing for one arm", without(7), "test.csv:5: new: a day has no line, got 2026-03-04"),
    ("an arm begins late", without(3, 5), "test.csv:5: new: 2 days have no line, got 2026-03-02 to 2026-03-03"),
    ("an arm ends early", without(9), "test.csv:7: new: a day has no line, got 2026-03-05"),
    ("a wrong year", cell(9, "Date", "2062-03-05"), "test.csv:7: new: 13149 days have no line"),
    ("an arm without clicks", arm_of(3, Clicks=0, Orders=0), "test.csv:3: new: the arm has no clicks on any day"),
    ("an arm never shown", arm_of(2, Impressions=0, Clicks=0, Orders=0),
     "test.csv:2: old: the arm has no impressions on any day"),
    ("too many cells", lambda table: [*table[:2], [*table[2], 1, 2], *table[3:]],
     "test.csv:4: has 9 cells, the header has 7"),
    ("every line an arm", lambda table: [[FIRST, f"arm {n}", *table[0][2:]] for n in range(21)],
     "arm: must be at most 20 arms, got 21"),
    ("nothing below the header", lambda table: [], "has a header but no rows of data"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "told"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED])
def test_a_damaged_file_is_refused_by_row_and_rule(tmp_path: Path, damage: Callable[[Rows], Rows], told: str) -> None:
    with pytest.raises(InputError) as refusal:
        daily_rows(written(tmp_path, text(damage(rows()))))
    assert told in str(refusal.value)
    assert len(refusal.value.problems) <= 3  # what is right is not accused


def test_a_workbook_is_refused_by_its_own_lines(tmp_path: Path) -> None:
    """The header stands in line 2 there."""
    with pytest.raises(InputError, match=r"test\.xlsx:6: Clicks: clicks must not exceed impressions"):
        daily_rows(workbook(tmp_path, cell(5, "Clicks", 5000)(rows())))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (text(rows(), ["When", "Which", *ENGLISH[2:]]), "no column is known to hold arm, date; headers found: When, W"),
        (text(rows(), ["Date", "Which", *ENGLISH[2:]]), "no column is known to hold arm; headers found: Date, Which"),
        (text(rows(), CHINESE).encode().decode("cp1252", "ignore"), "was once read in a wrong encoding"),
        ("<html><table>", "is a web page, not a table"),
    ],
)
def test_a_file_that_is_no_table_of_daily_rows(tmp_path: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(InputError) as refusal:
        daily_rows(written(tmp_path, content))
    assert told in str(refusal.value)


def test_options_that_name_what_is_not_there(tmp_path: Path) -> None:
    path = written(tmp_path, text(rows()))
    for options, told in (
        ({"control": "neu"}, "--control: must be one of the arms: old, new, got 'neu'"),
        (
            {"columns": {"keyword": "Arm"}},
            "--column keyword=Arm: must be a field of daily rows: date, arm, impressions",
        ),
        ({"columns": {"arm": "Creative"}}, "has no row with the header 'Creative'; headers found: Date, Arm"),
        ({"decimal": ";"}, "--decimal: must be . or ,"),
    ):
        with pytest.raises(InputError) as refusal:
            daily_rows(path, **options)  # type: ignore[arg-type]
        assert told in str(refusal.value)


def test_two_tables_are_not_guessed_between(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "test.zip", "w") as archive:
        archive.writestr("a.csv", text(rows()))
        archive.writestr("b.csv", text(rows()))
    with pytest.raises(InputError, match=r"must hold one table of daily rows, got test\.zip/a\.csv, test\.zip/b\.csv"):
        daily_rows(tmp_path / "test.zip")


def test_the_platform_is_recognised_and_money_named(tmp_path: Path) -> None:
    table = [[day, "603001", arm, *figures] for day, arm, *figures in rows()]
    header = ["日期", "宝贝ID", "宝贝名称", "展现量", "点击量", "总成交笔数", "花费(元)", "总成交金额"]
    read = daily_rows(written(tmp_path, text(table, header)))
    same(read)
    assert (read.platform, read.currency) == ("taobao", "CNY")
    plain = daily_rows(written(tmp_path, text(rows())))
    assert (plain.platform, plain.currency) == ("generic", None)


def test_the_page_of_daily_rows_lists_fields_and_headers_that_are_known() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "daily-rows.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|$", page, re.MULTILINE)
    fields = {name: re.findall(r"`([^`]+)`", told) for name, told in lines if name in FIELDS}
    assert sorted(fields) == sorted(FIELDS)
    for name, told in fields.items():
        assert told and set(told) <= set(LAYOUT.columns[name]), name
