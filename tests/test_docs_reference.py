"""The reference pages say what the code says: every command, scenario key, table, column and public name."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

import adsim
from adsim.advertiser import PACINGS, STRATEGIES
from adsim.cli import cli
from adsim.experiments.compare import Comparison, compare
from adsim.platforms import PLATFORMS
from adsim.scenario import files
from adsim.scenario.objects import KeywordRow

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
Rows = list[list[str]]

# The schema's patterns in words.
PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$": "letters, digits, `_` `.` `-`; at most 100",
    r"^[A-Z]{3}$": "three capital letters",
}


def sections(page: Path, level: str = "##") -> dict[str, str]:
    """The text under each heading of this level, without the marks of code in headings."""
    parts = re.split(rf"^{level} (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name.replace("`", "").strip(): text for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def tables(text: str) -> list[Rows]:
    """The cells of every Markdown table in the text, headings left out."""
    found: list[Rows] = []
    for block in re.findall(r"(?:^\|.*\n)+", text + "\n", flags=re.MULTILINE):
        lines = [re.split(r"(?<!\\)\|", line.strip())[1:-1] for line in block.splitlines()]
        found.append([[cell.strip() for cell in line] for line in lines[2:]])
    return found


def names(cells: list[str]) -> list[str]:
    """What stands as code in these cells, in order."""
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


# Commands.


def options(command: click.Command) -> Iterator[tuple[str, str]]:
    """Each option's spellings, and the default that its help states."""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            told = re.search(r"\[default: (.+?)\]", parameter.help or "")
            shown = parameter.show_default
            default = told[1] if told else shown if isinstance(shown, str) else str(parameter.default) if shown else ""
            yield ", ".join(f"`{spelling}`" for spelling in sorted(parameter.opts, key=len, reverse=True)), default


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_option_of_a_command_is_in_its_section_with_its_default(name: str) -> None:
    section = sections(REFERENCE / "commands.md")[f"adsim {name}"]
    written = {row[0]: row[2] for table in tables(section) for row in table if row[0].startswith("`-")}
    known = dict(options(cli.commands[name]))
    assert set(written) == set(known)
    assert {key: value.replace("`", "") for key, value in written.items()} == {
        key: value or "–" for key, value in known.items()
    }


def test_no_command_is_missing_or_made_up() -> None:
    told = [name for name in sections(REFERENCE / "commands.md") if name.startswith("adsim ")]
    assert sorted(told) == sorted(f"adsim {name}" for name in cli.commands)


def test_every_command_has_help_with_an_example() -> None:
    for name, command in cli.commands.items():
        assert "Example" in (command.help or ""), name
        assert f"adsim {name}" in (command.help or ""), name


# Scenario keys.


def number(value: float) -> str:
    return re.sub(r"e\+?0*", "e", f"{value:g}")


def bounds(part: Mapping[str, Any]) -> str:
    """The bounds of a value in words, from its JSON Schema."""
    if "anyOf" in part:
        return f"{bounds(part['anyOf'][0])}, or null"
    if "oneOf" in part:
        return _alternatives(part["oneOf"])
    if "$ref" in part:
        return f"`{part['$ref'].rpartition('/')[2]}`"
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if "type" not in part:
        return "as the path's"
    kinds = {"array": _several, "object": _named, "string": _text, "boolean": lambda _: "`true`, `false`"}
    return kinds.get(part["type"], _number)(part)


def _alternatives(kinds: list[dict[str, Any]]) -> str:
    if kinds[0].get("title") == "name":
        return "[by name](strategies.md)" + ", or null" * ({"type": "null"} in kinds)
    return " or ".join(map(bounds, kinds))


def _number(part: Mapping[str, Any]) -> str:
    signs = {"exclusiveMinimum": ">", "minimum": "≥", "maximum": "≤", "exclusiveMaximum": "<"}
    told = [f"{sign} {number(part[key])}" for key, sign in signs.items() if key in part]
    return ", ".join(["whole"] * (part["type"] == "integer") + told)


def _text(part: Mapping[str, Any]) -> str:
    if "pattern" in part:
        return PATTERNS[part["pattern"]]
    if part.get("format") == "date":
        return "a day, 2000 to 2100"
    return f"text, {part['minLength']} to {part['maxLength']} characters"


def _several(part: Mapping[str, Any]) -> str:
    least, most = part.get("minItems", 0), part["maxItems"]
    number_of = f"{most}" if least == most else f"{least} to {most}"
    each = bounds(part["items"])
    return f"{number_of} of {each}" if "$ref" in part["items"] else f"{number_of} values, each {each}"


def _named(part: Mapping[str, Any]) -> str:
    limits = [f"{word} {part[key]}" for key, word in (("minProperties", "at least"), ("maxProperties", "at most"))
              if key in part]  # fmt: skip
    inner = part.get("additionalProperties")
    each = bounds(inner) if isinstance(inner, dict) and inner.get("type") != "object" else "values by path"
    return f"names → {each}" + "".join(f", {limit}" for limit in limits)


def default(part: Mapping[str, Any], required: bool) -> str:
    if required:
        return "required"
    value = part["default"]
    if isinstance(value, list) and len(value) > 1:
        first = [default({"default": one}, False) for one in value[:1]]
        alike = all(one == value[0] for one in value)
        return f"{first[0]} × {len(value)}" if alike else f"see below ({len(value)} values)"
    if isinstance(value, dict) and value:
        by_name = set(value) == {"name"}
        return f"`{value['name']}`" if by_name else "the defaults of its keys" if "$ref" in part else "one, see below"
    if isinstance(value, list | dict):
        return "none"
    if isinstance(value, float | int):
        return f"`{value}`".lower() if isinstance(value, bool) else f"`{number(value)}`"
    return "`null`" if value is None else f"`{value}`"


def parts() -> dict[str, tuple[Mapping[str, Any], list[str]]]:
    """Properties and required keys of every part of a scenario, and of a line of a keyword file."""
    schema = files.schema()
    row = KeywordRow.model_json_schema(by_alias=True)
    found = {name: (part["properties"], part.get("required", [])) for name, part in schema["$defs"].items()}
    return found | {
        "Scenario": (schema["properties"], schema["required"]),
        "KeywordRow": (row["properties"], row["required"]),
    }


def written_parts() -> dict[str, Rows]:
    """The table of each part in the scenario page, which a comment names."""
    text = (REFERENCE / "scenario.md").read_text(encoding="utf-8")
    pieces = re.split(r"<!-- part: (\w+) -->", text)
    return {name: tables(piece)[0] for name, piece in zip(pieces[1::2], pieces[2::2], strict=True)}


@pytest.mark.parametrize("part", sorted(parts()))
def test_every_key_of_a_scenario_is_told_with_default_and_bounds(part: str) -> None:
    properties, required = parts()[part]
    written = written_parts()[part]
    assert [row[0].strip("`") for row in written] == list(properties)
    for key, unit, default_told, bounds_told, meaning in written:
        told = properties[key.strip("`")]
        assert default_told == default(told, key.strip("`") in required), key
        assert bounds_told == bounds(told), key
        assert unit and meaning, key


def test_the_scenario_page_makes_up_no_part() -> None:
    assert set(written_parts()) == set(parts())


def test_the_platforms_figures_are_told() -> None:
    rows = {row[0].strip("`"): row for row in tables(sections(REFERENCE / "scenario.md")["Platforms"])[0]}
    assert list(rows) == list(PLATFORMS)
    for name, known in PLATFORMS.items():
        slots = [f"{known.layout(device).slots}" for device in ("mobile", "pc")]
        assert rows[name][1:6] == [known.currency, f"{known.increment:.2f}", f"{known.reserve:.2f}", *slots]


# Tables and facts.


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(files.load(ROOT / "scenarios" / "peak_618.yaml"), replications=2)


def test_every_table_and_column_is_told_in_order(comparison: Comparison) -> None:
    told = sections(REFERENCE / "tables.md")
    for name, frame in comparison.tables.items():
        rows = [row for table in tables(told[name]) for row in table]
        assert names([row[0] for row in rows]) == list(frame.columns), name


def test_no_table_is_made_up(comparison: Comparison) -> None:
    told = {name for name in sections(REFERENCE / "tables.md") if re.fullmatch(r"[a-z_]+", name)}
    assert told == {*comparison.tables, "assumptions", "facts"}


def test_every_fact_is_told(comparison: Comparison) -> None:
    rows = tables(sections(REFERENCE / "tables.md")["facts"])[0]
    assert sorted(names([row[0] for row in rows])) == sorted(comparison.facts)


def test_the_public_names_are_told() -> None:
    rows = tables(sections(REFERENCE / "python.md")["Public names"])[0]
    assert sorted(names([row[0] for row in rows])) == sorted(f"adsim.{name}" for name in adsim.__all__)


# Strategies and pacings.


def told_settings() -> dict[str, list[list[str]]]:
    """The table of settings under each strategy's or pacing's heading."""
    told = sections(REFERENCE / "strategies.md", "###")
    return {name: next(iter(tables(text)), []) for name, text in told.items() if re.fullmatch(r"[a-z_]+", name)}


def test_every_strategy_and_pacing_is_told_and_none_is_made_up() -> None:
    assert set(told_settings()) == {*STRATEGIES, *PACINGS}


@pytest.mark.parametrize(("name", "kind"), [*STRATEGIES.items(), *PACINGS.items()])
def test_every_setting_of_a_strategy_is_told_with_its_default(name: str, kind: Any) -> None:
    schema = kind.settings.model_json_schema()
    known = {key: value for key, value in schema["properties"].items() if key != "name"}
    written = {row[0].strip("`"): row[1:] for row in told_settings()[name]}
    assert set(written) == set(known)
    for key, (default_told, _, meaning) in written.items():
        assert default_told == default(known[key], key in schema.get("required", [])), key
        assert known[key].get("description") and meaning, key
