"""A seller's habit: bids by hand, money moved from the classes where it earns little to those where it earns more.

Where marginal returns are equal nothing is won by moving money (the equal-marginal-return rule). At fixed bids one
yuan more buys clicks like those bought so far if money ran out, and nothing if it did not: so the return at the margin
is the profit of a yuan spent, times the share of days on which the account ran dry. Recent days count most, orders
still to come are counted as they are expected.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from adsim.advertiser.contract import Action, Bools, Floats, Ints, Observation, Settings
from adsim.advertiser.estimates import click_margin, whole
from adsim.bounds import Looked, Rate, Share


class RebalanceSettings(Settings):
    name: Literal["rebalance"] = "rebalance"
    every: Annotated[Looked, Field(description="Money is moved every so many days.")] = 1
    step: Annotated[
        Rate,
        Field(description="Share of its money that an account gains where a yuan earns one yuan more than on average."),
    ] = 0.2
    smoothing: Annotated[Rate, Field(description="What a day counts for beside the day after it.")] = 0.8
    floor: Annotated[Share, Field(description="Share of all money that an account keeps, if it had so much.")] = 0.05


class Rebalance:
    """Moves money between the accounts of each advertiser; bids stay as set up."""

    settings: ClassVar[type[Settings]] = RebalanceSettings
    memory: ClassVar[int] = 28

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        assert isinstance(settings, RebalanceSettings)
        del random
        self._settings, self._waited = settings, 0
        self._share: Floats = np.zeros(0)
        self._least: Floats = np.zeros(0)
        self._given: Floats = np.zeros(0)  # money of the day that ran last, [accounts]
        self._dry: list[Bools] = []  # of each day so far: which accounts it left without money

    @property
    def hours(self) -> tuple[int, ...]:
        return (0,)

    def decide(self, seen: Observation) -> Action:
        if seen.hour:
            return Action(seen.bid)
        owner = np.unique(seen.owner, return_inverse=True)[1].astype(np.int64)
        total = whole(owner, seen.budget)
        if not self._share.size:
            self._share = np.divide(seen.budget, total, out=np.zeros(owner.size), where=total > 0)
            equal = 1 / whole(owner, np.ones(owner.size))
            self._least = np.minimum(np.minimum(self._settings.floor, equal), self._share)
        else:
            dry = (self._given > 0) & (seen.yesterday >= self._given * (1 - 1e-4))
            self._dry = [*self._dry[1 - self.memory :], dry]
        if self._waited >= self._settings.every:
            self._move(seen, owner)
            self._waited = 0
        self._waited += 1
        self._given = self._share * total
        return Action(seen.bid, budget=self._given)

    def _move(self, seen: Observation, owner: Ints) -> None:
        """Give more where the return at the margin lies above the advertiser's mean, less where below."""
        returns = self._returns(seen)
        gap = np.clip(returns - whole(owner, self._share * returns), -1.0, 1.0)
        above = np.maximum(self._share * np.exp(self._settings.step * gap) - self._least, 0.0)
        rest, spare = whole(owner, above), 1 - whole(owner, self._least)
        moved = self._least + above * np.divide(spare, rest, out=np.zeros(owner.size), where=rest > 0)
        self._share = np.where((rest > 0) & (self._share > 0), moved, self._share)

    def _returns(self, seen: Observation) -> Floats:
        """Profit that one more yuan a day would bring, by account."""
        days = min(seen.history.cost.shape[0], len(self._dry))
        weight = self._settings.smoothing ** np.arange(days)[::-1]
        cost = np.zeros((days, seen.budget.size))
        gained = np.zeros((days, seen.budget.size))
        recent = slice(seen.history.cost.shape[0] - days, None)
        np.add.at(cost.T, seen.account, seen.history.cost[recent].T)
        np.add.at(gained.T, seen.account, (seen.history.clicks[recent] * click_margin(seen)).T)
        ran_out = np.stack(self._dry[-days:]) if days else np.zeros((0, seen.budget.size))
        dry: Floats = weight @ ran_out / max(weight.sum(), 1e-12)
        spent = weight @ cost
        back = np.divide(weight @ gained, spent, out=np.ones(spent.size), where=spent > 0)
        returns: Floats = dry * (back - 1)
        return returns
