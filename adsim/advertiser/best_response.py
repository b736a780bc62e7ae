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
from numpy.typing import NDArray

from adsim.advertiser.contract import EVERY_HOUR, Action, Floats, Landscape, Observation, Settings


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
        self._known: NDArray[np.bool_] = np.zeros(0, bool)

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_HOUR

    def decide(self, seen: Observation) -> Action:
        """Who comes anew begins with the bid set up; who is absent bids nothing."""
        if self._bid.size != seen.bid.size:
            self._bid, self._known = seen.bid.copy(), np.zeros(seen.bid.size, bool)
        bid = np.where(seen.live, np.where(self._known, self._bid, seen.bid), 0.0)
        here = np.unique(seen.advertiser[seen.live])
        if here.size:
            one = here[self._random.integers(here.size)]
            his = np.flatnonzero(seen.live & (seen.advertiser == one))
            found = seen.landscape(his)
            bid[his] = balanced(found, np.minimum(seen.known.click_value[his], seen.highest[his]))
        self._bid, self._known = np.minimum(bid, seen.highest), seen.live.copy()
        return Action(self._bid.copy())


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
