"""What is counted of one run, and how figures come of it. Pure: from logs to tallies, no world in sight.

Everything is booked twice: by the date of the click (*matured*: all that these clicks will ever bring)
and by the date of the event (*so far*: what is known by then). A window of d days is the running sum of
either to day d. Money is in whole micro-units until it leaves through `currency`.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MICRO = 1_000_000
CLASS_COUNT = 3

# Keys of the tallies. Counts are whole numbers, money micro-units; `quality_sum` is quality × impressions.
PAGE = ("searches", "impressions", "position_sum", "lost_to_budget", "lost_to_rank")
BY_CLICK = (
    "clicks",
    "carts",
    "favourites",
    "orders_placed",
    "orders",
    "refunds",
    "cost",
    "revenue",
    "margin",
)
BY_EVENT = ("orders", "refunds", "revenue", "margin")
BY_KEYWORD = (*PAGE, "clicks", "orders", "cost", "revenue", "margin")
MONEY = frozenset({"cost", "revenue", "margin"})


@dataclass(frozen=True)
class ClickLog:
    """Every click on our ads of a run, one row a click; days from 0, money in micro-units."""

    day: Ints
    hour: Ints
    klass: Ints
    keyword: Ints
    arm: Ints  # of the product test; 0 without one
    carts: Ints
    favourites: Ints
    orders_placed: Ints
    orders: Ints
    refunds: Ints
    cost: Ints
    revenue: Ints
    margin: Ints  # at payment, as if kept
    refund: Ints  # booked at the refund, negative
    expected_margin: Floats  # currency units, fixed at the click
    payment_day: Ints
    payment_delay: Floats  # hours from the click
    refund_day: Ints


class ArmAction(NamedTuple):
    """Something done to an arm of a product test: it holds from the morning of `day` (from 1).

    `kind`: promote (value: factor on the daily budget), swap_image, new_page (their strength), change_product, relist,
    delist (0), and what the platform makes of a new listing: first_sale, no_sale, review (factor on quality).
    """

    day: int
    arm: int
    kind: str
    value: float


@dataclass(frozen=True)
class TestRecord:
    """What became of a product test in one run. Shapes [arms, days] by click date; the first arm is the control.

    `cost`, `revenue` and `margin` are micro-units; `orders`, `revenue` and `margin` all that the clicks will ever
    bring. `orders_seen` [looks, arms, days]: paid by the end of the look's day. `true_ctr`, `true_cvr` [arms]: what the
    arms' clicks per impression and orders per click have in this world, all on the same traffic: what all arms
    together had until the first follow-up (nan without any). Days of `decided_on` and `looks` count from 1.
    """

    __test__: ClassVar[bool] = False  # not a test of pytest's

    arms: tuple[str, ...]
    looks: tuple[int, ...]
    searches: Ints  # those that the rotation gave the arm
    impressions: Ints
    clicks: Ints
    cost: Ints
    orders: Ints
    revenue: Ints
    margin: Ints
    orders_by_payment: Ints  # by the day of payment, within the horizon
    orders_seen: Ints
    expected_margin: Floats  # currency units
    weights: Floats  # the rotation's, each day adding up to 1
    true_ctr: Floats
    true_cvr: Floats
    decided_on: int | None  # the look that found the winner
    winner: int  # -1: none
    actions: tuple[ArmAction, ...]


@dataclass(frozen=True)
class Results:
    """One finished run. Shapes: `by_click` and `page` [class, day]; `by_event` [class, day + 1], its last
    column all that falls due after the horizon; `by_hour` [class, hour]; `by_keyword` [keyword].

    `revenue` is the value of paid orders as platforms report it; `margin` is after refunds and their cost.
    """

    variant: str
    replication: int
    days: int
    page: dict[str, Ints]
    by_click: dict[str, Ints]
    by_event: dict[str, Ints]
    by_hour: dict[str, Ints]
    by_keyword: dict[str, Ints]
    expected_margin: Floats  # [class, day], currency units
    expected_by_keyword: Floats  # [keyword], currency units
    quality_sum: Floats  # [class, day]
    budget: Ints  # [class, day], micro-units; with a common budget it lies in the first class
    dark_by_day: Floats  # [class, day]: hours in which the class's budget was spent; nan: it had none
    dark_by_hour: Floats  # [class, hour]: the same by hour of the day, summed over the days with a budget
    max_cpc: Floats  # [class, day] mean in force of the keywords bought, currency units; nan: none was bought
    participation: Floats  # [class, day] the share of searches in whose auctions these took part; nan likewise
    groups: tuple[str, ...]  # of advertisers: ours, the rivals' crowd, and their groups by name
    by_group: dict[str, Ints]  # [group, day] impressions, clicks and cost of these
    platform_revenue: int = 0  # all advertisers together, micro-units
    rival_cost: int = 0
    test: TestRecord | None = None

    @property
    def cost(self) -> float:
        """Money spent on clicks, currency units."""
        return int(self.by_click["cost"].sum()) / MICRO

    @property
    def revenue(self) -> float:
        """Value of all paid orders of these clicks, refunded ones included, currency units."""
        return int(self.by_click["revenue"].sum()) / MICRO

    @property
    def profit(self) -> float:
        """Matured margin of all clicks inside the horizon minus their cost, currency units."""
        return int(self.by_click["margin"].sum() - self.by_click["cost"].sum()) / MICRO

    @property
    def expected_profit(self) -> float:
        """The same with each click's margin at its expectation when it was clicked: same mean, less noise."""
        return float(self.expected_margin.sum()) - self.cost

    @property
    def clicks(self) -> int:
        """Clicks on our ads."""
        return int(self.by_click["clicks"].sum())


def _summed(values: Ints, rows: Ints, columns: Ints, height: int, width: int) -> Ints:
    """Sum whole numbers into [height, width] exactly (bincount's weights are floats, exact below 2^53)."""
    sums = np.bincount(rows * width + columns, weights=values, minlength=height * width)
    return np.rint(sums).astype(np.int64).reshape(height, width)


def _tally(values: Ints, rows: Ints, columns: Ints, width: int) -> Ints:
    """Sum whole numbers into [class, width]."""
    return _summed(values, rows, columns, CLASS_COUNT, width)


def by_click_date(log: ClickLog, days: int) -> dict[str, Ints]:
    """Return matured tallies [class, day] by the date of the click."""
    columns = {name: getattr(log, name) for name in BY_CLICK if name not in ("clicks", "margin")}
    columns |= {"clicks": np.ones_like(log.day), "margin": log.margin + log.refund}
    return {name: _tally(columns[name], log.klass, log.day, days) for name in BY_CLICK}


def by_event_date(log: ClickLog, days: int) -> dict[str, Ints]:
    """Return tallies [class, day + 1] by the date of payment or refund; the last column is after the horizon."""
    width = days + 1
    paid_on = np.minimum(log.payment_day, days)
    refunded_on = np.minimum(log.refund_day, days)
    return {
        "orders": _tally(log.orders, log.klass, paid_on, width),
        "refunds": _tally(log.refunds, log.klass, refunded_on, width),
        "revenue": _tally(log.revenue, log.klass, paid_on, width),
        "margin": _tally(log.margin, log.klass, paid_on, width) + _tally(log.refund, log.klass, refunded_on, width),
    }


def by_hour(log: ClickLog) -> dict[str, Ints]:
    """Return clicks and cost [class, hour of the day] over all days."""
    return {
        "clicks": _tally(np.ones_like(log.day), log.klass, log.hour, 24),
        "cost": _tally(log.cost, log.klass, log.hour, 24),
    }


def by_keyword(log: ClickLog, keywords: int) -> dict[str, Ints]:
    """Return matured tallies [keyword] of everything that follows a click."""
    columns = {
        "clicks": np.ones_like(log.day),
        "orders": log.orders,
        "cost": log.cost,
        "revenue": log.revenue,
        "margin": log.margin + log.refund,
    }
    return {
        name: np.rint(np.bincount(log.keyword, weights=values, minlength=keywords)).astype(np.int64)
        for name, values in columns.items()
    }


def by_arm(log: ClickLog, arms: int, days: int) -> dict[str, Ints]:
    """Return matured tallies [arm, day] by the date of the click, and orders by the day of payment."""
    columns = {name: getattr(log, name) for name in ("cost", "orders", "revenue")}
    columns |= {"clicks": np.ones_like(log.day), "margin": log.margin + log.refund}
    found = {name: _summed(values, log.arm, log.day, arms, days) for name, values in columns.items()}
    paid_on = np.minimum(log.payment_day, days)
    found["orders_by_payment"] = _summed(log.orders, log.arm, paid_on, arms, days + 1)[:, :days]
    return found


def orders_seen(log: ClickLog, arms: int, days: int, by: int) -> Ints:
    """Return orders [arm, day] by the date of the click, as far as they are paid by the end of day `by` (from 0)."""
    seen = np.where(log.payment_day <= by, log.orders, 0)
    return _summed(seen, log.arm, log.day, arms, days)


def expected_margin_by_arm(log: ClickLog, arms: int, days: int) -> Floats:
    """Return expected margins [arm, day], currency units."""
    sums = np.bincount(log.arm * days + log.day, weights=log.expected_margin, minlength=arms * days)
    return sums.astype(np.float64).reshape(arms, days)


def expected_margins(log: ClickLog, days: int, keywords: int) -> tuple[Floats, Floats]:
    """Return expected margins [class, day] and [keyword], currency units."""
    by_day = np.bincount(log.klass * days + log.day, weights=log.expected_margin, minlength=CLASS_COUNT * days)
    by_word = np.bincount(log.keyword, weights=log.expected_margin, minlength=keywords).astype(np.float64)
    return by_day.astype(np.float64).reshape(CLASS_COUNT, days), by_word


def dark_hours(exhausted_at: Floats) -> Floats:
    """Return the part of each hour in which an account was spent, shape [..., 24], from hours since midnight."""
    hours = np.arange(24)
    gone = np.clip(hours + 1 - exhausted_at[..., None], 0, 1)
    return np.where(np.isnan(gone), 0.0, gone)


def dark_weights(dark: Floats, budget: Ints) -> Floats:
    """By what hours without money [..., class, day] are weighed: the day's budget. A day that has none because the
    month's money is spent counts with the class's mean budget."""
    mean = np.broadcast_to(budget.mean(axis=-1, keepdims=True), budget.shape)
    return np.where((budget == 0) & ~np.isnan(dark), mean, budget)


def ratio(numerator: Floats | float, denominator: Floats | float) -> Floats:
    """Divide; 0/0 and x/0 are missing (nan), never 0."""
    top, bottom = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    quotient: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return quotient


def roas(revenue: Floats | float, cost: Floats | float) -> Floats:
    """Return conversion value over cost (投入产出比; Chinese sellers call it ROI)."""
    return ratio(revenue, cost)


def roi(margin: Floats | float, cost: Floats | float) -> Floats:
    """Return (margin − cost) over cost."""
    return ratio(np.asarray(margin, float) - np.asarray(cost, float), cost)
