"""The scenarios that come with adsim: they load, justify every figure, and pose the questions they promise."""

import re
from pathlib import Path

import pytest

from adsim.scenario import files
from adsim.scenario.campaign import Shares
from adsim.scenario.objects import CLASSES, Scenario
from adsim.scenario.patches import in_force, names, variant

FOLDER = Path(__file__).parents[2] / "scenarios"
PATHS = sorted(set(FOLDER.glob("*.yaml")) - set(FOLDER.glob("*_sweep.yaml")))
SPLITS = ("split_30_60_10", "split_precise_wins", "split_head_wins")

# A figure is justified by one of these words in its comment, or is a choice that needs no source.
SOURCE = re.compile(r"assum|handbook|collection|measured|real account|Taobao|Accuracast|eBay|published|CRM lecture")
CHOICES = re.compile(
    r"name|platform|start|days|seed|replications|precision|windows|baseline|worlds|variants\..*|changes\[\d+\]\.(from|until)"
    r"|keywords\.file|products\[\d+\]\.name|campaign\.(split|unspent|hours|device_bids|audience_bids)"
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_loads_and_resolves(path: Path) -> None:
    scenario = files.load(path)
    assert scenario.name == path.stem
    for name in names(scenario):
        assert in_force(variant(scenario, name))[0][0] == 0


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_figure_has_a_source_or_is_called_an_assumption(path: Path) -> None:
    bare = [note for note in files.notes(path) if not CHOICES.fullmatch(note.path) and not SOURCE.search(note.text)]
    assert bare == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_begins_with_what_it_shows(path: Path) -> None:
    assert re.match(r"# .+\n#\n", path.read_text(encoding="utf-8"))
    assert "Shown here:" in path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def splits() -> dict[str, Scenario]:
    return {name: files.load(FOLDER / f"{name}.yaml") for name in SPLITS}


def test_the_four_ways_to_split(splits: dict[str, Scenario]) -> None:
    main = splits["split_30_60_10"]
    assert names(main) == ("equal", "split_30_60_10", "by_volume", "all_head")
    found = [variant(main, name).campaign.split for name in names(main)]
    assert found == ["equal", Shares(head=0.3, long_tail=0.6, precise=0.1), "search_volume", Shares(head=1.0)]
    assert all(set(names(main)) <= set(names(sister)) for sister in splits.values())


def test_the_size_that_the_benchmark_names(splits: dict[str, Scenario]) -> None:
    main = splits["split_30_60_10"]
    parts = [getattr(main.keywords, name) for name in CLASSES]
    assert sum(part.count for part in parts) == 480
    assert sum(part.searches for part in parts) == 30_000
    assert (main.days, main.replications, main.market.rivals.count) == (28, 100, 12)
    assert (list(main.market.devices), list(main.market.audiences)) == (["mobile"], ["all"])
    assert main.platform == "1688"


def test_the_sale_uses_what_it_promises() -> None:
    sale = files.load(FOLDER / "peak_618.yaml")
    assert set(sale.market.devices) == {"pc", "mobile"}
    assert len(sale.market.audiences) == 2
    assert len(sale.listed) == 22
    assert any("阀" in row.keyword for row in sale.listed)
    assert variant(sale, "share").campaign.unspent == "share"
    assert variant(sale, "share_by_day").campaign.hours[:7] == (0.0,) * 7
    assert [day for day, _ in in_force(sale)] == [0, 11, 13, 16]
