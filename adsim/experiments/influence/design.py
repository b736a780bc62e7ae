"""The design: at which values the inputs stand in each sample, and the study that has all samples and variants.

Two samples A and B spread over the inputs, for each input A with that input as in B, one centre, and both ends of each
input with all others at their centre. All meet the same worlds: what differs between them is the inputs alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adsim.experiments.influence.inputs import ENDS, Input
from adsim.experiments.sweep import designs
from adsim.scenario import patches
from adsim.scenario.objects import Held, Scenario
from adsim.simulation import Study
from adsim.simulation.study import Timetable

CENTRE = "centre"

Values = Mapping[str, tuple[Any, ...]]  # by input, of each part


@dataclass(frozen=True)
class Design:
    """`samples`: the inputs' values by the sample's name; `study` has every sample × variant, called by `name`."""

    inputs: tuple[Input, ...]
    count: int
    variants: tuple[str, ...]
    samples: dict[str, Values]
    study: Study

    @property
    def spread(self) -> list[str]:
        """The names of A's and B's samples."""
        return [name for letter in "AB" for name in self.letter(letter)]

    def letter(self, letter: str) -> list[str]:
        return [f"{letter}{index}" for index in range(self.count)]

    def mixed(self, one: Input) -> list[str]:
        """The names of A's samples with this input as in B."""
        return [_mixed(one, index) for index in range(self.count)]

    def ends(self) -> list[str]:
        """The names of the centre and of both ends of every input."""
        return [CENTRE, *(end_name(one, end) for one in self.inputs for end in ENDS)]


def end_name(one: Input, end: str) -> str:
    """What the sample with an input at an end is called."""
    return f"{one.name} {end}"


def name(sample: str, variant: str) -> str:
    """What a sample's variant is called in the study."""
    return f"{sample}, {variant}"


def _mixed(one: Input, index: int) -> str:
    return f"A{index} with {one.name} of B{index}"


def rounded(samples: int) -> int:
    """The power of two that so many samples become."""
    return designs.size("sobol", samples)


def designed(scenario: Scenario, inputs: Sequence[Input], samples: int, variants: Sequence[str]) -> Design:
    """The design of so many samples, rounded up to a power of two; it depends on the scenario's seed alone."""
    drawn = _samples(inputs, samples, scenario.seed)
    writer = _Writer(scenario, inputs)
    tables = {name(sample, one): writer.table(values, one) for sample, values in drawn.items() for one in variants}
    return Design(tuple(inputs), rounded(samples), tuple(variants), drawn, Study.over(scenario, tables))


def _samples(inputs: Sequence[Input], samples: int, seed: int) -> dict[str, Values]:
    dimensions = sum(len(one.parts) for one in inputs)
    cube = designs.sobol(samples, 2 * dimensions, seed).tolist()
    found: dict[str, Values] = {}
    for letter, first in (("A", 0), ("B", dimensions)):
        found |= {f"{letter}{row}": _placed(inputs, line[first:]) for row, line in enumerate(cube)}
    for one in inputs:
        for row in range(len(cube)):
            found[_mixed(one, row)] = {**found[f"A{row}"], one.name: found[f"B{row}"][one.name]}
    centre = {one.name: one.centre for one in inputs}
    found[CENTRE] = centre
    found |= {end_name(one, end): {**centre, one.name: one.end(end)} for one in inputs for end in ENDS}
    return found


def _placed(inputs: Sequence[Input], line: Sequence[float]) -> Values:
    values, first = {}, 0
    for one in inputs:
        values[one.name] = one.at(line[first : first + len(one.parts)])
        first += len(one.parts)
    return values


class _Writer:
    """Puts inputs' values into the timetables of variants; what samples share is made once."""

    def __init__(self, scenario: Scenario, inputs: Sequence[Input]) -> None:
        self._scenario, self._inputs = scenario, inputs
        self._made: dict[tuple[str, str], Timetable] = {}
        held = scenario.uncertainty.held
        self._held = {} if held is None else held.model_dump(mode="json", exclude_none=True)

    def table(self, values: Values, variant: str) -> Timetable:
        """The timetable of a variant with these values."""
        changes = {one.name: values[one.name][0] for one in self._inputs if one.kind != "level"}
        levels = {one.name: one.held(values[one.name]) for one in self._inputs if one.kind == "level"}
        table = self._patched(changes, variant)
        if not levels:
            return table
        held = Held.model_validate(self._held | levels)
        return tuple((day, _holding(state, held)) for day, state in table)

    def _patched(self, changes: Mapping[str, Any], variant: str) -> Timetable:
        key = json.dumps(changes, sort_keys=True), variant
        if key not in self._made:
            state = patches.variant(patches.patched(self._scenario, changes), variant)
            # Only what happens in a run: the other variants are no part of it.
            self._made[key] = patches.in_force(state.model_copy(update={"variants": {}, "sensitivity": {}}))
        return self._made[key]


def _holding(state: Scenario, held: Held) -> Scenario:
    uncertainty = state.uncertainty.model_copy(update={"held": held})
    return state.model_copy(update={"uncertainty": uncertainty})
