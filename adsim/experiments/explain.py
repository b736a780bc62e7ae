"""One keyword's day in a finished run, told from its folder: the run is done again and stopped on that day.

A folder holds tables and the scenario, not the pages of a run. A run is deterministic, so doing it again gives the
very same pages, as long as scenario, seed and engine are those of the folder: `explain` refuses where one is another,
since it would tell of other pages under the same name.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from adsim.errors import InputError, Problem
from adsim.experiments.runs.job import engine
from adsim.platforms import platform
from adsim.results import load_tables
from adsim.scenario import documents, files, patches
from adsim.scenario.faults import closest
from adsim.scenario.listing import keyword_names
from adsim.scenario.objects import Scenario
from adsim.simulation import Study
from adsim.simulation.closeup import CloseUp, close_up

SCENARIO, KEYWORDS = "scenario.yaml", "scenario_keywords.csv"


@dataclass(frozen=True)
class Explanation:
    """What was found: the day close up, and the hour whose pages are to be shown (0 to 23)."""

    found: CloseUp
    scenario: Scenario  # in force on that day
    hour: int

    @property
    def plain(self) -> dict[str, Any]:
        """All of it in the types of JSON."""
        known = asdict(self.found)
        for cell in known["cells"]:
            cell["got"] = {str(who): got for who, got in cell["got"].items()}
        scenario = self.scenario
        date = np.datetime64(scenario.start) + self.found.day
        return known | {
            "day": self.found.day + 1,
            "date": str(date),
            "hour": self.hour,
            "currency": scenario.currency or platform(scenario.platform).currency,
            "squashing": scenario.market.squashing,
        }


def explain(
    folder: str | Path,
    keyword: str,
    day: int,
    *,
    variant: str | None = None,
    replication: int = 0,
    hour: int | None = None,
) -> Explanation:
    """Tell what happened to `keyword` (its name, or its number from 1) on `day` (from 1).

    `variant` defaults to the winner of the folder, `hour` to the one with the most searches. Raises `InputError` for
    a folder, keyword, day, variant, replication or hour that is none, and for a folder of another engine.
    """
    folder = Path(folder)
    _, facts = load_tables(folder)
    scenario = _scenario(folder, facts)
    name = str(facts["winner"]) if variant is None else variant
    _check("--variant", name, facts["variants"])
    _check_number("--day", day, 1, int(facts["days"]))
    _check_number("--replication", replication, 0, int(facts["worlds_asked"]) - 1)
    if hour is not None:
        _check_number("--hour", hour, 0, 23)
    study = Study.of(scenario)
    state = next(state for first, state in reversed(study.timetables[name]) if first < day)
    number = _number(state, keyword)
    if hour is None:
        hour = int(np.argmax(state.market.demand.hours))
    return Explanation(close_up(study, name, replication, number, day - 1), state, hour)


def _scenario(folder: Path, facts: Mapping[str, Any]) -> Scenario:
    """The scenario that the folder's runs were of."""
    again = f"run `adsim compare … -o {folder}` again"
    if facts.get("kind") is not None:
        rule, mend = f"holds a {facts['kind']}, and a comparison is explained", "name a folder of adsim compare or run"
        raise InputError([Problem(str(folder), "", rule, mend=mend)])
    if not (folder / SCENARIO).is_file():
        rule = f"holds no {SCENARIO}: a run is done again to be explained"
        raise InputError([Problem(str(folder), "", rule, mend=again)])
    if facts.get("engine") != engine():
        rule = "was made by another engine, whose runs may have come out otherwise"
        raise InputError([Problem(str(folder), "", rule, str(facts.get("engine") or "an older adsim"), again)])
    document = documents.read(folder / SCENARIO)
    scenario = files.understood(document, folder, folder / KEYWORDS)
    if patches.scenario_hash(_seeded(scenario, facts)) != facts["scenario_hash"]:
        rule = f"the saved {SCENARIO} (or its {KEYWORDS}) is not the one that the figures are of"
        raise InputError([Problem(str(folder), "", rule, mend=again)])
    return _seeded(scenario, facts)


def _seeded(scenario: Scenario, facts: Mapping[str, Any]) -> Scenario:
    return scenario.model_copy(update={"seed": int(facts["seed"])})


def _check(option: str, name: str, known: list[str]) -> None:
    if name not in known:
        raise InputError([Problem(option, "", f"must be one of {', '.join(known)}", repr(name), closest(name, known))])


def _check_number(option: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InputError([Problem(option, "", f"must be {least} to {most} here", str(value))])


def _number(scenario: Scenario, keyword: str) -> int:
    """The keyword's place, from 0: by its name, or else by its number."""
    names = keyword_names(scenario)
    places = [place for place, name in enumerate(names) if name == keyword]
    if len(places) > 1:
        numbers = ", ".join(str(place + 1) for place in places[:10])
        rule, mend = f"names {len(places)} lines of the keyword file", f"give the number of one: {numbers}"
        raise InputError([Problem("--keyword", "", rule, repr(keyword), mend)])
    if places:
        return places[0]
    if keyword.isascii() and keyword.isdigit() and 1 <= int(keyword) <= len(names):
        return int(keyword) - 1
    rule = f"must be a keyword of the scenario, by name or by number (1 to {len(names)})"
    raise InputError([Problem("--keyword", "", rule, repr(keyword), closest(keyword, names))])
