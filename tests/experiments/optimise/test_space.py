"""The unit cube and scenarios: there and back, in bounds, rounded to what can be typed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.errors import InputError
from adsim.experiments.optimise import edges, money
from adsim.experiments.optimise.space import Space
from adsim.scenario import patches
from tests.simulation import worlds

ALL = ("split", "bids", "budget")
PLACES = st.floats(0, 1)


@given(st.lists(PLACES, min_size=6, max_size=6))
@settings(max_examples=40, deadline=None)
def test_every_point_is_a_valid_scenario_and_lies_where_it_was(cube):
    space = Space.of(worlds.scenario(), ALL)
    state = space.state(cube)
    found = space.cube(state)
    assert found is not None
    assert space.values(space.state(found)) == pytest.approx(space.values(state), rel=1e-3, abs=2e-6)
    assert sum(getattr(state.campaign.split, name) for name in space.accounts) == pytest.approx(1, abs=1e-12)
    assert 150 / 4 <= state.campaign.daily_budget <= 600
    assert round(state.campaign.daily_budget, 2) == state.campaign.daily_budget


def test_the_names_and_the_columns():
    space = Space.of(worlds.scenario(), ALL)
    assert space.names == ("split.1", "split.2", "bids.head", "bids.long_tail", "bids.precise", "budget")
    assert list(space.values(space.base)) == list(space.columns)


def test_the_present_plan_lies_inside_and_the_ends_are_what_is_tried():
    """Bids from a twentieth to four times the present ones, the budget from a quarter to four times; equal ratios."""
    space = Space.of(worlds.scenario({"campaign.bid_factor": {"head": 2.0}}), ALL)
    present = np.log(20) / np.log(80)
    assert space.cube(space.base)[2:] == pytest.approx((present, present, present, 0.5))
    assert space.ends == {
        **{f"share.{name}": (0.0, 1.0) for name in space.accounts},
        "bid_factor.head": (0.1, 8.0),
        "bid_factor.long_tail": (0.05, 4.0),
        "bid_factor.precise": (0.05, 4.0),
        "daily_budget": (37.5, 600.0),
    }
    middle = space.values(space.state((0.5,) * 6))
    assert middle["bid_factor.head"] == pytest.approx(np.sqrt(0.1 * 8.0), rel=1e-5)
    assert middle["daily_budget"] == 150.0


def test_an_end_is_told_from_what_is_near_it_and_shares_have_none():
    names = ("split.1", "bids.head", "bids.precise", "budget")
    assert edges.reached(names, (0.0, 0.02, 0.03, 0.99)) == ["bids.head", "budget"]
    assert edges.inward(names, (0.0, 0.02, 0.03, 0.99), "budget") == (0.0, 0.02, 0.03, 0.85)
    assert edges.inward(names, (0.0, 0.02, 0.03, 0.99), "bids.head") == (0.0, 0.15, 0.03, 0.99)
    assert edges.is_level(1000.0, 995.0) and edges.is_level(-1000.0, -1005.0) and edges.is_level(1000.0, 1200.0)
    assert not edges.is_level(1000.0, 994.0) and not edges.is_level(-1000.0, -1006.0)


def test_what_lies_outside_has_no_place():
    base = worlds.scenario()
    space = Space.of(base, ("split",))
    for change in (
        {"campaign.daily_budget": 99.0},
        {"products[0].price": 60.0},
        {"campaign.bid_factor": {"head": 2.0}},
    ):
        assert space.cube(patches.patched(base, change)) is None, change
    far = patches.patched(base, {"campaign.daily_budget": 1000.0})
    assert Space.of(base, ("budget",)).cube(far) is None


def test_a_split_by_name_lies_where_its_shares_do():
    base = worlds.scenario()
    space = Space.of(base, ("split",))
    named = patches.patched(base, {"campaign.split": "equal"})
    told = patches.patched(base, {"campaign.split": dict.fromkeys(("head", "long_tail", "precise"), 1 / 3)})
    assert space.cube(named) == pytest.approx(space.cube(told), abs=1e-9)


def test_campaigns_are_split_where_they_have_the_budgets():
    rows = [{"campaign": name, "ctr": 0.05, "rival_bid": 2.0} for name in "甲乙丙"]
    shares = {
        "campaign": {"daily_budget": 90.0, "split_of": "campaigns", "campaigns": {"甲": 0.5, "乙": 0.25, "丙": 0.25}}
    }
    space = Space.of(worlds.listed(rows, shares), ("split",))
    state = space.state((0.3, 0.9))
    assert set(state.campaign.campaigns) == {"甲", "乙", "丙"}
    assert sum(state.campaign.campaigns.values()) == pytest.approx(1)
    assert space.cube(state) == pytest.approx((0.3, 0.9), abs=1e-4)


@pytest.mark.parametrize(
    ("over", "said"),
    [((), "at least one"), (("image",), "split, bids, budget"), (("split", "bid"), "'bid'")],
)
def test_what_cannot_be_searched_is_said(over, said):
    with pytest.raises(InputError, match=said):
        Space.of(worlds.scenario(), over)


def test_one_class_has_no_split():
    with pytest.raises(InputError, match="at least two classes"):
        Space.of(worlds.scenario(worlds.QUIET), ("split",))


def test_bids_that_cannot_be_four_times_as_high_are_said():
    dear = worlds.scenario(
        {"keywords.head": {"count": 1, "searches": 10.0, "ctr": 0.1, "cvr": 0.1, "max_cpc": 9000.0, "rival_bid": 1.0}}
    )
    with pytest.raises(InputError):
        Space.of(dear, ("bids",))


@given(st.floats(0.001, 1e6), st.sampled_from([0.01, 0.1, 1.0]))
@settings(max_examples=60, deadline=None)
def test_amounts_are_whole_steps_near_the_amount(amount, step):
    found = money.rounded(amount, step)
    assert found / step == pytest.approx(round(found / step))
    assert abs(found - amount) <= step / 2 + 1e-9 or found == step


def test_halves_go_up():
    assert money.rounded(0.285, 0.01) == 0.29
    assert money.rounded(2.65, 0.1) == 2.7


@given(st.integers(1, 10**7), st.lists(st.floats(0.01, 1), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_budgets_add_up_to_the_cent(cents, weights):
    parts = money.parts(cents / 100, {str(index): weight for index, weight in enumerate(weights)}, 0.01)
    assert sum(round(part * 100) for part in parts.values()) == cents
    exact = np.array(weights) / sum(weights) * cents / 100
    assert np.abs(np.array(list(parts.values())) - exact).max() <= 0.01 + 1e-9
