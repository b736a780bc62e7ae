"""What the golden files hold: whole runs of `market.yaml` as whole numbers, and its comparison in rounded figures."""

from pathlib import Path

import numpy as np
import pandas as pd

from adsim.experiments.compare import compare
from adsim.metrics import Results
from adsim.scenario import files
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation import Study, run

HERE = Path(__file__).parent
COMPARED = ("variants", "differences", "windows", "classes")
WORLDS = 2


def market() -> Scenario:
    return files.load(HERE / "market.yaml")


def tallies(scenario: Scenario) -> pd.DataFrame:
    """Every tally of two runs of each variant, one row a variant, replication and class; money in micro-units."""
    study = Study.of(scenario)
    return pd.DataFrame([
        {"variant": variant, "replication": replication, "klass": klass} | _row(run(study, variant, replication), index)
        for variant in scenario.variants for replication in range(WORLDS) for index, klass in enumerate(CLASSES)
    ])  # fmt: skip


def _row(results: Results, index: int) -> dict[str, int]:
    booked = results.page | results.by_click
    sums = {name: int(values[index].sum()) for name, values in booked.items()}
    known = {f"{name}_so_far": int(values[index, :-1].sum()) for name, values in results.by_event.items()}
    return sums | known | {"platform_revenue": results.platform_revenue, "rival_cost": results.rival_cost}


def compared(scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Tables of the comparison, figures to six significant digits."""
    tables = compare(scenario).tables
    return {name: tables[name].apply(_rounded) for name in COMPARED}


def _rounded(column: "pd.Series") -> "pd.Series":
    if not pd.api.types.is_float_dtype(column):
        return column
    return column.map(lambda value: value if np.isnan(value) else float(f"{value:.6g}"))


def made() -> dict[str, pd.DataFrame]:
    """All golden tables, by file name."""
    scenario = market()
    return {"tallies.csv": tallies(scenario)} | {f"{name}.csv": table for name, table in compared(scenario).items()}
