"""How a player decides, as scenario files say it: a strategy and a pacing by name, with or without settings.

`strategy: target_roas` or `strategy: {name: target_roas, target: 4}`: the settings are the strategy's own. Looked up
when a file is read, so that plug-ins registered by then are known.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from adsim.advertiser import PACINGS, STRATEGIES, plugins
from adsim.advertiser.contract import Settings
from adsim.bounds import broken
from adsim.scenario.faults import closest


class _OneOf:
    """Reads the settings of one member of a registry, told apart by its name."""

    def __init__(self, kind: str, registry: Mapping[str, Any], installed: Callable[[str], bool]) -> None:
        self._kind, self._registry, self._installed = kind, registry, installed

    def __call__(self, value: Any) -> Settings:
        if isinstance(value, Settings):
            return value
        name = value.get("name") if isinstance(value, dict) else value
        if not isinstance(name, str) or not (name in self._registry or self._installed(name)):
            at = "name" if isinstance(value, dict) and "name" in value else ""
            got = name if isinstance(name, str | int | float) else ""
            rule = f"must be a known {self._kind}, by name or with its settings {{name: …}}"
            raise broken(at, rule, got, closest(str(got), self._registry) or "")
        chosen = self._registry[name].settings
        settings: Settings = chosen.model_validate({"name": name} if isinstance(value, str) else value)
        return settings


def _dumped(settings: Settings) -> dict[str, Any]:
    return settings.model_dump(mode="json")


_SAID = PlainSerializer(_dumped), WithJsonSchema({})
StrategyChoice = Annotated[Settings, PlainValidator(_OneOf("strategy", STRATEGIES, plugins.installed)), *_SAID]
PacingChoice = Annotated[Settings, PlainValidator(_OneOf("pacing", PACINGS, lambda name: False)), *_SAID]
