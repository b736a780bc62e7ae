"""Variants side by side on the same shoppers: run, stop when sure enough, answer.

`compare` is what the command line calls; it returns tables and facts that `report` can draw and
`results` can save.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments import bid_response as responses
from adsim.experiments import bidder_tables, tables
from adsim.experiments import regret as regrets
from adsim.experiments import sensitivity as sensitivities
from adsim.experiments.bid_response import FACTORS, Bids, Measured
from adsim.experiments.bid_table import bid_table
from adsim.experiments.findings import Findings
from adsim.experiments.runs import (
    Cluster,
    Count,
    Execute,
    Failure,
    Job,
    Progress,
    Work,
    estimate,
    executor,
    finished,
    losses,
    opened,
    whole_worlds,
)
from adsim.experiments.runs.job import engine
from adsim.experiments.sensitivity import Levels
from adsim.experiments.tables import Stack
from adsim.metrics import Results
from adsim.platforms import platform
from adsim.scenario import patches, rules
from adsim.scenario.objects import Scenario
from adsim.simulation import Study
from adsim.simulation.keywords import keyword_names
from adsim.stats import paired
from adsim.version import __version__

_FIRST_ROUND = 20


@dataclass(frozen=True)
class Comparison(Findings):
    """A finished comparison. Its tables and facts: docs/reference/tables.md."""


def compare(
    scenario: Scenario,
    *,
    variants: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    sensitivity: bool = True,
    bids: Bids | None = None,
    regret: Sequence[float] | None = None,
    force: bool = False,
    progress: Progress | None = None,
    folder: str | Path | None = None,
    fresh: bool = False,
    cluster: Cluster | None = None,
    memory: int | None = None,
) -> Comparison:
    """Compare variants of a loaded scenario on common random numbers.

    `variants` (default all), `replications` and `seed` override the scenario's. `workers` above 1 are local
    Dask processes; the tables do not depend on their number. `sensitivity` runs the low and the high values of
    the scenario's `sensitivity` too. `bids` asks for the bid response of the baseline, `regret` (factors, 1 is
    always among them) for what fixed bids would have earned in the variants' own worlds. `progress(done, of)` is
    called as runs finish. In a `folder` every finished run is kept, and only what is missing is done; `fresh` forgets
    them first. A `cluster` does the runs instead of local workers, each of which may take `memory` bytes. A world in
    which a run failed twice is left out for all variants, and the run is among the result's `failures`. Raises
    `InputError` for an unknown variant, `WorkLimitError` beyond the limits unless `force`, and `RunsFailedError` where
    runs failed in more than a fifth of the worlds: after all others, which stay kept.
    """
    began = time.perf_counter()
    scenario = scenario if seed is None else scenario.model_copy(update={"seed": seed})
    names = _chosen(scenario, variants)
    _check_count("replications", replications, 1 if len(names) == 1 and bids is None else 2)
    _check_count("workers", workers, 1)
    study, baseline = Study.of(scenario), scenario.baseline if scenario.baseline in names else names[0]
    precision = scenario.precision if replications is None else None
    most = replications or scenario.replications
    levels = sensitivities.levels(scenario) if sensitivity and most > 1 else ()
    fixed = None if regret is None else regrets.plan(study, names, regret)
    work = _work(study, names, baseline, most, levels, bids, fixed)
    if not force:
        work.refuse_if_too_much()
    count = Count(progress, work.runs)
    with opened(folder, fresh=fresh) as store, executor(workers, cluster, memory, store) as execute:
        runs, lost = _replicate(study, names, most, precision, execute, count)
        plan = responses.plan(study, baseline, bids, runs[baseline], levels) if bids else None
        worlds = [run.replication for run in runs[names[0]]]
        few = worlds[: sensitivities.replications(len(worlds))]
        more = (plan.runs if plan else 0) + (fixed.runs(len(worlds)) if fixed else 0)
        count.to_come(len(levels) * len(few) * len(names) + more)
        measured = sensitivities.measure(levels, names, few, execute, count)
        told = plan.measure(execute, count) if plan else Measured()
        hindsight = fixed.measure(runs, execute, count) if fixed else regrets.Measured()
    found = _answer(scenario, study, [Stack(name, runs[name]) for name in names], measured)
    found.tables.update(_asked_besides(told, bids, hindsight))
    failures = (*lost.failures, *measured.failures, *told.failures, *hindsight.failures)
    found.facts.update(losses(failures, range(lost.asked), worlds), runs=count.done, target_error=precision)
    found.facts.update(bid_replications=len(told.worlds) or None, regret_replications=len(hindsight.worlds) or None)
    found.facts["seconds"] = round(time.perf_counter() - began, 2)
    return replace(found, failures=failures, harmed=() if store is None else tuple(store.problems))


def _work(
    study: Study, names: Sequence[str], baseline: str, most: int, levels: Sequence[sensitivities.Level],
    bids: Bids | None, fixed: regrets.Plan | None,
) -> Work:  # fmt: skip
    """All that it may cost, with what is asked besides."""
    besides = responses.most_work(study, baseline, bids, most, levels) if bids else []
    besides += fixed.work(most) if fixed else []
    return sum([*sensitivities.work(levels, names, most), *besides], estimate(study, names, most))


def _asked_besides(told: Measured, bids: Bids | None, hindsight: regrets.Measured) -> dict[str, pd.DataFrame]:
    """What other bids would have brought; tables without rows where nobody asked."""
    return {
        "bid_response": bid_table(told.responses, bids.factors if bids else ()),
        "regret": regrets.regret_table(hindsight),
        "fixed_bids": regrets.fixed_bids_table(hindsight),
    }


def bid_response(
    scenario: Scenario,
    *,
    variant: str | None = None,
    factors: Sequence[float] = FACTORS,
    top: int = 5,
    replications: int = 30,
    seed: int | None = None,
    workers: int = 1,
    sensitivity: bool = True,
    force: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Tell what other bids would bring: the table `bid_response` of one variant (default the baseline).

    Every class and the `top` keywords by clicks, their bids times `factors`, in `replications` worlds. The other
    options, and the other tables of the result, are those of `compare` for this variant alone.
    Raises `InputError` for an unknown variant or what cannot be asked, `WorkLimitError` beyond the limits.
    """
    name = variant or scenario.baseline or patches.names(scenario)[0]
    asked = Bids(tuple(factors), top, replications)
    return compare(
        scenario, variants=[name], replications=replications, seed=seed, workers=workers, sensitivity=sensitivity,
        bids=asked, force=force, progress=progress,
    )  # fmt: skip


def _check_count(name: str, asked: int | None, least: int) -> None:
    if asked is not None and asked < least:
        raise InputError([Problem(name, "", f"must be at least {least}", str(asked))])


def _chosen(scenario: Scenario, variants: Sequence[str] | None) -> tuple[str, ...]:
    known = patches.names(scenario)
    unknown = [name for name in variants or () if name not in known]
    if unknown:
        raise InputError([Problem("--variant", "", f"must be one of {', '.join(known)}", repr(unknown[0]))])
    return tuple(dict.fromkeys(variants)) if variants else known


class _Lost(NamedTuple):
    asked: int  # worlds
    failures: list[Failure]


def _replicate(
    study: Study, names: Sequence[str], most: int, precision: float | None, execute: Execute, count: Count
) -> tuple[dict[str, list[Results]], _Lost]:
    """Do runs in rounds until the asked precision, or all replications; every variant has the same worlds."""
    runs: dict[str, dict[int, Results]] = {name: {} for name in names}
    failures: list[Failure] = []
    done = 0
    target = most if precision is None else min(_FIRST_ROUND, most)
    while True:
        jobs = [Job(study, name, replication) for replication in range(done, target) for name in names]
        for job, run in finished(jobs, execute, count):
            if isinstance(run, Failure):
                failures.append(run)
            else:
                runs[job.variant][job.replication] = run
        done = target
        _, worlds = whole_worlds(names, range(done), failures)
        found = {name: [runs[name][world] for world in worlds] for name in names}
        if done >= most or (precision is not None and _precise_enough(found, names, precision)):
            return found, _Lost(done, failures)
        target = min(2 * done, most)


def _precise_enough(runs: Mapping[str, list[Results]], names: Sequence[str], precision: float) -> bool:
    """Is the half-width of every pair's simultaneous interval below this share of the mean cost?"""
    expected = np.array([[run.expected_profit for run in runs[name]] for name in names]).T
    cost = float(np.mean([run.cost for name in names for run in runs[name]]))
    if len(names) == 1:
        replications = expected.shape[0]
        if replications < 2:
            return False
        half = paired.t_quantile(replications) * np.std(expected, ddof=1) / np.sqrt(replications)
    else:
        errors = paired.pair_errors(expected)
        half = paired.simultaneous_quantile(expected) * errors.max() if errors.max() > 0 else 0.0
    return bool(half <= precision * cost)


def _pairs(count: int, baseline: int, winner: int) -> list[tuple[int, int]]:
    versus_baseline = [(i, baseline) for i in range(count) if i != baseline]
    versus_others = [(winner, j) for j in range(count) if j not in (winner, baseline)]
    return list(dict.fromkeys(versus_baseline + versus_others))


def _answer(scenario: Scenario, study: Study, stacks: Sequence[Stack], levels: Levels) -> Comparison:
    names = [stack.variant for stack in stacks]
    windows = rules.windows(scenario)
    variants = tables.variants_table(stacks)
    order = np.argsort(-variants["profit"].to_numpy(), kind="stable")
    winner, runner_up = int(order[0]), int(order[min(1, len(names) - 1)])
    baseline = names.index(scenario.baseline) if scenario.baseline in names else 0
    profit = np.stack([stack.total("expected_profit") for stack in stacks], axis=1)
    keywords = [keyword_names(study.timetables[name][0][1]) for name in names]
    made = {
        "runs": tables.runs_table(stacks),
        "variants": variants,
        "differences": tables.differences_table(stacks, _pairs(len(names), baseline, winner)),
        "signs": tables.signs_table(stacks, baseline, windows),
        "days": tables.days_table(stacks),
        "hours": tables.hours_table(stacks),
        "classes": tables.classes_table(stacks),
        "windows": tables.windows_table(stacks, windows),
        "class_days": tables.class_days_table(stacks),
        "bid_days": bidder_tables.bid_days(stacks),
        "advertiser_days": bidder_tables.advertiser_days(stacks),
        "traffic": bidder_tables.traffic(stacks, baseline),
        # Values and comments of the scenario file, filled in by whoever has it.
        "assumptions": pd.DataFrame(columns=["path", "value", "note"], dtype=str),
        "keywords": tables.keywords_table(stacks, keywords),
        "sensitivity": sensitivities.table(scenario, names, baseline, profit, levels),
    }
    facts = _facts_of_scenario(scenario) | {
        "replications": len(stacks[0].runs),
        "baseline": names[baseline],
        "winner": names[winner],
        "runner_up": names[runner_up] if len(names) > 1 else None,
        **_gap(made["differences"], names[winner], names[runner_up]),
        "sensitivity_holds": sensitivities.holds(made["sensitivity"]),
        "sensitivity_replications": len(levels.places) if levels.profits else None,
        "variants": names,
        "bidders": bidder_tables.bidders(study, names),
        "windows": list(windows),
    }
    return Comparison(made, facts)


def _facts_of_scenario(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "platform": scenario.platform,
        "currency": scenario.currency or platform(scenario.platform).currency,
        "start": scenario.start.isoformat(),
        "days": scenario.days,
        "seed": scenario.seed,
        "worlds": scenario.worlds,
        "scenario_hash": patches.scenario_hash(scenario),
        "adsim_version": __version__,
        "engine": engine(),
        "numpy_version": np.__version__,
        "daily_budget": scenario.campaign.daily_budget,
    }


def _gap(differences: pd.DataFrame, winner: str, runner_up: str) -> dict[str, Any]:
    """How far the winner is ahead; nothing where there is one variant."""
    rows = differences[(differences["variant"] == winner) & (differences["versus"] == runner_up)]
    if rows.empty:
        return {"separated": False, "gap": None, "gap_low": None, "gap_high": None}
    gap, low, high = (float(rows[name].iloc[0]) for name in ("profit", "low", "high"))
    return {"separated": low > 0, "gap": gap, "gap_low": low, "gap_high": high}
