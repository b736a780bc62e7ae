"""A return on ad spend: bids in proportion to what a click sells, so high that sales are `target` times the cost.

Google Ads' "Target ROAS" (目标投产比): max CPC = CVR × AOV / target, raised or lowered until the mean over all clicks
meets it. Sales are paid orders before refunds, as platforms report them, late ones as expected.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from adsim.advertiser.aiming import Aim
from adsim.advertiser.contract import Action, Observation, Settings
from adsim.advertiser.estimates import conversion, order_value
from adsim.advertiser.spending import EVERY_THIRD_HOUR
from adsim.bounds import Positive


class TargetRoasSettings(Settings):
    name: Literal["target_roas"] = "target_roas"
    target: Annotated[Positive, Field(description="ROAS to reach: value of paid orders before refunds over cost.")]


class TargetRoas:
    """Clicks may cost what they sell divided by the target, on average."""

    settings: ClassVar[type[Settings]] = TargetRoasSettings
    memory: ClassVar[int] = 28

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        assert isinstance(settings, TargetRoasSettings)
        del random
        self._target, self._aim = settings.target, Aim()
        self._worth = np.zeros(0)

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_THIRD_HOUR

    def decide(self, seen: Observation) -> Action:
        if seen.hour == 0 or not self._worth.size:
            self._worth = conversion(seen) * order_value(seen) / self._target
        return Action(self._aim.bids(seen, self._worth))
