"""Manual CPC: bids stay as set up."""

from typing import ClassVar, Literal

import numpy as np

from adsim.advertiser.contract import Action, Observation, Settings


class ManualCpcSettings(Settings):
    name: Literal["manual_cpc"] = "manual_cpc"


class ManualCpc:
    """The bid of the account, whatever happens."""

    settings: ClassVar[type[Settings]] = ManualCpcSettings
    memory: ClassVar[int] = 0

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        del settings, random

    @property
    def hours(self) -> tuple[int, ...]:
        return (0,)

    def decide(self, seen: Observation) -> Action:
        return Action(seen.bid)
