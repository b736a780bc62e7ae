"""Before a test: how likely each rule finds a difference by each look, what that costs, and what budget it takes.

Small tests of the scenario's own world (`own_world`), drawn with the lift asked about and with others, at the daily
budget asked about and at others. All share their random numbers, so that curves are smooth.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.product_test import rule_names
from adsim.experiments.product_test.many_tests import Asked, Progress, Reading, sums
from adsim.experiments.product_test.own_world import OwnWorld, measured, tested, with_budget
from adsim.experiments.product_test.worlds import conditions
from adsim.experiments.runs import Execute, in_process
from adsim.platforms import platform
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.scenario.product_test import NO_RULE
from adsim.stats.test_streams import World
from adsim.verdicts import RULES
from adsim.verdicts.contract import NO_ARM, Rule, Seen
from adsim.verdicts.looks import first_decision

Floats = NDArray[np.float64]

# Lifts and budgets (times the one asked about) between which curves are drawn.
LIFTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)
BUDGETS = (0.5, 1.0, 2.0, 4.0)
_RIGHT, _CONTROL, _COST, _REGRET = range(4)


@dataclass(frozen=True)
class Plan:
    """`table` (rule, budget, lift, look, trials, power, error, false_promote, false_kill, cost, regret): lifts at the
    budget asked about; `budgets`: the same columns, the lift asked about at other budgets; and `facts`.

    By the end of day `look`: `power` share of tests in which the challenger that is better by `lift` is seen to be,
    `false_kill` in which the control is; `false_promote` in which a challenger that is no better is promoted. `trials`
    an arm's mean clicks (impressions) by then; `cost` mean spent until the verdict, at most to the look; `regret` mean
    profit lost to the scenario's last day against giving the better arm all traffic from the first, the control kept
    where there is no verdict by the look. Money in currency units a test.
    `detectable` (rule, look, lift): the smallest lift found with the power asked, nan where none tried is.
    """

    table: pd.DataFrame
    budgets: pd.DataFrame
    detectable: pd.DataFrame
    facts: dict[str, Any]


@dataclass(frozen=True)
class _Stakes:
    """What trials cost and hits are worth, by arm; the horizon in days."""

    cost: Floats  # a trial
    value: Floats  # a trial's mean profit
    horizon: int


def plan(
    scenario: Scenario,
    *,
    power: float = 0.8,
    budget: float | None = None,
    lift: float = 0.3,
    tests: int = 4_000,
    rules: Sequence[str] = (),
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
    factors: Sequence[float] = BUDGETS,
    execute: Execute = in_process,
) -> Plan:
    """Plan a scenario's test at a daily `budget` (default: its own) to find a `lift` of the first challenger.

    Other budgets are that one times `factors`, 1 among them; `execute` does the runs that measure the traffic.
    Raises `InputError` for a power, budget or lift that cannot be asked for and a scenario without a test of two arms.
    """
    refuse(power, budget, lift, tests)
    test = tested(scenario)
    acting = test.rule if test.rule != NO_RULE else "group_sequential"
    names = rule_names.chosen("--rules", rules, rule_names.known(), RULES)
    names = tuple(dict.fromkeys((acting, *names)))  # whose answer is told
    asked = scenario.campaign.daily_budget if budget is None else budget
    own = {factor * asked: measured(with_budget(scenario, factor * asked), execute=execute) for factor in factors}
    lifts = sorted({*LIFTS, lift})
    settings = [(asked, each) for each in lifts]
    settings += [(money, each) for money in own if money != asked for each in (0.0, lift)]
    summed = _simulated(own, settings, names, scenario.days, tests, seed, workers, progress)
    whole = _table(own, dict(zip(settings, summed, strict=True)), names, tests)
    table, budgets = whole[whole["budget"] == asked], whole[whole["lift"] == lift]
    detectable = _detectable(table, power)
    facts = _facts(scenario, own[asked], power, lift, asked, tests, seed, acting)
    facts |= _recommended(budgets, detectable, facts)
    return Plan(table.reset_index(drop=True), budgets.reset_index(drop=True), detectable, facts)


def refuse(power: float, budget: float | None, lift: float = 0.3, tests: int = 2) -> None:
    """Refuse what cannot be asked of a plan; raises `InputError`."""
    wrong = [
        Problem(option, "", rule, f"{value:g}")
        for option, value, good, rule in (
            ("--power", power, 0 < power < 1, "must lie between 0 and 1, such as 0.8"),
            ("--budget", budget or 0.0, budget is None or (math.isfinite(budget) and budget > 0), "must be above 0"),
            ("--lift", lift, math.isfinite(lift) and 0 < lift <= 10, "must be above 0 and at most 10, such as 0.3"),
            ("--tests", tests, tests >= 2, "must be at least 2"),
        )
        if not good
    ]
    if wrong:
        raise InputError(wrong)


def _simulated(
    own: Mapping[float, OwnWorld], settings: Sequence[tuple[float, float]], names: Sequence[str], horizon: int,
    tests: int, seed: int, workers: int, progress: Progress | None,
) -> list[Floats]:  # fmt: skip
    asked = []
    for money, lift in settings:
        here = own[money]
        world, plan = lifted(here.case.world, lift), here.design
        made = [rule_names.make(name, here.case.design(plan)) for name in names]
        asked.append(Asked(world, plan.looks, _reading(made, _stakes(here, world, max(horizon, plan.looks[-1])))))
    return sums(asked, tests, seed=seed, workers=workers, progress=progress)


def lifted(world: World, lift: float) -> World:
    """The world with a first challenger whose rate is higher by this share."""
    control, challenger, *others = world.rates
    return replace(world, rates=(control, challenger * (1 + lift), *others))


def _stakes(own: OwnWorld, world: World, horizon: int) -> _Stakes:
    rates = np.array(world.rates)
    clicks = float(own.cost.sum() / own.clicks.sum())
    if own.case.metric == "ctr":
        per_impression = float(own.cost.sum() / own.impressions.sum())
        return _Stakes(np.full(rates.size, per_impression), rates * (own.cvr * own.margin - clicks), horizon)
    return _Stakes(np.full(rates.size, clicks), rates * own.margin - clicks, horizon)


def _reading(rules: Sequence[Rule], stakes: _Stakes) -> Reading:
    """Sums over tests of right verdicts, verdicts for the control, cost and regret. [4, rules, looks]"""

    def read(seen: list[Seen]) -> Floats:
        spent = np.stack([look.trials.sum(axis=2) @ stakes.cost for look in seen], axis=1)  # [tests, looks]
        best = stakes.value.max()
        lost = np.stack([look.trials.sum(axis=2) @ (best - stakes.value) for look in seen], axis=1)
        days = np.array([look.day for look in seen])
        a_day = seen[-1].trials.sum(axis=(1, 2)) / days[-1]
        after = a_day[:, None] * (stakes.horizon - days)  # trials from each look to the horizon
        found = np.zeros((4, len(rules), len(seen)))
        for index, rule in enumerate(rules):
            look, winner = first_decision(rule, seen)
            for at in range(len(seen)):
                known = (winner != NO_ARM) & (look <= at)
                end = np.where(known, look, at)
                kept = np.where(known, winner, 0)
                here = np.arange(end.size)
                found[_RIGHT, index, at] = np.count_nonzero(known & (winner == 1))
                found[_CONTROL, index, at] = np.count_nonzero(known & (winner == 0))
                found[_COST, index, at] = spent[here, end].sum()
                found[_REGRET, index, at] = (lost[here, end] + after[here, end] * (best - stakes.value[kept])).sum()
        return found

    return read


def _table(
    own: Mapping[float, OwnWorld], summed: Mapping[tuple[float, float], Floats], names: Sequence[str], tests: int
) -> pd.DataFrame:
    rows = []
    for (money, lift), found in sorted(summed.items()):
        if lift == 0:
            continue
        here, no_better = own[money], summed[money, 0.0][_RIGHT] / tests
        share = found / tests
        for index, name in enumerate(names):
            for at, look in enumerate(here.design.looks):
                right = float(share[_RIGHT, index, at])
                rows.append({
                    "rule": name, "budget": money, "lift": lift, "look": look,
                    "trials": float(np.mean(here.case.world.trials)) * look,
                    "power": right,
                    "error": math.sqrt(right * (1 - right) / tests),
                    "false_promote": float(no_better[index, at]),
                    "false_kill": float(share[_CONTROL, index, at]),
                    "cost": float(share[_COST, index, at]), "regret": float(share[_REGRET, index, at]),
                })  # fmt: skip
    return pd.DataFrame(rows)


def _crossing(steps: Sequence[float], powers: Sequence[float], asked: float) -> float:
    """Where a rising curve reaches the power, between steps on a scale of ratios; nan: nowhere among them."""
    for index, power in enumerate(powers):
        if power >= asked:
            if index == 0:
                return float(steps[0])
            low, high = math.log(steps[index - 1]), math.log(steps[index])
            part = (asked - powers[index - 1]) / (power - powers[index - 1])
            return math.exp(low + part * (high - low))
    return float("nan")


def _detectable(table: pd.DataFrame, power: float) -> pd.DataFrame:
    rows = [
        {"rule": rule, "look": look, "lift": _crossing(part["lift"].tolist(), part["power"].tolist(), power)}
        for (rule, look), part in table.groupby(["rule", "look"], sort=False)
    ]
    return pd.DataFrame(rows)


def _facts(
    scenario: Scenario, own: OwnWorld, power: float, lift: float, budget: float, tests: int, seed: int, rule: str
) -> dict[str, Any]:
    met = conditions(own.case.world, own.design.looks)
    return {
        "name": scenario.name,
        "currency": scenario.currency or platform(scenario.platform).currency,
        "scenario_hash": patches.scenario_hash(scenario),
        "seed": seed,
        "tests": tests,
        "metric": own.design.metric,
        "alpha": own.design.alpha,
        "looks": list(own.design.looks),
        "arms": list(own.arms),
        "rule": rule,
        "holds": met <= rule_names.rule_class(rule).holds,
        "holding": next(name for name in ("group_sequential", "always_valid") if met <= RULES[name].holds),
        "power": power,
        "lift": lift,
        "budget": budget,
        "trials_a_day": [float(trials) for trials in own.case.world.trials],
        "rate": own.case.world.rates[0],
        "cost_a_day": float(own.cost.sum()),
        "day_noise": own.case.world.noise,
        "day_noise_shared": own.case.world.noise_shared,
        "volume_k": own.case.world.volume_k,
    }


def _recommended(budgets: pd.DataFrame, detectable: pd.DataFrame, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The first look with the power asked and what it takes to get there; else the budget that would do."""
    mine = budgets[budgets["rule"] == facts["rule"]]
    here = mine[mine["budget"] == facts["budget"]]
    last = facts["looks"][-1]
    enough = here[here["power"] >= facts["power"]]
    look = int(enough["look"].iloc[0]) if len(enough) else last
    row = here[here["look"] == look].iloc[0]
    at_last = mine[mine["look"] == last].sort_values("budget")
    smallest = detectable[(detectable["rule"] == facts["rule"]) & (detectable["look"] == last)]["lift"].iloc[0]
    needed = _crossing(at_last["budget"].tolist(), at_last["power"].tolist(), facts["power"])
    return {
        "reached": bool(len(enough)),
        "day": look,
        "trials": float(row["trials"]),
        "cost": float(facts["cost_a_day"] * look),
        "power_then": float(row["power"]),
        "detectable": None if math.isnan(smallest) else float(smallest),
        "budget_needed": None if math.isnan(needed) else needed,
        "most_power": float(at_last["power"].max()),
        "most_budget": float(at_last["budget"].max()),
    }
