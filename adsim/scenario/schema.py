"""The JSON Schema of scenario files, for editors: keys are completed, explained and checked while typing."""

from typing import Any

from adsim.platforms import PLATFORMS
from adsim.scenario.descriptions import DESCRIPTIONS
from adsim.scenario.objects import Scenario
from adsim.scenario.rules import STRATEGIES

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
    parts["Campaign"]["properties"]["strategy"]["enum"] = list(STRATEGIES)
    parts["Change"]["properties"]["set"]["propertyNames"] = {"pattern": _PATH}
    parts["ProductTest"]["properties"]["arms"]["additionalProperties"]["propertyNames"] = {"pattern": _PATH}
    made["properties"]["sensitivity"]["propertyNames"] = {"pattern": _PATH}
    made["properties"]["variants"]["additionalProperties"]["propertyNames"] = {"pattern": _PATH}
    return made
