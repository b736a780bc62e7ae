"""The one contract between a player and the market: an `Observation` in, an `Action` out.

Ours and rivals alike decide through it. A strategy object decides for all its advertisers at once, in
arrays of ads (an ad is one advertiser on one keyword). It sees what a platform's report would show by
now, never the world: late orders are missing until they are paid.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Observation:
    """What is known at `hour` of `day` (both from 0). Arrays have shape [ads]; counts run to last midnight."""

    day: int
    hour: int
    advertiser: Ints
    keyword: Ints
    max_cpc: Floats  # the bid as set up in the account, currency units
    impressions: Ints
    clicks: Ints
    cost: Floats
    orders: Ints  # paid by now


@dataclass(frozen=True)
class Action:
    """What holds from now on: the bid of each ad, currency units, 0 = off."""

    max_cpc: Floats


class Strategy(Protocol):
    """Decides bids. `hours` are the hours of the day at which it wants to be asked (0 always is)."""

    @property
    def hours(self) -> tuple[int, ...]: ...

    def decide(self, seen: Observation) -> Action: ...
