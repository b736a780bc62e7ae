"""What a scenario brings on each of its keywords: means over simulated worlds, per day, and how far their dice were.

Rivals and demand are those that each of the scenario's worlds draws, uncertain levels too unless they are held.
The mean over a hundred worlds is off by what these happened to be; `dice` are these factors, so that a fit need not
chase them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from adsim.metrics import MICRO
from adsim.scenario.listing import Listing
from adsim.scenario.objects import Held, Scenario, Uncertainty
from adsim.simulation import Study, run
from adsim.simulation.keywords import row_factors, rows_of
from adsim.simulation.levels import draw_world

FIT_DAYS = 7
MOST_WORLDS, FEWEST_WORLDS = 100, 8
CLICKS_WALKED = 1_500_000  # a simulation for a fit walks through about so many of our clicks
ENOUGH_SEARCHES = 30  # in a world, from which on their number itself says what the dice were
MOST_CLICKS_A_WORLD = 250_000  # with more in a week, a world is thinned
FIGURES = ("searches", "impressions", "clicks", "cost", "orders")
COUNTED = (*FIGURES, "position_sum")
# Which of a world's factors move a figure: on searches, click rate, price, conversion.
MOVED_BY = {
    "searches": ("searches",),
    "impressions": ("searches",),
    "position_sum": ("searches",),
    "clicks": ("searches", "ctr"),
    "cost": ("searches", "ctr", "cpc"),
    "orders": ("searches", "ctr", "cvr"),
}
_LEVEL = {"cpc": "rival_bids"}


@dataclass(frozen=True)
class Walk:
    """`means` a day of each row (columns `COUNTED`, money in currency units); `dice` the mean factors that its worlds
    happened to draw, line by line alike: but for them the means would be about `means / dice`."""

    means: pd.DataFrame
    dice: pd.DataFrame


def one_week(scenario: Scenario, worlds: int, *, certain: bool = False) -> Scenario:
    """The scenario as the reports saw it: for a week and so many worlds, without variants, changes, negatives.

    `certain`: rates, prices and volumes are those written; worlds differ in rivals and in the luck of days only.
    """
    level = {f"{name}": 1.0 for name in ("head", "long_tail", "precise")}
    demand = scenario.market.demand.model_copy(update={"level": type(scenario.market.demand.level)(**level)})
    alone: dict[str, Any] = {"variants": {}, "baseline": None, "changes": (), "sensitivity": {}}
    alone |= {"days": FIT_DAYS, "replications": worlds, "windows": None}
    alone["market"] = scenario.market.model_copy(update={"demand": demand})
    alone["campaign"] = scenario.campaign.model_copy(update={"negatives": ()})
    if certain:
        alone["uncertainty"] = Uncertainty(**dict.fromkeys(Held.model_fields, 0.0))
        none = dict.fromkeys(("searches_spread", "ctr_spread", "cvr_spread", "cpc_spread", "basket_spread"), 0.0)
        alone["listed"] = tuple(row.model_copy(update=none) for row in scenario.listed)
    return scenario.model_copy(update=alone)


def walked(scenario: Scenario, progress: Callable[[], None] = lambda: None) -> Walk:
    """Simulate all worlds of a scenario without variants."""
    study = Study.of(scenario)
    (variant,) = study.timetables
    size = len(scenario.listed)
    sums = {name: np.zeros(size) for name in COUNTED}
    drawn = {name: np.zeros(size) for name in MOVED_BY}
    klass = rows_of(Listing(scenario.listed)).klass
    expected = np.array([row.searches for row in scenario.listed]) * scenario.days
    for replication in range(scenario.replications):
        result = run(study, variant, replication).by_keyword
        world = draw_world(scenario, replication)
        factors = row_factors(scenario, world)
        for name in COUNTED:
            sums[name] += result[name]
        dice = {one: factors[one] * world.levels[_LEVEL.get(one, one)][klass] for one in factors if one != "basket"}
        # The searches that came tell of the days' luck too, where they are many.
        came = result["searches"] / np.maximum(expected, 1e-9)
        dice["searches"] = np.where(expected >= ENOUGH_SEARCHES, came, dice["searches"])
        for name, moving in MOVED_BY.items():
            drawn[name] += np.prod([dice[one] for one in moving], axis=0)
        progress()
    means = pd.DataFrame({name: values / (scenario.days * scenario.replications) for name, values in sums.items()})
    means["cost"] /= MICRO
    return Walk(means, pd.DataFrame(drawn) / scenario.replications)


def worlds_to_walk(clicks_a_day: float, worlds: int) -> int:
    """How many of its worlds a simulation for a fit goes through."""
    affordable = int(CLICKS_WALKED / (FIT_DAYS * max(clicks_a_day, 1.0)))
    return min(max(affordable, FEWEST_WORLDS), worlds, MOST_WORLDS)


def thinning(clicks_a_day: float) -> int:
    """One in how many searches a simulation for a fit goes through: 1, but for the largest accounts."""
    return max(math.ceil(FIT_DAYS * clicks_a_day / MOST_CLICKS_A_WORLD), 1)


def thinned(scenario: Scenario, one_in: int) -> Scenario:
    """One search in so many against as much less budget: rates, prices and the hour at which it is spent stay."""
    if one_in == 1:
        return scenario
    campaign = scenario.campaign.model_copy(update={"daily_budget": scenario.campaign.daily_budget / one_in})
    listed = tuple(row.model_copy(update={"searches": row.searches / one_in}) for row in scenario.listed)
    return scenario.model_copy(update={"campaign": campaign, "listed": listed})
