"""What is said of a test's plan and of an audit of rules: the answer first, then a few rows for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from adsim.report.words import Summary, Words, short, words

Facts = Mapping[str, Any]


def plan_answer(facts: Facts, lang: str) -> str:
    """What it takes to find the lift, or what else would; then the smallest lift that is found, and a warning."""
    say = words(facts, lang)
    common = {
        "rule": facts["rule"], "day": facts["day"], "lift": say.percent(facts["lift"]),
        "metric": say.say(f"metric_{facts['metric']}"), "power": say.percent(facts["power_then"]),
        "asked": say.percent(facts["power"]),
    }  # fmt: skip
    if facts["reached"]:
        unit = say.say("plan_impressions" if facts["metric"] == "ctr" else "plan_clicks")
        told = [say.say("plan_enough", trials=_round(facts["trials"]), unit=unit, days=say.days(facts["day"]),
                        money=say.money(facts["cost"]), **common)]  # fmt: skip
    elif facts["budget_needed"] is not None:
        budget, needed = say.money(facts["budget"]), say.money(facts["budget_needed"])
        told = [say.say("plan_more_money", budget=budget, needed=needed, **common)]
    else:
        told = [say.say("plan_never", most=say.money(facts["most_budget"]), **common)]
    if facts["detectable"] is not None:
        smallest = say.percent(facts["detectable"])
        told.append(say.say("plan_smallest", asked=common["asked"], day=facts["looks"][-1], lift=smallest))
    if not facts["holds"]:
        told.append(say.say("plan_unheld", rule=facts["rule"], other=facts["holding"]))
    return ("" if say.lang == "zh" else " ").join(told)


def _round(count: float) -> str:
    """To two figures: it is a plan."""
    return f"{float(f'{count:.2g}'):,.0f}"


def plan_rows(table: pd.DataFrame, detectable: pd.DataFrame, facts: Facts, lang: str) -> Summary:
    """Every rule at every look, at the lift and budget asked about."""
    say = words(facts, lang)
    here = table[table["lift"] == facts["lift"]].merge(
        detectable.rename(columns={"lift": "detectable"}), on=["rule", "look"], how="left"
    )
    shares, money = ("power", "false_promote", "false_kill"), ("cost", "regret")
    rows = [
        (row["rule"], str(row["look"]), *(say.percent(row[name]) for name in shares),
         *(say.money(row[name]) for name in money), say.percent(row["detectable"]))
        for row in here.to_dict("records")
    ]  # fmt: skip
    named = ("rule", "look", *shares, *money, "detectable")
    return Summary(tuple(say.say(f"plan_{name}") for name in named), tuple(rows))


def kill_answer(table: pd.DataFrame, facts: Facts, lang: str) -> str:
    """By when half of the target is caught, and what happens by then to products that reach it."""
    say = words(facts, lang)
    here = table[table["look"] == facts["day"]].set_index("factor")
    half, even, above = (say.percent(here.loc[factor, "killed"]) for factor in (0.5, 1.0, 1.25))
    return say.say("plan_kill" if facts["reached"] else "plan_kill_never", day=facts["day"], half=half, even=even,
                   above=above, asked=say.percent(facts["power"]), target=say.percent(facts["target"]),
                   clicks=_round(facts["clicks_a_day"] * facts["day"]),
                   money=say.money(facts["cost_a_day"] * facts["day"]))  # fmt: skip


def kill_rows(table: pd.DataFrame, facts: Facts, lang: str) -> Summary:
    """Looks down; what is dropped of each kind of product, and its cost."""
    say = words(facts, lang)
    rows = [
        (say.percent(row["factor"]), str(int(row["look"])), _round(row["clicks"]), say.percent(row["killed"]),
         say.money(row["cost"]))
        for row in table.to_dict("records")
    ]  # fmt: skip
    named = ("plan_factor", "plan_look", "plan_clicks", "plan_dropped", "plan_cost")
    return Summary(tuple(say.say(name) for name in named), tuple(rows))


def audit_answer(last: pd.DataFrame, lang: str) -> str:
    """Each rule at its worst, where it is meant to hold; where it is meant for nothing, at its worst at all."""
    say = Words("zh" if lang == "zh" else "en", "CNY")
    parts = []
    for rule, rows in last.groupby("rule", sort=False):
        held = rows[rows["holds"]]
        worst = (rows if held.empty else held).sort_values("wrong").iloc[-1]
        values = {"rule": rule, "worst": percent(worst["wrong"]), "world": worst["world"]}
        parts.append(say.say("audit_unheld", **values) if held.empty else
                     say.say("audit_held", count=len(held), **values))  # fmt: skip
    joined = "；" if say.lang == "zh" else "; "
    return say.say("audit_answer", rules=joined.join(parts))


def audit_rows(last: pd.DataFrame, lang: str) -> Summary:
    """Worlds down, rules across."""
    say = Words("zh" if lang == "zh" else "en", "CNY")
    rules: Sequence[str] = list(dict.fromkeys(last["rule"]))
    cells = {(row["world"], row["rule"]): row for row in last.to_dict("records")}
    rows = []
    for world in dict.fromkeys(last["world"]):
        found = (cells[world, rule] for rule in rules)
        rows.append((short(world), *(_cell(row) for row in found)))
    return Summary((say.say("audit_world"), *rules), tuple(rows))


def percent(share: float) -> str:
    """A share with the digits that an audit is about."""
    return f"{share:.2%}"


def _cell(row: Mapping[Any, Any]) -> str:
    return f"{percent(row['wrong'])} ± {100 * row['error']:.2f}{'' if row['holds'] else ' *'}"


def audit_note(last: pd.DataFrame, lang: str) -> str:
    """What the figures and signs of the rows mean."""
    return Words("zh" if lang == "zh" else "en", "CNY").say("audit_note", tests=f"{int(last['tests'].iloc[0]):,}")
