"""kill -9 at random moments, in short: what 300 kills of `python -m benchmarks kills` do at length."""

import os

import pytest

from adsim.experiments.runs import Cluster, Count, recorded, run_key, team
from adsim.results import Store
from benchmarks import kills

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
SEED = 20240506


def test_nine_kills_lose_nothing_double_nothing_and_change_nothing():
    """Workers, then drivers, of a sweep or two, at random moments: a failure tells the seed and no more."""
    tally = kills.killed(["worker"] * 3 + ["driver"] * 6, 100, SEED)
    assert tally.kills.total() == 9 and tally.clean, (SEED, vars(tally))


def test_a_scheduler_and_workers_of_their_own_give_the_same_and_their_end_is_no_loss(tmp_path):
    """The tenth kill is the scheduler's, in the middle; what was done stays, the rest is done here, all as usual."""
    jobs = kills.jobs(40)
    with Store.open(tmp_path / "usual") as store, team(1) as hands:
        assert len(list(recorded(jobs, hands, store, Count(None, 40)))) == 40
        usual = kills.digest(store, 40)
    with kills.cluster(2) as (address, begun):
        with Store.open(tmp_path / "there") as store, team(1, Cluster(address)) as hands:
            list(recorded(jobs, hands, store, Count(None, 40)))
            assert kills.digest(store, 40) == usual
        with kills.process("-m", "benchmarks.kills", str(tmp_path / "cut"), "400", "1", address) as driver:
            for _ in range(25):
                driver.stdout.readline()
            begun[0].kill()
            _, err = driver.communicate(timeout=120)
        assert driver.returncode == 2 and "finished runs are kept" in err and "Traceback" not in err
    with Store.open(tmp_path / "cut") as store:
        assert len(store) >= 20 and store.problems == []
        done = store.keys()
        with team(1) as hands:
            list(recorded(jobs, hands, store, Count(None, 40)))
        assert kills.digest(store, 40) == usual and done & {run_key(*job) for job in jobs}
