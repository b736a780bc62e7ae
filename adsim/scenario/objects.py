"""The frozen domain objects a scenario is made of: what may be said, in which unit, within which bounds.

A `Scenario` is plain validated data. It knows nothing of files (`scenario.files`), of patches
(`scenario.patches`) or of the arrays that a run makes of it (`simulation`).
Money is in currency units, rates are shares of 1, `spread` is the standard deviation of the logarithm.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from adsim.advertiser.manual_cpc import ManualCpcSettings
from adsim.bounds import (
    HIGHEST_BID,
    HIGHEST_PRICE,
    Bid,
    CountOrNone,
    Day,
    Examination,
    Factor,
    FactorOrOff,
    Hours,
    Looked,
    Money,
    Name,
    NonNegative,
    Part,
    PerClass,
    Positive,
    Rate,
    Share,
    Spread,
    Week,
    broken,
)
from adsim.scenario.campaign import Campaign
from adsim.scenario.players import PacingChoice, StrategyChoice
from adsim.scenario.product_test import ProductTest
from adsim.scenario.rival_groups import RivalGroup

CLASSES = ("head", "long_tail", "precise")
OBSERVED = ("observed_ctr", "observed_cpc", "observed_position")

# Consumer e-commerce, % of clicks by hour, and Monday to Sunday: public measurements (docs/sources.md).
CONSUMER_HOURS = (6.8, 3.0, 1.8, 1.0, 0.7, 1.1, 1.8, 2.8, 3.3, 3.7, 4.0, 4.1,
                  5.3, 4.3, 4.0, 4.0, 4.0, 4.3, 4.7, 5.3, 6.7, 7.8, 8.1, 7.4)  # fmt: skip
WEEKDAYS = (0.86, 1.05, 0.93, 0.94, 1.04, 1.29, 0.91)


class Demand(Part):
    """Searches over time. `level` multiplies demand (a peak such as 618 is a dated change of it).

    `dispersion` is the k of the negative binomial of a keyword's daily searches beyond Poisson
    (None: plain Poisson); `shared` is the part of that variance that all keywords have in common.
    """

    level: PerClass = PerClass()
    weekdays: Week = WEEKDAYS
    hours: Hours = CONSUMER_HOURS
    dispersion: Positive | None = 6.7
    shared: Share = 0.5

    @model_validator(mode="after")
    def _some_demand(self) -> Self:
        if sum(self.hours) <= 0:
            raise broken("hours", "at least one hour must have demand")
        if sum(self.weekdays) <= 0:
            raise broken("weekdays", "at least one weekday must have demand")
        return self


class Device(Part):
    """A device's share of searches and its rates relative to the average.

    `slots` and `examination` replace the platform's layout for this device; `examination` is the
    chance that a slot is looked at, relative to 1, from the top slot down (need not fall).
    """

    share: Share
    ctr: Factor = 1.0
    cvr: Factor = 1.0
    slots: Annotated[int, Field(strict=True, ge=1, le=60)] | None = None
    examination: Annotated[tuple[Examination, ...], Field(min_length=1, max_length=60)] | None = None


class Audience(Part):
    """A segment's share of searches, and its click rate, conversion rate and basket relative to average."""

    share: Share
    ctr: Factor = 1.0
    cvr: FactorOrOff = 1.0
    basket: Factor = 1.0


class Rivals(Part):
    """The other advertisers: how many, how many of them bid on one keyword, and how they differ.

    Bids are lognormal around the class's `rival_bid`; qualities lognormal around 1; an ad's click
    rate follows its quality, times a lognormal of `click_spread`. `daily_budget` None: never runs dry. A click is
    worth `value` times the drawn bid to a rival whose `strategy` asks for it. All this is the crowd; `groups` are
    further advertisers, and nothing of the crowd changes when one is added.
    """

    count: CountOrNone = 12
    per_keyword: CountOrNone = 8
    bid_spread: Spread = 0.5
    quality_spread: Spread = 0.3
    click_spread: Spread = 0.2
    daily_budget: Positive | None = None
    budget_spread: Spread = 0.5
    hours: Hours = (1.0,) * 24
    strategy: StrategyChoice = ManualCpcSettings()
    pacing: PacingChoice | None = None
    value: Factor = 1.0
    groups: Annotated[dict[Name, RivalGroup], Field(max_length=20)] = {}

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.per_keyword > self.count:
            raise broken("per_keyword", f"must not exceed count ({self.count})", self.per_keyword)
        return self


class Market(Part):
    """The results page: how it is searched, ranked, priced and clicked.

    `squashing` is the exponent of quality in the rank (1: bid × quality, 0: bid alone; Lahaie & Pennock
    2007). `increment` and `reserve` default to the platform's.
    """

    click_model: Literal["position", "cascade"] = "position"
    squashing: Annotated[float, Field(strict=True, ge=0, le=2, allow_inf_nan=False)] = 1.0
    increment: Bid | None = None
    reserve: Bid | None = None
    demand: Demand = Demand()
    devices: Annotated[dict[Name, Device], Field(min_length=1, max_length=10)] = {"mobile": Device(share=1.0)}
    audiences: Annotated[dict[Name, Audience], Field(min_length=1, max_length=50)] = {"all": Audience(share=1.0)}
    rivals: Rivals = Rivals()

    @model_validator(mode="after")
    def _shares(self) -> Self:
        for name, parts in (("devices", self.devices), ("audiences", self.audiences)):
            total = sum(part.share for part in parts.values())
            if abs(total - 1) > 1e-6:
                raise broken(name, "shares must add up to 1", f"{total:.9g}")
        return self


class KeywordClass(Part):
    """Generated keywords of one class.

    `searches` a day for the whole class, spread over `count` keywords by a power law (`zipf`). `ctr` is
    the click rate of an average ad in a slot that is surely looked at, `cvr` paying buyers per visitor
    for an average page. `rival_bid` is the median bid of rivals; `rivals` how many bid on one keyword.
    """

    count: Annotated[int, Field(strict=True, ge=1, le=100_000)]
    searches: Positive
    ctr: Rate
    cvr: Rate
    max_cpc: Bid
    rival_bid: Bid
    zipf: Annotated[float, Field(strict=True, ge=0, le=5, allow_inf_nan=False)] = 0.98
    ctr_spread: Spread = 0.3
    cvr_spread: Spread = 0.3
    rivals: CountOrNone | None = None
    product: Name | None = None


MatchType = Literal["exact", "phrase", "broad", "auto"]


class KeywordRow(Part):
    """One listed keyword, a line of the keyword CSV. Empty cells fall back to these defaults.

    Its market is either *told* (`ctr` if surely looked at, `rival_bid` the median bid of rivals) or *observed*
    at the bid `max_cpc`: `observed_ctr` clicks per impression, `observed_cpc` the mean price of a click and, where
    known, `observed_position` (from 1). Every world then draws rivals that agree with what was observed.
    `shown: no` are searches in which the ad is not shown at this bid; the observed rates are those where it is.
    `campaign`, `ad_group`, `match_type` and `target` (the keyword bought that reaches this search) are the account's.
    Spreads are those of the worlds: `cpc_spread` of the observed price, `basket_spread` of the mean order.
    """

    keyword: Name
    klass: Literal["head", "long_tail", "precise"] = Field(alias="class")
    campaign: Name | None = None
    ad_group: Name | None = None
    match_type: MatchType | None = None
    target: Name | None = None
    searches: Positive
    ctr: Rate | None = None
    cvr: Rate
    max_cpc: Bid
    rival_bid: Bid | None = None
    observed_ctr: Rate | None = None
    observed_cpc: Annotated[float, Field(strict=True, gt=0, le=HIGHEST_BID, allow_inf_nan=False)] | None = None
    observed_position: Annotated[float, Field(strict=True, ge=1, le=100, allow_inf_nan=False)] | None = None
    shown: Literal["yes", "no"] = "yes"
    searches_spread: Spread = 0.0
    ctr_spread: Spread = 0.0
    cvr_spread: Spread = 0.0
    cpc_spread: Spread = 0.0
    basket_spread: Spread = 0.0
    rivals: CountOrNone | None = None
    basket: Factor = 1.0
    product: Name | None = None

    @model_validator(mode="after")
    def _one_market(self) -> Self:
        told = self.ctr is not None and self.rival_bid is not None
        observed = self.observed_ctr is not None and self.observed_cpc is not None
        some_told = self.ctr is not None or self.rival_bid is not None
        some_observed = any(getattr(self, name) is not None for name in OBSERVED) or self.shown == "no"
        if told == observed or (told and some_observed) or (observed and some_told):
            given = [name for name in ("ctr", "rival_bid", *OBSERVED) if getattr(self, name) is not None]
            rule = "must give either ctr and rival_bid, or observed_ctr and observed_cpc"
            given += ["shown: no"] * (self.shown == "no")
            raise broken("keyword", rule, ", ".join(given) or "neither")
        if observed and self.observed_cpc is not None and self.observed_cpc > self.max_cpc:
            raise broken("observed_cpc", f"must not exceed max_cpc ({self.max_cpc:g})", f"{self.observed_cpc:g}")
        return self


class Keywords(Part):
    """The keywords: generated per class, or listed in the CSV `file` (path relative to the scenario)."""

    file: Name | None = None
    head: KeywordClass | None = None
    long_tail: KeywordClass | None = None
    precise: KeywordClass | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        generated = [name for name in CLASSES if getattr(self, name) is not None]
        if self.file is None and not generated:
            raise broken("", "must give at least one of head, long_tail, precise, or a file")
        if self.file is not None and generated:
            raise broken("", "must give either a file or classes, not both", f"file and {', '.join(generated)}")
        return self


class DelayPart(Part):
    """Exponential part of the delay from click to payment, cut off at `cut_days` where given."""

    share: Share
    mean_hours: Positive
    cut_days: Positive | None = None


# Fitted to published points of a marketplace (35 % within the hour, 50 % within a day): docs/sources.md.
MARKETPLACE_DELAY = (
    DelayPart(share=0.345, mean_hours=0.25),
    DelayPart(share=0.110, mean_hours=8.0),
    DelayPart(share=0.545, mean_hours=273.6, cut_days=30.0),
)


class Refunds(Part):
    """Share of paid orders refunded, what one costs the seller beyond the lost sale, and when it comes."""

    rate: Share = 0.15
    cost: Money = 0.0
    mean_days: Positive = 4.0


class Product(Part):
    """What is sold, and how good its ad and page are (strengths relative to rivals: 1 = average).

    `units` mean units an order, `basket_spread` the spread of the order's size; `commission` and `tax`
    are shares of revenue, `freight` is per order. Conversion follows price with `price_elasticity`
    around `usual_price` (default: the file's price). `carts_per_order` and `favourites_per_order` are
    how many visitors cart or favourite for each payment; `paid_share` the share of orders that are paid.
    """

    name: Name
    price: Annotated[float, Field(strict=True, gt=0, le=HIGHEST_PRICE, allow_inf_nan=False)]
    unit_cost: Money
    usual_price: Annotated[float, Field(strict=True, gt=0, le=HIGHEST_PRICE, allow_inf_nan=False)] | None = None
    price_elasticity: Annotated[float, Field(strict=True, ge=-10, le=0, allow_inf_nan=False)] = -1.5
    commission: Share = 0.05
    tax: Share = 0.01
    freight: Money = 0.0
    units: Annotated[float, Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)] = 1.0
    basket_spread: Spread = 0.4
    image_strength: Factor = 1.0
    listing_strength: Factor = 1.0
    page_strength: Factor = 1.0
    relevance: Factor = 1.0
    refunds: Refunds = Refunds()
    delay: Annotated[tuple[DelayPart, ...], Field(min_length=1, max_length=10)] = MARKETPLACE_DELAY
    carts_per_order: Annotated[float, Field(strict=True, ge=1, le=1000, allow_inf_nan=False)] = 2.74
    favourites_per_order: NonNegative = 1.43
    paid_share: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)] = 0.85

    @model_validator(mode="after")
    def _delay_shares(self) -> Self:
        total = sum(part.share for part in self.delay)
        if abs(total - 1) > 1e-6:
            raise broken("delay", "shares must add up to 1", f"{total:.9g}")
        return self


class Held(Part):
    """Levels of the world that are not drawn but held, as factors on the file's values; None: drawn as ever."""

    searches: PerClass | None = None
    ctr: PerClass | None = None
    cvr: PerClass | None = None
    rival_bids: PerClass | None = None
    rival_budgets: Factor | None = None
    weekdays: Week | None = None
    delay: Factor | None = None

    @model_validator(mode="after")
    def _some_demand(self) -> Self:
        if self.weekdays is not None and sum(self.weekdays) <= 0:
            raise broken("weekdays", "at least one weekday must have demand")
        return self


class Uncertainty(Part):
    """How little we know: spread of each world's level, drawn once a replication, the same for all variants.

    `searches`, `ctr`, `cvr`, `rival_bids` are drawn per class, `weekdays` for each day of the week (its shape, not
    its level); `delay` scales all delays. `held` levels are not drawn: what if the world were just so?
    """

    searches: Spread = 0.10
    ctr: Spread = 0.15
    cvr: Spread = 0.20
    rival_bids: Spread = 0.15
    rival_budgets: Spread = 0.0
    weekdays: Spread = 0.0
    delay: Spread = 0.10
    held: Held | None = None


class LowHigh(Part):
    """A low and a high value of something the data cannot tell; the scenario's own value lies between."""

    low: Any
    high: Any


class Change(Part):
    """From the morning of `start` through `end` (default: the last) the paths in `set` have these values."""

    start: Day = Field(alias="from")
    end: Day | None = Field(default=None, alias="until")
    set: Annotated[dict[Name, Any], Field(min_length=1)]

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise broken("until", f"must not lie before from ({self.start})", self.end)
        return self


class Scenario(Part):
    """A whole experiment: the world, our campaign, and the variants to compare.

    `sensitivity` names assumptions by path; every answer is also shown with their low and their high value.
    `precision`: stop replicating when the simulation error of every difference between variants (the
    half-width of its simultaneous 95 % interval) is below this share of the money spent; None: exactly
    `replications`. `worlds: centre` holds every uncertain parameter at its centre.
    """

    name: Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
    platform: Name
    start: Day
    days: Annotated[int, Field(strict=True, ge=1, le=366)] = 28
    currency: Annotated[str, Field(strict=True, pattern=r"^[A-Z]{3}$")] | None = None
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 1
    replications: Annotated[int, Field(strict=True, ge=2, le=100_000)] = 100
    precision: Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)] | None = None
    windows: Annotated[tuple[Looked, ...], Field(min_length=1, max_length=100)] | None = None
    worlds: Literal["drawn", "centre"] = "drawn"
    market: Market = Market()
    keywords: Keywords
    products: Annotated[tuple[Product, ...], Field(min_length=1, max_length=1000)]
    campaign: Campaign
    test: ProductTest | None = None
    uncertainty: Uncertainty = Uncertainty()
    changes: Annotated[tuple[Change, ...], Field(max_length=200)] = ()
    sensitivity: Annotated[dict[Name, LowHigh], Field(max_length=10)] = {}
    baseline: Name | None = None
    variants: Annotated[dict[Name, dict[Name, Any]], Field(max_length=100)] = {}
    listed: Annotated[tuple[KeywordRow, ...], Field(exclude=True)] = ()
