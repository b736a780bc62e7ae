"""The campaign of a scenario: what we decide of budgets, bids and hours, and what is not bought."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from adsim.advertiser.manual_cpc import ManualCpcSettings
from adsim.advertiser.pruning import PruningRule
from adsim.bounds import HIGHEST_BUDGET, Count, FactorOrOff, Hours, Name, Part, PerClass, Share, Week, broken
from adsim.scenario.players import PacingChoice, StrategyChoice


class Shares(Part):
    """A split over the keyword classes; adds up to 1."""

    head: Share = 0.0
    long_tail: Share = 0.0
    precise: Share = 0.0

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = self.head + self.long_tail + self.precise
        if abs(total - 1) > 1e-6:
            raise broken("", "shares must add up to 1", f"{total:.9g}")
        return self


def _split_tag(value: Any) -> str:
    return "name" if isinstance(value, str) else "shares"


Split = Annotated[
    Annotated[Literal["equal", "search_volume"], Tag("name")] | Annotated[Shares, Tag("shares")],
    Discriminator(_split_tag),
]


class Negative(Part):
    """A negative keyword: searches that match it are not bought, in `campaign` or (None) anywhere.

    exact: the search is this phrase; phrase: holds it, words in this order; broad: holds all its words.
    """

    keyword: Name
    match_type: Literal["exact", "phrase", "broad"] = "broad"
    campaign: Name | None = None


class Campaign(Part):
    """What we decide: budget a day, its split, bids and their hours, what is not bought.

    `split_of: budget` gives each class its own daily budget; `split_of: keywords` buys `keywords`
    keywords in these proportions (largest volume first) from one common budget; `split_of: campaigns` gives
    each of the account's `campaigns` its share of the budget, spent on the listed keywords of that campaign.
    `unspent: keep` leaves a budget's unspent money unspent; `share` hands it to those that ran dry, on the next day.
    A day may cost up to `overspend` times its budget, a month no more than 30.4 budgets.
    The bids set up are `max_cpc × bid_factor × keyword_bids`; `strategy` makes of them what is bid, never more than
    `bid_limit` times as much; `hours`, `weekdays`, `device_bids` and `audience_bids` multiply that, 0 switches off.
    `pacing` spreads the budget over the day.
    """

    daily_budget: Annotated[float, Field(strict=True, gt=0, le=HIGHEST_BUDGET, allow_inf_nan=False)]
    split: Split = "equal"
    split_of: Literal["budget", "keywords", "campaigns"] = "budget"
    keywords: Count | None = None
    campaigns: Annotated[dict[Name, Share], Field(max_length=500)] = {}
    unspent: Literal["keep", "share"] = "keep"
    overspend: Annotated[float, Field(strict=True, ge=1, le=2, allow_inf_nan=False)] = 1.0
    bid_factor: PerClass = PerClass()
    keyword_bids: dict[Name, FactorOrOff] = {}
    negatives: Annotated[tuple[Negative, ...], Field(max_length=10_000)] = ()
    strategy: StrategyChoice = ManualCpcSettings()
    pacing: PacingChoice | None = None
    bid_limit: Annotated[float, Field(strict=True, ge=1, le=100, allow_inf_nan=False)] = 5.0
    hours: Hours = (1.0,) * 24
    weekdays: Week = (1.0,) * 7
    prune: PruningRule | None = None
    device_bids: dict[Name, FactorOrOff] = {}
    audience_bids: dict[Name, FactorOrOff] = {}

    @model_validator(mode="after")
    def _keywords_wanted(self) -> Self:
        if self.split_of == "keywords" and self.keywords is None:
            raise broken("keywords", "is needed with split_of: keywords", mend="give the number of keywords to buy")
        if self.split_of != "keywords" and self.keywords is not None:
            raise broken("keywords", "goes with split_of: keywords only", self.keywords)
        return self

    @model_validator(mode="after")
    def _money_left_over(self) -> Self:
        if self.overspend > 1 and self.unspent != "keep":
            mend = "what a day leaves is there for the month already"
            raise broken("overspend", "above 1 goes with unspent: keep only", self.overspend, mend)
        return self

    @model_validator(mode="after")
    def _campaigns_wanted(self) -> Self:
        if self.split_of != "campaigns":
            return self
        if not self.campaigns:
            raise broken("campaigns", "is needed with split_of: campaigns", mend="give each campaign its share")
        if self.split != "equal":
            mend = "set campaigns instead, or split_of: budget"
            raise broken("split", "goes with split_of: budget or keywords only", mend=mend)
        total = sum(self.campaigns.values())
        if abs(total - 1) > 1e-6:
            raise broken("campaigns", "shares must add up to 1", f"{total:.9g}")
        return self
