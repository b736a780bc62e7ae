"""Every variant and every dated change tried out before anything runs.

A fault that a patch causes is reported at the patch, not at the place it was to change.
"""

from collections.abc import Iterable

from adsim.scenario.faults import Fault, Path, parsed
from adsim.scenario.objects import Scenario
from adsim.scenario.patches import active_changes, attempt
from adsim.scenario.rules import broken


def rehearsed(scenario: Scenario) -> list[Fault]:
    """The faults of `scenario`, of its dated changes, of its variants, and of the changes within variants."""
    own = broken(scenario)
    found = _each_change(scenario, own) or _all_changes(scenario, own)
    faults = own + found
    for name, patch in scenario.variants.items():
        head: Path = ("variants", name)
        varied, wrong = attempt(scenario, patch)
        faults += [_at_patch(head, patch, fault) for fault in wrong if fault not in own]
        if varied is not None and scenario.changes:
            tried = _each_change(varied, own) if "changes" in patch else []
            later = [fault for fault in tried or _all_changes(varied, own) if fault not in found]
            faults += [Fault(fault.path, f"{fault.rule} (in variant {name})", fault.value, fault.mend,
                             (*fault.needs, head)) for fault in later]  # fmt: skip
    return faults


def _each_change(scenario: Scenario, known: list[Fault]) -> list[Fault]:
    """Each change alone, so that none goes unread."""
    faults: list[Fault] = []
    for index, change in enumerate(scenario.changes):
        result, wrong = attempt(scenario, change.set)
        if result is not None and _names(result) != _names(scenario):
            wrong = [Fault(("products",), "may not come, go or be renamed inside a run")]
        faults += [_at_patch(("changes", index, "set"), change.set, fault) for fault in wrong if fault not in known]
    return faults


def _all_changes(scenario: Scenario, known: list[Fault]) -> list[Fault]:
    """On each day of the timetable all the changes that are in force together."""
    faults: list[Fault] = []
    for day, active in active_changes(scenario):
        _, wrong = attempt(scenario, active)
        head: Path = ("changes",)
        for fault in wrong:
            if fault not in known:
                faults.append(Fault(head, f"{fault.rule} (on day {day + 1})", fault.value, fault.mend, (fault.path,)))
    return faults


def _names(scenario: Scenario) -> list[str]:
    return [product.name for product in scenario.products]


def _at_patch(head: Path, patch: Iterable[str], fault: Fault) -> Fault:
    """`fault` moved to the key of `patch` that caused it, or to the patch as a whole."""
    for text in patch:
        key = parsed(text) or (text,)
        if fault.path in ((text,), key[: len(fault.path)]):
            return Fault((*head, text), fault.rule, fault.value, fault.mend, (*fault.needs, fault.path))
        if fault.path[: len(key)] == key:
            inner = fault.path[len(key) :]
            return Fault((*head, text, *inner), fault.rule, fault.value, fault.mend, (*fault.needs, fault.path))
    rule = f"{'.'.join(map(str, fault.path))} {fault.rule}"
    return Fault(head, rule, fault.value, fault.mend, (*fault.needs, fault.path))
