"""The report: one HTML file that needs nothing from outside, readable without scripts, on a phone and in print.

Hostile names are made harmless twice: `words.shown` takes out what steers the display, the templates
escape the rest (autoescape on); a content policy in the page forbids scripts and anything from outside.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from adsim.errors import InputError, Problem
from adsim.report import bid_verdicts, sheet, unknown
from adsim.report import tables as told
from adsim.report.advice import advice
from adsim.report.bidders import sentences as bidders
from adsim.report.catalogue import TERMS
from adsim.report.evidence import supported
from adsim.report.influence import page as influence
from adsim.report.numbers import Lang
from adsim.report.optimise import page as optimise
from adsim.report.plots import pictures
from adsim.report.product_test import page as product_test
from adsim.report.sweep import page as sweep
from adsim.report.view import View
from adsim.report.words import answer, short, shown, variant_row, words
from adsim.results import load_tables, replace_file

NEEDED = ("variants", "differences", "signs", "days", "hours", "classes", "windows", "class_days", "keywords",
          "assumptions", "sensitivity", "bid_response", "bid_days", "traffic", "regret")  # fmt: skip
KEY_FIGURES = {"profit": "money", "roas": "ratio", "roi": "percent", "cost": "money", "clicks": "count",
               "cpc": "money", "orders": "count", "hours_dark": "decimal"}  # fmt: skip


def write_report(folder: Path, lang: Lang) -> Path:
    """Draw what is saved under `folder` into `folder/report.html`: a comparison, a product test, a sweep,
    a study or a search.

    Raises `InputError` where the saved tables are missing, damaged or not those that the page needs.
    """
    tables, facts = load_tables(folder)
    kind = _kinds().get(str(facts.get("kind")), _Kind("comparison", "compare", NEEDED, render))
    missing = [name for name in kind.needed if name not in tables]
    if missing:
        rule = f"holds no {kind.what}: {', '.join(missing)} not among its tables"
        raise InputError([Problem(str(folder), "", rule, mend=f"run `adsim {kind.command}` first")])
    files = [folder / "sweep.yaml", folder / "scenario.yaml"] if kind.what == "sweep" else [folder / "scenario.yaml"]
    text = "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file())
    path = folder / "report.html"
    replace_file(path, kind.page(tables, facts, lang, text).encode())
    return path


class _Kind(NamedTuple):
    """What a folder may hold, which command made it, which tables its page needs, and the page."""

    what: str
    command: str
    needed: Sequence[str]
    page: Callable[[Mapping[str, pd.DataFrame], Mapping[str, Any], Lang, str], str]


def _kinds() -> dict[str, _Kind]:
    """By the fact `kind`; a comparison has none."""
    return {
        "test": _Kind("product test", "test", product_test.NEEDED, product_test.render),
        "sweep": _Kind("sweep", "sweep", sweep.NEEDED, sweep.render),
        "optimise": _Kind("search", "optimise", optimise.NEEDED, optimise.render),
        "sensitivity": _Kind("sensitivity study", "sensitivity", influence.NEEDED, influence.render),
    }


def render(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: Lang, scenario: str) -> str:
    """The whole page of a comparison; the same tables and facts give the same bytes."""
    say = words(facts, lang)
    view = View(supported(tables, facts), facts, say)
    return sheet.page(
        "report.html",
        view,
        title=say.say("title" if view.several else "title_alone", name=short(facts["name"])),
        answer=answer(tables, facts, lang),
        basis=_basis(view),
        scenario=scenario,
        terms=TERMS,
        advice=advice(view),
        winner=short(view.winner),
        figures=_key_figures(view),
        parts=sheet.figures(pictures(view)),
        said={
            "unknown": unknown.sentences(view),
            "bids": bid_verdicts.sentences(view),
            "bidders": bidders.sentences(view),
        },
        signs=told.signs(view),
        some_drawn=_some_drawn(view),
        means=_means(view),
        tables=[*told.tables(view), told.windows(view, by_class=False)],
        folded=[table for table in (told.bids(view), told.windows(view, by_class=True)) if table.rows],
        keywords=told.keywords(view),
    )


def _key_figures(view: View) -> list[tuple[str, str, str]]:
    """Heading, the winner's value, and the baseline's where that is another variant."""
    rows = {name: variant_row(view.tables, name) for name in view.pair}
    found = []
    for column, kind in KEY_FIGURES.items():
        values = {name: str(getattr(view.say, kind)(row[column])) for name, row in rows.items()}
        against = ""
        if view.winner != view.baseline:
            against = view.say.say("against", versus=short(view.baseline, 30), value=values[view.baseline])
        found.append((view.say.say(f"column_{column}"), values[view.winner], against))
    return found


def _means(view: View) -> str:
    times = view.say.times(view.facts["replications"])
    return view.say.say("means" if view.repeated else "means_one", replications=times, currency=view.facts["currency"])


def _some_drawn(view: View) -> str:
    if len(view.drawn) == len(view.facts["variants"]):
        return ""
    return view.say.say("drawn_some", drawn=len(view.drawn), rows=len(view.rows), all=len(view.facts["variants"]))


def _basis(view: View) -> list[tuple[str, str]]:
    facts, say = view.facts, view.say
    entries = sheet.basis(view)
    entries.insert(2, (say.say("daily_budget"), say.money(facts["daily_budget"])))
    if view.several:
        entries.insert(2, (say.say("baseline"), shown(view.baseline)))
    if facts.get("target_error") is not None:
        entries.insert(2, (say.say("target_error"), say.percent(facts["target_error"])))
    return entries
