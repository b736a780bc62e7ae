"""Copycat: advertises what is seen to sell.

Marketplaces show how often a listing was sold. A copycat stays off a keyword until the listings advertised on it have
sold so many times within some days; then he offers the same and bids for the same searches, until nothing is sold any
more. Sellers' handbooks warn of it: a hit product draws imitators (operations collection); thresholds are assumptions.
"""

from typing import Annotated, ClassVar, Literal, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from adsim.advertiser.contract import Action, Floats, Observation, Settings
from adsim.bounds import Count, Factor, Looked


class CopycatSettings(Settings):
    name: Literal["copycat"] = "copycat"
    orders: Annotated[Count, Field(description="So many orders on a keyword draw him in.")] = 5
    days: Annotated[Looked, Field(description="Within so many days.")] = 7
    patience: Annotated[Looked, Field(description="Days without any order after which he leaves again.")] = 7
    bid: Annotated[Factor, Field(description="Factor on the bid set up while he is there.")] = 1.0


class Copycat:
    """On a keyword while it sells, with the bid set up; elsewhere off."""

    settings: ClassVar[type[Settings]] = CopycatSettings
    memory: ClassVar[int] = 0

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        del random
        self._set = cast(CopycatSettings, settings)
        self._sold: Floats = np.zeros((0, 0))  # [midnights, ads] up to today, as far back as he looks
        self._there: NDArray[np.bool_] = np.zeros(0, bool)

    @property
    def hours(self) -> tuple[int, ...]:
        return (0,)

    def decide(self, seen: Observation) -> Action:
        if self._there.size != seen.bid.size:
            # Before the first day nothing was sold.
            self._sold, self._there = np.zeros((1, seen.bid.size)), np.zeros(seen.bid.size, bool)
        far = max(self._set.days, self._set.patience)
        self._sold = np.concatenate([self._sold, seen.sold[None]])[-far - 1 :]
        drawn_in = self._within(self._set.days) >= self._set.orders
        selling = self._within(self._set.patience) > 0
        self._there = drawn_in | (self._there & selling)
        bid = np.where(self._there & seen.live, seen.bid * self._set.bid, 0.0)
        return Action(np.minimum(bid, seen.highest))

    def _within(self, days: int) -> Floats:
        """Orders of the last so many days, by ad."""
        since: Floats = self._sold[-1] - self._sold[max(0, len(self._sold) - 1 - days)]
        return since
