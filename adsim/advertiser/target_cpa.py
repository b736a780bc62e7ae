"""A cost per paid order: bids in proportion to estimated conversion, so high that orders cost the target on average.

Google Ads' "Target CPA". Orders still to come are counted as they are expected.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from adsim.advertiser.aiming import Aim
from adsim.advertiser.contract import Action, Observation, Settings
from adsim.advertiser.estimates import conversion
from adsim.advertiser.spending import EVERY_THIRD_HOUR
from adsim.bounds import Positive


class TargetCpaSettings(Settings):
    name: Literal["target_cpa"] = "target_cpa"
    target: Annotated[Positive, Field(description="Cost of a paid order to reach, currency units.")]


class TargetCpa:
    """Clicks may cost their conversion times the target, on average."""

    settings: ClassVar[type[Settings]] = TargetCpaSettings
    memory: ClassVar[int] = 28

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        assert isinstance(settings, TargetCpaSettings)
        del random
        self._target, self._aim = settings.target, Aim()
        self._worth = np.zeros(0)

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_THIRD_HOUR

    def decide(self, seen: Observation) -> Action:
        if seen.hour == 0 or not self._worth.size:
            self._worth = conversion(seen) * self._target
        return Action(self._aim.bids(seen, self._worth))
