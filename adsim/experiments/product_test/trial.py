"""A scenario's product test in many worlds: how often each rule is right at each look, and what acting on it brings.

Every rule acts in a copy of the same worlds, on the same shoppers; in one more copy nobody ever acts, and there every
rule reads every look; in one copy an arm that arm alone has the traffic from the first day.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.findings import Findings
from adsim.experiments.product_test import needed, own_world, rule_names, stopping, trial_tables
from adsim.experiments.product_test.plan import plan
from adsim.experiments.product_test.stopping import Stops
from adsim.experiments.product_test.watched import Watched
from adsim.experiments.runs import (
    Cluster,
    Count,
    Execute,
    Failure,
    Job,
    Progress,
    estimate,
    executor,
    finished,
    losses,
    opened,
    whole_worlds,
)
from adsim.metrics import Results
from adsim.platforms import platform
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.scenario.product_test import NO_RULE, ProductTest
from adsim.simulation import Study
from adsim.simulation.looks import design
from adsim.verdicts import RULES, conditions
from adsim.verdicts.contract import Design, Rule
from adsim.version import __version__

Course = tuple[str, str]  # kind (rule, none, arm) and name

DIAGNOSIS = "diagnosis"  # what a test of one arm is read by
NEVER: Course = ("none", NO_RULE)
PLANNED, ADAPTIVE = "group_sequential", "always_valid"
_PLAN_TESTS = 1000  # for each lift: errors of one or two points, enough for a curve
_PLAN = pd.DataFrame({
    name: [] for name in ("rule", "look", "lift", "power", "error", "false_promote", "false_kill", "cost", "regret")
})  # fmt: skip
_TRACE = 1e-9  # of the traffic: the other arms' where one has it all, as a weight must be above 0


@dataclass(frozen=True)
class TestRun(Findings):
    """A finished trial. Its tables and facts: docs/reference/tables.md."""

    __test__ = False  # not a test of pytest's


def run_test(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    rules: Sequence[str] | None = None,
    progress: Progress | None = None,
    force: bool = False,
    folder: str | Path | None = None,
    fresh: bool = False,
    cluster: Cluster | None = None,
    memory: int | None = None,
) -> TestRun:
    """Run the product test of a loaded scenario in many worlds.

    `replications` and `seed` override the scenario's; `rules` are names of the registry (default: all that the test
    gives what they ask for). The tables do not depend on `workers`. The scenario's variants are left aside.
    In a `folder` every finished run is kept, and only what is missing is done; `fresh` forgets them first. A `cluster`
    does the runs instead of local workers, each of which may take `memory` bytes. A world in which a run failed twice
    is left out for all rules, and the run is among the result's `failures`.
    Raises `InputError` for a scenario without a test, an unknown rule, or a test of one arm without both targets;
    `WorkLimitError` beyond the limits unless `force`; `RunsFailedError` where runs failed in more than a fifth of the
    worlds.
    """
    began = time.perf_counter()
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    test = _tested(scenario)
    worlds = replications or scenario.replications
    if worlds < 2:
        raise InputError([Problem("replications", "", "must be at least 2", str(worlds))])
    names = _rules(test, rules)
    study, courses = _study(scenario, test, names)
    if not force:
        estimate(study, list(courses), worlds).refuse_if_too_much()
    jobs = [Job(study, variant, world) for world in range(worlds) for variant in courses]
    several = len(test.arms) > 1
    count = Count(progress, len(jobs) + (own_world.RUNS if several else 0))
    with opened(folder, fresh=fresh) as store, executor(workers, cluster, memory, store) as execute:
        done = {(job.variant, job.replication): run for job, run in finished(jobs, execute, count)}
        failures = tuple(run for run in done.values() if isinstance(run, Failure))
        left = whole_worlds(list(courses), range(worlds), failures).worlds
        acting = _usual(test) if _usual(test) in names else names[0]
        planned = _plan(scenario, acting, execute, count) if several else _PLAN.copy()
    runs = {
        course: [run for world in left if isinstance(run := done[variant, world], Results)]
        for variant, course in courses.items()
    }
    found = _found(scenario, test, names, acting, runs)
    found.tables["plan"] = planned
    found.facts.update(runs=count.done, **losses(failures, range(worlds), left))
    found.facts["seconds"] = round(time.perf_counter() - began, 2)
    return replace(found, failures=failures, harmed=() if store is None else tuple(store.problems))


def _tested(scenario: Scenario) -> ProductTest:
    test = scenario.test
    if test is None:
        mend = "add a `test:` block with arms: docs/howto/test-a-product.md shows one"
        raise InputError([Problem(scenario.name, "test", "is not given, so there is nothing to test", mend=mend)])
    missing = [name for name in ("ctr", "cvr") if getattr(test.targets, name) is None]
    if len(test.arms) == 1 and missing:
        rule = "is needed by a test of one arm, which has nothing else to be held against"
        raise InputError([Problem(scenario.name, f"test.targets.{missing[0]}", rule,
                                  mend="give what the category reaches")])  # fmt: skip
    return test


def _rules(test: ProductTest, asked: Sequence[str] | None) -> tuple[str, ...]:
    """The rules that read the test; bare figures only where there is a target to hold them against."""
    if len(test.arms) == 1:
        if asked:
            mend = "leave --rule out: a test of one arm is read by what the arm needs"
            raise InputError([Problem("--rule", "", "compares arms, and the test has one", repr(asked[0]), mend)])
        return (DIAGNOSIS,)
    aimless = getattr(test.targets, test.metric) is None
    usual = tuple(name for name in RULES if not (aimless and name == "thresholds"))
    names = rule_names.chosen("--rule", asked or (), tuple(RULES), usual)
    if aimless and "thresholds" in names:
        rule = f"is needed by --rule thresholds, which compares with the category by {test.metric}"
        raise InputError([Problem("scenario", f"test.targets.{test.metric}", rule,
                                  mend="give what the category reaches, or leave the rule out")])  # fmt: skip
    return names


def _study(scenario: Scenario, test: ProductTest, names: Sequence[str]) -> tuple[Study, dict[str, Course]]:
    """All variants of the trial, and which course each is: never acting, acting on a rule, keeping one arm."""
    variants: dict[str, dict[str, Any]] = {"never": {"test.rule": NO_RULE}}
    courses: dict[str, Course] = {"never": NEVER}
    for name in names:
        acting = _usual(test) if name == DIAGNOSIS else name
        patch = {"test.rule": acting}
        if patches.attempt(scenario, patch)[0] is not None:  # under adaptive traffic some rules may not act
            variants[f"rule_{name}"], courses[f"rule_{name}"] = patch, ("rule", name)
    for place, arm in enumerate(test.names if len(test.arms) > 1 else ()):
        others = len(test.arms) - 1
        weights = {name: 1 - _TRACE * others if name == arm else _TRACE for name in test.names}
        variant = f"arm_{place}"
        variants[variant] = {"test.rule": NO_RULE, "test.rotation": weights}
        courses[variant] = ("arm", arm)
    return Study.of(scenario.model_copy(update={"variants": variants})), courses


def _usual(test: ProductTest) -> str:
    """The rule that the scenario lets act; where it lets none, the one that holds its error."""
    if test.rule != NO_RULE:
        return test.rule
    return ADAPTIVE if test.rotation == "thompson" else PLANNED


def _found(
    scenario: Scenario, test: ProductTest, names: Sequence[str], acting: str,
    courses: Mapping[Course, Sequence[Results]],
) -> TestRun:  # fmt: skip
    planned = design(test)
    watched = Watched([run.test for run in courses[NEVER] if run.test is not None], planned.metric)
    known = needed.benchmarks(scenario)
    chances = None if known is None else needed.chances(watched, known)
    rules = [RULES[name](planned) for name in names if name != DIAGNOSIS]
    stops: dict[str, Stops] = stopping.read_all(rules, watched)
    if known is not None and chances is not None and names == (DIAGNOSIS,):
        stops = {DIAGNOSIS: needed.course_stops(watched, known, chances)}
    readings = trial_tables.readings_table(rules, watched, planned, acting)
    tables = {
        "arms": trial_tables.arms_table(watched),
        "verdicts": stopping.verdicts_table(stops, watched),
        "outcomes": trial_tables.outcomes_table(courses, acting),
        "quadrants": needed.quadrants_table(watched, chances),
        "cloud": needed.cloud_table(watched, known),
        "boundaries": trial_tables.boundaries_table(readings),
        "one_test": trial_tables.one_test_table(watched, chances),
        "readings": readings,
        "actions": trial_tables.actions_table(
            {name: runs for (kind, name), runs in courses.items() if kind == "rule"}, watched.arms
        ),
        # Values and comments of the scenario file, filled in by whoever has it.
        "assumptions": pd.DataFrame(columns=["path", "value", "note"], dtype=str),
    }
    return TestRun(tables, _facts(scenario, test, names, acting, watched, _warnings(rules, planned, watched)))


def _plan(scenario: Scenario, acting: str, execute: Execute, count: Count) -> pd.DataFrame:
    """The chance to find lifts of several sizes by each look, by small tests."""

    def counted(jobs: Sequence[Job]) -> Iterator[tuple[int, Results | Failure]]:
        for found in execute(jobs):
            count.add(1)
            yield found

    options: dict[str, Any] = {"tests": _PLAN_TESTS, "rules": (acting,), "seed": scenario.seed, "factors": (1.0,)}
    found = plan(scenario, execute=counted, **options).table
    return found[found["rule"] == acting][list(_PLAN)].reset_index(drop=True)


def _warnings(rules: Sequence[Rule], planned: Design, watched: Watched) -> dict[str, list[str]]:
    """The conditions of the test in which each rule does not hold its error, by rule."""
    met = conditions.met(planned, watched.seen(len(watched.looks) - 1))
    return {rule.name: [str(condition) for condition in conditions.warnings(rule, met)] for rule in rules}


def _facts(
    scenario: Scenario, test: ProductTest, names: Sequence[str], acting: str, watched: Watched,
    warnings: Mapping[str, list[str]],
) -> dict[str, Any]:  # fmt: skip
    targets = {name: float(value) for name in ("ctr", "cvr") if (value := getattr(test.targets, name)) is not None}
    rotation = test.rotation
    return {
        "kind": "test",
        "name": scenario.name,
        "platform": scenario.platform,
        "currency": scenario.currency or platform(scenario.platform).currency,
        "start": scenario.start.isoformat(),
        "days": scenario.days,
        "seed": scenario.seed,
        "worlds": scenario.worlds,
        "replications": len(watched.records),
        "scenario_hash": patches.scenario_hash(scenario),
        "adsim_version": __version__,
        "numpy_version": np.__version__,
        "daily_budget": scenario.campaign.daily_budget,
        "arms": list(test.names),
        "rules": list(names),
        "rule": acting,
        "looks": list(test.looks),
        "metric": test.metric,
        "targets": targets,
        "alpha": test.alpha,
        "rotation": rotation if isinstance(rotation, str) else ", ".join(f"{k} {v:g}" for k, v in rotation.items()),
        "warnings": dict(warnings),
        "best_share": stopping.best_shares(watched) if len(test.arms) > 1 else {},
    }
