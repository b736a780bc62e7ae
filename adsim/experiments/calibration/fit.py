"""A short correction by simulation: what budgets, hours and moving quality keep of the observed figures is put back.

Rows are observed, so each simulated world shows their click rates and prices at the present bids by itself. What
it cannot know is that part of the searches falls into hours in which a campaign's budget is spent, and that quality
drifts while it runs. Per campaign the searches, per class click rate and price are moved until a simulation shows
the reported figures; where the reports tell the searches but no budget, the budget is, as long as it binds. Where a
budget binds, more searches bring few more impressions: the step follows the response.

All that is done with what is uncertain held. Worlds that draw it bring a little less (a dearer click is cut off at
our bid, and stands nearer to losing its place): `levelled` puts that back for the account as a whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.calibration.keyword_means import Walk

Floats = NDArray[np.float64]

KNOBS = ("searches", "ctr", "cpc", "budget")
FIGURES = ("impressions", "clicks", "cost")
MOST_STEP = 2.0
LEAST_RESPONSE, MOST_RESPONSE = 0.2, 1.2
MOST_MOVED = {"searches": 10.0, "ctr": 1.25, "cpc": 1.25, "budget": 10.0}
MOST_LEVELLED = 1.1
ALL_FOUND = 0.95  # of the searches showed the ad: no budget binds to speak of
CLOSE = 0.004  # off by less is what a finite simulation cannot tell


@dataclass(frozen=True)
class Fit:
    """Factors on searches, ctr, cpc and the campaign's budget, line by line as the rows; and the gap (largest |log
    ratio| of any class or campaign, weighted by its clicks) before each correction."""

    factors: pd.DataFrame
    gaps: tuple[float, ...]


def fitted(
    target: pd.DataFrame,
    campaign: Sequence[str],
    klass: Sequence[str],
    simulate: Callable[[pd.DataFrame], Walk],
    rounds: int,
    by_budget: bool = False,
) -> Fit:
    """The factors that bring a simulation to the target (impressions, clicks and cost a day of each row);
    `by_budget`: by the campaigns' budgets, their searches being known."""
    groups = {"searches": np.asarray(campaign, str), "ctr": np.asarray(klass, str), "cpc": np.asarray(klass, str)}
    campaign_knob = "budget" if by_budget else "searches"
    factors = pd.DataFrame(1.0, range(len(target)), list(KNOBS))
    gaps: list[float] = []
    before: tuple[pd.DataFrame, pd.Series] | None = None
    for _ in range(rounds):
        walk = simulate(factors)
        shown = walk.means[list(FIGURES)] / walk.dice[list(FIGURES)]
        gaps.append(_gap(shown, target, groups))
        if gaps[-1] < CLOSE:
            break
        # What is missing although no budget binds is lost by a rank that wanders: more searches bring it back.
        knob = "searches" if _all_found(walk) else campaign_knob
        response = _responses(shown, factors[knob], before, groups["searches"])
        before = (shown, factors[knob])
        factors = _moved(shown, target, factors, groups, knob, response)
        if gaps[-1] ** 2 < CLOSE and _all_found(walk):
            break  # where no budget binds, a step leaves about the square of a small gap
    return Fit(factors, tuple(gaps))


def levelled(fit: Fit, target: pd.DataFrame, walk: Walk) -> Fit:
    """The fit with the account's searches (where no budget binds), click rate and price each moved by one factor, to
    the target's in `walk`, which is of worlds that draw what is uncertain."""
    shown = walk.means[list(FIGURES)] / walk.dice[list(FIGURES)]
    want, got = target[list(FIGURES)].sum(), shown.sum()
    if not ((want > 0) & (got > 0)).all():
        return fit
    ratio = want / got
    moved = {"ctr": ratio["clicks"] / ratio["impressions"], "cpc": ratio["cost"] / ratio["clicks"]}
    if _all_found(walk):
        moved["searches"] = ratio["impressions"]
    steps = {name: float(np.clip(step, 1 / MOST_LEVELLED, MOST_LEVELLED)) for name, step in moved.items()}
    return Fit(fit.factors.assign(**{name: fit.factors[name] * step for name, step in steps.items()}), fit.gaps)


def _all_found(walk: Walk) -> bool:
    return bool(walk.means["impressions"].sum() > ALL_FOUND * walk.means["searches"].sum())


def _sums(frame: pd.DataFrame, name: str, group: NDArray[np.str_]) -> Floats:
    """The sums of a figure over each row's group, by row."""
    return frame[name].groupby(group).transform("sum").to_numpy(float)


def _gap(shown: pd.DataFrame, target: pd.DataFrame, groups: dict[str, NDArray[np.str_]]) -> float:
    clicks = target["clicks"].to_numpy(float)
    if clicks.sum() <= 0:
        return 0.0
    worst = 0.0
    for name, knob in zip(FIGURES, groups, strict=True):
        want, got = _sums(target, name, groups[knob]), _sums(shown, name, groups[knob])
        off = np.abs(np.log(np.maximum(got, 1e-9) / np.maximum(want, 1e-9)))
        worst = max(worst, float((off * clicks).sum() / clicks.sum()))
    return worst


def _responses(
    shown: pd.DataFrame,
    knob: pd.Series,
    before: tuple[pd.DataFrame, pd.Series] | None,
    campaign: NDArray[np.str_],
) -> Floats:
    """By how much the log of a campaign's impressions moved with that of its searches (or budget) in the last step."""
    if before is None:
        return np.ones(len(shown))
    was, had = before
    moved = np.log(knob.to_numpy(float) / had.to_numpy(float))
    answered = np.log(np.maximum(_sums(shown, "impressions", campaign), 1e-9)) - np.log(
        np.maximum(_sums(was, "impressions", campaign), 1e-9)
    )
    response = np.divide(answered, moved, out=np.ones(len(shown)), where=np.abs(moved) > 0.01)
    result: Floats = np.clip(response, LEAST_RESPONSE, MOST_RESPONSE)
    return result


def _moved(
    shown: pd.DataFrame,
    target: pd.DataFrame,
    factors: pd.DataFrame,
    groups: dict[str, NDArray[np.str_]],
    campaign_knob: str,
    response: Floats,
) -> pd.DataFrame:
    want = {"searches": _sums(target, "impressions", groups["searches"])}
    got = {"searches": _sums(shown, "impressions", groups["searches"])}
    for knob, top, bottom in (("ctr", "clicks", "impressions"), ("cpc", "cost", "clicks")):
        # Rates over the same mix of keywords, so that a campaign short of impressions is no lower rate.
        rate = _over(target[top].to_numpy(float), target[bottom].to_numpy(float))
        weight = shown[bottom].to_numpy(float)
        mixed = pd.DataFrame({"want": rate * weight})
        want[knob], got[knob] = _sums(mixed, "want", groups[knob]), _sums(shown, top, groups[knob])
    result = factors.copy()
    for name, knob in (("searches", campaign_knob), ("ctr", "ctr"), ("cpc", "cpc")):
        usable = (want[name] > 0) & (got[name] > 0)
        ratio = np.divide(want[name], got[name], out=np.ones(len(factors)), where=usable)
        step = ratio ** (1 / response) if name == "searches" else ratio
        step = np.clip(step, 1 / MOST_STEP, MOST_STEP)
        result[knob] = np.clip(factors[knob] * step, 1 / MOST_MOVED[knob], MOST_MOVED[knob])
    return result


def _over(top: Floats, bottom: Floats) -> Floats:
    result: Floats = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return result
