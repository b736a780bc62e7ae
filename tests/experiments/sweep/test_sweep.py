"""A sweep runs whole: the same bytes whoever works and whatever was interrupted, figures that a slow count confirms."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from adsim import simulation
from adsim.errors import InputError, WorkLimitError
from adsim.experiments import runs
from adsim.experiments.compare import compare
from adsim.experiments.sweep import sweep, work
from adsim.experiments.sweep.points import laid_out
from adsim.experiments.sweep.tables import METRICS
from adsim.metrics import MICRO
from adsim.results import Store, load_tables
from adsim.scenario import patches
from tests.experiments.sweep.sweeps import GRID, VARIANTS, loaded
from tests.simulation import worlds

TWO = GRID.replace("replications: 3\n", "replications: 3\nvariants: [plain, equal]\n")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("two"), TWO)


@pytest.fixture(scope="module")
def made(two):
    return sweep(two)


def digests(done, folder):
    done.save(folder)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "tables").iterdir()}


@pytest.mark.usefixtures("on_two_workers")
def test_two_workers_write_the_same_bytes_as_one(two, made, tmp_path):
    assert digests(sweep(two, workers=2, folder=tmp_path / "two"), tmp_path / "two") == digests(made, tmp_path / "one")


def test_an_interrupted_sweep_goes_on_with_what_is_missing(two, made, tmp_path, monkeypatch):
    done_before = []

    def stop(done, of, **news):
        done_before.append(done)
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(two, folder=tmp_path, progress=stop)
    with Store.open(tmp_path) as store:
        kept = len(store)
    assert kept > 7
    ran = []
    run = simulation.run
    monkeypatch.setattr(simulation, "run", lambda *job: ran.append(job[1:]) or run(*job))
    again = sweep(two, folder=tmp_path)
    assert len(ran) == len(set(ran)) == made.facts["runs"] - kept
    assert digests(again, tmp_path / "again") == digests(made, tmp_path / "made")
    ran.clear()
    sweep(two, folder=tmp_path)
    assert ran == []


def test_another_seed_or_more_worlds_keep_what_is_kept(two, tmp_path):
    sweep(two, folder=tmp_path, replications=2)
    with Store.open(tmp_path) as store:
        first = store.keys()
    sweep(two, folder=tmp_path, replications=3)
    with Store.open(tmp_path) as store:
        more = store.keys()
    assert first < more and len(more) == 1.5 * len(first)
    other = sweep(two, folder=tmp_path, replications=2, seed=5)
    with Store.open(tmp_path) as store:
        assert len(store) == len(more) + len(first)
    assert other.facts["seed"] == 5


def test_every_point_is_what_it_is_alone(two, made):
    """Point 2 (budget 50, bids as they are) of the plain variant, its runs counted one by one."""
    points = laid_out(two)
    study, name = points.study, points.ran_as[2, "plain"]
    found = [simulation.run(study, name, world) for world in range(3)]
    known = made.tables["points"].query("point == 2 and variant == 'plain'").set_index("metric")
    assert list(known.index) == list(METRICS)
    assert (known["campaign.daily_budget"] == 50).all() and (known["campaign.bid_factor"] == 1).all()
    profit = np.array([run.expected_profit for run in found])
    cost, revenue = (np.array([int(run.by_click[name].sum()) for run in found]) / MICRO for name in ("cost", "revenue"))
    assert known.at["profit", "mean"] == pytest.approx(profit.mean())
    assert known.at["profit", "error"] == pytest.approx(profit.std(ddof=1) / np.sqrt(3))
    half = 4.302652729911275 * profit.std(ddof=1) / np.sqrt(3)  # Student's t, two degrees, 95 %
    assert known.at["profit", "high"] - known.at["profit", "mean"] == pytest.approx(half)
    assert known.at["roas", "mean"] == pytest.approx(revenue.sum() / cost.sum())
    assert known.at["roi", "mean"] == pytest.approx(profit.sum() / cost.sum())
    assert known.at["clicks", "mean"] == pytest.approx(np.mean([run.clicks for run in found]))
    assert known.at["loss_share", "mean"] == np.mean([run.profit < 0 for run in found])
    base = np.array([simulation.run(study, points.ran_as[0, "plain"], world).expected_profit for world in range(3)])
    assert known.at["profit", "gain"] == pytest.approx((profit - base).mean())
    paired = 4.302652729911275 * (profit - base).std(ddof=1) / np.sqrt(3)
    assert known.at["profit", "gain_high"] - known.at["profit", "gain"] == pytest.approx(paired)
    assert known.at["profit", "better_share"] == np.mean(profit > base)
    assert known["worlds_p05"].isna().all()  # of three worlds none lies in a tail


def test_points_meet_the_shoppers_that_a_comparison_meets(made):
    """With one product in one image the bound is the same: a sweep's base is the comparison's variant."""
    scenario = worlds.scenario({"seed": 20240506}, **VARIANTS)
    told = compare(scenario, replications=3, sensitivity=False).tables["variants"].set_index("variant")
    base = made.tables["standings"].query("point == 0").set_index("variant")
    for variant in VARIANTS:
        assert base.at[variant, "profit"] == pytest.approx(told.at[variant, "profit"], abs=1e-9)


def test_the_best_first_and_shares_of_worlds_add_up(made):
    standings = made.tables["standings"]
    assert list(standings["rank"]) == list(range(1, 15)) and len(standings) == 2 * (2 * 3 + 1)
    assert standings["profit"].is_monotonic_decreasing
    assert standings["best_share"].sum() == pytest.approx(1)
    assert standings["tied"].iloc[0] and standings["behind"].iloc[0] == 0
    facts = made.facts
    assert (facts["best_point"], facts["best_variant"]) == tuple(standings[["point", "variant"]].iloc[0])
    assert facts["tied"] == standings["tied"].sum() - 1 and facts["points"] == 6


def test_points_that_are_the_same_scenario_are_run_once(tmp_path):
    text = "sweep: s\nbase: small.yaml\ndesign: list\nreplications: 2\nlist:\n" + 3 * "  - {campaign.split: equal}\n"
    found = sweep(loaded(tmp_path, text + "  - {campaign.daily_budget: 150}\n"))
    assert found.facts["runs"] == 2 * 2 and len(found.tables["standings"]) == 5
    equal = found.tables["standings"].query("point in (1, 2, 3)")
    assert equal["profit"].nunique() == 1 and equal["tied"].nunique() == 1


def test_all_points_are_drawn_under_the_bound_of_the_best_image(tmp_path):
    def bound(*strengths):
        points = "".join(f'  - {{"products[0].image_strength": {strength}}}\n' for strength in strengths)
        text = f"sweep: s\nbase: small.yaml\ndesign: list\nreplications: 2\nlist:\n{points}"
        return laid_out(loaded(tmp_path, text)).study.best_appeal

    assert (1.0,) < bound(1.5) < bound(3.0) == bound(1.5, 3.0)


def test_a_world_in_which_a_run_fails_is_left_out_for_all(two, made, tmp_path, monkeypatch):
    run = simulation.run

    def poisoned(study, variant, replication):
        if (variant, replication) == ("point 3, plain", 1):
            raise ZeroDivisionError("poison")
        return run(study, variant, replication)

    monkeypatch.setattr(simulation, "run", poisoned)
    found = sweep(two, folder=tmp_path)
    assert [(one.variant, one.replication, one.tries) for one in found.failures] == [("point 3, plain", 1, 2)]
    assert "ZeroDivisionError: poison" in str(found.failures[0])
    assert (found.facts["worlds_left_out"], found.facts["replications"], found.facts["left_out"]) == ([1], 2, [])
    assert len(found.tables["standings"]) == len(made.tables["standings"])
    monkeypatch.undo()
    assert sweep(two, folder=tmp_path).failures == ()


def test_a_point_that_fails_everywhere_is_left_out_and_no_world(two, made, monkeypatch):
    run = simulation.run

    def poisoned(study, variant, replication):
        if variant == "point 3, plain":
            raise ZeroDivisionError("poison")
        return run(study, variant, replication)

    monkeypatch.setattr(simulation, "run", poisoned)
    found = sweep(two)
    assert (found.facts["worlds_left_out"], found.facts["left_out"]) == ([], ["point 3, plain"])
    assert list(found.tables["standings"].query("point == 3")["variant"]) == ["equal"]
    other, usual = (one.tables["points"].query("point == 2 and metric == 'cost'") for one in (found, made))
    pd.testing.assert_frame_equal(other.reset_index(drop=True), usual.reset_index(drop=True))


def test_where_every_run_fails_there_is_no_answer(two, monkeypatch):
    def poisoned(*job):
        raise ZeroDivisionError("poison")

    monkeypatch.setattr(simulation, "run", poisoned)
    with pytest.raises(runs.RunsFailedError) as refused:
        sweep(two)
    assert refused.value.exit_code == 3 and len(refused.value.failures) == 42


def test_the_estimate_is_told_before_anything_but_its_own_runs(two, tmp_path):
    heard = []

    def told(estimate):
        with Store.open(tmp_path, write=False) as store:
            heard.append((estimate, len(store)))

    sweep(two, folder=tmp_path, announce=told)
    (estimate, kept), = heard  # fmt: skip
    assert (estimate.points, estimate.variants, estimate.replications, estimate.runs) == (7, 2, 3, 42)
    assert kept + estimate.missing == 42 and 1 <= kept <= 4
    assert 0 < estimate.seconds_a_run < 60 and estimate.seconds == estimate.missing * estimate.seconds_a_run
    assert 1e7 < estimate.memory < 1e11 and 1e3 < estimate.disk < 1e7
    sweep(two, folder=tmp_path, announce=told)
    assert heard[1][0].missing == 0


@pytest.mark.parametrize(
    ("what", "limit", "told"),
    [("MOST_RUNS", 41, "42 runs, the limit is 41 runs"), ("MOST_HOURS", 0.0, "hours, the limit is 0 hours"),
     ("memory_limit", lambda: 1e6, "GB of memory, the limit is the 0.0 GB of this machine"),
     ("free_disk", lambda folder: 10.0, "GB of disk, the limit is the 0.00 GB free there")],
    ids=["runs", "hours", "memory", "disk"],
)  # fmt: skip
def test_beyond_the_limits_only_with_force(two, tmp_path, monkeypatch, what, limit, told):
    monkeypatch.setattr(work, what, limit)
    with pytest.raises(WorkLimitError, match=r"--force") as refused:
        sweep(two, folder=tmp_path)
    assert told in str(refused.value)
    assert sweep(two, folder=tmp_path, force=True).facts["runs"] == 42


def test_too_few_worlds_are_refused(two):
    with pytest.raises(InputError, match="replications: must be at least 2, got 1"):
        sweep(two, replications=1)


def test_saved_tables_are_read_again(made, tmp_path):
    tables, facts = load_tables(made.save(tmp_path))
    assert facts["kind"] == "sweep" and facts["axes"] == made.facts["axes"]
    for name, frame in made.tables.items():
        pd.testing.assert_frame_equal(frame, tables[name], check_exact=True)


def test_the_scenario_of_a_point_can_be_made_again_from_its_coordinates(two, made):
    """What a table says of a point is all that it takes."""
    row = made.tables["standings"].query("point == 5 and variant == 'equal'").iloc[0]
    factor = dict.fromkeys(("head", "long_tail", "precise"), row["campaign.bid_factor"])
    base = patches.variant(two.scenario, "equal")
    own = patches.patched(base, {"campaign.daily_budget": row["campaign.daily_budget"], "campaign.bid_factor": factor})
    points = laid_out(two)
    there = points.study.timetables[points.ran_as[5, "equal"]][0][1]
    alone = own.model_copy(update={"variants": {}, "sensitivity": {}})
    assert patches.scenario_hash(there) == patches.scenario_hash(alone)
