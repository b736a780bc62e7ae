"""What an order brings, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.shop.offers import Offer, price_effect

OFFER = Offer(price=100, unit_cost=40, units=2, commission=0.05, tax=0.01, freight=8, refund_rate=0.25, refund_cost=5)


def test_margin_of_an_order_kept_and_refunded():
    assert OFFER.order_value == 200
    assert OFFER.order_margin == pytest.approx(2 * (94 - 40))
    assert OFFER.refund_margin == -13
    # three of four kept: 108 − 8; one refunded: −13
    assert OFFER.expected_margin(np.array([1.0])) == pytest.approx([0.75 * 100 - 0.25 * 13])
    # half a basket: goods and revenue halve, freight does not
    assert OFFER.expected_margin(np.array([0.5])) == pytest.approx([0.75 * 46 - 0.25 * 13])


@pytest.mark.parametrize("worse", [{"refund_rate": 0.3}, {"refund_cost": 6.0}, {"freight": 9.0}, {"unit_cost": 41.0},
                                   {"commission": 0.06}, {"tax": 0.02}, {"price": 99.0}])  # fmt: skip
def test_each_cost_lowers_the_margin(worse):
    one = np.ones(1)
    assert replace(OFFER, **worse).expected_margin(one) < OFFER.expected_margin(one)


def test_price_moves_buying_by_its_elasticity():
    assert price_effect(100, 100, -1.5) == 1
    assert price_effect(121, 100, -0.5) == pytest.approx(1 / 1.1)
    assert price_effect(90, 100, 0.0) == 1
