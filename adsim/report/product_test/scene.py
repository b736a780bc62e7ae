"""A product test as its pictures see it: arms and rules with their names and colours, the looks, the rule that acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from adsim.report import verdict_words
from adsim.report.canvas import VARIANT_COLOURS, VARIANT_DASHES
from adsim.report.evidence import error_factor
from adsim.report.view import Mark, Scene
from adsim.report.words import short

MOST_ARMS = len(VARIANT_COLOURS)
DRAWN_ARMS = 4  # in pictures with a panel an arm
NAME = 34
# In which order the answers are stacked and in which colours: told apart by colour-blind readers.
OUTCOMES = {"right": "#0072b2", "undecided": "#c3c7cc", "wrong": "#d55e00"}
DIAGNOSES = {
    "promote": "#009e73",
    "fix_image": "#e69f00",
    "fix_page": "#56b4e9",
    "change_product": "#cc79a7",
    "relist": "#8a8d91",
}
NEVER = "none"


@dataclass(frozen=True)
class Trial(Scene):
    """A run of `adsim test`. The first arm is the control; `rule` is the one that the scenario lets act."""

    @property
    def arms(self) -> list[str]:
        return list(self.facts["arms"])

    @property
    def several(self) -> bool:
        """Is there anything to compare?"""
        return len(self.arms) > 1

    @property
    def rules(self) -> list[str]:
        return list(self.facts["rules"])

    @property
    def looks(self) -> list[int]:
        return [int(day) for day in self.facts["looks"]]

    @cached_property
    def rule(self) -> str:
        """The rule told first: the one that acts, or where none does the first that was read."""
        acting = str(self.facts["rule"])
        return acting if acting in self.rules else self.rules[0]

    @property
    def drawn(self) -> list[str]:
        """The arms with a colour of their own."""
        return self.arms[:MOST_ARMS]

    @property
    def challengers(self) -> list[str]:
        return self.drawn[1:]

    @property
    def error(self) -> float:
        """What makes a standard error the ± of 95 %."""
        return error_factor(self.facts)

    def reach(self, share_error: float) -> float:
        """The ± of a share, which never reaches beyond a whole."""
        return min(1.0, self.error * share_error)

    def colour(self, arm: str) -> str:
        return VARIANT_COLOURS[self.drawn.index(arm)]

    def arm_marks(self, arms: Sequence[str] | None = None) -> tuple[Mark, ...]:
        return tuple(Mark(short(arm, NAME), self.colour(arm)) for arm in arms or self.drawn)

    def rule_line(self, rule: str) -> tuple[str, str]:
        """Colour and dash of a rule."""
        place = self.rules.index(rule) % len(VARIANT_COLOURS)
        return VARIANT_COLOURS[place], VARIANT_DASHES[place]

    def rule_name(self, rule: str) -> str:
        """What a seller calls the rule."""
        return verdict_words.rule(rule, self.say)

    def action(self, kind: str) -> str:
        """What was done, in words."""
        return self.say.say(f"test_did_{kind}")

    def course(self, kind: str, name: str) -> str:
        """What could be done with the test: act on a rule, keep one arm, never act."""
        if kind == "none":
            return self.say.say("test_course_none")
        if kind == "arm":
            return self.say.say("test_course_arm", arm=short(name, NAME))
        return self.say.say("test_course_rule", rule=self.rule_name(name))

    @property
    def world(self) -> str:
        """One of what the shares are shares of."""
        return self.say.say("test_world_replication" if self.facts.get("worlds") == "centre" else "test_world")

    def decision_day(self, rule: str) -> float:
        """The mean day of the rule's verdicts, of those worlds that have one by the last look; nan of none."""
        rows = self.only("verdicts", rule=rule).sort_values("look")
        decided = 1 - rows["undecided"].to_numpy(dtype=float)
        new = np.diff(decided, prepend=0.0)
        return float((new * rows["look"]).sum() / decided[-1]) if decided[-1] > 0 else float("nan")

    def verdict(self, rule: str, look: int | None = None) -> dict[str, Any]:
        """The row of `verdicts` of a rule at a look, by default the last."""
        frame = self.only("verdicts", rule=rule, look=self.looks[-1] if look is None else look)
        return {str(key): value for key, value in frame.iloc[0].items()}

    @cached_property
    def acted(self) -> list[str]:
        """The rules that acted in a copy of the worlds; some may be read only,."""
        frame = self.tables["outcomes"]
        return [rule for rule in self.rules if rule in set(frame.loc[frame["kind"] == "rule", "name"])]

    def outcome(self, name: str) -> dict[str, Any]:
        """The row of `outcomes` of a rule."""
        frame = self.only("outcomes", name=name, kind="rule")
        return {str(key): value for key, value in frame.iloc[0].items()}
