"""What a calibration starts from: an account with its rare keywords pooled, its seasons, and every other figure
settled. Whoever only wants to know what would be assumed (the data doctor) needs no more than this."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.assumptions import Figure, settled
from adsim.experiments.calibration.estimates import Estimates, estimated
from adsim.experiments.calibration.mean_prices import CLICK_PRICES, by_days
from adsim.experiments.calibration.options import Options
from adsim.experiments.calibration.order_delay import counted
from adsim.experiments.calibration.pooling import OTHER_CAMPAIGNS, OTHER_PRODUCTS, pooled
from adsim.experiments.calibration.reach import refuse_out_of_reach
from adsim.experiments.calibration.seasons import Seasons, seasons_of
from adsim.platforms import platform

UNNAMED_CAMPAIGN, UNNAMED_PRODUCT = "account", "product"
UNITS_FOR_SCATTER = 200  # the largest units tell how days scatter; the rest adds noise and time


@dataclass(frozen=True)
class Groundwork:
    """An account made ready: `table` the pooled keywords (`product_name` and `campaign` never empty), `seasons`,
    `weekdays` the factor of each day of the reports (mean 1 over a week), `figures` by name."""

    account: Account
    options: Options
    table: pd.DataFrame
    seasons: Seasons
    weekdays: NDArray[np.float64]
    figures: dict[str, Figure]

    @classmethod
    def of(cls, account: Account, options: Options | None = None) -> "Groundwork":
        """Raises `InputError` where the account has no click that cost something, or is of other `period_days`."""
        chosen = Options() if options is None else options
        _refuse_other_period(account, chosen)
        table = _named(pooled(account.units, chosen.pool_below, chosen.keywords))
        if table["clicks"].sum() <= 0 or table["cost"].sum() <= 0:
            raise InputError([Problem(account.files[0], "", "must hold at least one click that cost something")])
        seasons = seasons_told(account, chosen)
        figures = settled(account, table, chosen, lambda days: _held(account, seasons, days, chosen.downloaded))
        weekdays = _weekdays(seasons, account, figures["period_days"].value)
        return cls(account, chosen, table, seasons, weekdays, figures)

    def estimates(self) -> Estimates:
        """What is believed of every keyword. Raises `InputError` where no scenario holds it."""
        model = platform(self.account.platform).quality
        prices = by_days(self.account.unit_days, CLICK_PRICES) if self.account.dated else CLICK_PRICES
        found = estimated(self.table, self.figures, self.seasons, self.weekdays, model, prices)
        refuse_out_of_reach(self.account.files[0], found.rows, self.figures)
        return found


def _refuse_other_period(account: Account, options: Options) -> None:
    """A period that the finest report tells is not to be told otherwise."""
    told = account.kinds[0]
    if options.period_days is None or told.days in (None, options.period_days):
        return
    rule = f"must be the {told.days} days that {told.files[0]} covers ({told.first} to {told.last})"
    if len(told.files) > 1:
        rule = f"must be the {told.days} days that {', '.join(told.files)} cover (from {told.first} to {told.last})"
    raise InputError([Problem("--period-days", "", rule, str(options.period_days), "leave the option out")])


def seasons_told(account: Account, options: Options) -> Seasons:
    """The seasons that the account's days, hours and windows tell."""
    daily, units = None, None
    if account.dated:
        daily = account.daily("klass")
        volume = account.unit_days.groupby("unit")["impressions"].sum()
        largest = volume.nlargest(UNITS_FOR_SCATTER).index
        units = account.unit_days[account.unit_days["unit"].isin(largest)]
    return seasons_of(
        daily,
        units,
        account.hours,
        account.windows,
        window_days=account.window_days,
        pulled=options.downloaded,
        period_days=options.period_days or account.days,
        covered=account.window,
    )


def _held(account: Account, seasons: Seasons, days: int, downloaded: date | None) -> float:
    """The part of all orders that the reports show: what days tell, else as if clicks came evenly over the period."""
    if account.dated:
        return seasons.held
    late = 0
    if downloaded is not None and account.last is not None:
        late = max((downloaded - account.last).days, 0)
    ages = np.arange(days, dtype=float) + late
    if account.last is not None and account.days == days:
        ages = np.array([(account.last - day).days for day in account.covered], dtype=float) + late
    return float(counted(seasons.delay, account.window_days, ages).mean())


def _weekdays(seasons: Seasons, account: Account, days: int) -> NDArray[np.float64]:
    if account.first is None:
        return np.ones(days)
    of = account.first.weekday() + np.arange(days)
    if account.days == days:
        of = np.array([day.weekday() for day in account.covered])
    found: NDArray[np.float64] = np.array(seasons.weekdays.values)[of % 7]
    return found


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Campaigns and products called something everywhere: budgets and prices are theirs."""
    table = table.copy()
    for name, to, unnamed, other in (
        ("campaign", "campaign", UNNAMED_CAMPAIGN, OTHER_CAMPAIGNS),
        ("product", "product_name", UNNAMED_PRODUCT, OTHER_PRODUCTS),
    ):
        blank = table[name] == ""
        table[to] = table[name].mask(blank, unnamed if blank.all() else other)
    return table
