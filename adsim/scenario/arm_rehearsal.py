"""Every arm and every follow-up of a product test tried out before anything runs, on every day of the timetable."""

from collections.abc import Iterator
from dataclasses import replace

from adsim.scenario.arms import FollowUpStep, patch, steps
from adsim.scenario.faults import Fault, Path, parsed, printed
from adsim.scenario.objects import Scenario
from adsim.scenario.patches import active_changes, attempt
from adsim.scenario.product_test import ProductTest


def rehearsed(scenario: Scenario) -> Iterator[Fault]:
    """The faults of the arms and follow-ups of `scenario`, at the lines of the test that cause them; each once, on its
    first day and in its first arm."""
    told: set[tuple[Path, str]] = set()
    for fault, note in _everywhere(scenario):
        if (fault.path, fault.rule) not in told:
            told.add((fault.path, fault.rule))
            yield replace(fault, rule=fault.rule + note)


def _everywhere(scenario: Scenario) -> Iterator[tuple[Fault, str]]:
    """Every fault of every arm on every day, and where that was."""
    test = scenario.test
    if test is None:
        return
    for day, active in active_changes(scenario):
        state = attempt(scenario, active)[0] if active else scenario
        # A day that is broken itself is told elsewhere.
        if state is not None:
            note = f" (on day {day + 1})" if day else ""
            yield from ((fault, arm + note) for fault, arm in _on_a_day(state, test))


def _on_a_day(state: Scenario, test: ProductTest) -> Iterator[tuple[Fault, str]]:
    known = attempt(state, {})[1]
    for name, sets in test.arms.items():
        head: Path = ("test", "arms", name)
        arm, wrong = attempt(state, sets)
        keys = {parsed(key) or (key,): key for key in sets}
        yield from ((_at_keys(head, keys, fault), "") for fault in wrong if fault not in known)
        if arm is None:
            continue
        if arm.campaign.campaigns.keys() != state.campaign.campaigns.keys():
            yield Fault(head, "campaign.campaigns may not come, go or be renamed between arms"), ""
        for step in steps(test):
            yield from ((fault, f" (in arm {name})") for fault in _step(arm, test, step, known))


def _step(arm: Scenario, test: ProductTest, step: FollowUpStep, known: list[Fault]) -> Iterator[Fault]:
    patched = patch(test, step.sets)
    for fault in attempt(arm, patched)[1]:
        if fault not in known:
            named = step.kind in ("change_product", "relist")
            keys = {parsed(text) or (text,): text.partition(".")[2] for text in patched} if named else {}
            yield _at_keys(step.path, keys, fault)


def _at_keys(head: Path, keys: dict[Path, str], fault: Fault) -> Fault:
    """`fault` moved to the key below `head` that caused it, or to `head`."""
    for path, key in keys.items():
        if fault.path in ((printed(path),), path[: len(fault.path)]):
            return Fault((*head, key), fault.rule, fault.value, fault.mend, (*fault.needs, fault.path))
        if fault.path[: len(path)] == path:
            inner = fault.path[len(path) :]
            return Fault((*head, key, *inner), fault.rule, fault.value, fault.mend, (*fault.needs, fault.path))
    alone = fault.path[:1] == ("products",) and not keys
    rule = fault.rule if alone else f"{printed(fault.path)} {fault.rule}"
    return Fault(head, rule, fault.value, fault.mend, (*fault.needs, fault.path))
