"""One keyword on one day of one run, looked at closely: every page hour by hour, and where the money went.

It is the run that `run` gives, watched and stopped when the day is over. On the day every hour is a halt, so that the
page can be read; nothing is decided that would not be decided anyway. Money in currency units, days from 0, places
from 1. Where an account takes part only now and then, a page is the one on which all take part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from adsim.market import quality
from adsim.market.kernel import price_of_click
from adsim.metrics import MICRO
from adsim.scenario import splits
from adsim.scenario.objects import CLASSES
from adsim.simulation.pages import prices
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Why an ad is not on the page.
OFF, NO_MONEY, NO_TURN, RESERVE, RANK = "off", "no_money", "no_turn", "reserve", "rank"


@dataclass(frozen=True)
class Standing:
    """An advertiser at one hour: `place` from 1 and `price` of a click, or `why` he is not on the page."""

    advertiser: int  # 0 ours, rivals from 1
    group: str
    bid: float  # with device and audience factors
    quality: float
    score: float  # bid × quality ^ squashing
    participation: float
    place: int | None
    price: float | None
    why: str | None


@dataclass(frozen=True)
class Step:
    """The least bid that would have held a place at that hour, and the price of a click there.

    Where that bid passes several of equal score at once, the place is the better one that it holds.
    """

    place: int
    bid: float
    price: float


@dataclass(frozen=True)
class Hour:
    """A page at the beginning of an hour, best rank first; what one place up and down would have taken.

    Not on the page, `up` is its last place, and `quality_needed` the quality that would have held it at our bid
    (None where quality does not rank); `at_average_quality` says whether an average one would have.
    """

    hour: int
    standings: tuple[Standing, ...]
    up: Step | None
    down: Step | None
    quality_needed: float | None
    at_average_quality: bool | None

    @property
    def ours(self) -> Standing:
        return next(standing for standing in self.standings if standing.advertiser == 0)


@dataclass(frozen=True)
class Got:
    """What an advertiser had of a cell on the day."""

    impressions: int
    clicks: int
    cost: float


@dataclass(frozen=True)
class Cell:
    """The keyword on one device for one audience (and in a product test for one arm)."""

    device: str
    audience: str
    arm: str | None
    share: float
    slots: int
    searches: int
    lost: dict[str, int]  # searches without our ad, by why: budget, rank, pacing, off
    got: dict[int, Got]  # by advertiser
    hours: tuple[Hour, ...] = field(repr=False)


@dataclass(frozen=True)
class Account:
    """Money of the day: `gone_at` in hours since midnight, None where some was left."""

    name: str
    budget: float
    spent: float
    gone_at: float | None


@dataclass(frozen=True)
class CloseUp:
    """A keyword's day; `rivals` are the accounts of rivals on its pages whose money ran out."""

    keyword: str
    number: int  # from 1
    klass: str
    variant: str
    replication: int
    day: int
    bid: float  # max CPC as set up in the account
    accounts: tuple[Account, ...]
    rivals: tuple[Account, ...]
    cells: tuple[Cell, ...]  # the one with the most searches first


def close_up(study: Study, variant: str, replication: int, keyword: int, day: int) -> CloseUp:
    """Run a variant's world to the end of `day` and tell of `keyword` (both from 0)."""
    world = _WatchedWorld(study, variant, replication, keyword, day)
    Timeline(world, day + 1).run()
    return world.told()


class _WatchedWorld(World):
    """A world that halts at every hour of one day to note the pages of one keyword."""

    def __init__(self, study: Study, variant: str, replication: int, keyword: int, day: int) -> None:
        super().__init__(study, variant, replication)
        self._watched_day, self._word = day, keyword
        self._cells = np.flatnonzero(self.setting.keyword == keyword)
        self._pages: dict[int, list[Hour]] = {int(cell): [] for cell in self._cells}
        self._increment, self._reserve = (round(one * MICRO) for one in prices(self.scenario))

    @property
    def hours_of_decision(self) -> tuple[int, ...]:
        return tuple(range(1, 24)) if self.day == self._watched_day else super().hours_of_decision

    def open_day(self) -> None:
        super().open_day()
        self._note(0)

    def decide(self, hour: int) -> None:
        if hour == 0 or hour in super().hours_of_decision:
            super().decide(hour)
        if hour:
            self._note(hour)

    def _note(self, hour: int) -> None:
        if self.day == self._watched_day:
            left = self._all_budgets() - self._auction.spent
            for cell in self._cells:
                self._pages[int(cell)].append(self._page_of(int(cell), hour, left))

    def _page_of(self, cell: int, hour: int, left: Ints) -> Hour:
        setting = self.setting
        entries = np.arange(setting.first[cell], setting.first[cell + 1])
        ads = setting.entry_ad[entries]
        bid = np.rint(self.bidders.max_cpc[ads] * self._bid_factor[entries] * MICRO).astype(np.int64)
        taking = np.ones(entries.size) if self.bidders.participation is None else (
            self.bidders.participation[setting.account[entries]]
        )  # fmt: skip
        page = _Page(
            bid, self._weight[entries], taking, left[setting.account[entries]], int(setting.slots[cell]),
            self._increment, self._reserve, self.scenario.market.squashing,
        )  # fmt: skip
        who = setting.ad_advertiser[ads]
        return page.told(hour, who, [self._group(int(one)) for one in who], self._quality[ads])

    def _group(self, advertiser: int) -> str:
        if advertiser == 0:
            return self._traffic.names[0]
        return self._traffic.names[1 + int(self.setting.rival_group[advertiser - 1])]

    def told(self) -> CloseUp:
        """The day, once it is over."""
        setting = self.setting
        cells = [self._cell(int(cell)) for cell in self._cells]
        cells.sort(key=lambda cell: -cell.searches)
        entries = np.concatenate([np.arange(setting.first[cell], setting.first[cell + 1]) for cell in self._cells])
        ours = setting.ad_advertiser[setting.entry_ad[entries]] == 0
        word = setting.keywords
        standing = self.bidders.standing[setting.our_ads[self._word]]
        return CloseUp(
            keyword=word.names[self._word], number=self._word + 1, klass=CLASSES[int(word.klass[self._word])],
            variant=self.variant, replication=self.replication, day=self._watched_day, bid=float(standing),
            accounts=self._accounts(np.unique(setting.account[entries[ours]])),
            rivals=tuple(
                one for one in self._accounts(np.unique(setting.account[entries[~ours]])) if one.gone_at is not None
            ),
            cells=tuple(cells),
        )  # fmt: skip

    def _accounts(self, accounts: Ints) -> tuple[Account, ...]:
        names, ours = list(splits.accounts(self.scenario)), self.setting.our_accounts
        budget, spent, gone = self._all_budgets(), self._auction.spent, self._auction.exhausted_at
        return tuple(
            Account(
                names[one % len(names)] if one < ours else str(one - ours + 1),
                int(budget[one]) / MICRO, int(spent[one]) / MICRO,
                None if np.isnan(gone[one]) else float(gone[one]),
            )
            for one in map(int, accounts)
        )  # fmt: skip

    def _cell(self, cell: int) -> Cell:
        setting, auction, scenario = self.setting, self._auction, self.scenario
        entries = np.arange(setting.first[cell], setting.first[cell + 1])
        searches, ours = int(auction.searches[cell]), entries[-1]
        counted = {"budget": auction.lost_to_budget, "rank": auction.lost_to_rank, "pacing": auction.lost_to_pacing}
        lost = {name: int(values[cell]) for name, values in counted.items()}
        lost["off"] = searches - int(auction.impressions[ours]) - sum(lost.values())
        got = {
            int(setting.ad_advertiser[setting.entry_ad[entry]]): Got(
                int(auction.impressions[entry]), int(auction.clicks[entry]), int(auction.cost[entry]) / MICRO
            )
            for entry in entries
        }
        arms = None if scenario.test is None else list(scenario.test.arms)
        return Cell(
            device=list(scenario.market.devices)[setting.device[cell]],
            audience=list(scenario.market.audiences)[setting.audience[cell]],
            arm=None if arms is None else str(arms[setting.arm[cell]]),
            share=float(setting.share[cell]), slots=int(setting.slots[cell]), searches=searches, lost=lost, got=got,
            hours=tuple(self._pages[cell]),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Page:
    """The entries of one cell, ours the last, at one moment; money in micro-units, shapes [entries]."""

    bid: Ints
    weight: Ints
    participation: Floats
    left: Ints
    slots: int
    increment: int
    reserve: int
    squashing: float

    def told(self, hour: int, who: Ints, groups: Sequence[str], qualities: Floats) -> Hour:
        own, score = self.bid.size - 1, self.bid * self.weight
        # Ties keep the order of entry, as in the kernel.
        order = [int(entry) for entry in np.argsort(-score, kind="stable")]
        why = [self._why_not(entry) for entry in order]
        ranked = [entry for entry, reason in zip(order, why, strict=True) if reason is None]
        standings = []
        for entry, reason in zip(order, why, strict=True):
            place = ranked.index(entry) + 1 if reason is None else None
            shown = place is not None and place <= self.slots
            below = ranked[place] if place is not None and place < len(ranked) else -1
            standings.append(Standing(
                int(who[entry]), groups[entry], int(self.bid[entry]) / MICRO, float(qualities[entry]),
                float(score[entry]) / MICRO / quality.MILLIONTHS, float(self.participation[entry]),
                place if shown else None, self._price(self.bid, entry, below) / MICRO if shown else None,
                reason if reason else None if shown else RANK,
            ))  # fmt: skip
        here = ranked.index(own) + 1 if own in ranked else None
        others = [entry for entry in ranked if entry != own]
        return Hour(hour, tuple(standings), *self._around(own, here, others), *self._quality(own, here, others))

    def _why_not(self, entry: int) -> str | None:
        """Why an entry is not ranked at all."""
        if self.bid[entry] <= 0:
            return OFF
        if self.left[entry] <= 0:
            return NO_MONEY
        if self.bid[entry] < self.reserve:
            return RESERVE
        return NO_TURN if self.participation[entry] <= 0 else None

    def _price(self, bid: Ints, entry: int, below: int) -> int:
        return int(price_of_click(entry, below, bid, self.weight, self.increment, self.reserve))

    def _around(self, own: int, here: int | None, others: Sequence[int]) -> tuple[Step | None, Step | None]:
        """One place up (not on the page: its last place) and one down."""
        if here is None or here > self.slots:
            return self._step(own, min(self.slots, len(others) + 1), others), None
        up = self._step(own, here - 1, others) if here > 1 else None
        down = self._step(own, here + 1, others) if here < min(self.slots, len(others) + 1) else None
        # Between two of equal score there is no place.
        return up, down if down is not None and down.place > here else None

    def _step(self, own: int, place: int, others: Sequence[int]) -> Step:
        """The least bid that holds this place, or where that holds a better one, this."""
        scores = [int(self.bid[other]) * int(self.weight[other]) for other in others]
        weight, beaten = int(self.weight[own]), scores[place - 1] if place <= len(others) else 0
        # Ours must score more than whoever stands there now: of equals it stands last.
        least = max(beaten // weight + 1, self.reserve, 1)
        place = 1 + sum(score >= least * weight for score in scores)
        bid = self.bid.copy()
        bid[own] = least
        below = others[place - 1] if place <= len(others) else -1
        return Step(place, least / MICRO, self._price(bid, own, below) / MICRO)

    def _quality(self, own: int, here: int | None, others: Sequence[int]) -> tuple[float | None, bool | None]:
        """What quality would have held the page's last place at our bid, where rank alone keeps us off it."""
        if here is None or here <= self.slots or self.squashing == 0:
            return None, None
        last = others[self.slots - 1]
        score = int(self.bid[last]) * int(self.weight[last])
        weight = score // int(self.bid[own]) + 1
        return float((weight / quality.MILLIONTHS) ** (1 / self.squashing)), weight <= quality.MILLIONTHS
