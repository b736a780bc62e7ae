"""A return on ad spend: bids in proportion to what a click sells, so high that sales are `target` times the cost.

Google Ads' "Target ROAS" (目标投产比): max CPC = CVR × AOV / target, raised or lowered until the mean over all clicks
meets it. Sales are paid orders before refunds, as platforms report them, late ones as expected.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from adsim.advertiser.aiming import Aiming, Floats
from adsim.advertiser.contract import Observation, Settings
from adsim.advertiser.estimates import conversion, order_value
from adsim.bounds import Positive


class TargetRoasSettings(Settings):
    name: Literal["target_roas"] = "target_roas"
    target: Annotated[Positive, Field(description="ROAS to reach: value of paid orders before refunds over cost.")]


class TargetRoas(Aiming):
    """Clicks may cost what they sell divided by the target, on average."""

    settings: ClassVar[type[Settings]] = TargetRoasSettings

    def worth(self, seen: Observation) -> Floats:
        worth: Floats = conversion(seen) * order_value(seen) / self._settings.target
        return worth
