"""What is kept of a run: figures of the whole horizon as one row, or everything, packed exactly.

`pack` writes a small header in JSON and then the numbers as they lie in memory: the same results give the same
bytes, and `unpack` gives the same results. The variant's name is left out: it decides nothing.
"""

import dataclasses
import json
import struct
from typing import Any

import numpy as np

from adsim.metrics import MICRO, ArmAction, Results, TestRecord, dark_weights
from adsim.scenario.objects import CLASSES

Record = dict[str, int | float]

_TALLIES = ("searches", "impressions", "clicks", "carts", "favourites", "orders_placed", "orders", "refunds", "cost",
            "revenue", "margin", "position_sum", "lost_to_budget", "lost_to_rank")  # fmt: skip
_KINDS: dict[str, type[Any]] = {"Results": Results, "TestRecord": TestRecord, "ArmAction": ArmAction}
_WINDOWS = (1, 3, 7, 14, 28)
_LENGTH = struct.Struct("<I")


def run_record(results: Results) -> Record:
    """The figures of a run as one flat row: `clicks`, `clicks_head`, … Counts and money are whole (micro-units).

    By class and in all: every tally, `profit` (matured margin less cost) and, as floats in currency units,
    `expected_profit` and `hours_dark` (of a day with a budget; nan without any). Of windows of 1, 3, 7, 14 and 28 days
    and of the whole horizon, running profit: `profit_day_7` matured, `so_far_day_7` as known on that day.
    """
    row: Record = {"days": results.days}
    tallies = {name: (results.page if name in results.page else results.by_click)[name] for name in _TALLIES}
    tallies["profit"] = tallies["margin"] - tallies["cost"]
    expected = results.expected_margin.sum(axis=1) - results.by_click["cost"].sum(axis=1) / MICRO
    for name, values in tallies.items():
        row[name] = int(values.sum())
        row |= {f"{name}_{klass}": int(values[place].sum()) for place, klass in enumerate(CLASSES)}
    row["expected_profit"] = results.expected_profit
    row |= {f"expected_profit_{klass}": float(expected[place]) for place, klass in enumerate(CLASSES)}
    row["hours_dark"] = _hours_dark(results)
    matured = np.cumsum(tallies["profit"].sum(axis=0))
    known = np.cumsum((results.by_event["margin"][:, : results.days] - results.by_click["cost"]).sum(axis=0))
    for day in sorted({day for day in _WINDOWS if day < results.days} | {results.days}):
        row[f"profit_day_{day}"], row[f"so_far_day_{day}"] = int(matured[day - 1]), int(known[day - 1])
    return row


def _hours_dark(results: Results) -> float:
    """Dark hours of a day with a budget, weighed by budget."""
    weight = dark_weights(results.dark_by_day, results.budget)
    total = float(weight.sum())
    return float(np.nansum(results.dark_by_day * weight) / total) if total else float("nan")


def pack(results: Results) -> bytes:
    """`results` as bytes, exactly; the same results as the same bytes on every machine."""
    numbers: list[bytes] = []
    text = json.dumps(_plain(dataclasses.replace(results, variant=""), numbers), separators=(",", ":"))
    head = text.encode()
    return b"".join([_LENGTH.pack(len(head)), head, *numbers])


def unpack(data: bytes, variant: str) -> Results:
    """The results that `pack` packed, of a variant of this name. Raises `ValueError` for other bytes."""
    try:
        (length,) = _LENGTH.unpack_from(data)
        start = _LENGTH.size + length
        found, end = _Numbers(data, start).filled(json.loads(data[_LENGTH.size : start]))
    except (KeyError, TypeError, IndexError, struct.error) as error:
        raise ValueError("these are not packed results") from error
    if not isinstance(found, Results) or end != len(data):
        raise ValueError("these are not packed results")
    return dataclasses.replace(found, variant=variant)


def _plain(value: Any, numbers: list[bytes]) -> Any:
    """`value` in JSON's types; the numbers of arrays go to `numbers`."""
    if isinstance(value, np.ndarray):
        whole = np.ascontiguousarray(value, value.dtype.newbyteorder("<"))
        numbers.append(whole.tobytes())
        found: Any = {"array": whole.dtype.str, "shape": list(value.shape)}
    elif type(value).__name__ in _KINDS:
        parts = [[name, _plain(getattr(value, name), numbers)] for name in _names(value)]
        found = {"kind": type(value).__name__, "parts": parts}
    elif isinstance(value, dict):
        found = {"dict": [[key, _plain(part, numbers)] for key, part in value.items()]}
    elif isinstance(value, tuple):
        found = {"tuple": [_plain(part, numbers) for part in value]}
    elif isinstance(value, np.generic):
        found = _plain(value.item(), numbers)
    elif isinstance(value, float):
        found = {"float": value.hex()}
    elif value is None or isinstance(value, bool | int | str):
        found = value
    else:
        raise TypeError(f"{type(value).__name__} cannot be packed")
    return found


def _names(value: Any) -> list[str]:
    """The parts of one of `_KINDS`."""
    return list(value._fields) if isinstance(value, ArmAction) else [part.name for part in dataclasses.fields(value)]


class _Numbers:
    """Reads arrays off the bytes, in the order in which they were written."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data, self._at = data, start

    def filled(self, plain: Any) -> tuple[Any, int]:
        """The value, and where its numbers end."""
        return self._value(plain), self._at

    def _value(self, plain: Any) -> Any:
        if not isinstance(plain, dict):
            return plain
        if "array" in plain:
            return self._array(np.dtype(plain["array"]), plain["shape"])
        if "float" in plain:
            return float.fromhex(plain["float"])
        if "kind" in plain:
            return _KINDS[plain["kind"]](**{name: self._value(part) for name, part in plain["parts"]})
        if "dict" in plain:
            return {key: self._value(part) for key, part in plain["dict"]}
        return tuple(self._value(part) for part in plain["tuple"])

    def _array(self, kind: np.dtype[Any], shape: list[int]) -> Any:
        count = int(np.prod(shape, dtype=np.int64))
        found = np.frombuffer(self._data, kind, count, self._at)
        self._at += count * kind.itemsize
        return found.astype(kind.newbyteorder("=")).reshape(shape)
