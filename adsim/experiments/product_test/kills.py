"""How often products at and beside a target rate are given up: one product, orders late, the delay from past orders."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim import streams
from adsim.experiments.product_test.many_tests import Asked, Progress, Reading, sums
from adsim.experiments.product_test.worlds import LOOKS, marketplace, marketplace_ages, paid_by_age
from adsim.experiments.product_test.worlds import lognormal as lognormal_shares
from adsim.stats.late_orders import Delay
from adsim.stats.test_streams import World
from adsim.verdicts.contract import Design, Seen
from adsim.verdicts.kill import Kill, kill_p

Floats = NDArray[np.float64]

PAST_ORDERS = 1_000  # what a shop knows its delay from (assumption; 200 are needed)
FACTORS = (0.5, 1.0, 1.25)


def kills(
    *,
    clicks: float = 100.0,
    target: float = 0.04,
    alpha: float = 0.05,
    factors: Sequence[float] = FACTORS,
    noises: Sequence[float] = (0.0, 0.3),
    looks: tuple[int, ...] = LOOKS,
    tests: int = 100_000,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Measure kills at `clicks` a day of products whose rate is a factor of the target, with both standard delays.

    Returns (delay, noise, factor, look, tests, alone, alone_error, by_then, by_then_error): share killed where the
    product is read on that day only at `alpha`, and by that day where `Kill` reads it at all looks.
    """
    asked, named = [], []
    for name, (paid, delay) in delays(looks[-1], seed).items():
        kill = Kill(Design(looks=looks, planned_days=looks[-1], alpha=alpha, targets={"cvr": target}), delay)
        for noise in noises:
            for factor in factors:
                world = World(name, (clicks,), (target * factor,), days=looks[-1], noise=noise, paid_by_age=paid)
                asked.append(Asked(world, looks, _reading(kill, alpha)))
                named.append({"delay": name, "noise": noise, "factor": factor})
    counted = sums(asked, tests, seed=seed, workers=workers, progress=progress)
    rows = [
        {**each, "look": look, "tests": tests, **_shares(counts[:, at] / tests, tests)}
        for each, counts in zip(named, counted, strict=True)
        for at, look in enumerate(looks)
    ]
    return pd.DataFrame(rows)


def delays(days: int, seed: int) -> Mapping[str, tuple[tuple[float, ...], Delay]]:
    """Both standard delays: the truth as shares paid by age, and what a shop knows of it from past orders."""
    random = streams.generator(streams.Purpose.PRODUCT_TESTS, seed, 1)
    late = np.exp(np.log(2.0) + random.standard_normal(PAST_ORDERS))
    return {
        "lognormal": (paid_by_age(lognormal_shares(2.0, 1.0), days), Delay.of(late)),
        "mixture": (marketplace(days), Delay.of(marketplace_ages(random, PAST_ORDERS))),
    }


def _reading(kill: Kill, alpha: float) -> Reading:
    """Counts of tests killed at each look alone, and by each look. [2, looks]"""

    def read(seen: list[Seen]) -> Floats:
        found = np.zeros((2, len(seen)))
        killed = np.zeros(len(seen[0].trials), bool)
        for at, look in enumerate(seen):
            p = kill_p(look.trials[:, 0], look.hits[:, 0], kill.target, kill.delay, look.day)
            killed |= kill.read(look).kill[:, 0]
            found[:, at] = np.count_nonzero(p <= alpha), np.count_nonzero(killed)
        return found

    return read


def _shares(share: Floats, tests: int) -> dict[str, float]:
    alone, by_then = (float(each) for each in share)
    return {
        "alone": alone, "alone_error": math.sqrt(alone * (1 - alone) / tests),
        "by_then": by_then, "by_then_error": math.sqrt(by_then * (1 - by_then) / tests),
    }  # fmt: skip
