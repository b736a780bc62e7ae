"""The layout of a product test's daily rows: which headers carry what, and the one table of a file that has them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from adsim.errors import InputError, Problem
from adsim.platforms import LAYOUTS, ExportLayout, figures, headers
from adsim.platforms.archives import tables_in
from adsim.platforms.encodings import spoilt
from adsim.platforms.exports import rows_below
from adsim.platforms.headers import Header
from adsim.platforms.records import WINDOWS
from adsim.platforms.sheets import Sheet, refuse

Dates = Literal["click", "payment"]

COUNTS = ("impressions", "clicks", "orders")
MONEY = ("cost", "revenue")
WITHIN = tuple(f"orders_{days}" for days in WINDOWS)
FIELDS = ("date", "arm", *COUNTS, *MONEY, *WITHIN)
ARM = (
    "Arm", "Test arm", "Variant", "Version", "Creative", "Creative name", "Ad name", "Image", "Main image",
    "方案", "方案名称", "测试方案", "版本", "组别", "分组", "实验组", "创意", "创意名称", "创意标题", "创意ID", "主图",
    "图片", "详情页", "宝贝", "宝贝名称", "宝贝标题", "商品标题", "商品名称", "主体名称", "宝贝ID", "商品ID", "主体ID",
    "Product", "Item ID", "Campaign", "Campaign name", "计划", "计划名字", "计划名称", "推广计划", "推广计划名称",
    "Ad group", "Ad group name", "单元", "单元名字", "单元名称", "推广单元", "推广单元名称",
)  # fmt: skip
# A column so called tells days of payment, whatever else is said.
PAYMENT_DATES = ("Payment date", "Paid on", "付款日期", "支付日期", "成交日期")


def _spellings(field: str) -> tuple[str, ...]:
    """How any known report spells the header of a field."""
    return tuple(dict.fromkeys(word for _, layout in LAYOUTS.values() for word in layout.columns.get(field, ())))


LAYOUT = ExportLayout(
    name="daily_rows",
    title="daily rows of a product test",
    level="campaign",  # of no account: an arm's traffic, whatever carries it
    columns={
        "arm": ARM,
        "date": (*_spellings("date"), *PAYMENT_DATES),
        **{name: _spellings(name) for name in (*COUNTS, *MONEY, *WITHIN)},
    },
    required=("arm", "date", "clicks"),
    totals=tuple(dict.fromkeys(word for _, layout in LAYOUTS.values() for word in layout.totals)),
)


def checked(mapping: Mapping[str, str] | None) -> dict[str, str]:
    """The caller's mapping of fields to headers; an `InputError` names every field that daily rows do not have."""
    told = dict(mapping or {})
    rule = f"must be a field of daily rows: {', '.join(FIELDS)}"
    wrong = [Problem(f"--column {field}={header}", "", rule, repr(field)) for field, header in told.items()
             if field not in FIELDS]  # fmt: skip
    if wrong:
        raise InputError(wrong)
    return told


def window_days(header: Header) -> int | None:
    """The longest window of orders in the file, where no column has all of them."""
    if "orders" in header.columns:
        return None
    return next((days for days in WINDOWS if f"orders_{days}" in header.columns), None)


def daily_table(
    path: Path, mapping: Mapping[str, str], needs: Sequence[str], notes: list[Problem]
) -> tuple[Sheet, Header]:
    """The one table of daily rows in the file, with its header."""
    found: list[tuple[Sheet, Header]] = []
    seen: list[Sheet] = []
    for table in tables_in(path, notes):
        known = None
        for sheet in () if table.hidden else table.readings:
            seen.append(sheet)
            header = headers.header_of(sheet, LAYOUT, mapping)
            if header is not None:
                known = sheet, header
                break
        if known is not None and rows_below(*known):
            found.append(known)
        else:
            rule = "is a hidden sheet" if table.hidden else "has no rows below a header" if known else "has no header"
            notes.append(Problem(table.label, "", f"{rule} and was not read"))
    if not found:
        raise _unrecognised(str(path), seen, mapping)
    if len(found) > 1:
        named = ", ".join(sheet.label for sheet, _ in found)
        raise refuse(str(path), "must hold one table of daily rows", "keep one of them, or join them", named)
    _refuse_missing(*found[0], needs)
    return found[0]


def _refuse_missing(sheet: Sheet, header: Header, needs: Sequence[str]) -> None:
    held = {"orders"} if window_days(header) is not None else set()
    lost = [field for field in needs if field not in header.columns and field not in held]
    if lost:
        rule = f"no column is known to hold {lost[0]}; headers found: {headers.listed(header.told)}"
        raise refuse(f"{sheet.label}:{header.line}", rule, mend=f"name it: --column {lost[0]}=HEADER")


def _unrecognised(path: str, seen: Sequence[Sheet], mapping: Mapping[str, str]) -> InputError:
    """The refusal of a file without a header of daily rows: what was found, what is lacking."""
    rows = [cells for sheet in seen for _, cells in sheet.head[: headers.HEADER_WITHIN]]
    if not rows:
        return refuse(path, "has no table that can be read")
    best = max(rows, key=lambda cells: len(headers.columns_of(cells, LAYOUT, mapping)))
    words = [word for cell in best if (word := figures.text(cell))]
    meant = next((told for word in words if (told := spoilt(word))), None)
    if meant is not None:
        rule = f"its text was once read in a wrong encoding and saved so (it says {meant} where it should)"
        return refuse(path, rule, "export it again, and open it as GBK or UTF-8 before saving")
    names = {headers.fold(word) for word in words}
    absent = [name for name in mapping.values() if headers.fold(name) not in names]
    if absent:
        rule = f"has no row with the header {absent[0]!r}; headers found: {headers.listed(words)}"
        return refuse(path, rule, mend="check --column FIELD=HEADER")
    lost = [field for field in LAYOUT.required if field not in headers.columns_of(best, LAYOUT, mapping)]
    if not lost:
        return refuse(path, "has a header but no rows of data")
    rule = f"no column is known to hold {', '.join(lost)}; headers found: {headers.listed(words)}"
    return refuse(path, rule, mend=f"name it: --column {lost[0]}=HEADER")
