"""How late orders come: the delay from click to payment, known from past orders, and what it leaves unseen.

Take it from at least 200 orders whose clicks are 30 days old and more: a fitted family, or the orders of the last
weeks (where the late ones are missing), mislead by up to 15 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ENOUGH_ORDERS = 200
_ATOMS = 4000  # of a part of a mixture


@dataclass(frozen=True)
class Delay:
    """Distribution of delays: `ages_days` rising [atoms], `shares` of orders at each, adding up to 1."""

    ages_days: Floats
    shares: Floats

    @classmethod
    def of(cls, ages_days: Floats) -> "Delay":
        """Return the empirical delay of past orders, in days from click to payment [orders].

        Raises ValueError where there is none, or one is negative or not finite.
        """
        ages = np.sort(np.asarray(ages_days, dtype=float).ravel())
        if not ages.size or not np.isfinite(ages).all() or ages[0] < 0:
            raise ValueError("delays must be finite days, 0 or more, of one order at least")
        return cls(ages, np.full(ages.size, 1 / ages.size))

    @classmethod
    def of_parts(
        cls, shares: Sequence[float], mean_hours: Sequence[float], cut_days: Sequence[float | None]
    ) -> "Delay":
        """Return the mixture of exponential delays that scenarios state; a part's tail may be cut (drawn again)."""
        middles = (np.arange(_ATOMS) + 0.5) / _ATOMS
        ages, weights = [], []
        for share, mean, cut in zip(shares, mean_hours, cut_days, strict=True):
            most = 1.0 if cut is None else -np.expm1(-cut * 24 / mean)
            ages.append(-np.log1p(-middles * most) * mean / 24)
            weights.append(np.full(_ATOMS, share / _ATOMS))
        every, parts = np.concatenate(ages), np.concatenate(weights)
        order = np.argsort(every, kind="stable")
        return cls(every[order], parts[order] / parts.sum())

    def unseen(self, age_days: Floats) -> Floats:
        """Return the share of a click day's orders still to come `age_days` after that day ended, shape alike.

        Clicks fall evenly over their day, so it is 1 - F averaged over [age, age + 1]: for a day just over (age 0)
        the average over its own hours. Negative ages (days to come) leave all unseen.
        """
        age = np.asarray(age_days, dtype=float)
        return np.where(age < 0, 1.0, np.clip(self._excess(age) - self._excess(age + 1), 0.0, 1.0))

    def _excess(self, age: Floats) -> Floats:
        """Return E[max(delay - age, 0)]."""
        heavier = np.append(np.cumsum((self.shares * self.ages_days)[::-1])[::-1], 0.0)
        lighter = np.append(np.cumsum(self.shares[::-1])[::-1], 0.0)
        first = np.searchsorted(self.ages_days, age, side="right")
        return np.asarray(heavier[first] - age * lighter[first])


def seen_shares(delay: Delay, day: int) -> Floats:
    """Return the share of each click day's orders that is seen at the end of day `day`, shape [day]."""
    return 1 - delay.unseen(np.arange(day - 1, -1, -1, dtype=float))
