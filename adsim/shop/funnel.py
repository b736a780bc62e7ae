"""The way of a visitor: visit → favourite / cart → order → payment → kept or refunded, in arrays.

Every step is drawn from the shopper's own marks (`streams.marks` of the candidate's key), so the same
shopper decides alike in every variant. Carting, ordering and paying are nested: one mark, three
thresholds. The delay from click to payment is drawn at the click.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from adsim import streams
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Keys = NDArray[np.uint64]

HIGHEST_CVR = 0.95
MICRO = 1_000_000
HIGHEST_ORDER = 1e9  # currency units; keeps sums inside whole numbers


@dataclass(frozen=True)
class Delay:
    """Mixture of exponential delays in hours; a part may be cut off (its tail is drawn again below the cut)."""

    shares: Floats
    means: Floats
    cuts: Floats  # inf: uncut

    def draw(self, keys: Keys, scale: float = 1.0) -> Floats:
        """Return the delay in hours of each shopper; `scale` stretches all means, not the cuts."""
        part = np.searchsorted(np.cumsum(self.shares)[:-1], streams.marks(keys, Purpose.DELAY_PART), side="right")
        mean = self.means[part] * scale
        within = -np.expm1(-self.cuts[part] / mean)
        hours: Floats = -mean * np.log1p(-streams.marks(keys, Purpose.DELAY) * within)
        return hours

    def cdf(self, hours: Floats, scale: float = 1.0) -> Floats:
        """Return the share of payments that have come within `hours` of the click."""
        mean = self.means * scale
        at = np.minimum(np.asarray(hours)[..., None], self.cuts)
        parts = np.expm1(-at / mean) / np.expm1(-self.cuts / mean)
        total: Floats = np.clip(parts, 0, 1) @ self.shares
        return total


@dataclass(frozen=True)
class Terms:
    """What a visit meets, one value a visit (or one for all): rates and money (currency units) of its offer."""

    cvr: Floats  # paying buyers per visitor
    carts_per_order: Floats
    favourites_per_order: Floats
    paid_share: Floats
    basket: Floats  # mean order size relative to the product's usual
    basket_spread: Floats
    order_value: Floats
    order_margin: Floats
    freight: Floats
    refund_rate: Floats
    refund_margin: Floats
    refund_days: Floats


@dataclass(frozen=True)
class Outcomes:
    """What became of each visit. Times in hours since the visit; money in whole micro-units, 0 where unpaid."""

    favourited: Bools
    carted: Bools
    ordered: Bools
    paid: Bools
    refunded: Bools
    payment_delay: Floats
    refund_delay: Floats  # after the click
    revenue: Ints
    margin: Ints  # at payment, as if kept
    refund: Ints  # booked at the refund, negative: takes the margin back and adds the refund's cost


def _micro(money: Floats) -> Ints:
    """Round money to whole micro-units; an order beyond all bounds counts as HIGHEST_ORDER."""
    return np.rint(np.clip(money, -HIGHEST_ORDER, HIGHEST_ORDER) * MICRO).astype(np.int64)


def visit(keys: Keys, terms: Terms, delay: Delay, delay_scale: float = 1.0) -> Outcomes:
    """Send one visitor through the shop for each key; arrays in, arrays out."""
    buying = streams.marks(keys, Purpose.BUYING)
    cvr = np.minimum(terms.cvr, HIGHEST_CVR)
    paid = buying < cvr
    ordered = buying < np.minimum(cvr / terms.paid_share, 1.0)
    carted = buying < np.minimum(np.maximum(cvr * terms.carts_per_order, cvr / terms.paid_share), 1.0)
    favourited = streams.marks(keys, Purpose.FAVOURITE) < cvr * terms.favourites_per_order
    size = terms.basket * np.exp(
        terms.basket_spread * ndtri(streams.marks(keys, Purpose.BASKET)) - terms.basket_spread**2 / 2
    )
    revenue = _micro(paid * terms.order_value * size)
    margin = _micro(paid * (terms.order_margin * size - terms.freight))
    refunded = paid & (streams.marks(keys, Purpose.REFUND) < terms.refund_rate)
    refund = np.where(refunded, _micro(terms.refund_margin) - margin, 0)
    payment_delay = delay.draw(keys, delay_scale)
    wait = -24 * terms.refund_days * np.log1p(-streams.marks(keys, Purpose.REFUND_DELAY))
    return Outcomes(
        favourited,
        carted,
        ordered,
        paid,
        refunded,
        payment_delay,
        payment_delay + wait,
        revenue,
        margin,
        refund,
    )
