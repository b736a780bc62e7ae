"""What a sweep keeps of a run: its totals as whole numbers, under a key that says all that decides them."""

import hashlib
import json

from adsim.metrics import BY_CLICK, PAGE, Results
from adsim.scenario import patches
from adsim.simulation import Study
from adsim.version import __version__


def run_record(results: Results) -> dict[str, int | float]:
    """Totals of a run: counts, money in micro-units, and the expected profit in currency units."""
    totals = {name: int(results.page[name].sum()) for name in PAGE}
    totals |= {name: int(results.by_click[name].sum()) for name in BY_CLICK}
    return totals | {"expected_profit": results.expected_profit}


def run_keys(study: Study, variant: str, replications: int) -> list[str]:
    """The keys of a variant's runs, by replication."""
    scenario = patches.scenario_hash(study.timetables[variant][0][1])
    return [_key(__version__, scenario, study.best_appeal, replication) for replication in range(replications)]


def _key(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
