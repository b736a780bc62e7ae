"""What is written in a layout is read back as it was meant; what cannot be written is refused by name."""

import csv
import io
import zipfile
from datetime import date, timedelta
from itertools import product

import pytest
from openpyxl import load_workbook

from adsim.errors import InputError
from adsim.platforms import PLATFORMS
from adsim.platforms.exports import read_exports
from adsim.platforms.handwriting import ENCODINGS, Handwriting
from adsim.platforms.writing import MONEY, SHARES, export_bytes

LAYOUTS = [(name, layout) for name, known in PLATFORMS.items() for layout in known.exports]
IDS = [f"{name}.{layout.name}" for name, layout in LAYOUTS]
START = date(2024, 5, 6)
WORDS = ("球阀 DN50", "ball valve", "304不锈钢球阀")
TEXTS = ("keyword", "target", "campaign", "ad_group", "title", "placement")
# Other ways to say when than `date`, and what a report has beside the fields of a row.
ASIDE = {"first", "last", "week", "month", "hour", "weekday", "device", "window", "klass", "excluded", "match_type"}
ASIDE |= {f"{kind}_{name}" for kind in ("direct", "indirect") for name in ("orders", "revenue")}


def rows_for(layout, days=3):
    """Lines of three keywords on `days` days with a figure for everything that the layout has."""
    made = []
    for number, (word, day) in enumerate(product(WORDS, range(days)), 1):
        clicks = 7 * number
        row = {name: f"{word} {name}" for name in TEXTS} | {"keyword": word, "product": f"6128{number % 3}00771045"}
        row |= {"date": START + timedelta(day), "currency": "CNY", "impressions": 1250 * number, "clicks": clicks}
        row |= {"cost": round(1.37 * clicks, 2), "orders": number, "revenue": 1021.55 * number, "gross": 61.25 * number}
        row |= dict.fromkeys(SHARES, 0.1234 + number / 50) | {"bid": 2.35, "budget": 300.5, "position": 3.25}
        row |= {"carts": 2 * number, "favourites": number, "enquiries": None}
        for window in (1, 7, 14, 30):
            row |= {f"orders_{window}": number, f"revenue_{window}": 1000.25 * number + window}
        made.append({field: row[field] for field in layout.columns if field in row and field not in ASIDE})
    return made


def written(tmp_path, name, platform, layout, **how):
    hand = PLATFORMS[platform].hand
    path = tmp_path / name
    path.write_bytes(export_bytes(name, layout, rows_for(layout), hand=hand, **how))
    return path


def same_figures(export, rows, hand, decimal="."):
    assert not export.unreadable and len(export.rows) == len(rows)
    for read, row in zip(export.rows, rows, strict=True):
        for field, value in row.items():
            if field in ("currency", "date") or (field == "product" and not hasattr(read, field)):
                continue
            told = getattr(read, field)
            if field in SHARES and hand.bounded and (value < 0.1 or value > 0.9):
                assert told == pytest.approx(0.05 if value < 0.1 else 0.95)
            elif field in MONEY or field in SHARES:
                assert told == pytest.approx(value, abs=0.00501 if field in MONEY else 0.000051), field
            else:
                assert told == value, field
        if "date" in row:
            assert read.first == read.last == row["date"]


@pytest.mark.parametrize(("platform", "layout"), LAYOUTS, ids=IDS)
@pytest.mark.parametrize(("name", "how"), [
    ("a.csv", {}),
    ("a.csv", {"encoding": "gb18030"}),
    ("a.tsv", {"encoding": "utf-16"}),
    ("a.zip", {"encoding": "gbk"}),
    ("a.csv", {"decimal": ",", "delimiter": ";"}),
    ("a.xlsx", {}),
], ids=["utf-8", "gb18030", "utf-16 tabs", "gbk zip", "comma", "xlsx"])  # fmt: skip
def test_every_layout_is_read_back(tmp_path, platform, layout, name, how):
    path = written(tmp_path, name, platform, layout, **how)
    (export,) = read_exports(path, decimal=how.get("decimal"))
    # The two keyword reports of Taobao have the same columns: either will do.
    assert (export.platform, export.layout.level) == (platform, layout.level)
    same_figures(export, rows_for(layout), PLATFORMS[platform].hand)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_is_read_back(tmp_path, encoding):
    layout = PLATFORMS["google"].exports[1]
    rows = [{**row, "keyword": "café näh" if encoding == "cp1252" else row["keyword"]} for row in rows_for(layout)]
    rows = [{**row, "campaign": "plan", "ad_group": "grüppe" if encoding == "cp1252" else "单元"} for row in rows]
    path = tmp_path / "a.csv"
    path.write_bytes(export_bytes(path, layout, rows, hand=PLATFORMS["google"].hand, encoding=encoding))
    (export,) = read_exports(path)
    same_figures(export, rows, PLATFORMS["google"].hand)


def lines(data, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def layout(platform, name):
    return next(known for known in PLATFORMS[platform].exports if known.name == name)


def test_google_writes_titles_bounds_percents_and_totals():
    row = {"keyword": "valve", "campaign": "A", "impressions": 12345, "clicks": 678, "cost": 1234.5, "bid": None}
    row |= {"impression_share": 0.03, "lost_to_rank": 0.934, "lost_to_budget": 0.5}
    total = {"impressions": 12345, "clicks": 678, "cost": 1234.5}
    found = lines(export_bytes("a.csv", layout("google", "keywords"), [row], hand=PLATFORMS["google"].hand,
                               titles=["Keyword report", "May 6, 2024 - June 2, 2024"],
                               totals=[("Total: Account", total)]))  # fmt: skip
    assert found[0] == ["Keyword report"] and found[1] == ["May 6, 2024 - June 2, 2024"]
    by_header = dict(zip(found[2], found[3], strict=True))
    assert by_header == {
        "Keyword": "valve", "Campaign": "A", "Max. CPC": " --", "Impr.": "12,345", "Clicks": "678", "Cost": "1,234.50",
        "CTR": "5.49%", "Avg. CPC": "1.82", "Search impr. share": "< 10%", "Search lost IS (rank)": "> 90%",
        "Search lost IS (budget)": "50.00%",
    }  # fmt: skip
    assert found[4][0] == "Total: Account" and "12,345" in found[4] and found[4][2] == " --"


def test_amazon_pads_headers_and_counts_by_window():
    row = {"keyword": "valve", "target": "valve", "match_type": "broad", "impressions": 100, "clicks": 10, "cost": 5.0,
           "orders_7": 1, "revenue_7": 20.0, "orders_14": 2, "revenue_14": 50.0}  # fmt: skip
    header, cells = lines(export_bytes("a.csv", layout("amazon", "search_terms"), [row], hand=PLATFORMS["amazon"].hand))
    assert "7 Day Total Sales " in header and "14 Day Total Orders (#)" in header
    by_header = dict(zip(header, cells, strict=True))
    assert by_header["Total Advertising Cost of Sales (ACoS) "] == "25.00%" and by_header["Match Type"] == "BROAD"
    assert by_header["Total Return on Advertising Spend (RoAS)"] == "4.00"


def test_taobao_writes_gbk_with_nulls_and_fractions_in_a_zip():
    row = {"keyword": "球阀", "campaign": "计划", "product": "612800771045", "impressions": 400, "clicks": 9,
           "cost": 12.345, "orders": 0, "revenue": None}  # fmt: skip
    data = export_bytes("报表.zip", layout("taobao", "keywords"), [row], hand=PLATFORMS["taobao"].hand, encoding="gbk")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["报表.csv"]
        header, cells = lines(archive.read("报表.csv"), "gbk")
    by_header = dict(zip(header, cells, strict=True))
    assert (
        by_header["总成交金额"] == "\\N" and by_header["点击率"] == "0.0225" and by_header["宝贝ID"] == "612800771045"
    )
    assert data == export_bytes(
        "报表.zip", layout("taobao", "keywords"), [row], hand=PLATFORMS["taobao"].hand, encoding="gbk"
    )


def test_1688_writes_a_workbook_with_its_own_marks(tmp_path):
    row = {"date": START, "product": "612800771045", "title": "=1+1", "impressions": 40, "clicks": 3, "cost": 6.1,
           "orders": None}  # fmt: skip
    hand = PLATFORMS["1688"].hand
    data = export_bytes("a.xlsx", layout("1688", "products"), [row], hand=hand, sheet="generated",
                        totals=[("汇总", {"impressions": 40, "clicks": 3, "cost": 6.1})])  # fmt: skip
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["generated"]
    header, cells, total = book["generated"].iter_rows()
    assert [cell.value for cell in header][:3] == ["统计日期", "商品ID", "商品标题"]
    assert cells[2].value == "=1+1" and cells[2].data_type == "s"  # text, not a formula
    assert cells[1].value == "612800771045" and cells[1].data_type == "s"
    assert total[0].value == "汇总" and "—" in [cell.value for cell in cells]


def test_text_that_reads_as_a_formula_is_harmless_in_csv():
    rows = [{"keyword": word, "impressions": 1, "clicks": 0, "cost": 0.0} for word in ("=1+1", " @x", "+a +b", "plain")]
    found = lines(export_bytes("a.csv", layout("generic", "keyword_table"), rows))
    assert [cells[0] for cells in found[1:]] == ["'=1+1", "' @x", "'+a +b", "plain"]


@pytest.mark.parametrize(("name", "how", "told"), [
    ("a.xls", {}, r"must end in \.csv, \.tsv, \.xlsx, \.zip, got '\.xls'"),
    ("a", {}, "must end in"),
    ("a.csv", {"encoding": "utf-7"}, "encoding: must be one of utf-8-sig"),
    ("a.csv", {"delimiter": "x"}, "delimiter: must be a comma"),
    ("a.csv", {"decimal": "'"}, "decimal: must be a point or a comma"),
    ("a.csv", {"encoding": "cp1252"}, "encoding cp1252: has no '球', which stands on line 2"),
])  # fmt: skip
def test_what_cannot_be_written_is_refused(name, how, told):
    rows = [{"keyword": "球阀", "impressions": 1, "clicks": 0, "cost": 0.0}]
    with pytest.raises(InputError, match=told):
        export_bytes(name, layout("generic", "keyword_table"), rows, **how)


def test_a_field_that_the_layout_lacks_is_refused():
    with pytest.raises(InputError, match="has no column for gross"):
        export_bytes("a.csv", layout("generic", "keyword_table"), [{"keyword": "x", "gross": 1.0}])


def test_plain_hands_write_plain_figures():
    row = {"keyword": "x", "impressions": 1234, "clicks": 2, "cost": 3.0, "impression_share": 0.05}
    _, cells = lines(export_bytes("a.csv", layout("generic", "keyword_table"), [row], hand=Handwriting()))
    assert cells == ["x", "1234", "2", "3.00", "0.0500"]
