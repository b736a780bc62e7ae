"""All ads of a world: the crowd's, those of groups of rivals (`simulation.rival_groups`), and ours.

Who of the crowd bids on which keyword, how much, and how good his ad is, is drawn by the world alone. A told keyword's
rivals bid around its `rival_bid`; an observed one's agree with what was observed (`simulation.observed`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.bounds import HIGHEST_BID
from adsim.market.rivals import Drawn
from adsim.metrics import MICRO
from adsim.platforms import platform
from adsim.scenario.listing import Listing
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation import rival_groups
from adsim.simulation.keywords import KeywordArrays, rows_of
from adsim.simulation.levels import WorldDraw
from adsim.simulation.rival_groups import NEVER_DRY, Reaches
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Dice:
    """A world's dice for rivals: `order` [keywords, count] a shuffled list of all of them for each keyword (the
    first so many bid there), `normal` [3, keywords, count] for bid, quality and click rate."""

    order: Ints
    normal: Floats


def roll(scenario: Scenario, keywords: int, world: WorldDraw) -> Dice:
    """Roll the dice of a world with so many keywords."""
    random = streams.generator(Purpose.MARKET, scenario.seed, world.number, len(CLASSES))
    shape = keywords, scenario.market.rivals.count
    return Dice(random.random(shape).argsort(axis=1), random.standard_normal((3, *shape)))


def ads(
    scenario: Scenario, keywords: KeywordArrays, world: WorldDraw, dice: Dice, ladders: Drawn | None, groups: Reaches
) -> dict[str, Floats]:
    """Every ad, on each keyword the crowd's first, then the groups' and ours last; arrays [ads]: keyword, advertiser,
    bid, prior, highest (its highest prior in any variant), fixed, settled."""
    exponent = platform(scenario.platform).quality.ctr_exponent
    crowd = _crowd(scenario, keywords, world, dice, ladders, exponent)
    size = keywords.klass.size
    ours = {"keyword": np.arange(size, dtype=np.float64)}
    ours |= {name: np.zeros(size) for name in ("advertiser", "bid", "settled")}
    ours |= {name: np.ones(size) for name in ("prior", "highest", "fixed")}
    parts = [crowd, ours]
    if in_groups := rival_groups.ads(scenario, keywords, world, groups, exponent):
        parts.insert(1, in_groups | {"settled": np.zeros_like(in_groups["bid"])})
    order = np.argsort(np.concatenate([part["keyword"] for part in parts]), kind="stable")
    return {name: np.concatenate([part[name] for part in parts])[order] for name in ours}


def _crowd(
    scenario: Scenario, keywords: KeywordArrays, world: WorldDraw, dice: Dice, ladders: Drawn | None, exponent: float
) -> dict[str, Floats]:
    """The crowd's ads, keyword by keyword."""
    rivals, counts = scenario.market.rivals, keywords.rivals
    bidding = np.arange(rivals.count) < counts[:, None]
    keyword = np.repeat(np.arange(counts.size), counts)
    settled = np.zeros(keyword.size)
    bid = keywords.rival_bid[keyword] * np.exp(rivals.bid_spread * dice.normal[0][bidding])
    quality = np.exp(rivals.quality_spread * dice.normal[1][bidding])
    if ladders is not None:
        rows = rows_of(Listing(scenario.listed)).observed
        level = world.levels["rival_bids"][keywords.klass[rows]]
        there = np.arange(ladders.bid.shape[1]) < counts[rows, None]
        observed = np.isin(keyword, rows)
        bid[observed] = (ladders.bid * level[:, None])[there]
        quality[observed] = ladders.quality[there]
        settled[observed] = 1.0
    relative = quality * np.exp(rivals.click_spread * dice.normal[2][bidding])
    return {
        "keyword": keyword.astype(float), "advertiser": dice.order[bidding] + 1.0, "bid": np.minimum(bid, HIGHEST_BID),
        # Rivals are established: their COEC stands where their click rate puts it, their quality as drawn.
        "prior": relative, "highest": relative, "fixed": quality / relative**exponent, "settled": settled,
    }  # fmt: skip


def budgets(scenario: Scenario, world: WorldDraw, groups: Reaches) -> Ints:
    """What each rival may spend on a plain day, micro-units, shape [rivals]: the crowd first, then group by group."""
    rivals = scenario.market.rivals
    if rivals.daily_budget is None:
        crowd = np.full(rivals.count, NEVER_DRY)
    else:
        random = streams.generator(Purpose.MARKET, scenario.seed, world.number, len(CLASSES) + 1)
        spread = np.exp(rivals.budget_spread * random.standard_normal(rivals.count))
        money = rivals.daily_budget * world.rival_budgets * spread * MICRO
        crowd = np.rint(np.minimum(money, NEVER_DRY)).astype(np.int64)
    return np.concatenate([crowd, rival_groups.budgets(scenario, world, groups)])
