"""The search itself: ask for a batch, measure it, tell, keep, and so on; what is measured is the caller's affair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adsim.experiments.optimise.logbook import Logbook, Trial
from adsim.experiments.optimise.proposals import BATCH, SEVERAL, Proposals, Values, batch_seed
from adsim.experiments.optimise.space import Cube

# Of trials that are asked for (number and point), and all that were told before their batch: each with what was found.
Measure = Callable[[Sequence[Trial], Sequence[Trial]], Sequence[Trial]]


@dataclass(frozen=True)
class Searched:
    """All trials in order, the share of each dimension in what made them good, and how many were known before."""

    trials: tuple[Trial, ...]
    importances: dict[str, float]
    resumed: int


def search(
    names: Sequence[str], sampler: str, seed: int, trials: int, measure: Measure, *,
    known: Sequence[tuple[Cube, Values]] = (), logbook: Logbook | None = None,
) -> Searched:  # fmt: skip
    """Try so many points of the unit cube, whose dimensions are `names`, in batches of `BATCH`.

    `known` are points with their values (profit, and with NSGA-II the low quantile) that guide the sampler. What the
    logbook tells is not measured again; after each batch all is kept there. The same arguments give the same trials,
    whatever was interrupted.
    """
    proposals = Proposals(sampler, names, seed, known)
    done: list[Trial] = []
    seeds: list[int] = []
    resumed = 0
    while len(done) < trials:
        cubes = proposals.ask(min(BATCH, trials - len(done)))
        seeds.append(batch_seed(seed, len(seeds) + 1))
        asked = [Trial(len(done) + place + 1, cube, "asked") for place, cube in enumerate(cubes)]
        before = {
            trial.number: found for trial in asked if logbook and (found := logbook.told(trial.number, trial.cube))
        }
        missing = [trial for trial in asked if trial.number not in before]
        measured = {trial.number: trial for trial in (measure(missing, done) if missing else ())}
        batch = [(before | measured)[trial.number] for trial in asked]
        resumed += len(before)
        proposals.tell([values(trial, sampler) for trial in batch])
        done += batch
        if logbook is not None and missing:
            logbook.keep(done, seeds)
    return Searched(tuple(done), proposals.importances(), resumed)


def values(trial: Trial, sampler: str) -> Values | None:
    """What a sampler is told of a trial."""
    if trial.profit is None:
        return None
    if sampler not in SEVERAL:
        return (trial.profit,)
    return (trial.profit, trial.profit if trial.low is None else trial.low)
