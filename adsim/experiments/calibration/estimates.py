"""What an export tells about a market, what it does not, and what is taken instead.

`Options` are what the caller may say; `settled` turns export and options into `Figure`s,
each of which says whether it comes from the export, an option or an assumption; `rates` estimates every keyword.
"""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.keyword_classes import ClassRule
from adsim.experiments.calibration.shrinkage import shrunk
from adsim.platforms import platform
from adsim.platforms.exports import Export

ROAS_ASSUMED = 4.0
GROSS_MARGIN_ASSUMED = 0.5
CVR_ASSUMED = 0.03
BUDGET_OVER_COST, TIGHT_BUDGET_OVER_COST = 1.5, 1.05
LEAST_CLICKS = 5  # a day, that a class's share of the budget buys at least
FLOORS_PART = 0.5  # of the budget at most goes to such least shares, the rest follows the report's spend
PERIOD_ASSUMED = 30
PRICE_CLICKS = 5.0  # clicks that the price of its class is worth beside a keyword's own
WIDEST_SPREAD = 1.0


@dataclass(frozen=True)
class Options:
    """What the caller says; None leaves it to the export or to a printed default.

    Keywords: terms with one of `brands` are precise; head keywords have at most `head_words` words and are
    among those that carry `head_share` of impressions; terms with fewer than `pool_below` clicks are pooled,
    so that at most `keywords` are written. Figures: `period_days` that the export covers, the scenario's `start`,
    `impression_share` (the rest of the searches is taken as lost to the budget), `bid_over_cpc` (max CPC over
    average CPC), `cvr` (orders per click), `basket` and `unit_cost` of an order, the `daily_budget` in force
    in the time of the export, `rivals` on each keyword. Fit: its `rounds`, and the scenario's `replications`,
    the worlds in which it is fitted and will be compared.
    """

    brands: tuple[str, ...] = ()
    head_share: float = 0.5
    head_words: int = 3
    pool_below: int = 5
    keywords: int = 300
    period_days: int | None = None
    start: date | None = None
    impression_share: float | None = None
    bid_over_cpc: float | None = None
    cvr: float | None = None
    basket: float | None = None
    unit_cost: float | None = None
    daily_budget: float | None = None
    rivals: int = 8
    rounds: int = 2
    replications: int = 100


_BOUNDS: dict[str, tuple[float, float]] = {
    "head_share": (0, 1), "head_words": (1, 20), "pool_below": (0, 10**6), "keywords": (1, 2000),
    "period_days": (1, 3660), "impression_share": (0.01, 1), "bid_over_cpc": (1, 20), "cvr": (1e-6, 0.9),
    "basket": (0.001, 1e7), "unit_cost": (0, 1e7), "daily_budget": (0.01, 1e8), "rivals": (1, 60),
    "rounds": (1, 100),
    "replications": (2, 10_000),
}  # fmt: skip


def checked(options: Options) -> Options:
    """The options, or an `InputError` with all that lie outside their bounds."""
    problems = []
    for name, (low, high) in _BOUNDS.items():
        value = getattr(options, name)
        if value is not None and not low <= value <= high:
            told = f"--{name.replace('_', '-')}"
            problems.append(Problem(told, "", f"must lie between {low:g} and {high:g}", f"{value:g}"))
    if problems:
        raise InputError(problems)
    return options


@dataclass(frozen=True)
class Figure:
    """A value with its source: `export`, `option` or `assumption`."""

    name: str
    value: Any
    source: str
    why: str

    @property
    def comment(self) -> str:
        return f"[{self.source}] {self.why}"


def class_rule(options: Options) -> ClassRule:
    return ClassRule(options.brands, options.head_share, options.head_words)


class _Settling:
    """Collects figures; an option beats the export, the export beats an assumption."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.figures: dict[str, Figure] = {}

    def settle(self, name: str, told: tuple[Any, str] | None, assumed: tuple[Any, str]) -> Any:
        known = {one.name: one for one in fields(Options)}
        chosen = getattr(self.options, name) if name in known else None
        if chosen is not None and chosen != known[name].default:
            figure = Figure(name, chosen, "option", f"--{name.replace('_', '-')}")
        elif told is not None:
            figure = Figure(name, told[0], "export", told[1])
        else:
            figure = Figure(name, assumed[0], "assumption", assumed[1])
        self.figures[name] = figure
        return figure.value


def settled(export: Export, table: pd.DataFrame, options: Options) -> dict[str, Figure]:
    """Every figure of the scenario beyond the keywords, by name, in the order of printing."""
    s = _Settling(options)
    known = platform(export.platform)
    clicks, cost = float(table["clicks"].sum()), float(table["cost"].sum())
    orders, revenue = table["orders"].sum(min_count=1), table["revenue"].sum(min_count=1)
    cpc = cost / clicks if cost > 0 else known.reserve
    told_currency = (export.currency, "currency of the report") if export.currency else None
    s.settle("currency", told_currency, (known.currency, f"usual on {known.english}"))
    told_days = (export.days, f"{export.first} to {export.last}") if export.days else None
    days = s.settle("period_days", told_days, (PERIOD_ASSUMED, "the report names no period; taken as 30 days"))
    told_start = (export.last + timedelta(days=1), "the day after the report") if export.last else None
    s.settle("start", told_start, (date.today(), "today; the report has no dates"))
    shown = s.settle(
        "impression_share",
        _impression_share(export),
        (1.0, "the report does not tell; 1: every search showed the ad, more budget buys no more searches"),
    )
    bids = (None, "column of the report") if table["bid"].notna().any() else None
    s.settle("bid_over_cpc", bids, (1.3, "max CPC over average CPC; the report has no bids"))
    told_cvr = (float(orders / clicks), "orders over clicks") if orders > 0 else None
    cvr = s.settle("cvr", told_cvr, (CVR_ASSUMED, "orders per click; the report has no orders"))
    told_basket = (float(revenue / orders), "revenue over orders") if orders > 0 and revenue > 0 else None
    basket = s.settle(
        "basket",
        told_basket,
        (_rounded(ROAS_ASSUMED * cpc / cvr), f"value of an order at which ROAS is {ROAS_ASSUMED:g}; not in the report"),
    )
    s.settle(
        "unit_cost",
        None,
        (_rounded(basket * (1 - GROSS_MARGIN_ASSUMED)), f"gross margin of {GROSS_MARGIN_ASSUMED:.0%} before fees"),
    )
    factor = BUDGET_OVER_COST if shown == 1 else TIGHT_BUDGET_OVER_COST
    why = f"{factor:g} × the average daily cost" + ("" if shown == 1 else ", as searches are lost to the budget")
    usual, least = factor * cost / days, sum(class_floors(table).values()) / FLOORS_PART
    if usual < least:
        why = f"twice the price of {LEAST_CLICKS} clicks in every class, as {why} ({usual:.2g}) buys too few a day"
    budget = s.settle("daily_budget", None, (_rounded(max(usual, least)), why))
    if budget < cost / days:
        rule = f"must not be less than what the export spent a day ({cost / days:.2f})"
        mend = "set another budget as a variant of the written scenario"
        raise InputError([Problem("--daily-budget", "", rule, f"{budget:g}", mend)])
    s.settle("rivals", None, (options.rivals, "rivals on each keyword; no report tells"))
    return s.figures


def class_floors(table: pd.DataFrame) -> dict[str, float]:
    """The money of `LEAST_CLICKS` clicks in each class that has keywords. A class with less a day would often
    have less left than a click costs, which then pays only what is left."""
    sums = table.groupby("klass")[["cost", "clicks"]].sum()
    overall = sums["cost"].sum() / sums["clicks"].sum()
    price = (sums["cost"] / sums["clicks"].where(sums["clicks"] > 0)).fillna(0.0).clip(lower=overall)
    return {str(name): LEAST_CLICKS * float(value) for name, value in price.items()}


def _impression_share(export: Export) -> tuple[float, str] | None:
    told = [row for row in export.rows if row.impression_share and row.impressions]
    if not told:
        return None
    searches = sum(row.impressions / (row.impression_share or 1.0) for row in told)
    return sum(row.impressions for row in told) / searches, "impressions over eligible ones, where reported"


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def rates(table: pd.DataFrame, figures: dict[str, Figure]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The keywords to start the fit from, and the figures a day it shall reach, line by line alike.

    Click and conversion rates are shrunk, prices drawn towards their class's; class totals stay.
    """
    days = figures["period_days"].value
    klass = table["klass"].to_numpy(str)
    impressions, clicks = table["impressions"].to_numpy(float), table["clicks"].to_numpy(float)
    ctr, ctr_spread = shrunk(clicks, impressions, klass)
    target = pd.DataFrame({"impressions": impressions / days, "clicks": ctr * impressions / days})
    cpc = _prices(table, klass)
    cost = cpc * target["clicks"].to_numpy()
    target["cost"] = cost * (table["cost"].sum() / days / cost.sum())
    cvr, cvr_spread = _conversion(table, ctr * impressions, klass, figures["cvr"])
    bid = table["bid"].fillna(pd.Series(cpc * (figures["bid_over_cpc"].value or 1.3))).to_numpy(float)
    start = pd.DataFrame(
        {
            "keyword": table["keyword"], "klass": klass,
            "searches": impressions / days / figures["impression_share"].value,
            "ctr": np.clip(ctr / 0.4, 1e-6, 0.8), "cvr": cvr,
            "max_cpc": np.maximum(bid, cpc), "rival_bid": cpc,
            "ctr_spread": np.minimum(ctr_spread, WIDEST_SPREAD), "cvr_spread": np.minimum(cvr_spread, WIDEST_SPREAD),
        }
    )  # fmt: skip
    return start, target


def _prices(table: pd.DataFrame, klass: np.ndarray[Any, np.dtype[np.str_]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The cost per click of each keyword, its class's counting as a few clicks more."""
    clicks, cost = table["clicks"].to_numpy(float), table["cost"].to_numpy(float)
    overall = cost.sum() / clicks.sum()
    usual = np.empty(len(table))
    for one in np.unique(klass):
        chosen = klass == one
        spent, clicked = cost[chosen].sum() + PRICE_CLICKS * overall, clicks[chosen].sum() + PRICE_CLICKS
        usual[chosen] = spent / clicked
    return np.asarray((cost + PRICE_CLICKS * usual) / (clicks + PRICE_CLICKS))


def _conversion(
    table: pd.DataFrame,
    clicks: np.ndarray[Any, np.dtype[np.float64]],
    klass: np.ndarray[Any, np.dtype[np.str_]],
    level: Figure,
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], np.ndarray[Any, np.dtype[np.float64]]]:
    """Orders per click of each keyword and its spread; the level itself where it is not from the export."""
    if level.source != "export":
        return np.full(len(table), level.value), np.full(len(table), 0.3)
    cvr, spread = shrunk(table["orders"].fillna(0.0).to_numpy(float), clicks, klass)
    return np.clip(cvr, 1e-6, 0.9), spread


def uncertainty(table: pd.DataFrame, figures: dict[str, Figure]) -> dict[str, float]:
    """Spread of the levels of click and conversion rates: the usual one, and that of so few events."""
    clicks = float(table["clicks"].sum())
    orders = float(table["orders"].sum()) if figures["cvr"].source == "export" else 0.0
    usual = {"ctr": 0.15, "cvr": 0.20 if figures["cvr"].source == "export" else 0.40}
    counted = {"ctr": clicks, "cvr": orders}
    return {
        name: round(min(float(np.hypot(spread, counted[name] ** -0.5 if counted[name] > 0 else 0.0)), 1.0), 3)
        for name, spread in usual.items()
    }
