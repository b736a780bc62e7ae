"""Sweep files are read strictly: what is wrong is named by line, and so is every point that is no scenario."""

import pytest

from adsim.errors import InputError
from adsim.experiments.sweep import load
from adsim.experiments.sweep.axes import Range, Simplex, Values
from adsim.experiments.sweep.points import laid_out
from tests.experiments.sweep.sweeps import GRID, complaints, loaded, written

HEAD = "sweep: small_sweep\nbase: small.yaml\ndesign: {}\n"


def grid(axes: str, more: str = "") -> str:
    return HEAD.format("grid") + more + f"axes:\n  {axes}\n"


def sobol(axes: str, more: str = "points: 4\n") -> str:
    return HEAD.format("sobol") + more + f"axes:\n  {axes}\n"


REFUSED = [
    ("sweep: x\nbase: none.yaml\ndesign: grid\naxes: {a: {values: [1]}}\n",
     'small_sweep.yaml:2: base: must be a scenario file, relative to this one; there is none, got "none.yaml"'),
    (GRID.replace("design: grid", "design: grids"),
     'small_sweep.yaml:3: design: must be grid, list, latin_hypercube, sobol or random, got "grids"; did you mean'
     " grid?"),
    (GRID + "point: 3\n", "small_sweep.yaml:8: point: unknown key; did you mean points?"),
    (GRID.replace("steps: 2", "step: 2"),
     "small_sweep.yaml:6: axes.campaign.daily_budget.step: unknown key; did you mean steps?"),
    (GRID + "points: 3\n",
     "small_sweep.yaml:8: points: goes with design latin_hypercube, sobol, random only, got 3; delete it"),
    (GRID.replace("replications: 3", "replications: 1"),
     "small_sweep.yaml:4: replications: must be at least 2, got 1"),
    (GRID.replace("from: 50, ", ""),
     "small_sweep.yaml:6: axes.campaign.daily_budget.from: required key is missing; to is there: add 'from: …'"),
    (GRID.replace("from: 50", "from: 500"),
     "small_sweep.yaml:6: axes.campaign.daily_budget.to: must be greater than from (500), got 200.0"),
    (GRID.replace("from: 50", "from: 0"),
     "small_sweep.yaml:6: axes.campaign.daily_budget.from: must be greater than 0 with scale: log, got 0.0"),
    (GRID.replace("steps: 2, ", ""),
     "small_sweep.yaml:6: axes.campaign.daily_budget.steps: required key is missing; a grid needs the number of steps:"
     " add 'steps: 5'"),
    (sobol("campaign.daily_budget: {from: 50, to: 90, steps: 3}"),
     "small_sweep.yaml:6: axes.campaign.daily_budget.steps: goes with design: grid only, got 3; delete it: other"
     " designs draw in between"),
    (sobol("campaign.daily_budget: {from: 50, to: 90}", ""),
     "small_sweep.yaml:1: points: required key is missing; add 'points: 64'"),
    (grid("campaign.daily_budget: {}"),
     "small_sweep.yaml:5: axes.campaign.daily_budget: must have from and to, or values, or simplex, and one of these"
     " only, got none of them"),
    (grid("campaign.daily_budget: {values: [1, 2], simplex: {steps: 2}}"),
     "small_sweep.yaml:5: axes.campaign.daily_budget: must have from and to, or values, or simplex, and one of these"
     " only, got values, simplex"),
    (grid("campaign.daily_budget: {values: [1, 2, 1]}"),
     "small_sweep.yaml:5: axes.campaign.daily_budget.values[2]: is there twice, got 1; delete one of them"),
    (grid("days: {values: [3, 4]}"),
     "small_sweep.yaml:5: axes.days: may not vary: it says what the experiment is; name another path of the scenario"),
    (grid("a..b: {values: [3, 4]}"),
     "small_sweep.yaml:5: axes.a..b: must be a path such as campaign.split or products[0].price"),
    (grid("campaign.split: {simplex: {steps: 2}}\n  campaign.split.head: {values: [0]}"),
     "small_sweep.yaml:6: axes.campaign.split.head: lies inside the axis campaign.split; keep one of the two"),
    (grid("campaign.daily_budget: {simplex: {steps: 2}}"),
     "small_sweep.yaml:5: axes.campaign.daily_budget.simplex.of: required key is missing; name the shares that add up"
     " to 1"),
    (grid("campaign.split: {simplex: {}}"),
     "small_sweep.yaml:5: axes.campaign.split.simplex.steps: required key is missing; a grid needs the number of steps:"
     " add 'steps: 5'"),
    (grid("campaign.bid_factor: {values: [1]}", "variants: [equl]\n"),
     'small_sweep.yaml:4: variants[0]: must be one of the variants of small.yaml, got "equl"; did you mean equal?'),
    (grid("campaign.daily_budget: {from: 1, to: 2, steps: 1000}\n  campaign.bid_factor: {from: 1, to: 2, steps: 11}"),
     "small_sweep.yaml:4: axes: must not make more than 10,000 points, got 11,000; fewer steps, or design: sobol"),
    (sobol("campaign.daily_budget: {from: 50, to: 90}", "points: 9000\n"),
     "small_sweep.yaml:4: points: must not make more than 10,000 points, got 16,384; ask for 5,000 or fewer"),
    (HEAD.format("list") + "list:\n  - {campaign.split: equal}\n  - {}\n",
     "small_sweep.yaml:6: list[1]: must name at least one path"),
    (HEAD.format("list") + "list:\n  - {campaign.split: equal}\naxes:\n  campaign.splits: {label: x}\n",
     "small_sweep.yaml:7: axes.campaign.splits: is in no point of the list; did you mean campaign.split?"),
    (GRID + "list:\n  - {campaign.split: equal}\n",
     "small_sweep.yaml:8: list: goes with design: list only; delete it, or write design: list"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), REFUSED, ids=[told.split(":", 2)[2][:50] for _, told in REFUSED])
def test_what_is_wrong_is_named_by_line(tmp_path, text, told):
    with pytest.raises(InputError) as refused:
        load(written(tmp_path, text))
    assert complaints(refused.value) == [told]


NO_SCENARIO = [
    (grid("campaign.daily_budget: {values: [100, -5]}"),
     ["small_sweep.yaml:5: axes.campaign.daily_budget: point 2 (campaign.daily_budget: -5): must be greater than 0,"
      " got -5"]),
    (grid("campaign.bid_factor: {values: [1, 200]}"),
     ["small_sweep.yaml:5: axes.campaign.bid_factor: point 2 (campaign.bid_factor: 200): head: must be at most 100, got"
      " 200"]),
    (grid("keywords.head.max_cpx: {values: [1, 2]}"),
     ["small_sweep.yaml:5: axes.keywords.head.max_cpx: point 1 (keywords.head.max_cpx: 1): unknown key; did you mean"
      " max_cpc?"]),
    (grid("market.rivals.count: {from: 2, to: 6, steps: 3}"),
     ["small_sweep.yaml:5: axes.market.rivals.count: point 1 (market.rivals.count: 2): market.rivals.per_keyword: must"
      " not exceed count (2), got 4"]),
    (grid("products[3].price: {values: [1, 2]}"),
     ["small_sweep.yaml:5: axes.products[3].price: point 1 (products[3].price: 1): there is no products[3]; products"
      " has 1 items, counted from [0]"]),
    (HEAD.format("list") + "list:\n  - {campaign.split: equal}\n  - {campaign.split: {head: 0.5}, "
     "campaign.daily_budget: 1e9}\n",
     ["small_sweep.yaml:6: list[1].campaign.split: point 2: shares must add up to 1, got 0.5",
      "small_sweep.yaml:6: list[1].campaign.daily_budget: point 2: must be at most 100000000, got 1000000000.0"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), NO_SCENARIO, ids=[told[0].split(":", 2)[2][:50] for _, told in NO_SCENARIO])
def test_a_point_that_is_no_scenario_is_named_with_its_rule(tmp_path, text, told):
    sweep = load(written(tmp_path, text))
    with pytest.raises(InputError) as refused:
        laid_out(sweep)
    assert sorted(complaints(refused.value)) == sorted(told)


def test_of_very_many_bad_points_the_first_are_named(tmp_path):
    values = list(range(-40, 0))
    sweep = load(written(tmp_path, grid(f"campaign.daily_budget: {{values: {values}}}")))
    with pytest.raises(InputError) as refused:
        laid_out(sweep)
    told = complaints(refused.value)
    assert len(told) == 21 and any(line.endswith("has 20 more problems of points") for line in told)


def test_faults_of_the_scenario_are_told_with_its_own_lines(tmp_path):
    path = written(tmp_path)
    small = tmp_path / "small.yaml"
    small.write_text(small.read_text().replace('"days": 7', '"days": 0'))
    with pytest.raises(InputError) as refused:
        load(path)
    assert complaints(refused.value) == ["small.yaml:5: days: must be at least 1, got 0"]


def test_a_good_file_is_understood(tmp_path):
    sweep = loaded(tmp_path)
    assert (sweep.name, sweep.design, sweep.replications, sweep.variants) == ("small_sweep", "grid", 3, ("plain",))
    budget, bids = sweep.axes
    assert budget.spread == Range(50.0, 200.0, 2, log=True)
    assert (budget.unit, budget.label) == ({"en": "yuan", "zh": "yuan"}, {"en": "budget", "zh": "预算"})
    assert bids.spread == Values((0.5, 1, 2))


def test_axes_find_their_kind_in_the_scenario(tmp_path):
    """Shares find their classes, whole numbers are known as such."""
    text = grid("campaign.split: {simplex: {steps: 2}}\n  market.rivals.count: {from: 4, to: 9, steps: 3}"
                "\n  products[0].price: {from: 60, to: 70, steps: 3}")  # fmt: skip
    split, rivals, price = loaded(tmp_path, text).axes
    assert split.spread == Simplex(("head", "long_tail", "precise"), 2)
    assert rivals.spread.grid() == [4, 7, 9] and price.spread.grid() == [60, 65, 70]
