"""The report: one HTML file that needs nothing from outside, readable without scripts, on a phone and in print.

Hostile names are made harmless twice: `words.shown` takes out what steers the display, the templates
escape the rest (autoescape on); a content policy in the page forbids scripts and anything from outside.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adsim.errors import InputError, Problem
from adsim.report import bid_verdicts, unknown
from adsim.report import tables as told
from adsim.report.advice import advice
from adsim.report.catalogue import TERMS
from adsim.report.evidence import supported
from adsim.report.numbers import Lang
from adsim.report.plots import pictures
from adsim.report.view import Picture, View
from adsim.report.words import answer, short, shown, variant_row, words
from adsim.results import load_tables, replace_file

NEEDED = ("variants", "differences", "signs", "days", "hours", "classes", "windows", "class_days", "keywords",
          "assumptions", "sensitivity", "bid_response")  # fmt: skip
KEY_FIGURES = {"profit": "money", "roas": "ratio", "roi": "percent", "cost": "money", "clicks": "count",
               "cpc": "money", "orders": "count", "hours_dark": "decimal"}  # fmt: skip


def write_report(folder: Path, lang: Lang) -> Path:
    """Draw the run saved under `folder` into `folder/report.html`.

    Raises `InputError` where the saved tables are missing, damaged or not those of a comparison.
    """
    tables, facts = load_tables(folder)
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        rule = f"holds no comparison: {', '.join(missing)} not among its tables"
        raise InputError([Problem(str(folder), "", rule, mend="run `adsim compare` first")])
    scenario = folder / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8", errors="replace") if scenario.is_file() else ""
    path = folder / "report.html"
    replace_file(path, render(tables, facts, lang, text).encode())
    return path


def render(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: Lang, scenario: str) -> str:
    """The whole page; the same tables and facts give the same bytes."""
    say = words(facts, lang)
    view = View(supported(tables, facts), facts, say)
    page = _environment().get_template("report.html")
    return page.render(
        lang="zh-CN" if lang == "zh" else "en",
        say=say.say,
        title=say.say("title" if view.several else "title_alone", name=short(facts["name"])),
        made_of=_made_of(view),
        answer=answer(tables, facts, lang),
        advice=advice(view),
        winner=short(view.winner),
        figures=_key_figures(view),
        parts={part: [_figure(picture) for picture in found] for part, found in pictures(view).items()},
        said={"unknown": unknown.sentences(view), "bids": bid_verdicts.sentences(view)},
        signs=told.signs(view),
        some_drawn=_some_drawn(view),
        means=_means(view),
        tables=[*told.tables(view), told.windows(view, by_class=False)],
        folded=[table for table in (told.bids(view), told.windows(view, by_class=True)) if table.rows],
        keywords=told.keywords(view),
        assumptions=told.assumptions(view),
        basis=_basis(view),
        scenario="\n".join(shown(line.replace("\t", "    ")) for line in scenario.splitlines()),
        glossary=[(*TERMS[key], say.say(key)) for key in TERMS],
    )


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("adsim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _figure(picture: Picture) -> dict[str, Any]:
    """`svg` was serialised by an XML writer, all names in it escaped."""
    return {
        "title": picture.title,
        "help": picture.help,
        "svg": Markup(picture.svg),
        "legend": picture.legend,
    }


def _made_of(view: View) -> str:
    facts, say = view.facts, view.say
    return say.say(
        "made_of",
        name=short(facts["name"]),
        platform=shown(facts["platform"]),
        days=say.days(int(facts["days"])),
        start=shown(facts["start"]),
        replications=say.times(facts["replications"]),
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
    entries = [
        ("seed", str(facts["seed"])),
        ("replications_label", say.count(facts["replications"])),
        ("daily_budget", say.money(facts["daily_budget"])),
        ("versions", f"adsim {facts['adsim_version']}, numpy {facts['numpy_version']}"),
        ("scenario_hash", str(facts["scenario_hash"])),
    ]
    if view.several:
        entries.insert(2, ("baseline", view.baseline))
    if facts.get("target_error") is not None:
        entries.insert(2, ("target_error", say.percent(facts["target_error"])))
    return [(say.say(key), shown(value)) for key, value in entries]
