"""Keyword pruning: a keyword that has had enough clicks and sold too little is not bought any more.

The rule that sellers and the platforms' automated rules use. Only clicks that are some days old count, since orders
come late; what is pruned stays so.
"""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from adsim.advertiser.contract import Bools, Observation
from adsim.bounds import Count, CountOrNone, Part


class PruningRule(Part):
    """Judged after so many `clicks`, pruned with so many paid `orders` or fewer; clicks count at `wait_days` days."""

    clicks: Count
    orders: CountOrNone = 0
    wait_days: Annotated[int, Field(strict=True, ge=0, le=60)] = 7


class Pruning:
    """The rule at work: remembers what it pruned. It looks back to the first day."""

    memory: ClassVar[int] = 366

    def __init__(self, rule: PruningRule) -> None:
        self._rule = rule
        self._pruned: Bools = np.zeros(0, bool)

    def pruned(self, seen: Observation) -> Bools:
        """Which ads are not bought any more."""
        if self._pruned.size != seen.bid.size:
            self._pruned = np.zeros(seen.bid.size, bool)
        old = max(0, seen.history.clicks.shape[0] - self._rule.wait_days)
        clicks, orders = seen.history.clicks[:old].sum(axis=0), seen.history.orders[:old].sum(axis=0)
        self._pruned = self._pruned | ((clicks >= self._rule.clicks) & (orders <= self._rule.orders))
        return self._pruned
