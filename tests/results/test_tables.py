"""Saved tables come back exactly or are refused by name; CSV cells cannot act as formulas."""

import csv
import os
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from adsim.errors import AdsimError, InputError
from adsim.results import load_tables, plain, replace_file, save_tables, write_csv

FACTS: dict[str, Any] = {
    "scenario_hash": "abc123",
    "seed": np.int64(7),
    "gap": float("nan"),
    "separated": np.bool_(True),
    "variants": ("平均", "30/60/10"),
}


DAYS = np.arange(500)


def frames() -> dict[str, pd.DataFrame]:
    numbers = np.linspace(-1, 1, 500)
    return {
        "variants": pd.DataFrame({"variant": ["平均", "30/60/10"], "profit": [1.5, float("nan")]}),
        "days": pd.DataFrame({"day": DAYS, "profit": numbers, "orders": DAYS.astype(np.int32)}),
    }


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_round_trip(tmp_path: Path) -> None:
    save_tables(tmp_path / "new" / "out", frames(), FACTS)
    tables, facts = load_tables(tmp_path / "new" / "out")
    assert list(tables) == ["variants", "days"]
    for name, frame in frames().items():
        pd.testing.assert_frame_equal(tables[name], frame)
    assert facts == FACTS | {"seed": 7, "gap": None, "separated": True, "variants": ["平均", "30/60/10"]}


def test_metadata_and_same_bytes(tmp_path: Path) -> None:
    save_tables(tmp_path / "a", frames(), FACTS)
    save_tables(tmp_path / "b", frames(), FACTS)
    assert names(tmp_path / "a") == ["facts.json", "tables/days.parquet", "tables/variants.parquet"]
    for name in names(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    found = pq.read_schema(tmp_path / "a" / "tables" / "days.parquet").metadata
    assert found[b"scenario_hash"] == b"abc123" and found[b"seed"] == b"7"
    assert found[b"numpy"] == np.__version__.encode() and found[b"adsim"]
    part = pq.ParquetFile(tmp_path / "a" / "tables" / "days.parquet").metadata.row_group(0).column(1)
    assert part.compression == "ZSTD"


def test_a_second_save_drops_tables_of_the_first(tmp_path: Path) -> None:
    save_tables(tmp_path, frames(), FACTS)
    save_tables(tmp_path, {"days": frames()["days"]}, FACTS)
    assert names(tmp_path) == ["facts.json", "tables/days.parquet"]


@pytest.mark.parametrize("name", ["facts.json", "tables/days.parquet"])
@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "missing"])
def test_harmed_files_are_refused(tmp_path: Path, name: str, harm: str) -> None:
    save_tables(tmp_path / "good", frames(), FACTS)
    dice = random.Random(f"{name} {harm}")
    for _ in range(40 if harm in ("flip", "cut") else 1):
        folder = shutil.copytree(tmp_path / "good", tmp_path / "bad", dirs_exist_ok=True)
        data = bytearray((folder / name).read_bytes())
        place = dice.randrange(len(data))
        if harm == "flip":
            data[place] ^= 1 << dice.randrange(8)
        (folder / name).write_bytes(data[: {"flip": len(data), "cut": place}.get(harm, 0)])
        if harm == "missing":
            (folder / name).unlink()
        with pytest.raises(InputError) as caught:
            load_tables(folder)
        assert len(caught.value.problems) == 1
        assert str(caught.value).startswith(str(folder / name)) and "\n" not in str(caught.value)


def test_tables_of_another_run_are_refused(tmp_path: Path) -> None:
    save_tables(tmp_path / "a", frames(), FACTS)
    save_tables(tmp_path / "b", frames(), FACTS | {"seed": 8})
    shutil.copy(tmp_path / "b" / "tables" / "days.parquet", tmp_path / "a" / "tables")
    with pytest.raises(InputError, match="another run"):
        load_tables(tmp_path / "a")


def test_page_checksums_are_written(tmp_path: Path) -> None:
    """Even without our own digest a flipped data byte is seen by whoever asks for verification."""
    save_tables(tmp_path, frames(), FACTS)
    path = tmp_path / "tables" / "days.parquet"
    data = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(2)
    data[(column.dictionary_page_offset + column.data_page_offset) // 2] ^= 4
    path.write_bytes(data)
    with pytest.raises(OSError, match=r"checksum|CRC"):
        pq.read_table(path, page_checksum_verification=True)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "facts.json"
    replace_file(path, b"old")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fails)
    with pytest.raises(AdsimError, match=r"facts\.json: could not be written: No space left"):
        replace_file(path, b"new")
    assert names(tmp_path) == ["facts.json"] and path.read_bytes() == b"old"


def test_an_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupts(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupts)
    with pytest.raises(KeyboardInterrupt):
        replace_file(tmp_path / "x", b"new")
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(AdsimError, match="could not be written"):
        save_tables(tmp_path / "out", frames(), FACTS)


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=cmd|"/c calc"!A1', "\n-"]


def test_csv_is_harmless(tmp_path: Path) -> None:
    kept = ["红色手套", 'a "b", c', "two\rlines", "1-2", ""]
    frame = pd.DataFrame({"keyword": HOSTILE + kept, "=cost": [-1.5] * 15, "mixed": [-3, "-3"] + [None] * 13})
    write_csv(tmp_path / "k.csv", frame)
    raw = (tmp_path / "k.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "k.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["keyword", "'=cost", "mixed"]
    assert [row[0] for row in rows[1:]] == ["'" + name for name in HOSTILE] + kept
    assert {row[1] for row in rows[1:]} == {"-1.5"}
    assert [row[2] for row in rows[1:4]] == ["-3", "'-3", ""]
    assert frame["keyword"][0] == "=1+1"  # the caller's frame is not touched


def test_plain_is_what_json_takes():
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "x": [0.5, float("nan")], "t": ["a", None]})
    given = {"frame": frame, 1: (np.int64(2), float("inf")), "one": np.float64("nan"), "flag": np.bool_(True)}
    assert plain(given) == {
        "frame": [{"n": 1, "x": 0.5, "t": "a"}, {"n": None, "x": None, "t": None}],
        "1": [2, None], "one": None, "flag": True,
    }  # fmt: skip
