"""How long a test still has to run until its rule can decide, and how often one is wrong who stops now.

The days to come are taken to be as the days so far, over and over; the rule itself is asked at each look to come.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from adsim.stats import betas
from adsim.stats.day_clusters import paired
from adsim.verdicts.contract import NO_ARM, Design, Floats, Ints, Rule, Seen
from adsim.verdicts.group_sequential import FIRST_DECISION_DAY
from adsim.verdicts.pairs import rate

LONGEST_DAYS = 365
_GROWTH = 1.15  # of the plans tried beyond the present one


@dataclass(frozen=True)
class Needs:
    """Shapes [tests]. `days_to_go` and `trials_to_go` (of all arms; 0: decided now, nan: not within a year), whether
    that lies `within_plan`, and `wrong_now`: the probability that the leader is not the best."""

    days_to_go: Floats
    trials_to_go: Floats
    within_plan: NDArray[np.bool_]
    wrong_now: Floats


def needs(rule: type[Rule], design: Design, seen: Seen) -> Needs:
    """Return what is still needed at the present rates and traffic. Beyond the plan: the shortest longer plan."""
    days = np.full(len(seen.trials), np.nan)
    days[rule(design).read(seen).winner != NO_ARM] = 0.0
    known = seen if seen.day >= FIRST_DECISION_DAY else _spread_out(seen)
    for day, plan in _plans(design, seen.day):
        still = np.flatnonzero(np.isnan(days))
        if not still.size:
            break
        named = rule(plan).read(_longer(known, still, day)).winner != NO_ARM
        days[still[named]] = day - seen.day
    a_day = seen.trials.sum(axis=(1, 2)) / seen.day
    within = days + seen.day <= design.planned_days
    return Needs(days, np.ceil(days * a_day), within, wrong_now(seen))


def _plans(design: Design, day: int) -> list[tuple[int, Design]]:
    """Return the looks to come, each with the plan it belongs to: the present one's, then longer ones of one look."""
    plans = [(look, design) for look in design.looks if look > day]
    length = float(max(design.planned_days, day))
    while length < LONGEST_DAYS:
        length *= _GROWTH
        last = min(int(np.ceil(length / day)) * day, LONGEST_DAYS)  # whole rounds of the days so far
        plans.append((last, replace(design, looks=(last,), planned_days=last)))
    return plans


def _longer(known: Seen, tests: Ints, day: int) -> Seen:
    """Return the tests as they would be seen at `day` if their days went on as before."""
    order = np.arange(day) % known.day
    return Seen(known.trials[tests][:, :, order], known.hits[tests][:, :, order])


def _spread_out(seen: Seen) -> Seen:
    """Return each day twice, with as many hits more and fewer as chance moves them, control against challengers.

    One or two days show no spread between days, and a test that goes on without any would never decide.
    """
    step = np.rint(np.sqrt(seen.hits / 2)).astype(np.int64)
    step = np.minimum(step, np.minimum(seen.hits, seen.trials - seen.hits))
    step[:, 1:] *= -1
    return Seen(np.tile(seen.trials, 2), np.concatenate([seen.hits + step, seen.hits - step], axis=2))


def wrong_now(seen: Seen) -> Floats:
    """Return the probability that the arm with the best rate so far is not the best, shape [tests].

    From the t law of the days once there are three, else of Beta posteriors; summed over the other arms, and never
    more than choosing blindly.
    """
    arms = seen.trials.shape[1]
    leader = np.argmax(np.nan_to_num(rate(seen), nan=-1.0), axis=1)
    wrong = np.zeros(len(leader))
    for step in range(1, arms):
        pair = np.stack([leader, (leader + step) % arms], axis=1)[:, :, None]
        wrong += _behind(np.take_along_axis(seen.trials, pair, axis=1), np.take_along_axis(seen.hits, pair, axis=1))
    return np.asarray(np.minimum(wrong, 1 - 1 / arms))


def _behind(trials: Ints, hits: Ints) -> Floats:
    """Return the probability that the first of two arms [tests, 2, days] is the worse."""
    c, x = trials.sum(axis=2).astype(float), hits.sum(axis=2).astype(float)
    by_counts, _, _ = betas.compare(1 + x[:, 0], 1 + c[:, 0] - x[:, 0], 1 + x[:, 1], 1 + c[:, 1] - x[:, 1])
    found = paired(trials, hits)
    by_days = special.stdtr(found.df, found.t)
    return np.where((found.days >= FIRST_DECISION_DAY) & np.isfinite(by_days), by_days, by_counts)
