"""A finished comparison on disk: tables as Parquet, facts as JSON, and never anything half written.

`save_tables` writes `<folder>/tables/<table>.parquet` and then `<folder>/facts.json`, which names every
table with its SHA-256: `load_tables` gives back exactly what was saved or refuses with one `InputError`.

>>> save_tables(folder, {"variants": frame}, facts)
>>> tables, facts = load_tables(folder)

Refused: no finished run, a missing, truncated or altered file, and tables that belong to another run than the facts.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from adsim.errors import InputError, Problem
from adsim.results.files import drop_file, replace_file
from adsim.version import __version__

# What a spreadsheet takes for a formula, also in full width and behind blanks.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BLANK_STARTS = ("\t", "\r", "\n")
MEND = "run `adsim compare` again to make it anew"


def save_tables(folder: Path, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]) -> None:
    """Save `tables` and `facts` under `folder`; the facts go last, so a broken save is seen on loading.

    `facts` must hold `scenario_hash` and `seed`; its missing numbers (nan) are saved as null.
    """
    marks = {
        "scenario_hash": str(facts["scenario_hash"]),
        "seed": str(facts["seed"]),
        "adsim": __version__,
        "numpy": np.__version__,
    }
    digests = {}
    for name, frame in tables.items():
        data = _parquet(frame, marks)
        replace_file(_table_path(folder, name), data)
        digests[name] = hashlib.sha256(data).hexdigest()
    record = {"facts": plain(facts), "tables": digests}
    text = json.dumps(record | {"sha256": _digest(record)}, ensure_ascii=False, indent=1, allow_nan=False)
    replace_file(folder / "facts.json", text.encode())
    for stale in (folder / "tables").glob("*.parquet"):
        if stale.stem not in digests:
            drop_file(stale)


def load_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables and facts that `save_tables` put under `folder`; raises `InputError` naming the bad file."""
    path = folder / "facts.json"
    data = _read_facts(folder, path)
    try:
        record = json.loads(data)
        digest = record.pop("sha256")
        whole = digest == _digest(record)
        facts, digests = dict(record["facts"]), dict(record["tables"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refusal(path, "is not a facts file of adsim, or damaged") from error
    if not whole:
        raise _refusal(path, "is damaged: its checksum does not fit")
    return {name: _load_table(_table_path(folder, name), digests[name]) for name in digests}, facts


def _read_facts(folder: Path, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError([_unfinished(folder, path)]) from error
    except OSError as error:
        raise _refusal(path, f"could not be read: {error.strerror or error}") from error


def _unfinished(folder: Path, facts: Path) -> Problem:
    mend = f"`adsim compare … -o {folder}` makes one"
    if folder.is_dir():
        return Problem(str(facts), "", f"is not there, so {folder} is not the folder of a finished run", mend=mend)
    if folder.exists():
        mend = "name the folder that `adsim compare … -o` wrote"
        return Problem(str(folder), "", "is a file, not the folder of a finished run", mend=mend)
    return Problem(str(folder), "", "is not the folder of a finished run: it does not exist", mend=mend)


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write `frame` for spreadsheets (utf-8 with mark); text that reads as a formula gets an apostrophe."""
    safe = frame.copy()
    for column in safe.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in safe.dtypes]]:
        safe[column] = safe[column].astype(object).map(_harmless)
    safe.columns = pd.Index([_harmless(name) for name in frame.columns])
    text = safe.to_csv(index=False, lineterminator="\r\n")
    replace_file(path, text.encode("utf-8-sig"))


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and (cell.startswith(BLANK_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)):
        return "'" + cell
    return cell


def _table_path(folder: Path, name: str) -> Path:
    return folder / "tables" / f"{name}.parquet"


def _parquet(frame: pd.DataFrame, marks: Mapping[str, str]) -> bytes:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **marks})
    sink = BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def _load_table(path: Path, digest: str) -> pd.DataFrame:
    data = _read(path)
    if hashlib.sha256(data).hexdigest() != digest:
        raise _refusal(path, "is damaged, or belongs to another run than facts.json")
    try:
        frame = pq.read_table(BytesIO(data), page_checksum_verification=True).to_pandas()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _refusal(path, "is not a table that can be read") from error
    assert isinstance(frame, pd.DataFrame)
    return frame


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refusal(path, f"could not be read: {error.strerror or error}") from error


def _refusal(path: Path, rule: str) -> InputError:
    return InputError([Problem(str(path), "", rule, mend=MEND)])


def _digest(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def plain(value: Any) -> Any:
    """`value` in JSON's own types: frames as rows, numpy numbers unwrapped, tuples as lists; nan, infinity as null."""
    if isinstance(value, pd.DataFrame):
        return json.loads(value.to_json(orient="records"))
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
