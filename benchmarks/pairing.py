"""How much quieter a difference between two variants is on common random numbers, and whether the control lies.

The shipped scenario with every uncertain parameter held at its centre, and four changes to its equal
split. Compared is the variance of the difference of matured 28-day profit: realised profits on independent
seeds, against the same shoppers in both variants, with realised profit and with the expected margin.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adsim.experiments import runs
from adsim.scenario import files
from adsim.scenario.objects import Scenario
from adsim.simulation import Study
from benchmarks.measuring import Figure, at_least, at_most, shown

TITLE = "Paired differences of matured 28-day profit (variance against independent seeds)"
SCENARIO = Path(__file__).parents[1] / "scenarios" / "split_30_60_10.yaml"
REPLICATIONS, CONTROL_REPLICATIONS, WORKERS = 400, 2000, 2

BASE = "equal"
VARIANTS: dict[str, dict[str, object]] = {
    BASE: {},
    "bid +2 %": {"campaign.bid_factor": {"head": 1.02, "long_tail": 1.02, "precise": 1.02}},
    "bid +15 %": {"campaign.bid_factor": {"head": 1.15, "long_tail": 1.15, "precise": 1.15}},
    "30/60/10": {"campaign.split": {"head": 0.30, "long_tail": 0.60, "precise": 0.10}},
    "image +10 %": {"products[0].image_strength": 1.1},
}
# Least times the variance is to shrink: with realised profit, with the expected margin.
REALISED_TARGETS = {"bid +2 %": 10.0}
CONTROL_TARGETS = {"bid +2 %": 200.0, "bid +15 %": 200.0, "30/60/10": 200.0}

Profits = dict[str, NDArray[np.float64]]


def scenario() -> Scenario:
    """The shipped scenario, worlds at their centre, with this benchmark's variants."""
    return files.load(SCENARIO).model_copy(update={"worlds": "centre", "variants": VARIANTS, "baseline": BASE})


def profits(keys: Sequence[tuple[str, int]]) -> tuple[Profits, Profits]:
    """Realised and expected profit by variant, in the order of the keys."""
    realised: dict[str, list[float]] = {}
    expected: dict[str, list[float]] = {}
    study = Study.of(scenario())
    with runs.executor(WORKERS) as execute:
        jobs = [runs.Job(study, *key) for key in keys]
        for _, result in runs.finished(jobs, execute, runs.Count(None, len(jobs))):
            realised.setdefault(result.variant, []).append(result.profit)
            expected.setdefault(result.variant, []).append(result.expected_profit)
    return ({name: np.array(values) for name, values in part.items()} for part in (realised, expected))  # type: ignore[return-value]


def measure(replications: int = REPLICATIONS) -> list[Figure]:
    keys = [(name, n) for name in VARIANTS for n in range(replications)]
    keys += [(BASE, n) for n in range(replications, CONTROL_REPLICATIONS)]
    realised, expected = profits(keys)
    figures = []
    for name in VARIANTS:
        if name != BASE:
            figures += _shrinkage(name, realised, expected, replications)
    return [*figures, *_unbiasedness(realised[BASE], expected[BASE])]


def _shrinkage(name: str, realised: Profits, expected: Profits, count: int) -> list[Figure]:
    """How many times smaller the variance of the difference is than on independent seeds."""
    base, base_expected = realised[BASE][:count], expected[BASE][:count]
    independent = realised[name].var(ddof=1) + base.var(ddof=1)
    alone = float(independent / (realised[name] - base).var(ddof=1))
    difference = expected[name] - base_expected
    control = float(independent / difference.var(ddof=1))
    error = difference.std(ddof=1) / np.sqrt(count)
    return [
        _against(f"{name}: realised profit, paired", alone, REALISED_TARGETS.get(name)),
        _against(f"{name}: expected margin, paired", control, CONTROL_TARGETS.get(name)),
        Figure(f"  mean difference ± simulation error ({count} pairs)", f"{difference.mean():+.1f} ± {error:.2f}"),
    ]


def _against(what: str, value: float, target: float | None) -> Figure:
    return shown(what, value, "×") if target is None else at_least(what, value, target)


def _unbiasedness(realised: NDArray[np.float64], expected: NDArray[np.float64]) -> list[Figure]:
    gap = realised - expected
    error = gap.std(ddof=1) / np.sqrt(gap.size)
    return [
        Figure(f"control: realised − expected profit ({gap.size} runs)", f"{gap.mean():+.2f} ± {error:.2f}"),
        at_most("  distance from 0", abs(gap.mean()) / error, 3, "s.e."),
        shown("  that error as a share of mean profit", 100 * error / abs(realised.mean()), "%"),
    ]
