"""Variants, dated changes, and the hash that tells runs apart."""

import re
from pathlib import Path
from typing import Any

import pytest

from adsim.errors import InputError
from adsim.scenario.campaign import Shares
from adsim.scenario.objects import Scenario
from adsim.scenario.patches import in_force, names, patched, scenario_hash, variant
from tests.scenario.samples import COMPACT, loaded, spoilt


@pytest.fixture(scope="module")
def compact(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return loaded(tmp_path_factory.mktemp("compact"))


def test_names(compact: Scenario, tmp_path: Path) -> None:
    assert names(compact) == ("equal", "by_volume", "rule")
    lone = loaded(tmp_path, COMPACT[: COMPACT.index("variants:")].replace("baseline: equal\n", ""))
    assert names(lone) == ("base",)
    assert variant(lone, "base") is lone


def test_variants(compact: Scenario) -> None:
    equal = variant(compact, "equal")
    assert equal.campaign.split == "equal"
    assert equal.model_copy(update={"campaign": compact.campaign}) == compact
    assert variant(compact, "rule") is compact
    with pytest.raises(InputError, match=r'variant "equals": must be one of the scenario; did you mean equal\?'):
        variant(compact, "equals")


@pytest.mark.parametrize(
    ("changes", "look", "value"),
    [
        ({"products[1].price": 30}, lambda s: s.products[1].price, 30.0),
        ({"campaign.split": {"head": 1.0}}, lambda s: s.campaign.split, Shares(head=1.0)),
        ({"campaign.split": "equal"}, lambda s: s.campaign.split, "equal"),
        ({"campaign.split": {"head": 1}, "campaign.split.precise": 0}, lambda s: s.campaign.split.precise, 0.0),
        ({"market.devices.pc.share": 0.5, "market.devices.mobile.share": 0.5},
         lambda s: s.market.devices["pc"].share, 0.5),
        ({"market.devices.pc.examination[1]": 0.25}, lambda s: s.market.devices["pc"].examination, (1.0, 0.25)),
        ({"market.demand.hours[0]": 9}, lambda s: s.market.demand.hours[0], 9.0),
        ({"campaign.device_bids.mobile": 0}, lambda s: s.campaign.device_bids, {"pc": 1.1, "mobile": 0.0}),
        ({"market.increment": 0.5}, lambda s: s.market.increment, 0.5),
        ({"seed": 8}, lambda s: s.seed, 8),
        ({"products[0].delay": [{"share": 1, "mean_hours": 3}]}, lambda s: len(s.products[0].delay), 1),
        ({"changes": []}, lambda s: s.changes, ()),
    ],
)  # fmt: skip
def test_patched(compact: Scenario, changes: dict[str, Any], look: Any, value: Any) -> None:
    before = compact.model_dump_json()
    result = patched(compact, changes)
    assert look(result) == value
    assert compact.model_dump_json() == before


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"campaign.daily_budget": -1}, "patch: campaign.daily_budget: must be greater than 0, got -1"),
        ({"campaign.budget": 1}, "patch: campaign.budget: unknown key; did you mean daily_budget?"),
        ({"listed": []}, "patch: listed: there is no listed; did you mean seed?"),
        ({"": 1}, 'patch: "": must be a path such as campaign.split or products[0].price'),
        ({"products[-1].price": 1}, "patch: products[-1].price: must be a path such as campaign.split or "
                                    "products[0].price"),
        ({"campaign.split": {"head": 0.2}}, "patch: campaign.split: shares must add up to 1, got 0.2"),
        ({"platform": "ebay"}, 'patch: platform: must be a known platform, got "ebay"; known: 1688, taobao, google, '
                               "amazon, generic"),
    ],
)  # fmt: skip
def test_patched_refuses(compact: Scenario, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        patched(compact, changes)
    assert str(caught.value) == complaint


def test_all_that_is_wrong_with_a_patch_is_said(compact: Scenario) -> None:
    with pytest.raises(InputError) as caught:
        patched(compact, {"campaign.daily_budget": 0, "market.squashing": 9, "nothing.here": 1})
    assert len(caught.value.problems) == 3


def test_the_usual_price_stays_when_the_price_moves(compact: Scenario) -> None:
    assert patched(compact, {"products[0].price": 50}).products[0].usual_price == 68
    whole = [{"name": "valve", "price": 50, "unit_cost": 42}, {"name": "flange", "price": 35, "unit_cost": 20}]
    assert patched(compact, {"products": whole}).products[0].usual_price == 68
    renamed = patched(compact, {"products": [whole[0] | {"name": "tap"}, whole[1]]})
    assert renamed.products[0].usual_price == 50


def test_timetable(compact: Scenario) -> None:
    table = in_force(compact)
    seen = [(day, s.campaign.daily_budget, s.market.demand.level.head, s.products[0].price) for day, s in table]
    assert seen == [(0, 150, 1.0, 68), (2, 300, 2.0, 68), (3, 300, 2.0, 64), (4, 150, 1.0, 64)]


def test_timetable_of_a_variant(compact: Scenario) -> None:
    assert [state.campaign.split for _, state in in_force(variant(compact, "equal"))] == ["equal"] * 4


def test_nothing_changes_without_changes(compact: Scenario) -> None:
    quiet = patched(compact, {"changes": []})
    assert in_force(quiet) == ((0, quiet),)


def test_the_later_listed_change_wins(tmp_path: Path) -> None:
    text = spoilt(("products[0].price: 64", "campaign.daily_budget: 500"))
    found = [(day, state.campaign.daily_budget) for day, state in in_force(loaded(tmp_path, text))]
    assert found == [(0, 150), (2, 300), (3, 500), (4, 500)]


def test_changes_on_the_first_and_the_last_day(tmp_path: Path) -> None:
    text = spoilt(("from: 2024-06-05, until: 2024-06-06", "from: 2024-06-03, until: 2024-06-09"),
                  ("from: 2024-06-06\n", "from: 2024-06-09\n"))  # fmt: skip
    table = in_force(loaded(tmp_path, text))
    assert [(day, state.campaign.daily_budget, state.products[0].price) for day, state in table] == [
        (0, 300, 68),
        (6, 300, 64),
    ]


def test_hash_is_stable(compact: Scenario, tmp_path: Path) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", scenario_hash(compact))
    assert scenario_hash(loaded(tmp_path)) == scenario_hash(compact)


@pytest.mark.parametrize(
    "same",
    [
        [("name: compact", "name: other")], [("replications: 10", "replications: 20")],
        [("replications: 10", "replications: 10\nprecision: 0.1")], [("baseline: equal", "baseline: rule")],
        [("price: 68   # assumption", "price: 68.0")], [("max_cpc: 3,", "max_cpc: 3.00,")],
        [("seed: 7\n", ""), ("name: compact\n", "seed: 7\nname: compact\n")],
        [("price: 35,", "price: 35, usual_price: 35,")], [("unspent: share", "unspent: share\n  strategy: manual_cpc")],
    ],
)  # fmt: skip
def test_hash_ignores_what_no_run_sees(compact: Scenario, tmp_path: Path, same: list[tuple[str, str]]) -> None:
    assert scenario_hash(loaded(tmp_path, spoilt(*same))) == scenario_hash(compact)


@pytest.mark.parametrize(
    "other",
    [
        ("seed: 7", "seed: 8"), ("days: 7", "days: 8"), ("start: 2024-06-03", "start: 2024-06-04"),
        ("ctr: 0.03,", "ctr: 0.031,"), ('platform: "1688"', "platform: taobao"), ("price: 68 ", "price: 68.5 "),
        ("daily_budget: 150", "daily_budget: 151"), ("uncertainty: {cvr: 0.2}", "uncertainty: {cvr: 0.1}"),
        ("level.head: 2.0", "level.head: 2.1"), ("unspent: share", "unspent: keep"),
        ("split: search_volume", "split: equal"), ("seed: 7", "seed: 7\nworlds: centre"),
        ("from: 2024-06-05", "from: 2024-06-04"), ("windows: [1, 3, 7]", "windows: [1, 7]"),
        ("cut_days: 20", "cut_days: 21"),
    ],
)  # fmt: skip
def test_hash_sees_what_a_run_sees(compact: Scenario, tmp_path: Path, other: tuple[str, str]) -> None:
    assert scenario_hash(loaded(tmp_path, spoilt(other))) != scenario_hash(compact)


def test_variants_have_hashes_of_their_own(compact: Scenario) -> None:
    assert len({scenario_hash(variant(compact, name)) for name in names(compact)}) == 3
