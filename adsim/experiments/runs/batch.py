"""What a worker process does: some runs one after the other, each failing for itself.

A batch carries what its runs need and no more: of each variant the timetable, pickled once by the driver and opened
once by each worker. Everything stands in the batch, so that a worker that died takes nothing with it.
"""

import faulthandler
import hashlib
import pickle
import sys
import traceback
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, NamedTuple

from adsim import simulation
from adsim.advertiser import plugins
from adsim.errors import AdsimError
from adsim.experiments.runs.job import engine
from adsim.metrics import Results
from adsim.simulation import Study

Make = Callable[[Results], Any]

_STUDIES_AT_HAND = 64
_LONGEST_ERROR = 300


class Piece(NamedTuple):
    """Replications of one variant; `study` is pickled and holds this variant alone, `plugins` name its strangers."""

    study: bytes
    digest: str
    variant: str
    replications: tuple[int, ...]
    plugins: tuple[str, ...]


class Safety(NamedTuple):
    """How a worker process of this machine guards the others: where it tells why it died, how much it may take."""

    crashes: Path
    memory: int


class Trouble(NamedTuple):
    """A run that raised: where in the engine, and what."""

    stage: str
    error: str


class Batch(NamedTuple):
    """What came of some runs, in the order asked, each what `make` makes of it or a `Trouble`."""

    outcomes: list[Any]
    seconds: float


def alone(study: Study, variant: str) -> Study:
    """The study as this variant needs it: the others do not travel with it."""
    table = tuple((day, state.model_copy(update={"variants": {}})) for day, state in study.timetables[variant])
    arms = {variant: study.arms[variant]} if variant in study.arms else {}
    return replace(study, scenario=table[0][1], timetables={variant: table}, arms=arms)


def piece(study: Study, variant: str) -> Piece:
    """A piece without replications yet."""
    data = pickle.dumps(alone(study, variant), protocol=pickle.HIGHEST_PROTOCOL)
    return Piece(data, hashlib.sha256(data).hexdigest(), variant, (), plugins.places())


def tried(study: Study, variant: str, replication: int, make: Make) -> Any:
    """Do a run; what `make` makes of it, or a `Trouble`. Only a run's own faults are held back."""
    try:
        return make(simulation.run(study, variant, replication))
    except Exception as error:
        return Trouble(stage(error.__traceback__), described(error))


def stage(trace: TracebackType | None) -> str:
    """The innermost function of adsim that a traceback names, such as adsim.simulation.world.open_day."""
    places = [f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_name}" for frame, _ in traceback.walk_tb(trace)]
    ours = [place for place in places if place.startswith("adsim.") and not place.startswith(__name__)]
    return ours[-1] if ours else "adsim.simulation.run"


def described(error: BaseException) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())[:_LONGEST_ERROR]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def do(pieces: Sequence[Piece], make: Make, made_by: str, safety: Safety | None) -> bytes:
    """On a worker: a pickled `Batch`. As one piece: Dask would send each of its thousand small arrays as a frame."""
    if made_by != engine():
        raise AdsimError(f"the workers run {engine()}, but here runs {made_by}; install the same everywhere")
    if safety is not None:
        _guarded(safety)
    began = perf_counter()
    outcomes = [
        tried(_opened(part), part.variant, replication, make) for part in pieces for replication in part.replications
    ]
    return pickle.dumps(Batch(outcomes, perf_counter() - began), protocol=pickle.HIGHEST_PROTOCOL)


_at_hand: OrderedDict[str, Study] = OrderedDict()


def _opened(part: Piece) -> Study:
    if part.digest not in _at_hand:
        for place in part.plugins:
            plugins.load(place)
        _at_hand[part.digest] = pickle.loads(part.study)
        if len(_at_hand) > _STUDIES_AT_HAND:
            _at_hand.popitem(last=False)
    _at_hand.move_to_end(part.digest)
    return _at_hand[part.digest]


@cache
def _guarded(safety: Safety) -> Any:
    """Once a process: say where it was if it crashes, and refuse memory beyond its share as an error of the run."""
    from distributed import get_worker

    log = crash_file(safety.crashes, get_worker().address).open("w")
    faulthandler.enable(log, all_threads=False)
    if sys.platform == "linux":
        import resource

        status = Path("/proc/self/status").read_text("ascii")
        taken = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmData:"))) * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = taken + safety.memory
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))
    return log


def crash_file(folder: Path, address: str) -> Path:
    """Where a worker process tells why it died."""
    return folder / "".join(sign if sign.isalnum() else "_" for sign in address)


def crash(folder: Path, address: str) -> Trouble | None:
    """What a dead worker process told; None where it was killed before it could."""
    try:
        lines = crash_file(folder, address).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    if not lines:
        return None
    error = lines[0].removeprefix("Fatal Python error: ")
    frames = [line.split('"') for line in lines if line.lstrip().startswith('File "')]
    ours = [
        f"adsim.{path.partition('/adsim/')[2].removesuffix('.py').replace('/', '.')}.{rest.rpartition(' in ')[2]}"
        for _, path, rest in frames
        if "/adsim/" in path and not path.endswith("batch.py")
    ]
    return Trouble(ours[0] if ours else "adsim.simulation.run", error)
