"""Days that do not look like the others: far from their weekday's level, without rows, or with clicks but no orders.

A day is judged against the median of the days around it, after its weekday's factor; how far days usually scatter is
taken from the account itself, so a restless account needs a larger jump.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import Problem
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.curves import weekdays
from adsim.experiments.calibration.lines import Lines
from adsim.experiments.doctor.findings import Finding, Value, weighed
from adsim.experiments.doctor.portrait import gaps

Floats = NDArray[np.float64]

FEWEST_DAYS = 14
AROUND = 7  # days before and after that a day is compared with
FAR = 4.5  # robust standard deviations
FACTOR = 1.7  # at least so many times the usual, or a part as small
LEAST_SCATTER = 0.08  # sd of the log that any account has (assumption)
USUAL_A_DAY = 5.0  # clicks: with fewer, a day without rows may be chance
# Orders expected in a run without any: chance alone gives e**-10.
EXPECTED, LEAST_RUN = 10.0, 2
# Part of the orders of the last days that a report may already show (half come within a day).
LATE_PART = 0.5


@dataclass(frozen=True)
class Days:
    """The days of one kind of report from first to last; a day without rows has nan."""

    file: str
    first: date
    clicks: Floats
    orders: Floats | None

    @classmethod
    def of(cls, account: Account) -> "Days | None":
        """Of the report with days that knows most clicks; None where no report tells days."""
        if not account.dated:
            return None
        kind = max(account.dated, key=lambda kind: float(kind.frame["clicks"].sum()))
        return cls.of_lines(kind)

    @classmethod
    def of_lines(cls, kind: Lines) -> "Days":
        sums = kind.frame.groupby("day")[["clicks", "orders"]].sum(min_count=1)
        sums = sums.reindex(pd.date_range(sums.index.min(), sums.index.max()))
        orders = sums["orders"].to_numpy(float)
        return cls(
            file=kind.files[0] if len(kind.files) == 1 else "",
            first=sums.index[0].date(),
            clicks=sums["clicks"].to_numpy(float),
            orders=None
            if np.isnan(orders).all()
            else np.where(np.isnan(sums["clicks"]), np.nan, np.nan_to_num(orders)),
        )

    def date(self, number: int) -> date:
        return self.first + timedelta(days=int(number))

    @property
    def told(self) -> NDArray[np.int64]:
        """Numbers of the days with rows."""
        return np.flatnonzero(~np.isnan(self.clicks))


def days_in_doubt(days: Days) -> Iterator[Finding]:
    """Gaps, outlier days and breaks in the counting of orders."""
    yield from _gaps(days)
    runs = list(_without_orders(days))
    yield from _outliers(days, runs)
    for kind, run in runs:
        yield Finding(kind, "care", days.file, run.facts(days))


def _gaps(days: Days) -> Iterator[Finding]:
    missing = gaps([days.date(number) for number in days.told])
    if not missing:
        return
    usual = float(np.nanmedian(days.clicks))
    lines = tuple(Problem(days.file, _span(first, last), "") for first, last in missing)
    count = sum((last - first).days + 1 for first, last in missing)
    facts = {"days": count, "usual_clicks": usual}
    yield Finding("gaps", weighed(usual, USUAL_A_DAY), days.file, facts, lines)


def _span(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} … {last}"


def _outliers(days: Days, runs: list[tuple[str, "_Run"]]) -> Iterator[Finding]:
    """Days far off, but for the orders of days on which none were counted at all."""
    orders = np.full(days.clicks.size, np.nan) if days.orders is None else days.orders.copy()
    for _, run in runs:
        orders[run.first : run.last + 1] = np.nan
    found: dict[int, list[str]] = {}
    for name, values in (("clicks", days.clicks), ("orders", orders)):
        for number, factor in outliers(values, days.first.weekday()):
            found.setdefault(number, []).append(f"{name} × {factor:.2g}")
    if found:
        lines = tuple(
            Problem(days.file, str(days.date(day)), "", ", ".join(told)) for day, told in sorted(found.items())
        )
        yield Finding("outlier_days", "note", days.file, {"days": len(found)}, lines)


def outliers(values: Floats, first_weekday: int) -> list[tuple[int, float]]:
    """The numbers of the days far off the rest, and how many times the usual each is."""
    told = np.flatnonzero(~np.isnan(values))
    counts = values[told]
    if told.size < FEWEST_DAYS or np.median(counts) < USUAL_A_DAY:
        return []
    week = np.asarray(weekdays(counts, told, first_weekday).values)[(told + first_weekday) % 7]
    plain = (counts + 0.5) / week
    usual = np.array([_median_around(plain, told, place) for place in range(told.size)])
    off = np.log(plain / usual)
    scatter = 1.4826 * float(np.median(np.abs(off - np.median(off))))
    limit = FAR * np.sqrt(max(scatter, LEAST_SCATTER) ** 2 + 1 / np.maximum(usual * week, 1.0))
    far = np.abs(off) > np.maximum(limit, np.log(FACTOR))
    return [(int(told[place]), float(np.exp(off[place]))) for place in np.flatnonzero(far)]


def _median_around(values: Floats, told: NDArray[np.int64], place: int) -> float:
    near = np.abs(told - told[place]) <= AROUND
    near[place] = False
    return float(np.median(values[near])) if near.any() else float(values[place])


@dataclass(frozen=True)
class _Run:
    """Days from `first` to `last` (numbers) without an order; of their clicks so many were to be expected."""

    first: int
    last: int
    clicks: int
    expected: float

    def facts(self, days: Days) -> dict[str, Value]:
        return {"first": str(days.date(self.first)), "last": str(days.date(self.last)), "clicks": self.clicks,
                "expected_orders": self.expected}  # fmt: skip


def _without_orders(days: Days) -> Iterator[tuple[str, _Run]]:
    """Runs of days with clicks and no orders, where chance alone would not leave them out; each with its kind."""
    if days.orders is None or days.orders.size < 2 * LEAST_RUN:
        return
    for first, last in _empty_runs(days.orders):
        inside = np.zeros(days.orders.size, dtype=bool)
        inside[first : last + 1] = True
        clicks, outside = float(np.nansum(days.clicks[inside])), float(np.nansum(days.clicks[~inside]))
        ends = last == days.orders.size - 1
        rate = float(np.nansum(days.orders)) / outside if outside else 0.0
        run = _Run(first, last, round(clicks), clicks * rate * (LATE_PART if ends else 1.0))
        if run.expected >= EXPECTED and last - first + 1 >= LEAST_RUN:
            yield "tracking_stopped" if ends else "tracking_began" if first == 0 else "tracking_gap", run


def _empty_runs(orders: Floats) -> Iterator[tuple[int, int]]:
    """First and last day of each run without an order; days without rows do not end a run."""
    start = None
    for number, value in enumerate([*orders, 1.0]):
        if value > 0 and start is not None:
            yield start, number - 1
            start = None
        elif value == 0 and start is None:
            start = number
