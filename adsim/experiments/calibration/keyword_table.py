"""From the rows of an export to a few hundred keywords: joined by search term, classed, rare ones pooled.

A table here is a pandas frame with the columns of `COLUMNS`, one line a keyword; `terms` says how many
search terms it stands for, NaN is what the export does not tell. Nothing is lost on the way: impressions,
clicks, cost, orders and revenue add up to those of the export.
"""

import numpy as np
import pandas as pd

from adsim.errors import Problem
from adsim.experiments.calibration.keyword_classes import ClassRule, classes, folded, named_class
from adsim.platforms.exports import Export

COLUMNS = (
    "keyword",
    "klass",
    "campaign",
    "terms",
    "impressions",
    "clicks",
    "cost",
    "orders",
    "revenue",
    "bid",
)
SUMS = ("impressions", "clicks", "cost", "orders", "revenue")
LONGEST_NAME = 150
CAMPAIGNS_APART = 12


def terms(export: Export, rule: ClassRule) -> tuple[pd.DataFrame, list[Problem]]:
    """The export joined by search term, classed; and the class cells that name no class."""
    rows = pd.DataFrame(
        {
            "keyword": [printable(row.keyword) for row in export.rows],
            "campaign": [row.campaign for row in export.rows],
            "given": [row.klass for row in export.rows],
            **{name: [getattr(row, name) for row in export.rows] for name in ("impressions", "clicks", "cost")},
            **{name: _figures(export, name) for name in ("orders", "revenue", "bid")},
        }
    )
    rows["key"] = rows["keyword"].map(folded)
    rows["weight"] = rows["clicks"] + 1e-6 * rows["impressions"] + 1e-12
    rows["bid_weight"] = rows["weight"].where(rows["bid"].notna())
    rows["bid_sum"] = rows["bid"] * rows["weight"]
    largest = rows.sort_values("weight", ascending=False, kind="stable").drop_duplicates("key").set_index("key")
    grouped = rows.groupby("key", sort=False)
    table = grouped[list(SUMS)].sum(min_count=1)
    table["bid"] = grouped["bid_sum"].sum(min_count=1) / grouped["bid_weight"].sum(min_count=1)
    for name in ("keyword", "campaign"):
        table[name] = largest[name]
    table["terms"] = 1
    given = rows[rows["given"] != ""].groupby("key")["given"].first().reindex(table.index, fill_value="")
    table["klass"] = classes(list(table["keyword"]), table["impressions"].to_numpy(np.int64), list(given), rule)
    return table.reset_index(drop=True)[list(COLUMNS)], _unknown_classes(export)


def printable(keyword: str) -> str:
    """The term without control characters, which no scenario takes."""
    return " ".join("".join(char if char.isprintable() else " " for char in keyword).split()) or "[unprintable]"


def _figures(export: Export, name: str) -> list[float]:
    return [np.nan if (value := getattr(row, name)) is None else value for row in export.rows]


def _unknown_classes(export: Export) -> list[Problem]:
    rule = "must be head, long_tail or precise; the rule by volume and words is used instead"
    return [
        Problem(f"{export.file}:{row.line}", "class", rule, repr(row.klass[:60]))
        for row in export.rows
        if row.klass and named_class(row.klass) is None
    ]


def pooled(table: pd.DataFrame, least_clicks: int, limit: int) -> pd.DataFrame:
    """At most `limit` keywords: terms of fewer than `least_clicks` clicks are put together by class and
    campaign, and so are the smallest of the others where there are too many. Terms that were never shown
    are left out. Largest first within a class."""
    shown = table[table["impressions"] + table["clicks"] > 0]
    largest = shown.sort_values(["clicks", "impressions"], ascending=False, kind="stable")
    room = max(limit - 3 * (CAMPAIGNS_APART + 1), 1)
    alone = (largest["clicks"] >= least_clicks) & (np.arange(len(largest)) < room)
    rare = largest[~alone]
    pools = [
        _pool(group, str(klass), str(campaign))
        for (klass, campaign), group in rare.groupby([rare["klass"], _campaigns(rare)], sort=False)
    ]
    kept = largest[alone].to_dict("records")
    result = pd.DataFrame([*kept, *pools], columns=list(COLUMNS))
    result["keyword"] = _distinct(list(result["keyword"]))
    result["impressions"] = result["impressions"].clip(lower=result["clicks"])
    return result.sort_values(["klass", "clicks"], ascending=[True, False], kind="stable").reset_index(drop=True)


def _campaigns(rare: pd.DataFrame) -> pd.Series:
    """Each rare term's campaign, the smaller ones under one name."""
    by_size = rare.groupby("campaign")["clicks"].sum().sort_values(ascending=False, kind="stable")
    large = by_size.index[:CAMPAIGNS_APART]
    return rare["campaign"].where(rare["campaign"].isin(large), "other campaigns")


def _pool(group: pd.DataFrame, klass: str, campaign: str) -> dict[str, object]:
    if len(group) == 1:
        return {str(name): value for name, value in group.iloc[0].items()}
    sums = {name: group[name].sum(min_count=1) for name in SUMS}
    told = group[group["bid"].notna()]
    weight = told["clicks"] + 1e-6 * told["impressions"] + 1e-12
    bid = float((told["bid"] * weight).sum() / weight.sum()) if len(told) else np.nan
    where = f", {campaign}" if campaign else ""
    name = f"[{len(group):,} rare {klass} terms{where}"[: LONGEST_NAME - 1] + "]"
    return {"keyword": name, "klass": klass, "campaign": campaign, "terms": len(group), **sums, "bid": bid}


def _distinct(names: list[str]) -> list[str]:
    """The names cut to a length that a scenario takes, and numbered where two would become one."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        cut = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
        seen[cut] = seen.get(cut, 0) + 1
        result.append(cut if seen[cut] == 1 else f"{cut} ({seen[cut]})")
    return result
