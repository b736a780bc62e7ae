"""What the answer would be if what the data cannot tell were otherwise: every variant again at low and high values.

A scenario's `sensitivity` names such assumptions by path. One at a time takes its low and its high value, in
fewer worlds than the main runs but the same ones; the main runs are the middle. What a level changes is
measured world by world and carried over to all worlds, so that the levels can be laid side by side.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.runs import Count, Execute, Failure, Job, Work, estimate, finished, whole_worlds
from adsim.scenario import patches
from adsim.scenario.faults import parsed
from adsim.scenario.objects import Scenario
from adsim.simulation import Study
from adsim.stats import paired

Floats = NDArray[np.float64]

FEWEST = 10
COLUMNS = ("path", "level", "value", "variant", "profit", "profit_error", "gain", "low", "high", "best_share", "winner",
           "tied")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Level:
    """An assumption at its low or its high value."""

    path: str
    name: str  # low or high
    value: Any
    study: Study


def levels(scenario: Scenario) -> tuple[Level, ...]:
    """The low and the high level of each assumption that the scenario's `sensitivity` names."""
    found = []
    for path, ends in scenario.sensitivity.items():
        for name, value in (("low", ends.low), ("high", ends.high)):
            study = Study.of(patches.patched(scenario, {path: value}))
            found.append(Level(path, name, value, study))
    return tuple(found)


def replications(most: int) -> int:
    """How many worlds a level gets where the main runs have `most`: a third, not too few, never more."""
    return min(most, max(FEWEST, -(-most // 3)))


def work(asked: Sequence[Level], variants: Sequence[str], most: int) -> list[Work]:
    """What the levels cost where the main runs have `most` worlds."""
    return [estimate(level.study, variants, replications(most)) for level in asked]


@dataclass(frozen=True)
class Levels:
    """What was measured at each level: expected profits [replication, variant] in the main runs' worlds at `places`;
    a world in which a run failed is left out for all levels."""

    profits: Mapping[Level, Floats]
    places: list[int]
    failures: tuple[Failure, ...] = ()


def measure(
    asked: Sequence[Level], variants: Sequence[str], worlds: Sequence[int], execute: Execute, count: Count
) -> Levels:
    """Run the levels in these worlds. Raises `RunsFailedError` where runs failed in more than a fifth of them."""
    jobs = [Job(level.study, name, world) for level in asked for world in worlds for name in variants]
    shape = len(asked), len(worlds), len(variants)
    profit, failures = np.full(shape, np.nan), []
    for place, (_, run) in enumerate(finished(jobs, execute, count)):
        at = tuple(map(int, np.unravel_index(place, shape)))
        if isinstance(run, Failure):
            failures.append(run._replace(variant=_label(asked[at[0]], run.variant)))
        else:
            profit[at] = run.expected_profit
    left = whole_worlds([_label(level, name) for level in asked for name in variants], worlds, failures).worlds
    places = [place for place, world in enumerate(worlds) if world in left]
    return Levels(dict(zip(asked, profit[:, places], strict=True)), places, tuple(failures))


def _label(level: Level, variant: str) -> str:
    """What a run is called that failed."""
    return f"{variant} with {level.path} {level.name}"


def table(
    scenario: Scenario,
    variants: Sequence[str],
    baseline: int,
    main: Floats,
    levels: Levels,
) -> pd.DataFrame:
    """One row an assumption, level and variant. `main` [replication, variant] are the main runs' expected profits."""
    # The worlds that the levels have go first.
    main = main[[*levels.places, *(place for place in range(len(main)) if place not in set(levels.places))]]
    rows: list[dict[str, object]] = []
    for path in dict.fromkeys(level.path for level in levels.profits):
        ends = {level.name: (level.value, profit) for level, profit in levels.profits.items() if level.path == path}
        low, high = ends["low"], ends["high"]
        for name, (value, profit) in (("low", low), ("mid", (value_at(scenario, path), main)), ("high", high)):
            known = {"path": path, "level": name, "value": _written(value)}
            rows += [known | row for row in _rows(variants, baseline, main, profit)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(variants: Sequence[str], baseline: int, main: Floats, level: Floats) -> Iterator[dict[str, object]]:
    """Of one level, one row a variant."""
    moved = carried_over(main, level)
    worlds, profit = moved.shape[0], moved.mean(axis=0)
    winner = int(np.argsort(-profit, kind="stable")[0])
    error = moved.std(axis=0, ddof=1) / np.sqrt(worlds)
    # The shift is known from fewer worlds than the samples are many.
    factor = paired.t_quantile(level.shape[0]) / paired.t_quantile(worlds) * paired.simultaneous_quantile(moved)
    best = level == level.max(axis=1, keepdims=True)
    best_share = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    for index, name in enumerate(variants):
        gain, half = profit[index] - profit[baseline], _half(moved, index, baseline, factor)
        behind = profit[winner] - profit[index]
        yield {
            "variant": name,
            "profit": float(profit[index]),
            "profit_error": float(error[index]),
            "gain": float(gain),
            "low": float(gain - half),
            "high": float(gain + half),
            "best_share": float(best_share[index]),
            "winner": index == winner,
            "tied": index != winner and bool(behind <= _half(moved, index, winner, factor)),
        }


def carried_over(main: Floats, level: Floats) -> Floats:
    """Samples [replication, variant] of a level as if it had been run in all the worlds of `main`.

    Their mean is the mean of `main` plus the mean shift of the first worlds, which have both; their variance
    is that of this sum. With as many worlds at the level as in `main` they are the level's own.
    """
    few, many = level.shape[0], main.shape[0]
    shift = level - main[:few]
    mean = shift.mean(axis=0)
    moved: Floats = main + mean
    moved[:few] += many / few * (shift - mean)
    return moved


def _half(samples: Floats, one: int, other: int, factor: float) -> float:
    """Half of the simultaneous interval of a difference; 0 where the two never differ."""
    deviation = np.std(samples[:, one] - samples[:, other], ddof=1)
    return float(factor * deviation / np.sqrt(samples.shape[0])) if deviation > 0 else 0.0


def holds(found: pd.DataFrame) -> bool | None:
    """Is the winner the same at every level? None where no level was run."""
    return None if found.empty else bool(found.loc[found["winner"], "variant"].nunique() == 1)


def value_at(scenario: Scenario, path: str) -> Any:
    """What the scenario itself has at a path, as plain data."""
    value: Any = scenario.model_dump(mode="json", by_alias=True)
    for step in parsed(path) or ():
        value = value[step]
    return value


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else json.dumps(value)
