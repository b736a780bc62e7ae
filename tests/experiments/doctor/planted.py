"""A small clean account as a Google keyword report, and a fault of every kind to plant in it.

Daily figures are drawn with seed 20260302. A clean account is flagged for an outlier day in a few per cent of seeds
(see `test_days`); this seed is not.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook

from adsim.experiments.doctor import Inspection

SEED = 20260302
START = date(2026, 3, 2)
DAYS = 28
WEEK = (0.86, 1.05, 0.93, 0.94, 1.04, 1.29, 0.91)
KEYWORDS = ("oak shelf", "wall shelf", "floating shelf for a small kitchen", "shelf HX-2100", "corner shelf", "书架")
Row = dict[str, Any]
Rows = list[Row]


def account(days: int = DAYS) -> Rows:
    """Lines of a Google keyword report by day, without a fault."""
    generator = np.random.default_rng(SEED)
    rows = []
    for number in range(days):
        for place, keyword in enumerate(KEYWORDS):
            clicks = int(generator.poisson(WEEK[number % 7] * 150 / (place + 2)))
            orders = int(generator.binomial(clicks, 0.05))
            impressions = clicks * 30 + int(generator.poisson(100))
            rows.append({
                "Day": START + timedelta(days=number), "Campaign": "Shelves", "Ad group": "Wood", "Keyword": keyword,
                "Match type": "Exact match", "Max. CPC": 0.9, "Currency code": "EUR", "Impr.": impressions,
                "Clicks": clicks, "CTR": f"{clicks / impressions:.2%}", "Avg. CPC": 0.6, "Cost": round(clicks * 0.6, 2),
                "Conversions": orders, "Conv. value": orders * 40.0, "Search impr. share": "60%",
            })  # fmt: skip
    return rows


def written(
    folder: Path, rows: Iterable[Mapping[str, Any]], name: str = "keywords.csv", after: Iterable[str] = ()
) -> Path:
    path = folder / name
    lines = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
        file.writelines(f"{line}\n" for line in after)
    return path


def kinds(found: Inspection) -> list[str]:
    return [finding.kind for finding in found.findings]


def finding(found: Inspection, kind: str) -> Any:
    return next(one for one in found.findings if one.kind == kind)


def without(rows: Rows, *columns: str) -> Rows:
    return [{name: value for name, value in row.items() if name not in columns} for row in rows]


def total(rows: Rows, clicks: int = 0, label: str = "Total: Account") -> str:
    """A total row of the report, its clicks off by so many."""
    impressions, cost = sum(row["Impr."] for row in rows), sum(row["Cost"] for row in rows)
    sums = {"Day": label, "Impr.": impressions, "Clicks": sum(row["Clicks"] for row in rows) + clicks, "Cost": cost}
    return ",".join(str(sums.get(name, "")) for name in rows[0])


def terms(rows: Rows, clicks: Callable[[Row], int]) -> Rows:
    """A search-terms report of the same account: of each day's clicks of a keyword so many."""
    found = []
    for row in rows:
        kept = clicks(row)
        bought = min(row["Conversions"], kept)
        found.append({
            "Day": row["Day"], "Search term": f"{row['Keyword']} oak", "Match type": "Exact match",
            "Added/Excluded": "None", "Campaign": "Shelves", "Ad group": "Wood", "Keyword": row["Keyword"],
            "Currency code": "EUR", "Impr.": kept * 20, "Clicks": kept, "Cost": round(kept * 0.6, 2),
            "Conversions": bought, "Conv. value": 40.0 * bought,
        })  # fmt: skip
    return found


# Faults. Each takes the folder and the rows of a clean account and gives the files to inspect.

Fault = Callable[[Path, Rows], list[Path]]


def lines_changed(which: Callable[[Row], bool], **values: Any) -> Fault:
    def fault(folder: Path, rows: Rows) -> list[Path]:
        return [written(folder, [{**row, **values} if which(row) else row for row in rows])]

    return fault


def left_out(which: Callable[[Row], bool]) -> Fault:
    return lambda folder, rows: [written(folder, [row for row in rows if not which(row)])]


def columns_left_out(*columns: str) -> Fault:
    return lambda folder, rows: [written(folder, without(rows, *columns))]


def on(*numbers: int) -> Callable[[Row], bool]:
    days = {START + timedelta(days=number) for number in numbers}
    return lambda row: row["Day"] in days


def peak(folder: Path, rows: Rows) -> list[Path]:
    times = dict.fromkeys(("Impr.", "Clicks", "Cost", "Conversions", "Conv. value"), 4)
    return [written(folder, [{**row, **{name: row[name] * by for name, by in times.items()}} if on(17)(row) else row
                             for row in rows])]  # fmt: skip


def no_orders(*numbers: int) -> Fault:
    return lines_changed(on(*numbers), **{"Conversions": 0, "Conv. value": 0})


def sums_off(clicks: int) -> Fault:
    return lambda folder, rows: [written(folder, rows, after=[total(rows, clicks)])]


def hidden(folder: Path, rows: Rows) -> list[Path]:
    listed = terms(rows, lambda row: row["Clicks"] // 2)
    sums = {"Day": "Total: Other search terms", "Impr.": 90_000, "Clicks": 5_000, "Cost": 3_000}
    return [written(folder, listed, after=[",".join(str(sums.get(name, "")) for name in listed[0])])]


def amazon(folder: Path, rows: Rows) -> list[Path]:
    head = ["Start Date", "End Date", "Campaign Name ", "Customer Search Term", "Impressions", "Clicks", "Spend",
            "7 Day Total Sales ", "7 Day Total Orders (#)"]  # fmt: skip
    book = Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append([row["Day"], row["Day"], "Shelves", row["Keyword"], row["Impr."], row["Clicks"], row["Cost"],
                            row["Conv. value"], row["Conversions"]])  # fmt: skip
    book.save(folder / "amazon.xlsx")
    return [folder / "amazon.xlsx"]


def only_single_clicks(folder: Path, rows: Rows) -> list[Path]:
    once = {**rows[0], "Clicks": 1, "Impr.": 9, "Cost": 0.6, "CTR": "11.11%", "Conversions": 0, "Conv. value": 0}
    more = [{**once, "Keyword": f"shelf {number}"} for number in range(25)]
    return [written(folder, [*rows, *more])]


def below(folder: Path, rows: Rows) -> list[Path]:
    listed = terms(rows, lambda row: row["Clicks"] // 3)
    return [written(folder, listed, "terms.csv"), written(folder, rows)]


def two_accounts(folder: Path, rows: Rows) -> list[Path]:
    dollars = [{**row, "Currency code": "USD"} for row in rows]
    return [written(folder, rows), written(folder, dollars, "other.csv")]


def twice(folder: Path, rows: Rows) -> list[Path]:
    return [written(folder, [*rows, *rows[:12]])]


def half_broken(folder: Path, rows: Rows) -> list[Path]:
    return [written(folder, [{**row, "Cost": "1.2.3"} if place % 3 else row for place, row in enumerate(rows)])]


def thinned(part: int, orders: int | None = None) -> Fault:
    """An account a part as large; of all orders only so many are left."""

    def fault(folder: Path, rows: Rows) -> list[Path]:
        small, left = [], orders
        for row in rows:
            clicks = row["Clicks"] // part
            bought = min(row["Conversions"], clicks) if left is None else min(row["Conversions"], left, clicks)
            left = None if left is None else left - bought
            small.append({**row, "Clicks": clicks, "Impr.": clicks * 30 + 10, "Cost": round(clicks * 0.6, 2),
                          "CTR": "--", "Conversions": bought, "Conv. value": bought * 40.0})  # fmt: skip
        return [written(folder, small)]

    return fault


def millionfold(folder: Path, rows: Rows) -> list[Path]:
    """A wrong decimal mark: all money a million times as much."""
    money = ("Max. CPC", "Avg. CPC", "Cost", "Conv. value")
    return [written(folder, [{**row, **{name: row[name] * 1e6 for name in money}} for row in rows])]


def first_days(days: int) -> Fault:
    return left_out(lambda row: row["Day"] >= START + timedelta(days=days))


NOTHING = {"Clicks": 0, "Cost": 0, "CTR": "--", "Conversions": 0, "Conv. value": 0}
PLANTED: dict[str, Fault] = {
    "no_clicks": lines_changed(lambda row: True, **NOTHING),
    "not_one_account": two_accounts,
    "too_little_readable": half_broken,
    "out_of_reach": millionfold,
    "unreadable": lines_changed(on(4), **{"Clicks": "twelve"}),
    "rows_exceed_total": sums_off(-400),
    "rows_below_total": sums_off(400),
    "duplicates": twice,
    "tracking_stopped": no_orders(*range(20, 28)),
    "tracking_gap": no_orders(*range(9, 14)),
    "tracking_began": no_orders(*range(6)),
    "impossible": lines_changed(on(3), **{"Impr.": 2, "CTR": "--"}),
    "no_orders": columns_left_out("Conversions", "Conv. value"),
    "no_revenue": columns_left_out("Conv. value"),
    "few_clicks": thinned(60),
    "few_orders": thinned(1, orders=9),
    "hidden_terms": hidden,
    "hidden_below": below,
    "clicked_only": amazon,
    "only_clicked_rows": only_single_clicks,
    "gaps": left_out(on(10, 11)),
    "outlier_days": peak,
    "no_period": columns_left_out("Day"),
    "short_period": first_days(9),
}  # fmt: skip


def is_chinese(sign: str) -> bool:
    return "一" <= sign <= "鿿"
