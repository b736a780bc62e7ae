"""Rivals drawn so that they agree with what a seller observed of a keyword at one bid.

A *ladder* is the rivals' ad ranks (bid × quality^squashing) on one keyword. Beforehand their logarithms are
normal and independent, N(mu, s²) with s² = bid_spread² + (squashing × quality_spread)², around a middle mu that
nobody knows (its prior: `rival_odds`). A click of ours cost `cpc` at the bid b, so the next ad below us stands
exactly at x = cpc − increment, some j of the n rivals stand above b and all others below x. The odds of (mu, j) are

    n! / (j! (n−1−j)!) × P(above b)^j × density(x) × P(below x)^(n−1−j) × prior(mu),

times, where a mean position is known, the odds of place j + 1 given it. Ladders are drawn from exactly that:
every one gives the observed price, and they differ in what the data do not tell, how far off the others are.
Qualities follow from ad ranks as the same prior has it. Money is in currency units; our own quality is 1, or
wanders around 1: then the ladder is moved a little, so that the mean over it is what was observed (`wandering`).

Hidden here: truncated normals far out in their tails, and what the auction's bounds on bids, reserve and quality
ask for. A price that the reserve makes impossible is met as nearly as the rules allow: by the reserve, with
nobody below us, or by a next ad of poor quality.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtri_exp

from adsim.market import clicks, quality
from adsim.market.rival_odds import Odds, Sides
from adsim.market.wandering import Averages

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Assumption: how exactly a mean position, rounded and averaged, tells a place.
POSITION_SPREAD = 0.5
# Places where more than this share would have to click, once looking, are not believed.
HIGHEST_CTR = 0.85
# Rivals without any spread would stand at one point; below this the arithmetic has nothing to hold on to.
_LEAST_SPREAD = 1e-3
# The poorest quality, in spreads below average, that is taken to explain a price near the reserve.
_POOREST = 3.0
_MICRO = 1e-6


@dataclass(frozen=True)
class Observed:
    """What is known of keywords at the present bid; arrays [keywords].

    `position` is nan where unknown. Where not `shown`, these are searches in which our ad ranks below the page;
    `cpc`, `ctr` and `position` are then those of the searches in which it is shown. `wander` is the spread of our
    own ad rank over the days (sd of the logarithm); 0: it stands still.
    """

    bid: Floats
    cpc: Floats
    ctr: Floats
    position: Floats
    rivals: Ints
    shown: Bools
    wander: Floats


@dataclass(frozen=True)
class Rules:
    """The page, and what is assumed of rivals.

    `looked` [places] is clicks per impression over base click rate, for places that every page has; `slots` the
    size of the largest page; `highest` the highest bid anyone may make.
    """

    bid_spread: float
    quality_spread: float
    squashing: float
    increment: float
    reserve: float
    looked: tuple[float, ...]
    slots: int
    highest: float

    @property
    def weight_spread(self) -> float:
        """Spread of quality^squashing."""
        return self.squashing * self.quality_spread

    @property
    def spread(self) -> float:
        """Spread of ad ranks."""
        return max(float(np.hypot(self.bid_spread, self.weight_spread)), _LEAST_SPREAD)


@dataclass(frozen=True)
class Drawn:
    """Ladders. Shapes: [rows]; `bid` and `quality` [rows, most rivals], in order of ad rank only by chance.

    `place` is that of our ad from 0 (of searches without it: where it is shown), `ctr` the base click rate that
    gives the observed one there, `middle` the median ad rank of rivals. Beyond a keyword's rivals bids are 0.
    """

    place: Ints
    ctr: Floats
    middle: Floats
    bid: Floats
    quality: Floats

    def averages(self, bid: Floats, wander: Floats, rules: "Rules") -> Averages:
        """What another bid of ours would bring on these ladders: how surely we are looked at, what a click costs.

        Arrays [rows]; `wander` > 0 is the spread of our rank. At less than the reserve nobody looks.
        """
        weight = quality.weights(self.quality, rules.squashing) / quality.MILLIONTHS
        found = _averages(self.bid, weight, bid, wander, rules)
        off = bid < rules.reserve
        return replace(found, shown=np.where(off, 0.0, found.shown), look=np.where(off, 0.0, found.look))


class Ladders:
    """All ladders that agree with what was observed, and their odds: made once, then drawn from.

    Raises ValueError where searches without our ad have too few rivals to fill the page.
    """

    def __init__(self, observed: Observed, rules: Rules) -> None:
        seen = observed
        if (seen.rivals[~seen.shown] < rules.slots).any():
            raise ValueError(f"searches without our ad need at least {rules.slots} rivals")
        self._seen, self._rules = seen, rules
        below = self._below(seen.bid, seen.cpc)
        price = np.minimum(seen.bid, np.maximum(rules.reserve, below + rules.increment))
        nearer = np.abs(price - seen.cpc) < np.abs(rules.reserve - seen.cpc)
        # Whether an ad below us sets the price; otherwise it is the reserve.
        self._pinned = (seen.rivals > 0) & (below > 0) & nearer
        self._threshold = np.where(self._pinned, below, max(rules.reserve, _MICRO))
        sides = Sides(seen.bid, self._threshold, self._pinned, seen.rivals)
        self._odds = Odds.of(sides, _place_odds(seen, self._pinned, rules), rules.spread)
        hidden = np.flatnonzero(~seen.shown)
        off = Sides(seen.bid, seen.bid, np.zeros(seen.bid.size, bool), seen.rivals).of(hidden)
        counts = np.arange(off.rivals.max(initial=0) + 1)
        filled = (counts >= rules.slots) & (counts <= off.rivals[:, None])
        self._hidden_odds = Odds.of(off, np.where(filled, 0.0, -np.inf), rules.spread)
        self._hidden_row = np.cumsum(~seen.shown) - 1

    def _below(self, bid: Floats, cpc: Floats) -> Floats:
        """The ad rank just below ours that makes a click cost `cpc`, as nearly as the reserve allows."""
        rules = self._rules
        lowest = max(rules.reserve * np.exp(-_POOREST * rules.weight_spread), _MICRO)
        # A tie would put the rival above us.
        highest = bid - np.maximum(2 * _MICRO, _MICRO * bid)
        below: Floats = np.minimum(np.maximum(cpc - rules.increment, lowest), highest)
        return below

    def draw(self, lots: Floats, normal: Floats, rows: Ints | None = None, dearer: Floats | float = 1.0) -> Drawn:
        """Draw a ladder for each of `rows` (default: every keyword once; they may repeat).

        `lots` [3, rows] are uniforms: for the place, for the middle around its point, for how many stand above
        an ad that is not shown. `normal` [2, rows, most rivals] are standard normals for ad rank and quality.
        `dearer` is a factor on the observed price, which stays at most the bid and keeps its odds of places.
        """
        seen, rules = self._seen, self._rules
        rows = np.arange(seen.bid.size) if rows is None else rows
        place, middle = self._odds.draw(rows, lots[0], lots[1])
        pinned, threshold = self._pinned[rows], self._threshold[rows]
        bid, cpc = seen.bid[rows], np.minimum(seen.cpc[rows] * dearer, seen.bid[rows])
        moved = np.where(pinned, self._below(bid, cpc), threshold)
        middle = middle + np.log(moved / threshold)
        above, threshold = place.copy(), moved
        hidden = np.flatnonzero(~seen.shown[rows])
        if hidden.size:
            pinned[hidden], threshold[hidden] = False, bid[hidden]
            of = self._hidden_row[rows[hidden]]
            above[hidden], middle[hidden] = self._hidden_odds.draw(of, lots[2, hidden], lots[1, hidden])
        steps = _Steps(bid, threshold, above, pinned, seen.rivals[rows], seen.shown[rows])
        bids, good = _bids(steps, middle, normal, rules)
        look = np.array(rules.looked)[place]
        wandering = np.flatnonzero(steps.shown & (seen.wander[rows] > 0))
        if wandering.size:
            weight = quality.weights(good[wandering], rules.squashing) / quality.MILLIONTHS
            bids[wandering], look[wandering] = _averaged(
                bids[wandering], weight, steps.of(wandering), cpc[wandering], seen.wander[rows[wandering]], rules
            )
        return Drawn(place, clicks.click_rates(seen.ctr[rows] / look, 1.0), np.exp(middle), bids, good)


@dataclass(frozen=True)
class _Steps:
    """How the ladder of each row is cut, arrays [rows]: so many rivals above us, then perhaps one at the threshold."""

    bid: Floats
    threshold: Floats
    above: Ints
    pinned: Bools
    rivals: Ints
    shown: Bools

    def of(self, rows: Ints) -> "_Steps":
        return _Steps(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def _place_odds(seen: Observed, pinned: Bools, rules: Rules) -> Floats:
    """Log odds of each place [keywords, places] before prices say anything; -inf where it cannot be."""
    places = np.arange(min(len(rules.looked), int(seen.rivals.max(initial=0)) + 1))
    there = places <= (seen.rivals - pinned)[:, None]
    looked = np.where(there, np.array(rules.looked)[places], 0.0)
    # The best place always may be: there as many click as can.
    there &= (seen.ctr[:, None] <= HIGHEST_CTR * looked) | (looked == looked.max(axis=1, keepdims=True))
    away = np.abs(places + 1 - seen.position[:, None])
    known = ~np.isnan(away[:, :1])
    nearest = np.where(there, away, np.inf).min(axis=1, keepdims=True)
    there &= ~known | (away < 1) | (away <= nearest)
    likely = np.where(known, -0.5 * (away / POSITION_SPREAD) ** 2, 0.0)
    return np.where(there, likely, -np.inf)


def _bids(steps: _Steps, middle: Floats, normal: Floats, rules: Rules) -> tuple[Floats, Floats]:
    """Bids and qualities that make up the ladder, within the bounds of both and the reserve."""
    column = np.arange(normal.shape[2])
    above = column < steps.above[:, None]
    at = steps.pinned[:, None] & (column == steps.above[:, None])
    z = _normals(steps, above, middle, normal[0], rules.spread)
    z = np.where(at, ((np.log(steps.threshold) - middle) / rules.spread)[:, None], z)
    score = np.where(at, steps.threshold[:, None], np.exp(middle[:, None] + rules.spread * z))
    # Whoever stands above us or sets our price reaches the reserve, and no higher than the highest bid.
    least = np.where(above, steps.bid[:, None], np.where(at, score, 0.0)) / rules.highest
    most = np.where((above | at) & (rules.reserve > 0), score / max(rules.reserve, _MICRO), np.inf)
    good = _qualities(z, normal[1], least, most, rules)
    weight = quality.weights(good, rules.squashing) / quality.MILLIONTHS
    bid = score / weight
    bid = np.where(above, np.maximum(bid, (steps.bid[:, None] + _MICRO) / weight), bid)
    bid = np.where(at, _rounded_down(bid, rules), bid)
    unseen = ~(above | at) & (steps.shown & ~steps.pinned)[:, None]
    bid = np.where(unseen, np.minimum(bid, rules.reserve - _MICRO), bid)
    there = column < steps.rivals[:, None]
    return np.where(there, np.clip(bid, 0.0, rules.highest), 0.0), good


def _averaged(
    bid: Floats, weight: Floats, steps: _Steps, cpc: Floats, wander: Floats, rules: Rules
) -> tuple[Floats, Floats]:
    """Bids moved so that our mean price over our wandering rank is `cpc`, and how surely we are looked at then.

    Only those below us move, and none above us; where our bid caps the price it may stay a little lower.
    """
    mean = _averages(bid, weight, steps.bid, wander, rules)
    factor = np.clip(1 + (cpc - mean.price) / np.maximum(mean.by_lower, _MICRO), 0.5, 2.0)
    highest = np.minimum((steps.bid[:, None] - 2 * _MICRO) / weight, rules.highest)
    moving = (bid >= rules.reserve) & steps.pinned[:, None] & (np.arange(bid.shape[1]) >= steps.above[:, None])
    moving &= bid > 0
    wanted = bid * factor[:, None]
    bid = np.where(moving, _rounded_down(np.minimum(wanted, highest), rules), bid)
    look = mean.look
    # Moves below us hardly change our place, but for those that our bid stops: there we fall behind more often.
    stopped = np.flatnonzero((moving & (wanted > highest)).any(axis=1))
    look[stopped] = _averages(bid[stopped], weight[stopped], steps.bid[stopped], wander[stopped], rules).look
    return bid, np.maximum(look, min(rules.looked) * 1e-3)


def _averages(bids: Floats, weight: Floats, bid: Floats, wander: Floats, rules: Rules) -> Averages:
    takes_part = (bids >= rules.reserve) & (bids > 0)
    rank = np.where(takes_part, bids * weight, 0.0)
    return Averages.of(rank, bid, wander, np.array(rules.looked), rules.increment, rules.reserve)


def _rounded_down(bid: Floats, rules: Rules) -> Floats:
    """Bids in whole micro-units, rounded so that they cost us no tie; none falls below the reserve."""
    return np.maximum(np.floor(bid / _MICRO) * _MICRO, rules.reserve)


def _normals(steps: _Steps, above: Bools, middle: Floats, normal: Floats, spread: float) -> Floats:
    """Standard normals cut off above our bid or below the threshold, from plain ones [rows, rivals]."""
    over = log_ndtr((middle - np.log(steps.bid)) / spread)
    under = log_ndtr((np.log(steps.threshold) - middle) / spread)
    tail = np.where(above, over[:, None], under[:, None])
    cut: Floats = ndtri_exp(np.minimum(log_ndtr(normal) + tail, -1e-300))
    return np.where(above, -cut, cut)


def _qualities(z: Floats, normal: Floats, least: Floats, most: Floats, rules: Rules) -> Floats:
    """Qualities given ad ranks, so that their weights lie within `least` and `most`."""
    if rules.squashing == 0:
        good: Floats = np.exp(rules.quality_spread * normal)
        return np.clip(good, quality.LOWEST, quality.HIGHEST)
    part = (rules.weight_spread / rules.spread) ** 2
    weight = rules.weight_spread * (np.sqrt(part) * z + np.sqrt(max(1 - part, 0.0)) * normal)
    with np.errstate(divide="ignore"):
        bounds = np.log(least), np.log(most)
    low, high = (np.clip(one / rules.squashing, np.log(quality.LOWEST), np.log(quality.HIGHEST)) for one in bounds)
    good = np.exp(np.clip(weight / rules.squashing, low, high))
    return np.clip(good, quality.LOWEST, quality.HIGHEST)
