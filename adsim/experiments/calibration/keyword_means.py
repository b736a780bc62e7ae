"""What a scenario brings on each of its keywords: means over simulated worlds, per day.

Rivals, demand and uncertain levels are those that each of the scenario's worlds draws: a fit to one draw of
rivals would hold in that world only.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from adsim.experiments.calibration.market_fit import Simulate
from adsim.metrics import MICRO
from adsim.scenario.objects import KeywordRow, Scenario
from adsim.simulation import Study, run

FIT_DAYS = 7
MOST_WORLDS, FEWEST_WORLDS = 100, 8
CLICKS_WALKED = 400_000  # a simulation for a fit walks through about so many of our clicks
MOST_CLICKS_A_WORLD = 250_000  # with more in a week, a world is thinned
FIGURES = ("searches", "impressions", "clicks", "cost", "orders")


def one_week(scenario: Scenario) -> Scenario:
    """The scenario as it stands, for as many days and worlds as a fit needs, without variants and changes."""
    alone: dict[str, Any] = {"variants": {}, "baseline": None, "changes": ()}
    alone |= {"days": FIT_DAYS, "replications": min(scenario.replications, MOST_WORLDS)}
    return scenario.model_copy(update=alone)


def keyword_means(scenario: Scenario) -> pd.DataFrame:
    """Keyword and figures a day (`FIGURES`, money in currency units), means over all worlds of the scenario."""
    study = Study.of(scenario)
    (variant,) = study.timetables
    sums = {name: np.zeros(len(scenario.listed)) for name in FIGURES}
    for replication in range(scenario.replications):
        result = run(study, variant, replication).by_keyword
        for name in FIGURES:
            sums[name] += result[name]
    days = scenario.days * scenario.replications
    frame = pd.DataFrame({name: values / days for name, values in sums.items()})
    frame["cost"] /= MICRO
    frame.insert(0, "keyword", [row.keyword for row in scenario.listed])
    return frame


def worlds_to_walk(scenario: Scenario, clicks_a_day: float) -> int:
    """How many of its worlds a simulation for a fit goes through."""
    affordable = int(CLICKS_WALKED / (FIT_DAYS * max(clicks_a_day, 1.0)))
    return min(max(affordable, FEWEST_WORLDS), scenario.replications)


def thinning(clicks_a_day: float) -> int:
    """One in how many searches a simulation for a fit goes through: 1, but for the largest accounts."""
    return max(math.ceil(FIT_DAYS * clicks_a_day / MOST_CLICKS_A_WORLD), 1)


def simulator(scenario: Scenario, one_in: int = 1) -> Simulate:
    """A callable from keyword tables to the means that `scenario` brings with these keywords.

    With `one_in` above 1 one search in so many is simulated against as much less budget: rates, prices and the
    hour at which the budget is spent stay, and the figures are brought back to the whole.
    """
    budget = scenario.campaign.daily_budget / one_in
    thin = scenario.model_copy(update={"campaign": scenario.campaign.model_copy(update={"daily_budget": budget})})

    def simulate(keywords: pd.DataFrame) -> pd.DataFrame:
        fewer = keywords.assign(searches=keywords["searches"] / one_in)
        means = keyword_means(thin.model_copy(update={"listed": _listed(fewer, thin.listed)}))
        return means.assign(**{name: means[name] * one_in for name in FIGURES})

    return simulate


def _listed(keywords: pd.DataFrame, rows: Sequence[KeywordRow]) -> tuple[KeywordRow, ...]:
    names = ("searches", "ctr", "cvr", "max_cpc", "rival_bid")
    columns = [keywords[name].to_list() for name in names]
    return tuple(
        row.model_copy(update=dict(zip(names, values, strict=True)))
        for row, *values in zip(rows, *columns, strict=True)
    )
