"""Rivals apart from the crowd: groups of advertisers who are alike, decide alike, and come and go together."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from adsim.advertiser.manual_cpc import ManualCpcSettings
from adsim.bounds import Day, Factor, FactorOrOff, Hours, Part, Positive, Share, Spread, broken
from adsim.scenario.players import PacingChoice, StrategyChoice

# What tables call all rivals who belong to no group; no group may be called like other advertisers there.
CROWD = "crowd"
TAKEN = ("ours", CROWD)


class Season(Part):
    """From the morning of `start` through `end` (default: the last day) the group's bids and budgets are so many
    times what they are, and so is what a click is worth to it. Seasons that overlap multiply."""

    start: Day = Field(alias="from")
    end: Day | None = Field(default=None, alias="until")
    bid: FactorOrOff = 1.0
    budget: FactorOrOff = 1.0

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise broken("until", f"must not lie before from ({self.start})", self.end)
        return self


class RivalGroup(Part):
    """So many advertisers beside the crowd, each with an ad on about this share of the `keywords` of these `classes`.

    Bids are lognormal around `bid` times the keyword's `rival_bid`, qualities around `quality`; click rates follow
    qualities as the crowd's do. They are there from `start` through `end` (default: the whole run). A click is worth
    `value` times the drawn bid to those whose strategy asks for it. `daily_budget` is each member's own.
    """

    count: Annotated[int, Field(strict=True, ge=0, le=1000)] = 1
    keywords: Share = 1.0
    classes: Annotated[
        tuple[Literal["head", "long_tail", "precise"], ...], Field(min_length=1, max_length=3)
    ] = ("head", "long_tail", "precise")  # fmt: skip
    bid: Factor = 1.0
    bid_spread: Spread = 0.2
    quality: Factor = 1.0
    quality_spread: Spread = 0.1
    daily_budget: Positive | None = None
    strategy: StrategyChoice = ManualCpcSettings()
    pacing: PacingChoice | None = None
    value: Factor = 1.0
    hours: Hours = (1.0,) * 24
    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="until")
    seasons: Annotated[tuple[Season, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise broken("until", f"must not lie before from ({self.start})", self.end)
        return self

    @model_validator(mode="after")
    def _money(self) -> Self:
        if self.daily_budget is None:
            mend = "give the group a daily_budget"
            if self.pacing is not None:
                raise broken("pacing", "goes with daily_budget only", self.pacing.name, mend)
            if any(season.budget != 1 for season in self.seasons):
                raise broken("seasons", "with a budget go with daily_budget only", mend=mend)
        return self
