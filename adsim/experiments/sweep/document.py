"""Sweep files: a path in, a whole and validated `SweepFile` out, or every error at once with its line.

Errors of the scenario that the file names are told with that file's own lines.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from adsim.errors import InputError
from adsim.experiments.sweep import designs, wording
from adsim.experiments.sweep.axes import Axis, Range, Simplex, Spread, Values, grid_size
from adsim.experiments.sweep.wording import MOST_POINTS, AxisText, LabelText, SimplexText, SweepText
from adsim.scenario import documents, files, patches
from adsim.scenario.documents import Document
from adsim.scenario.faults import Fault, Path, closest, parsed
from adsim.scenario.objects import CLASSES, Scenario
from adsim.scenario.splits import class_sizes
from adsim.scenario.wording import faults_of, holds, part_at, said


@dataclass(frozen=True)
class SweepFile:
    """What a sweep file asks for. `document` has the lines for what is only found out later."""

    name: str
    scenario: Scenario
    base: Document
    design: str
    points: int | None
    design_seed: int
    replications: int
    variants: tuple[str, ...]
    axes: tuple[Axis, ...]
    listed: tuple[dict[str, Any], ...]
    document: Document

    def refusal(self, faults: list[Fault]) -> InputError:
        """The error that says these faults with their lines, in the order of the file."""
        faults = sorted(faults, key=lambda fault: fault.line or self.document.place(fault.path).line)
        return InputError(self.document.problem(fault) for fault in faults)


def load(path: str | FilePath) -> SweepFile:
    """The sweep file at `path`, with the scenario that it names. Raises InputError with all problems."""
    document = documents.read(path)
    text, faults = _text(document)
    if text is None:
        raise _refused(document, faults)
    base = FilePath(path).parent / text.base
    if not base.is_file():
        faults.append(Fault(("base",), "must be a scenario file, relative to this one; there is none", said(text.base)))
        raise _refused(document, faults)
    scenario_document = documents.read(base)
    scenario = files.understood(scenario_document, base.parent)
    faults += _of_scenario(text, scenario)
    axes, wrong = _axes(text, scenario)
    known = [fault.path for fault in faults]
    faults += [fault for fault in wrong if not fault.touches(known)] or _too_many(text, axes)
    if faults:
        raise _refused(document, faults)
    return SweepFile(
        text.sweep, scenario, scenario_document, text.design, text.points, text.design_seed,
        text.replications or scenario.replications, text.variants or (_usual(scenario),), axes,
        text.listed or (), document,
    )  # fmt: skip


def _refused(document: Document, faults: list[Fault]) -> InputError:
    unique = sorted(dict.fromkeys(faults), key=lambda fault: fault.line or document.place(fault.path).line)
    return InputError(document.problem(fault) for fault in unique)


def _text(document: Document) -> tuple[SweepText | None, list[Fault]]:
    """The file's content, or None and what is wrong with it."""
    faults = list(document.faults)
    try:
        text = SweepText.model_validate(document.data)
    except ValidationError as error:
        found = [_known(fault) for fault in faults_of(error, document.data)]
        return None, faults + [fault for fault in found if not fault.touches(document.lost)]
    return text, faults + list(wording.broken(text))


def _known(fault: Fault) -> Fault:
    """An unknown key's nearest known one, of a sweep file and not of a scenario."""
    if fault.rule != "unknown key":
        return fault
    parts: dict[int, type[BaseModel]] = {1: SweepText, 3: AxisText, 4: SimplexText}
    inside = fault.path[-2:-1] in (("label",), ("unit",))
    part = LabelText if inside else parts.get(len(fault.path), LabelText)
    return replace(fault, mend=closest(str(fault.path[-1]), _keys(part)))


def _keys(part: type[BaseModel]) -> Iterator[str]:
    return (field.alias or name for name, field in part.model_fields.items())


def _usual(scenario: Scenario) -> str:
    return scenario.baseline or patches.names(scenario)[0]


def _of_scenario(text: SweepText, scenario: Scenario) -> Iterator[Fault]:
    known = patches.names(scenario)
    for index, name in enumerate(text.variants or ()):
        if name not in known:
            rule = f"must be one of the variants of {text.base}"
            yield Fault(("variants", index), rule, said(name), closest(name, known))
        elif name in (text.variants or ())[:index]:
            yield Fault(("variants", index), "is there twice", said(name), "delete one of them")


def _axes(text: SweepText, scenario: Scenario) -> tuple[tuple[Axis, ...], list[Fault]]:
    axes, faults = [], []
    named = dict.fromkeys(path for point in text.listed or () for path in point)
    for path in text.axes or named:
        axis = text.axes.get(path, AxisText())
        spread = _spread(path, axis, scenario)
        if isinstance(spread, Fault):
            faults.append(spread.below(("axes", path)))
        else:
            axes.append(Axis(path, spread, _by_language(axis.unit), _by_language(axis.label)))
    return tuple(axes), faults


def _by_language(text: LabelText | None) -> dict[str, str]:
    return text.model_dump(exclude_none=True) if text else {}


def _spread(path: str, axis: AxisText, scenario: Scenario) -> Spread | Fault:
    """What an axis runs over; a simplex finds its names in the scenario."""
    if axis.simplex is not None:
        names = axis.simplex.of or _share_names(path, scenario)
        if len(names) < 2:
            return Fault(("simplex", "of"), "required key is missing", mend="name the shares that add up to 1")
        return Simplex(names, axis.simplex.steps)
    if axis.low is not None and axis.high is not None:
        whole = _is_whole(path, scenario) and axis.low.is_integer() and axis.high.is_integer()
        return Range(axis.low, axis.high, axis.steps, axis.scale == "log", whole)
    return Values(axis.values or ())


def _share_names(path: str, scenario: Scenario) -> tuple[str, ...]:
    """The names at a path of shares: the classes that have keywords, or the keys that stand there."""
    if path == "campaign.split":
        sizes = class_sizes(scenario)
        return tuple(name for name in CLASSES if sizes[name].keywords)
    data: Any = scenario.model_dump(mode="json", by_alias=True)
    for step in parsed(path) or ():
        if not holds(data, step):
            return ()
        data = data[step]
    return tuple(data) if isinstance(data, dict) else ()


def _is_whole(path: str, scenario: Scenario) -> bool:
    """Whether the scenario takes whole numbers only at this path."""
    steps: Path = parsed(path) or ()
    part = part_at(steps[:-1], scenario.model_dump(mode="json", by_alias=True)) if steps else None
    if part is None:
        return False
    kinds = {field.alias or name: field.annotation for name, field in part.model_fields.items()}
    return _takes(kinds.get(str(steps[-1])), int)


def _takes(kind: Any, wanted: type) -> bool:
    return kind is wanted or any(_takes(one, wanted) for one in get_args(kind))


def _too_many(text: SweepText, axes: tuple[Axis, ...]) -> list[Fault]:
    if text.points is not None:
        # `points` itself is within the bound; a power of two above it need not be.
        points, place, mend = designs.size(text.design, text.points), "points", f"ask for {MOST_POINTS // 2:,} or fewer"
    elif text.design == "grid":
        points, place = math.prod(grid_size(axis.spread) for axis in axes), "axes"
        mend = "fewer steps, or design: sobol"
    else:
        return []
    if points <= MOST_POINTS:
        return []
    return [Fault((place,), f"must not make more than {MOST_POINTS:,} points", f"{points:,}", mend)]
