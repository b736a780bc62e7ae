"""Days to come as a report would show them, simulated in many worlds.

Orders are counted by the day of their click, if they come within the report's window and before it is pulled.
Hides what makes few worlds tell a mean well: weeks are told together, by what comes of an expected search, and the
luck that a world is known to have had in demand and in the rates it drew is taken out by regression. The largest
accounts are simulated in part and brought back to the whole.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from adsim.experiments.calibration.keyword_means import thinned
from adsim.experiments.calibration.order_delay import OrderDelay, counted
from adsim.metrics import MICRO
from adsim.scenario.listing import Listing
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation.keywords import KeywordArrays, row_factors, rows_of
from adsim.simulation.setting import Setting
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

Floats = NDArray[np.float64]

FIGURES = ("clicks", "cost", "orders", "revenue")
FEWEST_WORLDS = 20
CLICKS_WALKED = 800_000  # so many of our clicks are simulated, in fewer worlds where they are many


@dataclass(frozen=True)
class Foretold:
    """Worlds as a report would show them: `figures` [worlds, figures, classes, days].

    `searches` [classes, days] are those expected; `held` [days] is the part of all orders of a day's clicks that the
    report shows. And the luck of each world, 0 on average: `demand` [worlds, classes, days], searches beyond those
    expected; `rates` [worlds, figures, classes], what it drew of all that makes a figure (volumes, click rates,
    prices, conversion, baskets, of classes and keywords), over the scenario's, less 1.
    """

    figures: Floats
    searches: Floats
    held: Floats
    demand: Floats
    rates: Floats

    def on(self, days: NDArray[np.int64]) -> "Foretold":
        """These days (numbers) only."""
        return replace(
            self,
            figures=self.figures[..., days],
            searches=self.searches[:, days],
            held=self.held[days],
            demand=self.demand[..., days],
        )

    def sums(self, days: slice) -> Floats:
        """Each world's sums over these days, [worlds, figures, classes]."""
        return np.asarray(self.figures[..., days].sum(axis=-1))

    def means(self, days: slice) -> Floats:
        """The mean of the sums over these days, [figures, classes], without the luck of so few worlds."""
        exposed = np.array([(self.searches * part)[:, days].sum(axis=1) for part in self._parts])
        return np.asarray(self._per_search * exposed)

    @property
    def _parts(self) -> list[Floats]:
        """By figure and day what part of what a search brings the report shows."""
        return [np.ones_like(self.held) if name in ("clicks", "cost") else self.held for name in FIGURES]

    @cached_property
    def _per_search(self) -> Floats:
        """What an expected search brings, as if the report showed all of it, [figures, classes]."""
        weeks = np.arange(0, self.held.size, 7)
        found = np.zeros(self.figures.shape[1:3])
        for of, klass in np.ndindex(found.shape):
            part = self._parts[of]
            came = np.add.reduceat(self.figures[:, of, klass], weeks, axis=-1).ravel()
            demand = np.add.reduceat(self.demand[:, klass] * part, weeks, axis=-1).ravel()
            exposed = np.tile(np.add.reduceat(self.searches[klass] * part, weeks), len(self.figures))
            rates = np.repeat(self.rates[:, of, klass], weeks.size) * exposed
            luck = np.column_stack([exposed, demand, rates])
            found[of, klass] = np.linalg.lstsq(luck, came, rcond=None)[0][0] if exposed.any() else 0.0
        return np.maximum(found, 0.0)


def foretell(scenario: Scenario, window: int | None, age: float, clicks_a_day: float, worlds: int) -> Foretold:
    """The days of a scenario without variants, in at most so many `worlds`.

    A report counts orders within `window` days of the click (None: all), and is pulled `age` days after its last
    day has ended; `clicks_a_day` says how much work a world is.
    """
    each = max(clicks_a_day * scenario.days, 1.0)
    one_in = int(np.ceil(each * FEWEST_WORLDS / CLICKS_WALKED))
    count = min(int(np.clip(CLICKS_WALKED / each * one_in, FEWEST_WORLDS, worlds)), worlds)
    study = Study.of(thinned(scenario, one_in))
    figures, searches, rates = [], [], []
    for number in range(count):
        world = _finished(study, number)
        figures.append(_reported(world, window, age))
        searches.append(world.results().page["searches"])
        rates.append(_drawn(study.scenario, world.setting))
        expected = _expected(study.scenario, world.setting.keywords)
    return Foretold(
        figures=one_in * np.array(figures),
        searches=one_in * expected,
        held=held(scenario, window, np.arange(scenario.days, dtype=float)[::-1] + age),
        demand=one_in * (np.array(searches) - expected),
        rates=np.array(rates),
    )


def _finished(study: Study, number: int) -> World:
    (variant,) = study.timetables
    world = World(study, variant, number)
    Timeline(world, study.scenario.days).run()
    return world


def _reported(world: World, window: int | None, age: float) -> Floats:
    """A finished world as its report would show it, [figures, classes, days]."""
    log, days = world.click_log(), world.scenario.days
    seen = log.payment_day < days + age
    if window is not None:
        seen &= log.payment_delay <= 24 * window
    at = log.klass * days + log.day
    values = (np.ones_like(log.day), log.cost / MICRO, log.orders * seen, log.revenue * seen / MICRO)
    sums = [np.bincount(at, weights=one, minlength=len(CLASSES) * days) for one in values]
    return np.array(sums, dtype=float).reshape(len(FIGURES), len(CLASSES), days)


def _drawn(scenario: Scenario, setting: Setting) -> Floats:
    """What a world drew of all that makes a figure, over what that is on average, less 1: [figures, classes].

    Factors that are drawn have mean 1 and are independent, so that over worlds the mean of this is 0.
    """
    if not scenario.listed:
        return np.zeros((len(FIGURES), len(CLASSES)))
    known, klass = rows_of(Listing(scenario.listed)).numbers, setting.keywords.klass
    levels, own = setting.world.levels, row_factors(scenario, setting.world)
    of_levels = {name: levels[name][klass] for name in ("searches", "ctr", "cvr")}
    clicks = known["searches"] * np.where(np.isnan(known["ctr"]), known["observed_ctr"], known["ctr"])
    orders = clicks * known["cvr"]
    clicked = of_levels["searches"] * of_levels["ctr"] * own["searches"] * own["ctr"]
    ordered = clicked * of_levels["cvr"] * own["cvr"]
    price = np.where(np.isnan(known["rival_bid"]), known["observed_cpc"], known["rival_bid"])
    usual = (clicks, clicks * price, orders, orders * known["basket"])
    drawn = (clicked, clicked * own["cpc"], ordered, ordered * own["basket"])
    sums = [
        [np.bincount(klass, weights=one, minlength=len(CLASSES)) for one in (value * luck, value)]
        for value, luck in zip(usual, drawn, strict=True)
    ]
    return np.array([np.divide(got, whole, out=np.ones_like(whole), where=whole > 0) - 1 for got, whole in sums])


def _expected(scenario: Scenario, keywords: KeywordArrays) -> Floats:
    """Searches of each class and day on average over all worlds."""
    demand = scenario.market.demand
    stated = np.bincount(keywords.klass, weights=keywords.stated, minlength=len(CLASSES))
    level = np.array([demand.level.of(name) for name in CLASSES])
    weekdays = np.array(demand.weekdays)[(scenario.start.weekday() + np.arange(scenario.days)) % 7]
    searches: Floats = np.outer(stated * level, weekdays / np.mean(demand.weekdays))
    return searches


def held(scenario: Scenario, window: int | None, ages: Floats) -> Floats:
    """The part of all orders of a day's clicks that a report pulled `ages` days after it shows, the mean over
    products."""
    parts = np.array([counted(OrderDelay(product.delay), window, ages) for product in scenario.products])
    return np.asarray(parts.mean(axis=0))
