"""The store of runs: what is put comes back, what is harmed is found, what mixes is refused."""

import errno
import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from adsim.errors import AdsimError, InputError
from adsim.results import Store
from adsim.results.store import LOCK, ROOM, SET_ASIDE

ROOT = Path(__file__).parents[2]


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def records(numbers: range | list[int]) -> pd.DataFrame:
    """Rows with every kind of column; each row depends on its number alone."""
    return pd.DataFrame(
        {
            "key": [key(n) for n in numbers],
            "seed": [n * 10**12 for n in numbers],
            "profit": [np.nan if n % 7 == 3 else n / 3 for n in numbers],
            "good": [n % 2 == 0 for n in numbers],
            "payload": [random.Random(n).randbytes(50 + n) for n in numbers],
        }
    )


def chunks(folder: Path) -> list[Path]:
    return sorted((folder / ROOM).glob("*.parquet"))


def filled(folder: Path, of: int = 30, a_chunk: int = 10) -> Path:
    with Store.open(folder) as store:
        for first in range(0, of, a_chunk):
            store.put(records(range(first, min(first + a_chunk, of))))
    return folder


def test_what_is_put_comes_back_in_the_order_asked(tmp_path: Path) -> None:
    filled(tmp_path / "new" / "out")
    with Store.open(tmp_path / "new" / "out") as store:
        assert len(store) == 30 and store.keys() == {key(n) for n in range(30)} and store.problems == []
        assert key(3) in store and key(99) not in store
        asked = [29, 0, 15, 15, 7]
        pd.testing.assert_frame_equal(store.read([key(n) for n in asked]), records(asked))
        narrow = store.read([key(4), key(20)], ["profit"])
        pd.testing.assert_frame_equal(narrow, records([4, 20])[["key", "profit"]])
        assert store.read([]).empty and store.read([], ["seed"]).columns.tolist() == ["key", "seed"]
        with pytest.raises(KeyError):
            store.read([key(99)])
        assert store.check() == []


def test_a_chunk_is_named_by_its_bytes_and_has_page_checksums(tmp_path: Path) -> None:
    filled(tmp_path, 10)
    (path,) = chunks(tmp_path)
    data = bytearray(path.read_bytes())
    assert path.stem == hashlib.sha256(data).hexdigest()
    part = pq.ParquetFile(path).metadata.row_group(0).column(4)
    data[part.data_page_offset + part.total_compressed_size // 2] ^= 1
    other = tmp_path / "other.parquet"
    other.write_bytes(data)
    with pytest.raises(OSError, match=r"checksum|CRC"):
        pq.read_table(other, page_checksum_verification=True)


def test_the_order_in_which_runs_end_decides_no_byte(tmp_path: Path) -> None:
    for name, numbers in (("a", range(8)), ("b", list(reversed(range(8))))):
        with Store.open(tmp_path / name) as store:
            store.put(records(numbers))
    assert [path.name for path in chunks(tmp_path / "a")] == [path.name for path in chunks(tmp_path / "b")]


def test_a_run_kept_twice_counts_once(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.put(records(range(5)))
        store.put(records(range(5)))
        assert store.chunks == 1
        store.put(records(range(3, 8)))
        assert len(store) == 8 and store.chunks == 2
        store.put(pd.concat([records([8]), records([8])]))
        assert len(store) == 9
    # Two stores that were one: the same rows in other chunks.
    filled(tmp_path / "other", 9, 9)
    shutil.copy(chunks(tmp_path / "other")[0], tmp_path / ROOM)
    with Store.open(tmp_path) as store:
        assert len(store) == 9 and store.problems == [] and store.check() == []


def test_other_results_of_the_same_run_are_refused(tmp_path: Path) -> None:
    changed = records(range(5)).assign(profit=1.0)
    with Store.open(tmp_path) as store:
        store.put(records(range(5)))
        with pytest.raises(AdsimError, match="kept with other results"):
            store.put(changed)
        with pytest.raises(AdsimError, match="two different results"):
            store.put(pd.concat([records([6]), records([6]).assign(seed=-1)]))
        assert len(store) == 5
    with Store.open(tmp_path / "other") as store:
        store.put(changed)
    shutil.copy(chunks(tmp_path / "other")[0], tmp_path / ROOM)
    with pytest.raises(InputError, match="tells other results of run"):
        Store.open(tmp_path)
    with pytest.raises(InputError, match="tells other results of run"):
        Store.open(tmp_path, write=False)


def test_keys_are_keys(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, pytest.raises(ValueError, match="64 hexadecimal"):
        store.put(pd.DataFrame({"key": ["short"], "profit": [1.0]}))


def test_a_column_that_a_run_lacks_is_missing_there(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.put(records([1]))
        store.put(records([2])[["key", "profit"]])
        found = store.read([key(1), key(2)], ["seed", "payload"])
    assert found["seed"][0] == 10**12 and pd.isna(found["seed"][1]) and pd.isna(found["payload"][1])


HARMS = ("flip", "cut", "empty", "grown", "renamed", "foreign", "folder")


def harmed(path: Path, harm: str, dice: random.Random) -> Path:
    """Harm a chunk; where it lies then."""
    data = bytearray(path.read_bytes())
    if harm in ("flip", "cut", "empty", "grown"):
        place = dice.randrange(len(data))
        if harm == "flip":
            data[place] ^= 1 << dice.randrange(8)
        size = {"cut": place, "empty": 0}.get(harm, len(data))
        path.write_bytes(data[:size] + (b"\0" if harm == "grown" else b""))
        return path
    path.unlink()
    if harm == "renamed":
        path = path.with_name(f"{key(dice.randrange(99))}.parquet")
        path.write_bytes(data)
    elif harm == "folder":
        path.mkdir()
    else:
        pd.DataFrame({"key": [key(1)], "profit": [1.0]}).to_parquet(path.parent / "x.parquet")
        data = bytearray((path.parent / "x.parquet").read_bytes())
        path = path.with_name(f"{hashlib.sha256(data).hexdigest()}.parquet")
        (path.parent / "x.parquet").rename(path)
    return path


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_harmed_is_named_set_aside_and_done_again(tmp_path: Path, harm: str) -> None:
    filled(tmp_path)
    victim = chunks(tmp_path)[1]
    lost = set(pq.read_table(victim)["key"].to_pylist())
    place = harmed(victim, harm, random.Random(harm))
    with Store.open(tmp_path, write=False) as reader:
        assert [problem.where for problem in reader.problems] == [str(place)] and place.exists()
        assert [problem.where for problem in reader.check()] == [str(place)]
    with Store.open(tmp_path) as store:
        assert [problem.where for problem in store.problems] == [str(place)]
        assert store.keys() == {key(n) for n in range(30)} - lost
        aside = tmp_path / ROOM / SET_ASIDE / place.name
        assert aside.exists() and not place.exists() and str(aside) in str(store.problems[0])
        store.put(records(range(30)))
        assert len(store) == 30 and store.check() == []
    with Store.open(tmp_path) as store:
        assert store.problems == [] and len(store) == 30


def test_what_is_set_aside_twice_is_kept_twice(tmp_path: Path) -> None:
    filled(tmp_path, 10)
    for _ in range(2):
        (path,) = chunks(tmp_path)
        path.write_bytes(b"torn")
        with Store.open(tmp_path) as store:
            store.put(records(range(10)))
    assert len(list((tmp_path / ROOM / SET_ASIDE).iterdir())) == 2


def test_hundreds_of_flipped_bits_and_cuts_are_all_found(tmp_path: Path) -> None:
    filled(tmp_path, 12, 6)
    dice = random.Random(20240506)
    whole = {path: path.read_bytes() for path in chunks(tmp_path)}
    with Store.open(tmp_path, write=False) as store:
        for turn in range(250):
            path = dice.choice(list(whole))
            harmed(path, "flip" if turn % 4 else "cut", dice)
            assert [problem.where for problem in store.check()] == [str(path)], turn
            path.write_bytes(whole[path])
        assert store.check() == []


def test_a_chunk_harmed_while_the_store_is_open_is_never_read(tmp_path: Path) -> None:
    filled(tmp_path, 10)
    with Store.open(tmp_path) as store:
        (path,) = chunks(tmp_path)
        harmed(path, "flip", random.Random(4))
        with pytest.raises(AdsimError, match=path.name):
            store.read([key(1)])


def test_what_a_crash_left_half_written_is_swept_away(tmp_path: Path) -> None:
    filled(tmp_path, 10)
    left = tmp_path / ROOM / f".{key(5)}.parquet.ab12.tmp"
    left.write_bytes(b"half")
    with Store.open(tmp_path, write=False) as store:
        assert store.problems == [] and left.exists()
    with Store.open(tmp_path) as store:
        assert store.problems == [] and not left.exists() and len(store) == 10


def test_a_folder_without_runs_can_be_filled_but_not_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no runs"):
        Store.open(tmp_path, write=False)
    with Store.open(tmp_path) as store:
        assert len(store) == 0 and store.size == 0


# One writer.


def test_a_second_writer_is_refused_and_told_whose_it_is(tmp_path: Path) -> None:
    filled(tmp_path, 10)
    with Store.open(tmp_path):
        with pytest.raises(AdsimError, match=f"process {os.getpid()} on .* is writing its runs"):
            Store.open(tmp_path)
        with Store.open(tmp_path, write=False) as reader:
            assert len(reader) == 10
            with pytest.raises(AdsimError, match="for reading only"):
                reader.put(records([11]))
    with Store.open(tmp_path):
        pass


def test_the_lock_of_a_dead_process_holds_nobody_up(tmp_path: Path) -> None:
    code = f"""
import os, signal
from adsim.results import Store
Store.open({str(tmp_path)!r})
print("held", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "held\n" and (tmp_path / ROOM / LOCK).read_text().startswith("process ")
    with Store.open(tmp_path) as store:
        assert len(store) == 0


# Every write, fsync and rename made to fail in turn.


class Faults:
    """Counts the calls that change the disk and makes one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.fails_at, self.code = 0, -1, 28
        for home, name in ((os, "fsync"), (Path, "replace"), (Path, "mkdir"), (Path, "unlink"), (Path, "open")):
            self._watch(monkeypatch, home, name)
        self._watch_writes(monkeypatch)

    def _watch(self, monkeypatch: pytest.MonkeyPatch, home: object, name: str) -> None:
        usual = getattr(home, name)

        def watched(*words: object, **more: object) -> object:
            if name != "open" or "x" in str(words[1:]):
                self.happens()
            return usual(*words, **more)

        monkeypatch.setattr(home, name, watched)

    def _watch_writes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from adsim.results import files

        usual = files._write_through

        def half_written(path: Path, data: bytes) -> None:
            try:
                self.happens()
            except OSError:
                path.write_bytes(data[: len(data) // 2])  # as a full disk leaves it
                raise
            usual(path, data)

        monkeypatch.setattr(files, "_write_through", half_written)

    def happens(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise OSError(self.code, os.strerror(self.code))


def test_whatever_fails_the_path_is_named_and_all_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No space and I/O errors in turn: what is done about them does not depend on which it is."""
    faults = Faults(monkeypatch)

    def session(folder: Path) -> None:
        """Set a torn chunk aside, sweep a half-written one away, keep two more."""
        with Store.open(folder) as store:
            missing = [n for n in range(20) if key(n) not in store]
            for first in range(0, len(missing), 5):
                store.put(records(missing[first : first + 5]))

    def prepared(folder: Path) -> Path:
        filled(folder, 10, 5)
        harmed(chunks(folder)[0], "cut", random.Random(1))
        (folder / ROOM / ".x.parquet.1.tmp").write_bytes(b"half")
        return folder

    first = prepared(tmp_path / "usual")
    faults.calls = 0
    session(first)
    steps = faults.calls
    assert steps > 15
    for step in range(1, steps + 1):
        folder = prepared(tmp_path / f"{step}")
        faults.calls, faults.fails_at, faults.code = 0, step, (errno.ENOSPC, errno.EIO)[step % 2]
        with pytest.raises(AdsimError) as told:
            session(folder)
        assert str(folder) in str(told.value) and os.strerror(faults.code) in str(told.value), step
        faults.fails_at = -1
        session(folder)
        with Store.open(folder, write=False) as store:
            assert store.problems == [] and store.keys() == {key(n) for n in range(20)}
            asked = list(range(20))
            pd.testing.assert_frame_equal(store.read([key(n) for n in asked]), records(asked))
