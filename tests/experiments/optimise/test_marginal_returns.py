"""Equal marginal returns against closed forms, and curves against the markets that they were read from."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.experiments.optimise.marginal_returns import USUAL_POWER, Curve, best_spends, equalised, fitted

SCALES = st.floats(0.1, 50)
POWERS = st.floats(0.1, 0.9)
CURVES = st.lists(st.builds(Curve, SCALES, POWERS), min_size=2, max_size=6)


def test_the_textbook_market():
    """Square roots with k = 3 and 4: spends as the squares of k, so 9 and 16 of 25, which return 9 + 16."""
    market = {"head": Curve(3, 0.5), "precise": Curve(4, 0.5)}
    spends = equalised(market, 25)
    assert spends == pytest.approx({"head": 9, "precise": 16}, rel=1e-12)
    assert sum(market[name].at(spend) for name, spend in spends.items()) == pytest.approx(25, rel=1e-12)


@given(CURVES, st.floats(1, 1e5))
@settings(max_examples=60, deadline=None)
def test_marginal_returns_are_equal_and_the_budget_is_spent(curves, budget):
    market = {str(index): curve for index, curve in enumerate(curves)}
    spends = equalised(market, budget)
    assert sum(spends.values()) == pytest.approx(budget, rel=1e-9)
    marginal = [
        curve.scale * curve.power * spends[name] ** (curve.power - 1)
        for name, curve in market.items()
        if spends[name] > 1e-9 * budget
    ]
    assert marginal == pytest.approx([marginal[0]] * len(marginal), rel=1e-5)


def test_who_cannot_use_money_gets_what_it_can():
    market = {"small": Curve(100, 0.5, most=4), "large": Curve(1, 0.5)}
    assert equalised(market, 20) == pytest.approx({"small": 4, "large": 16})
    nobody = {"small": Curve(100, 0.5, most=4), "large": Curve(1, 0.5, most=6)}
    assert equalised(nobody, 20) == pytest.approx({"small": 8, "large": 12}), "what is left goes in proportion"


def test_who_earns_nothing_gets_nothing_unless_nobody_earns():
    nothing = Curve(0, 0.5)
    assert equalised({"a": nothing, "b": Curve(2, 0.3)}, 7) == pytest.approx({"a": 0, "b": 7})
    assert equalised({"a": nothing, "b": nothing}, 7) == {"a": 3.5, "b": 3.5}


def test_the_best_spend_is_where_one_more_returns_itself():
    assert best_spends({"a": Curve(4, 0.5), "b": Curve(0, 0.5)}) == pytest.approx({"a": 4, "b": 0})


@given(SCALES, POWERS)
@settings(max_examples=40, deadline=None)
def test_a_curve_is_found_again(scale, power):
    spends = [5.0, 15.0, 40.0, 100.0]
    found = fitted(spends, spends, [scale * spend**power for spend in spends])
    assert (found.scale, found.power) == pytest.approx((scale, power), rel=1e-6)
    assert found.most == math.inf


def test_a_curve_that_ends_is_told_where():
    budgets, spends = [5.0, 15.0, 40.0, 100.0], [5.0, 15.0, 22.0, 22.1]
    found = fitted(budgets, spends, [2 * spend**0.5 for spend in spends])
    assert found.most == 22.1
    assert found.power == pytest.approx(0.5)


def test_what_tells_no_curve():
    assert fitted([5.0, 15.0], [0.0, 0.0], [0.0, 0.0]).scale == 0
    assert fitted([5.0, 15.0], [5.0, 15.0], [-1.0, 0.0]).scale == 0
    one = fitted([5.0, 15.0], [4.0, 4.0], [6.0, 6.0])
    assert (one.power, one.at(4.0), one.most) == (USUAL_POWER, pytest.approx(6.0), 4.0)
    steep = fitted([1.0, 10.0], [1.0, 10.0], [1.0, 1000.0])
    assert 0 < steep.power < 1, "more than in proportion is no curve of falling returns"
    assert np.isfinite(steep.scale)
