"""The space that a search runs over: a split on the simplex, bids by class, the daily budget; the unit cube to a patch.

Bids lie between a twentieth of and four times what the scenario has, the budget between a quarter and four times, both
in equal ratios. Values are rounded to what can be told and typed before they are simulated, so that a table shows
exactly what was tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from adsim.bounds import HIGHEST_BUDGET, PerClass
from adsim.errors import InputError, Problem
from adsim.experiments.optimise import money
from adsim.experiments.sweep.axes import FIGURES, Simplex
from adsim.scenario import patches, splits
from adsim.scenario.objects import CLASSES, Scenario

OVER = ("split", "bids", "budget")
# Parts of what the scenario has; assumptions. Cheap clicks are sought far down: the Taobao handbook holds clicks at 0.2
# yuan against those at 5, and where pages have room low bids are seen. The rest is beyond what sellers try in a month.
BID_ENDS = (0.05, 4.0)
BUDGET_ENDS = (0.25, 4.0)
MOST_DIMENSIONS = 60
HIGHEST_FACTOR = 100.0
_SAME = 1e-9

Cube = tuple[float, ...]


@dataclass(frozen=True)
class Space:
    """What may be moved of `base`: accounts' shares (fewer than two: none), bids of classes, the budget.

    `bids` has the factor that each class has now.
    """

    base: Scenario
    accounts: tuple[str, ...]
    bids: Mapping[str, float]
    budget: bool

    @classmethod
    def of(cls, base: Scenario, over: Sequence[str]) -> "Space":
        """The space of a scenario over some of OVER; raises InputError where there is nothing to move."""
        problems = [
            Problem("--over", "", f"must be some of {', '.join(OVER)}, joined by commas", repr(name))
            for name in dict.fromkeys(over)
            if name not in OVER
        ]
        if not over:
            problems.append(Problem("--over", "", "must name at least one", mend="--over split,bids"))
        shared = accounts(base)
        if "split" in over and base.campaign.split_of == "keywords":
            rule = "split goes with budgets of classes or campaigns, not with split_of: keywords"
            problems.append(Problem("--over", "", rule, mend="leave it out, or use `adsim sweep`"))
        elif "split" in over and len(shared) < 2:
            rule = "split needs at least two classes or campaigns that have keywords"
            problems.append(Problem("--over", "", rule, ", ".join(shared), "leave it out"))
        factors = {name: base.campaign.bid_factor.of(name) for name in _classes(base)}
        moved = {name: factor for name, factor in factors.items() if factor > 0}
        if "bids" in over and not moved:
            problems.append(Problem("--over", "", "bids needs a class with a bid_factor above 0"))
        space = cls(
            base,
            shared if "split" in over and len(shared) > 1 else (),
            moved if "bids" in over else {},
            "budget" in over,
        )
        if len(space.names) > MOST_DIMENSIONS:
            rule = f"may have at most {MOST_DIMENSIONS} dimensions"
            problems.append(Problem("--over", "", rule, str(len(space.names)), "use fewer campaigns"))
        if problems:
            raise InputError(problems)
        space.state((1.0,) * len(space.names))  # the highest bids must be a valid scenario too
        return space

    @property
    def names(self) -> tuple[str, ...]:
        """One name a dimension, the part before the dot one of OVER."""
        shares = [f"split.{number}" for number in range(1, len(self.accounts))]
        return (*shares, *(f"bids.{name}" for name in self.bids), *(["budget"] if self.budget else []))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that `values` gives."""
        shares = [f"share.{name}" for name in self.accounts]
        return (*shares, *(f"bid_factor.{name}" for name in self.bids), *(["daily_budget"] if self.budget else []))

    @property
    def ends(self) -> dict[str, tuple[float, float]]:
        """The lowest and the highest value of each column."""
        found = dict.fromkeys((f"share.{name}" for name in self.accounts), (0.0, 1.0))
        low, high = (self.values(self.state((place,) * len(self.names))) for place in (0.0, 1.0))
        return found | {name: (low[name], high[name]) for name in self.columns if name not in found}

    def changes(self, cube: Sequence[float]) -> dict[str, Any]:
        """The patch that belongs to a point of the unit cube."""
        numbers = iter(cube)
        changes: dict[str, Any] = {}
        if self.accounts:
            simplex = Simplex(self.accounts)
            shares = simplex.at([next(numbers) for _ in range(simplex.dimensions)])
            changes |= split_patch(self.base, shares)
        if self.bids:
            factors = {name: self.base.campaign.bid_factor.of(name) for name in PerClass.model_fields}
            factors |= {
                name: min(_told(_at(next(numbers), now, BID_ENDS)), HIGHEST_FACTOR) for name, now in self.bids.items()
            }
            changes["campaign.bid_factor"] = factors
        if self.budget:
            amount = _at(next(numbers), self.base.campaign.daily_budget, BUDGET_ENDS)
            changes["campaign.daily_budget"] = money.rounded(min(amount, HIGHEST_BUDGET), money.cent(self.base))
        return changes

    def state(self, cube: Sequence[float]) -> Scenario:
        """The scenario of a point."""
        return patches.patched(self.base, self.changes(cube))

    def values(self, state: Scenario) -> dict[str, float]:
        """What a scenario has in the columns of the space."""
        shares = splits.accounts(state)
        found = {f"share.{name}": float(shares.get(name, 0.0)) for name in self.accounts}
        found |= {f"bid_factor.{name}": state.campaign.bid_factor.of(name) for name in self.bids}
        return found | ({"daily_budget": state.campaign.daily_budget} if self.budget else {})

    def cube(self, state: Scenario) -> Cube | None:
        """Where a scenario lies in the unit cube; None where it lies outside, or differs in more than the space."""
        campaign, now = state.campaign, self.base.campaign
        moved: dict[str, Any] = {"bid_factor": campaign.bid_factor} if self.bids else {}
        moved |= {"daily_budget": campaign.daily_budget} if self.budget else {}
        moved |= {"split": campaign.split, "campaigns": campaign.campaigns} if self.accounts else {}
        if self.base.model_copy(update={"campaign": now.model_copy(update=moved)}) != state:
            return None
        found = list(_broken(list(self.values(state).values())[: len(self.accounts)])) if self.accounts else []
        for name in PerClass.model_fields:
            if name in self.bids:
                found.append(_place(campaign.bid_factor.of(name), self.bids[name], BID_ENDS))
            elif campaign.bid_factor.of(name) != now.bid_factor.of(name):
                return None
        if self.budget:
            found.append(_place(campaign.daily_budget, now.daily_budget, BUDGET_ENDS))
        if not all(-_SAME <= place <= 1 + _SAME for place in found):
            return None
        return tuple(min(max(place, 0.0), 1.0) for place in found)


def accounts(base: Scenario) -> tuple[str, ...]:
    """What a split divides: the campaigns, or the classes that have keywords."""
    if base.campaign.split_of == "campaigns":
        return tuple(splits.accounts(base))
    return _classes(base)


def _classes(base: Scenario) -> tuple[str, ...]:
    sizes = splits.class_sizes(base)
    return tuple(name for name in CLASSES if sizes[name].keywords)


def split_patch(base: Scenario, shares: Mapping[str, float]) -> dict[str, Any]:
    """The patch that gives the accounts of `base` these shares."""
    path = "campaign.campaigns" if base.campaign.split_of == "campaigns" else "campaign.split"
    return {path: dict(shares)}


def _at(place: float, now: float, ends: tuple[float, float]) -> float:
    """What lies at `place` of [0, 1] between the `ends`, parts of `now`."""
    low, high = ends
    return float(now * low * (high / low) ** place)


def _place(value: float, now: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return float(np.log(value / (now * low)) / np.log(high / low)) if value > 0 else -1.0


def _told(value: float) -> float:
    return float(f"{value:.{FIGURES}g}")


def _broken(shares: Sequence[float]) -> Cube:
    """The numbers in [0, 1] that `Simplex.at` makes these shares of."""
    left, found = 1.0, []
    for index, share in enumerate(shares[:-1]):
        part = min(share / left, 1.0) if left > _SAME else 0.0
        found.append(1 - (1 - part) ** (len(shares) - 1 - index))
        left -= share
    return tuple(found)
