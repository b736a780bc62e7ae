"""What a test is like, and whether a rule keeps its promise there: warnings."""

import numpy as np

from adsim.verdicts.contract import Condition, Design, Rule, Seen

FEW_HITS = 40.0  # expected in the smaller arm
UNEQUAL_SHARE = 0.40  # of all trials, in the smaller of two arms
_TELLING = 2.6  # standard errors of the days' spread above that of pure chance: one false warning in 200
_TELLING_DAYS = 7


def met(design: Design, seen: Seen | None = None, *, late_orders: bool = True) -> frozenset[Condition]:
    """Return the conditions a test meets: by its design, and as far as `seen` shows them.

    `seen` may hold many tests of the design (they are judged together); `late_orders`: whether orders may still come.
    """
    named = {
        Condition.REPEATED_LOOKS: len(design.looks) > 1,
        Condition.UNEQUAL_ROTATION: design.rotation == "weighted",
        Condition.ADAPTIVE_ROTATION: design.rotation == "thompson",
        Condition.LATE_ORDERS: design.metric == "cvr" and late_orders,
        Condition.PAYMENT_DATES: design.metric == "cvr" and design.dates == "payment",
    }
    found = {condition for condition, there in named.items() if there}
    return frozenset(found | (_shown(design, seen) if seen is not None else set()))


def _shown(design: Design, seen: Seen) -> set[Condition]:
    trials, hits = seen.trials.sum(axis=(0, 2)), seen.hits.sum(axis=(0, 2))
    found = set()
    share = trials.min() / max(trials.sum(), 1)
    if share < UNEQUAL_SHARE * 2 / trials.size and trials.size > 1:
        found.add(Condition.UNEQUAL_ROTATION)
    a_day = hits.sum() * share / (len(seen.trials) * seen.day)
    if a_day * max(design.planned_days, seen.day) < FEW_HITS:
        found.add(Condition.SPARSE)
    if seen.day >= _TELLING_DAYS and _spread(seen) > _TELLING:
        found.add(Condition.DAY_NOISE)
    return found


def _spread(seen: Seen) -> float:
    """Return by how many standard errors hits move more from day to day than chance does."""
    trials, hits = seen.trials.astype(float), seen.hits.astype(float)
    with np.errstate(all="ignore"):
        rate = hits.sum(axis=2, keepdims=True) / trials.sum(axis=2, keepdims=True)
        expected = trials * rate
        squares = (hits - expected) ** 2 / (expected * (1 - rate))
    there = np.isfinite(squares)
    freedom = float((np.maximum(there.sum(axis=2) - 1, 0)).sum())
    if freedom == 0:
        return 0.0
    # Beside the chi-square's own variance, that of few hits a day (Poisson: 1 over the mean).
    rare = float((1 / np.maximum(expected[there], 1e-9)).sum()) if there.any() else 0.0
    return (float(squares[there].sum()) - freedom) / float(np.sqrt(2 * freedom + rare))


def warnings(rule: type[Rule] | Rule, conditions: frozenset[Condition]) -> tuple[Condition, ...]:
    """Return in which of the conditions met the rule does not hold its error, in the order of `Condition`."""
    return tuple(condition for condition in Condition if condition in conditions - rule.holds)
