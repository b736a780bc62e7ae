"""The diary of one run: all that a platform's reports could tell of it, by keyword and day, and clicks by hour.

It is the run that `run` gives, watched: the same seed gives the same `Results`. Orders are paid orders by the
date of the click; those *within d days* were paid no later than d × 24 hours after it and no later than the day on
which the reports were downloaded; plain `orders` are all that will ever come. A refund takes no order and no revenue
away, as in the platforms' own reports. Hides where the engine keeps its tallies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adsim.metrics import MICRO, ClickLog, Results
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOWS = (1, 7, 14, 30)  # days after the click within which platforms credit orders
PAGE = ("searches", "impressions", "position_sum", "lost_to_budget", "lost_to_rank")


@dataclass(frozen=True)
class Diary:
    """One run in detail. Money in currency units, days from 0, keywords by their place in the scenario.

    `keywords` has one line a keyword and day, also where nothing happened: keyword, day, the counts of the page
    (`PAGE`), clicks, cost, carts, favourites, orders, orders_1 … orders_30, revenue, revenue_1 … revenue_30, bid
    (the max CPC set up; in a product test the control's). `hours` has one line a keyword, day and hour with a click:
    clicks, cost.
    """

    scenario: Scenario  # as the variant has it on its first day
    variant: str
    replication: int
    names: tuple[str, ...]
    account: Ints  # [keyword] the budget that pays for it
    budgets: Floats  # [account, day]
    keywords: "pd.DataFrame"
    hours: "pd.DataFrame"
    results: Results


class _WatchedWorld(World):
    """A world that writes down, at every midnight, what it tallied by keyword before the tallies are emptied."""

    def __init__(self, study: Study, variant: str, replication: int) -> None:
        super().__init__(study, variant, replication)
        self.pages: list[dict[str, Ints]] = []
        self.bids: list[Floats] = []
        self.budgets: list[Ints] = []

    def close_day(self) -> None:
        super().close_day()
        setting, auction = self.setting, self._auction
        ours, count = setting.our_entries, setting.keywords.klass.size
        by_cell = {name: getattr(auction, name) for name in PAGE} | {"lost_to_budget": self.lost_to_budget}
        by_cell |= {name: by_cell[name][ours] for name in ("impressions", "position_sum")}
        self.pages.append({name: _summed(values, setting.keyword, count) for name, values in by_cell.items()})
        self.bids.append(self.bidders.standing[setting.our_ads[:count]])
        self.budgets.append(self.money_today)


def diary(
    scenario: Scenario, variant: str | None = None, replication: int = 0, downloaded: date | None = None
) -> Diary:
    """Simulate one run as `simulate` does and keep its diary. Raises `InputError` for an unknown variant.

    `downloaded`: the day at whose end the reports are read; orders paid later are in no window (None: all are seen).
    """
    study, name = Study.of(scenario), variant or patches.names(scenario)[0]
    if name not in study.timetables:
        patches.variant(scenario, name)  # refuses it by name
    world = _WatchedWorld(study, name, replication)
    Timeline(world, scenario.days).run()
    setting = world.setting
    return Diary(
        scenario=study.timetables[name][0][1],
        variant=name,
        replication=replication,
        names=setting.keywords.names,
        account=setting.our_account,
        budgets=np.array(world.budgets).T / MICRO,
        keywords=_by_day(world, None if downloaded is None else (downloaded - scenario.start).days),
        hours=_by_hour(world),
        results=world.results(),
    )


def _count(world: World) -> int:
    return int(world.setting.keywords.klass.size)


def _summed(values: Ints, groups: Ints, count: int) -> Ints:
    """Sum whole numbers by group, exactly (bincount's weights are floats, exact below 2^53)."""
    return np.rint(np.bincount(groups, weights=values, minlength=count)).astype(np.int64)


def _by_day(world: _WatchedWorld, last_seen: int | None) -> "pd.DataFrame":
    import pandas as pd

    days, count, log = len(world.pages), _count(world), world.click_log()
    columns: dict[str, Ints | Floats] = {
        "keyword": np.repeat(np.arange(count), days),
        "day": np.tile(np.arange(days), count),
    }
    columns |= {name: np.array([page[name] for page in world.pages]).T.ravel() for name in PAGE}
    line = log.keyword * days + log.day
    for name, values in _after_the_click(log, last_seen):
        sums = _summed(values, line, count * days)
        columns[name] = sums / MICRO if name.startswith(("cost", "revenue")) else sums
    columns["bid"] = np.array(world.bids).T.ravel()
    return pd.DataFrame(columns)


def _after_the_click(log: ClickLog, last_seen: int | None) -> Iterator[tuple[str, Ints]]:
    seen = np.ones(log.day.size, bool) if last_seen is None else log.payment_day <= last_seen
    yield "clicks", np.ones_like(log.day)
    for name in ("cost", "carts", "favourites"):
        yield name, getattr(log, name)
    for name, values in (("orders", log.orders), ("revenue", log.revenue)):
        yield name, values
        for window in WINDOWS:
            yield f"{name}_{window}", np.where(seen & (log.payment_delay <= 24 * window), values, 0)


def _by_hour(world: _WatchedWorld) -> "pd.DataFrame":
    import pandas as pd

    log = world.click_log()
    clicks = pd.DataFrame({"keyword": log.keyword, "day": log.day, "hour": log.hour, "cost": log.cost})
    hours = clicks.groupby(["keyword", "day", "hour"])["cost"].agg(clicks="size", cost="sum").reset_index()
    return hours.assign(cost=hours["cost"] / MICRO)
