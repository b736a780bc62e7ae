"""Bidding strategies by name. A new one is a class here (or in its own file) and one line in `STRATEGIES`.

The scenario floor, which may not import this one, lists the same names to check files; a test holds them equal.
"""

from collections.abc import Callable, Sequence

from adsim.advertiser.contract import Action, Observation, Strategy


class FixedBids:
    """Bids stay as set up, times the dayparting factor of the hour (0 = off)."""

    def __init__(self, hour_factors: Sequence[float]) -> None:
        self._factors = tuple(hour_factors)

    @property
    def hours(self) -> tuple[int, ...]:
        return tuple(h for h in range(24) if h == 0 or self._factors[h] != self._factors[h - 1])

    def decide(self, seen: Observation) -> Action:
        return Action(max_cpc=seen.max_cpc * self._factors[seen.hour])


STRATEGIES: dict[str, Callable[[Sequence[float]], Strategy]] = {"fixed": FixedBids}
