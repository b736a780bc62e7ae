"""Tests whose arms do not differ at all: in how many does each rule see a difference, in which worlds?"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.product_test import rule_names
from adsim.experiments.product_test.many_tests import Asked, Progress, Reading, sums
from adsim.experiments.product_test.own_world import OWN, measured
from adsim.experiments.product_test.worlds import LOOKS, Case, conditions, standard
from adsim.scenario.objects import Scenario
from adsim.verdicts import RULES
from adsim.verdicts.contract import NO_ARM, Design, Rule, Seen
from adsim.verdicts.looks import first_decision

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Audit:
    """`table` (rule, world, look, metric, alpha, holds, tests, wrong, error): `wrong` is the share of tests in which
    the rule has seen a difference by the end of day `look`, `error` its standard error, `holds` whether the rule
    says it keeps `alpha` there. `worlds` tells what each world is."""

    table: pd.DataFrame
    worlds: dict[str, str]

    def at_the_end(self) -> pd.DataFrame:
        """The rows of each world's last look: any look."""
        last = self.table.groupby(["rule", "world"], sort=False)["look"].transform("max")
        return self.table[self.table["look"] == last]


def audit(
    scenario: Scenario | None = None,
    *,
    tests: int = 100_000,
    worlds: Sequence[str] = (),
    rules: Sequence[str] = (),
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
) -> Audit:
    """Draw `tests` no-difference tests of each world and let each rule read them at every look.

    `worlds`: names of standard worlds and `own`, the scenario's (default: all there are); `rules`: names of the
    registry (default: all) and of `rule_names`. The scenario's traffic is measured
    in a few simulated runs with arms alike. The same figures on any number of `workers` (threads).
    Raises `InputError` for names unknown, for fewer than 2 tests, and for a scenario without a test of two arms.
    """
    if tests < 2:
        raise InputError([Problem("--tests", "", "must be at least 2", str(tests))])
    names = rule_names.chosen("--rules", rules, rule_names.known(), RULES)
    cases = _cases(scenario, worlds)
    made = [[rule_names.make(name, plan) for name in names] for _, plan in cases]
    asked = [Asked(case.world, plan.looks, _reading(each)) for (case, plan), each in zip(cases, made, strict=True)]
    counted = sums(asked, tests, seed=seed, workers=workers, progress=progress)
    rows = [
        row
        for (case, plan), counts, each in zip(cases, counted, made, strict=True)
        for row in _rows(case, plan, names, each, counts, tests)
    ]
    return Audit(pd.DataFrame(rows), {case.world.name: case.what for case, _ in cases})


def _cases(scenario: Scenario | None, names: Sequence[str]) -> list[tuple[Case, Design]]:
    """Each world asked for, with the test's design there."""
    usual = standard()
    among = (*usual, *((OWN,) if scenario is not None else ()))
    found: list[tuple[Case, Design]] = []
    for name in rule_names.chosen("--worlds", names, among, among):
        if name == OWN and scenario is not None:
            own = measured(scenario)
            found.append((own.case, own.case.design(own.design)))
        else:
            found.append((usual[name], usual[name].design(Design(looks=LOOKS, planned_days=LOOKS[-1]))))
    return found


def _reading(rules: Sequence[Rule]) -> Reading:
    """Counts of tests in which each rule has seen a difference by each look. [rules, looks]"""

    def read(seen: list[Seen]) -> Floats:
        counts = np.zeros((len(rules), len(seen)))
        for index, rule in enumerate(rules):
            look, winner = first_decision(rule, seen)
            counts[index] = np.cumsum(np.bincount(look[winner != NO_ARM], minlength=len(seen)))
        return counts

    return read


def _rows(
    case: Case, plan: Design, names: Sequence[str], rules: Sequence[Rule], counts: Floats, tests: int
) -> Iterator[dict[str, object]]:
    met = conditions(case.world, plan.looks)
    for name, rule, counted in zip(names, rules, counts, strict=True):
        for look, count in zip(plan.looks, counted.tolist(), strict=True):
            share = count / tests
            yield {
                "rule": name, "world": case.world.name, "look": look, "metric": case.metric, "alpha": plan.alpha,
                "holds": met <= rule.holds, "tests": tests, "wrong": share,
                "error": math.sqrt(share * (1 - share) / tests),
            }  # fmt: skip
