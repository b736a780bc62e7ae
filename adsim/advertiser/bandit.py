"""Bandit: finds by trial which level of bids earns most.

Each midnight every advertiser picks, for each class of keywords, one of a few factors on his bids and keeps it for the
day; the evening tells what it earned, value × clicks − cost, for each search there was. He picks by Thompson sampling
(Thompson 1933) with normal beliefs: levels tried often are believed to lie close to their mean, those tried seldom
anywhere near it, so he tries what may still turn out best. Older days fade, for others change their bids too. Two
tries of each level come first.
"""

from typing import Annotated, ClassVar, Literal, Self, cast

import numpy as np
from pydantic import Field, model_validator

from adsim.advertiser.contract import Action, Bools, Floats, Ints, Observation, Settings
from adsim.advertiser.estimates import totals
from adsim.bounds import Factor, Positive, broken

_TRIES = 2


class BanditSettings(Settings):
    name: Literal["bandit"] = "bandit"
    levels: Annotated[
        tuple[Factor, ...],
        Field(min_length=2, max_length=20, description="Factors on the bid set up, among which he looks for the best."),
    ] = (0.5, 0.7, 1.0, 1.4, 2.0)
    half_life_days: Annotated[Positive, Field(description="Days after which what was seen counts half.")] = 14.0

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if len(set(self.levels)) < len(self.levels):
            raise broken("levels", "must differ from each other", ", ".join(f"{level:g}" for level in self.levels))
        return self


class Bandit:
    """Of several levels of bids takes that which earns most, as far as it can tell, advertiser by advertiser."""

    settings: ClassVar[type[Settings]] = BanditSettings
    memory: ClassVar[int] = 1

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        self._set, self._random = cast(BanditSettings, settings), random
        self._levels: Floats = np.array(self._set.levels)
        self._fade = 0.5 ** (1 / self._set.half_life_days)
        self._player: Ints = np.zeros(0, np.int64)  # [ads] an advertiser in a class
        # Days tried, what they earned and its squares [3, players, levels]; older days count less.
        self._sums: Floats = np.zeros((3, 0, self._levels.size))
        self._times: Ints = np.zeros((0, self._levels.size), np.int64)  # days tried, faded or not
        self._level: Ints = np.zeros(0, np.int64)  # [players] of today
        self._live: Bools = np.zeros(0, bool)  # [players] who are there today

    @property
    def hours(self) -> tuple[int, ...]:
        return (0,)

    def decide(self, seen: Observation) -> Action:
        if self._player.size != seen.bid.size:
            self._begin(seen)
        elif seen.history.clicks.shape[0]:
            self._learn(seen)
        self._level = self._pick()
        self._live = np.bincount(self._player, weights=seen.live, minlength=self._level.size) > 0
        bid = np.where(seen.live, seen.bid * self._levels[self._level][self._player], 0.0)
        return Action(np.minimum(bid, seen.highest))

    def _begin(self, seen: Observation) -> None:
        players = np.stack([seen.advertiser, seen.klass])
        self._player = np.unique(players, axis=1, return_inverse=True)[1].ravel()
        shape = int(self._player.max(initial=-1)) + 1, self._levels.size
        self._sums, self._times = np.zeros((3, *shape)), np.zeros(shape, np.int64)

    def _learn(self, seen: Observation) -> None:
        """Book what yesterday's levels earned, for each search where his ads may be shown."""
        day, count = seen.history, self._level.size
        profit = seen.known.click_value * day.clicks[-1] - day.cost[-1]
        earned, searches = (totals(self._player, values, count) for values in (profit, day.searches[-1]))
        player = np.flatnonzero((searches > 0) & self._live)
        gain, level = earned[player] / searches[player], self._level[player]
        self._sums *= self._fade
        self._sums[:, player, level] += np.stack([np.ones(player.size), gain, gain**2])
        self._times[player, level] += 1

    def _pick(self) -> Ints:
        """A level for each player: the best of one draw from what he believes of each."""
        lots = self._random.standard_normal(self._times.shape)
        tried, earned, squares = np.maximum(self._sums[0], 1e-300), self._sums[1], self._sums[2]
        around = np.maximum(squares - earned**2 / tried, 0.0).sum(axis=1)
        degrees = np.maximum(tried.sum(axis=1) - self._levels.size, 1.0)
        drawn = (earned + np.sqrt(around / degrees)[:, None] * lots * np.sqrt(tried)) / tried
        new = (self._times < _TRIES) & (self._times == self._times.min(axis=1, keepdims=True))
        picked: Ints = np.where(new.any(axis=1, keepdims=True), np.where(new, lots, -np.inf), drawn).argmax(axis=1)
        return picked
