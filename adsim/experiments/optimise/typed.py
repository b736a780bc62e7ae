"""A plan as an account takes it: bids in whole increments, each account's daily budget in whole cents."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim.experiments.optimise import money
from adsim.experiments.optimise.race import shares_of
from adsim.experiments.optimise.space import split_patch
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.simulation.keywords import keyword_names
from adsim.simulation.pages import prices
from adsim.simulation.plans import bids
from adsim.simulation.setting import build

Floats = NDArray[np.float64]

_MOST_FACTOR = 100.0


@dataclass(frozen=True)
class Typed:
    """A scenario with what was typed, the bids by keyword (0: not bought), and the daily budgets by account.

    The accounts are the classes or campaigns, or `all` where one budget pays for every keyword.
    """

    state: Scenario
    bids: Floats
    budgets: Mapping[str, float]


def typed(state: Scenario) -> Typed:
    """Round a plan to what can be typed into the account. Bids are those of the first day, before hours and devices."""
    budgets = _budgets(state)
    total = money.rounded(state.campaign.daily_budget, money.cent(state))
    changes: dict[str, object] = {"campaign.daily_budget": total}
    if state.campaign.split_of != "keywords":
        changes |= split_patch(state, {name: amount / total for name, amount in budgets.items()})
    first = patches.patched(state, changes)
    raw = bids(patches.in_force(first)[0][1], build(first, 0))
    increment, _ = prices(first)
    rounded = np.array([money.rounded(bid, increment) if bid > 0 else 0.0 for bid in raw])
    factors = _factors(first, raw, rounded)
    if factors:
        first = patches.patched(first, {"campaign.keyword_bids": {**first.campaign.keyword_bids, **factors}})
    return Typed(first, rounded, budgets)


def _budgets(state: Scenario) -> dict[str, float]:
    step = money.cent(state)
    total = money.rounded(state.campaign.daily_budget, step)
    if state.campaign.split_of == "keywords":
        return {"all": total}
    return money.parts(total, shares_of(state), step)


def _factors(state: Scenario, raw: Floats, rounded: Floats) -> dict[str, float]:
    """Factors by keyword that make the rounded bids of the raw ones; a name in several places keeps the bids it has
    where they would need different factors."""
    names, _ = keyword_names(state)
    wanted: dict[str, set[float]] = {}
    for name, bid, to in zip(names, raw.tolist(), rounded.tolist(), strict=True):
        if bid > 0:
            wanted.setdefault(name, set()).add(state.campaign.keyword_bids.get(name, 1.0) * to / bid)
    return {
        name: factors.pop()
        for name, factors in wanted.items()
        if len(factors) == 1 and 0 < next(iter(factors)) <= _MOST_FACTOR
    }
