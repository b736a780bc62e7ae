"""Every strategy keeps the promises that plug-in authors are held to, and the checks see it where one does not."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from adsim.advertiser import PACINGS, STRATEGIES
from adsim.advertiser.contract import Action
from adsim.advertiser.manual_cpc import ManualCpc, ManualCpcSettings
from adsim.advertiser.throttle import Throttle, ThrottleSettings
from adsim.testing import PacingChecks, StrategyChecks, check

# Settings of strategies that cannot do without.
NEEDED = {"low_price_traffic": {"price": 0.3}, "target_roas": {"target": 3.0}, "target_cpa": {"target": 20.0}}

for _name, _kind in STRATEGIES.items():
    _told = {"strategy": _kind, "settings": _kind.settings.model_validate(NEEDED.get(_name, {}))}
    globals()[f"Test_{_name}"] = type(f"Test_{_name}", (StrategyChecks,), _told)

for _name, _pacing in PACINGS.items():
    _told = {"pacing": _pacing, "settings": _pacing.settings()}
    globals()[f"Test_{_name}"] = type(f"Test_{_name}", (PacingChecks,), _told)


class Greedy(ManualCpc):
    def decide(self, seen):
        return Action(2 * seen.highest + 1)


class Wasteful(ManualCpc):
    def decide(self, seen):
        return Action(seen.highest, budget=seen.budget + 1)


class Random(ManualCpc):
    def __init__(self, settings, random):
        self.random = np.random.default_rng()

    def decide(self, seen):
        return Action(seen.bid * self.random.uniform(0.5, 1, seen.bid.size))


class Careless(ManualCpc):
    memory = 5

    def decide(self, seen):
        return Action(seen.bid * (seen.history.orders[-1] > 0))


class Nosy(ManualCpc):
    memory = 5

    def decide(self, seen):
        return Action(np.where(seen.history.orders.sum() > 30, seen.bid, seen.bid / 2))


class Scribbling(ManualCpc):
    def decide(self, seen):
        seen.bid[:] = 0
        return Action(seen.bid)


_future = []


class Clairvoyant(ManualCpc):
    """Bids by what earlier runs told of the days that come."""

    memory = 28

    def decide(self, seen):
        if not seen.advertiser.any() and seen.known.searches.sum() == pytest.approx(4800):
            _future.append(float(seen.history.searches.sum()))
        return Action(seen.bid * (0.5 if max(_future, default=0) > 36_000 else 1.0))


@pytest.mark.parametrize("kind", [Greedy, Wasteful, Random, Careless, Nosy, Scribbling, Clairvoyant])
def test_a_strategy_that_breaks_a_promise_is_caught(kind):
    with pytest.raises((AssertionError, ValueError, IndexError)):
        check(kind, ManualCpcSettings())


class Raising(Throttle):
    def pace(self, seen, wanted):
        return Action(2 * wanted.max_cpc)


class Eager(Throttle):
    def pace(self, seen, wanted):
        return replace(wanted, participation=np.full(seen.budget.size, 1.5))


class Forgetful(Throttle):
    def pace(self, seen, wanted):
        return replace(super().pace(seen, wanted), budget=None)


@pytest.mark.parametrize("kind", [Raising, Eager, Forgetful])
def test_a_pacing_that_breaks_a_promise_is_caught(kind):
    with pytest.raises(AssertionError):
        check(kind, ThrottleSettings())


def test_settings_that_are_not_told_apart_are_caught():
    class Hidden(ManualCpcSettings):
        name: Literal["manual_cpc"] = "manual_cpc"

    class Local(ManualCpc):
        settings = Hidden

    with pytest.raises((AttributeError, Exception), match="Hidden"):
        check(Local, Hidden())
