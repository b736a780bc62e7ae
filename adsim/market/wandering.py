"""What a click costs and how surely an ad is looked at on average, while its quality wanders.

Quality follows clicks, and clicks are chance: from day to day an ad's rank wanders by some per cent, and with it
its place and price. A report shows the mean over that. Means are taken over three points of a lognormal factor
of mean 1 on our rank (Gauss-Hermite, exact for smooth functions up to the fifth power). Money in currency units.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_POINTS = np.sqrt(3.0) * np.array([[-1.0], [0.0], [1.0]])
_WEIGHTS = np.array([[1.0], [4.0], [1.0]]) / 6


def mean_look_and_price(
    rank: Floats, bid: Floats, wander: Floats, looked: Floats, increment: float, reserve: float
) -> tuple[Floats, Floats]:
    """Chance that our ad is looked at, and price of a click, means over our wandering rank; arrays [rows].

    `rank` [rows, rivals] are the rivals' ad ranks, 0 for who does not take part; `bid` is ours at quality 1,
    `wander` the spread of our rank; `looked` [places], and nobody looks beyond.
    """
    weight = np.exp(wander * _POINTS - wander**2 / 2)
    ranks = np.ascontiguousarray(rank.T)
    over = ranks >= (bid * weight)[:, None, :]
    place = np.add.reduce(over, axis=1, dtype=np.int64)
    following = np.where(over, 0.0, ranks).max(axis=1, initial=0.0)
    price = np.where(following > 0, np.maximum(reserve, following / weight + increment), reserve)
    look = _WEIGHTS * np.append(looked, 0.0)[np.minimum(place, looked.size)]
    mean = look.sum(axis=0)
    paid = (look * np.minimum(price, bid)).sum(axis=0)
    return mean, np.divide(paid, mean, out=np.full(mean.size, reserve), where=mean > 0)
