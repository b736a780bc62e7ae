"""Groups of rivals as ads: who of them bids where, how much, how good his ad is, and on which days he is there.

Variants may have different groups, and all must meet the same shoppers. The kernel's bound depends on who could be
shown, so every variant has the ads of all groups of all variants; those of groups that it does not have bid 0.
Draws are keyed by world, group name and member: another group, or one member more, changes nobody else.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.bounds import HIGHEST_BID
from adsim.metrics import MICRO
from adsim.scenario.objects import CLASSES, Scenario
from adsim.scenario.rival_groups import CROWD, RivalGroup, Season
from adsim.simulation.keywords import KeywordArrays
from adsim.simulation.levels import WorldDraw
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEVER_DRY = 2**62


@dataclass(frozen=True, order=True)
class Reach:
    """What of a group says who could be shown where, and how often he is clicked."""

    count: int
    keywords: float
    classes: tuple[str, ...]
    quality: float
    quality_spread: float

    @classmethod
    def of(cls, group: RivalGroup) -> "Reach":
        return cls(*(getattr(group, name) for name in cls.__dataclass_fields__))


# By name, in the order of names: all that a group is in any variant.
Reaches = tuple[tuple[str, tuple[Reach, ...]], ...]


def reaches(scenarios: Iterable[Scenario]) -> Reaches:
    """What the groups of these scenarios are, taken together."""
    found: dict[str, dict[Reach, None]] = {}
    for scenario in scenarios:
        for name, group in scenario.market.rivals.groups.items():
            found.setdefault(name, {})[Reach.of(group)] = None
    return tuple((name, tuple(sorted(found[name]))) for name in sorted(found))


def names(groups: Reaches) -> tuple[str, ...]:
    """The name of each number in `Setting.rival_group`."""
    return (CROWD, *(name for name, _ in groups))


def sizes(groups: Reaches) -> tuple[int, ...]:
    """How many advertisers each group has where it has most."""
    return tuple(max(reach.count for reach in found) for _, found in groups)


def key_of(name: str) -> int:
    """The name of a group as a part of a key."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


@dataclass(frozen=True)
class _Dice:
    """A group's dice: `lot` [members, keywords] against the share of keywords, `normal` [3, members, keywords] for
    bid, quality and click rate."""

    lot: Floats
    normal: Floats

    @classmethod
    def roll(cls, scenario: Scenario, world: WorldDraw, name: str, members: int, keywords: int) -> "_Dice":
        lot, normal = np.zeros((members, keywords)), np.zeros((3, members, keywords))
        for member in range(members):
            random = streams.generator(Purpose.RIVAL_GROUPS, scenario.seed, world.number, key_of(name), member)
            lot[member], normal[:, member] = random.random(keywords), random.standard_normal((3, keywords))
        return cls(lot, normal)

    def there(self, reach: Reach, klass: Ints) -> Bools:
        """Which members have an ad on which keywords, [members, keywords]."""
        member = np.arange(self.lot.shape[0])[:, None]
        of_class = np.isin(klass, [CLASSES.index(name) for name in reach.classes])
        among: Bools = (member < reach.count) & (self.lot < reach.keywords) & of_class
        return among

    def quality(self, reach: Reach) -> Floats:
        good: Floats = reach.quality * np.exp(reach.quality_spread * self.normal[1])
        return good


def ads(
    scenario: Scenario, keywords: KeywordArrays, world: WorldDraw, groups: Reaches, exponent: float
) -> dict[str, Floats]:
    """The ads of all groups, in the order of groups and members; arrays [ads].

    keyword, advertiser (the first group's first is the first after the crowd), bid (0: not in this variant), prior
    (its click rate over the average ad's), fixed (the rest of its quality; click rates enter it with `exponent`), and
    `highest`, its highest prior in any variant.
    """
    rivals, parts, first = scenario.market.rivals, [], scenario.market.rivals.count + 1
    for (name, found), members in zip(groups, sizes(groups), strict=True):
        dice = _Dice.roll(scenario, world, name, members, keywords.klass.size)
        clicked = np.exp(rivals.click_spread * dice.normal[2])
        of_variant = [(dice.there(reach, keywords.klass), dice.quality(reach)) for reach in found]
        highest = np.max([there * quality * clicked for there, quality in of_variant], axis=0)
        member, keyword = np.nonzero(highest)
        group = rivals.groups.get(name)
        bid, quality = np.zeros_like(highest), highest / clicked
        if group is not None:
            drawn = group.bid * keywords.rival_bid * np.exp(group.bid_spread * dice.normal[0])
            there, good = dice.there(Reach.of(group), keywords.klass), dice.quality(Reach.of(group))
            bid, quality = np.where(there, np.minimum(drawn, HIGHEST_BID), 0.0), np.where(there, good, quality)
        prior = quality * clicked
        columns = {"bid": bid, "prior": prior, "highest": highest}
        made = {column: values[member, keyword] for column, values in columns.items()}
        made["fixed"] = quality[member, keyword] / made["prior"] ** exponent
        parts.append(made | {"keyword": keyword.astype(float), "advertiser": (first + member).astype(float)})
        first += members
    return {column: np.concatenate([part[column] for part in parts]) for column in parts[0]} if parts else {}


def budgets(scenario: Scenario, world: WorldDraw, groups: Reaches) -> Ints:
    """What each member of each group may spend on a plain day, micro-units."""
    money = []
    for (name, _), members in zip(groups, sizes(groups), strict=True):
        group = scenario.market.rivals.groups.get(name)
        daily = None if group is None else group.daily_budget
        money += [NEVER_DRY if daily is None else round(min(daily * world.rival_budgets * MICRO, NEVER_DRY))] * members
    return np.array(money, dtype=np.int64)


@dataclass(frozen=True)
class Calendar:
    """Factors [groups, days] on bids, 0 where a group is absent, and on budgets; the crowd's are 1."""

    bid: Floats
    budget: Floats


def calendar(scenario: Scenario, groups: tuple[str, ...]) -> Calendar:
    """The days of the crowd and of these groups; one that the scenario lacks is absent on all of them."""
    days = scenario.days
    bid, budget = np.zeros((len(groups), days)), np.ones((len(groups), days))
    bid[0] = 1.0
    for number, name in enumerate(groups):
        group = scenario.market.rivals.groups.get(name)
        if number == 0 or group is None:
            continue
        bid[number, _span(group, scenario.start)] = 1.0
        for season in group.seasons:
            span = _span(season, scenario.start)
            bid[number, span] *= season.bid
            budget[number, span] *= season.budget
    return Calendar(bid, budget)


def _span(of: RivalGroup | Season, first_day: date) -> slice:
    """Its days, from 0."""
    begin = 0 if of.start is None else (of.start - first_day).days
    return slice(begin, None if of.end is None else (of.end - first_day).days + 1)
