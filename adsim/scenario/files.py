"""Scenario files: a path in, a whole and validated `Scenario` out, or every error at once.

Each error reads `file:line: path: rule, got value; how to mend`.
"""

from pathlib import Path as FilePath

from adsim.errors import InputError, Problem
from adsim.scenario import documents, keyword_tables
from adsim.scenario.documents import Document
from adsim.scenario.faults import Fault, closest
from adsim.scenario.keyword_tables import KeywordTable
from adsim.scenario.notes import Note, notes
from adsim.scenario.objects import Scenario
from adsim.scenario.patches import with_usual_prices
from adsim.scenario.rehearsal import rehearsed
from adsim.scenario.salvage import salvaged
from adsim.scenario.schema import schema
from adsim.scenario.wording import known_keys

__all__ = ["Note", "keyword_file", "load", "notes", "schema", "understood"]

PROBLEM_LIMIT = 200


def load(path: str | FilePath) -> Scenario:
    """The scenario in the YAML file at `path`, with its keyword CSV where it names one.

    Every variant and every dated change is validated with it. Raises InputError with all problems.
    """
    return understood(documents.read(path), FilePath(path).parent)


def understood(document: Document, folder: FilePath, keywords: FilePath | None = None) -> Scenario:
    """The scenario that `document` says; its keyword file is looked for relative to `folder`, or is `keywords`."""
    data = {key: value for key, value in document.data.items() if key != "listed"}
    faults = list(document.faults)
    if data != document.data:
        faults.append(Fault(("listed",), "unknown key", mend=closest("listed", known_keys(()))))
    scenario, found, mended = salvaged(data, document.lost)
    faults += found
    elsewhere: list[Problem] = []
    if scenario is not None:
        scenario, table, elsewhere = _with_listed(scenario, folder, keywords)
        checked = [fault for fault in rehearsed(scenario) if not fault.touches(mended)]
        if elsewhere:
            checked = [fault for fault in checked if not fault.touches([("listed",)])]
        faults += [fault for fault in checked if fault.path[0] != "listed"]
        elsewhere += [table.problem(fault) for fault in checked if table and fault.path[0] == "listed"]
    faults.sort(key=lambda fault: fault.line or document.place(fault.path).line)
    problems = [document.problem(fault) for fault in faults] + elsewhere
    if problems or scenario is None:
        raise InputError(_readable(problems, document.name))
    return scenario


def _with_listed(
    scenario: Scenario, folder: FilePath, keywords: FilePath | None
) -> tuple[Scenario, KeywordTable | None, list[Problem]]:
    """The scenario with its listed keywords and usual prices, the table, and what was wrong with it."""
    scenario = with_usual_prices(scenario)
    if scenario.keywords.file is None:
        return scenario, None, []
    try:
        table = keyword_tables.read(keywords or folder / scenario.keywords.file)
    except InputError as error:
        return scenario, None, list(error.problems)
    return scenario.model_copy(update={"listed": table.rows}), table, list(table.problems)


def keyword_file(document: Document) -> FilePath | None:
    """The keyword file that `document` names, as it lies beside it; None where it names none."""
    keywords = document.data.get("keywords")
    name = keywords.get("file") if isinstance(keywords, dict) else None
    return FilePath(document.name).parent / name if isinstance(name, str) else None


def _readable(problems: list[Problem], name: str) -> list[Problem]:
    """At most PROBLEM_LIMIT problems, and how many more there are."""
    more = len(problems) - PROBLEM_LIMIT
    return problems if more <= 0 else [*problems[:PROBLEM_LIMIT], Problem(name, "", f"has {more} more problems")]
