"""Rules that join groups of rivals and the rest of the scenario: days within the horizon, classes that exist, names."""

import re
from collections.abc import Iterator
from datetime import timedelta

from adsim.scenario.faults import Fault, Path
from adsim.scenario.objects import Scenario
from adsim.scenario.rival_groups import TAKEN, RivalGroup, Season
from adsim.scenario.splits import class_sizes
from adsim.scenario.wording import said

# No dot: patches reach a group by its path.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def broken(scenario: Scenario) -> Iterator[Fault]:
    """Every fault of the scenario's rival groups that they alone do not show."""
    sizes = class_sizes(scenario)
    known = [name for name, size in sizes.items() if size.keywords]
    for name, group in scenario.market.rivals.groups.items():
        head: Path = ("market", "rivals", "groups", name)
        if not _NAME.fullmatch(name):
            rule = "must begin with a letter or digit and hold only letters, digits, '_' and '-'"
            yield Fault(head, rule, said(name))
        if name in TAKEN:
            yield Fault(head, "may not be the name of a group, it is that of other advertisers in tables", said(name))
        yield from (fault.below(head) for fault in _days(scenario, group))
        if not set(group.classes) & set(known):
            rule = f"must name a class that has keywords ({', '.join(known)})"
            needs: tuple[Path, ...] = (("keywords",), ("listed",))
            yield Fault((*head, "classes"), rule, ", ".join(group.classes), needs=needs)


def _days(scenario: Scenario, group: RivalGroup) -> Iterator[Fault]:
    last = scenario.start + timedelta(days=scenario.days - 1)
    spans: list[tuple[Path, RivalGroup | Season]] = [((), group)]
    spans += [(("seasons", index), season) for index, season in enumerate(group.seasons)]
    for path, span in spans:
        for key, day in (("from", span.start), ("until", span.end)):
            if day is not None and not scenario.start <= day <= last:
                rule = f"must lie within the horizon ({scenario.start} to {last})"
                yield Fault((*path, key), rule, str(day), needs=(("start",), ("days",)))
