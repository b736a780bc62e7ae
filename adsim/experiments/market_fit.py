"""Fitting a market to an export: searches, click rates and rivals' bids until a simulation shows its figures.

`fitted` is a fixed-point iteration over any simulator, a callable from keywords to their figures. Each round
compares with the target and moves `searches` by the ratio of impressions, `ctr` by that of click rates and
`rival_bid` by that of prices. What a keyword alone shows is noisy, so its own ratio counts as far as its
simulated events carry it, and the ratio of its class the rest.

`fitted_with_sketch` fits a slow, noisy simulator through a quick sketch of it: the sketch is fitted, what the
simulator does otherwise in the same worlds (budgets, moving quality) is taken into the target, and again.

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
NOISE_EVENTS = 25.0  # simulated events at which a keyword's own ratio counts half
HIGHEST_RIVALS = 0.9  # × our bid: beyond, higher bids of rivals only push us down the page at the same price
DARKEST = 0.3  # part of its searches in which a keyword must be shown before its price says anything
EXACT = 1e12  # events a day of a simulator without noise


@dataclass(frozen=True)
class Fit:
    """The fitted keywords, their figures a day, and how far off each round was.

    A gap is the mean |log ratio| to the target over keywords, weighted by the target: the largest of
    impressions, clicks and cost.
    """

    keywords: pd.DataFrame
    simulated: pd.DataFrame
    gaps: tuple[float, ...]

    @property
    def gap(self) -> float:
        return min(self.gaps)


def fitted(
    start: pd.DataFrame,
    target: pd.DataFrame,
    simulate: Simulate,
    *,
    events_per_day: float,
    bids_known: bool = False,
    rounds: int = 12,
    tolerance: float = 0.002,
) -> Fit:
    """The keywords that simulate to the target, the best of all rounds.

    `start` has the columns klass, searches, ctr, max_cpc and rival_bid, `target` impressions, clicks and cost
    a day in the same order, as has what `simulate` returns. `events_per_day` is how many simulated days
    its means are taken over. `bids_known`: `max_cpc` is data and stays.
    """
    keywords = start.reset_index(drop=True).copy()
    best: tuple[float, pd.DataFrame, pd.DataFrame] | None = None
    gaps: list[float] = []
    for _ in range(rounds):
        simulated = simulate(keywords).reset_index(drop=True)
        gaps.append(_gap(simulated, target))
        if best is None or gaps[-1] < best[0]:
            best = gaps[-1], keywords, simulated
        if gaps[-1] < tolerance:
            break
        keywords = _moved(keywords, simulated, target, events_per_day, bids_known)
    assert best is not None
    return Fit(best[1], best[2], tuple(gaps))


def fitted_with_sketch(
    start: pd.DataFrame,
    target: pd.DataFrame,
    sketches: tuple[Simulate, Simulate],
    simulate: Simulate,
    *,
    shown: float = 1.0,
    events_per_day: float,
    bids_known: bool = False,
    rounds: int = 3,
    progress: Callable[[int, int], None] | None = None,
) -> Fit:
    """The keywords that simulate to the target. `sketches` are without noise: the first over all worlds, the
    second over those of `simulate`. `shown`: part of the sketched searches that the simulator will show us in.
    The gaps are those of the simulator before each round's correction."""
    klass = start["klass"].to_numpy(str)
    wide, same = sketches
    lost = pd.DataFrame({name: np.full(len(start), shown) for name in FIGURES})
    keywords, gaps = start, []
    for done in range(rounds):
        aim = target[list(FIGURES)] / lost
        keywords = fitted(keywords, aim, wide, events_per_day=EXACT, bids_known=bids_known, rounds=60).keywords
        simulated, sketched = simulate(keywords).reset_index(drop=True), same(keywords)
        gaps.append(_gap(simulated, target))
        lost = pd.DataFrame(
            {
                name: _ratio(
                    simulated[name].to_numpy(float), sketched[name].to_numpy(float), klass,
                    simulated[name if name != "cost" else "clicks"].to_numpy(float) * events_per_day,
                )
                for name in FIGURES
            }
        )  # fmt: skip
        if progress is not None:
            progress(done + 1, rounds)
    aim = target[list(FIGURES)] / lost
    keywords = fitted(keywords, aim, wide, events_per_day=EXACT, bids_known=bids_known, rounds=60).keywords
    return Fit(keywords, simulated, tuple(gaps))


def _gap(simulated: pd.DataFrame, target: pd.DataFrame) -> float:
    worst = 0.0
    for name in FIGURES:
        want, got = target[name].to_numpy(float), simulated[name].to_numpy(float)
        if want.sum() > 0:
            off = np.abs(np.log(np.maximum(got, 1e-9) / np.maximum(want, 1e-9)))
            worst = max(worst, float((off * want).sum() / want.sum()))
    return worst


def _moved(
    keywords: pd.DataFrame, simulated: pd.DataFrame, target: pd.DataFrame, days: float, bids_known: bool
) -> pd.DataFrame:
    """The keywords after one round of corrections."""
    klass = keywords["klass"].to_numpy(str)
    got = {name: simulated[name].to_numpy(float) for name in FIGURES}
    want = {name: target[name].to_numpy(float) for name in FIGURES}
    per_impression = _quotient(want["impressions"], got["impressions"])
    per_click = _quotient(want["clicks"], got["clicks"])
    shown = _ratio(want["impressions"], got["impressions"], klass, got["impressions"] * days)
    clicked = _ratio(want["clicks"], got["clicks"] * per_impression, klass, got["clicks"] * days)
    priced = _ratio(want["cost"], got["cost"] * per_click, klass, got["clicks"] * days)
    searches = keywords["searches"].to_numpy(float)
    dark = got["impressions"] < DARKEST * np.minimum(searches, want["impressions"])
    ctr = keywords["ctr"].to_numpy(float) * clicked
    max_cpc = keywords["max_cpc"].to_numpy(float)
    if not bids_known:
        max_cpc = max_cpc * np.where(ctr > HIGHEST_CTR, np.minimum(ctr / HIGHEST_CTR, 1.25), 1.0)
    rival_bid = keywords["rival_bid"].to_numpy(float) * np.where(dark, 0.8, priced)
    return keywords.assign(
        searches=searches * np.where(dark, 1.0, shown),
        ctr=np.clip(ctr, LEAST_CTR, HIGHEST_CTR),
        max_cpc=max_cpc,
        rival_bid=np.minimum(rival_bid, HIGHEST_RIVALS * max_cpc),
    )


def _ratio(want: Floats, got: Floats, klass: NDArray[np.str_], events: Floats) -> Floats:
    """Target over simulation for each keyword: its own as far as its events carry it, else its class's."""
    common = np.ones_like(want)
    for one in np.unique(klass):
        chosen = klass == one
        common[chosen] = _quotient(want[chosen].sum(keepdims=True), got[chosen].sum(keepdims=True))
    own = np.where((want > 0) & (got > 0), _quotient(want, got), common)
    weight = events / (events + NOISE_EVENTS)
    return np.clip(common * (own / common) ** weight, 1 / STEP, STEP)


def _quotient(top: Floats, bottom: Floats) -> Floats:
    """Top over bottom; 1 where either is nothing: no evidence, no move."""
    usable = (top > 0) & (bottom > 0)
    return np.divide(top, bottom, out=np.ones_like(top), where=usable)
