"""Loading whole scenarios: everything at once, round trips, limits."""

from pathlib import Path

import pytest

from adsim.errors import InputError
from adsim.scenario import files
from adsim.scenario.campaign import Shares
from adsim.scenario.objects import CLASSES, MARKETPLACE_DELAY
from adsim.scenario.rules import windows
from tests.scenario.samples import COMPACT, complaints, loaded, spoilt, write


def test_everything_is_read(tmp_path: Path) -> None:
    scenario = loaded(tmp_path)
    assert scenario.name == "compact"
    assert str(scenario.start) == "2024-06-03"
    assert [getattr(scenario.keywords, name).count for name in CLASSES] == [4, 20, 8]
    assert scenario.market.devices["pc"].examination == (1.0, 0.5)
    assert scenario.campaign.split == Shares(head=0.3, long_tail=0.6, precise=0.1)
    assert scenario.products[1].delay == MARKETPLACE_DELAY
    assert list(scenario.variants) == ["equal", "by_volume", "rule"]
    assert scenario.changes[0].set == {"campaign.daily_budget": 300, "market.demand.level.head": 2.0}


def test_usual_price_is_the_price_of_the_file(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, spoilt(("price: 35,", "price: 35, usual_price: 40,")))
    assert [product.usual_price for product in scenario.products] == [68, 40]


def test_all_errors_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Faults of every kind, one behind another: of YAML, of values, of parts, between parts, in patches."""
    text = spoilt(
        ("days: 7", "days: seven"),
        ("squashing: 1.0", "squashing: -1"),
        ("mobile: {share: 0.6}", "mobile: {share: 0.5}"),
        ("trade: {share: 0.7}", "trade: {share: 0.7, share: 0.7}"),
        ("product: flange", "product: flang"),
        ("unit_cost: 42", "unit_cost: &c 42"),
        ("device_bids: {pc: 1.1}", "device_bids: {pc: 1.1, cvr: true}"),
        ("cvr: 0.2}", "cvr: 0.2, ctrs: 1}"),
        ("products[0].price: 64", "products[0].price: 0"),
        ("campaign.split: equal}", "campaign.split: {head: 2}}"),
    )
    assert complaints(tmp_path, text) == [
        's.yaml:4: days: must be a whole number, got "seven"',
        "s.yaml:10: market.squashing: must be at least 0, got -1",
        "s.yaml:12: market.devices: shares must add up to 1, got 0.9",
        "s.yaml:16: market.audiences.trade.share: duplicate key, first on line 16; delete one of them",
        's.yaml:22: keywords.precise.product: must name one of the products, got "flang"; did you mean flange?',
        "s.yaml:26: products[0].unit_cost: must not carry an anchor, got &c; delete &c",
        "s.yaml:36: campaign.device_bids.cvr: must be a number, got true",
        "s.yaml:38: uncertainty.ctrs: unknown key; did you mean ctr?",
        "s.yaml:43: changes[1].set.products[0].price: must be greater than 0, got 0",
        "s.yaml:45: variants.equal.campaign.split.head: must be at most 1, got 2",
    ]


@pytest.mark.parametrize("key", ["name", "platform", "start", "keywords", "products", "campaign"])
def test_missing_parts_do_not_hide_other_faults(tmp_path: Path, key: str) -> None:
    lines, inside = [], False
    for line in spoilt(("seed: 7", "seed: -7")).splitlines():
        if not line.startswith(" "):
            inside = line.startswith(f"{key}:")
        if not inside:
            lines.append(line)
    found = complaints(tmp_path, "\n".join(lines))
    assert any(f" {key}: required key is missing; add '{key}: …'" in line for line in found)
    assert any("seed: must be at least 0, got -7" in line for line in found)


def test_an_alias_is_reported_once_and_not_as_a_missing_value(tmp_path: Path) -> None:
    text = spoilt(("unit_cost: 42", "unit_cost: &c 42"), ("unit_cost: 20", "unit_cost: *c"))
    assert len(complaints(tmp_path, text)) == 2


def test_faults_of_changes_that_only_meet_in_a_variant(tmp_path: Path) -> None:
    text = spoilt(("rule: {}", "rule: {campaign.device_bids: {}, market.devices: {mobile: {share: 1}}}"),
                  ("market.demand.level.head: 2.0", "campaign.device_bids: {pc: 2.0}"))  # fmt: skip
    assert complaints(tmp_path, text) == [
        "s.yaml:40: changes[0].set.campaign.device_bids.pc: must name one of market.devices "
        '(on day 3 in variant rule), got "pc"; known: mobile'
    ]


def test_changes_that_only_clash_together(tmp_path: Path) -> None:
    text = spoilt(
        ("campaign.daily_budget: 300, ", "campaign.split: search_volume, "),
        ("products[0].price: 64", "campaign.split.head: 0.3"),
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:43: changes[1].set.campaign.split.head: there is no campaign.split.head (on day 4); "
        'campaign.split is "search_volume" here; set campaign.split as a whole'
    ]


def test_many_problems_are_cut(tmp_path: Path) -> None:
    text = COMPACT.replace("windows: [1, 3, 7]", "windows: [" + "x, " * 99 + "x]") + "".join(
        f"x{i}: 1\n" for i in range(250)
    )
    found = complaints(tmp_path, text)
    assert len(found) == files.PROBLEM_LIMIT + 1
    assert found[-1] == "s.yaml: has 150 more problems"


def test_hostile_names_stay_on_one_printable_line(tmp_path: Path) -> None:
    text = spoilt(("private: {share", '"pri\\nvate": {shares'), ("product: flange", 'product: "fl\\u2028ange\\u202e"'))
    found = complaints(tmp_path, text)
    assert len(found) == 3
    assert all(line.isprintable() for line in found)


def test_huge_numbers_and_texts(tmp_path: Path) -> None:
    assert complaints(tmp_path, spoilt(("squashing: 1.0", "squashing: " + "9" * 5000))) == [
        "s.yaml:10: market.squashing: must be a finite number, got .inf"
    ]
    assert complaints(tmp_path, spoilt(("name: valve", "name: " + "v" * 300))) == [
        f's.yaml:24: products[0].name: must have at most 200 characters, got "{"v" * 60}…"'
    ]


def test_the_order_of_keys_does_not_matter(tmp_path: Path) -> None:
    blocks = [f"{block}\n" for block in COMPACT.rstrip().split("\n")]
    parts: list[str] = []
    for line in blocks:
        if line.startswith(" "):
            parts[-1] += line
        else:
            parts.append(line)
    assert loaded(tmp_path, "".join(reversed(parts))) == loaded(tmp_path)


def test_round_trip(tmp_path: Path) -> None:
    """What a scenario says of itself, written as YAML (JSON is YAML), is the same scenario."""
    scenario = loaded(tmp_path)
    again = loaded(tmp_path, scenario.model_dump_json(by_alias=True, indent=1))
    assert again == scenario


def test_windows(tmp_path: Path) -> None:
    assert windows(loaded(tmp_path)) == (1, 3, 7)
    text = spoilt(("windows: [1, 3, 7]\n", ""))
    assert windows(loaded(tmp_path, text)) == (1, 3, 7)
    assert windows(loaded(tmp_path, text.replace("days: 7", "days: 20"))) == (1, 3, 7, 14, 20)


def test_errors_carry_their_parts(tmp_path: Path) -> None:
    path = write(tmp_path, spoilt(("days: 7", "days: 0")))
    with pytest.raises(InputError) as caught:
        files.load(str(path))
    (problem,) = caught.value.problems
    assert (problem.where, problem.path, problem.rule, problem.value) == (
        f"{path}:4",
        "days",
        "must be at least 1",
        "0",
    )
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("strategy", "rule", "value", "mend"),
    [
        ("manual", "must be a known strategy, by name or with its settings {name: …}", "manual", "manual_cpc"),
        ("{name: manual_cpc, target: 3}", "unknown key", None, "known: name"),
        ("{name: target_roas, target: 3, taget: 4}", "unknown key", None, "did you mean target?"),
        ("{name: target_position, target: 3}", "unknown key", None, "known: name, place, every_hours"),
        ("target_roas", "required key is missing", None, "add 'target: …'"),
        ("{target: 3}", "must be a known strategy, by name or with its settings {name: …}", None, "known: manual_cpc,"),
    ],
)
def test_a_strategy_that_does_not_fit_is_refused_in_its_line(tmp_path, strategy, rule, value, mend) -> None:
    text = COMPACT.replace("campaign:\n", f"campaign:\n  strategy: {strategy}\n")
    path = tmp_path / "one.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        files.load(str(path))
    (problem,) = caught.value.problems
    line = text.splitlines().index(f"  strategy: {strategy}") + 1
    assert (problem.where, problem.rule, problem.value) == (f"{path}:{line}", rule, value)
    assert mend in str(problem.mend)


def test_the_rest_is_read_beside_a_strategy_that_does_not_fit(tmp_path) -> None:
    """What a variant sets of the broken strategy is not called wrong; what is wrong elsewhere is."""
    text = COMPACT.replace("campaign:\n", "campaign:\n  strategy: target_roas\n")
    text = text.replace("variants:\n", "baseline: nobody\nvariants:\n  a: {campaign.strategy.target: 4}\n")
    path = tmp_path / "one.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        files.load(str(path))
    assert [problem.path for problem in caught.value.problems] == ["campaign.strategy.target", "baseline"]
