"""Rivals as ads: who bids on which keyword, how much, and how good his ad is.

Drawn by the world alone. A told keyword's rivals bid around its `rival_bid`; an observed one's agree with what
was observed (`simulation.observed`).
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
from adsim.simulation.keywords import KeywordArrays, rows_of
from adsim.simulation.levels import WorldDraw
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
    scenario: Scenario, keywords: KeywordArrays, world: WorldDraw, dice: Dice, ladders: Drawn | None
) -> dict[str, Floats]:
    """Every ad, rivals' first and ours last on each keyword; arrays [ads]: keyword, advertiser, bid, prior, fixed,
    settled."""
    rivals, counts = scenario.market.rivals, keywords.rivals
    bidding = np.arange(rivals.count) < counts[:, None]
    ours = np.zeros(int((counts + 1).sum()), dtype=bool)
    ours[np.cumsum(counts + 1) - 1] = True
    keyword = np.repeat(np.arange(counts.size), counts + 1)
    ad = {name: np.zeros(ours.size) for name in ("advertiser", "bid", "settled")}
    ad |= {name: np.ones(ours.size) for name in ("prior", "fixed")}
    bid = keywords.rival_bid[keyword[~ours]] * np.exp(rivals.bid_spread * dice.normal[0][bidding])
    quality = np.exp(rivals.quality_spread * dice.normal[1][bidding])
    if ladders is not None:
        rows = rows_of(Listing(scenario.listed)).observed
        level = world.levels["rival_bids"][keywords.klass[rows]]
        there = np.arange(ladders.bid.shape[1]) < counts[rows, None]
        observed = np.isin(keyword[~ours], rows)
        bid[observed] = (ladders.bid * level[:, None])[there]
        quality[observed] = ladders.quality[there]
        ad["settled"][~ours] = observed
    relative = quality * np.exp(rivals.click_spread * dice.normal[2][bidding])
    ad["advertiser"][~ours] = dice.order[bidding] + 1
    ad["bid"][~ours] = np.minimum(bid, HIGHEST_BID)
    # Rivals are established: their COEC stands where their click rate puts it, their quality as drawn.
    ad["prior"][~ours] = relative
    ad["fixed"][~ours] = quality / relative ** platform(scenario.platform).quality.ctr_exponent
    ad["keyword"] = keyword.astype(float)
    return ad


def budgets(scenario: Scenario, world: WorldDraw) -> Ints:
    """What each rival may spend a day, micro-units, shape [rivals]."""
    rivals = scenario.market.rivals
    if rivals.daily_budget is None:
        return np.full(rivals.count, 2**62)
    random = streams.generator(Purpose.MARKET, scenario.seed, world.number, len(CLASSES) + 1)
    spread = np.exp(rivals.budget_spread * random.standard_normal(rivals.count))
    return np.rint(rivals.daily_budget * world.rival_budgets * spread * MICRO).astype(np.int64)
