"""The search on disk: every trial told, and the sampler's whole state; one JSON file, whole or not there.

`search.json` names what the search is (scenario, space, sampler, seed, worlds, versions). A search that is the same is
asked the same again and takes what the file tells of each trial; one that is another begins anew. A file that is
damaged is left out: the runs themselves lie in the store.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from adsim.errors import AdsimError
from adsim.experiments.optimise.space import Cube
from adsim.results import replace_file

FILE = "search.json"
_FORMAT = 1


@dataclass(frozen=True)
class Trial:
    """A point that was tried: after `worlds` worlds it was complete, stopped or failed.

    `profit` is the mean (of a stopped one the best's mean plus the mean difference to it); `low` the 5 % quantile of
    realised profit over worlds and `loss_share` the share of worlds lost. Failed ones have none.
    """

    number: int
    cube: Cube
    state: str
    worlds: int = 0
    profit: float | None = None
    low: float | None = None
    loss_share: float | None = None


class Logbook:
    """The trials of one search, kept in `folder` (None: nowhere); with `fresh` what is there is not read."""

    def __init__(self, folder: Path | None, identity: Mapping[str, Any], fresh: bool = False) -> None:
        self._path = None if folder is None else folder / FILE
        self._identity = json.loads(json.dumps(identity))
        self._told = {} if fresh else self._read()

    def told(self, number: int, cube: Cube) -> Trial | None:
        """What is known of this trial; nothing where another point was tried then, or where it failed."""
        trial = self._told.get(number)
        return trial if trial is not None and trial.cube == cube and trial.state != "failed" else None

    def keep(self, trials: Sequence[Trial], seeds: Sequence[int]) -> None:
        """Write all trials so far, and the number of each batch of the sampler."""
        if self._path is None:
            return
        plain = [asdict(trial) for trial in trials]
        record = {"format": _FORMAT, "search": self._identity, "sampler_seeds": list(seeds), "trials": plain}
        text = json.dumps(record | {"sha256": _digest(record)}, indent=1, allow_nan=False)
        replace_file(self._path, text.encode())

    def _read(self) -> dict[int, Trial]:
        if self._path is None:
            return {}
        try:
            record = json.loads(self._path.read_bytes())
            digest = record.pop("sha256")
            if digest != _digest(record) or record["format"] != _FORMAT or record["search"] != self._identity:
                return {}
            found = [Trial(**{**trial, "cube": tuple(trial["cube"])}) for trial in record["trials"]]
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise AdsimError(f"{self._path}: could not be read: {error.strerror or error}") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}
        return {trial.number: trial for trial in found}


def _digest(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
