"""What the data can tell, and how sharply: rates by class with their range, and which curves may be estimated."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betaincinv, gammaincinv

from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.curves import FEWEST_DAYS as DAYS_FOR_WEEKDAYS
from adsim.experiments.calibration.proof import FEWEST_DAYS as DAYS_FOR_PROOF
from adsim.experiments.doctor.findings import Finding
from adsim.scenario.objects import CLASSES

RANGE = (0.05, 0.95)
ENOUGH_CLICKS, ENOUGH_ORDERS = 100, 30
KEYWORD_CLICKS, KEYWORD_ORDERS = 20, 10
SHORT_PERIOD = 14


@dataclass(frozen=True)
class Rate:
    """Successes over trials, with the 5 and 95 % points of what the rate may be, counting noise alone."""

    successes: float
    trials: float

    @property
    def value(self) -> float | None:
        return self.successes / self.trials if self.trials else None

    @property
    def range(self) -> tuple[float, float] | None:
        """Of a beta distribution around half a success and half a failure more (Jeffreys); where more orders than
        clicks are credited, of a gamma one."""
        if not self.trials:
            return None
        good, bad = self.successes + 0.5, self.trials - self.successes + 0.5
        points = betaincinv(good, bad, RANGE) if bad > 0 else gammaincinv(good, RANGE) / self.trials
        return float(points[0]), float(points[1])

    @property
    def facts(self) -> dict[str, float | None]:
        low, high = self.range or (None, None)
        return {"value": self.value, "low": low, "high": high}


@dataclass(frozen=True)
class ClassPrecision:
    """One class (or `all`): its sums and how sharply its rates are known; `cvr` None where orders are not told."""

    klass: str
    units: int
    clicks: float
    orders: float | None
    cost: float
    ctr: Rate
    cvr: Rate | None

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "klass": self.klass, "units": self.units, "clicks": self.clicks, "orders": self.orders, "cost": self.cost,
            "ctr": self.ctr.facts, "cvr": None if self.cvr is None else self.cvr.facts,
        }  # fmt: skip


def precision(account: Account) -> list[ClassPrecision]:
    """By class and for all."""
    units, told = account.units, "orders" in account.fields
    found = []
    for name in (*CLASSES, "all"):
        chosen = units if name == "all" else units[units["klass"] == name]
        if len(chosen):
            found.append(_of(name, chosen, told))
    return found


def _of(name: str, units: pd.DataFrame, orders_told: bool) -> ClassPrecision:
    impressions, clicks = float(units["impressions"].sum()), float(units["clicks"].sum())
    orders = float(units["orders"].sum()) if orders_told else None
    return ClassPrecision(
        klass=name,
        units=len(units),
        clicks=clicks,
        orders=orders,
        cost=float(units["cost"].sum()),
        ctr=Rate(min(clicks, impressions), impressions),
        cvr=None if orders is None else Rate(orders, clicks),
    )


@dataclass(frozen=True)
class Ability:
    """Something that data may tell: whether these do, and the figures that the sentence names."""

    kind: str
    told: bool
    facts: dict[str, int | float | str | None]


def abilities(account: Account) -> Iterator[Ability]:
    """What these data can tell beyond the rates, in the order of telling."""
    units, told = account.units, account.fields
    searched = units[~units["rest"].astype(bool)]
    many = int((searched["clicks"] >= KEYWORD_CLICKS).sum())
    sold = int((searched["orders"] >= KEYWORD_ORDERS).sum())
    yield Ability("keyword_clicks", many > 0, {"keywords": many, "least_clicks": KEYWORD_CLICKS})
    if "orders" in told:
        yield Ability("keyword_orders", sold > 0, {"keywords": sold, "least_orders": KEYWORD_ORDERS})
    days = max((kind.frame["day"].nunique() for kind in account.dated), default=0)
    yield Ability("proof", days >= DAYS_FOR_PROOF, {"days": days, "least_days": DAYS_FOR_PROOF})
    yield Ability("weekdays", days >= DAYS_FOR_WEEKDAYS, {"days": days, "least_days": DAYS_FOR_WEEKDAYS})
    yield Ability("hours", account.hours is not None, {})
    if "orders" in told:
        yield Ability("delay", account.windows is not None, {})
    yield Ability("position", bool({"position", "impression_share"} & told), {})
    bids = keywords_at_several_bids(account)
    yield Ability("rival_spread", bids > 0, {"keywords": bids})


def keywords_at_several_bids(account: Account) -> int:
    """Keywords that the data show at two bids or more, as calibrate reads them."""
    levels = account.bid_levels
    return int(levels.loc[levels["unit"].duplicated(), "unit"].nunique())


def thin_data(account: Account) -> Iterator[Finding]:
    """Where there is too little of what matters most: clicks, orders, their value, a period."""
    sums = account.units[["clicks", "cost", "orders", "revenue"]].sum()
    clicks, orders = float(sums["clicks"]), float(sums["orders"])
    if not clicks or not sums["cost"]:
        yield Finding("no_clicks", "fatal", "")
        return
    if clicks < ENOUGH_CLICKS:
        yield Finding("few_clicks", "care", "", {"clicks": int(clicks)})
    if "orders" not in account.fields or not orders:
        yield Finding("no_orders", "care", "")
    else:
        if orders < ENOUGH_ORDERS:
            spread = Rate(orders, clicks).range or (np.nan, np.nan)
            yield Finding("few_orders", "care", "", {"orders": orders, "low_share": spread[0], "high_share": spread[1]})
        if not sums["revenue"]:
            yield Finding("no_revenue", "care", "")
    if account.days is None:
        yield Finding("no_period", "care", "")
    elif account.days < SHORT_PERIOD:
        yield Finding("short_period", "care", "", {"days": account.days})
