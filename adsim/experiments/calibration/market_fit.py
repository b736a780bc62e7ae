"""Fitting a market to an export: searches, click rates and rivals' bids until a simulation shows its figures.

`fitted` is a fixed-point iteration over any simulator without noise, a callable from keywords to their figures.
Each round compares with the target and moves `searches` by the ratio of impressions, `ctr` by that of click
rates and `rival_bid` by that of prices.

`fitted_with_sketch` fits a slow and noisy simulator through a sketch of it: the sketch is fitted keyword by
keyword; what the simulator keeps of it in each class (budgets, hours, moving quality) goes into the target,
and again.

What averages cannot tell stays a stated assumption: how far rivals' bids and qualities spread, and our own
bids where the export has none. There a keyword that is clicked more often than even the surest place
allows gets a higher `max_cpc`, and with it better places at the same price.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Simulate = Callable[[pd.DataFrame], pd.DataFrame]

FIGURES = ("impressions", "clicks", "cost")
LEAST_CTR, HIGHEST_CTR = 1e-6, 0.85
STEP = 3.0  # no figure moves by more than this factor in a round
HIGHEST_RIVALS = 0.9  # × our bid: beyond, higher bids of rivals only push us down the page at the same price
DARKEST = 0.3  # part of its searches in which a keyword must be shown before its price says anything
SKETCH_ROUNDS = 60


@dataclass(frozen=True)
class Fit:
    """The fitted keywords, and how far each round's were from the target.

    A gap is the mean |log ratio| to the target over keywords, weighted by the target: the largest of
    impressions, clicks and cost.
    """

    keywords: pd.DataFrame
    gaps: tuple[float, ...]


def fitted(
    start: pd.DataFrame,
    target: pd.DataFrame,
    simulate: Simulate,
    *,
    bids_known: bool = False,
    rounds: int = SKETCH_ROUNDS,
    tolerance: float = 0.002,
) -> Fit:
    """The keywords that simulate to the target, the best of all rounds.

    `start` has the columns klass, searches, ctr, max_cpc and rival_bid, `target` impressions, clicks and cost
    a day in the same order, as has what `simulate` returns. `bids_known`: `max_cpc` is data and stays.
    """
    keywords = best = start.reset_index(drop=True)
    gaps: list[float] = []
    for _ in range(rounds):
        simulated = simulate(keywords)
        gap = _gap(simulated, target)
        if gap < min(gaps, default=np.inf):
            best = keywords
        gaps.append(gap)
        if gap < tolerance:
            break
        keywords = _moved(keywords, simulated, target, bids_known)
    return Fit(best, tuple(gaps))


def fitted_with_sketch(
    start: pd.DataFrame,
    target: pd.DataFrame,
    sketch: Simulate,
    sketch_of_simulated: Simulate,
    simulate: Simulate,
    *,
    shown: float = 1.0,
    bids_known: bool = False,
    rounds: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Fit:
    """The keywords whose classes simulate to the target. `sketch` is without noise and over all worlds,
    `sketch_of_simulated` over those that `simulate` walks through; `shown` is the part of the sketched
    searches in which the simulator is expected to show us. The gaps are before each round's correction."""
    klass = start["klass"].to_numpy(str)
    kept = pd.DataFrame({name: np.full(len(start), shown) for name in FIGURES})
    keywords = fitted(start, target[list(FIGURES)] / kept, sketch, bids_known=bids_known).keywords
    gaps: list[float] = []
    for done in range(rounds):
        simulated, sketched = simulate(keywords), sketch_of_simulated(keywords)
        gaps.append(_gap(simulated, target))
        kept = pd.DataFrame({name: _class_ratio(*_both(simulated, sketched, name), klass) for name in FIGURES})
        keywords = fitted(keywords, target[list(FIGURES)] / kept, sketch, bids_known=bids_known).keywords
        if progress is not None:
            progress(done + 1, rounds)
    return Fit(keywords, tuple(gaps))


def _both(top: pd.DataFrame, bottom: pd.DataFrame, name: str) -> tuple[Floats, Floats]:
    return top[name].to_numpy(float), bottom[name].to_numpy(float)


def _gap(simulated: pd.DataFrame, target: pd.DataFrame) -> float:
    worst = 0.0
    for name in FIGURES:
        want, got = _both(target, simulated, name)
        if want.sum() > 0:
            off = np.abs(np.log(np.maximum(got, 1e-9) / np.maximum(want, 1e-9)))
            worst = max(worst, float((off * want).sum() / want.sum()))
    return worst


def _moved(keywords: pd.DataFrame, simulated: pd.DataFrame, target: pd.DataFrame, bids_known: bool) -> pd.DataFrame:
    """The keywords after one round of corrections."""
    klass = keywords["klass"].to_numpy(str)
    impressions, clicks, cost = (_ratio(*_both(target, simulated, name), klass) for name in FIGURES)
    searches = keywords["searches"].to_numpy(float)
    dark = simulated["impressions"].to_numpy(float) < DARKEST * np.minimum(searches, target["impressions"])
    ctr = keywords["ctr"].to_numpy(float) * _step(clicks / impressions)
    max_cpc = keywords["max_cpc"].to_numpy(float)
    if not bids_known:
        max_cpc = max_cpc * np.where(ctr > HIGHEST_CTR, np.minimum(ctr / HIGHEST_CTR, 1.25), 1.0)
    rival_bid = keywords["rival_bid"].to_numpy(float) * np.where(dark, 0.8, _step(cost / clicks))
    return keywords.assign(
        searches=searches * np.where(dark, 1.0, _step(impressions)),
        ctr=np.clip(ctr, LEAST_CTR, HIGHEST_CTR),
        max_cpc=max_cpc,
        rival_bid=np.minimum(rival_bid, HIGHEST_RIVALS * max_cpc),
    )


def _step(ratio: Floats) -> Floats:
    return np.clip(ratio, 1 / STEP, STEP)


def _ratio(want: Floats, got: Floats, klass: NDArray[np.str_]) -> Floats:
    """Target over simulation for each keyword; its class's where one of the two is nothing."""
    usable = (want > 0) & (got > 0)
    return np.divide(want, got, out=_class_ratio(want, got, klass), where=usable)


def _class_ratio(top: Floats, bottom: Floats, klass: NDArray[np.str_]) -> Floats:
    """The ratio of sums over each keyword's class; 1 where one of the two is nothing: no evidence, no move."""
    ratio = np.ones_like(top)
    for chosen in (klass == one for one in np.unique(klass)):
        if top[chosen].sum() > 0 and bottom[chosen].sum() > 0:
            ratio[chosen] = top[chosen].sum() / bottom[chosen].sum()
    return ratio
