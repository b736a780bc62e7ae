"""A search's page: what to do and what survived, then the race, fresh worlds, the plan, where it lies, and tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from adsim.report import optimise_words, sheet
from adsim.report.canvas import drawing
from adsim.report.catalogue import TERMS
from adsim.report.catalogue.optimise_page import OPTIMISE_TERMS
from adsim.report.evidence import ranged
from adsim.report.numbers import MISSING, Lang
from adsim.report.optimise.again import again
from adsim.report.optimise.plan import plan
from adsim.report.optimise.race import front, race
from adsim.report.optimise.scene import Raced
from adsim.report.optimise.where import where
from adsim.report.optimise_words import account_name
from adsim.report.tables import LONGEST_KEYWORD, Table
from adsim.report.view import Picture
from adsim.report.words import short, shown, words

NEEDED = ("trials", "remeasured", "plan", "budgets", "assumptions")
SHARED_TERMS = ("word_profit", "word_roi", "word_replication", "word_head", "word_long_tail", "word_precise")
PARTS = ("race", "again", "plan", "where", "front")
TOP_KEYWORDS, TOP_TRIALS = 20, 100


def render(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: Lang, scenario: str) -> str:
    """The whole page; the same tables and facts give the same bytes."""
    say = words(facts, lang)
    raced = Raced(tables, facts, say)
    fresh = say.say("influence_worlds", count=say.count(facts["replications"]), spread=say.spread(facts))
    return sheet.page(
        "findings.html",
        raced,
        title=say.say("optimise_title", name=short(facts["name"])),
        answer=optimise_words.headline(tables, facts, lang),
        basis=_basis(raced),
        scenario=scenario,
        terms=OPTIMISE_TERMS | {key: TERMS[key] for key in SHARED_TERMS},
        heading=say.say("optimise_key_figures"),
        figures=key_figures(raced),
        advice=optimise_words.remarks(tables, facts, lang),
        parts=sheet.figures(pictures(raced)),
        part_names={part: say.say(f"optimise_part_{part}") for part in PARTS},
        said={"again": [say.say("optimise_said_again", worlds=fresh)], "plan": [_files(raced)]},
        tables=[_keywords(raced), _budgets(raced), _remeasured(raced)],
        folded=[_trials(raced)],
    )


def pictures(raced: Raced) -> dict[str, list[Picture]]:
    """Part of the page → its pictures; parts without any are left out."""
    with drawing():
        drawn = front(raced)
        found = {"race": [race(raced)], "again": again(raced), "plan": plan(raced), "where": where(raced),
                 "front": [drawn] if drawn else []}  # fmt: skip
    return {part: parts for part, parts in found.items() if parts}


def key_figures(raced: Raced) -> list[tuple[str, str, str]]:
    """Heading, value, and what stands below it."""
    say, row, facts = raced.say, raced.advised, raced.facts
    error = say.say("sweep_figure_error", error=say.money((row["profit_high"] - row["profit_low"]) / 2))
    found = [(say.say("optimise_figure_profit", days=say.days(int(facts["days"]))), say.money(row["profit"]), error)]
    if facts["advised"] == facts["winner"]:
        found += [*_gains(raced)]
    cost, budget = row["cost"], float(raced.tables["budgets"]["daily_budget"].sum())
    roi = row["profit"] / cost if cost > 0 else None
    of = say.say("sweep_figure_of", spread=say.spread(facts))
    return [
        *found,
        (say.say("sweep_figure_cost"), say.money(cost), say.say("optimise_figure_budget", budget=say.money(budget))),
        (say.say("sweep_figure_roi"), say.percent(roi), ""),
        (say.say("column_loss_share"), say.percent(row["loss_share"]), of),
    ]


def _gains(raced: Raced) -> list[tuple[str, str, str]]:
    """How far the winner is ahead of the scenario as it is and of the best fixed split, and what of that survived."""
    say, facts, found = raced.say, raced.facts, []
    now = raced.present
    if facts["winner"] != facts["present"]:
        found.append((say.say("sweep_figure_gain"), say.gain(now["gain"]), _between(raced, now)))
        if now["searched_gain"] > 0:
            seemed = say.say("optimise_figure_seemed", seemed=say.money(now["searched_gain"]))
            kept = min(max(now["gain"] / now["searched_gain"], 0.0), 1.0)
            found.append((say.say("optimise_figure_survived"), say.percent(kept), seemed))
    best = facts["best_fixed"]
    if best not in (None, facts["winner"], facts["present"]):
        row = raced.plans[best]
        found.append((say.say("optimise_figure_fixed"), say.gain(row["gain"]), _between(raced, row)))
    return found


def _between(raced: Raced, row: Mapping[str, Any]) -> str:
    say = raced.say
    return say.say("sweep_figure_gain_range", low=say.gain(row["gain_low"]), high=say.gain(row["gain_high"]))


def _files(raced: Raced) -> str:
    """How many keywords the plan has and, where its sheets were written, their names as links."""
    say, frame = raced.say, raced.tables["plan"]
    counts = {"keywords": say.count(len(frame)), "bought": say.count(int(frame["bid"].notna().sum()))}
    names = raced.facts.get("sheets", ())
    if not names:
        return say.say("optimise_said_plan", **counts)
    links = [Markup('<a href="{0}">{0}</a>').format(name) for name in names]
    text = escape(say.say("optimise_said_sheets", files="{files}", **counts))
    return Markup(text).format(files=Markup(say.say("comma")).join(links))


def _keywords(raced: Raced) -> Table:
    """The plan's keywords that are expected to earn most."""
    say, frame = raced.say, raced.tables["plan"]
    frame = frame.sort_values("profit", ascending=False, kind="stable")
    rows = [
        [short(row["keyword"], LONGEST_KEYWORD), say.klass(row["klass"]), account_name(row["account"], say),
         say.money(row["bid"]), say.money(row["daily_budget"]), *_expected(raced, row)]
        for row in frame.head(TOP_KEYWORDS).to_dict("records")
    ]  # fmt: skip
    columns = ("column_keyword", "column_klass", "optimise_sheet_account", "optimise_column_bid",
               "optimise_column_budget", "column_clicks", "column_cost", "column_profit")  # fmt: skip
    note = say.say("optimise_keywords_note", shown=say.count(len(rows)), keywords=say.count(len(frame)),
                   days=say.days(int(raced.facts["days"])))  # fmt: skip
    return Table(
        "keywords", say.say("optimise_keywords_title"), _headings(raced, columns), rows, 3, note + _ranges(raced)
    )


def _budgets(raced: Raced) -> Table:
    say = raced.say
    rows = [
        [account_name(row["account"], say), say.money(row["daily_budget"]), say.percent(row["share"]),
         *_expected(raced, row)]
        for row in raced.tables["budgets"].to_dict("records")
    ]  # fmt: skip
    columns = ("optimise_sheet_account", "optimise_column_budget", "optimise_sheet_share", "column_clicks",
               "column_cost", "column_profit")  # fmt: skip
    note = say.say("optimise_expected_note", days=say.days(int(raced.facts["days"]))) + _ranges(raced)
    return Table("budgets", say.say("optimise_table_budgets"), _headings(raced, columns), rows, 1, note)


def _expected(raced: Raced, row: Mapping[Any, Any]) -> list[str]:
    """Clicks, cost and profit with their ranges."""
    found = []
    for name, tell in (("clicks", raced.say.count), ("cost", raced.say.money), ("profit", raced.say.money)):
        low, high = (row[f"{name}_{end}"] for end in ("p05", "p95"))
        found.append(f"{tell(row[name])} ({tell(low)} … {tell(high)})" if low == low else tell(row[name]))  # noqa: PLR0124
    return found


def _ranges(raced: Raced) -> str:
    say = raced.say
    return say.say("optimise_ranges", spread=say.spread(raced.facts)) if ranged(raced.facts) else ""


def _headings(raced: Raced, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(raced.say.say(column) for column in columns)


def _remeasured(raced: Raced) -> Table:
    """The winner and the plain plans, as the terminal shows them."""
    summary = optimise_words.summary_rows(raced.tables, raced.facts, raced.say.lang)
    title = raced.say.say("optimise_table_remeasured")
    return Table("remeasured", title, summary.headings, [list(row) for row in summary.rows], 1)


def _trials(raced: Raced) -> Table:
    """The best points, stopped ones too, with where they lie."""
    say = raced.say
    frame = raced.tried.sort_values("profit", ascending=False, kind="stable")
    rows = [
        [f"{row['trial']:.0f}", say.say(f"optimise_state_{row['state']}"),
         *(raced.value(column, row[column]) for column in raced.axes),
         say.money(row["profit"]), say.money(row["low"]), say.percent(row["loss_share"])]
        for row in frame.head(TOP_TRIALS).to_dict("records")
    ]  # fmt: skip
    headings = (say.say("optimise_trial_axis"), say.say("optimise_column_state"), *map(raced.axis, raced.axes),
                say.say("column_profit"), say.say("optimise_column_low"), say.say("column_loss_share"))  # fmt: skip
    title = say.say("optimise_table_trials", shown=say.count(len(rows)), all=say.count(raced.facts["trials"]))
    return Table("trials", title, headings, rows, 2)


def _basis(raced: Raced) -> list[tuple[str, str]]:
    say, facts = raced.say, raced.facts
    entries = {
        "optimise_basis_sampler": f"{shown(facts['sampler'])} (Optuna {shown(facts['optuna_version'])})",
        "optimise_basis_trials": say.count(facts["trials"]),
        "optimise_basis_worlds": f"{say.count(facts['search_replications'])} / {say.count(facts['replications'])}",
        "optimise_basis_present": shown(facts["present"]) or MISSING,
    }
    return [*((say.say(key), value) for key, value in entries.items()), *sheet.basis(raced)]
