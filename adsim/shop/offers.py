"""What an order of a product brings: revenue, margin, what a refund costs, and how price moves buying.

Margin of a kept order = revenue × (1 − commission − tax) − goods − freight. A refunded order loses its
revenue, gets commission, tax and goods back, and costs the freight and the refund's own cost (assumption).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Offer:
    """One product's economics, money in currency units, shares of revenue."""

    price: float
    unit_cost: float
    units: float
    commission: float
    tax: float
    freight: float
    refund_rate: float
    refund_cost: float

    @property
    def order_value(self) -> float:
        """Mean revenue of an order."""
        return self.price * self.units

    @property
    def order_margin(self) -> float:
        """Mean margin of a kept order, before its freight."""
        return self.units * (self.price * (1 - self.commission - self.tax) - self.unit_cost)

    @property
    def refund_margin(self) -> float:
        """What a refunded order leaves (a loss)."""
        return -self.freight - self.refund_cost

    def expected_margin(self, basket: Floats) -> Floats:
        """Return the mean matured margin of paid orders whose baskets are `basket` times the usual."""
        kept = self.order_margin * basket - self.freight
        return (1 - self.refund_rate) * kept + self.refund_rate * self.refund_margin


def price_effect(price: float, usual_price: float, elasticity: float) -> float:
    """Return the factor on conversion of a price away from the usual one (constant elasticity, an assumption)."""
    return float((price / usual_price) ** elasticity)
