"""Most profit: on every keyword the slot that earns most, at a bid up to which the next click would still pay.

A click is worth its estimated conversion times the margin of an order before ads. The bid simulator tells what each
slot brings and costs; the bid is the balanced one of Cary et al. (2007), "Greedy bidding strategies for keyword
auctions": where the clicks that a slot higher would add just pay for themselves. What bids leave unsaid where clicks
are worth less than any slot costs: their worth. Where money is short, a click counts by less, as in multiplicative
pacing. No platform sells this strategy; it is what "bid up while profitable" (Taobao handbook) means at the margin.
"""

from typing import ClassVar, Literal

import numpy as np

from adsim.advertiser.best_response import balanced
from adsim.advertiser.contract import Action, Floats, Landscape, Observation, Settings
from adsim.advertiser.estimates import click_margin
from adsim.advertiser.spending import EVERY_THIRD_HOUR, Spending, bought


class MaximizeProfitSettings(Settings):
    name: Literal["maximize_profit"] = "maximize_profit"


class MaximizeProfit:
    """Asks the bid simulator at midnight, and bids by its answer all day."""

    settings: ClassVar[type[Settings]] = MaximizeProfitSettings
    memory: ClassVar[int] = 28

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        del settings, random
        self._spending = Spending(ceiling=True)
        self._worth: Floats = np.zeros(0)
        self._wanted = np.zeros(0, np.int64)
        self._found: Landscape | None = None

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_THIRD_HOUR

    def decide(self, seen: Observation) -> Action:
        """A keyword that is not bought asks nothing and bids nothing."""
        if seen.hour == 0 or self._found is None:
            self._worth = click_margin(seen)
            self._wanted = np.flatnonzero((seen.bid > 0) & seen.live)
            self._found = seen.landscape(self._wanted)
        worth = (self._worth * self._spending.levels(seen, self._worth)[seen.account])[self._wanted]
        bids = np.zeros(seen.bid.size)
        # Whole micro-units, as all money: the same slots at another number of searches are the same bid.
        bids[self._wanted] = np.round(balanced(self._found, np.minimum(worth, seen.highest[self._wanted])), 6)
        return Action(bought(seen, bids))
