"""Every variant, every dated change, every sensitivity and every arm of a product test tried out before anything runs.

A fault that a patch causes is reported at the patch, not at the place it was to change.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from adsim.scenario import arm_rehearsal
from adsim.scenario.faults import Fault, Path, parsed, printed
from adsim.scenario.objects import Scenario
from adsim.scenario.patches import active_changes, attempt
from adsim.scenario.rules import SHARED, broken
from adsim.scenario.wording import said


def rehearsed(scenario: Scenario) -> list[Fault]:
    """The faults of `scenario`, of its dated changes, of its variants, and of the changes within variants."""
    own = broken(scenario)
    alone = _each_change(scenario, own)
    faults = own + alone
    arms = [] if faults else list(arm_rehearsal.rehearsed(scenario))
    faults += arms
    together = {} if alone else _all_changes(scenario, own, "")
    for name, patch in scenario.variants.items():
        head: Path = ("variants", name)
        varied, wrong = attempt(scenario, patch)
        faults += [_at_patch(head, patch, fault) for fault in wrong if fault not in own]
        if varied is None:
            continue
        if "changes" in patch:
            tried = _each_change(varied, own)
            faults += [_at_patch(head, patch, fault) for fault in tried]
        elif not alone:
            together = _all_changes(varied, own, f" in variant {name}") | together
        if not own:
            tried = [fault for fault in arm_rehearsal.rehearsed(varied) if fault not in arms]
            faults += [_at_patch(head, patch, fault) for fault in tried]
    faults += _sensitivities(scenario, own)
    return list(dict.fromkeys([*faults, *together.values()]))


def _sensitivities(scenario: Scenario, known: list[Fault]) -> list[Fault]:
    """Low and high of every assumption, each patched in alone."""
    faults: list[Fault] = []
    for text, ends in scenario.sensitivity.items():
        head: Path = ("sensitivity", text)
        if re.split(r"[.\[]", text)[0] in SHARED:
            faults.append(Fault(head, "may not vary: it says what the experiment is", mend="name another assumption"))
            continue
        if ends.low == ends.high:
            faults.append(Fault((*head, "high"), "must differ from low", said(ends.high)))
        for end, value in (("low", ends.low), ("high", ends.high)):
            _, wrong = attempt(scenario, {text: value})
            for fault in wrong:
                if fault not in known:
                    moved = _at_patch((), (text,), fault)
                    faults.append(replace(moved, path=(*head, end, *moved.path[1:])))
    return faults


def _each_change(scenario: Scenario, known: list[Fault]) -> list[Fault]:
    """Each change alone, so that none goes unread."""
    faults: list[Fault] = []
    for index, change in enumerate(scenario.changes):
        result, wrong = attempt(scenario, change.set)
        if result is not None and _names(result) != _names(scenario):
            wrong = [Fault(("products",), "may not come, go or be renamed inside a run")]
        if result is not None and result.campaign.campaigns.keys() != scenario.campaign.campaigns.keys():
            wrong = [*wrong, Fault(("campaign", "campaigns"), "may not come, go or be renamed inside a run")]
        faults += [_at_patch(("changes", index, "set"), change.set, fault) for fault in wrong if fault not in known]
    return faults


def _all_changes(scenario: Scenario, known: list[Fault], where: str) -> dict[tuple[Path, str], Fault]:
    """On each day of the timetable all the changes that are in force together; each fault on its first day."""
    faults: dict[tuple[Path, str], Fault] = {}
    for day, active in active_changes(scenario):
        _, wrong = attempt(scenario, active)
        for fault in wrong:
            if fault not in known:
                moved = _at_change(scenario, active, fault)
                note = f"{fault.rule} (on day {day + 1}{where})"
                faults.setdefault((moved.path, fault.rule), replace(moved, rule=note))
    return faults


def _at_change(scenario: Scenario, active: Iterable[str], fault: Fault) -> Fault:
    """`fault` moved to the last change that says something of it."""
    for index in reversed(range(len(scenario.changes))):
        said = [text for text in scenario.changes[index].set if text in active]
        moved = _at_patch(("changes", index, "set"), said, fault)
        if len(moved.path) > 3:
            return moved
    return _at_patch(("changes",), (), fault)


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
    rule = f"{printed(fault.path)} {fault.rule}"
    return Fault(head, rule, fault.value, fault.mend, (*fault.needs, fault.path))
