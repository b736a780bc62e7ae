"""The sweeps that come with adsim: valid, sourced, and quick to try; and the reference tells every key and column."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from adsim.experiments.sweep import load, points, sweep
from adsim.experiments.sweep.tables import METRICS
from adsim.experiments.sweep.wording import AxisText, SimplexText, SweepText
from adsim.scenario.notes import notes
from tests.experiments.sweep.sweeps import loaded

ROOT = Path(__file__).parents[3]
PATHS = sorted((ROOT / "scenarios").glob("*_sweep.yaml"))
REFERENCE = (ROOT / "docs" / "reference" / "sweep.md").read_text(encoding="utf-8")
SOURCE = re.compile(r"assum|handbook|shares of|power of two|equal ratios")
CHOICES = re.compile(r"sweep|base|design|axes\..*\.(label|unit|scale)(\..*)?")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_runs_with_a_few_points(path, monkeypatch):
    designed = points._designed
    monkeypatch.setattr(points, "_designed", lambda one: designed(one)[::17][:3])
    file = load(path)
    shorter = replace(file, scenario=file.scenario.model_copy(update={"days": 2}))
    found = sweep(shorter, replications=2)
    assert found.facts["points"] == len(found.tables["standings"]) - 1 >= 3
    assert all({"en", "zh"} <= set(axis["label"]) and axis["columns"] for axis in found.facts["axes"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_point_is_valid_and_every_figure_justified(path):
    file = load(path)
    assert file.name == path.stem and len(points.laid_out(file).changes) > 30
    bare = [note for note in notes(path) if not CHOICES.fullmatch(note.path) and not SOURCE.search(note.text)]
    assert bare == []
    assert "Shown here:" in path.read_text(encoding="utf-8")


def section(name):
    return REFERENCE.split(f"\n## {name}\n")[1].split("\n## ")[0]


def first_cells(text):
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")][2:]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("part", [SweepText, AxisText, SimplexText], ids=lambda part: part.__name__)
def test_every_key_is_told(part):
    table = REFERENCE.split(f"<!-- part: {part.__name__} -->\n\n")[1].split("\n\n")[0]
    assert first_cells(table) == [field.alias or name for name, field in part.model_fields.items()]


def test_every_column_fact_and_metric_is_told(tmp_path):
    found = sweep(loaded(tmp_path), replications=2)
    axes = ("campaign.daily_budget", "campaign.bid_factor")
    for name, frame in found.tables.items():
        assert first_cells(section(name)) == [column for column in frame.columns if column not in axes]
    assert sorted(first_cells(section("facts"))) == sorted(found.facts)
    assert all(f"`{metric}`" in section("points") for metric in METRICS)
