"""What a player makes of his history: how often an ad's clicks turn into orders, and what a click is worth.

Orders come late, so clicks count by the share of their orders that should be paid by now. Few orders tell little, so
an ad is drawn toward its class, a class toward its advertiser, he toward what was believed beforehand: each the mean
of a gamma belief about a Poisson rate, whose strength is stated below in orders.
"""

import numpy as np
from numpy.typing import NDArray

from adsim.advertiser.contract import Observation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A belief as strong as 1 / spread² orders: advertisers are believed within 30 %, their classes within 20 %, ads within
# 30 % of their class, the size of orders within 20 % (assumptions; the middle two are the usual ones of a scenario).
ALL_ORDERS = 10.0
CLASS_ORDERS = 25.0
AD_ORDERS = 11.0
BASKET_ORDERS = 25.0


def seen_clicks(seen: Observation) -> Floats:
    """Return the clicks of the history, each counted by the share of its orders that is paid by now, shape [ads]."""
    clicks, lag = seen.history.clicks, seen.known.lag
    age = np.minimum(np.arange(clicks.shape[0])[::-1], lag.size - 1)
    counted: Floats = lag[age] @ clicks
    return counted


def conversion(seen: Observation) -> Floats:
    """Return paid orders a click as they are estimated by now, shape [ads]."""
    orders, expected = seen.history.orders.sum(axis=0), seen.known.cvr * seen_clicks(seen)
    every, own = seen.advertiser, np.arange(orders.size)
    factor = np.ones(orders.size)
    # In the end what all ads together brought has its say: what was drawn toward others need not add up to it.
    for group, strength in (
        (every, ALL_ORDERS), (_classes(seen), CLASS_ORDERS), (own, AD_ORDERS), (every, ALL_ORDERS),
    ):  # fmt: skip
        factor = factor * _drawn(totals(group, orders), totals(group, factor * expected), strength)[group]
    return np.minimum(seen.known.cvr * factor, 1.0)


def order_value(seen: Observation) -> Floats:
    """Return the value of a paid order before refunds, as the platform reports it, shape [ads]: of its class."""
    group, history = _classes(seen), seen.history
    believed = history.orders.sum(axis=0) * seen.known.order_value
    usual = max(float(seen.known.order_value.mean()), 1e-12) if believed.size else 1.0
    revenue = totals(group, history.revenue.sum(axis=0))
    return seen.known.order_value * _drawn(revenue, totals(group, believed), BASKET_ORDERS * usual)[group]


def click_margin(seen: Observation) -> Floats:
    """Return the margin before ads that a click is estimated to bring, never below 0, shape [ads]."""
    return np.maximum(conversion(seen) * seen.known.order_margin, 0.0)


def _drawn(found: Floats, believed: Floats, strength: float) -> Floats:
    """What was found as a factor on what was believed, drawn toward 1."""
    return (found + strength) / (believed + strength)


def _classes(seen: Observation) -> Ints:
    """The ads' groups, numbered from 0: one class of one advertiser."""
    if not seen.klass.size:
        return np.zeros(0, np.int64)
    return np.unique(seen.advertiser * (seen.klass.max() + 1) + seen.klass, return_inverse=True)[1].astype(np.int64)


def totals(group: Ints, values: Floats, groups: int = 0) -> Floats:
    """Return the sum of the values of each group, shape [groups] or as many as there are."""
    sums: Floats = np.bincount(group, weights=values, minlength=groups).astype(np.float64)
    return sums


def whole(group: Ints, values: Floats) -> Floats:
    """Return for each member the sum over its group, shaped as `values`."""
    return totals(group, values)[group]
