"""A scenario's own world, as small tests need it: its traffic and rates, measured in a few runs with arms alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.product_test.worlds import Case, mixture, paid_by_age
from adsim.experiments.runs import Count, Execute, Failure, Job, finished, in_process, whole_worlds
from adsim.metrics import MICRO, Results, TestRecord
from adsim.scenario import patches
from adsim.scenario.arms import tested as products_of
from adsim.scenario.objects import Scenario
from adsim.scenario.product_test import NO_RULE, ProductTest
from adsim.simulation import Study
from adsim.simulation.looks import design
from adsim.stats.test_streams import World
from adsim.verdicts.contract import Design

Floats = NDArray[np.float64]

OWN = "own"
RUNS = 10
_CLEAR = 3.0  # standard errors beyond which spread of days is more than chance


@dataclass(frozen=True)
class OwnWorld:
    """A scenario's test in the small. Arrays by arm; money in currency units.

    `case`: its world, arms without any difference; `design`: its test; `clicks`, `impressions` and `cost` a day by
    arm; `margin`: what an order brings before the ads; `rate`: the other metric's mean, orders per click where CTR is
    tested.
    """

    case: Case
    design: Design
    arms: tuple[str, ...]
    impressions: Floats
    clicks: Floats
    cost: Floats
    ctr: float
    cvr: float
    margin: float


def tested(scenario: Scenario, arms: int = 2) -> ProductTest:
    """The scenario's test; raises `InputError` where there is none, or not of so many arms."""
    if scenario.test is None:
        mend = "add a `test:` block such as that of scenarios/product_test.yaml"
        raise InputError([Problem(scenario.name, "test", "is needed for a product test", mend=mend)])
    if len(scenario.test.arms) < arms:
        mend = "add an arm to compare the control with; of one arm `adsim.kill_plan` says when it is dropped"
        raise InputError([Problem(scenario.name, "test.arms", f"must be at least {arms}", mend=mend)])
    return scenario.test


def alike(scenario: Scenario) -> Scenario:
    """The scenario with arms that do not differ and a test that nobody acts on."""
    test = tested(scenario, 1)
    same: dict[str, object] = {f"test.arms.{name}": {} for name in test.arms}
    return patches.patched(scenario, {**same, "test.rule": NO_RULE, "test.effect_spread": 0.0})


def records(scenario: Scenario, runs: int = RUNS, *, execute: Execute = in_process) -> list[TestRecord]:
    """The tests of so many worlds of a scenario, its first variant; without those in which the run failed."""
    study = Study.of(scenario)
    name = patches.names(scenario)[0]
    jobs = [Job(study, name, replication) for replication in range(runs)]
    found = {job.replication: run for job, run in finished(jobs, execute, Count(None, runs))}
    _, worlds = whole_worlds([name], range(runs), [run for run in found.values() if isinstance(run, Failure)])
    made = (found[world] for world in worlds)
    return [run.test for run in made if isinstance(run, Results) and run.test is not None]


def measured(scenario: Scenario, arms: int = 2, *, execute: Execute = in_process) -> OwnWorld:
    """Measure a scenario's world in a few runs; raises `InputError` where its arms get no traffic at all, or
    are fewer than `arms`."""
    test = tested(scenario, arms)
    found = records(alike(scenario), execute=execute)
    days = test.looks[-1]

    def mean(name: str) -> Floats:
        values: Floats = np.mean([getattr(one, name)[:, :days] for one in found], axis=(0, 2))
        return values

    impressions, clicks, orders, cost = (mean(name) for name in ("impressions", "clicks", "orders", "cost"))
    trials, hits = (impressions, clicks) if test.metric == "ctr" else (clicks, orders)
    _refuse_empty(scenario, test, trials, hits)
    counts = [(one.impressions, one.clicks) if test.metric == "ctr" else (one.clicks, one.orders) for one in found]
    own, shared = noise([(c[:, :days], x[:, :days]) for c, x in counts])
    rate = float(hits.sum() / trials.sum())
    delay = scenario.products[products_of(test)[0]].delay
    parts = tuple((part.share, part.mean_hours, part.cut_days) for part in delay)
    world = World(
        OWN, tuple(trials.tolist()), (rate,) * trials.size, days=days, noise=own or shared, noise_shared=not own,
        paid_by_age=() if test.metric == "ctr" else paid_by_age(mixture(parts), days),
        volume_k=volume_shape([c[:, :days].sum(axis=0) for c, _ in counts]), thompson=test.rotation == "thompson",
    )  # fmt: skip
    margin = float(
        np.sum([one.expected_margin.sum() for one in found]) / max(np.sum([one.orders.sum() for one in found]), 1)
    )
    what = f"{scenario.name}: {trials.mean():,.0f} {'impressions' if test.metric == 'ctr' else 'clicks'} a day and arm"
    return OwnWorld(
        Case(world, test.metric, f"{what}, {test.metric.upper()} {rate:.2%}"), design(test), test.names,
        impressions, clicks, cost / MICRO, float(clicks.sum() / max(impressions.sum(), 1e-9)),
        float(orders.sum() / max(clicks.sum(), 1e-9)), margin,
    )  # fmt: skip


def _refuse_empty(scenario: Scenario, test: ProductTest, trials: Floats, hits: Floats) -> None:
    what = "impressions" if test.metric == "ctr" else "clicks"
    for name, count in zip(test.names, trials, strict=True):
        if count <= 0:
            mend = "raise bids or the budget, or give the arm more of the rotation"
            raise InputError([Problem(scenario.name, f"test.arms.{name}", f"gets no {what} in {RUNS} runs", mend=mend)])
    if hits.sum() <= 0:
        kind = "clicks" if test.metric == "ctr" else "orders"
        mend = f"test on more traffic; with no {kind} there is nothing to compare"
        raise InputError([Problem(scenario.name, "test", f"brings no {kind} in {RUNS} runs", mend=mend)])


def volume_shape(totals: Sequence[NDArray[np.int64]]) -> float:
    """Gamma shape of day volumes that explains their spread beyond Poisson within runs; 0: none known."""
    if totals[0].size < 2:
        return 0.0
    excess = np.mean([day.var(ddof=1) - day.mean() for day in totals])
    square = np.mean([day.mean() ** 2 for day in totals])
    return float(square / excess) if excess > 0 else 0.0


def noise(counts: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> tuple[float, float]:
    """Coefficients of variation of the rate by day: arms' own, and shared by them (0: not clear of chance).

    `counts`: trials and hits [arms, days] of runs with arms alike. From products of residuals: two arms on one day
    have in common what is shared; an arm with itself, less Poisson, both.
    """
    itself, across = [], []
    for trials, hits in counts:
        mean = trials * (hits.sum() / max(trials.sum(), 1))
        left = hits - mean
        itself.append(np.column_stack([(left**2 - mean).ravel(), (mean**2).ravel()]))
        # An arm alone has nobody to share with: all its noise is its own.
        across.append(np.column_stack([left[0] * left[1], mean[0] * mean[1]]) if len(left) > 1 else np.zeros((1, 2)))
    both, shared = (_ratio(np.concatenate(part)) for part in (itself, across))
    own = (both[0] - shared[0], float(np.hypot(both[1], shared[1])))
    return _clear(*own), _clear(*shared)


def _ratio(terms: Floats) -> tuple[float, float]:
    """Ratio of the columns' sums and its standard error."""
    top, bottom = terms.sum(axis=0)
    if bottom <= 0:
        return 0.0, 0.0
    ratio = top / bottom
    return float(ratio), float(np.sqrt(((terms[:, 0] - ratio * terms[:, 1]) ** 2).sum()) / bottom)


def _clear(square: float, error: float) -> float:
    return float(np.sqrt(square)) if square > _CLEAR * error > 0 else 0.0


def with_budget(scenario: Scenario, budget: float) -> Scenario:
    """The scenario with another daily budget; arms with budgets of their own have them changed in proportion."""
    factor = budget / scenario.campaign.daily_budget
    changes: dict[str, object] = {"campaign.daily_budget": budget}
    for name, patch in tested(scenario, 1).arms.items():
        if "campaign.daily_budget" in patch:
            changes[f"test.arms.{name}"] = {**patch, "campaign.daily_budget": patch["campaign.daily_budget"] * factor}
    return patches.patched(scenario, changes)
