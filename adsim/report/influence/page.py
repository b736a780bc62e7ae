"""The page of a sensitivity study: answer, figures, cautions, pictures, tables, and what it rests on."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from adsim.report import sheet
from adsim.report.canvas import drawing
from adsim.report.catalogue import TERMS
from adsim.report.catalogue.influence import INFLUENCE_TERMS
from adsim.report.influence import pictures as drawn
from adsim.report.influence import sentences
from adsim.report.influence.scene import NAME, Studied
from adsim.report.numbers import Lang
from adsim.report.tables import Table
from adsim.report.view import Picture
from adsim.report.words import short, words

NEEDED = ("indices", "tornado", "responses", "best", "samples", "assumptions")
SHARED_TERMS = ("word_profit", "word_variant", "word_replication")


def render(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: Lang, scenario: str) -> str:
    """The whole page; the same tables and facts give the same bytes."""
    say = words(facts, lang)
    studied = Studied(tables, facts, say)
    worlds = say.say("influence_worlds", count=say.count(facts["replications"]), spread=say.spread(facts))
    return sheet.page(
        "findings.html",
        studied,
        title=say.say("influence_title", name=short(facts["name"])),
        answer=sentences.answer(studied),
        basis=_basis(studied),
        scenario=scenario,
        terms=INFLUENCE_TERMS | {key: TERMS[key] for key in SHARED_TERMS},
        heading=say.say("influence_heading"),
        figures=_key_figures(studied),
        advice=sentences.cautions(studied),
        parts=sheet.figures(pictures(studied)),
        part_names={part: say.say(f"influence_part_{part}") for part in ("which", "best", "tornado", "responses")},
        said={"which": [say.say("influence_said_which", samples=say.count(2 * facts["samples"]), worlds=worlds)]},
        tables=[_indices(studied)],
        folded=[_tornado(studied)],
    )


def pictures(studied: Studied) -> dict[str, list[Picture]]:
    """Part of the page → its pictures; parts without any are left out."""
    with drawing():
        best = drawn.best(studied)
        found = {
            "which": [drawn.indices(studied, output) for output in studied.outputs],
            "best": [best] if best else [],
            "tornado": [drawn.tornado(studied, output) for output in studied.outputs],
            "responses": [picture for output in studied.outputs for picture in drawn.responses(studied, output)],
        }
    return {part: parts for part, parts in found.items() if parts}


def _key_figures(studied: Studied) -> list[tuple[str, str, str]]:
    say, facts = studied.say, studied.facts
    spread = facts["spread"]["profit"]
    found = [
        (say.say("influence_figure_profit", **studied.named()), say.money(facts["centre"][studied.winner]), ""),
        (say.say("influence_figure_sd"), f"± {say.money(spread['sd'])}", say.say("influence_figure_sd_help")),
        (say.say("influence_figure_known"), say.percent(spread["inputs"]), ""),
    ]
    if studied.runner_up is not None:
        error = say.percent(1.96 * facts["other_best_error"])
        against = say.say("influence_figure_samples", samples=say.count(2 * facts["samples"]), error=error)
        found.insert(0, (say.say("influence_figure_other"), say.percent(facts["other_best"]), against))
    return found


def _indices(studied: Studied) -> Table:
    summary = sentences.summary_rows(studied)
    title = studied.say.say("influence_table_indices")
    return Table("indices", title, summary.headings, [list(row) for row in summary.rows], 1)


def _tornado(studied: Studied) -> Table:
    say = studied.say
    rows = [
        [studied.input(row["input"]), say.say(f"influence_{row['level']}_mark"),
         studied.value(row["input"], row["value"]), short(row["variant"], NAME), say.money(row["profit"]),
         f"{say.gain(row['low'])} … {say.gain(row['high'])}"]
        for row in studied.tables["tornado"].to_dict("records")
    ]  # fmt: skip
    headings = tuple(say.say(f"column_{name}") for name in ("input", "end", "value", "variant", "profit", "shift"))
    return Table("tornado", say.say("influence_table_tornado"), headings, rows, 4)


def _basis(studied: Studied) -> list[tuple[str, str]]:
    say, facts = studied.say, studied.facts
    return [
        (say.say("influence_basis_samples"), say.count(facts["samples"])),
        (say.say("influence_basis_runs"), say.count(facts["runs"])),
        *sheet.basis(studied),
    ]
