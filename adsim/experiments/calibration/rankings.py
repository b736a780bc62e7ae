"""A sketch of a simulation from rankings alone: where our ad stands in each world, and what a click costs there.

Rivals and levels are those that each of the scenario's worlds draws. Budgets, hours, day-to-day noise and
moving quality are left out, so the sketch has no noise of its own and a round over a hundred worlds takes
milliseconds: `market_fit` fits on it and lets the simulation itself correct it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.market.clicks import click_rates
from adsim.platforms import platform
from adsim.scenario.objects import Scenario
from adsim.simulation.setting import Setting, build

Floats = NDArray[np.float64]

UNIT_RATE = 1e-3


@dataclass(frozen=True)
class Rankings:
    """What the worlds draw, and the rules of the page. `bids` are in units of the keyword's `rival_bid`.

    Shapes: `bids` and `weights` [worlds, keywords, rivals]; factors on searches, click and conversion rates
    [worlds, keywords]; `examination` [places], zero where nobody looks.
    """

    bids: Floats
    weights: Floats
    searches: Floats
    ctr: Floats
    cvr: Floats
    examination: Floats
    slots: int
    increment: float
    reserve: float

    @classmethod
    def of(cls, scenario: Scenario) -> "Rankings":
        """Over all worlds of a scenario that has one device, one audience and equally many rivals everywhere."""
        known, market = platform(scenario.platform), scenario.market
        (device,) = market.devices
        curve = np.array(known.layout(device).examination)
        rivals = market.rivals.per_keyword
        unit = {"searches": 1.0, "ctr": UNIT_RATE, "cvr": UNIT_RATE, "rival_bid": 1.0}
        rows = tuple(row.model_copy(update=unit) for row in scenario.listed)
        plain = scenario.model_copy(update={"listed": rows})
        worlds = [build(plain, world) for world in range(scenario.replications)]
        exponent = known.quality.ctr_exponent
        qualities = np.array([_of_rivals(one, one.ad_prior**exponent * one.ad_fixed, rivals) for one in worlds])
        return cls(
            bids=np.array([_of_rivals(one, one.ad_bid, rivals) for one in worlds]),
            weights=qualities**market.squashing,
            searches=np.array([one.keywords.searches for one in worlds]),
            ctr=np.array([one.keywords.ctr for one in worlds]) / UNIT_RATE,
            cvr=np.array([one.keywords.cvr for one in worlds]) / UNIT_RATE,
            examination=np.concatenate([curve, np.zeros(max(rivals + 1 - curve.size, 0))]),
            slots=curve.size,
            increment=known.increment if market.increment is None else market.increment,
            reserve=known.reserve if market.reserve is None else market.reserve,
        )

    def first(self, worlds: int) -> "Rankings":
        """Over the first `worlds` worlds only."""
        drawn = {name: getattr(self, name)[:worlds] for name in ("bids", "weights", "searches", "ctr", "cvr")}
        rules = (self.examination, self.slots, self.increment, self.reserve)
        return Rankings(**drawn, examination=rules[0], slots=rules[1], increment=rules[2], reserve=rules[3])

    def __call__(self, keywords: pd.DataFrame) -> pd.DataFrame:
        """Impressions, clicks, cost and orders a day of each keyword, means over the worlds."""
        own = keywords["max_cpc"].to_numpy(float)
        rank, price = self._places(own, keywords["rival_bid"].to_numpy(float))
        shown = (rank < self.slots) & (own >= self.reserve)
        searches = keywords["searches"].to_numpy(float) * self.searches
        rate = click_rates(keywords["ctr"].to_numpy(float) * self.ctr, 1.0)
        clicks = searches * rate * np.where(shown, self.examination[rank], 0.0)
        orders = clicks * keywords["cvr"].to_numpy(float) * self.cvr
        figures = {"impressions": searches * shown, "clicks": clicks, "cost": clicks * price, "orders": orders}
        return pd.DataFrame({name: values.mean(axis=0) for name, values in figures.items()})

    def _places(self, own: Floats, rival_bid: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Our place (from 0) and the price of a click, [worlds, keywords]; rivals go first in a tie."""
        bid = self.bids * rival_bid[:, None]
        scores = -np.sort(-np.where(bid >= self.reserve, bid * self.weights, 0.0), axis=-1)
        rank = (scores >= own[:, None]).sum(axis=-1)
        behind = np.concatenate([scores, np.zeros((*rank.shape, 1))], axis=-1)
        following = np.take_along_axis(behind, rank[..., None], axis=-1)[..., 0]
        price = np.where(following > 0, np.maximum(self.reserve, following + self.increment), self.reserve)
        return rank, np.minimum(price, own)


def _of_rivals(setting: Setting, ads: Floats, rivals: int) -> Floats:
    """The rivals' part of an array [ads], shape [keywords, rivals]; ours is each keyword's last."""
    return ads.reshape(setting.keywords.klass.size, rivals + 1)[:, :-1]
