"""A product test's page: answer, figures and advice first, then pictures and tables part by part."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from adsim.report import sheet
from adsim.report.canvas import drawing
from adsim.report.catalogue import TERMS
from adsim.report.catalogue.product_test import TEST_TERMS
from adsim.report.numbers import Lang
from adsim.report.product_test import arm_pictures, plan_picture, reading_pictures, sentences, verdict_pictures
from adsim.report.product_test import tables as told
from adsim.report.product_test.scene import NAME, Trial
from adsim.report.view import Picture
from adsim.report.words import short, shown, words

NEEDED = ("arms", "verdicts", "outcomes", "quadrants", "cloud", "boundaries", "one_test", "readings", "actions", "plan",
          "assumptions")  # fmt: skip
SHARED_TERMS = ("word_impressions", "word_ctr", "word_cvr", "word_so_far", "word_matured", "word_profit",
                "word_replication")  # fmt: skip


def render(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: Lang, scenario: str) -> str:
    """The whole page; the same tables and facts give the same bytes."""
    say = words(facts, lang)
    trial = Trial(tables, facts, say)
    return sheet.page(
        "product_test.html",
        trial,
        title=say.say("test_title", name=short(facts["name"])),
        answer=sentences.answer(trial),
        basis=_basis(trial),
        scenario=scenario,
        terms=TEST_TERMS | {key: TERMS[key] for key in SHARED_TERMS},
        rule=trial.rule_name(trial.rule),
        figures=_key_figures(trial),
        advice=sentences.advice(trial),
        parts=sheet.figures(pictures(trial)),
        said=_said(trial),
        by_look=sentences.by_look(trial),
        beside={
            "verdicts": [told.rules(trial)],
            "acted": told.full([told.outcomes(trial), told.actions(trial, [trial.rule])]),
            "one": [told.one_test(trial)],
        },
        folded=told.full(
            [told.verdicts(trial), told.readings(trial), told.needs(trial), told.actions(trial, trial.rules)]
        ),
    )


def pictures(trial: Trial) -> dict[str, list[Picture]]:
    """Part of the page → its pictures; empty ones are left out, and parts without any, but for the one seller's."""
    with drawing():
        found: dict[str, list[Picture | None]] = {
            "verdicts": [verdict_pictures.verdicts(trial), verdict_pictures.gains(trial)],
            "arms": [arm_pictures.rates(trial, "ctr"), arm_pictures.rates(trial, "cvr")],
            "one": [reading_pictures.lifts(trial), reading_pictures.boundaries(trial)],
            "needs": [arm_pictures.clouds(trial), arm_pictures.diagnoses(trial)],
            "acted": [],
            "plan": [plan_picture.plan(trial)],
        }
    kept = {part: [picture for picture in parts if picture is not None] for part, parts in found.items()}
    told_in_words = {"one"} | ({"acted"} if len(trial.tables["outcomes"]) else set())
    return {part: parts for part, parts in kept.items() if parts or part in told_in_words}


def _said(trial: Trial) -> dict[str, list[str]]:
    """The running text of each part."""
    say, facts = trial.say, trial.facts
    targets = {name: say.percent(value) for name, value in facts["targets"].items()}
    looks = say.say("comma").join(map(str, trial.looks))
    asked = {
        "count": len(trial.rules),
        "metric": say.say(f"metric_{facts['metric']}"),
        "arm": short(trial.arms[0], NAME),
    }
    key = "test_said_verdicts" if trial.several else "test_said_verdicts_alone"
    found = {
        "verdicts": [say.say(key, looks=looks, world=trial.world, **asked)],
        "one": sentences.truth(trial),
        "acted": [say.say("test_said_acted", spread=say.spread(facts))],
        "plan": [say.say("test_said_plan")],
    }
    if {"ctr", "cvr"} <= set(targets):
        found["needs"] = [say.say("test_said_needs", **targets)]
    return found


def _key_figures(trial: Trial) -> list[tuple[str, str, str]]:
    """Heading, value, and what stands below it."""
    say, row, day = trial.say, trial.verdict(trial.rule), trial.looks[-1]
    spread = say.say("test_of_worlds", spread=say.spread(trial.facts))
    found = [
        (say.say("test_figure_right", day=day), say.percent(row["right"]), spread),
        (say.say("test_figure_wrong"), say.percent(row["wrong"]), spread),
        (say.say("test_figure_undecided"), say.percent(row["undecided"]), spread),
        (say.say("test_figure_days"), say.decimal(trial.decision_day(trial.rule)), ""),
        (say.say("test_figure_cost", day=day), say.money(row["cost"]), ""),
    ]
    if trial.rule in trial.acted:
        gain = trial.outcome(trial.rule)
        low, high = say.gain(gain["gain_low"]), say.gain(gain["gain_high"])
        against = say.say("test_against_never", low=low, high=high)
        error = say.say("test_plus_minus", error=say.money(trial.error * gain["regret_error"]))
        found += [
            (say.say("test_figure_gain"), say.gain(gain["gain"]), against),
            (say.say("test_figure_regret"), say.money(gain["regret"]), error),
        ]
    if trial.several:
        best = trial.facts["best_share"]
        arm = max(trial.arms, key=lambda name: best[name])
        found.append((say.say("test_figure_better", arm=short(arm, NAME)), say.percent(best[arm]), spread))
    return found


def _basis(trial: Trial) -> list[tuple[str, str]]:
    say, facts = trial.say, trial.facts
    entries = {
        "test_metric": say.say(f"metric_{facts['metric']}"),
        "test_looks": say.say("comma").join(map(str, trial.looks)),
        "test_alpha": say.percent(facts["alpha"]),
        "test_rotation": shown(facts["rotation"]),
    }
    return [*sheet.basis(trial), *((say.say(key), value) for key, value in entries.items())]
