"""How often rules of product tests err where nothing is to be seen, what they find, and what kills cost.

Small tests in the standard worlds (`adsim audit`), theory beside the power, kills at 100 clicks a day, and full runs of
a scenario beside its world in the small. The rounds are the tests of each world.
"""

import os
import time
from pathlib import Path

import numpy as np
from scipy import stats

from adsim.experiments.product_test.audit import audit
from adsim.experiments.product_test.kills import kills
from adsim.experiments.product_test.many_tests import Asked, sums
from adsim.experiments.product_test.own_world import alike, measured, records
from adsim.experiments.product_test.plan import lifted
from adsim.experiments.product_test.worlds import LOOKS, Case, standard
from adsim.metrics import TestRecord
from adsim.scenario import files
from adsim.scenario.objects import Scenario
from adsim.verdicts import RULES
from adsim.verdicts.contract import NO_ARM, Design, Floats, Seen
from adsim.verdicts.looks import first_decision
from benchmarks.measuring import Figure, at_least, at_most, shown

TITLE = "Product tests: errors of the rules, power, kills, and full runs beside small ones"
SCENARIO = Path(__file__).parents[1] / "scenarios" / "product_test.yaml"
TESTS, WORKERS, FULL_RUNS, SEED = 100_000, 2, 400, 1
MEANT_FOR = ("group_sequential", "always_valid")  # the rules that must hold in worlds 1 to 6 and those of CTR
BEYOND = ("rotation_80_20", "thompson", "thompson_noise", "payment_dates")
PLAN = Design(looks=LOOKS, planned_days=LOOKS[-1])


def measure(tests: int = TESTS) -> list[Figure]:
    return [*errors(tests), *power(tests), *kill_figures(tests), *full_runs()]


def errors(tests: int) -> list[Figure]:
    """Every rule in every world; the time it took."""
    audit(tests=2)  # compiled
    wall, cpu = time.perf_counter(), time.process_time()
    last = audit(tests=tests, seed=SEED, workers=WORKERS).at_the_end()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    most = 100 * (0.05 + 4 * np.sqrt(0.05 * 0.95 / tests))
    figures = []
    for row in last.to_dict("records"):
        what, share = f"{row['world']}: {row['rule']} sees a difference", 100 * row["wrong"]
        if row["rule"] in MEANT_FOR and row["world"] not in BEYOND:
            figures.append(at_most(what, share, round(most, 2), "%"))
        elif row["rule"] == "naive_test" and row["world"] == "plain":
            figures.append(Figure(what, f"{share:.4g} %", "17.8 ± 0.4 %", abs(share - 17.8) <= 0.4))
        else:
            figures.append(shown(what, share, "%"))
    return [
        *figures,
        at_most(f"{tests:,} tests in all worlds, wall time on {WORKERS} threads", wall, 60 * tests / TESTS, "s"),
        Figure("  processor time; load of the machine", f"{cpu:.3g} s; {os.getloadavg()[0]:.1f}"),
    ]


def found(case: Case, lift: float, tests: int, rule: str = "group_sequential") -> float:
    """Share of tests of a lift in which the rule names the challenger."""
    made = RULES[rule](case.design(PLAN))

    def read(seen: list[Seen]) -> Floats:
        return np.array([np.count_nonzero(first_decision(made, seen)[1] == 1)], float)

    return float(sums([Asked(lifted(case.world, lift), LOOKS, read)], tests, seed=SEED, workers=WORKERS)[0][0] / tests)


def theory(case: Case, lift: float) -> tuple[float, float]:
    """Power of one test at the end: the t test on days (noncentral t) and the normal law."""
    days, trials, rate = LOOKS[-1], case.world.trials[0] * LOOKS[-1], case.world.rates[0]
    better = rate * (1 + lift)
    z = (better - rate) / np.sqrt((rate * (1 - rate) + better * (1 - better)) / trials)
    return float(stats.nct.sf(stats.t.isf(0.025, days - 1), days - 1, z)), float(stats.norm.sf(1.96 - z))


def power(tests: int) -> list[Figure]:
    plain = standard()["plain"]
    lifts = np.linspace(0.3, 0.5, 2001)
    at_80 = float(lifts[np.argmin([abs(theory(plain, lift)[1] - 0.8) for lift in lifts])])
    figures = []
    for lift in (0.3, at_80):
        here, (t, normal) = 100 * found(plain, lift, tests), theory(plain, lift)
        what = f"a lift of {lift:.1%}, plain: group_sequential finds it"
        figures.append(at_least(what, here, 63, "%") if lift == 0.3 else shown(what, here, "%"))
        figures.append(at_most("  away from noncentral t", abs(here - 100 * t), 1, "points"))
        figures.append(at_most("  below the normal law", 100 * normal - here, 4, "points"))
    return [
        *figures,
        shown("a lift of 30 %, plain: always_valid finds it", 100 * found(plain, 0.3, tests, "always_valid"), "%"),
    ]


def kill_figures(tests: int) -> list[Figure]:
    table = kills(tests=tests, seed=SEED, workers=WORKERS)
    asked = {
        (7, 1.0): (at_most, 5.0),
        (7, 1.25): (at_most, 1.0),
        (7, 0.5): (at_least, 60.0),
        (28, 0.5): (at_least, 95.0),
    }
    figures = []
    for row in table.to_dict("records"):
        name = f"kill, {row['delay']}, noise {row['noise']:g}, {row['factor']:g} × target"
        if (row["look"], row["factor"]) in asked:
            judge, target = asked[row["look"], row["factor"]]
            figures.append(judge(f"{name}, day {row['look']} alone", 100 * row["alone"], target, "%"))
        if row["look"] == LOOKS[-1] and row["factor"] == 1.0:
            figures.append(at_most(f"{name}, all looks together", 100 * row["by_then"], 5.0, "%"))
    return figures


def full_runs(runs: int = FULL_RUNS) -> list[Figure]:
    """The scenario's no-difference test in full runs, and in the small: how often the rules see a difference."""
    # One market for all runs: the world in the small has one level of rates.
    scenario = files.load(SCENARIO).model_copy(update={"worlds": "centre"})
    own = measured(scenario)
    plan, tests = own.case.design(own.design), 40_000
    small = audit(scenario, tests=tests, worlds=["own"], rules=list(RULES), seed=SEED, workers=WORKERS).at_the_end()
    seen = as_seen(alike(scenario), runs)
    figures = []
    for name, share in zip(small["rule"], small["wrong"], strict=True):
        full = float(np.mean(first_decision(RULES[name](plan), seen)[1] != NO_ARM))
        error = np.sqrt(share * (1 - share) * (1 / runs + 1 / tests))
        what = f"{name}: {runs} full runs see a difference in {full:.1%}, small ones in {share:.1%}: apart"
        figures.append(at_most(what, abs(full - share) / error if error else 0.0, 3, "s.e."))
    return figures


def as_seen(scenario: Scenario, runs: int) -> list[Seen]:
    """Full runs of a scenario's test as rules are shown them at each look."""
    found = records(scenario, runs)
    ctr = scenario.test is not None and scenario.test.metric == "ctr"

    def hits(one: TestRecord, look: int) -> np.ndarray:
        return one.clicks if ctr else one.orders_seen[look]

    return [
        Seen(
            np.stack([(one.impressions if ctr else one.clicks)[:, :day] for one in found]),
            np.stack([hits(one, look)[:, :day] for one in found]),
        )
        for look, day in enumerate(found[0].looks)
    ]
