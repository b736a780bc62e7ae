"""Small sweeps of the small scenario, as files."""

import json
from pathlib import Path
from textwrap import dedent

from adsim.errors import InputError
from adsim.experiments.sweep import SweepFile, load
from tests.simulation import worlds

VARIANTS = {"plain": {}, "equal": {"campaign.split": "equal"}}
BUDGET = "campaign.daily_budget: {from: 50, to: 200, steps: 2, scale: log, unit: yuan, label: {en: budget, zh: 预算}}"
BIDS = "campaign.bid_factor: {values: [0.5, 1, 2]}"
GRID = f"""\
sweep: small_sweep
base: small.yaml
design: grid
replications: 3
axes:
  {BUDGET}
  {BIDS}
"""


def folder(tmp_path: Path) -> Path:
    """A folder with the small scenario in it; JSON is YAML too."""
    text = json.dumps(worlds._SMALL | {"variants": VARIANTS, "baseline": "plain"}, indent=1)
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def written(tmp_path: Path, text: str = GRID) -> Path:
    """The sweep file of this text, beside its scenario."""
    path = folder(tmp_path) / "small_sweep.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def loaded(tmp_path: Path, text: str = GRID) -> SweepFile:
    """That file read."""
    return load(written(tmp_path, text))


def complaints(error: InputError) -> list[str]:
    """Each problem without the folder."""
    return [str(problem).rpartition("/")[2] if "/" in problem.where else str(problem) for problem in error.problems]
