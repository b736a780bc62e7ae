"""Reports as sellers meet them, spelt out by hand: headers of each layout, and rows whose every value is known.

Nothing here comes from the project: headers, words and values are literals, so that a wrong spelling in a
layout fails a test instead of agreeing with itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Truth = Mapping[str, Any]

# Figures of six lines: large, small, without a click, round, without an impression, middling.
FIGURES: dict[str, tuple[Any, ...]] = {
    "impressions": (1234567, 40, 17, 9000, 0, 12345),
    "clicks": (45678, 3, 0, 80, 0, 1234),
    "cost": (1234.5, 1.2, None, 160.0, 0.0, 617.25),
    "orders": (112.0, 1.0, 0.0, 2.0, None, 3.0),
    "revenue": (98765.43, 49.9, 0.0, 98.0, None, 150.05),
    "gross": (987.65, 4.99, 0.0, 9.8, None, 15.01),
    "orders_1": (80.0, 0.0, 0.0, 1.0, None, 2.0),
    "orders_7": (100.0, 1.0, 0.0, 2.0, None, 2.0),
    "orders_14": (112.0, 1.0, 0.0, 2.0, None, 3.0),
    "orders_30": (115.0, 1.0, 0.0, 2.0, None, 3.0),
    "revenue_1": (65432.1, 0.0, 0.0, 49.0, None, 99.95),
    "revenue_7": (87654.32, 49.9, 0.0, 98.0, None, 99.95),
    "revenue_14": (98765.43, 49.9, 0.0, 98.0, None, 150.05),
    "revenue_30": (99876.54, 49.9, 0.0, 98.0, None, 150.05),
    "direct_orders": (100.0, 1.0, 0.0, 2.0, None, 3.0),
    "indirect_orders": (12.0, 0.0, 0.0, 0.0, None, 0.0),
    "direct_revenue": (90000.0, 49.9, 0.0, 98.0, None, 150.05),
    "indirect_revenue": (8765.43, 0.0, 0.0, 0.0, None, 0.0),
    "carts": (1234.0, 2.0, 0.0, 5.0, None, 40.0),
    "favourites": (321.0, 1.0, 0.0, 3.0, None, 12.0),
    "enquiries": (54.0, 0.0, 0.0, 1.0, None, 7.0),
    "bid": (2.5, 0.75, 1.5, 2.25, None, 0.9),
    "budget": (1500.0, 20.0, 20.0, 200.0, 50.5, 1000.0),
    "position": (1.2, 3.5, None, 2.0, None, 10.0),
    "impression_share": (0.455, 0.25, None, 0.8125, None, 1.0),
    "lost_to_rank": (0.125, 0.5, None, 0.1, None, 0.0),
    "lost_to_budget": (0.42, 0.25, None, 0.0875, None, 0.0),
    "top_rate": (0.75, 0.3333, None, 0.6, None, 0.5),
    "top_impression_share": (0.1825, 0.1, None, 0.5, None, 0.25),
    "hour": (0, 9, 10, 14, 22, 23),
    "weekday": (0, 1, 2, 3, 4, 6),
}
COUNTED = ("impressions", "clicks", "orders", "orders_1", "orders_7", "orders_14", "orders_30", "direct_orders",
           "indirect_orders", "carts", "favourites", "enquiries", "hour")  # fmt: skip
SHARES = ("impression_share", "lost_to_rank", "lost_to_budget", "top_rate", "top_impression_share")
DAYS = tuple(date(2026, 3, day) for day in (1, 2, 9, 14, 25, 31))

WESTERN: dict[str, tuple[str, ...]] = {
    "keyword": (
        "café table, oak",
        'shelf "80 cm"',
        "4006381333931",
        "total war figures",
        "007 shelf; zinc",
        "écran | 5",
    ),
    "target": ("[café table]", "shelf", "*", '"war figures"', "shelf", "écran"),
    "campaign": ("Möbel – Oak", "Shelves", "Totals", "Toys, small", "Zinc", "Möbel – Pine"),
    "ad_group": ("Eiche", "Exact", "Auto", "War", "Zinc", "TV"),
    "product": ("B08S76TXMY", "B012345678", "0012345", "6123456789012", "B0ABCDEFGH", "x-1"),
    "title": ("Table 80 cm, oak", "Shelf", "Rest", "Figures", "Shelf zinc", "Écran"),
    "placement": ("Top of Search on-Amazon", "Detail Page on-Amazon", "Other on-Amazon", "Off Amazon", "Rest", "Home"),
}
CHINESE: dict[str, tuple[str, ...]] = {
    "keyword": ("不锈钢螺丝", "304不锈钢内六角螺丝M8x20", "螺丝，大全", "合计重量秤", "5号电池", "置物架 收纳"),
    "target": ("螺丝", "螺丝", "*", "秤", "电池", "置物架"),
    "campaign": ("夏季计划", "标准件", "合计以外", "秤, 新品", "电池", "冬季计划"),
    "ad_group": ("单元一", "单元二", "单元三", "单元四", "单元五", "单元六"),
    "product": ("612345678901", "712345678902", "0012345", "6123456789012", "812345678903", "912345678904"),
    "title": ("不锈钢螺丝 100只", "内六角螺丝", "螺丝大全", "重量秤；厨房", "电池", "置物架“三层”"),
    "placement": ("搜索结果顶部", "商品页面", "其他", "站外", "首页", "末页"),
}


@dataclass(frozen=True)
class Column:
    """One column: its header, the field that it must become ("" for none), the words of its six cells (where
    they are not the values), and the values that these become (where they are not the truth of the field)."""

    header: str
    field: str = ""
    words: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Specimen:
    """A report: whose it must be recognised as, its columns, and what stands around them."""

    name: str
    platform: str
    layout: str
    level: str
    columns: tuple[Column, ...]
    chinese: bool = False
    titles: tuple[str, ...] = ()
    total: str = ""
    total_first: bool = False
    currency: str | None = None
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    derived: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def values(self, column: Column) -> tuple[Any, ...]:
        """The six true values of a column."""
        if column.values:
            return column.values
        if column.field in FIGURES:
            return FIGURES[column.field]
        if column.field == "date":
            return DAYS
        return (CHINESE if self.chinese else WESTERN)[column.field]


def columns(*told: str | Column) -> tuple[Column, ...]:
    """Columns from `header=field`, or `header` for one that is not read."""
    made = []
    for column in told:
        if isinstance(column, Column):
            made.append(column)
        else:
            header, _, name = column.rpartition("=")
            made.append(Column(header, name) if header else Column(name, words=("7.5%",) * 6))
    return tuple(made)


def matched(header: str, *words: str) -> Column:
    """A column of match types: words of the report, each with what it means after a colon."""
    pairs = [word.rpartition(":") for word in words]
    return Column(header, "match_type", tuple(pair[0] for pair in pairs), tuple(pair[2] for pair in pairs))


def currency(header: str, code: str) -> Column:
    return Column(header, "", (code,) * 6)


GOOGLE_MATCH = matched("Match type", "Broad match:broad", "Exact match:exact", "Phrase match (close variant):phrase",
                       "Exact match (close variant):exact", "AI Max:auto", "Broad match:broad")  # fmt: skip
AMAZON_MATCH = matched(
    "Match Type", "BROAD:broad", "EXACT:exact", "-:auto", "PHRASE:phrase", "EXACT:exact", "BROAD:broad"
)
TAOBAO_MATCH = matched("匹配方式", "广泛匹配:broad", "精准匹配:exact", "广泛匹配:broad", "中心词匹配:phrase",
                       "智能匹配:auto", "精准匹配:exact")  # fmt: skip
WINDOW_7 = ("7 Day Total Sales =revenue_7", "7 Day Total Orders (#)=orders_7")
AMAZON_HEAD = (
    Column("Start Date", "first", values=DAYS), Column("End Date", "last", values=DAYS), "Portfolio name",
    currency("Currency", "USD"), "Campaign Name=campaign",
)  # fmt: skip
