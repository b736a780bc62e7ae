"""The one contract between a player and the market: an `Observation` in, an `Action` out.

Our campaign and every rival decide through it. One strategy object decides for all the advertisers that use it, in
arrays of *ads* (an ad is one advertiser on one keyword) and of *accounts* (a daily budget that pays for some of its
advertiser's ads). It sees what a platform shows its customers by now, never the world: late orders are missing until
they are paid, other people's money and quality stay hidden. Money is in currency units throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from adsim.bounds import Part

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EVERY_HOUR = tuple(range(24))


class Settings(Part):
    """What a scenario may set of a strategy or a pacing; subclass it.

    `name: Literal["target_roas"] = "target_roas"` comes first, then the settings, with the bounds of `adsim.bounds`
    and one sentence each: `target: Annotated[Positive, Field(description="ROAS to reach.")]`.
    """

    name: str


@dataclass(frozen=True)
class History:
    """What the platform's report shows of the last days, one row a day; arrays [days, ads], days up to yesterday.

    Booked by the day of the click. `orders` and `revenue` are those paid by the last midnight: recent days will still
    gain. No more rows than the strategy's `memory`; none on the first day. `positions` is the sum of positions (from
    1) over impressions; `searches` those of the keyword, shown or not.
    """

    searches: Floats
    impressions: Floats
    positions: Floats
    clicks: Floats
    cost: Floats
    orders: Floats
    revenue: Floats


@dataclass(frozen=True)
class Known:
    """What the player knows beforehand. Arrays [ads], but `lag` and `hours`.

    `order_value` and `order_margin` (before ads) of an average paid order; `cvr` paid orders a click as the account's
    past has them (the scenario's figure, which the drawn world need not share; a rival's is what he believes);
    `searches` a day, stated. `lag` [days]: share of orders that are paid by the end of the n-th day (from 0) after the
    day of the click, as a time-lag report shows it. `hours` [24]: share of the day's searches in each hour.
    """

    searches: Floats
    cvr: Floats
    order_value: Floats
    order_margin: Floats
    lag: Floats
    hours: Floats

    @property
    def click_value(self) -> Floats:
        """Margin that a click is believed to bring before anything is seen."""
        return self.cvr * self.order_margin


@dataclass(frozen=True)
class Landscape:
    """The platform's bid simulator for some ads: arrays [asked, slots], best slot first; nan beyond the page.

    `bid` it takes to stand there now, the `price` of a click then paid, and the `clicks` a day that the slot brings.
    """

    bid: Floats
    price: Floats
    clicks: Floats


@dataclass(frozen=True)
class Observation:
    """What is known at `hour` of `day` (both from 0; `weekday` 0 is Monday).

    By ad: `advertiser` (0 is ours, rivals from 1), `keyword`, `klass` (0 head, 1 long-tail, 2 precise), `account`
    (position in the arrays by account), `bid` (as set up in the account today), `highest` (never to be bid above),
    `live` (bids of others come to nothing), `sold` (paid orders that the keyword's advertised listings show to
    everyone, to last midnight; only ours are simulated, so ours). By account: `owner` (the advertiser), `budget` of
    today, what is `spent` of it, `yesterday`: what the whole day before cost it (in a product test arms may share an
    account, so it can be more than these ads cost), and `aim`: what to spend if a month's money is to last (the
    budget, where each day stands alone). `landscape(ads)` asks the bid simulator about some ads, by positions here.
    """

    day: int
    hour: int
    weekday: int
    advertiser: Ints
    keyword: Ints
    klass: Ints
    account: Ints
    bid: Floats
    highest: Floats
    live: Bools
    sold: Floats
    owner: Ints
    budget: Floats
    aim: Floats
    spent: Floats
    yesterday: Floats
    known: Known
    history: History
    landscape: Callable[[Ints], Landscape]


@dataclass(frozen=True)
class Action:
    """What holds from now on. `max_cpc` [ads], 0 = off. `participation` [accounts]: share of searches in whose
    auctions the account takes part (None: all). `budget` [accounts]: today's money moved between accounts of one
    advertiser; heard at midnight only, and never more in all than there was (None: as it is). Where arms of a product
    test share accounts the first that moves their money is heard."""

    max_cpc: Floats
    participation: Floats | None = None
    budget: Floats | None = None


class Strategy(Protocol):
    """Decides bids. Made of its `settings` and a random stream of its own, one object for all who use it.

    `hours`: the hours of the day at which it wants to be asked, ascending; 0 always is. `memory`: how many days of
    history it wants to see (0: none). Registered by name in `adsim.advertiser.STRATEGIES`.
    """

    settings: ClassVar[type[Settings]]
    memory: ClassVar[int]

    def __init__(self, settings: Settings, random: np.random.Generator) -> None: ...

    @property
    def hours(self) -> tuple[int, ...]: ...

    def decide(self, seen: Observation) -> Action: ...


class Pacing(Protocol):
    """Spreads a budget: makes of the action that a strategy wants the one that is taken.

    Asked at its own `hours` and whenever the strategy acts, always with the strategy's latest wish. Registered by name
    in `adsim.advertiser.PACINGS`.
    """

    settings: ClassVar[type[Settings]]

    def __init__(self, settings: Settings) -> None: ...

    @property
    def hours(self) -> tuple[int, ...]: ...

    def pace(self, seen: Observation, wanted: Action) -> Action: ...
