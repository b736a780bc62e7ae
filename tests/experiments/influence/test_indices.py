"""Sobol indices against functions whose indices are known, and variances split where they are known."""

from itertools import pairwise

import numpy as np
import pytest

from adsim.experiments.influence.indices import sobol_indices, split_variance
from adsim.experiments.influence.inputs import Input
from adsim.experiments.sweep import designs

SEED = 20240506


def measured(function, parts, samples):
    """Indices of a function of numbers in [0, 1); each input has so many parts of its own."""
    dimensions = sum(parts)
    cube = designs.sobol(samples, 2 * dimensions, SEED)
    a, b = cube[:, :dimensions], cube[:, dimensions:]
    ends = np.cumsum([0, *parts])
    mixed = []
    for first, last in pairwise(ends):
        one = a.copy()
        one[:, first:last] = b[:, first:last]
        mixed.append([function(one)])
    return sobol_indices(np.array([function(a)]), np.array([function(b)]), np.array(mixed), SEED)


def ishigami(cube):
    x = np.pi * (2 * cube - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami():
    """Indices known in closed form (Ishigami & Homma 1990)."""
    found = measured(ishigami, (1, 1, 1), 2**12)
    assert found.first[0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total[0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    for name, true in (("first", [0.3139, 0.4424, 0.0]), ("total", [0.5576, 0.4424, 0.2437])):
        assert (getattr(found, f"{name}_low")[0] < np.array(true) + 0.005).all()
        assert (getattr(found, f"{name}_high")[0] > np.array(true) - 0.005).all()


def test_inputs_of_several_parts_have_the_variance_of_them_all():
    """A sum: the shares of the squared weights, first order and total alike; few samples have wide ranges."""
    weights = np.array([3.0, 2.0, 1.0, 1.0])
    found = measured(lambda cube: cube @ weights, (2, 1, 1), 2**10)
    assert found.first[0] == pytest.approx([13 / 15, 1 / 15, 1 / 15], abs=0.02)
    assert found.total[0] == pytest.approx([13 / 15, 1 / 15, 1 / 15], abs=0.02)
    few = measured(lambda cube: cube @ weights, (2, 1, 1), 2**4)
    assert (few.total_high - few.total_low)[0, 0] > 2 * (found.total_high - found.total_low)[0, 0]


def test_what_never_varies_has_no_indices():
    found = measured(lambda cube: np.full(cube.shape[0], 5.0), (1, 1), 8)
    assert not found.first.any() and not found.total.any() and not found.total_high.any()


def test_one_output_of_one_input_has_all_its_variance():
    """The smallest study there is: one variant, one input."""
    found = measured(lambda cube: cube[:, 0], (1,), 2**8)
    assert found.first == pytest.approx(np.ones((1, 1)), abs=0.05)
    assert found.total == pytest.approx(np.ones((1, 1)), abs=0.05)
    still = measured(lambda cube: np.full(cube.shape[0], 5.0), (1,), 8)
    assert still.first.shape == (1, 1) and not still.total.any()


def test_variance_is_split_into_inputs_luck_and_both():
    """4 + 1 + 0.25: 5 standard errors, by 2,000 samples and 400 worlds of their own luck."""
    random = np.random.default_rng(SEED)
    inputs, luck = random.normal(0, 2, (2000, 1)), random.normal(0, 1, (1, 400))
    parts = split_variance(inputs + luck + random.normal(0, 0.5, (2000, 400)))
    assert parts.inputs == pytest.approx(4, abs=5 * 4 * (2 / 2000) ** 0.5)
    assert parts.luck == pytest.approx(1, abs=5 * (2 / 400) ** 0.5)
    assert parts.both == pytest.approx(0.25, abs=0.01)
    assert parts.known == pytest.approx(4 / 5.25, abs=0.1)
    assert parts.noise == pytest.approx(0.25 / 400 / 4, rel=0.2)
    chance = split_variance(random.normal(0, 1, (400, 4)))
    assert chance.noise > 0.7 and chance.known < 0.1


def test_a_level_has_the_spread_of_the_worlds():
    """Mean 1 and the stated spread of the logarithm, as `draw_world` draws it."""
    level = Input("ctr", "level", ("head", "precise"), 0.4)
    drawn = np.array([level.at([share, 0.5]) for share in (np.arange(4096) + 0.5) / 4096])
    assert drawn[:, 0].mean() == pytest.approx(1, abs=0.002)
    assert np.log(drawn[:, 0]).std() == pytest.approx(0.4, abs=0.002)
    assert drawn[:, 1] == pytest.approx(np.exp(-0.08), rel=1e-5)
    low, high = level.end("low"), level.end("high")
    assert low[0] == low[1] < 1 < high[0] == high[1]
    assert np.quantile(drawn[:, 0], [0.05, 0.95]) == pytest.approx([low[0], high[0]], rel=0.01)


def test_whole_numbers_have_the_same_room():
    whole = Input("market.rivals.count", "range", values=(2, 5), own=3)
    found = [whole.at([share])[0] for share in (np.arange(400) + 0.5) / 400]
    assert [found.count(value) for value in (2, 3, 4, 5)] == [100] * 4
    between = Input("market.squashing", "range", values=(0, 2), own=1.0)
    assert between.at([0.25]) == (0.5,)
