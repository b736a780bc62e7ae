"""A sensitivity study from a scenario to its tables: samples on the same shoppers, only what is missing is run."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from adsim import simulation
from adsim.errors import InputError, Problem
from adsim.experiments.findings import Findings
from adsim.experiments.influence import design as designs
from adsim.experiments.influence import tables
from adsim.experiments.influence.design import Design, designed, name
from adsim.experiments.influence.inputs import Input, inputs_of
from adsim.experiments.influence.tables import Floats, Measured, Standing
from adsim.experiments.runs import (
    Cluster,
    Count,
    Failure,
    Job,
    Progress,
    Team,
    estimate,
    losses,
    opened_or_aside,
    recorded,
    run_key,
    team,
    whole_worlds,
)
from adsim.experiments.sweep import work
from adsim.experiments.sweep.sweep import Announce
from adsim.experiments.sweep.work import Estimate
from adsim.platforms import platform
from adsim.results import Store
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.version import __version__

SAMPLES, REPLICATIONS = 64, 4
ENDS_WORLDS = 4  # times as many worlds where inputs move one by one: these are few samples


@dataclass(frozen=True)
class Influence(Findings):
    """A finished study. Its tables and facts: docs/reference/sensitivity.md."""


def influence(
    scenario: Scenario,
    *,
    inputs: Sequence[str] = (),
    samples: int = SAMPLES,
    replications: int = REPLICATIONS,
    variants: Sequence[str] | None = None,
    seed: int | None = None,
    workers: int = 1,
    cluster: Cluster | None = None,
    memory: int | None = None,
    folder: str | Path | None = None,
    fresh: bool = False,
    force: bool = False,
    announce: Announce | None = None,
    progress: Progress | None = None,
) -> Influence:
    """Vary what is uncertain in a loaded scenario, all at once and one by one, and tell what moves the answer most.

    `inputs` as `inputs_of` takes them; `samples` becomes a power of two; every sample meets the same `replications`
    worlds. With a `folder` every finished run is kept there, and a second call runs only what is missing. Once a few
    runs are timed, `announce(estimate)` is told what all will cost. Neither who works nor an interruption changes a
    figure. A world in which a run failed twice is left out for all samples, and the run is among the result's
    `failures`. Raises `InputError` for what cannot be asked, `WorkLimitError` beyond the limits unless `force`, and
    `RunsFailedError` where runs failed in more than a fifth of the worlds (one of few may go): after all others, which
    stay kept.
    """
    began = time.perf_counter()
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    for option, asked, least in (("samples", samples, 8), ("replications", replications, 2), ("workers", workers, 1)):
        if asked < least:
            raise InputError([Problem(option, "", f"must be at least {least}", str(asked))])
    chosen = _chosen(scenario, variants)
    varied = inputs_of(scenario, inputs)
    most = designs.rounded(samples) * (len(varied) + 2) * len(chosen) * replications
    if not force:
        work.refuse_if_too_many(most)
    design = designed(scenario, varied, samples, chosen)
    if not force:
        estimate(design.study, list(design.study.timetables), replications).refuse_if_too_much()
    with opened_or_aside(folder, fresh=fresh) as store, team(workers, cluster, memory, store) as crew:
        task = _Task(design, replications, store, crew, progress)
        expected = task.timed(None if cluster else workers)
        if announce:
            announce(expected)
        if not force:
            expected.refuse_if_too_much(None if folder is None else Path(folder))
        spread = task.run(design.spread, chosen, replications)
        ends = task.profits(task.run(design.ends(), chosen, ENDS_WORLDS * replications))
        standing = Standing.of(design, task.profits(spread))
        told = list(dict.fromkeys((standing.winner, standing.runner_up or standing.winner)))
        mixed = task.run([sample for one in design.inputs for sample in design.mixed(one)], told, replications)
        left = whole_worlds([*spread.names, *mixed.names], range(replications), task.failures).worlds
        profits = ends | task.profits(spread, left) | task.profits(mixed, left)
    measured = Measured(design, profits, standing)
    facts = _facts(scenario, design, samples, len(left), standing) | tables.shares(measured)
    facts |= losses(task.failures, range(replications), left)
    facts |= {"runs": task.runs, "seconds": round(time.perf_counter() - began, 2)}
    return Influence(tables.made(measured), facts, tuple(task.failures), tuple(store.problems))


def _chosen(scenario: Scenario, variants: Sequence[str] | None) -> tuple[str, ...]:
    known = patches.names(scenario)
    unknown = [one for one in variants or () if one not in known]
    if unknown:
        raise InputError([Problem("--variant", "", f"must be one of {', '.join(known)}", repr(unknown[0]))])
    return tuple(dict.fromkeys(variants)) if variants else known


class _Asked(NamedTuple):
    """Runs that were asked for: these names of the study in worlds from 0 on."""

    names: list[str]
    worlds: int


class _Task:
    """Does runs and reads their expected profits. `failures`: runs that failed each time."""

    def __init__(self, design: Design, worlds: int, store: Store, crew: Team, progress: Progress | None) -> None:
        self._design, self._worlds = design, worlds
        self._study, self._store, self._crew = design.study, store, crew
        self._told = min(len(design.variants), 2)  # variants of which the mixed samples are run
        mixtures = design.count * len(design.inputs) * self._told
        shared = (len(design.spread) + ENDS_WORLDS * len(design.ends())) * len(design.variants)
        self.runs = (shared + mixtures) * worlds
        self._count = Count(progress, self.runs)
        self.failures: list[Failure] = []

    def timed(self, workers: int | None) -> Estimate:
        """Do a few of the missing runs, and say what the others will take. `workers` None: nobody knows how many.

        Of which variants the mixed samples will be run is not known yet: those that have most of them done already.
        """
        design = self._design
        mixed = [sample for one in design.inputs for sample in design.mixed(one)]
        to_mix = sorted((self._missing(mixed, [one], self._worlds) for one in design.variants), key=len)[: self._told]
        missing = self._missing(design.spread, design.variants, self._worlds)
        missing += self._missing(design.ends(), design.variants, ENDS_WORLDS * self._worlds)
        missing += [job for several in to_mix for job in several]
        done, seconds = work.timed(missing, self._crew, self._store, workers)
        return Estimate(
            design.count, len(design.variants), self._worlds, self.runs, len(missing) - done, seconds, workers,
            work.memory_needed(workers, self.runs),
        )  # fmt: skip

    def _missing(self, samples: Sequence[str], variants: Sequence[str], worlds: int) -> list[Job]:
        names = [name(sample, variant) for sample in samples for variant in variants]
        jobs = [Job(self._study, one, world) for one in names for world in range(worlds)]
        return [job for job in jobs if run_key(*job) not in self._store]

    def run(self, samples: Sequence[str], variants: Sequence[str], worlds: int) -> _Asked:
        """Run what is missing of these."""
        names = [name(sample, variant) for sample in samples for variant in variants]
        jobs = [Job(self._study, one, world) for one in names for world in range(worlds)]
        simulation.compile_kernels()
        for _, found in recorded(jobs, self._crew, self._store, self._count):
            if isinstance(found, Failure):
                self.failures.append(found)
        return _Asked(names, worlds)

    def profits(self, asked: _Asked, worlds: Sequence[int] | None = None) -> dict[str, Floats]:
        """Expected profits [world] by the study's names, in these worlds (default: all in which none of them failed).

        Raises `RunsFailedError` where too many failed.
        """
        left = whole_worlds(asked.names, range(asked.worlds), self.failures).worlds if worlds is None else worlds
        keys = [run_key(self._study, one, world) for one in asked.names for world in left]
        read = self._store.read(keys, ["expected_profit"])["expected_profit"]
        return dict(zip(asked.names, np.asarray(read, dtype=np.float64).reshape(-1, len(left)), strict=True))


def _facts(scenario: Scenario, design: Design, asked: int, worlds: int, standing: Standing) -> dict[str, Any]:
    return {
        "kind": "sensitivity",
        "name": scenario.name,
        "platform": scenario.platform,
        "currency": scenario.currency or platform(scenario.platform).currency,
        "start": scenario.start.isoformat(),
        "days": scenario.days,
        "seed": scenario.seed,
        "worlds": scenario.worlds,
        "replications": worlds,
        "asked": asked,
        "samples": design.count,
        "variants": list(design.variants),
        "winner": standing.winner,
        "runner_up": standing.runner_up,
        "inputs": [_input(one) for one in design.inputs],
        "scenario_hash": patches.scenario_hash(scenario),
        "adsim_version": __version__,
        "numpy_version": np.__version__,
    }


def _input(one: Input) -> dict[str, Any]:
    low, centre, high = (value[0] for value in (one.end("low"), one.centre, one.end("high")))
    return {"name": one.name, "kind": one.kind, "parts": list(one.parts), "spread": one.spread,
            "low": low, "centre": centre, "high": high}  # fmt: skip
