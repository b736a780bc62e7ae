"""How far apart rivals' bids are, where the data hold the same keyword at more than one bid.

Averages at one bid cannot tell: every spread agrees with them. A second bid can. For each spread on a grid and each
keyword, ladders of rivals are drawn that agree with its best known bid (`market.rivals`); each foretells price,
click rate and impressions at the keyword's other bids, and what was seen there weighs it. The mean weight is the
likelihood of the spread, the product over keywords with a stated prior its posterior. Hidden here: the noise of
each figure, and that a few keywords may be odd without deciding everything.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtri

from adsim import streams
from adsim.market import quality
from adsim.market.rivals import Drawn, Ladders, Observed, Rules
from adsim.platforms.contract import QualityModel
from adsim.streams import Purpose

Floats = NDArray[np.float64]
_Told = dict[str, Floats]

# Assumption: lognormal around 0.5, in eight of ten markets between 0.25 and 1.
PRIOR = (0.25, 0.5, 1.0)
_PRIOR_SPREAD = np.log(2.0) / ndtri(0.9)
# Spreads that are tried, and those between which beliefs are told.
_TRIED, _GRID = np.geomspace(0.1, 1.6, 13), np.geomspace(0.1, 1.6, 121)
_LADDERS, _MOST_KEYWORDS, _MOST_READINGS = 300, 60, 3
# Bids closer than this tell nothing apart; an anchor with fewer clicks has no price worth the name.
_LEAST_STEP, _FEWEST_CLICKS = 0.03, 5
# Assumptions: what prices, click rates and volumes do by themselves between two periods (sd of the logarithm), the
# part of readings that are odd, and how odd; `_UNTOLD` is what this picture of rivals itself leaves out.
_PRICE, _CTR, _VOLUME = 0.05, 0.10, 0.30
_ODD, _HOW_ODD = 0.05, 1.0
_UNTOLD = 0.15
# Impressions of an ad off the page, relative to one on it: not quite none, days are never all alike.
_UNSEEN = 0.01
# Quality has wandered for so many days.
_HORIZON = 28
# Our rank wanders at least so much: then what is foretold never jumps.
_LEAST_WANDER = 0.02


@dataclass(frozen=True)
class RivalSpread:
    """The spread of rivals' bids (sd of the logarithm): 10, 50 and 90 % points of what is believed of it."""

    low: float
    mid: float
    high: float
    source: Literal["prior", "bids"]
    keywords: int = 0  # that were seen at more than one bid


ASSUMED = RivalSpread(*PRIOR, "prior")


def rival_spread(levels: pd.DataFrame, rules: Rules, rivals: int, seed: int = 1) -> RivalSpread:
    """The spread of rivals' bids that the data speak for, or the prior where no keyword was seen at two bids.

    `levels` has a line for each keyword and bid: unit, bid, cpc (nan without clicks), clicks, impressions, days.
    `rules` is the page and its auction (`bid_spread` is not read), `rivals` how many bid on a keyword.
    """
    anchors, others = _sorted_out(levels, rules)
    if anchors.empty or rivals == 0:
        return ASSUMED
    seen = _observed(anchors, rules, rivals)
    rows = np.repeat(np.arange(len(anchors)), _LADDERS)
    random = streams.generator(Purpose.LADDERS, seed)
    # The same dice for every spread: what differs between spreads is the spread.
    lots, normal = random.random((3, rows.size)), random.standard_normal((2, rows.size, rivals))
    likely = np.zeros(_TRIED.size)
    for index, spread in enumerate(_TRIED):
        stated = replace(rules, bid_spread=float(spread))
        drawn = Ladders(seen, stated).draw(lots, normal, rows)
        likely[index] = _log_likelihood(drawn, seen, anchors, others, stated)
    likely = np.interp(np.log(_GRID), np.log(_TRIED), likely)
    belief = likely - 0.5 * (np.log(_GRID / PRIOR[1]) / _PRIOR_SPREAD) ** 2
    return _points(belief, len(anchors))


def _sorted_out(levels: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The best known bid of each keyword, and its readings at other bids with their anchor's number in `anchor`."""
    known = levels[(levels["bid"] >= rules.reserve) & (levels["bid"] > 0) & (levels["days"] > 0)].copy()
    known["known"] = known["clicks"].where(known["cpc"] > 0, -1.0)
    known = known.sort_values(["known", "impressions"], ascending=False, kind="stable")
    anchors = known.drop_duplicates("unit")
    anchors = anchors[(anchors["known"] >= _FEWEST_CLICKS) & (anchors["impressions"] >= anchors["clicks"])]
    beside = known.drop(anchors.index).merge(
        anchors[["unit", "bid"]].assign(anchor_bid=anchors["bid"])[["unit", "anchor_bid"]], on="unit"
    )
    beside = beside[np.abs(np.log(beside["bid"] / beside["anchor_bid"])) >= _LEAST_STEP]
    beside = beside.groupby("unit", sort=False).head(_MOST_READINGS)
    anchors = anchors[anchors["unit"].isin(beside["unit"])].head(_MOST_KEYWORDS).reset_index(drop=True)
    number = pd.Series(anchors.index, index=anchors["unit"])
    beside = beside[beside["unit"].isin(anchors["unit"])]
    return anchors, beside.assign(anchor=beside["unit"].map(number)).reset_index(drop=True)


def _observed(anchors: pd.DataFrame, rules: Rules, rivals: int) -> Observed:
    model, size = QualityModel(), len(anchors)
    clicks, days = (anchors[name].to_numpy(float) for name in ("clicks", "days"))
    coec = quality.wander(clicks / days, _HORIZON, model.kappa, model.half_life_days)
    bid = anchors["bid"].to_numpy(float)
    return Observed(
        bid=bid,
        cpc=np.minimum(anchors["cpc"].to_numpy(float), bid),
        ctr=np.clip(clicks / anchors["impressions"].to_numpy(float), 1e-6, 0.99),
        position=np.full(size, np.nan),
        rivals=np.full(size, rivals),
        shown=np.ones(size, dtype=bool),
        wander=np.maximum(rules.squashing * model.ctr_exponent * coec, _LEAST_WANDER),
    )


def _log_likelihood(drawn: Drawn, seen: Observed, anchors: pd.DataFrame, others: pd.DataFrame, rules: Rules) -> float:
    """Log chance of what was seen at the other bids, by the ladders of each keyword in turn."""
    size = len(anchors)
    at_anchor = drawn.averages(np.repeat(seen.bid, _LADDERS), np.repeat(seen.wander, _LADDERS), rules)
    anchor = others["anchor"].to_numpy(np.int64)
    rows = (anchor[:, None] * _LADDERS + np.arange(_LADDERS)).ravel()
    bid, wander = (np.repeat(values, _LADDERS) for values in (others["bid"].to_numpy(float), seen.wander[anchor]))
    here = replace(drawn, bid=drawn.bid[rows], quality=drawn.quality[rows]).averages(bid, wander, rules)
    shape = (len(others), _LADDERS)
    first = {name: getattr(at_anchor, name)[rows].reshape(shape) for name in ("shown", "look")}
    now = {name: getattr(here, name).reshape(shape) for name in ("shown", "look", "price")}
    known, base = others, anchors.loc[anchor].reset_index(drop=True)
    score = _volume_score(known, base, now, first) + _rate_score(known, base, now, first)
    score += _price_score(known, now, seen.wander[anchor])
    total = np.zeros((size, _LADDERS))
    np.add.at(total, anchor, score)
    return float((logsumexp(total, axis=1) - np.log(_LADDERS)).sum())


def _column(frame: pd.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy(float)[:, None]


def _volume_score(known: pd.DataFrame, base: pd.DataFrame, now: _Told, first: _Told) -> Floats:
    """Impressions a day beside the anchor's."""
    a_day, before = ((_column(one, "impressions") + 0.5) / _column(one, "days") for one in (known, base))
    foretold = np.log(np.maximum(now["shown"], _UNSEEN) / np.maximum(first["shown"], _UNSEEN))
    return _score(
        np.log(a_day / before) - foretold, np.hypot(_VOLUME, 1 / np.sqrt(_column(known, "impressions") + 0.5))
    )


def _rate_score(known: pd.DataFrame, base: pd.DataFrame, now: _Told, first: _Told) -> Floats:
    """Clicks per impression beside the anchor's."""
    clicks, before = _column(known, "clicks") + 0.5, _column(base, "clicks") + 0.5
    shown = _column(known, "impressions")
    rate = clicks / np.maximum(shown, 1) / (before / _column(base, "impressions"))
    per_impression = [np.maximum(one["look"], 1e-9) / np.maximum(one["shown"], 1e-9) for one in (now, first)]
    spread = np.sqrt(_CTR**2 + 1 / clicks + 1 / before)
    return np.where(shown >= 1, _score(np.log(rate) - np.log(per_impression[0] / per_impression[1]), spread), 0.0)


def _price_score(known: pd.DataFrame, now: _Told, wander: Floats) -> Floats:
    """The price of a click, where any came."""
    cpc = np.where(_column(known, "clicks") > 0, _column(known, "cpc"), np.nan)
    foretold = np.maximum(now["price"], 1e-9)
    # Rivals' ranks wander like ours, between the two periods as well as within them.
    spread = np.hypot(_PRICE, 2 * wander[:, None])
    return np.where(np.isnan(cpc), 0.0, _score(np.log(np.where(np.isnan(cpc), 1.0, cpc) / foretold), spread))


def _score(off: Floats, spread: Floats) -> Floats:
    """Log density of a reading that is off by `off`, or simply odd."""
    usual = np.log(1 - _ODD) - 0.5 * (off / spread) ** 2 - np.log(spread)
    score: Floats = np.logaddexp(usual, np.log(_ODD) - 0.5 * (off / _HOW_ODD) ** 2 - np.log(_HOW_ODD))
    return score


def _points(belief: Floats, keywords: int) -> RivalSpread:
    """10, 50 and 90 % points of a belief on the grid, widened by what the picture leaves out."""
    place = np.log(_GRID)
    weight = np.exp(belief - belief.max())
    kernel = np.exp(-0.5 * ((place[:, None] - place) / _UNTOLD) ** 2)
    wide = (kernel / kernel.sum(axis=0)) @ weight
    total = np.concatenate([[0.0], np.cumsum(wide / wide.sum())])
    step = place[1] - place[0]
    edges = np.concatenate([place - step / 2, [place[-1] + step / 2]])
    low, mid, high = np.exp(np.interp((0.1, 0.5, 0.9), total, edges))
    return RivalSpread(float(low), float(mid), float(high), "bids", keywords)
