"""Work is estimated before it begins, refused beyond the limits, done once, kept, and given in the order asked."""

import ctypes
import dataclasses
import os
import pickle
import signal
import threading
import time
from pathlib import Path

import dask
import distributed
import numpy as np
import pandas as pd
import pytest

from adsim import simulation
from adsim.errors import AdsimError, InputError, WorkLimitError
from adsim.experiments import runs
from adsim.experiments.compare import compare
from adsim.experiments.runs import (
    Cluster,
    Count,
    Failure,
    Job,
    RunsFailedError,
    Work,
    batch,
    estimate,
    execution,
    executor,
    finished,
    keeping,
    pack,
    recorded,
    run_key,
    run_record,
    team,
    unpack,
)
from adsim.experiments.runs import job as jobs_module
from adsim.experiments.runs.crew import local_crew
from adsim.experiments.tables import Stack, runs_table
from adsim.metrics import ArmAction, TestRecord
from adsim.results import Store
from adsim.simulation import Study, world
from tests.simulation import worlds

PAGES = {"market.devices": {"mobile": {"share": 0.5}, "pc": {"share": 0.5}},
         "market.audiences": {"a": {"share": 0.2}, "b": {"share": 0.8}, "c": {"share": 0.0}}}  # fmt: skip
TWO_DAYS = Study.of(worlds.scenario({"days": 2}, one={}, two={"campaign.split": "equal"}))


def asked(study=TWO_DAYS, worlds=4):
    return [Job(study, name, world) for world in range(worlds) for name in study.timetables]


def test_the_estimate_is_of_the_size_of_what_happens():
    """Cells to the unit, clicks of all advertisers within a factor of two."""
    study = Study.of(worlds.scenario({"campaign.daily_budget": 1e5}, one={}, two={}))
    work = estimate(study, ["one", "two"], 5)
    assert (work.runs, work.cells, work.cell_days) == (10, 15, 15 * 7 * 10)
    assert estimate(Study.of(worlds.scenario(PAGES)), ["base"], 1).cells == 15 * 2 * 3
    ours = sum(r.clicks for r in worlds.runs(study, "one", 5)) * 2
    assert ours < work.clicks < 12 * ours


@pytest.mark.parametrize(
    ("work", "what"),
    [(Work(1, 300_000, 1.0, 1.0), "300,000 cells"), (Work(1, 1, 5e9, 1.0), "5,000,000,000 cells × days"),
     (Work(1, 1, 1.0, 3e10), "30,000,000,000 clicks")],
)  # fmt: skip
def test_work_beyond_a_limit_is_refused_with_figures_and_a_way_on(work, what):
    with pytest.raises(WorkLimitError, match=what) as refused:
        work.refuse_if_too_much()
    assert "the limit is" in str(refused.value) and "--force" in str(refused.value)


def test_usual_work_is_not_refused():
    Work(400, 480, 480 * 28 * 400, 5e6).refuse_if_too_much()


def test_results_come_in_the_order_asked():
    study = Study.of(worlds.scenario({"days": 1}, one={}, two={}))
    keys = [("two", 1), ("one", 0), ("one", 3), ("two", 0), ("one", 1)]
    jobs = [Job(study, *key) for key in keys]

    def backwards(jobs):
        return reversed([(place, simulation.run(*job)) for place, job in enumerate(jobs)])

    with executor(1) as execute:
        for way in (execute, backwards):
            done = list(finished(jobs, way, Count(None, 5)))
            assert [job for job, _ in done] == jobs
            assert [(r.variant, r.replication) for _, r in done] == keys


def test_a_run_does_not_depend_on_the_runs_before_it():
    with executor(1) as execute:
        first = [run for _, run in execute([Job(TWO_DAYS, "one", 0), Job(TWO_DAYS, "two", 0), Job(TWO_DAYS, "one", 1)])]
        ((_, again),) = execute([Job(TWO_DAYS, "one", 1)])
    assert worlds.same(first[2], again)


def test_a_study_travels_alone_and_gives_the_same_runs():
    many = Study.of(worlds.scenario({"days": 1}, **{f"v{n}": {"campaign.daily_budget": 100.0 + n} for n in range(20)}))
    slim = batch.alone(many, "v7")
    assert list(slim.timetables) == ["v7"] and len(pickle.dumps(slim)) < len(pickle.dumps(many)) / 5
    assert worlds.same(simulation.run(slim, "v7", 1), simulation.run(many, "v7", 1))


# Keys.


def key(*changes, variant="base", replication=0, **variants):
    return run_key(Study.of(worlds.scenario({"days": 2}, *changes, **variants)), variant, replication)


def test_a_key_holds_all_that_decides_a_run(monkeypatch):
    usual = key()
    others = [
        key(replication=1),
        key({"seed": 5}),
        key({"days": 3}),
        key({"campaign.daily_budget": 151.0}),
        key({"market.rivals.bid_spread": 0.6}),
        key({"worlds": "centre"}),
        key({"changes": [{"from": "2024-05-07", "set": {"campaign.daily_budget": 151.0}}]}),
        key(variant="a", a={}, b={"products[0].image_strength": 2.0}),  # another bound for all
        run_key(Study.of(worlds.scenario({"days": 2})), "base", 0, whole=True),
    ]
    monkeypatch.setattr(jobs_module, "engine", lambda: "adsim 9")
    others.append(key())
    assert len({usual, *others}) == 1 + len(others)


def test_a_key_holds_nothing_else():
    same = [
        key({"replications": 9}),
        key({"name": "other"}),
        key(variant="a", a={}),
        key(variant="b", b={}, a={"campaign.split": "equal"}),
        key({"sensitivity": {"market.rivals.bid_spread": {"low": 0.2, "high": 0.9}}}),
    ]
    assert {key()} == set(same) and len(key()) == 64


def test_the_engine_is_told_apart_by_its_sources():
    assert jobs_module.engine().startswith("adsim ") and "numpy" in jobs_module.engine()


# Records.


def any_results():
    found = simulation.run(TWO_DAYS, "one", 1)
    tallies = ("searches", "impressions", "clicks", "cost", "orders", "revenue", "margin", "orders_by_payment")
    arms = {name: np.arange(4).reshape(2, 2) for name in tallies}
    test = TestRecord(
        arms=("old", "new"), looks=(1, 2), **arms, orders_seen=np.zeros((2, 2, 2), np.int64),
        expected_margin=np.full((2, 2), 0.1), weights=np.full((2, 2), 0.5), true_ctr=np.array([0.1, np.nan]),
        true_cvr=np.array([np.inf, -0.0]), decided_on=None, winner=-1, actions=(ArmAction(1, 0, "promote", 1.5),),
    )  # fmt: skip
    return found, dataclasses.replace(found, test=test)


def identical(one, other):
    """The same to the last bit, nan and the sign of zero included, and of the same types."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if dataclasses.is_dataclass(one):
        return all(identical(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(one[k], other[k]) for k in one)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("which", [0, 1], ids=["plain", "product test"])
def test_packed_results_come_back_to_the_last_bit(which):
    results = any_results()[which]
    data = pack(results)
    back = unpack(data, "one")
    assert identical(results, back) and pack(back) == data
    assert unpack(data, "other").variant == "other"
    assert pack(dataclasses.replace(results, variant="other")) == data
    for wrong in (b"", data[:-1], data + b"\0", b"\xff" * 50, data[: len(data) // 2]):
        with pytest.raises(ValueError, match=r"."):
            unpack(wrong, "one")


def test_what_cannot_be_packed_exactly_is_refused():
    with pytest.raises(TypeError, match="set cannot be packed"):
        pack(dataclasses.replace(any_results()[0], budget={1}))


def test_a_record_has_the_figures_of_the_tables():
    results = [simulation.run(TWO_DAYS, "one", world) for world in range(3)]
    table = runs_table([Stack("one", results)])
    rows = pd.DataFrame([run_record(run) for run in results])
    for name in ("searches", "impressions", "clicks", "carts", "orders", "refunds", "expected_profit", "hours_dark"):
        np.testing.assert_allclose(rows[name], table[name], rtol=1e-12)
    for name in ("cost", "revenue", "margin", "profit"):
        np.testing.assert_allclose(rows[name] / 1e6, table[name], rtol=1e-12)
    for name in ("clicks", "cost", "profit", "expected_profit"):
        parts = [rows[f"{name}_{klass}"] for klass in ("head", "long_tail", "precise")]
        np.testing.assert_allclose(sum(parts), rows[name], rtol=1e-9)
    assert (rows["profit_day_2"] == rows["profit"]).all() and "profit_day_3" not in rows
    known = [int(r.by_event["margin"][:, :1].sum() - r.by_click["cost"][:, :1].sum()) for r in results]
    assert rows["so_far_day_1"].tolist() == known


# Kept.


class Counting:
    """Counts the runs that are really done."""

    def __init__(self, monkeypatch):
        self.done = []
        usual = simulation.run

        def run(study, variant, replication):
            self.done.append((variant, replication))
            return usual(study, variant, replication)

        monkeypatch.setattr(simulation, "run", run)


def test_what_is_kept_is_not_done_again(tmp_path, monkeypatch):
    counting = Counting(monkeypatch)
    for of, new in ((2, 4), (2, 0), (3, 2)):
        counting.done.clear()
        with Store.open(tmp_path) as store, executor(1, store=store) as execute:
            done = list(finished(asked(worlds=of), execute, Count(None, 2 * of)))
        assert len(counting.done) == new and len(done) == 2 * of
        assert all(identical(run, simulation.run(*job)) for job, run in done)


def test_variants_that_are_alike_share_their_runs(tmp_path, monkeypatch):
    counting = Counting(monkeypatch)
    study = Study.of(worlds.scenario({"days": 1}, one={}, two={}))
    with Store.open(tmp_path) as store, executor(1, store=store) as execute:
        done = list(finished(asked(study, 3), execute, Count(None, 6)))
    assert len(counting.done) == 3 and [run.variant for _, run in done] == ["one", "two"] * 3


def test_another_seed_or_scenario_never_meets_what_is_kept(tmp_path, monkeypatch):
    counting = Counting(monkeypatch)
    for changes in ({"seed": 1}, {"campaign.daily_budget": 99.0}):
        study = Study.of(worlds.scenario({"days": 1}, changes))
        counting.done.clear()
        with Store.open(tmp_path) as store, executor(1, store=store) as execute:
            for job, run in finished(asked(study, 3), execute, Count(None, 3)):
                assert worlds.same(run, simulation.run(*job))
            assert len(counting.done) == 6


def test_figures_are_kept_as_runs_end(tmp_path, monkeypatch):
    counting = Counting(monkeypatch)
    told = []
    with Store.open(tmp_path) as store, team(1) as hands:
        count = Count(lambda done, of: told.append((done, of)), 8)
        new = list(recorded(asked(worlds=4), hands, store, count))
        assert [job for job, _ in new] == asked(worlds=4) and told[-1] == (8, 8)
        assert list(recorded(asked(worlds=4), hands, store, Count(None, 8))) == []
        frame = store.read([run_key(*job) for job in asked(worlds=4)])
    assert len(counting.done) == 8
    for (_, row), (job, record) in zip(frame.iterrows(), new, strict=True):
        assert row["seed"] == worlds.scenario().seed and row["replication"] == job.replication
        assert all(row[name] == value for name, value in record.items())


def test_what_ended_before_an_interruption_is_kept(tmp_path, monkeypatch):
    usual = simulation.run

    def run(study, variant, replication):
        if replication == 2:
            raise KeyboardInterrupt
        return usual(study, variant, replication)

    monkeypatch.setattr(simulation, "run", run)
    with Store.open(tmp_path) as store, executor(1, store=store) as execute, pytest.raises(KeyboardInterrupt):
        list(finished(asked(worlds=4), execute, Count(None, 8)))
    with Store.open(tmp_path) as store:
        assert store.keys() == {run_key(*job, whole=True) for job in asked(worlds=2)}


# Failures.


def test_a_run_that_raises_is_tried_twice_and_set_aside(tmp_path, monkeypatch):
    tries = []
    usual = world.World.open_day

    def open_day(self):
        if self.variant == "two" and self.replication == 1:
            tries.append(self.day)
            raise FloatingPointError("wires\ncrossed")
        usual(self)

    monkeypatch.setattr(world.World, "open_day", open_day)
    news = []
    with Store.open(tmp_path) as store, executor(1, store=store) as execute:
        given = list(finished(asked(), execute, Count(lambda done, of, **new: news.append(new), 8)))
        assert [job for job, _ in given] == asked() and len(store) == 7 and len(tries) == 2
    assert news[-1] == {"failed": 1}
    (failure,) = (outcome for _, outcome in given if isinstance(outcome, Failure))
    assert failure[:3] == ("two", 1, worlds.scenario().seed) and failure.tries == 2
    assert failure.error == "FloatingPointError: wires crossed" and failure.stage.startswith("adsim.simulation.")
    told = RunsFailedError([failure], 8)
    assert told.exit_code == 3 and "1 of 8 runs failed" in str(told) and "replication 1, seed 20240506" in str(told)


def test_a_run_that_raises_once_is_done(monkeypatch):
    counting, usual = Counting(monkeypatch), simulation.run

    def run(*job):
        result = usual(*job)
        if len(counting.done) == 1:
            raise OSError("once")
        return result

    monkeypatch.setattr(simulation, "run", run)
    with executor(1) as execute:
        assert len(list(finished(asked(worlds=1), execute, Count(None, 2)))) == 2
    assert len(counting.done) == 3


def test_many_failures_are_named_in_short():
    failures = [Failure("a", n, 1, "x", "y", 2) for n in range(13)]
    assert len(str(RunsFailedError(failures, 20)).splitlines()) == 12


POISON = (1, 4)


def poisoned(results):
    """Made on the worker: some runs bring it down."""
    if results.replication == 1:
        ctypes.string_at(0)
    if results.replication == 4:
        bytearray(10**12)
    return results.replication


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_runs_that_bring_their_worker_down_are_set_aside_and_the_rest_is_done(two_workers):
    """A segfault, more memory than there is: each twice, while two workers go on."""
    jobs = [Job(TWO_DAYS, "one", world) for world in range(30)]
    found = dict(two_workers(jobs, poisoned))
    assert sorted(found) == list(range(30))
    assert {place: out for place, out in found.items() if place not in POISON} == {
        place: place for place in range(30) if place not in POISON
    }
    segfault, memory = (found[place] for place in POISON)
    assert "Segmentation fault" in segfault.error and segfault.tries == 2 and segfault.seed == worlds.scenario().seed
    assert segfault.stage.startswith("adsim.") and "MemoryError" in memory.error and memory.tries == 2


def brings_its_process_down(results):
    """Made on the worker: one run of one variant."""
    if results.replication == 1 and results.variant == "two":
        ctypes.string_at(0)
    return keeping.record_and_all(results)


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.usefixtures("on_two_workers")
def test_a_segfault_costs_a_comparison_a_world_and_no_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "record_and_all", brings_its_process_down)
    found = compare(worlds.scenario({"days": 2}, one={}, two={"campaign.split": "equal"}), replications=4,
                    workers=2, folder=tmp_path)  # fmt: skip
    assert found.facts["worlds_left_out"] == [1] and "Segmentation fault" in found.failures[0].error
    assert found.tables["runs"]["replication"].tolist() == [0, 2, 3] * 2


def slowly(results):
    time.sleep(0.02)
    return results.replication


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_an_innocent_run_whose_worker_is_killed_is_done_again(two_workers):
    jobs, found = [Job(TWO_DAYS, "one", world) for world in range(40)], {}
    for place, out in two_workers(jobs, with_pid):
        found[place] = out
        if len(found) == 5:
            os.kill(out[1], signal.SIGKILL)
    assert {place: out[0] for place, out in found.items()} == {place: place for place in range(40)}


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_worker_that_dies_again_while_it_begins_or_whose_nanny_gives_up_is_begun_anew(monkeypatch):
    """Even where Dask would give up at once who is away."""
    monkeypatch.setattr(execution, "MOST_A_BATCH", 1)
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1ms"}), local_crew(1) as crew:
        (nanny,) = crew.client.cluster.workers.values()
        assert isinstance(nanny, distributed.Nanny)  # dask knows its settings only once it is imported
        jobs, found = [Job(TWO_DAYS, "one", world) for world in range(6)], {}
        for place, out in execution.Desk(crew).work(jobs, with_pid_and_a_pause):
            found[place] = out
            if len(found) == 2:
                dies_twice = threading.Timer(0.5, kill_twice, [nanny])  # in the middle of the pause
                dies_twice.start()
            elif len(found) == 5:
                dies_twice.join()
                assert list(crew.client.cluster.workers.values()) == [nanny]
                crew.client.cluster.sync(nanny.close)
    assert {place: out[0] for place, out in found.items()} == {place: place for place in range(6)}
    assert len({pid for _, pid in found.values()}) == 3


def kill_twice(nanny):
    first = nanny.pid
    os.kill(first, signal.SIGKILL)
    while (again := nanny.pid) in (first, None):
        time.sleep(0.01)
    os.kill(again, signal.SIGKILL)


def with_pid_and_a_pause(results):
    time.sleep(2.0 if results.replication == 2 else 0.0)
    return with_pid(results)


def with_pid(results):
    return slowly(results), os.getpid()


# Clusters.


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("host:8786",), "--cluster: must be an address such as tcp://host:8786"),
        (("tls://host:8786",), "needs --tls-ca, --tls-cert and --tls-key"),
        (("tcp://host:8786", Path("ca.pem")), "a tcp:// one none of them"),
        (("tls://host:8786", Path("ca.pem"), Path("cert.pem"), Path("key.pem")), "--tls-key: is not a file"),
    ],
)
def test_addresses_that_cannot_be_meant_are_refused(words, message):
    with pytest.raises(InputError, match=message):
        Cluster(*words)


def test_a_scheduler_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr("adsim.experiments.runs.crew._CONNECT", 0.5)
    with (
        pytest.raises(AdsimError, match=r"--cluster tcp://127.0.0.1:9: no scheduler answers"),
        team(1, Cluster("tcp://127.0.0.1:9")),
    ):
        pass


def test_workers_of_another_version_are_refused():
    with pytest.raises(AdsimError, match=r"the workers run adsim .* but here runs adsim 9; install the same"):
        batch.do([], run_record, "adsim 9", None)


def test_names_of_the_room():
    assert all(hasattr(runs, name) for name in runs.__all__)
    assert execution.SECONDS_A_BATCH < 5
