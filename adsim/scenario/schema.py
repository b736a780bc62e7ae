"""The JSON Schema of scenario files, for editors: keys are completed, explained and checked while typing."""

from collections.abc import Mapping
from typing import Any

from adsim.advertiser import PACINGS, STRATEGIES
from adsim.platforms import PLATFORMS
from adsim.scenario.descriptions import DESCRIPTIONS
from adsim.scenario.objects import Scenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PATH = r"^[^.\[\]]+(\.[^.\[\]]+|\[\d+\])*$"


def schema() -> dict[str, Any]:
    """A JSON Schema, draft 2020-12. Rules that join several parts are left to `adsim validate`."""
    made: dict[str, Any] = {"$schema": _DIALECT} | Scenario.model_json_schema(by_alias=True)
    made["properties"].pop("listed")
    parts = made["$defs"]
    parts.pop("KeywordRow")
    made["title"] = "adsim scenario"
    for name, part in (*parts.items(), ("Scenario", made)):
        for key, sentence in DESCRIPTIONS[name].items():
            part["properties"][key]["description"] = sentence
    made["properties"]["platform"]["enum"] = list(PLATFORMS)
    for part in ("Campaign", "Rivals", "RivalGroup"):
        for key, registry in (("strategy", STRATEGIES), ("pacing", PACINGS)):
            told = {name: parts[part]["properties"][key][name] for name in ("default", "description")}
            parts[part]["properties"][key] = told | {"oneOf": _choices(registry, optional=key == "pacing")}
    parts["Change"]["properties"]["set"]["propertyNames"] = {"pattern": _PATH}
    parts["ProductTest"]["properties"]["arms"]["additionalProperties"]["propertyNames"] = {"pattern": _PATH}
    made["properties"]["sensitivity"]["propertyNames"] = {"pattern": _PATH}
    made["properties"]["variants"]["additionalProperties"]["propertyNames"] = {"pattern": _PATH}
    return made


def _choices(registry: Mapping[str, Any], *, optional: bool) -> list[dict[str, Any]]:
    """A member of a registry by its name alone, or with its settings."""
    settings = [kind.settings.model_json_schema() for kind in registry.values()]
    return [{"title": "name", "enum": list(registry)}, *settings, *([{"type": "null"}] if optional else [])]
