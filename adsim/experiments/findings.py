"""What an experiment found: tables and facts, and what went wrong on the way."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from adsim import results
from adsim.errors import Problem
from adsim.experiments.runs import Failure


@dataclass(frozen=True)
class Findings:
    """A finished experiment: `tables` by name (pandas) and `facts` about it.

    `failures` are runs that failed each time they were tried, `harmed` files of kept runs that were set aside and
    done again.
    """

    tables: dict[str, pd.DataFrame]
    facts: dict[str, Any]
    failures: tuple[Failure, ...] = ()
    harmed: tuple[Problem, ...] = ()

    def save(self, folder: str | Path) -> Path:
        """Write tables and facts into a folder, whole or not at all; returns the folder."""
        results.save_tables(Path(folder), self.tables, self.facts)
        return Path(folder)
