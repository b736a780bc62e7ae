"""The JSON Schema for editors: whole, explained, and in agreement with what is loaded."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adsim.platforms import PLATFORMS
from adsim.scenario import documents
from adsim.scenario.descriptions import DESCRIPTIONS
from adsim.scenario.files import schema
from adsim.scenario.starter import starter
from tests.scenario.samples import COMPACT, complaints, spoilt

FOLDER = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(set(FOLDER.glob("*.yaml")) - set(FOLDER.glob("*_sweep.yaml")))
SCHEMA = schema()
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
    "boolean": bool,
}
UNDERSTOOD = {
    "$schema", "$defs", "$ref", "type", "enum", "properties", "required", "additionalProperties", "propertyNames",
    "items", "minItems", "maxItems", "minProperties", "maxProperties", "anyOf", "oneOf", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern", "format", "title", "description",
    "default",
}  # fmt: skip


def broken(value: Any, rule: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    """The rules of our JSON Schema that `value` breaks: a plain validator of the keywords that it uses."""
    assert set(rule) <= UNDERSTOOD, set(rule) - UNDERSTOOD
    if "$ref" in rule:
        yield from broken(value, whole["$defs"][rule["$ref"].removeprefix("#/$defs/")], whole)
    wrong = isinstance(value, bool) != (rule.get("type") == "boolean")
    if "type" in rule and (wrong or not isinstance(value, TYPES[rule["type"]])):
        yield "type"
        return
    if "enum" in rule and value not in rule["enum"]:
        yield "enum"
    for kind in ("anyOf", "oneOf"):
        if kind in rule and all(list(broken(value, one, whole)) for one in rule[kind]):
            yield kind
    for kind, check in ((dict, in_mapping), (list, in_list), (str, in_text), ((int, float), in_number)):
        if isinstance(value, kind):
            yield from check(value, rule, whole)


def in_mapping(value: dict[str, Any], rule: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    yield from (f"required {key}" for key in rule.get("required", ()) if key not in value)
    if not rule.get("minProperties", 0) <= len(value) <= rule.get("maxProperties", 1e9):
        yield "length"
    known = rule.get("properties", {})
    others = rule.get("additionalProperties", True)
    for key, item in value.items():
        if key not in known and others is False:
            yield f"unknown {key}"
        else:
            yield from broken(item, known.get(key, others if isinstance(others, dict) else {}), whole)
        yield from broken(key, rule.get("propertyNames", {}), whole)


def in_list(value: list[Any], rule: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", 1e9):
        yield "length"
    for item in value:
        yield from broken(item, rule.get("items", {}), whole)


def in_text(value: str, rule: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    if not rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", 1e9):
        yield "length"
    if not re.search(rule.get("pattern", ""), value):
        yield "pattern"


def in_number(value: float, rule: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    if not rule.get("minimum", -1e300) <= value <= rule.get("maximum", 1e300):
        yield "bounds"
    if not rule.get("exclusiveMinimum", -1e300) < value < rule.get("exclusiveMaximum", 1e300):
        yield "bounds"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_fit(path: Path) -> None:
    assert list(broken(documents.read(path).data, SCHEMA, SCHEMA)) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_starters_fit(platform: str) -> None:
    assert list(broken(documents.parse(starter(platform), "starter").data, SCHEMA, SCHEMA)) == []


@pytest.mark.parametrize(
    "change",
    [
        ("days: 7", "days: 7.5"), ("days: 7", "days: 0"), ("seed: 7", "seeds: 7"), ("price: 68 ", "price: 0 "),
        ("ctr: 0.03,", "ctr: 1,"), ("unspent: share", "unspent: shares"), ("unit_cost: 42\n", "cost: 42\n"),
        ("name: compact", "name: com pact"), ("windows: [1, 3, 7]", "windows: []"), ("seed: 7", "listed: []"),
        ('platform: "1688"', "platform: ebay"), ("split: {head: 0.3,", "split: {heads: 0.3,"),
        ("examination: [1, 0.5]", "examination: [1, 2]"), ("campaign.split: equal", "campaign..split: equal"),
        ("from: 2024-06-06", "form: 2024-06-06"), ("  daily_budget: 150", "  daily_budget: yes"),
        ("start: 2024-06-03", "start: 20240603"), ("mobile: {share: 0.6}", "mobile: 0.6"),
    ],
)  # fmt: skip
def test_schema_and_loader_refuse_alike(tmp_path: Path, change: tuple[str, str]) -> None:
    text = spoilt(change)
    assert complaints(tmp_path, text)
    assert list(broken(documents.parse(text, "x").data, SCHEMA, SCHEMA))


def test_the_compact_scenario_fits() -> None:
    assert list(broken(documents.parse(COMPACT, "x").data, SCHEMA, SCHEMA)) == []


def test_every_key_is_explained() -> None:
    made = SCHEMA
    parts = made["$defs"] | {"Scenario": made}
    assert set(parts) == set(DESCRIPTIONS)
    for name, part in parts.items():
        assert set(part["properties"]) == set(DESCRIPTIONS[name]), name
        for key, rule in part["properties"].items():
            assert rule["description"] == DESCRIPTIONS[name][key]


def test_it_is_json_of_its_dialect_and_each_time_fresh() -> None:
    made = schema()
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["title"] == "adsim scenario"
    assert json.loads(json.dumps(made)) == made
    made["properties"].clear()
    assert schema()["properties"]
