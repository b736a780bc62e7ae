"""Named and dated patches of a scenario: its variants, and what is in force on which day.

A patch sets values at dotted paths (`campaign.split`, `products[0].price`), leaves or whole mappings;
the result is validated like a file.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from adsim.errors import InputError, Problem
from adsim.scenario.faults import Fault, Path, closest, parsed, printed
from adsim.scenario.objects import KeywordRow, Scenario
from adsim.scenario.rules import SOLE_VARIANT, broken
from adsim.scenario.wording import faults_of, holds, said

# These say how often and under which name to run, not what happens in a run.
_OUTSIDE_RUNS = ("name", "replications", "precision", "baseline", "sensitivity")
_LISTED = TypeAdapter(tuple[KeywordRow, ...])


def names(scenario: Scenario) -> tuple[str, ...]:
    """The variants' names in the order of the file; ("base",) where there are none."""
    return tuple(scenario.variants) or (SOLE_VARIANT,)


def variant(scenario: Scenario, name: str) -> Scenario:
    """The scenario as variant `name` has it; raises InputError for an unknown name."""
    if name not in names(scenario):
        raise InputError(
            [
                Problem(
                    f"variant {said(name)}",
                    "",
                    "must be one of the scenario",
                    None,
                    closest(name, names(scenario)),
                )
            ]
        )
    return patched(scenario, scenario.variants.get(name, {}))


def patched(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """`scenario` with the values of `changes` at their paths; raises InputError with all that is wrong."""
    if not changes:
        return scenario
    result, faults = attempt(scenario, changes)
    if result is None:
        raise InputError(Problem("patch", printed(fault.path), fault.rule, fault.value, fault.mend) for fault in faults)
    return result


def in_force(scenario: Scenario) -> tuple[tuple[int, Scenario], ...]:
    """The timetable of dated changes: first day (from 0) and what is in force from it; day 0 comes first."""
    active = active_changes(scenario)
    return tuple((day, patched(scenario, changes)) for day, changes in active)


def active_changes(scenario: Scenario) -> tuple[tuple[int, dict[str, Any]], ...]:
    """For each day on which a change begins or ends: all that is set from then; the later listed wins."""
    spans = [
        (
            (change.start - scenario.start).days,
            (change.end - scenario.start + timedelta(days=1)).days if change.end else scenario.days,
            change.set,
        )
        for change in scenario.changes
    ]
    edges = {0, *(first for first, _, _ in spans), *(end for _, end, _ in spans)}
    timetable = []
    for day in sorted(edge for edge in edges if 0 <= edge < scenario.days):
        active: dict[str, Any] = {}
        for first, end, values in spans:
            if first <= day < end:
                # Taken out first so that a later change is also applied later.
                active = {path: value for path, value in active.items() if path not in values} | values
        timetable.append((day, active))
    return tuple(timetable)


def attempt(scenario: Scenario, changes: Mapping[str, Any]) -> tuple[Scenario | None, list[Fault]]:
    """The patched scenario, or None and its faults; where a patch's path is wrong, they lie at (path,)."""
    data = _opened(scenario, changes)
    faults = [fault for text, value in changes.items() if (fault := _put(data, text, value))]
    try:
        result = Scenario.model_validate(data)
    except ValidationError as error:
        return None, faults + faults_of(error, data)
    if faults:
        return None, faults
    if result.keywords.file not in (None, scenario.keywords.file):
        return None, [Fault(("keywords", "file"), "may not be patched", mend="write a second scenario file")]
    listed = scenario.listed if result.keywords.file else ()
    result = with_usual_prices(result, scenario).model_copy(update={"listed": listed})
    # What the experiment asks for was checked when it was loaded, and there are many patches to try.
    faults = broken(result, whole="changes" in changes)
    return (None if faults else result), faults


def _opened(scenario: Scenario, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario's parts by name; those that `changes` touches as plain data, the others as they are."""
    touched = {str(path[0]) for text in changes if (path := parsed(text))}
    data: dict[str, Any] = {name: getattr(scenario, name) for name in Scenario.model_fields if name != "listed"}
    return data | scenario.model_dump(mode="json", by_alias=True, include=touched)


def with_usual_prices(scenario: Scenario, base: Scenario | None = None) -> Scenario:
    """`scenario` with each product's missing `usual_price`: that of its namesake in `base`, or its price."""
    usual = {product.name: product.usual_price for product in base.products} if base else {}
    products = tuple(
        product
        if product.usual_price is not None
        else product.model_copy(update={"usual_price": usual.get(product.name) or product.price})
        for product in scenario.products
    )
    return scenario.model_copy(update={"products": products})


def _put(data: Any, text: str, value: Any) -> Fault | None:
    """Sets `value` at the path `text` inside `data`, or says why there is no such path."""
    path = parsed(text)
    if path is not None and path[0] == "listed":
        return _absent(text, path[:1], data)
    if path is None:
        return Fault((text,), "must be a path such as campaign.split or products[0].price")
    for index, step in enumerate(path[:-1]):
        if not holds(data, step):
            return _absent(text, path[: index + 1], data)
        data = data[step]
    last = path[-1]
    if not (isinstance(data, dict) and isinstance(last, str)) and not holds(data, last):
        return _absent(text, path, data)
    data[last] = value
    return None


def _absent(text: str, path: Path, around: Any) -> Fault:
    """`around` is what lies at the path but its last step."""
    outer, step = printed(path[:-1]), path[-1]
    rule = f"there is no {printed(path)}"
    if isinstance(around, list):
        return Fault((text,), rule, mend=f"{outer} has {len(around)} items, counted from [0]")
    if isinstance(around, dict):
        return Fault((text,), rule, mend=closest(str(step), around))
    if around is None:
        return Fault((text,), rule, mend=f"{outer} is not given here")
    return Fault((text,), rule, mend=f"{outer} is {said(around)} here; set {outer} as a whole")


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256, in hexadecimal, of all that decides the outcome of a run, whatever the file looks like."""
    content = scenario.model_dump(mode="json", by_alias=True, exclude=set(_OUTSIDE_RUNS))
    content["keywords"].pop("file")
    canonical = json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode() + _LISTED.dump_json(scenario.listed)).hexdigest()
