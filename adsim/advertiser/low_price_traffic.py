"""Low-price traffic: cheap clicks wherever they are, whatever they bring.

A seller's habit from the Taobao handbook, which sets 0.2-yuan clicks at ROAS below 1 against 5-yuan clicks at ROAS 5.
It bids no more than `price` on every keyword, and feels its way down where even that brings many clicks.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from adsim.advertiser.contract import Action, Floats, Observation, Settings
from adsim.advertiser.spending import bought
from adsim.bounds import HIGHEST_BID

_FLOOR = 0.2  # of the price: never lower


class LowPriceTrafficSettings(Settings):
    name: Literal["low_price_traffic"] = "low_price_traffic"
    price: Annotated[
        float, Field(strict=True, gt=0, le=HIGHEST_BID, allow_inf_nan=False,
                     description="The most that is bid for a click anywhere, in currency."),
    ]  # fmt: skip
    step: Annotated[
        float, Field(strict=True, ge=0, le=0.5, allow_inf_nan=False,
                     description="By how much bids go down a day while the budget runs dry, and up while it does not."),
    ] = 0.1  # fmt: skip


class LowPriceTraffic:
    """While an account's money runs out its clicks can be had for less: bids go down; while some is left, up again."""

    settings: ClassVar[type[Settings]] = LowPriceTrafficSettings
    memory: ClassVar[int] = 0

    def __init__(self, settings: LowPriceTrafficSettings, random: np.random.Generator) -> None:
        del random
        self._price, self._step = settings.price, settings.step
        self._level: Floats = np.ones(0)

    @property
    def hours(self) -> tuple[int, ...]:
        return (0,)

    def decide(self, seen: Observation) -> Action:
        if self._level.size != seen.budget.size:
            self._level = np.ones(seen.budget.size)
        if seen.day:
            dry = (seen.yesterday >= 0.98 * seen.budget) & (seen.budget > 0)
            self._level = np.clip(self._level * np.where(dry, 1 - self._step, 1 + self._step), _FLOOR, 1.0)
        return Action(bought(seen, self._price * self._level[seen.account]))
