"""Who does the runs, where a cluster is not what it should be; the clients here only pretend."""

import pytest

from adsim.errors import AdsimError
from adsim.experiments.runs import crew
from adsim.experiments.runs.crew import Crew


class Client:
    """Knows these workers, each with a thread."""

    status = "running"

    def __init__(self, *names, without=()):
        self.names, self._without = list(names), without

    def scheduler_info(self, n_workers):
        assert n_workers == -1
        return {"workers": {name: {"nthreads": 1} for name in self.names}}

    def run(self, function, word, on_error):
        return {name: None if name in self._without else function(word) for name in self.names}


def test_a_cluster_whose_workers_all_leave_is_not_waited_for_for_ever(monkeypatch):
    now = 0.0
    monkeypatch.setattr(crew.time, "monotonic", lambda: now)
    client = Client("one", "two")
    hands = Crew(client, None)
    assert hands.hands == 2
    client.names, now = [], 290.0
    assert hands.hands == 1
    client.names, now = ["three"], 295.0
    assert hands.hands == 1
    client.names, now = [], 590.0
    assert hands.hands == 1
    now = 600.0
    with pytest.raises(AdsimError, match="no workers for minutes; finished runs are kept"):
        _ = hands.hands


def test_workers_without_adsim_are_named():
    crew._refuse_strangers(Client("one", "two"), "tcp://there:1")
    with pytest.raises(AdsimError, match="adsim is not installed on 1 of 2 workers, such as two; install"):
        crew._refuse_strangers(Client("one", "two", without=("two",)), "tcp://there:1")
