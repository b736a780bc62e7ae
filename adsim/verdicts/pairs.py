"""From challengers to a verdict: each challenger is compared with the control, then one finding is made of all.

With more than one challenger each is asked for alpha over their number, so that the error of all together stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from adsim.verdicts.contract import NO_ARM, Finding, Floats, Ints, Seen


@dataclass(frozen=True)
class Pair:
    """One challenger against the control, shapes [tests]: two-sided `p` (nan: cannot be told) and `needed`,
    whether the challenger is `ahead`, and the range of its lift."""

    p: Floats
    needed: Floats
    ahead: np.ndarray[tuple[int], np.dtype[np.bool_]]
    low: Floats
    high: Floats


def read_pairs(seen: Seen, sided: Literal[1, 2], read: Callable[[Ints, Ints], Pair]) -> Finding:
    """Return the finding of `read` (trials, hits [tests, 2, days]: control, challenger) over all challengers."""
    arms = seen.trials.shape[1]
    if arms == 2:
        return conclude(seen, sided, [read(seen.trials, seen.hits)])
    picks = [[0, arm] for arm in range(1, arms)]
    return conclude(seen, sided, [read(seen.trials[:, pick], seen.hits[:, pick]) for pick in picks])


def conclude(seen: Seen, sided: Literal[1, 2], pairs: Sequence[Pair]) -> Finding:
    """Return what the comparisons say together.

    The best challenger wins among those seen to be better than the control; the control wins where every
    challenger is seen to be worse (two-sided tests only).
    """
    tests = seen.trials.shape[0]
    winner, evidence, needed = np.full(tests, NO_ARM), np.ones(tests), np.zeros(tests)
    rates = rate(seen)
    if not pairs:
        return Finding(winner, evidence, needed, *ranges(rates, pairs))
    needed = np.minimum.reduce([pair.needed for pair in pairs])
    best, behind = np.full(tests, -1.0), np.zeros(tests)
    for arm, pair in enumerate(pairs, 1):
        p = np.where(np.isnan(pair.p), 1.0, pair.p)
        better = np.where(pair.ahead, p, 1.0)
        found = pair.ahead & (p <= needed) & (rates[:, arm] > best)
        winner, best = np.where(found, arm, winner), np.where(found, rates[:, arm], best)
        evidence = np.minimum(evidence, better)
        behind = np.maximum(behind, np.where(pair.ahead, 1.0, p))
    if sided == 2:
        winner = np.where((winner == NO_ARM) & (behind <= needed), 0, winner)
        evidence = np.minimum(evidence, behind)
    return Finding(winner, evidence, needed, *ranges(rates, pairs))


def rate(seen: Seen) -> Floats:
    """Return hits over trials of each arm so far, [tests, arms]; nan without trials."""
    trials, hits = seen.trials.sum(axis=2).astype(float), seen.hits.sum(axis=2).astype(float)
    return np.asarray(np.divide(hits, trials, out=np.full(trials.shape, np.nan), where=trials > 0))


def lifts(rates: Floats) -> Floats:
    """Return each arm's rate over the control's less 1, [tests, arms]; nan where there is none."""
    control = rates[:, :1]
    found = np.asarray(np.divide(rates, control, out=np.full(rates.shape, np.nan), where=control > 0) - 1)
    found[:, 0] = 0.0
    return found


def ranges(rates: Floats, pairs: Sequence[Pair]) -> tuple[Floats, Floats, Floats]:
    """Return lift, low and high of each arm, [tests, arms]; nan where a comparison gives none."""
    lift = lifts(rates)
    low, high = np.full(lift.shape, np.nan), np.full(lift.shape, np.nan)
    low[:, 0] = high[:, 0] = 0.0
    for arm, pair in enumerate(pairs, 1):
        low[:, arm], high[:, arm] = pair.low, pair.high
    return lift, low, high


def asked(design_alpha: float, arms: int) -> float:
    """Return the alpha asked of each challenger."""
    return design_alpha / max(arms - 1, 1)
