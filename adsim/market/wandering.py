"""What a click costs and how surely an ad is looked at on average, while its quality wanders.

Quality follows clicks, and clicks are chance: from day to day an ad's rank wanders by some per cent, and with it
its place and price. A report shows the mean over that. Here our rank has a lognormal factor w of mean 1; the
chance to stand between two rivals and the mean of 1/w there are known in closed form. Money in currency units.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Averages:
    """Means over our wandering rank; arrays [rows]."""

    shown: Floats  # chance that our ad is on the page
    look: Floats  # chance that it is looked at
    price: Floats  # of a click
    by_lower: Floats  # part of the price set by ranks that lie below our bid at quality 1

    @classmethod
    def of(
        cls, rank: Floats, bid: Floats, wander: Floats, looked: Floats, increment: float, reserve: float
    ) -> "Averages":
        """`rank` [rows, rivals] are the rivals' ad ranks, 0 for who does not take part; `bid` is ours at quality 1,
        `wander` > 0 the spread of our rank; `looked` [places], and nobody looks beyond."""
        rows, rivals = rank.shape
        following = np.zeros((rows, rivals + 1))
        following[:, :rivals] = -np.sort(-rank, axis=1)
        with np.errstate(divide="ignore"):
            edge = (np.log(following[:, :rivals] / bid[:, None]) + wander[:, None] ** 2 / 2) / wander[:, None]
        chance = _between(ndtr(edge))
        inverse = _between(ndtr(edge + wander[:, None])) * np.exp(wander**2)[:, None]
        paid = np.where(following > 0, following * inverse + increment * chance, 0.0)
        paid = np.minimum(np.maximum(paid, reserve * chance), bid[:, None] * chance)
        look = np.zeros(rivals + 1)
        look[: looked.size] = looked[: rivals + 1]
        lower = np.where(following < bid[:, None], following * inverse, 0.0)
        # Not `@`: its threads wait for each other on busy machines, for sums this small.
        mean = np.einsum("ij,j->i", chance, look)
        # Off the page all the time: no click, no price.
        some = np.maximum(mean, 1e-300)
        shown = chance[:, : looked.size].sum(axis=1)
        price, by_lower = (np.einsum("ij,j->i", part, look) / some for part in (paid, lower))
        return cls(shown, mean, price, by_lower)


def _between(above: Floats) -> Floats:
    """From the part above us of each rival, best first, the part of each place."""
    rows = above.shape[0]
    whole = np.hstack([np.ones((rows, 1)), above, np.zeros((rows, 1))])
    return whole[:, :-1] - whole[:, 1:]
