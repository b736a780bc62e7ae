"""The inputs of a sensitivity study: what may vary, over which values, and how it is put into a scenario.

Three kinds: levels of the world by the spreads of `uncertainty` (by class, or by weekday, one number each), what the
scenario's `sensitivity` names with a low and a high value, and any other number asked for by path and range.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import special

from adsim.errors import InputError, Problem
from adsim.experiments import sensitivity
from adsim.scenario import patches
from adsim.scenario.faults import closest, parsed
from adsim.scenario.objects import CLASSES, Scenario
from adsim.scenario.rules import SHARED
from adsim.scenario.splits import class_sizes

BY_CLASS = ("searches", "ctr", "cvr", "rival_bids")
FOR_ALL = ("rival_budgets", "delay")
WEEKDAYS = tuple(f"day {day}" for day in range(1, 8))
LEVELS = (*BY_CLASS, *FOR_ALL, "weekdays")
ALL = "all"
End = Literal["low", "high"]
ENDS: tuple[End, ...] = ("low", "high")
TAILS = (0.05, 0.95)  # where the low and the high end of a level lie in its spread
_NEAREST = 1e-4  # of a spread's ends: no factor is drawn from beyond
_HIGHEST = 100.0  # factor that a scenario takes
_FIGURES = 6


@dataclass(frozen=True)
class Input:
    """Something that may vary. A level has one number a part; else there is one part, called by nothing.

    `spread` is of a level (sd of the logarithm, mean 1); `values` of the others: two ends, or all there are.
    """

    name: str
    kind: Literal["level", "range", "choice"]
    parts: tuple[str, ...] = ("",)
    spread: float = 0.0
    values: tuple[Any, ...] = ()
    own: Any = None

    def at(self, cube: Sequence[float]) -> tuple[Any, ...]:
        """The value of each part at numbers in [0, 1): uniform ones give the input's spread."""
        return tuple(self._one(share) for share in cube)

    def end(self, name: End) -> tuple[Any, ...]:
        """All parts at the low or the high end: the 5 % or 95 % point of a level, the stated value of others."""
        place = ENDS.index(name)
        if self.kind == "level":
            return self.at([TAILS[place]] * len(self.parts))
        return (self.values[0] if place == 0 else self.values[-1],)

    @property
    def centre(self) -> tuple[Any, ...]:
        """As the scenario has it."""
        return (1.0,) * len(self.parts) if self.kind == "level" else (self.own,)

    def _one(self, share: float) -> Any:
        if self.kind == "choice":
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.kind == "range":
            low, high = self.values
            if all(isinstance(end, int) for end in self.values) and not isinstance(self.own, float):
                return min(int(low + share * (high - low + 1)), high)
            return float(f"{low + share * (high - low):.{_FIGURES}g}")
        normal = special.ndtri(np.clip(share, _NEAREST, 1 - _NEAREST))
        return min(float(f"{np.exp(self.spread * normal - self.spread**2 / 2):.{_FIGURES}g}"), _HIGHEST)

    def held(self, values: Sequence[Any]) -> Any:
        """A level's factors as `uncertainty.held` takes them."""
        if self.name in BY_CLASS:
            return dict(zip(self.parts, values, strict=True))
        return list(values) if len(self.parts) > 1 else values[0]


def inputs_of(scenario: Scenario, asked: Sequence[str] = ()) -> tuple[Input, ...]:
    """The inputs that are asked for, by name, path or `path=low:high`; by default all levels and assumptions.

    Raises `InputError` for what is none, and where none is left.
    """
    usual = {one.name: one for one in (*_levels(scenario), *_assumptions(scenario))}
    found: dict[str, Input] = {}
    problems: list[Problem] = []
    for text in asked or (ALL,):
        name, sign, ends = text.partition("=")
        if sign:
            one = _lever(scenario, name, ends)
            problems += [one] if isinstance(one, Problem) else []
            found |= {} if isinstance(one, Problem) else {name: one}
        elif name == ALL:
            found |= usual
        elif name.removeprefix("uncertainty.") in usual:
            found[name.removeprefix("uncertainty.")] = usual[name.removeprefix("uncertainty.")]
        else:
            problems.append(_unknown(name, usual))
    if not found and not problems:
        rule = "there is nothing to vary: the scenario has no spread above 0 in uncertainty and no sensitivity"
        problems = [Problem("--inputs", "", rule, mend="name a path with its range: campaign.daily_budget=800:1200")]
    problems = problems or [*_refused(scenario, found.values())]
    if problems:
        raise InputError(problems)
    return tuple(found.values())


def _levels(scenario: Scenario) -> Iterator[Input]:
    """What the world draws, where its spread is above 0 and the scenario does not hold it."""
    if scenario.worlds == "centre":
        return
    sizes = class_sizes(scenario)
    classes = tuple(name for name in CLASSES if sizes[name].keywords)
    parts = dict.fromkeys(BY_CLASS, classes) | {"weekdays": WEEKDAYS}
    for name in LEVELS:
        spread, held = getattr(scenario.uncertainty, name), getattr(scenario.uncertainty.held, name, None)
        relevant = name != "rival_budgets" or scenario.market.rivals.daily_budget is not None
        if spread > 0 and held is None and relevant:
            yield Input(name, "level", parts.get(name, ("",)), spread)


def _assumptions(scenario: Scenario) -> Iterator[Input]:
    for path, ends in scenario.sensitivity.items():
        own = sensitivity.value_at(scenario, path)
        if all(_is_number(end) for end in (ends.low, ends.high)):
            yield Input(path, "range", values=tuple(sorted((ends.low, ends.high))), own=own)
        else:
            different = [ends.low, *([] if own in (ends.low, ends.high) else [own]), ends.high]
            yield Input(path, "choice", values=tuple(different), own=own)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _lever(scenario: Scenario, path: str, ends: str) -> Input | Problem:
    """A number of the scenario by its path, from low to high."""
    rule = "must be a path and its range, such as campaign.daily_budget=800:1200"
    parts = ends.split(":")
    try:
        low, high = (int(part) if part.strip().lstrip("-").isdigit() else float(part) for part in parts)
    except ValueError:
        return Problem("--inputs", "", rule, repr(f"{path}={ends}"))
    if not -np.inf < low < high < np.inf:
        return Problem("--inputs", path, "must have a low end below its high end", repr(ends))
    steps = parsed(path)
    if steps and steps[0] in SHARED:
        return Problem("--inputs", path, "may not vary: it says what the experiment is")
    try:
        own = sensitivity.value_at(scenario, path) if steps else None
    except (KeyError, IndexError, TypeError):
        return Problem("--inputs", path, "there is no such place in the scenario")
    if not _is_number(own):
        return Problem("--inputs", path, "must be a number in the scenario", repr(own))
    return Input(path, "range", values=(low, high), own=own)


def _unknown(name: str, usual: Mapping[str, Input]) -> Problem:
    rule = f"must be one of {', '.join((ALL, *usual))}, or a path with its range such as campaign.daily_budget=800:1200"
    return Problem("--inputs", "", rule, repr(name), closest(name, usual))


def _refused(scenario: Scenario, found: Sequence[Input] | Any) -> Iterator[Problem]:
    """What the scenario does not take at an end."""
    for one in found:
        for value in () if one.kind == "level" else one.values:
            state, faults = patches.attempt(scenario, {one.name: value})
            if state is None:
                yield from (Problem("--inputs", one.name, fault.rule, repr(value), fault.mend) for fault in faults)
