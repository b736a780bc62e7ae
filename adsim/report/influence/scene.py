"""A sensitivity study as its sentences and pictures see it: inputs and their parts with names, values in words."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from adsim.report.view import Scene
from adsim.report.words import short
from adsim.scenario.objects import CLASSES

NAME = 34


@dataclass(frozen=True)
class Studied(Scene):
    """A finished study."""

    @property
    def winner(self) -> str:
        return str(self.facts["winner"])

    @property
    def runner_up(self) -> str | None:
        name = self.facts["runner_up"]
        return None if name is None else str(name)

    @property
    def outputs(self) -> list[str]:
        return ["profit"] if self.runner_up is None else ["profit", "gap"]

    @cached_property
    def inputs(self) -> dict[str, dict[str, Any]]:
        return {one["name"]: one for one in self.facts["inputs"]}

    def named(self, **more: object) -> dict[str, object]:
        """The names that many sentences take."""
        return {"winner": short(self.winner, NAME), "runner_up": short(self.runner_up or "", NAME), **more}

    def input(self, name: str) -> str:
        """What an input is called."""
        return self.say.say(f"input_{name}") if self.inputs[name]["kind"] == "level" else self.say.assumption(name)

    def part(self, name: str, part: str) -> str:
        """What a part of an input is called."""
        if not part:
            return self.input(name)
        return self.say.say("input_part", input=self.input(name), part=self.part_alone(part))

    def part_alone(self, part: str) -> str:
        """A class or a weekday."""
        return self.say.klass(part) if part in CLASSES else self.say.say(f"weekday_{part.removeprefix('day ')}")

    def value(self, name: str, value: Any) -> str:
        """A value of an input: levels as factors."""
        if isinstance(value, str) and self.inputs[name]["kind"] != "choice":
            value = json.loads(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            text = f"{float(f'{value:.3g}'):,.10g}"
            return f"× {text}" if self.inputs[name]["kind"] == "level" else text
        return short(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), 24)

    def ranked(self, output: str) -> pd.DataFrame:
        """The rows of `indices` of an output, the largest total first."""
        return self.only("indices", output=output).sort_values("total", ascending=False, kind="stable")

    def noise(self, output: str) -> float:
        """How much of what is seen of an output between samples is no more than chance."""
        return float(self.facts["spread"][output]["noise"])
