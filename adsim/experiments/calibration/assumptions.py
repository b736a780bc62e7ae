"""What the reports tell beyond keywords, what an option says instead, and what is assumed where neither does.

`settled` turns an account and options into `Figure`s; each says whether it comes from the export, an option or an
assumption, and why, in words that `sentences` has in English and Chinese.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.options import Options, spelled
from adsim.experiments.calibration.sentences import Said
from adsim.platforms import platform

ROAS_ASSUMED = 4.0
GROSS_MARGIN_ASSUMED = 0.5
CVR_ASSUMED = 0.03
BUDGET_OVER_COST, TIGHT_BUDGET_OVER_COST = 2.0, 1.05
LEAST_CLICKS = 5  # a day, that an assumed budget buys in every campaign at least
PERIOD_ASSUMED = 30
BID_OVER_CPC_ASSUMED = 1.3
RIVALS_ASSUMED = 8
BELOW_US = 3  # rivals taken to stand below the worst usual position of ours
NO_ROOM = 0.9  # of its budget: a campaign that spends less is not held back by it


@dataclass(frozen=True)
class Figure:
    """A value with its source: `export`, `option` or `assumption`."""

    name: str
    value: Any
    source: str
    why: Said

    def comment(self, lang: str = "en") -> str:
        return f"[{self.source}] {self.why.text(lang)}"


class _Settling:
    """Collects figures; an option beats the export, the export beats an assumption."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.figures: dict[str, Figure] = {}

    def settle(self, name: str, told: tuple[Any, Said] | None, assumed: tuple[Any, Said]) -> Any:
        known = {one.name: one for one in fields(Options)}
        chosen = getattr(self.options, name) if name in known else None
        if chosen is not None:
            figure = Figure(name, chosen, "option", Said("by_option", option=spelled(name)))
        elif told is not None:
            figure = Figure(name, told[0], "export", told[1])
        else:
            figure = Figure(name, assumed[0], "assumption", assumed[1])
        self.figures[name] = figure
        return figure.value


def settled(account: Account, table: pd.DataFrame, options: Options, held: Callable[[int], float]) -> dict[str, Figure]:
    """Every figure of the scenario beyond the keywords, by name, in the order of printing.

    `table` are the pooled keywords; `held` gives, for a period of so many days, the part of all orders of its
    clicks that the reports show.
    """
    s = _Settling(options)
    known = platform(account.platform)
    clicks, cost = float(table["clicks"].sum()), float(table["cost"].sum())
    cpc = cost / clicks if cost > 0 else known.reserve
    told_currency = (account.currency, Said("currency_told")) if account.currency else None
    s.settle("currency", told_currency, (known.currency, Said("currency_usual", platform=known.name)))
    period = Said("period_told", first=str(account.first), last=str(account.last))
    told_days = (account.days, period) if account.days else None
    days = s.settle("period_days", told_days, (PERIOD_ASSUMED, Said("period_assumed", days=PERIOD_ASSUMED)))
    told_start = (account.last + timedelta(days=1), Said("start_told")) if account.last else None
    s.settle("start", told_start, (date.today(), Said("start_assumed")))
    _searches(s, account, table)
    _orders(s, account, table, cpc, held(days))
    _budget(s, account, table, float(cost / days))
    most = table["position"].max()
    rivals = max(RIVALS_ASSUMED, int(np.ceil(most)) + BELOW_US) if most > 0 else RIVALS_ASSUMED
    s.settle("rivals", None, (rivals, Said("rivals_assumed")))
    return s.figures


def _searches(s: _Settling, account: Account, table: pd.DataFrame) -> None:
    told = table["impression_share"] > 0
    share = None
    if told.any():
        searches = table["impressions"] / table["impression_share"]
        share = (float(table.loc[told, "impressions"].sum() / searches[told].sum()), Said("share_told"))
    s.settle("impression_share", share, (1.0, Said("share_assumed")))
    bids = (None, Said("bids_told")) if table["bid"].notna().any() else None
    s.settle("bid_over_cpc", bids, (BID_OVER_CPC_ASSUMED, Said("bids_assumed")))


def _orders(s: _Settling, account: Account, table: pd.DataFrame, cpc: float, held: float) -> None:
    """What becomes of clicks, orders later than the report included."""
    clicks, orders = float(table["clicks"].sum()), float(table["orders"].sum(min_count=1))
    revenue, gross = float(table["revenue"].sum(min_count=1)), float(table["gross"].sum(min_count=1))
    if orders > 0 and held < 0.995:
        window = account.window_days
        why = Said("held_window", days=window) if window else Said("held_late")
        s.settle("orders_shown", None, (_rounded(held), why))
    told_cvr = (orders / clicks / held, Said("cvr_told" if held >= 0.995 else "cvr_matured")) if orders > 0 else None
    cvr = s.settle("cvr", told_cvr, (CVR_ASSUMED, Said("cvr_assumed")))
    told_basket = (revenue / orders, Said("basket_told")) if orders > 0 and revenue > 0 else None
    assumed = _rounded(ROAS_ASSUMED * cpc / cvr)
    basket = s.settle("basket", told_basket, (assumed, Said("basket_assumed", roas=f"{ROAS_ASSUMED:g}")))
    earned = None
    if told_basket and gross > 0:
        earned = (_rounded(max(basket - gross / orders, 0.0)), Said("gross_told", gross=f"{gross / orders:.4g}"))
    half = _rounded(basket * (1 - GROSS_MARGIN_ASSUMED))
    s.settle("unit_cost", earned, (half, Said("unit_cost_assumed", margin=f"{GROSS_MARGIN_ASSUMED:.0%}")))


def _budget(s: _Settling, account: Account, table: pd.DataFrame, spent: float) -> None:
    """The budget of a day, of all campaigns together."""
    whole = sum(budgets(account, table, spent, s.figures["impression_share"].value < 1).values())
    told = account.campaigns["budget"].notna()
    why = Said("budget_told" if told.all() else "budget_partly") if told.any() else None
    factor = BUDGET_OVER_COST if s.figures["impression_share"].value == 1 else TIGHT_BUDGET_OVER_COST
    assumed = Said("budget_assumed" if factor == BUDGET_OVER_COST else "budget_tight", factor=f"{factor:g}",
                   clicks=LEAST_CLICKS)  # fmt: skip
    budget = s.settle("daily_budget", (_rounded(whole), why) if why else None, (_rounded(whole), assumed))
    if budget < spent * (1 - 1e-6):
        rule = f"must not be less than what the reports spent a day ({spent:.2f})"
        mend = "set another budget as a variant of the written scenario"
        raise InputError([Problem("--daily-budget", "", rule, f"{budget:g}", mend)])


def budgets(account: Account, table: pd.DataFrame, spent: float, tight: bool) -> dict[str, float]:
    """The budget a day of each campaign of the pooled keywords.

    What the reports tell, at least what was spent (platforms spend more than the budget on some days); else the
    usual factor of what was spent, at least the price of a few clicks, as with less the last click of the day
    would often be paid only in part.
    """
    factor = TIGHT_BUDGET_OVER_COST if tight else BUDGET_OVER_COST
    cost = table.groupby("campaign", sort=False)[["cost", "clicks"]].sum()
    whole = float(cost["cost"].sum())
    overall = whole / max(float(cost["clicks"].sum()), 1.0)
    told = account.campaigns.set_index("campaign")["budget"]
    found: dict[str, float] = {}
    for name, line in cost.iterrows():
        a_day = spent * float(line["cost"]) / whole if whole > 0 else 0.0
        budget = float(told.get(name, np.nan))
        if np.isfinite(budget) and budget > 0:
            found[str(name)] = max(budget, a_day)
        else:
            price = float(line["cost"] / line["clicks"]) if line["clicks"] > 0 and line["cost"] > 0 else overall
            found[str(name)] = max(factor * a_day, LEAST_CLICKS * max(price, overall * 0.2))
    return found


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
