"""Flipped bits and cut files in a store: is each found, or else harmless?"""

import hashlib
import random
import tempfile
from pathlib import Path

import pandas as pd

from adsim.results import Store
from benchmarks.measuring import Figure, at_most, shown

TITLE = "Flipped bits and cut files in a store of runs"
FLIPS, CUTS = 10_000, 2_000


def store(folder: Path) -> None:
    """Four chunks of 25 runs, with figures and payloads."""
    dice = random.Random(1)
    with Store.open(folder) as made:
        for first in range(0, 100, 25):
            keys = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(first, first + 25)]
            rows = {"key": keys, "clicks": range(25), "profit": [n / 7 for n in range(25)]}
            made.put(pd.DataFrame(rows | {"payload": [dice.randbytes(200) for _ in keys]}))


def measure(flips: int = FLIPS) -> list[Figure]:
    """`flips` bits, and a fifth as many cuts, one at a time."""
    dice, cuts = random.Random(20240506), max(1, flips * CUTS // FLIPS)
    missed: dict[str, int] = {"flip": 0, "cut": 0}
    with tempfile.TemporaryDirectory() as room:
        store(Path(room))
        whole = {path: path.read_bytes() for path in sorted((Path(room) / "runs").glob("*.parquet"))}
        with Store.open(room, write=False) as kept:
            for kind in ["flip"] * flips + ["cut"] * cuts:
                path = dice.choice(list(whole))
                data = bytearray(whole[path])
                place = dice.randrange(len(data))
                if kind == "flip":
                    data[place] ^= 1 << dice.randrange(8)
                path.write_bytes(data if kind == "flip" else data[:place])
                missed[kind] += [problem.where for problem in kept.check()] != [str(path)]
                path.write_bytes(whole[path])
            clean = kept.check() == []
    size = sum(map(len, whole.values()))
    return [
        at_most(f"bits flipped and not found, of {flips}", missed["flip"], 0, ""),
        at_most(f"cut files not found, of {cuts}", missed["cut"], 0, ""),
        at_most("good stores called bad", int(not clean), 0, ""),
        shown("bytes of the store", size, "B"),
    ]
