"""The split that the textbook would choose: each account's return is k·spend^b, and marginal returns are equal.

With 0 < b < 1 the best spends s of a budget satisfy k·b·s^(b-1) = m for all accounts (Dorfman & Steiner 1954 for one;
the rule is that of Lagrange). k and b are fitted to a few measured budgets; an account that could not spend its money
gets no more than it could.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_POWER, MOST_POWER = 0.02, 0.98
USUAL_POWER = 0.5  # square-root returns, where one measured budget tells nothing of the bend; assumption
_MORE = 1.02  # what counts as more spend than at the budget before
_FULL = 0.9  # an account that spends less of its budget than this has all it can use
_HALVINGS = 200


@dataclass(frozen=True)
class Curve:
    """Return `scale`·spend^`power`, both a day in currency units; `most` is what can be spent."""

    scale: float
    power: float
    most: float = math.inf

    def at(self, spend: float) -> float:
        """The return of a spend."""
        return float(self.scale * min(spend, self.most) ** self.power)

    def spend(self, marginal: float) -> float:
        """Where the marginal return has fallen to `marginal`."""
        if self.scale <= 0:
            return 0.0
        power = math.log(self.scale * self.power / marginal) / (1 - self.power)
        return self.most if power > 700 else min(math.exp(power), self.most)


def fitted(budgets: Sequence[float], spends: Sequence[float], returns: Sequence[float]) -> Curve:
    """The curve through measured spends and returns at rising budgets, least squares in logarithms.

    An account that earns nothing has `scale` 0. Where only one spend was seen the power is `USUAL_POWER`.
    """
    kept: list[tuple[float, float]] = []
    for spend, earned in zip(spends, returns, strict=True):
        if spend > 0 and earned > 0 and (not kept or spend > kept[-1][0] * _MORE):
            kept.append((spend, earned))
    if not kept:
        return Curve(0.0, USUAL_POWER)
    most = max(spends) if spends[-1] < _FULL * budgets[-1] else math.inf
    x, y = np.log(np.array(kept)).T
    power = USUAL_POWER
    if len(kept) > 1:
        power = float(np.clip(np.polyfit(x, y, 1)[0], LEAST_POWER, MOST_POWER))
    return Curve(float(np.exp(np.mean(y - power * x))), power, most)


def equalised(curves: Mapping[str, Curve], budget: float) -> dict[str, float]:
    """What each account spends of `budget` when marginal returns are equal; adds up to it.

    What nobody can use goes to all in proportion. Accounts that earn nothing get nothing, unless none earns.
    """
    earning = {name: curve for name, curve in curves.items() if curve.scale > 0}
    if not earning:
        return dict.fromkeys(curves, budget / len(curves))
    low, high = -700.0, 700.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        spent = sum(curve.spend(math.exp(middle)) for curve in earning.values())
        low, high = (middle, high) if spent > budget else (low, middle)
    spends = {name: earning[name].spend(math.exp(high)) if name in earning else 0.0 for name in curves}
    total = sum(spends.values())
    return {name: spend * budget / total for name, spend in spends.items()}


def best_spends(curves: Mapping[str, Curve]) -> dict[str, float]:
    """What each account spends where one more unit of money just returns itself."""
    return {name: curve.spend(1.0) for name, curve in curves.items()}
