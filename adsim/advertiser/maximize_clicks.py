"""Most clicks for the money: one bid for all keywords of an account, so high that its budget is just spent.

Google Ads' "Maximize clicks". A click more costs the same everywhere, so no other bids would bring more of them.
"""

from typing import ClassVar, Literal

import numpy as np

from adsim.advertiser.contract import EVERY_HOUR, Action, Observation, Settings
from adsim.advertiser.spending import Spending


class MaximizeClicksSettings(Settings):
    name: Literal["maximize_clicks"] = "maximize_clicks"


class MaximizeClicks:
    """One bid an account, moved until the money just lasts the day."""

    settings: ClassVar[type[Settings]] = MaximizeClicksSettings
    memory: ClassVar[int] = 1

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        del settings, random
        self._spending = Spending(ceiling=False)

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_HOUR

    def decide(self, seen: Observation) -> Action:
        return Action(self._spending.bids(seen, np.ones(seen.bid.size)))
