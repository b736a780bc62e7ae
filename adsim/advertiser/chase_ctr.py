"""Chase CTR: raise bid and budget of plans whose click rate is high, lower those of the others.

A seller's habit from the operations collection. A *plan* is a keyword class within an account; money moves between
the accounts of one advertiser.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from adsim.advertiser.contract import Action, Floats, Ints, Observation, Settings
from adsim.advertiser.estimates import totals, whole

_CLASSES = 3
_LEAST_IMPRESSIONS = 100  # before a plan's click rate is believed


class ChaseCtrSettings(Settings):
    name: Literal["chase_ctr"] = "chase_ctr"
    step: Annotated[
        float, Field(strict=True, gt=0, le=0.5, allow_inf_nan=False,
                     description="By how much bid and budget go up or down each time."),
    ] = 0.1  # fmt: skip
    days: Annotated[int, Field(strict=True, ge=1, le=28, description="Days between two looks, and looked back on.")] = 3
    range: Annotated[
        float, Field(strict=True, gt=1, le=100, allow_inf_nan=False,
                     description="Factors stay between 1 divided by this and this."),
    ] = 3.0  # fmt: skip


class ChaseCtr:
    """Looks every few days; plans above their advertiser's click rate go up by a step, those below go down."""

    settings: ClassVar[type[Settings]] = ChaseCtrSettings
    memory: ClassVar[int] = 28

    def __init__(self, settings: ChaseCtrSettings, random: np.random.Generator) -> None:
        del random
        self._set = settings
        self._bid: Floats = np.ones(0)
        self._money: Floats = np.ones(0)

    @property
    def hours(self) -> tuple[int, ...]:
        return (0,)

    def decide(self, seen: Observation) -> Action:
        plan, plans = seen.account * _CLASSES + seen.klass, seen.budget.size * _CLASSES
        if self._bid.size != plans:
            self._bid, self._money = np.ones(plans), np.ones(seen.budget.size)
        days = self._set.days
        if seen.day and seen.day % days == 0:
            shown, clicks = (counts[-days:].sum(axis=0) for counts in (seen.history.impressions, seen.history.clicks))
            owner_of_plan = np.repeat(seen.owner, _CLASSES)
            accounts = self._money.size
            self._bid = self._moved(self._bid, totals(plan, shown, plans), totals(plan, clicks, plans), owner_of_plan)
            self._money = self._moved(
                self._money, totals(seen.account, shown, accounts), totals(seen.account, clicks, accounts), seen.owner
            )
        bids = np.minimum(seen.bid * self._bid[plan], seen.highest)
        return Action(bids, budget=_shared(seen.budget, self._money, seen.owner))

    def _moved(self, factor: Floats, shown: Floats, clicks: Floats, owner: Ints) -> Floats:
        """Factors after a look: up where the click rate lies above the advertiser's, down where it lies below."""
        ahead = clicks * whole(owner, shown) - whole(owner, clicks) * shown
        moves = 1 + self._set.step * np.where(shown >= _LEAST_IMPRESSIONS, np.sign(ahead), 0.0)
        kept: Floats = np.clip(factor * moves, 1 / self._set.range, self._set.range)
        return kept


def _shared(budget: Floats, factor: Floats, owner: Ints) -> Floats:
    """The same money of each advertiser, moved by these factors."""
    weighted = budget * factor
    after = whole(owner, weighted)
    shared: Floats = np.divide(weighted * whole(owner, budget), after, out=np.zeros_like(budget), where=after > 0)
    return shared
