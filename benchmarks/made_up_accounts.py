"""Made-up accounts with a known past: what our simulator would have exported of a market that moves, or does not.

Each has its own weekdays, dispersion, delay, sizes and number of days. A moving one has levels of demand and
conversion in every class and bids of rivals that walk at random, day by day, and promotions on a few dates (1.5
to 4 times the demand, one to three days long). A dated change of a scenario cannot move rivals' bids, and their
number is limited: the walks are put into the world itself at every midnight. Reports are pulled at
the end of the last day and count orders within 30 days of the click.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim.experiments.calibration.account import Account
from adsim.metrics import MICRO, ClickLog
from adsim.platforms import platform
from adsim.platforms.exports import Export, ExportRow
from adsim.scenario.objects import CLASSES, MARKETPLACE_DELAY, WEEKDAYS, Scenario
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAYS = (28, 42, 63, 90)
WALKS = {"searches": 0.04, "rival_bids": 0.02, "cvr": 0.02}  # largest sd of the log a day
PEAKS_A_DAY = 0.04
WINDOWS = (1, 7, 14, 30)


@dataclass(frozen=True)
class Moves:
    """Factors [class, day] on searches, rivals' bids and conversion."""

    searches: Floats
    rival_bids: Floats
    cvr: Floats


class MovingWorld(World):
    """A world whose levels move at midnight, and that writes down its impressions by keyword."""

    def __init__(self, scenario: Scenario, moves: Moves) -> None:
        study = Study.of(scenario)
        super().__init__(study, next(iter(study.timetables)), 0)
        self.impressions: list[Ints] = []
        self._moves, self._rate, self._offers = moves, self._base_rate, self._shelf
        self._rivals = ~self._ours
        self._rival_class = self.setting.keywords.klass[self.setting.ad_keyword[self._rivals]]

    def open_day(self) -> None:
        tomorrow, setting = self.day + 1, self.setting
        klass = setting.keywords.klass
        self._base_rate = self._rate * self._moves.searches[klass, tomorrow]
        bids = setting.ad_bid[self._rivals] * self._moves.rival_bids[self._rival_class, tomorrow]
        self.bidders.standing[self._rivals] = bids
        cvr = self._offers.cvr * self._moves.cvr[klass[setting.keyword], tomorrow]
        self._shelf = replace(self._offers, cvr=cvr)
        super().open_day()

    def close_day(self) -> None:
        super().close_day()
        shown = self._auction.impressions[self.setting.our_entries]
        self.impressions.append(np.bincount(self.setting.keyword, weights=shown).astype(np.int64))


def account(seed: int, moving: bool) -> Account:
    """The made-up account of this seed; the same seed has the same market, whether it moves or not."""
    random = np.random.default_rng([20260811, seed])
    scenario = _scenario(random, seed)
    world = MovingWorld(scenario, _moves(np.random.default_rng([20260812, seed]), scenario.days, moving))
    Timeline(world, scenario.days).run()
    return Account.of([_export(scenario, world)])


def _scenario(random: np.random.Generator, seed: int) -> Scenario:
    def between(low: float, high: float) -> float:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))

    clicks = between(25, 400)  # a day, of all classes
    counts = {"head": int(random.integers(4, 9)), "long_tail": int(random.integers(12, 31)),
              "precise": int(random.integers(3, 9))}  # fmt: skip
    parts = {"head": 0.5, "long_tail": 0.35, "precise": 0.15}
    price = between(0.5, 4)
    keywords: dict[str, Any] = {}
    for name, count in counts.items():
        ctr = between(0.03, 0.12)
        keywords[name] = {
            "count": count, "searches": clicks * parts[name] / (0.4 * ctr), "ctr": ctr, "cvr": between(0.01, 0.07),
            "max_cpc": 1.3 * price, "rival_bid": price, "zipf": random.uniform(0.7, 1.2),
        }  # fmt: skip
    quick, medium, slow = MARKETPLACE_DELAY
    late = float(random.beta(8, 7))
    shares = [quick.share * (1 - late) / (1 - slow.share), medium.share * (1 - late) / (1 - slow.share), late]
    delay = [part.model_copy(update={"share": share})
             for part, share in zip(MARKETPLACE_DELAY, shares, strict=True)]  # fmt: skip
    week = np.array(WEEKDAYS) * np.exp(random.normal(0, random.choice([0.05, 0.1, 0.2]), 7))
    return Scenario.model_validate(
        {
            "name": f"made_up_{seed}", "platform": "generic", "seed": seed,
            "start": date(2025, 1, 6) + timedelta(days=int(random.integers(0, 300))),
            "days": int(random.choice(DAYS)), "worlds": "centre", "keywords": keywords,
            "products": [{"name": "goods", "price": between(20, 200), "unit_cost": 10.0, "delay": delay}],
            "campaign": {"daily_budget": 20 * clicks * price},
            "market": {"demand": {"weekdays": tuple(week.tolist()), "dispersion": between(3, 20),
                                  "shared": random.uniform(0.2, 0.8)}},
        }
    )  # fmt: skip


def _moves(random: np.random.Generator, days: int, moving: bool) -> Moves:
    shape = (len(CLASSES), days)
    if not moving:
        return Moves(np.ones(shape), np.ones(shape), np.ones(shape))
    walks = {}
    for name, most in WALKS.items():
        # Half of a walk is the whole account's, half each class's own.
        step = random.uniform(0.25, 1) * most / 2**0.5
        walks[name] = np.exp(np.cumsum(random.normal(0, step, days) + random.normal(0, step, shape), axis=1))
    for first in np.flatnonzero(random.random(days) < PEAKS_A_DAY):
        walks["searches"][:, first : first + int(random.integers(1, 4))] *= random.uniform(1.5, 4)
    return Moves(**walks)


def _export(scenario: Scenario, world: MovingWorld) -> Export:
    rows = tuple(_rows(scenario, world, world.click_log()))
    known = platform(scenario.platform)
    return Export(
        file=f"{scenario.name}.csv", platform=known.name, layout=known.exports[0], currency=known.currency,
        first=rows[0].first, last=scenario.start + timedelta(days=scenario.days - 1),
        fields=frozenset({"keyword", "klass", "impressions", "clicks", "cost", "orders", "revenue", "bid", "date",
                          *(f"orders_{days}" for days in WINDOWS)}),
        rows=rows, totals=(), unlisted=(), unreadable=(), impossible=(),
    )  # fmt: skip


def _rows(scenario: Scenario, world: MovingWorld, log: ClickLog) -> list[ExportRow]:
    """One line a keyword and day with an impression, orders as known at the end of the last day."""
    count, days = len(world.setting.keywords.names), scenario.days
    at = log.keyword * days + log.day

    def sums(values: Ints) -> Floats:
        return np.bincount(at, weights=values, minlength=count * days).reshape(count, days)

    seen = log.payment_day < days
    within = {d: seen & (log.payment_delay <= 24 * d) for d in WINDOWS}
    figures = {f"orders_{d}": sums(log.orders * within[d]) for d in WINDOWS}
    figures |= {"clicks": sums(np.ones_like(log.day)), "cost": sums(log.cost) / MICRO}
    figures |= {"orders": figures["orders_30"], "revenue": sums(log.revenue * within[30]) / MICRO}
    shown = np.array(world.impressions).T
    dates = [scenario.start + timedelta(days=day) for day in range(days)]
    names, klass = world.setting.keywords.names, world.setting.keywords.klass
    bids = world.setting.keywords.max_cpc
    return [
        ExportRow(
            line=2 + day * count + of, keyword=names[of], klass=CLASSES[klass[of]], impressions=int(shown[of, day]),
            bid=float(bids[of]), first=dates[day], last=dates[day],
            **{name: _plain(name, values[of, day]) for name, values in figures.items()},
        )
        for day in range(days) for of in range(count) if shown[of, day]
    ]  # fmt: skip


def _plain(name: str, value: float) -> Any:
    return int(value) if name == "clicks" else float(value)
