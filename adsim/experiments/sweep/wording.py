"""What a sweep file may say: its keys, their bounds, and the rules that join them.

Plain validated data, not yet axes and points: those need the scenario that the file names.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from adsim.bounds import Name, Part
from adsim.experiments.sweep import designs
from adsim.scenario.faults import Fault, Path, closest, parsed
from adsim.scenario.rules import SHARED
from adsim.scenario.wording import said

MOST_POINTS = 10_000

Number = Annotated[float, Field(strict=True, ge=-1e12, le=1e12, allow_inf_nan=False)]
Steps = Annotated[int, Field(strict=True, ge=2, le=1000)]


class LabelText(Part):
    """What an axis or its unit is called in each language; plain text is the same in all."""

    en: Name | None = None
    zh: Name | None = None


def _label(value: Any) -> Any:
    return {"en": value, "zh": value} if isinstance(value, str) else value


class SimplexText(Part):
    """Shares that add up to 1: those of the keyword classes or campaigns, or the names in `of`."""

    steps: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None
    of: Annotated[tuple[Name, ...], Field(min_length=2, max_length=10)] | None = None


class AxisText(Part):
    """One axis: `from` and `to`, or `values`, or `simplex`."""

    low: Number | None = Field(default=None, alias="from")
    high: Number | None = Field(default=None, alias="to")
    steps: Steps | None = None
    scale: Literal["linear", "log"] | None = None
    values: Annotated[tuple[Any, ...], Field(min_length=1, max_length=1000)] | None = None
    simplex: SimplexText | None = None
    unit: Annotated[LabelText, BeforeValidator(_label)] | None = None
    label: Annotated[LabelText, BeforeValidator(_label)] | None = None


class SweepText(Part):
    """A whole sweep file."""

    sweep: Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
    base: Name
    design: Literal["grid", "list", "latin_hypercube", "sobol", "random"]
    points: Annotated[int, Field(strict=True, ge=1, le=MOST_POINTS)] | None = None
    design_seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 1
    replications: Annotated[int, Field(strict=True, ge=2, le=100_000)] | None = None
    variants: Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)] | None = None
    axes: Annotated[dict[Name, AxisText], Field(max_length=20)] = {}
    listed: Annotated[tuple[dict[Name, Any], ...], Field(min_length=1, max_length=MOST_POINTS)] | None = Field(
        default=None, alias="list"
    )


def broken(text: SweepText) -> Iterator[Fault]:
    """Every rule that the file breaks in itself, whatever the scenario."""
    yield from _points(text)
    yield from _list(text)
    for path, axis in text.axes.items():
        yield from (fault.below(("axes", path)) for fault in _axis(axis, text.design))
    for head, path in _paths(text):
        yield from (fault.below(head) for fault in _path(path))
    yield from _apart(text)


def _points(text: SweepText) -> Iterator[Fault]:
    if text.design in designs.DRAWN and text.points is None:
        yield Fault(("points",), "required key is missing", mend="add 'points: 64'")
    if text.design not in designs.DRAWN and text.points is not None:
        yield Fault(("points",), f"goes with design {', '.join(designs.DRAWN)} only", said(text.points), "delete it")
    if text.design != "list" and not text.axes:
        yield Fault(("axes",), "must name at least one axis")


def _list(text: SweepText) -> Iterator[Fault]:
    if text.design == "list" and text.listed is None:
        yield Fault(("list",), "required key is missing", mend="add 'list:' with a mapping of paths for each point")
    if text.design != "list" and text.listed is not None:
        yield Fault(("list",), "goes with design: list only", mend="delete it, or write design: list")
    named = {path for point in text.listed or () for path in point}
    for path in text.axes:
        if text.listed is not None and text.design == "list" and path not in named:
            yield Fault(("axes", path), "is in no point of the list", mend=closest(path, named))
    for index, point in enumerate(text.listed or ()):
        if not point:
            yield Fault(("list", index), "must name at least one path")


def _axis(axis: AxisText, design: str) -> Iterator[Fault]:
    given = [name for name, value in (("from", axis.low), ("values", axis.values), ("simplex", axis.simplex))
             if value is not None]  # fmt: skip
    if design == "list":
        if given:
            yield Fault((given[0],), "goes with other designs; the list has the values", mend="delete it")
        return
    if len(given) != 1 and not (not given and axis.high is not None):
        got = ", ".join(given) or "none of them"
        yield Fault((), "must have from and to, or values, or simplex, and one of these only", got)
        return
    if given in (["from"], []):
        yield from _range(axis, design)
        return
    for name, value in (("to", axis.high), ("scale", axis.scale), ("steps", axis.steps)):
        if value is not None:
            yield Fault((name,), "goes with from and to only", said(value), "delete it")
    if axis.simplex is not None:
        yield from (fault.below(("simplex",)) for fault in _steps(axis.simplex.steps, design))
        of = axis.simplex.of or ()
        if len(set(of)) < len(of):
            yield Fault(("simplex", "of"), "must not name one twice")
    if axis.values is not None:
        for index, value in enumerate(axis.values):
            if any(value == before and type(value) is type(before) for before in axis.values[:index]):
                yield Fault(("values", index), "is there twice", said(value), "delete one of them")


def _range(axis: AxisText, design: str) -> Iterator[Fault]:
    for name, other, value in (("from", "to", axis.low), ("to", "from", axis.high)):
        if value is None:
            yield Fault((name,), "required key is missing", mend=f"{other} is there: add '{name}: …'")
    if axis.low is not None and axis.high is not None:
        if axis.low >= axis.high:
            yield Fault(("to",), f"must be greater than from ({axis.low:g})", said(axis.high))
        if axis.scale == "log" and axis.low <= 0:
            yield Fault(("from",), "must be greater than 0 with scale: log", said(axis.low))
    yield from _steps(axis.steps, design)


def _steps(steps: int | None, design: str) -> Iterator[Fault]:
    if design == "grid" and steps is None:
        yield Fault(("steps",), "required key is missing", mend="a grid needs the number of steps: add 'steps: 5'")
    if design != "grid" and steps is not None:
        yield Fault(("steps",), "goes with design: grid only", said(steps), "delete it: other designs draw in between")


def _paths(text: SweepText) -> Iterator[tuple[Path, str]]:
    yield from ((("axes", path), path) for path in text.axes)
    for index, point in enumerate(text.listed or ()):
        yield from ((("list", index, path), path) for path in point)


def _path(path: str) -> Iterator[Fault]:
    if parsed(path) is None:
        yield Fault((), "must be a path such as campaign.split or products[0].price")
    elif re.split(r"[.\[]", path)[0] in SHARED:
        yield Fault((), "may not vary: it says what the experiment is", mend="name another path of the scenario")


def _apart(text: SweepText) -> Iterator[Fault]:
    """No axis may lie inside another: which of the two sets the value would depend on their order."""
    known = {path: parsed(path) for path in text.axes}
    for path, steps in known.items():
        for other, around in known.items():
            if steps and around and len(steps) > len(around) and steps[: len(around)] == around:
                yield Fault(("axes", path), f"lies inside the axis {other}", mend="keep one of the two")
