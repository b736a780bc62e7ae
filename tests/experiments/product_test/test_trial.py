"""A product test in many worlds: verdicts against the truth, courses against each other, on any number of workers."""

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from adsim import simulation
from adsim.errors import InputError
from adsim.experiments.product_test import needed, own_world, stopping, trial, trial_tables
from adsim.experiments.product_test.needed import Benchmarks
from adsim.experiments.product_test.stopping import judged, share_error, verdicts_table
from adsim.experiments.product_test.trial import TestRun, run_test
from adsim.experiments.product_test.watched import Watched
from adsim.experiments.runs import pack, unpack
from adsim.metrics import MICRO, Results, TestRecord
from adsim.report.product_test.page import NEEDED, render
from adsim.results import load_tables
from adsim.scenario import files, patches
from adsim.scenario.objects import Scenario
from adsim.simulation import Study
from adsim.stats.late_orders import Delay
from adsim.verdicts import RULES, diagnosis
from adsim.verdicts.contract import Design
from tests.test_docs_reference import ROOT, names, sections
from tests.test_docs_reference import tables as markdown_tables

DAYS, LOOKS = 14, (1, 3, 7, 14)
SCENARIO = """
name: two_images
platform: "1688"
start: 2024-05-06
days: 14
seed: 11
replications: 3
market:
  devices: {mobile: {share: 1.0}}
  audiences: {all: {share: 1.0}}
  rivals: {count: 3, per_keyword: 2}
keywords:
  head: {count: 2, searches: 1500, ctr: 0.06, cvr: 0.05, max_cpc: 3.0, rival_bid: 2.0}
products:
  - {name: lamp, price: 150, unit_cost: 60}
campaign: {daily_budget: 150}
test:
  arms: ARMS
  metric: ctr
  targets: {ctr: 0.03, cvr: 0.05}
  looks: [1, 3, 7, 14]
  follow_up: {winner: {promote: 1.5}}
"""
TWO = '{old: {}, new: {"products[0].image_strength": 1.5}}'


def scenario(folder: Path, arms: str = TWO, **patch: Any) -> Scenario:
    path = folder / "two_images.yaml"
    path.write_text(SCENARIO.replace("ARMS", arms), encoding="utf-8")
    return patches.patched(files.load(path), patch)


def record(clicks: list[int], truth: list[float], seen: float = 1.0, orders: list[int] | None = None) -> TestRecord:
    """Arms with so many clicks a day of 1,000 impressions; `seen` of their orders are paid the same day."""
    each = np.ones((len(clicks), DAYS), np.int64)
    daily = each * np.array(clicks)[:, None]
    bought = each * np.array(orders or [2] * len(clicks))[:, None]
    paid = np.rint(bought * seen).astype(np.int64)
    return TestRecord(
        arms=tuple("abcdef"[: len(clicks)]), looks=LOOKS, searches=each * 2000, impressions=each * 1000, clicks=daily,
        cost=daily * 2 * MICRO, orders=bought, revenue=bought * 50 * MICRO, margin=bought * 30 * MICRO,
        orders_by_payment=paid,
        orders_seen=np.stack([paid * (np.arange(DAYS) < look) for look in LOOKS]),
        expected_margin=bought * 30.0, weights=each / len(clicks), true_ctr=np.array(truth),
        true_cvr=np.array(truth), decided_on=None, winner=-1, actions=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestRun:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "_PLAN_TESTS", 50)
        return run_test(scenario(tmp_path_factory.mktemp("small")))


# Verdicts against the truth.


def test_a_verdict_is_right_where_it_names_the_truly_best_arm() -> None:
    truths = [[0.02, 0.03], [0.03, 0.02], [0.02, 0.03], [0.02, 0.03], [0.02, 0.02]]
    watched = Watched([record([20, 30], truth) for truth in truths], "ctr")
    look = np.array([1, 1, 2, -1, 0])
    winner = np.array([1, 1, 0, -1, 1])
    found = judged(look, winner, watched)
    assert found.right.tolist() == [True, False, False, False, False]
    assert found.false_promote.tolist() == [False, True, False, False, True]  # of like arms, promoting is wrong too
    assert found.false_kill.tolist() == [False, False, True, False, False]
    assert found.decided.tolist() == [True, True, True, False, True]


def test_with_three_arms_the_second_best_is_wrong_but_no_false_promote() -> None:
    watched = Watched([record([20, 25, 30], [0.020, 0.025, 0.030])], "ctr")
    found = judged(np.array([2]), np.array([1]), watched)
    assert not found.right[0] and not found.false_promote[0] and not found.false_kill[0]


def test_shares_count_from_the_look_of_the_verdict_on_and_cost_ends_with_it() -> None:
    watched = Watched([record([20, 30], [0.02, 0.03])] * 4, "ctr")
    stops = judged(np.array([1, 2, 2, -1]), np.array([1, 0, 1, -1]), watched)
    table = verdicts_table({"rule": stops}, watched).set_index("look")
    assert table["right"].tolist() == [0, 0.25, 0.5, 0.5]
    assert table["wrong"].tolist() == [0, 0, 0.25, 0.25]
    assert np.allclose(table[["right", "wrong", "undecided"]].sum(axis=1), 1)
    a_day = (20 + 30) * 2.0
    assert table["cost"].tolist() == pytest.approx(
        [a_day, 3 * a_day, (3 + 7 * 3) / 4 * a_day, (3 + 7 * 2 + 14) / 4 * a_day]
    )


def test_never_seen_is_not_surely_never() -> None:
    assert share_error(0, 100) == pytest.approx(np.sqrt(2 / 104 * 102 / 104 / 104))
    assert share_error(50, 100) == pytest.approx(np.sqrt(0.25 / 104))


def test_rules_are_shown_orders_paid_by_then_and_not_the_future() -> None:
    """Half of the orders are paid late: at no look may a rule see them."""
    watched = Watched([record([50, 50], [0.04, 0.04], seen=0.5)], "cvr")
    for place, day in enumerate(LOOKS):
        seen = watched.seen(place)
        assert seen.day == day
        assert seen.trials.tolist() == [[[50] * day] * 2] and seen.hits.tolist() == [[[1] * day] * 2]
    so_far, matured = watched.rates("cvr")
    assert np.allclose(so_far, 0.02) and np.allclose(matured, 0.04)


def test_every_rule_finds_a_huge_difference_and_the_careful_none_in_twins() -> None:
    design = Design(looks=LOOKS, planned_days=14, metric="ctr", targets={"ctr": 0.01})
    random = np.random.default_rng(3)
    noisy = [replace(one, clicks=random.poisson(one.clicks)) for one in [record([200, 320], [0.2, 0.32])] * 6]
    far = Watched(noisy, "ctr")
    for rule in RULES.values():
        assert stopping.stops(rule(design), far).right.all(), rule.name
    twins = Watched([record([200, 200], [0.2, 0.2])], "ctr")
    for name in ("group_sequential", "always_valid"):
        assert not stopping.stops(RULES[name](design), twins).decided.any()


# What the arms need.

KNOWN = Benchmarks(0.03, 0.05, Delay.of_parts([1.0], [1.0], [None]))


def test_a_test_of_one_arm_is_right_where_it_needs_what_is_said() -> None:
    good = replace(record([60], [0.06], orders=[9]), true_cvr=np.array([0.15]))
    page = replace(record([60], [0.06], orders=[1]), true_cvr=np.array([0.02]))
    unlucky = replace(page, true_cvr=np.array([0.15]))
    watched = Watched([good, page, unlucky], "cvr")
    chances = needed.chances(watched, KNOWN)
    assert np.allclose(chances.sum(axis=-1), 1)
    stops = needed.course_stops(watched, KNOWN, chances)
    assert stops.decided.all() and stops.right.tolist() == [True, True, False]
    assert (stops.look >= 1).all()  # day 1 decides nothing
    assert not stops.false_promote.any() and not stops.false_kill.any()


def test_giving_a_good_product_up_is_a_false_kill() -> None:
    dead = replace(record([10], [0.06], orders=[0]), true_cvr=np.array([0.15]))
    watched = Watched([dead], "cvr")
    stops = needed.course_stops(watched, KNOWN, needed.chances(watched, KNOWN))
    assert stops.false_kill.all() and not stops.right.any()


def test_the_cloud_lies_around_the_rates_and_shrinks() -> None:
    watched = Watched([record([30, 60], [0.03, 0.06], orders=[2, 6])], "ctr")
    cloud = needed.cloud_table(watched, KNOWN).groupby(["arm", "look"])[["ctr", "cvr"]]
    assert cloud.size().eq(needed.POINTS).all()
    assert cloud.mean().loc[("b", 14)].tolist() == pytest.approx([0.06, 0.1], rel=0.08)
    assert (cloud.std().loc[("a", 14)] < cloud.std().loc[("a", 3)]).all()


# One seller, and whole runs.


def test_bounds_are_told_in_standard_errors() -> None:
    readings = pd.DataFrame({"rule": ["naive_test", "naive_test", "bayes"], "look": [1, 3, 3], "arm": ["a"] * 3,
                             "needed": [0.05, 0.0, 0.001], "evidence": [0.0455, 1.0, 0.2]})  # fmt: skip
    found = trial_tables.boundaries_table(readings)
    assert found["rule"].tolist() == ["naive_test", "naive_test"]
    assert found["bound"].iloc[0] == pytest.approx(1.959964, abs=1e-6) and np.isnan(found["bound"].iloc[1])
    assert found["seen"].tolist() == pytest.approx([2.0, 0.0], abs=1e-3)


def test_a_run_holds_together(small: TestRun) -> None:
    tables, facts = small.tables, small.facts
    assert set(NEEDED) == set(tables) and facts["kind"] == "test" and facts["replications"] == 3
    assert facts["rules"] == list(RULES) and facts["rule"] == "group_sequential" and facts["arms"] == ["old", "new"]
    verdicts = tables["verdicts"]
    assert np.allclose(verdicts[["right", "wrong", "undecided"]].sum(axis=1), 1)
    assert (verdicts["false_promote"] + verdicts["false_kill"] <= verdicts["wrong"] + 1e-12).all()
    outcomes = tables["outcomes"].set_index(["kind", "name"])
    assert outcomes.loc[("none", "none"), ["gain", "gain_low", "gain_high"]].tolist() == [0, 0, 0]
    assert (outcomes["regret"] >= 0).all() and len(outcomes) == len(RULES) + 3
    assert outcomes.loc[("rule", "group_sequential"), "ahead"] == 0
    quadrants = tables["quadrants"][list(diagnosis.COURSES)]
    assert np.allclose(quadrants.sum(axis=1), 1)
    assert tables["actions"]["day"].between(2, 14).all()
    assert set(tables["plan"]["rule"]) == {"group_sequential"}


def test_every_table_is_told_in_order(small: TestRun) -> None:
    section = sections(ROOT / "docs" / "reference" / "tables.md")["Product tests"]
    parts = re.split(r"^### (.+)$", section, flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(told) == set(small.tables) | {"facts of a test"}
    for name, frame in small.tables.items():
        rows = [row for table in markdown_tables(told[name]) for row in table]
        assert names([row[0] for row in rows]) == list(frame.columns), name
    facts = markdown_tables(told["facts of a test"])[0]
    assert sorted(names([row[0] for row in facts])) == sorted(small.facts)


def test_what_acts_acts_on_what_was_read(small: TestRun) -> None:
    """A promotion stands in the world of a rule exactly where that rule, reading the world in which nobody acts, had
    a verdict at a look before the end; and from the morning after that look."""
    verdicts, actions = small.tables["verdicts"], small.tables["actions"]
    promoted = actions[actions["kind"] == "promote"]
    for rule, rows in verdicts.groupby("rule"):
        decided = 1 - rows.set_index("look")["undecided"]
        for look in (1, 3, 7):
            count = (promoted[promoted["rule"] == rule]["day"] <= look + 1).sum()
            assert count == round(decided[look] * 3), (rule, look)


def test_the_page_can_be_drawn_and_saved(small: TestRun, tmp_path: Path) -> None:
    small.save(tmp_path)
    tables, facts = load_tables(tmp_path)
    assert "<h1>" in render(tables, facts, "en", "")


@pytest.mark.usefixtures("on_two_workers")
def test_the_same_tables_on_two_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_PLAN_TESTS", 20)
    one, two = (
        run_test(scenario(tmp_path), replications=2, rules=["naive_test"], workers=workers) for workers in (1, 2)
    )
    assert set(one.tables) == set(two.tables)
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, two.tables[name], check_exact=True)
    facts = {key: value for key, value in one.facts.items() if key != "seconds"}
    assert facts == {key: value for key, value in two.facts.items() if key != "seconds"}


# Kept.


class CutError(Exception):
    """Stands for Ctrl-C."""


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The runs that are really done."""
    monkeypatch.setattr(trial, "_PLAN_TESTS", 20)
    monkeypatch.setattr(own_world.records, "__defaults__", (2,))
    usual, done = simulation.run, list[tuple[str, int]]()

    def run(study: Study, variant: str, replication: int) -> Results:
        done.append((variant, replication))
        return usual(study, variant, replication)

    monkeypatch.setattr(simulation, "run", run)
    return done


def bytes_of(found: TestRun, folder: Path) -> dict[str, bytes]:
    found.save(folder)
    return {path.name: path.read_bytes() for path in (folder / "tables").iterdir()}


def test_what_a_test_has_done_is_not_done_again(tmp_path: Path, begun: list[tuple[str, int]]) -> None:
    """A second call runs nothing; more worlds, another rule and another scenario only what they lack."""
    asked = scenario(tmp_path)
    options: dict[str, Any] = {"replications": 2, "rules": ["naive_test"], "folder": tmp_path / "kept"}
    first = run_test(asked, **options)
    assert len(begun) == 2 * 4 + 2  # nobody acting, the rule acting, an arm alone and the other; for the plan
    begun.clear()
    again = run_test(asked, **options)
    assert not begun and bytes_of(first, tmp_path / "a") == bytes_of(again, tmp_path / "b")
    run_test(asked, **options | {"replications": 3})
    assert sorted(begun) == sorted((name, 2) for name in ("never", "rule_naive_test", "arm_0", "arm_1"))
    begun.clear()
    run_test(asked, **options | {"rules": ["naive_test", "bayes"]})
    assert begun == [("rule_bayes", 0), ("rule_bayes", 1)]
    begun.clear()
    other = run_test(patches.patched(asked, {"campaign.daily_budget": 151.0}), **options)
    assert len(begun) == 10 and not first.tables["arms"].equals(other.tables["arms"])
    begun.clear()
    run_test(asked, fresh=True, **options)
    assert len(begun) == 10


def test_an_interrupted_test_goes_on_where_it_was(
    tmp_path: Path, begun: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = scenario(tmp_path)
    options: dict[str, Any] = {"replications": 2, "rules": ["naive_test"]}
    usual = run_test(asked, **options)

    def stop(done: int, of: int, **news: Any) -> None:
        if done == 5:
            raise CutError

    with pytest.raises(CutError):
        run_test(asked, folder=tmp_path / "cut", progress=stop, **options)
    begun.clear()
    resumed = run_test(asked, folder=tmp_path / "cut", **options)
    assert len(begun) == 5 and not resumed.harmed
    assert bytes_of(resumed, tmp_path / "a") == bytes_of(usual, tmp_path / "b")


def test_a_test_run_is_kept_to_the_last_bit(tmp_path: Path) -> None:
    asked = scenario(tmp_path)
    study, _ = trial._study(asked, asked.test, ("naive_test",))  # type: ignore[arg-type]
    run = simulation.run(study, "rule_naive_test", 1)
    assert run.test is not None and run.test.actions
    back = unpack(pack(run), run.variant).test
    for part in fields(run.test):
        one, other = getattr(run.test, part.name), getattr(back, part.name)
        same = one.tobytes() == other.tobytes() and one.dtype == other.dtype if hasattr(one, "dtype") else one == other
        assert same and type(one) is type(other), part.name


def test_a_test_of_one_arm_runs(tmp_path: Path) -> None:
    found = run_test(scenario(tmp_path, "{only: {}}"), replications=2)
    assert found.facts["rules"] == ["diagnosis"] and found.tables["readings"].empty and found.tables["plan"].empty
    assert "only" in render(found.tables, found.facts, "en", "")


def test_under_thompson_traffic_only_the_always_valid_rule_acts_and_all_read(tmp_path: Path) -> None:
    adaptive = scenario(tmp_path, **{"test.rotation": "thompson", "test.rule": "always_valid"})
    _, courses = trial._study(adaptive, adaptive.test, tuple(RULES))  # type: ignore[arg-type]
    assert [name for kind, name in courses.values() if kind == "rule"] == ["always_valid"]
    assert [name for kind, name in courses.values() if kind == "arm"] == ["old", "new"]


@pytest.mark.parametrize(
    ("patch", "options", "told"),
    [
        ({"test": None}, {}, "test: is not given"),
        ({}, {"rules": ["naive"]}, "--rule: must be among thresholds, naive_test"),
        ({}, {"replications": 1}, "replications: must be at least 2"),
        ({"test.targets": {}}, {"rules": ["thresholds"]}, "test.targets.ctr: is needed by --rule thresholds"),
        ({"test.arms": {"only": {}}}, {"rules": ["bayes"]}, "--rule: compares arms, and the test has one"),
        ({"test.arms": {"only": {}}, "test.targets": {"ctr": 0.02}}, {}, "targets.cvr: is needed by a test of one arm"),
    ],
)  # fmt: skip
def test_refusals(tmp_path: Path, patch: dict[str, Any], options: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told.replace(".", r"\.")):
        run_test(scenario(tmp_path, **patch), **options)


def test_without_a_target_bare_figures_are_left_out(tmp_path: Path) -> None:
    aimless = scenario(tmp_path, **{"test.targets": {}})
    assert aimless.test is not None and "thresholds" not in trial._rules(aimless.test, None)
