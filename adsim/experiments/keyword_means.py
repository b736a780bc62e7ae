"""What a scenario brings on each of its keywords: means over simulated worlds, per day.

For fitting, the levels that a scenario is unsure of stand at their centre, while rivals and demand are those
that each of its worlds draws: a fit to one draw of rivals would hold in that world only.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from adsim.experiments.market_fit import Simulate
from adsim.scenario.objects import KeywordRow, Scenario, Uncertainty
from adsim.simulation import Study, run

MICRO = 1_000_000
FIT_DAYS = 7
FIGURES = ("searches", "impressions", "clicks", "cost", "orders")
CERTAIN = Uncertainty(searches=0.0, ctr=0.0, cvr=0.0, rival_bids=0.0, rival_budgets=0.0, delay=0.0)


def at_centre(scenario: Scenario) -> Scenario:
    """The scenario without variants and changes, its uncertain levels and rates at their centre."""
    rows = tuple(row.model_copy(update={"ctr_spread": 0.0, "cvr_spread": 0.0}) for row in scenario.listed)
    alone: dict[str, Any] = {"variants": {}, "baseline": None, "changes": (), "days": FIT_DAYS}
    return scenario.model_copy(update={"listed": rows, "uncertainty": CERTAIN, **alone})


def keyword_means(scenario: Scenario, replications: int) -> pd.DataFrame:
    """Keyword and mean figures a day (`FIGURES`, money in currency units), in the order of the scenario."""
    study = Study.of(scenario)
    (variant,) = study.timetables
    sums = {name: np.zeros(len(scenario.listed)) for name in FIGURES}
    for replication in range(replications):
        result = run(study, variant, replication).by_keyword
        for name in FIGURES:
            sums[name] += result[name]
    days = scenario.days * replications
    frame = pd.DataFrame({name: values / days for name, values in sums.items()})
    frame["cost"] /= MICRO
    frame.insert(0, "keyword", [row.keyword for row in scenario.listed])
    return frame


def simulator(scenario: Scenario, replications: int) -> Simulate:
    """A callable from keyword tables to the means that `scenario` brings with these keywords."""

    def simulate(keywords: pd.DataFrame) -> pd.DataFrame:
        listed = scenario.model_copy(update={"listed": _listed(keywords, scenario.listed)})
        return keyword_means(listed, replications)

    return simulate


def _listed(keywords: pd.DataFrame, rows: Sequence[KeywordRow]) -> tuple[KeywordRow, ...]:
    names = ("searches", "ctr", "max_cpc", "rival_bid")
    columns = [keywords[name].to_list() for name in names]
    return tuple(
        row.model_copy(update=dict(zip(names, values, strict=True)))
        for row, *values in zip(rows, *columns, strict=True)
    )
