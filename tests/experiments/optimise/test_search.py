"""The search on markets whose optimum is known; interrupted anywhere, it is the same search."""

import json
import math
from dataclasses import replace

import pytest

from adsim.experiments.optimise.logbook import FILE, Logbook
from adsim.experiments.optimise.proposals import BATCH, SAMPLERS
from adsim.experiments.optimise.search import search
from adsim.experiments.sweep.axes import Simplex

BUDGET = 25.0
NAMES = ("split.1", "bids.head")
SPLIT = Simplex(("head", "precise"))
IDENTITY = {"scenario": "textbook", "seed": 7}


def textbook(cube):
    """Return of the two-class market with square-root returns, k = 3 and 4: at most 25, at spends 9 and 16."""
    shares = SPLIT.at(cube[:1])
    return 3 * math.sqrt(BUDGET * shares["head"]) + 4 * math.sqrt(BUDGET * shares["precise"])


def ridge(cube):
    return textbook(cube) - (cube[1] - 0.7) ** 2


def measured(objective, heard=None, fail=lambda number: False):
    def measure(asked, done):
        if heard is not None:
            heard.append([trial.number for trial in asked])
        return [
            replace(trial, state="failed")
            if fail(trial.number)
            else replace(trial, state="complete", worlds=1, profit=objective(trial.cube), low=-trial.cube[0])
            for trial in asked
        ]

    return measure


@pytest.mark.parametrize("sampler", ["tpe", "cmaes"])
def test_the_textbook_optimum_is_found(sampler):
    """Within 2 % of the budget in spends, far closer in return."""
    trials = search(NAMES[:1], sampler, 7, 60, measured(textbook)).trials
    best = max(trials, key=lambda trial: trial.profit)
    shares = SPLIT.at(best.cube)
    assert BUDGET * shares["head"] == pytest.approx(9, abs=0.02 * BUDGET)
    assert BUDGET * shares["precise"] == pytest.approx(16, abs=0.02 * BUDGET)
    assert best.profit == pytest.approx(25, rel=0.002)


def test_chance_alone_would_not_find_it():
    """The samplers learn: their last twenty points lie nearer to the optimum than their first twenty."""
    for sampler in ("tpe", "cmaes"):
        profits = [trial.profit for trial in search(NAMES, sampler, 7, 80, measured(ridge)).trials]
        assert 25 - sum(profits[-20:]) / 20 < 0.3 * (25 - sum(profits[:20]) / 20), sampler


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_an_interrupted_search_goes_on_as_if_it_had_not_been(sampler, tmp_path):
    known = [((0.5, 0.5), (ridge((0.5, 0.5)), -0.5)[: 2 if sampler == "nsga2" else 1])]
    whole = search(NAMES, sampler, 7, 50, measured(ridge), known=known)

    def breaks(asked, done):
        if len(done) == 30:
            raise KeyboardInterrupt
        return measured(ridge)(asked, done)

    with pytest.raises(KeyboardInterrupt):
        search(NAMES, sampler, 7, 50, breaks, known=known, logbook=Logbook(tmp_path, IDENTITY))
    heard = []
    again = search(NAMES, sampler, 7, 50, measured(ridge, heard), known=known, logbook=Logbook(tmp_path, IDENTITY))
    assert again.trials == whole.trials
    assert again.importances == whole.importances
    assert (again.resumed, heard) == (30, [[*range(31, 41)], [*range(41, 51)]]), "what was told is not measured again"


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_more_trials_go_on_where_fewer_ended(sampler, tmp_path):
    """Also within a batch."""
    search(NAMES, sampler, 7, 25, measured(ridge), logbook=Logbook(tmp_path, IDENTITY))
    heard = []
    more = search(NAMES, sampler, 7, 40, measured(ridge, heard), logbook=Logbook(tmp_path, IDENTITY))
    assert more.trials == search(NAMES, sampler, 7, 40, measured(ridge)).trials
    assert heard[0] == [26, 27, 28, 29, 30]


@pytest.mark.parametrize("harm", ["cut", "changed", "other", "absurd"])
def test_a_logbook_that_is_not_of_this_search_is_not_believed(harm, tmp_path):
    search(NAMES, "tpe", 7, 20, measured(ridge), logbook=Logbook(tmp_path, IDENTITY))
    path, identity = tmp_path / FILE, IDENTITY
    text = path.read_text()
    if harm == "cut":
        path.write_text(text[: len(text) // 2])
    elif harm == "changed":
        record = json.loads(text)
        record["trials"][3]["profit"] += 1
        path.write_text(json.dumps(record))
    elif harm == "absurd":
        path.write_text("[1, 2]")
    else:
        identity = {**IDENTITY, "seed": 8}
    heard = []
    search(NAMES, "tpe", 7, 20, measured(ridge, heard), logbook=Logbook(tmp_path, identity))
    assert heard == [[*range(1, 11)], [*range(11, 21)]]


def test_a_point_that_failed_is_tried_again_and_stops_nothing(tmp_path):
    first = search(
        NAMES, "tpe", 7, 20, measured(ridge, fail=lambda number: number == 4), logbook=Logbook(tmp_path, IDENTITY)
    )
    assert [trial.number for trial in first.trials if trial.state == "failed"] == [4]
    heard = []
    search(NAMES, "tpe", 7, 20, measured(ridge, heard), logbook=Logbook(tmp_path, IDENTITY))
    assert heard[0] == [4]


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_no_batch_repeats_another(sampler):
    cubes = [trial.cube for trial in search(NAMES, sampler, 7, 2 * BATCH, measured(ridge)).trials]
    assert len(set(cubes)) == 2 * BATCH


def test_another_seed_is_another_search():
    one, other = (search(NAMES, "tpe", seed, BATCH, measured(ridge)).trials for seed in (7, 8))
    assert {trial.cube for trial in one}.isdisjoint(trial.cube for trial in other)


def test_what_moves_nothing_is_of_no_importance():
    found = search(NAMES, "tpe", 7, 60, measured(lambda cube: -((cube[0] - 0.3) ** 2))).importances
    assert found["split.1"] > 0.8
    assert sum(found.values()) == pytest.approx(1)
