"""The store of runs: finished runs by key, in Parquet chunks that are named by the SHA-256 of their bytes.

>>> with Store.open(folder) as store:
...     store.put(records)  # a column `key`, any scalar columns, perhaps a binary `payload`
...     store.read(keys, columns=["profit"])

A chunk is written once and never changed: written aside, fsynced, renamed, the folder fsynced. What is damaged, cut
or foreign is found when the store is opened, set aside with its name, and its runs count as not done. A key says all
that decides a run, so that runs of different scenarios, seeds and versions may lie side by side and never mix.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from adsim.errors import AdsimError, InputError, Problem
from adsim.results.begun import Begun
from adsim.results.files import ASIDE, drop_file, move_file, replace_file
from adsim.results.lock import Lock
from adsim.version import __version__

FORMAT = "1"
ROOM, SET_ASIDE, LOCK, BEGUN = "runs", "set_aside", "lock", "begun"
_MARK = b"adsim_runs"
_KEY_LENGTH = 64
_CHUNKS_AT_HAND = 4
_AGAIN = "the same command again does its runs again"


class _BadChunkError(Exception):
    """A chunk that must not be read; says why."""


class Store:
    """Runs by key under `folder`/runs. Only one process writes; any may read. Made by `open`."""

    def __init__(self, folder: Path, lock: Lock | None) -> None:
        self.folder = folder
        self.room = folder / ROOM
        self.problems: list[Problem] = []  # what was found when it was opened
        self._lock = lock
        self._chunks: list[Path] = []
        self._where: dict[bytes, int] = {}  # key: place in _chunks
        self._at_hand: OrderedDict[int, pa.Table] = OrderedDict()

    @classmethod
    def open(cls, folder: str | Path, *, write: bool = True) -> Self:
        """The store of a folder, every byte of it verified; with `write` it is made where there is none.

        With `write` bad chunks are moved to runs/set_aside, else only left out; either way `problems` names them.
        Raises `AdsimError` where another process writes it, or the folder cannot be written, and `InputError` where
        two chunks tell different results of one run.
        """
        room = Path(folder) / ROOM
        store = cls(Path(folder), Lock.take(room / LOCK) if write else None)
        try:
            store._take_in()
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let another process write."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, key: str) -> bool:
        return _short(key) in self._where

    def keys(self) -> set[str]:
        """The keys of all runs that are kept."""
        return {key.hex() for key in self._where}

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return len(self._chunks)

    @property
    def size(self) -> int:
        """Bytes of all chunks."""
        return sum(path.stat().st_size for path in self._chunks)

    @property
    def begun(self) -> Begun:
        """The runs in which a process died that did them itself."""
        return Begun(self.room / BEGUN)

    def put(self, records: pd.DataFrame) -> None:
        """Keep these runs, as one chunk, for good. Rows that are kept already count once.

        Raises `AdsimError` naming the path where it cannot be written, and where a run is kept with other results.
        """
        if self._lock is None:
            raise AdsimError(f"{self.room}: the store is open for reading only")
        fresh = self._new(records)
        if fresh.empty:
            return
        data = _chunk(fresh)
        path = self.room / f"{hashlib.sha256(data).hexdigest()}.parquet"
        replace_file(path, data)
        self._index(path, fresh["key"])

    def read(self, keys: Sequence[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows of these keys in the order asked, `key` first; a column that a run lacks is missing there.

        Raises `KeyError` for a key that is not kept, `AdsimError` where a chunk was harmed since it was opened.
        """
        wanted = None if columns is None else ["key", *(name for name in columns if name != "key")]
        places = np.array([self._where[_short(key)] for key in keys], np.int64)
        order = pd.Index(keys)
        parts = []
        for place in np.unique(places):
            table = self._table(int(place))
            if wanted is not None:
                table = table.select([name for name in wanted if name in table.column_names])
            frame = table.to_pandas()
            parts.append(frame[frame["key"].isin(order[places == place])])
        if not parts:
            return pd.DataFrame(columns=wanted or ["key"])
        whole = pd.concat(parts, ignore_index=True).drop_duplicates("key").set_index("key")
        found: pd.DataFrame = whole.loc[order].rename_axis("key").reset_index()
        return found if wanted is None else found.reindex(columns=wanted)

    def check(self) -> list[Problem]:
        """Verify every byte again; what is wrong, by file. Changes nothing."""
        other = type(self)(self.folder, None)
        try:
            other._take_in()
        except InputError as error:
            return [*other.problems, *error.problems]
        return other.problems

    def forget(self) -> None:
        """Remove all runs, for good, and what is known of those that failed."""
        for path in (*self._chunks, self.room / BEGUN):
            drop_file(path)
        self._chunks, self._where, self._at_hand = [], {}, OrderedDict()

    def set_aside(self, path: Path, why: str) -> Problem:
        """Move a file that must not be read to runs/set_aside (where the store is open for writing) and name it."""
        if self._lock is None:
            return Problem(str(path), "", why, mend=_AGAIN)
        to = self.room / SET_ASIDE / path.name
        for number in range(1, 10_000):
            if not to.exists():
                break
            to = self.room / SET_ASIDE / f"{path.name}.{number}"
        move_file(path, to)
        return Problem(str(path), "", f"{why}; set aside as {to}", mend=_AGAIN)

    def _take_in(self) -> None:
        """Find, verify and index all chunks."""
        try:
            found = sorted(path for path in self.room.iterdir() if path.name not in (LOCK, SET_ASIDE, BEGUN))
        except OSError as error:
            rule = f"holds no runs: {error.strerror or error}"
            raise InputError([Problem(str(self.room), "", rule, mend="name a folder that --out named")]) from error
        for path in found:
            if path.name.startswith(".") and path.name.endswith(ASIDE):
                if self._lock is not None:
                    drop_file(path)  # a write that a crash cut short
                continue
            try:
                table = _verified(path)
            except _BadChunkError as bad:
                self.problems.append(self.set_aside(path, str(bad)))
                continue
            keys = table.column("key").to_pandas()
            twice = [key for key in keys if _short(key) in self._where]
            if twice:
                self._refuse_if_others(path, table, twice)
            self._index(path, keys)

    def _index(self, path: Path, keys: Iterable[str]) -> None:
        self._chunks.append(path)
        for key in keys:
            self._where.setdefault(_short(key), len(self._chunks) - 1)

    def _new(self, records: pd.DataFrame) -> pd.DataFrame:
        """Those not kept yet, in order of their keys: the order in which runs end decides no byte."""
        _check_keys(records)
        rows = records.sort_values("key", kind="stable").reset_index(drop=True)
        for key, same in rows[rows["key"].duplicated(keep=False)].groupby("key"):
            if not all(_alike(same.iloc[0], row) for _, row in same.iterrows()):
                raise AdsimError(f"{self.room}: two different results of one run {key}")
        rows = rows.drop_duplicates("key")
        known = rows["key"].map(self.__contains__)
        if known.any():
            kept = self.read(list(rows["key"][known]))
            for (_, old), (_, new) in zip(kept.iterrows(), rows[known].iterrows(), strict=True):
                if not _alike(old, new):
                    raise AdsimError(f"{self.room}: run {new['key']} is kept with other results")
        return rows[~known].reset_index(drop=True)

    def _refuse_if_others(self, path: Path, table: pa.Table, twice: Sequence[str]) -> None:
        rows = table.to_pandas().iterrows()
        here = {row["key"]: row for _, row in rows}
        for (_, there), key in zip(self.read(twice).iterrows(), twice, strict=True):
            if not _alike(here[key], there):
                first = self._chunks[self._where[_short(key)]]
                rule = f"tells other results of run {key} than {first.name}"
                raise InputError([Problem(str(path), "", rule, mend="remove both, and their runs are done again")])

    def _table(self, place: int) -> pa.Table:
        if place not in self._at_hand:
            path = self._chunks[place]
            try:
                self._at_hand[place] = _verified(path)
            except _BadChunkError as bad:
                raise AdsimError(f"{path}: {bad}, since it was opened; {_AGAIN}") from bad
            if len(self._at_hand) > _CHUNKS_AT_HAND:
                self._at_hand.popitem(last=False)
        self._at_hand.move_to_end(place)
        return self._at_hand[place]


def _short(key: str) -> bytes:
    return bytes.fromhex(key)


def _is_key(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def _check_keys(records: pd.DataFrame) -> None:
    wrong = [key for key in records["key"] if not _is_key(key)]
    if wrong:
        raise ValueError(f"a key is {_KEY_LENGTH} hexadecimal digits, got {wrong[0]!r}")


def _alike(one: pd.Series, other: pd.Series) -> bool:
    """Whether two rows tell the same; a column that one lacks is one that is missing there."""
    return all(_same(one.get(name), other.get(name)) for name in {*one.index, *other.index})


def _same(one: object, other: object) -> bool:
    if isinstance(one, bytes | str) or isinstance(other, bytes | str):
        return one == other
    return bool(one == other) or bool(pd.isna(one) and pd.isna(other))  # type: ignore[call-overload]


def _chunk(frame: pd.DataFrame) -> bytes:
    """The bytes of a chunk: the same rows give the same bytes."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({_MARK: FORMAT.encode(), b"adsim": __version__.encode()})
    sink = BytesIO()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_page_checksum=True)
    return sink.getvalue()


def _verified(path: Path) -> pa.Table:
    """The table of a chunk whose bytes are those that its name says; raises `_BadChunkError`."""
    if path.is_dir() or path.suffix != ".parquet" or len(path.stem) != _KEY_LENGTH:
        raise _BadChunkError("is not a chunk of runs")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _BadChunkError(f"could not be read: {error.strerror or error}") from error
    if hashlib.sha256(data).hexdigest() != path.stem:
        raise _BadChunkError("is damaged, cut short or renamed: its bytes do not fit its name")
    try:
        table = pq.read_table(BytesIO(data), page_checksum_verification=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _BadChunkError("is not a table that can be read") from error
    if (table.schema.metadata or {}).get(_MARK) != FORMAT.encode() or "key" not in table.column_names:
        raise _BadChunkError(f"is not a chunk of runs in format {FORMAT}")
    if not all(map(_is_key, table.column("key").to_pylist())):
        raise _BadChunkError("has runs without a key")
    return table
