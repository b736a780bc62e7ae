"""What dates tell: weekday and hour curves, how days scatter, how long orders take, and where the account stands now.

`seasons_of` takes tables of days and returns `Seasons`; each part carries its spread and falls back to the usual
one (a stated prior) where data are few or missing. All is pure: frames in, estimates out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.calibration import dispersion as scattering
from adsim.experiments.calibration import order_delay as delays
from adsim.experiments.calibration.curves import USUAL_DAY, USUAL_WEEK, Curve, hours, weekdays
from adsim.experiments.calibration.dispersion import Dispersion
from adsim.experiments.calibration.levels import UNKNOWN, Level, Series, levels
from adsim.experiments.calibration.order_delay import OrderDelay, counted, order_delay

Floats = NDArray[np.float64]

# Figure: what is counted, on what, and the relative variance of one event (prices and baskets: assumptions).
FIGURES = {
    "impressions": ("impressions", "", 1.0),
    "ctr": ("clicks", "impressions", 1.0),
    "cpc": ("cost", "clicks", 0.3),
    "cvr": ("orders", "clicks", 1.0),
    "basket": ("revenue", "orders", 0.4),
}
COLUMNS = ("impressions", "clicks", "cost", "orders", "revenue")
FEWEST_DAYS = 14


@dataclass(frozen=True)
class Seasons:
    """What the days of an account tell.

    `levels`: by class and figure (impressions, ctr, cpc, cvr, basket) the level at the end of the days over its
    mean of all of them: multiply a mean by `now`. The cvr's is of matured orders: divide counted orders by
    `held`, the part of all orders of these clicks that the report shows, first. `days` is how many there were.
    """

    weekdays: Curve = USUAL_WEEK
    hours: Curve = USUAL_DAY
    dispersion: Dispersion = scattering.USUAL
    delay: OrderDelay = delays.USUAL
    held: float = 1.0
    levels: Mapping[tuple[str, str], Level] | None = None
    days: int = 0

    def level(self, klass: str, figure: str) -> Level:
        """The level of a class's figure; where days do not tell, its mean with no spread of its own."""
        return (self.levels or {}).get((klass, figure), UNKNOWN)


def seasons_of(
    daily: pd.DataFrame | None = None,
    unit_days: pd.DataFrame | None = None,
    by_hour: pd.DataFrame | None = None,
    windows: pd.DataFrame | None = None,
    *,
    window_days: float | None = None,
    pulled: date | None = None,
    period_days: int | None = None,
    covered: Sequence[date] = (),
) -> Seasons:
    """The seasons of an account; every table may be missing.

    `daily`: date, klass, impressions, clicks, cost, orders, revenue; a day without any line is not told, unless it
    is one of the `covered` days of the reports; a class without a line on a told day had nothing.
    `unit_days`: unit, date, impressions; likewise. `by_hour`: hour (0 to 23), clicks, and date where known.
    `windows`: orders_1, orders_7, orders_14, orders_30 as far as told
    (cumulated), and date where known. `window_days`: within how many days of the click `orders` are counted
    (None: all that come); `pulled`: the last day that the report saw, by default the last of `daily`; without
    `daily` the report is taken as pulled at the end of its `period_days` (None: when all orders had come).
    """
    if daily is None or daily.empty:
        ages = np.arange(period_days, dtype=float) if period_days else np.array([np.inf])
        delay = delays.USUAL if windows is None else order_delay(windows, np.tile(ages, (len(windows), 1)))
        return Seasons(hours=_hours(by_hour), delay=delay)
    days = _Days.of(daily, pulled, covered)
    delay = delays.USUAL if windows is None else order_delay(windows, days.ages_of(windows))
    part = counted(delay, window_days, days.age)
    volume = days.sums["impressions" if days.tells("impressions") else "clicks"].sum(axis=0)
    week = weekdays(volume, days.number, days.first.weekday())
    clicks = np.nan_to_num(days.sums["clicks"]).sum(axis=0)
    return Seasons(
        weekdays=week,
        hours=_hours(by_hour),
        dispersion=scattering.USUAL if unit_days is None else days.scatter(unit_days, week),
        delay=delay,
        held=float(clicks @ part / clicks.sum()) if clicks.sum() > 0 else 1.0,
        levels=days.levels(week, part) if days.number.size >= FEWEST_DAYS else {},
        days=int(days.number.size),
    )


def _hours(by_hour: pd.DataFrame | None) -> Curve:
    if by_hour is None or by_hour.empty:
        return USUAL_DAY
    day = by_hour["date"] if "date" in by_hour else pd.Series(0, index=by_hour.index)
    table = by_hour.assign(day=day).pivot_table(index="day", columns="hour", values="clicks", aggfunc="sum")
    return hours(table.reindex(columns=range(24)).fillna(0.0).to_numpy(float))


@dataclass(frozen=True)
class _Days:
    """The told days of an account: `number` from the first one, `age` before the report was pulled, and the daily
    `sums` of each column, [classes, days], nan where the report does not have the column."""

    first: pd.Timestamp
    number: NDArray[np.int64]
    age: Floats
    classes: tuple[str, ...]
    sums: Mapping[str, Floats]

    @classmethod
    def of(cls, daily: pd.DataFrame, pulled: date | None, covered: Sequence[date]) -> "_Days":
        dates = pd.to_datetime(daily["date"])
        days, classes = pd.DatetimeIndex(dates.unique()), tuple(sorted(daily["klass"].unique()))
        days = days.union(pd.DatetimeIndex(pd.to_datetime(list(covered)))).sort_values()
        sums = {}
        for name in COLUMNS:
            told = name in daily and daily[name].notna().any()
            if told:
                table = daily.assign(date=dates).pivot_table(index="klass", columns="date", values=name, aggfunc="sum")
                sums[name] = table.reindex(index=list(classes), columns=days).fillna(0.0).to_numpy(float)
            else:
                sums[name] = np.full((len(classes), len(days)), np.nan)
        last = days[-1] if pulled is None else max(days[-1], pd.Timestamp(pulled))
        return cls(days[0], _numbers(days, days[0]), -_numbers(days, last).astype(float), classes, sums)

    def tells(self, name: str) -> bool:
        return bool(np.nansum(self.sums[name]) > 0)

    def ages_of(self, lines: pd.DataFrame) -> Floats:
        """Days between the clicks of each line and the end of the report, [lines, any]; without dates all days'."""
        if "date" not in lines:
            return np.tile(self.age, (len(lines), 1))
        last = self.first + pd.Timedelta(days=float(self.number[-1] + self.age[-1]))
        return -_numbers(pd.DatetimeIndex(pd.to_datetime(lines["date"])), last).astype(float)[:, None]

    def scatter(self, unit_days: pd.DataFrame, week: Curve) -> Dispersion:
        dates = pd.to_datetime(unit_days["date"])
        table = unit_days.assign(date=dates).pivot_table(
            index="unit", columns="date", values="impressions", aggfunc="sum"
        )
        every = pd.date_range(self.first, periods=int(self.number[-1]) + 1)
        known = np.isin(np.arange(len(every)), self.number)
        counts = table.reindex(columns=every).fillna(0.0).to_numpy(float)
        return scattering.dispersion(counts, np.array(week.values)[every.day_of_week.to_numpy()], known)

    def levels(self, week: Curve, part: Floats) -> dict[tuple[str, str], Level]:
        """The level of every class and figure that is told."""
        factor = np.array(week.values)[(self.number + self.first.weekday()) % 7]
        found: dict[tuple[str, str], Level] = {}
        for figure, (value, basis, noise) in FIGURES.items():
            if not self.tells(value) or (basis and not self.tells(basis)):
                continue
            series = [self._series(i, value, basis, noise, factor, part) for i in range(len(self.classes))]
            for klass, level in zip(self.classes, levels(series, self.number), strict=True):
                # Over the mean of the days as they fell, whatever weekdays they were.
                fell = factor.size / factor.sum() if figure == "impressions" else 1.0
                found[klass, figure] = replace(level, now=float(level.now * fell))
        return found

    def _series(self, of: int, value: str, basis: str, noise: float, factor: Floats, part: Floats) -> Series:
        exposure = self.sums[basis][of] if basis else factor
        if value == "orders":
            exposure = exposure * part
        events = exposure if value in ("cost", "revenue") else None
        return Series(self.sums[value][of], exposure, events, noise)


def _numbers(days: pd.DatetimeIndex, since: pd.Timestamp) -> NDArray[np.int64]:
    return ((days - since) // pd.Timedelta(days=1)).to_numpy(np.int64)
