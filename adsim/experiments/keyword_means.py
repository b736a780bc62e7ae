"""What a scenario brings on each of its keywords: means over simulated worlds, per day.

Rivals, demand and uncertain levels are those that each of the scenario's worlds draws: a fit to one draw of
rivals would hold in that world only.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from adsim.experiments.market_fit import Simulate
from adsim.scenario.objects import KeywordRow, Scenario
from adsim.simulation import Study, run

MICRO = 1_000_000
FIT_DAYS = 7
MOST_WORLDS, FEWEST_WORLDS = 100, 8
CLICKS_WALKED = 400_000  # a simulation for a fit walks through about so many of our clicks
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


def simulator(scenario: Scenario) -> Simulate:
    """A callable from keyword tables to the means that `scenario` brings with these keywords."""

    def simulate(keywords: pd.DataFrame) -> pd.DataFrame:
        listed = scenario.model_copy(update={"listed": _listed(keywords, scenario.listed)})
        return keyword_means(listed)

    return simulate


def _listed(keywords: pd.DataFrame, rows: Sequence[KeywordRow]) -> tuple[KeywordRow, ...]:
    names = ("searches", "ctr", "cvr", "max_cpc", "rival_bid")
    columns = [keywords[name].to_list() for name in names]
    return tuple(
        row.model_copy(update=dict(zip(names, values, strict=True)))
        for row, *values in zip(rows, *columns, strict=True)
    )
