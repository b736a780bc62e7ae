"""Before a test of one arm: how often products below, at and above the target are dropped by each look, and the cost.

Small tests of the scenario's own world, one product, read with the rule that drops it. Nothing is compared.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.product_test.kills import FACTORS
from adsim.experiments.product_test.many_tests import Asked, Progress, Reading, sums
from adsim.experiments.product_test.own_world import measured, tested, with_budget
from adsim.experiments.product_test.plan import refuse
from adsim.platforms import platform
from adsim.scenario import patches
from adsim.scenario.arms import tested as products_of
from adsim.scenario.objects import Scenario
from adsim.stats.late_orders import Delay
from adsim.verdicts.contract import Seen
from adsim.verdicts.kill import Kill

Floats = NDArray[np.float64]

HALF, AT_TARGET, ABOVE = FACTORS


@dataclass(frozen=True)
class KillPlan:
    """`table` (factor, look, clicks, killed, error, cost): of products whose rate is `factor` times the target, the
    share dropped by the end of day `look`, its standard error, and the mean money spent until then or the drop."""

    table: pd.DataFrame
    facts: dict[str, Any]


def kill_plan(
    scenario: Scenario,
    *,
    power: float = 0.8,
    budget: float | None = None,
    tests: int = 4_000,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
) -> KillPlan:
    """Plan a scenario's test of one arm: when is half of its target caught with this `power`?

    Raises `InputError` for a power or budget that cannot be asked for, without a target CVR, or where the test is
    read by CTR.
    """
    refuse(power, budget, tests=tests)
    test = tested(scenario, 1)
    if test.targets.cvr is None or test.metric != "cvr":
        mend = "a product is dropped for its orders: give what its category reaches"
        path, rule = ("targets.cvr", "is needed by") if test.metric == "cvr" else ("metric", "must be cvr in")
        rule = f"{rule} the plan of a test of one arm"
        raise InputError([Problem(scenario.name, f"test.{path}", rule, mend=mend)])
    money = scenario.campaign.daily_budget if budget is None else budget
    own = measured(with_budget(scenario, money), arms=1)
    parts = scenario.products[products_of(test)[0]].delay
    delay = Delay.of_parts(
        [part.share for part in parts], [part.mean_hours for part in parts], [part.cut_days for part in parts]
    )
    plan, a_day = own.design, float(own.cost.sum())
    kill = Kill(plan, delay)
    worlds = [replace(own.case.world, rates=(test.targets.cvr * factor,)) for factor in FACTORS]
    asked = [Asked(world, plan.looks, _reading(kill, a_day)) for world in worlds]
    counted = sums(asked, tests, seed=seed, workers=workers, progress=progress)
    clicks = float(own.clicks.sum())
    table = pd.DataFrame([
        {"factor": factor, "look": look, "clicks": clicks * look, "killed": killed / tests,
         "error": math.sqrt(killed * (tests - killed) / tests) / tests, "cost": spent / tests}
        for factor, counts in zip(FACTORS, counted, strict=True)
        for look, killed, spent in zip(plan.looks, *counts.tolist(), strict=True)
    ])  # fmt: skip
    half = table[table["factor"] == HALF]
    enough = half[half["killed"] >= power]
    return KillPlan(table, {
        "kind": "kill_plan", "name": scenario.name,
        "currency": scenario.currency or platform(scenario.platform).currency,
        "scenario_hash": patches.scenario_hash(scenario), "seed": seed, "tests": tests, "arms": list(own.arms),
        "target": test.targets.cvr, "alpha": plan.alpha, "looks": list(plan.looks), "power": power, "budget": money,
        "clicks_a_day": clicks, "cost_a_day": a_day, "reached": bool(len(enough)),
        "day": int(enough["look"].iloc[0]) if len(enough) else plan.looks[-1],
    })  # fmt: skip


def _reading(kill: Kill, a_day: float) -> Reading:
    """Tests dropped by each look, and money spent by then, [2, looks]."""

    def read(seen: list[Seen]) -> Floats:
        found, tests = np.zeros((2, len(seen))), len(seen[0].trials)
        dropped, spent, before = np.zeros(tests, bool), np.zeros(tests), 0
        for at, look in enumerate(seen):
            spent += np.where(dropped, 0.0, a_day * (look.day - before))
            dropped |= kill.read(look).kill[:, 0]
            found[:, at], before = (np.count_nonzero(dropped), spent.sum()), look.day
        return found

    return read
