"""Each arm of a real test held against what the category reaches: drop it or not, and what ails it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim.stats.late_orders import Delay, seen_shares
from adsim.verdicts import diagnosis
from adsim.verdicts.contract import Design, Seen
from adsim.verdicts.kill import Kill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Facts = dict[str, Any]


def against_target(arms: Sequence[str], clicks: Ints, orders: Ints, design: Design, delay: Delay) -> list[Facts]:
    """The verdict on dropping each arm, from clicks and orders [arms, days] so far; `design` has the target and the
    looks, over which together an arm that reaches it is dropped with at most `design.alpha`."""
    read = Kill(design, delay).read(Seen(clicks[None], orders[None]))
    expected = design.targets["cvr"] * (clicks * seen_shares(delay, clicks.shape[1])).sum(axis=1)
    return [
        _verdict(arm, read.needed, float(read.p[0, index]), {
            "clicks": int(clicks[index].sum()), "orders": int(orders[index].sum()),
            "target": design.targets["cvr"], "expected": float(expected[index]),
        })
        for index, arm in enumerate(arms)
    ]  # fmt: skip


def _verdict(arm: str, needed: float, p: float, told: Facts) -> Facts:
    if p <= needed:
        return {"kind": "drop", "arm": arm, **told, "odds": p}
    if told["orders"] >= told["expected"] > 0:
        return {"kind": "reaches", "arm": arm, **told}
    if np.exp(-told["expected"]) > needed:  # even without an order it would not be dropped
        return {"kind": "hold_blind", "arm": arm, "target": told["target"], "expected": told["expected"]}
    return {"kind": "hold", "arm": arm, **told, "odds": p}


def courses(
    impressions: Ints, clicks: Ints, orders: Ints, mature: Floats, benchmark_ctr: float, target_cvr: float
) -> list[dict[str, float]]:
    """The probability of each course by arm, from figures [arms, days]; `mature` are clicks that had time to order."""
    shown, clicked, bought = (counts.sum(axis=1) for counts in (impressions, clicks, orders))
    found = diagnosis.quadrants(shown, clicked, bought, benchmark_ctr, target_cvr, mature.sum(axis=1))
    return [dict(zip(diagnosis.COURSES, map(float, shares), strict=True)) for shares in found]
