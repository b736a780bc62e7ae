"""Target position: bid what the bid simulator says it takes to stand there.

As Google's "target impression share" and 直通车's 抢位 do: the top of the page, the first place of the right side, or
anywhere on the first page. On 1688's PC page the first eight ads stand left, the next nine right (1688 handbook);
pages without a right side have their last slot instead.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from adsim.advertiser.contract import Action, Observation, Settings

_LEFT = 8


class TargetPositionSettings(Settings):
    name: Literal["target_position"] = "target_position"
    place: Annotated[
        Literal["top", "right_side", "first_page"], Field(description="Where to stand: top, right_side or first_page.")
    ] = "first_page"
    every_hours: Annotated[
        Literal[1, 2, 3, 4, 6, 8, 12, 24], Field(description="How often the bids are looked at, in hours.")
    ] = 6


class TargetPosition:
    """Bids the price of the place, or the highest that may be bid where the place costs more."""

    settings: ClassVar[type[Settings]] = TargetPositionSettings
    memory: ClassVar[int] = 0

    def __init__(self, settings: TargetPositionSettings, random: np.random.Generator) -> None:
        del random
        self._place = settings.place
        self._hours = tuple(range(0, 24, settings.every_hours))

    @property
    def hours(self) -> tuple[int, ...]:
        return self._hours

    def decide(self, seen: Observation) -> Action:
        max_cpc = np.zeros(seen.bid.size)
        bought = np.flatnonzero(seen.bid > 0)
        if not bought.size:
            return Action(max_cpc)
        needed = seen.landscape(bought).bid
        slots = (~np.isnan(needed)).sum(axis=1)
        wanted = {"top": np.zeros_like(slots), "right_side": np.minimum(_LEFT, slots - 1), "first_page": slots - 1}
        slot = np.maximum(wanted[self._place], 0)
        price = np.nan_to_num(needed[np.arange(bought.size), slot], nan=0.0)
        # A place that costs nothing is still to be bid for: the platform takes no bid of nothing.
        max_cpc[bought] = np.minimum(np.where(price > 0, price, seen.bid[bought]), seen.highest[bought])
        return Action(max_cpc)
