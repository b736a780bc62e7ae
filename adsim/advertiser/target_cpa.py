"""A cost per paid order: bids in proportion to estimated conversion, so high that orders cost the target on average.

Google Ads' "Target CPA". Orders still to come are counted as they are expected.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from adsim.advertiser.aiming import Aiming, Floats
from adsim.advertiser.contract import Observation, Settings
from adsim.advertiser.estimates import conversion
from adsim.bounds import Positive


class TargetCpaSettings(Settings):
    name: Literal["target_cpa"] = "target_cpa"
    target: Annotated[Positive, Field(description="Cost of a paid order to reach, currency units.")]


class TargetCpa(Aiming):
    """Clicks may cost their conversion times the target, on average."""

    settings: ClassVar[type[Settings]] = TargetCpaSettings

    def worth(self, seen: Observation) -> Floats:
        worth: Floats = conversion(seen) * self._settings.target
        return worth
