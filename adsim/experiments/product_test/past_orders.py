"""How late orders come, for a real test: told by the seller's past orders, else the marketplace's, an assumption."""

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.platforms import figures
from adsim.platforms.archives import tables_in
from adsim.platforms.exports import MOST_NAMED
from adsim.platforms.figures import Cell
from adsim.platforms.sheets import Row, refuse
from adsim.scenario.objects import MARKETPLACE_DELAY
from adsim.stats.late_orders import ENOUGH_ORDERS, Delay, seen_shares

Floats = NDArray[np.float64]

# Clicks must be this old, or their late orders are missing among the past ones.
LEAST_AGE_DAYS = 30
LONGEST_DAYS = 365.0


@dataclass(frozen=True)
class KnownDelay:
    """The delay from click to payment, and the past orders that told it (0: the marketplace's, an assumption)."""

    delay: Delay
    orders: int

    def seen(self, days: int) -> Floats:
        """The share of all orders of each click day 0 … `days` − 1 that is paid by the end of the last one."""
        return seen_shares(self.delay, days)

    def within(self, days: float) -> float:
        """The share of all orders that is paid within so many days of the click."""
        return float(self.delay.shares[self.delay.ages_days <= days].sum())


def known_delay(past: Path | None, window_days: int | None) -> KnownDelay:
    """The delay from the file of `past` orders' ages, else the marketplace's; where a report counts orders within
    `window_days` of the click, of those orders alone. Raises `InputError`."""
    if past is None:
        return KnownDelay(_marketplace(window_days), 0)
    ages = past_ages(past)
    kept = ages if window_days is None else ages[ages <= window_days]
    if len(kept) < ENOUGH_ORDERS:
        within = "" if window_days is None else f" within {window_days} days of the click"
        rule = f"must hold at least {ENOUGH_ORDERS} past orders{within}, of clicks {LEAST_AGE_DAYS} or more days old"
        raise refuse(past.name, rule, "add older orders, or leave --past-orders out", f"{len(kept)}")
    return KnownDelay(Delay.of(kept), len(kept))


def past_ages(path: Path) -> Floats:
    """Days from click to payment, one order a line in the first column; a header is left out."""
    rows: list[tuple[str, Row]] = []
    for table in tables_in(path, []):
        sheet = next(iter(table.readings))
        rows += [(sheet.label, row) for row in sheet.rows() if any(map(figures.text, row[1]))]
    if rows and _age(rows[0][1][1][0]) is None:
        rows = rows[1:]
    problems, ages = [], []
    for label, (line, cells) in rows:
        age = _age(cells[0])
        if age is None or not 0 <= age <= LONGEST_DAYS:
            rule = f"must be the days from click to payment, 0 to {LONGEST_DAYS:g}"
            problems.append(Problem(f"{label}:{line}", "", rule, repr(figures.text(cells[0])[:60])))
        else:
            ages.append(age)
    if problems:
        more = len(problems) - MOST_NAMED
        rest = [Problem(path.name, "", f"has {more:,} more such lines")] if more > 0 else []
        raise InputError([*problems[:MOST_NAMED], *rest])
    return np.array(ages)


def _age(cell: Cell) -> float | None:
    if isinstance(cell, date):
        return None
    try:
        return figures.number(cell)
    except ValueError:
        return None


def _marketplace(window_days: int | None) -> Delay:
    """The marketplace's mixture of exponential delays, of the orders within the window alone."""
    shares, means, within = [], [], []
    for part in MARKETPLACE_DELAY:
        cut = part.cut_days or math.inf
        kept = min(cut, window_days or math.inf)
        shares.append(part.share * math.expm1(-24 * kept / part.mean_hours) / math.expm1(-24 * cut / part.mean_hours))
        means.append(part.mean_hours)
        within.append(None if math.isinf(kept) else kept)
    return Delay.of_parts(shares, means, within)
