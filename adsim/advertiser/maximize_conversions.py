"""Most paid orders for the money: bids in proportion to estimated conversion, so high that the budget is just spent.

Google Ads' "Maximize conversions". An order more costs the same everywhere.
"""

from typing import ClassVar, Literal

import numpy as np

from adsim.advertiser.contract import EVERY_HOUR, Action, Observation, Settings
from adsim.advertiser.estimates import conversion
from adsim.advertiser.spending import Spending


class MaximizeConversionsSettings(Settings):
    name: Literal["maximize_conversions"] = "maximize_conversions"


class MaximizeConversions:
    """Bids follow conversion, their height the money of the account."""

    settings: ClassVar[type[Settings]] = MaximizeConversionsSettings
    memory: ClassVar[int] = 28

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        del settings, random
        self._spending = Spending(ceiling=False)
        self._cvr = np.zeros(0)

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_HOUR

    def decide(self, seen: Observation) -> Action:
        if seen.hour == 0 or not self._cvr.size:
            self._cvr = conversion(seen)
        return Action(self._spending.bids(seen, self._cvr))
