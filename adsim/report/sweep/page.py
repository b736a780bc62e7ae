"""A sweep's page: answer, figures and advice first, then the pictures, the best points, and what it rests on."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from adsim.report import sheet, sweep_words
from adsim.report.canvas import drawing
from adsim.report.catalogue import TERMS
from adsim.report.catalogue.sweep_page import SWEEP_TERMS
from adsim.report.evidence import ranged
from adsim.report.numbers import Lang
from adsim.report.sweep import sentences
from adsim.report.sweep.curves import curves
from adsim.report.sweep.maps import maps
from adsim.report.sweep.scene import Swept
from adsim.report.sweep.triangle import triangles
from adsim.report.tables import Table
from adsim.report.view import Picture
from adsim.report.words import short, shown, words

NEEDED = ("points", "standings", "response", "two_way", "contours", "assumptions")
SHARED_TERMS = ("word_profit", "word_roi", "word_matured", "word_variant", "word_replication")
TOP, MOST_LISTED = 12, 300


def render(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: Lang, scenario: str) -> str:
    """The whole page; the same tables and facts give the same bytes."""
    say = words(facts, lang)
    swept = Swept(tables, facts, say)
    return sheet.page(
        "findings.html",
        swept,
        title=say.say("sweep_title", name=short(facts["name"])),
        answer=sentences.answer(swept),
        basis=_basis(swept),
        scenario=scenario,
        terms=SWEEP_TERMS | {key: TERMS[key] for key in SHARED_TERMS},
        heading=say.say("sweep_key_figures"),
        figures=_key_figures(swept),
        advice=sentences.advice(swept),
        parts=sheet.figures(pictures(swept)),
        part_names={part: say.say(f"sweep_part_{part}") for part in ("split", "maps", "curves")},
        said={},
        tables=[_points(swept, TOP)],
        folded=[_points(swept, MOST_LISTED)] if len(tables["standings"]) > TOP else [],
    )


def pictures(swept: Swept) -> dict[str, list[Picture]]:
    """Part of the page → its pictures; parts without any are left out."""
    with drawing():
        found = {"split": triangles(swept), "maps": maps(swept), "curves": curves(swept)}
    return {part: parts for part, parts in found.items() if parts}


def _key_figures(swept: Swept) -> list[tuple[str, str, str]]:
    """Heading, value, and what stands below it."""
    say, best, facts = swept.say, swept.best, swept.facts
    error = say.say("sweep_figure_error", error=say.money((best["high"] - best["low"]) / 2))
    found = [(say.say("sweep_figure_profit", days=say.days(int(facts["days"]))), say.money(best["profit"]), error)]
    gain = swept.only("points", point=best["point"], variant=best["variant"], metric="profit")
    if len(gain) and pd.notna(gain["gain"].iloc[0]) and not facts["best_is_base"]:
        row = gain.iloc[0]
        between = say.say("sweep_figure_gain_range", low=say.gain(row["gain_low"]), high=say.gain(row["gain_high"]))
        found.append((say.say("sweep_figure_gain"), say.gain(row["gain"]), between))
    of = say.say("sweep_figure_of", spread=say.spread(facts))
    return [
        *found,
        (say.say("sweep_figure_cost"), say.money(best["cost"]), ""),
        (say.say("sweep_figure_roi"), say.percent(best["roi"]), ""),
        (say.say("column_loss_share"), say.percent(best["loss_share"]), of),
        (say.say("sweep_figure_best"), say.percent(best["best_share"]), of),
        (say.say("sweep_figure_tied"), say.count(facts["tied"]),
         say.say("sweep_figure_points", points=say.count(len(swept.tables["standings"]) - 1))),
    ]  # fmt: skip


def _points(swept: Swept, most: int) -> Table:
    """The best points, as the terminal shows them."""
    summary = sweep_words.summary_rows(swept.tables, swept.facts, swept.say.lang, most)
    say = swept.say
    title = say.say("sweep_table_top" if most == TOP else "sweep_table_all")
    note = say.say("sweep_table_top_note", spread=say.spread(swept.facts)) if ranged(swept.facts) else ""
    return Table("points", title, summary.headings, [list(row) for row in summary.rows[:most]], 1, note)


def _basis(swept: Swept) -> list[tuple[str, str]]:
    say, facts = swept.say, swept.facts
    entries = {
        "sweep_basis_base": shown(facts["base"]),
        "sweep_basis_design": f"{shown(facts['design'])}, {say.count(facts['points'])}",
        "sweep_basis_runs": say.count(facts["runs"]),
    }
    return [*((say.say(key), value) for key, value in entries.items()), *sheet.basis(swept)]
