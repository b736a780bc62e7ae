"""A bidder: a strategy with what stands around it: dayparts, rules on keywords, pacing.

What the strategy wants is kept until it is asked again; hours and weekdays multiply its bids, pacing comes last.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from adsim.advertiser.contract import Action, Observation, Pacing, Strategy
from adsim.advertiser.pruning import Pruning


class Bidder:
    """Decides for all its ads and accounts. `hours`: when something may change; `memory`: days it looks back."""

    def __init__(
        self, strategy: Strategy, hour_factors: Sequence[float], weekday_factors: Sequence[float],
        pacing: Pacing | None = None, pruning: Pruning | None = None,
    ) -> None:  # fmt: skip
        self._strategy, self._pacing, self._pruning = strategy, pacing, pruning
        self.memory = max(strategy.memory, pruning.memory if pruning else 0)
        self._by_hour, self._by_weekday = tuple(hour_factors), tuple(weekday_factors)
        moved = {hour for hour in range(24) if hour == 0 or self._by_hour[hour] != self._by_hour[hour - 1]}
        self.hours = tuple(sorted(moved | {*strategy.hours} | {*(pacing.hours if pacing else ())}))
        self._wanted: Action | None = None

    def decide(self, seen: Observation) -> Action:
        """The action that holds from this hour on."""
        if self._wanted is None or seen.hour == 0 or seen.hour in self._strategy.hours:
            action = self._strategy.decide(seen)
            if action.max_cpc.shape != seen.bid.shape or not (action.max_cpc >= 0).all():
                name = type(self._strategy).__name__
                rule = f"must bid an amount of money, 0 or more, for each of {seen.bid.size} ads"
                raise ValueError(f"strategy {name} {rule}, got {action.max_cpc} on day {seen.day + 1}")
            bids = np.minimum(action.max_cpc, seen.highest)
            if self._pruning is not None:
                bids = np.where(self._pruning.pruned(seen), 0.0, bids)
            self._wanted = replace(action, max_cpc=bids)
        factor = self._by_hour[seen.hour] * self._by_weekday[seen.weekday]
        wanted = self._wanted if factor == 1.0 else replace(self._wanted, max_cpc=self._wanted.max_cpc * factor)
        return wanted if self._pacing is None else self._pacing.pace(self._as_bought(seen), wanted)

    def _as_bought(self, seen: Observation) -> Observation:
        """The same, with the searches of each hour as far as dayparts buy them: where a pacing's money can go."""
        bought = seen.known.hours * self._by_hour
        hours = bought / bought.sum() if bought.any() else bought
        return replace(seen, known=replace(seen.known, hours=hours))
