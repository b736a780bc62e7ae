"""Starters: each loads, says where its figures come from, and makes money in some variant."""

from pathlib import Path

import pytest

from adsim.errors import InputError
from adsim.metrics import MICRO
from adsim.platforms import PLATFORMS
from adsim.scenario import files, splits
from adsim.scenario.patches import names, patched
from adsim.scenario.starter import starter
from adsim.simulation import Study, run
from tests.scenario.samples import loaded, write

SELF_EXPLANATORY = ("name", "variants")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_starters_load_and_explain_themselves(tmp_path: Path, platform: str) -> None:
    text = starter(platform)
    scenario = loaded(tmp_path, text)
    assert scenario.platform == platform
    assert names(scenario) == ("equal", "split_30_60_10", "by_volume", "all_head")
    assert "$" not in text
    assert PLATFORMS[platform].currency in text
    for note in files.notes(tmp_path / "s.yaml"):
        assert note.text or note.path.startswith(SELF_EXPLANATORY) or note.path == "products[0].name", note


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_change_shown_in_a_comment_works(tmp_path: Path, platform: str) -> None:
    lines = starter(platform).splitlines()
    start = lines.index("# changes:")
    opened = [line.removeprefix("# ") if start <= at < start + 4 else line for at, line in enumerate(lines)]
    assert len(loaded(tmp_path, "\n".join(opened)).changes) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_some_variant_makes_money_and_budgets_bind(tmp_path: Path, platform: str) -> None:
    scenario = patched(loaded(tmp_path, starter(platform)), {"worlds": "centre", "days": 7, "windows": [7]})
    study = Study.of(scenario)
    profits, spent = [], []
    for name in names(scenario):
        result = run(study, name, 0)
        cost = float(result.by_click["cost"].sum()) / MICRO
        profits.append(float(result.expected_margin.sum()) - cost)
        spent.append(cost / 7)
    assert max(profits) > 0
    assert max(spent) > 0.8 * scenario.campaign.daily_budget


def test_unknown_platform() -> None:
    with pytest.raises(InputError) as caught:
        starter("amazn")
    assert str(caught.value) == "--platform: must be a known platform, got amazn; did you mean amazon?"


def test_starters_are_the_platforms(tmp_path: Path) -> None:
    for platform in PLATFORMS:
        scenario = files.load(write(tmp_path, starter(platform)))
        assert sum(splits.shares(scenario).values()) == pytest.approx(1)
