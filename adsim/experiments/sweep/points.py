"""From a design to runs: every point a patched scenario, all of them variants of one study.

One study has one bound on click rates, so all points meet the same candidates, shoppers, rivals and luck.
Points (and variants) that come out as the same scenario are run once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adsim.bounds import PerClass
from adsim.experiments.sweep import designs
from adsim.experiments.sweep.document import SweepFile
from adsim.scenario import patches, splits
from adsim.scenario.faults import Fault, Path, parsed, printed
from adsim.scenario.objects import Scenario
from adsim.scenario.wording import holds, part_at, said
from adsim.simulation import Study
from adsim.simulation.study import Timetable

BASE = 0  # the number of the base point: the scenario as it is
_SHOWN_FAULTS = 20

Coordinates = dict[str, float | str | None]


@dataclass(frozen=True)
class Points:
    """The points of a sweep, the base first, and the study that has them all.

    `changes` by point; `ran_as` says under which name of the study a point's variant is run; `coordinates` are the
    values of a point as plain numbers (text where there is no number), in the columns of the tables.
    """

    study: Study
    changes: tuple[Mapping[str, Any], ...]
    variants: tuple[str, ...]
    ran_as: dict[tuple[int, str], str]
    coordinates: tuple[Coordinates, ...]


def laid_out(sweep: SweepFile, seed: int | None = None) -> Points:
    """Every point of the design, validated as a scenario; `seed` replaces the scenario's.

    Raises InputError that names the sweep file's line, the point and the rule.
    """
    scenario = sweep.scenario if seed is None else sweep.scenario.model_copy(update={"seed": seed})
    changes = ({}, *_designed(sweep))
    tables: dict[str, Timetable] = {}
    ran_as: dict[tuple[int, str], str] = {}
    names: dict[str, str] = {}
    faults: dict[tuple[Path, str, str | None], Fault] = {}
    for variant in sweep.variants:
        # Only what happens in a run: other variants are no part of it.
        base = patches.variant(scenario, variant).model_copy(update={"variants": {}, "sensitivity": {}})
        for number, patch in enumerate(changes):
            state, wrong = _state(base, patch)
            if state is None:
                for fault in wrong:
                    told = _told(sweep, number, patch, fault)
                    faults.setdefault((told.path, fault.rule, fault.value), told)
                continue
            name = _name(number, variant, sweep.variants)
            ran_as[number, variant] = names.setdefault(patches.scenario_hash(state), name)
            if ran_as[number, variant] == name:
                tables[name] = patches.in_force(state)
    if faults:
        raise sweep.refusal(_cut(list(faults.values())))
    base = patches.variant(scenario, sweep.variants[0])
    coordinates = _coordinates(base, changes)
    return Points(Study.over(scenario, tables), changes, sweep.variants, ran_as, coordinates)


def _designed(sweep: SweepFile) -> list[dict[str, Any]]:
    if sweep.design == "list":
        return list(sweep.listed)
    if sweep.design == "grid":
        return designs.grid(sweep.axes)
    return designs.drawn(sweep.design, sweep.axes, sweep.points or 1, sweep.design_seed)


def _name(number: int, variant: str, variants: Sequence[str]) -> str:
    point = f"point {number}" if number != BASE else "base"
    return point if len(variants) == 1 else f"{point}, {variant}"


def _state(base: Scenario, patch: Mapping[str, Any]) -> tuple[Scenario | None, list[Fault]]:
    """The base with a point's values, its dated changes tried too; or None and what is wrong."""
    if not patch:
        return base, []
    state, faults = patches.attempt(base, {path: _whole(path, value) for path, value in patch.items()})
    if state is None:
        return None, faults
    for day, active in patches.active_changes(state):
        _, wrong = patches.attempt(state, active)
        faults += [Fault((), f"{printed(fault.path)} {fault.rule} (on day {day + 1})", fault.value) for fault in wrong]
    return (None if faults else state), faults


def _whole(path: str, value: Any) -> Any:
    """A number where one for each class is wanted is the same for all of them."""
    if isinstance(value, int | float) and not isinstance(value, bool) and _per_class(path):
        return dict.fromkeys(PerClass.model_fields, value)
    return value


def _per_class(path: str) -> bool:
    return part_at(parsed(path) or ()) is PerClass


def _told(sweep: SweepFile, number: int, patch: Mapping[str, Any], fault: Fault) -> Fault:
    """A fault of a point at the axis that caused it, saying which point it was."""
    text = max(patch, key=lambda text: _shared(text, fault), default=None)
    if text is not None and not _shared(text, fault):
        text = None
    within: Path = ()
    if text is not None and fault.path != (text,):
        key = parsed(text) or (text,)
        within = fault.path[len(key) :] if fault.path[: len(key)] == key else fault.path
    named = printed(fault.path if text is None else within)
    rule = f"{named}: {fault.rule}" if named else fault.rule
    values = ", ".join(f"{path}: {_short(value)}" for path, value in patch.items())
    if sweep.design == "list":
        path: Path = ("list", number - 1) if text is None else ("list", number - 1, text)
        return Fault(path, f"point {number}: {rule}", fault.value, fault.mend)
    path = ("axes",) if text is None else ("axes", text)
    return Fault(path, f"point {number} ({values}): {rule}", fault.value, fault.mend)


def _shared(text: str, fault: Fault) -> int:
    """How many steps a patch's path has in common with that of a fault: the more, the likelier it is the cause."""
    if fault.path == (text,):
        return len(parsed(text) or (text,)) + 1
    return next((length for length in range(len(fault.path), 0, -1) if fault.path[:length] == _head(text, length)), 0)


def _head(text: str, length: int) -> Path:
    return (parsed(text) or (text,))[:length]


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return "/".join(f"{part:g}" if isinstance(part, int | float) else said(part) for part in value.values())
    return f"{value:g}" if isinstance(value, float) else said(value)


def _cut(faults: list[Fault]) -> list[Fault]:
    """The first faults, and how many more there are."""
    more = len(faults) - _SHOWN_FAULTS
    return faults if more <= 0 else [*faults[:_SHOWN_FAULTS], Fault((), f"has {more} more problems of points")]


def _coordinates(base: Scenario, changes: Sequence[Mapping[str, Any]]) -> tuple[Coordinates, ...]:
    """Of every point the values of all paths that any point sets; where a point leaves one, the base's."""
    data = base.model_dump(mode="json", by_alias=True)
    paths = list(dict.fromkeys(path for patch in changes for path in patch))
    usual = {path: _value(data, path) for path in paths}
    if usual.get("campaign.split") in ("equal", "search_volume"):
        named = {name for patch in changes for name in _flat("", patch.get("campaign.split"))}
        usual["campaign.split"] = {
            name: share for name, share in splits.shares(base).items() if f".{name}" in named
        } or usual["campaign.split"]
    plain = {path for path in paths if all(not isinstance(patch.get(path, 0), Mapping) for patch in changes)}
    told = []
    for patch in changes:
        row: Coordinates = {}
        for path in paths:
            value = patch.get(path, usual[path])
            row |= _flat(path, _single(value) if path in plain and _per_class(path) else value)
        told.append(row)
    columns = list(dict.fromkeys(name for row in told[1:] for name in row))
    return tuple({name: row.get(name) for name in columns} for row in told)


def _value(data: Any, path: str) -> Any:
    for step in parsed(path) or ():
        if not holds(data, step):
            return None
        data = data[step]
    return data


def _single(value: Any) -> Any:
    """One number for all classes, where they are alike; None where they differ."""
    if not isinstance(value, Mapping):
        return value
    different = set(value.values())
    return different.pop() if len(different) == 1 else None


def _flat(path: str, value: Any) -> Coordinates:
    """A value as columns: each part of a mapping its own, numbers as they are, all else as text."""
    if isinstance(value, Mapping):
        return {name: part for key, inner in value.items() for name, part in _flat(f"{path}.{key}", inner).items()}
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return {path: value}
    return {path: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)}
