"""Many small tests drawn and read, chunk by chunk, on several threads; sums that depend on neither.

Threads and not processes: the drawing is compiled and the reading is numpy on whole chunks, both leave Python's lock
alone, and there is nothing to send. Ctrl-C ends after the chunks at hand.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adsim.stats.test_streams import World, draw
from adsim.verdicts.contract import Seen

Floats = NDArray[np.float64]

Progress = Callable[[int, int], None]
CHUNK = 2_500


@dataclass(frozen=True)
class Chunk:
    """Tests number `first` to `first + count` of a world."""

    world: World
    looks: tuple[int, ...]
    seed: int
    first: int
    count: int

    def seen(self) -> list[Seen]:
        """What is known of these tests at each look."""
        trials, hits = draw(self.world, self.looks, self.count, seed=self.seed, first=self.first)
        return [Seen(trials[:, :, :day], known) for day, known in zip(self.looks, hits, strict=True)]


Reading = Callable[[list[Seen]], Floats]


class Asked(NamedTuple):
    """Tests of one world and what is to be summed over them: `read` gives a chunk's sums, of whatever shape."""

    world: World
    looks: tuple[int, ...]
    read: Reading


def _chunks(asked: Sequence[Asked], tests: int, seed: int) -> Iterator[tuple[int, Chunk]]:
    for index, one in enumerate(asked):
        for first in range(0, tests, CHUNK):
            yield index, Chunk(one.world, one.looks, seed, first, min(CHUNK, tests - first))


def sums(
    asked: Sequence[Asked], tests: int, *, seed: int, workers: int = 1, progress: Progress | None = None
) -> list[Floats]:
    """Sum what is read of `tests` tests of each world asked, in the order asked."""
    totals: list[Floats | None] = [None] * len(asked)
    todo = _chunks(asked, tests, seed)
    told = progress or (lambda done, of: None)
    done, whole = 0, tests * len(asked)
    told(0, whole)

    def work(index: int, chunk: Chunk) -> Floats:
        return asked[index].read(chunk.seen())

    with ThreadPoolExecutor(workers) as pool:
        # Few are handed out ahead, so that an interrupt waits for no more than these.
        waiting: list[tuple[int, Chunk, Future[Floats]]] = []
        try:
            while True:
                for index, chunk in islice(todo, workers + 1 - len(waiting)):
                    waiting.append((index, chunk, pool.submit(work, index, chunk)))
                if not waiting:
                    break
                index, chunk, future = waiting.pop(0)
                part, total = future.result(), totals[index]
                totals[index] = part if total is None else total + part
                done += chunk.count
                told(done, whole)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [total for total in totals if total is not None]
