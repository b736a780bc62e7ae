"""Best response: one bidder at a time stands where he gains most, and bids as much as the place above is worth to him.

Balanced bidding of Cary et al. (2007), "Greedy bidding strategies for keyword auctions": given what all others bid, a
bidder takes for each of his keywords the slot s with the largest clicks × (value − price), and bids the b at which he
would not mind to stand one slot higher and pay b:

    clicks[s − 1] × (value − b) = clicks[s] × (value − price[s])

In the top slot b lies halfway between price and value, as if a slot above it brought twice the clicks; whom no slot
is worth its price bids his value. Of all who decide alike one is drawn each hour: all at once may circle for ever, one
at a time settles (with one keyword each and standing values) in the lowest symmetric equilibrium of Varian (2007),
in which everybody pays what Vickrey, Clarke and Groves would ask.
"""

from typing import ClassVar, Literal

import numpy as np

from adsim.advertiser.contract import EVERY_HOUR, Action, Bools, Floats, Ints, Landscape, Observation, Settings


class BestResponseSettings(Settings):
    name: Literal["best_response"] = "best_response"


class BestResponse:
    """Every hour one of its advertisers answers the others' bids, on all his keywords."""

    settings: ClassVar[type[Settings]] = BestResponseSettings
    memory: ClassVar[int] = 0

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        del settings
        self._random = random
        self._bid: Floats = np.zeros(0)
        self._live: Bools = np.zeros(0, bool)
        self._ads: list[Ints] = []  # of each advertiser who is there

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_HOUR

    def decide(self, seen: Observation) -> Action:
        """Who comes anew begins with the bid set up; what is absent or not bought bids nothing."""
        bought = seen.live & (seen.bid > 0)
        if not np.array_equal(self._live, bought):
            self._let_in(seen, bought)
        if self._ads:
            his = self._ads[self._random.integers(len(self._ads))]
            found = seen.landscape(his)
            value = np.clip(seen.known.click_value[his], 0.0, seen.highest[his])
            self._bid[his] = balanced(found, value)
        return Action(np.minimum(self._bid, seen.highest))

    def _let_in(self, seen: Observation, bought: Bools) -> None:
        before, kept = (self._live, self._bid) if self._live.size == bought.size else (bought & False, seen.bid)
        self._bid = np.where(bought, np.where(before, kept, seen.bid), 0.0)
        self._live = bought
        there = np.flatnonzero(bought)
        there = there[np.argsort(seen.advertiser[there], kind="stable")]
        _, first = np.unique(seen.advertiser[there], return_index=True)
        self._ads = np.split(there, first[1:]) if there.size else []


def balanced(found: Landscape, value: Floats) -> Floats:
    """The balanced bid [asked] on each keyword; never above `value`, what a click is worth or the most to be bid."""
    if not found.bid.shape[1]:
        return value.copy()
    within = found.bid <= value[:, None]
    gain = np.where(within, found.clicks * (value[:, None] - found.price), -np.inf)
    slot, row = np.argmax(gain, axis=1), np.arange(value.size)
    most = gain[row, slot]
    # One slot above the page's first would bring twice the clicks.
    above = np.where(slot > 0, found.clicks[row, np.maximum(slot - 1, 0)], 2 * found.clicks[row, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        bid = np.maximum(value - most / above, found.bid[row, slot])
    # Whom no slot is worth its price, or who is never clicked, has nothing to balance.
    bids: Floats = np.where((most > 0) & (above > 0), np.minimum(bid, value), value)
    return bids
