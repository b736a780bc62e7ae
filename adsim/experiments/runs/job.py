"""A run to be done, what may become of it, and the key under which it is kept."""

import hashlib
import json
import weakref
from collections.abc import Sequence
from dataclasses import astuple
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import adsim
from adsim.advertiser import plugins
from adsim.errors import AdsimError
from adsim.results.store import FORMAT
from adsim.scenario import patches
from adsim.simulation import Study
from adsim.version import __version__

TRIES = 2
# What decides the outcome of a run: these parts of adsim, and the libraries that draw and count.
_ENGINE = ("advertiser", "market", "platforms", "scenario", "shop", "simulation", "stats", "verdicts", "metrics.py",
           "streams.py")  # fmt: skip
_LIBRARIES = ("numpy", "scipy", "numba")


class Job(NamedTuple):
    """One run to be done."""

    study: Study
    variant: str
    replication: int


class Failure(NamedTuple):
    """A run that failed each time it was tried: where in the engine, and how."""

    variant: str
    replication: int
    seed: int
    stage: str
    error: str
    tries: int

    def __str__(self) -> str:
        where = f"variant {self.variant}, replication {self.replication}, seed {self.seed}"
        return f"{where}: failed {self.tries} times in {self.stage}: {self.error}"


class RunsFailedError(AdsimError):
    """Some runs failed each time they were tried; all others are done, and kept where there is a store.

    `refusal` says why there is no answer, where there is none.
    """

    exit_code = 3
    most_named = 10

    def __init__(self, failures: Sequence[Failure], of: int, refusal: str = "") -> None:
        self.failures = tuple(failures)
        named = [f"  {failure}" for failure in failures[: self.most_named]]
        more = [f"  and {len(failures) - len(named)} more"] if len(failures) > len(named) else []
        head = f"{len(failures)} of {of} runs failed; the others are done, and the same command tries these again:"
        super().__init__("\n".join([head, *named, *more, *([refusal] if refusal else [])]))


@cache
def engine() -> str:
    """What runs are done by: version, digest of the engine's sources, versions of the libraries."""
    root = Path(adsim.__file__).parent
    digest = hashlib.sha256()
    for part in _ENGINE:
        for path in sorted((root / part).rglob("*.py")) or [root / part]:
            digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_text("utf-8").encode())
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    return ", ".join([f"adsim {__version__} ({digest.hexdigest()[:12]})", *libraries])


def run_key(study: Study, variant: str, replication: int, *, whole: bool = False) -> str:
    """The key of a run, 64 hexadecimal digits: a digest of all that decides its results, and of nothing else.

    Not of the variant's name, nor of the other variants but for the bound that they share. `whole` runs, which are
    kept with all their results, have other keys than those of which figures are kept.
    """
    kind = "whole" if whole else "record"
    return hashlib.sha256(f"{_prefix(study, variant)} {kind} {replication}".encode()).hexdigest()


_prefixes: dict[int, tuple["weakref.ref[Study]", dict[str, str]]] = {}


def _strategies(study: Study, variant: str) -> list[str]:
    """Names of all strategies that decide in a variant."""
    states = [state for _, state in study.timetables[variant]]
    crowds = [state.market.rivals for state in states]
    names = {crowd.strategy.name for crowd in crowds}
    names |= {group.strategy.name for crowd in crowds for group in crowd.groups.values()}
    names |= {arm.campaign.strategy.name for state in study.arms[variant] for arm in state}
    return sorted(names)


def _prefix(study: Study, variant: str) -> str:
    """What all replications of a variant share, worked out once a study."""
    known = _prefixes.get(id(study))
    if known is None or known[0]() is not study:
        of = id(study)
        known = _prefixes[of] = weakref.ref(study, lambda _: _prefixes.pop(of, None)), {}
    if variant not in known[1]:
        states = [
            (day, patches.scenario_hash(state.model_copy(update={"variants": {}})))
            for day, state in study.timetables[variant]
        ]
        parts = [FORMAT, engine(), states, [float(best).hex() for best in study.best_appeal],
                 [(name, [astuple(reach) for reach in found]) for name, found in study.rival_groups],
                 [plugins.fingerprint(name) for name in _strategies(study, variant)]]  # fmt: skip
        known[1][variant] = json.dumps(parts)
    return known[1][variant]
