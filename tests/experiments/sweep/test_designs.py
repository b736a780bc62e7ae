"""Designs spread their points as they say, whatever the axes; drawn from fixed seeds, so these tests never flicker."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.experiments.sweep import designs
from adsim.experiments.sweep.axes import Axis, Range, Simplex, Values, grid_size

SEEDS = st.integers(0, 2**63 - 1)
NAMES = ("head", "long_tail", "precise", "other")


@st.composite
def ranges(draw):
    low = draw(st.floats(0.01, 1e4))
    return Range(low, low * draw(st.floats(1.01, 1e3)), draw(st.integers(2, 30)), draw(st.booleans()))


@given(st.integers(1, 60), st.integers(1, 6), SEEDS)
@settings(max_examples=60, deadline=None)
def test_a_latin_hypercube_has_one_point_in_every_stratum(points, dimensions, seed):
    cube = designs.latin_hypercube(points, dimensions, seed)
    strata = np.sort((cube * points).astype(int), axis=0)
    assert (strata == np.arange(points)[:, None]).all()


@given(st.integers(1, 300), st.integers(1, 5), SEEDS)
@settings(max_examples=25, deadline=None)
def test_sobol_points_are_a_power_of_two_and_fill_every_half_alike(points, dimensions, seed):
    cube = designs.sobol(points, dimensions, seed)
    count = len(cube)
    assert count == designs.size("sobol", points) and points <= count < 2 * points and count & (count - 1) == 0
    if count > 1:
        assert ((cube < 0.5).sum(axis=0) == count // 2).all()


@pytest.mark.parametrize("design", designs.DRAWN)
def test_a_drawn_design_is_the_same_again_and_another_with_another_seed(design):
    axes = [Axis("a", Range(1, 9)), Axis("b", Simplex(NAMES))]
    one, again, other = (designs.drawn(design, axes, 16, seed) for seed in (1, 1, 2))
    assert one == again != other
    assert all(set(point) == {"a", "b"} for point in one)


@given(ranges(), st.floats(0, 1, exclude_max=True))
@settings(max_examples=200)
def test_a_range_stays_within_its_ends_and_keeps_them(axis, share):
    grid = axis.grid()
    assert (grid[0], grid[-1]) == (axis.low, axis.high) and grid == sorted(grid)
    assert axis.low <= axis.at([share]) <= axis.high
    assert axis.at([0.0]) == pytest.approx(axis.low, rel=1e-5)


@given(ranges())
def test_steps_are_equal_and_on_a_log_scale_their_ratios(axis):
    grid = np.array(axis.grid())
    steps = np.diff(np.log(grid) if axis.log else grid)
    assert np.allclose(steps, steps[0], rtol=1e-2, atol=2e-5 * (1 if axis.log else axis.high))
    middle = math.sqrt(axis.low * axis.high) if axis.log else (axis.low + axis.high) / 2
    assert axis.at([0.5]) == pytest.approx(middle, rel=1e-5)


@given(st.integers(1, 50), st.integers(1, 30), st.booleans(), st.floats(0, 1, exclude_max=True))
def test_whole_numbers_stay_whole(low, more, log, share):
    axis = Range(float(low), float(low + more), 5, log, whole=True)
    found = [*axis.grid(), axis.at([share])]
    assert all(isinstance(value, int) and low <= value <= low + more for value in found)


def test_every_whole_number_is_drawn_alike():
    axis = Range(1.0, 4.0, whole=True)
    found = [axis.at([(place + 0.5) / 4000]) for place in range(4000)]
    assert [found.count(value) for value in (1, 2, 3, 4)] == [1000] * 4


@given(st.integers(2, 4), st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=3))
@settings(max_examples=300)
def test_drawn_shares_add_up(count, cube):
    simplex = Simplex(NAMES[:count])
    shares = simplex.at(cube[: simplex.dimensions])
    assert list(shares) == list(NAMES[:count])
    assert min(shares.values()) >= 0 and math.isclose(sum(shares.values()), 1, abs_tol=1e-12)


@given(st.integers(2, 4), st.integers(1, 8))
def test_a_grid_of_shares_has_all_of_them_once(count, steps):
    simplex = Simplex(NAMES[:count], steps)
    points = [tuple(round(share * steps) for share in point.values()) for point in simplex.grid()]
    assert len(set(points)) == len(points) == grid_size(simplex) == math.comb(steps + count - 1, count - 1)
    assert all(sum(point) == steps for point in points)


def test_drawn_shares_are_uniform_on_the_simplex():
    """Each share of three is Beta(1, 2): mean 1/3, P(share < 1 − √½) = ½. 4,096 Sobol points, no chance in it."""
    cube = designs.sobol(4096, 2, 7)
    shares = np.array([list(Simplex(NAMES[:3]).at(row).values()) for row in cube.tolist()])
    assert np.allclose(shares.mean(axis=0), 1 / 3, atol=2e-3)
    assert np.allclose((shares < 1 - math.sqrt(0.5)).mean(axis=0), 0.5, atol=5e-3)


def test_a_grid_has_every_combination_and_its_last_axis_runs_fastest():
    axes = [Axis("a", Values((1, 2))), Axis("b", Values(("x", "y", "z")))]
    points = designs.grid(axes)
    assert [(point["a"], point["b"]) for point in points] == [(a, b) for a in (1, 2) for b in "xyz"]


@pytest.mark.parametrize("design", designs.DRAWN)
def test_listed_values_are_drawn_alike(design):
    points = designs.drawn(design, [Axis("a", Values(tuple("wxyz")))], 64, 3)
    found = [point["a"] for point in points]
    assert set(found) == set("wxyz")
    if design != "random":
        assert {found.count(value) for value in "wxyz"} == {16}
