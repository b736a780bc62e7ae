"""Poison runs: their worlds are left out for all, the rest is what it is without them, and everybody is told."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from adsim import simulation
from adsim.experiments.bid_response import Bids
from adsim.experiments.compare import compare
from adsim.experiments.influence import influence
from adsim.experiments.optimise import optimise
from adsim.experiments.runs import Failure, RunsFailedError, losses, most_left_out, run_key, whole_worlds
from adsim.report.failed_runs import failed_runs
from adsim.report.words import words
from adsim.results import Store
from tests import test_cli
from tests.simulation import worlds

adsim, shop, undrawn = test_cli.adsim, test_cli.shop, test_cli.undrawn
SENSITIVITY = {"sensitivity": {"market.rivals.bid_spread": {"low": 0.4, "high": 0.6}}}


def failure(variant, world):
    return Failure(variant, world, 5, "adsim.somewhere", "ValueError: poison", 2)


@pytest.fixture
def poison(monkeypatch):
    """Make runs raise: of these (variant, world), or of all for which a function says so."""
    usual = simulation.run

    def spoil(which):
        fails = which if callable(which) else lambda study, *run: run in which

        def run(study, variant, replication):
            if fails(study, variant, replication):
                raise FloatingPointError("poison")
            return usual(study, variant, replication)

        monkeypatch.setattr(simulation, "run", run)

    return spoil


# What stays.


@pytest.mark.parametrize(
    ("worlds", "failed", "left"),
    [
        (10, {}, range(10)),
        (10, {("a", 3), ("b", 3), ("b", 7)}, [0, 1, 2, 4, 5, 6, 8, 9]),
        (3, {("b", 0)}, [1, 2]),  # one may always go
        (10, {("c", 3), ("a", 12)}, range(10)),  # of another name, of another world
    ],
)
def test_a_world_goes_for_all(worlds, failed, left):
    found = whole_worlds(["a", "b"], range(worlds), [failure(*one) for one in failed])
    assert found == (["a", "b"], list(left))


@pytest.mark.parametrize(("worlds", "failed"), [(10, 3), (2, 1), (1, 1), (4, 2)])
def test_too_few_worlds_are_no_answer(worlds, failed):
    failures = [failure("b", world) for world in range(failed)]
    with pytest.raises(RunsFailedError, match=f"no answer: runs failed in {failed} of {worlds} worlds") as refused:
        whole_worlds(["a", "b"], range(worlds), failures, may_go=["a"])
    assert refused.value.exit_code == 3 and refused.value.failures == tuple(failures)


def test_a_name_that_fails_too_often_goes_where_it_may():
    failures = [failure("b", world) for world in range(10)] + [failure("c", 4)]
    assert whole_worlds("abc", range(10), failures, may_go="abc") == (["a", "c"], [0, 1, 2, 3, 5, 6, 7, 8, 9])
    with pytest.raises(RunsFailedError, match="10 of 10 worlds"):
        whole_worlds("b", range(10), failures, may_go="b")
    assert whole_worlds([], range(3), []) == ([], [0, 1, 2])
    assert [most_left_out(worlds) for worlds in (2, 9, 10, 100)] == [1, 1, 2, 20]


# Comparisons.


def scenario(*changes):
    return worlds.scenario({"days": 2}, *changes, one={}, two={"campaign.split": "equal"})


def test_a_comparison_is_that_of_the_other_worlds(poison):
    """What is told of the worlds that stay is what they tell without poison, and every variant has the same."""
    usual = compare(scenario(), replications=6)
    poison({("two", 4)})
    found = compare(scenario(), replications=6)
    assert found.facts["replications"] == 5 and found.facts["worlds_asked"] == 6
    assert found.facts["worlds_left_out"] == [4] and found.facts["runs"] == 12
    assert [one[:2] for one in found.failures] == [("two", 4)]
    assert found.facts["failures"][0]["error"] == "FloatingPointError: poison"
    runs, all_runs = (one.tables["runs"] for one in (found, usual))
    left = all_runs[all_runs["replication"] != 4].reset_index(drop=True)
    pd.testing.assert_frame_equal(runs, left, check_exact=True)
    profit = left.pivot(index="replication", columns="variant", values="expected_profit")
    row = found.tables["differences"].set_index(["variant", "versus"])["profit"]
    assert abs(row.iloc[0]) == pytest.approx(abs((profit["two"] - profit["one"]).mean()))


def test_too_much_poison_is_no_answer_and_the_rest_is_kept(poison, tmp_path):
    poison(lambda study, variant, replication: variant == "two" and replication < 2)
    with pytest.raises(RunsFailedError, match="runs failed in 2 of 6 worlds, and at most 1 may be left out"):
        compare(scenario(), replications=6, folder=tmp_path)
    poison({})
    assert compare(scenario(), replications=6, folder=tmp_path).failures == ()


def test_other_values_lose_their_own_worlds_only(poison):
    """A level that fails in a world leaves the main answer whole, and both levels without that world."""
    asked = scenario(SENSITIVITY)
    usual = compare(asked, replications=12)
    poison(lambda study, variant, world: world == 1 and study.scenario.market.rivals.bid_spread == 0.6)
    found = compare(asked, replications=12)
    assert found.facts["worlds_left_out"] == [] and found.facts["sensitivity_replications"] == 9
    assert {one.variant for one in found.failures} == {
        f"{name} with market.rivals.bid_spread high" for name in ("one", "two")
    }
    pd.testing.assert_frame_equal(found.tables["variants"], usual.tables["variants"], check_exact=True)
    mid = found.tables["sensitivity"].query("level == 'mid'").set_index("variant")["profit"]
    assert mid.to_dict() == pytest.approx(usual.tables["variants"].set_index("variant")["profit"].to_dict())


def test_other_bids_lose_their_own_worlds_only(poison):
    asked, bids = scenario(), Bids((0.5, 1.0), 0, 6)
    usual = compare(asked, variants=["one"], replications=6, bids=bids, sensitivity=False)
    poison(lambda study, variant, world: world == 2 and "one" not in study.timetables)
    found = compare(asked, variants=["one"], replications=6, bids=bids, sensitivity=False)
    assert found.facts["bid_replications"] == 5 and found.facts["worlds_left_out"] == []
    assert "bids of head and long_tail and precise times 0.5" in str(found.failures[0])
    pd.testing.assert_frame_equal(found.tables["variants"], usual.tables["variants"], check_exact=True)
    cost = [one.tables["bid_response"]["cost"].to_numpy() for one in (found, usual)]
    assert np.isfinite(cost[0]).all() and (cost[0] != cost[1]).any()


DIES = """
import os, sys
from adsim import simulation
from adsim.experiments.compare import compare
from tests.experiments.test_failed_runs import scenario
usual = simulation.run
def run(study, variant, replication):
    if (variant, replication) == ("two", 1):
        os.kill(os.getpid(), 9)
    return usual(study, variant, replication)
simulation.run = run
compare(scenario(), replications=4, folder=sys.argv[1])
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_run_that_ends_the_command_twice_is_set_aside_by_the_third(tmp_path):
    """One worker is the command's own process: a crash there is known the next time. Other workers are not afraid."""
    for time in (1, 2):
        died = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=test_cli.ROOT, check=False)
        assert died.returncode == -9
        with Store.open(tmp_path) as store:
            assert len(store) <= 3 and sum(map(store.begun.deaths, keys())) == time
    found = compare(scenario(), replications=4, folder=tmp_path)
    assert found.facts["worlds_left_out"] == [1] and "--workers 2" in found.failures[0].error
    assert compare(scenario(), replications=4, folder=tmp_path).facts["worlds_left_out"] == [1]
    with Store.open(tmp_path) as store:
        assert store.problems == [] and store.check() == []
    assert compare(scenario(), replications=4, folder=tmp_path, fresh=True).failures == ()


def keys():
    study = simulation.Study.of(scenario())
    return [run_key(study, name, world) for name in ("one", "two") for world in range(4)]


def test_a_run_that_ends_leaves_no_trace_however_it_ends(tmp_path, poison):
    for error in (FloatingPointError, KeyboardInterrupt):
        with Store.open(tmp_path) as store:
            begun = store.begun
            with pytest.raises(error), begun.running("a" * 64):
                raise error
            assert store.begun.deaths("a" * 64) == 0


def test_the_command_answers_says_what_is_left_out_and_ends_with_3(adsim, shop, poison):
    poison({("head-only", 2)})
    code, out, err = adsim("compare", "shop.yaml", "-o", "out", "--workers", 1, "--quiet")
    told = "1 of 4 worlds are left out for all alike, because a run failed in them. Failed runs: 1 (“head-only”, repl"
    assert code == 3 and told in out and "“equal” earns ¥" in out
    assert "1 of 8 runs failed; the others are done" in err and "Traceback" not in err
    page = (shop / "out" / "report.html").read_text("utf-8")
    assert told in page and "FloatingPointError: poison" in page and "seed" in page
    code, out, _ = adsim("report", "out", "--lang", "zh")
    assert code == 0 and "4 个情形中有 1 个因运行失败" in (shop / "out" / "report.html").read_text("utf-8")
    code, out, _ = adsim("compare", "shop.yaml", "-o", "out", "--workers", 1, "--quiet", "--lang", "zh", "--json")
    assert code == 3 and "失败的运行：1 次" in json.loads(out)["answer"]
    poison({})
    code, out, err = adsim("compare", "shop.yaml", "-o", "out", "--workers", 1, "--quiet")
    assert code == 0 and "left out" not in out and not err


def test_hostile_words_of_failures_are_made_harmless():
    bad = [failure("<b>\x1b[31m", world)._replace(error="x" * 5000) for world in range(9)]
    told = failed_runs(losses(bad, range(90), range(9, 90)), words({"currency": "CNY"}, "en"))
    assert "\x1b" not in told and len(told) < 900 and "9 of 90 worlds" in told and "and 6 more" in told


# Everybody else.


def test_a_study_leaves_the_world_out_for_all_samples(poison):
    def study():
        return influence(scenario(), inputs=["cvr"], samples=8, replications=3)

    usual = study()
    poison(lambda study, variant, world: world == 1 and variant == "A3, two")
    found = study()
    assert found.facts["replications"] == 2 and found.facts["worlds_left_out"] == [1] and len(found.failures) == 1
    assert np.isfinite(found.tables["samples"]["profit"]).all()
    assert not found.tables["samples"]["profit"].equals(usual.tables["samples"]["profit"])
    poison(lambda study, variant, world: world < 2)
    with pytest.raises(RunsFailedError, match="2 of 3 worlds"):
        study()


def test_a_search_leaves_out_worlds_of_the_race_and_points_that_fail(poison):
    poison({("equal", 3), ("one", 21), ("trial 1", 2)})
    found = optimise(scenario(), over=("split",), trials=2, replications=10)
    told = found.facts
    assert told["search_replications"] == 9 or ("equal", 3) not in {one[:2] for one in found.failures}
    assert told["replications"] == 29 and 21 in told["worlds_left_out"] and told["worlds_asked"] == 40
    assert told["failed"] == 1 and told["present"] in set(found.tables["remeasured"]["name"])
