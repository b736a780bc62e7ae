"""From a scenario to a plan: search, race, measure again in fresh worlds, and say what to type into the account.

`optimise` is what the command line calls; it returns tables and facts that `report` can tell and `results` can save.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from adsim import simulation
from adsim.errors import InputError, Problem
from adsim.experiments.optimise.contest import Contest, Optimised
from adsim.experiments.optimise.logbook import Logbook
from adsim.experiments.optimise.measuring import Worlds
from adsim.experiments.optimise.proposals import SAMPLERS
from adsim.experiments.runs import Cluster, Count, Progress, opened_or_aside, team
from adsim.scenario.objects import Scenario

REPLICATIONS = 20
MOST_TRIALS = 10_000


def optimise(
    scenario: Scenario,
    *,
    over: Sequence[str] = ("split", "bids"),
    trials: int = 200,
    sampler: str = "tpe",
    replications: int = REPLICATIONS,
    seed: int | None = None,
    workers: int = 1,
    cluster: Cluster | None = None,
    memory: int | None = None,
    folder: str | Path | None = None,
    fresh: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Optimised:
    """Search the split, the bids by class and the daily budget (`over`) of a loaded scenario for the most profit.

    Every point meets the same `replications` worlds; what is best is measured again, with all entries of the race, in
    three times as many fresh ones. With a `folder` finished runs and the search are kept there, and a second call
    goes on where the first ended, to the same result (`fresh`: all anew). Runs are done by local worker processes, each
    with `memory` bytes, or by a `cluster`: who does them changes no figure.
    `progress(done, of)` is called as runs finish.
    A world in which a run of the race failed twice is left out for all; a point of the search with a failed run is left
    out itself; failed runs are in the result's `failures`.
    Raises `InputError` for what cannot be searched, `WorkLimitError` beyond the limits unless `force`, and
    `RunsFailedError` where the present plan or the winner fails in more than a fifth of the worlds.
    """
    began = time.perf_counter()
    _check(scenario, trials, sampler, replications, workers)
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    task = Contest(scenario, tuple(over), trials, sampler, replications)
    if not force:
        task.refuse_if_too_much()
    place = None if folder is None else Path(folder)
    with opened_or_aside(place, fresh=fresh) as store, team(workers, cluster, memory, store) as crew:
        simulation.compile_kernels()
        worlds = Worlds(scenario, task.bound, crew, store, Count(progress, task.most_runs))
        found = task.answer(worlds, lambda: Logbook(place, task.identity, fresh))
        harmed = tuple(store.problems)
    found.facts["seconds"] = round(time.perf_counter() - began, 2)
    return replace(found, harmed=harmed)


def _check(scenario: Scenario, trials: int, sampler: str, replications: int, workers: int) -> None:
    problems = [
        Problem(name, "", f"must be at least {least}", str(asked))
        for name, asked, least in (("trials", trials, 1), ("replications", replications, 2), ("workers", workers, 1))
        if asked < least
    ]
    if trials > MOST_TRIALS:
        problems.append(Problem("trials", "", f"must be at most {MOST_TRIALS:,}", str(trials)))
    if sampler not in SAMPLERS:
        problems.append(Problem("--sampler", "", f"must be one of {', '.join(SAMPLERS)}", repr(sampler)))
    if scenario.test is not None:
        problems.append(Problem("test", "", "goes with `adsim test`, not with a search", mend="take `test:` out"))
    if problems:
        raise InputError(problems)
