"""Runs that are kept as they end: what a store has is not done again, what ends is kept within seconds."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from adsim.experiments.runs.batch import Make
from adsim.experiments.runs.count import Count
from adsim.experiments.runs.execution import Team
from adsim.experiments.runs.job import Failure, Job, run_key
from adsim.experiments.runs.record import Record, pack, run_record, unpack
from adsim.metrics import Results
from adsim.results import Store

_MOST_ROWS = 1024
_MOST_BYTES = 8_000_000
LONGEST = 2.0  # seconds that a finished run may wait to be kept: what a killed driver loses at most


@contextmanager
def opened(folder: str | Path | None, *, fresh: bool = False) -> Iterator[Store | None]:
    """The store of a folder, emptied first where it shall be `fresh`; None where there is no folder."""
    if folder is None:
        yield None
        return
    with Store.open(folder) as store:
        if fresh:
            store.forget()
        yield store


@contextmanager
def opened_or_aside(folder: str | Path | None, *, fresh: bool = False) -> Iterator[Store]:
    """The same; without a folder a store that is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="adsim-") as aside, opened(folder or aside, fresh=fresh) as store:
        assert store is not None
        yield store


def record_and_all(results: Results) -> dict[str, Any]:
    """A run's figures with everything packed beside them."""
    return {**run_record(results), "payload": pack(results)}


class Keeper:
    """Puts rows into a store, many at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: list[dict[str, Any]] = []
        self._bytes, self._since = 0, time.monotonic()

    def add(self, job: Job, key: str, row: Mapping[str, Any]) -> None:
        """Keep a run's row, now or within seconds."""
        known = {"key": key, "replication": job.replication, "seed": job.study.scenario.seed}
        self._rows.append({**known, **row})
        self._bytes += len(row.get("payload", b""))
        waited = time.monotonic() - self._since
        if waited > LONGEST or len(self._rows) >= _MOST_ROWS or self._bytes > _MOST_BYTES:
            self.flush()

    def flush(self) -> None:
        """Keep all that was added, now."""
        rows, self._rows, self._bytes, self._since = self._rows, [], 0, time.monotonic()
        if rows:
            self._store.put(pd.DataFrame(rows))


def recorded(jobs: Sequence[Job], team: Team, store: Store, count: Count) -> Iterator[tuple[Job, Record | Failure]]:
    """Do those jobs of which the store has no figures and keep these; gives what is done now, as it ends.

    Of jobs that are alike one is given, and all where it failed.

    Afterwards `store.read([run_key(*job) for job in jobs])` tells them all, in any order, whatever was done when.
    """
    places = _by_key([run_key(*job) for job in jobs])
    count.add(sum(len(alike) for key, alike in places.items() if key in store))
    for alike, outcome in _done(jobs, places, team, run_record, store):
        failed = isinstance(outcome, Failure)
        for place in alike if failed else alike[:1]:
            yield jobs[place], _of(jobs[place], outcome) if failed else outcome
        count.add(len(alike), failed=len(alike) if failed else 0)


def kept(jobs: Sequence[Job], team: Team, store: Store) -> Iterator[tuple[int, Results | Failure]]:
    """Every job's place with its results, from the store where it has them, else done now and kept."""
    keys = [run_key(*job, whole=True) for job in jobs]
    places = _by_key(keys)
    known = [place for place, key in enumerate(keys) if key in store]
    for first in range(0, len(known), _MOST_ROWS):
        part = known[first : first + _MOST_ROWS]
        payloads = store.read([keys[place] for place in part], ["payload"])["payload"]
        for place, payload in zip(part, payloads, strict=True):
            yield place, unpack(payload, jobs[place].variant)
    for alike, outcome in _done(jobs, places, team, record_and_all, store):
        for place in alike:
            job, failed = jobs[place], isinstance(outcome, Failure)
            yield place, _of(job, outcome) if failed else unpack(outcome["payload"], job.variant)


def _of(job: Job, failure: Failure) -> Failure:
    """The failure of a run as that of another that is the same."""
    return failure._replace(variant=job.variant, replication=job.replication)


def _by_key(keys: Sequence[str]) -> dict[str, list[int]]:
    """The places of each key: variants that are alike share their runs."""
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    return places


def _done(
    jobs: Sequence[Job], places: Mapping[str, list[int]], team: Team, make: Make, store: Store
) -> Iterator[tuple[list[int], Any]]:
    """Do once what the store lacks and keep it, to the last run that ended, however it ends."""
    missing = [key for key in places if key not in store]
    keeper = Keeper(store)
    try:
        for index, outcome in team([jobs[places[key][0]] for key in missing], make):
            key = missing[index]
            if not isinstance(outcome, Failure):
                keeper.add(jobs[places[key][0]], key, outcome)
            yield places[key], outcome
    finally:
        keeper.flush()
