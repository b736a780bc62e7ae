"""The tables of a product test as text."""

from collections.abc import Iterable, Sequence

import pandas as pd

from adsim.report import verdict_words
from adsim.report.numbers import MISSING
from adsim.report.product_test.scene import DIAGNOSES, NEVER, Trial
from adsim.report.tables import Table
from adsim.report.words import short

ARM = 40


def rules(trial: Trial) -> Table:
    """Each rule at the last look: what an error-rate table is made of."""
    say, many = trial.say, int(trial.facts["replications"]) > 1
    shares = ("right", "wrong", "undecided", "false_promote", "false_kill")
    rows = []
    for rule in trial.rules:
        row, days = trial.verdict(rule), trial.decision_day(rule)
        cells = [say.percent(row[name]) for name in shares]
        if many:
            cells = [f"{cell} ± {say.percent(trial.reach(row[f'{name}_error']))}" for cell, name in
                     zip(cells, shares, strict=True)]  # fmt: skip
        rows.append([trial.rule_name(rule), *cells, say.decimal(days)])
    headings = [say.say(f"test_column_{name}") for name in ("rule", *shares, "decision_day")]
    key = "test_table_rules_note" if trial.several else "test_table_rules_note_alone"
    note = say.say(key, spread=say.spread(trial.facts), control=short(trial.arms[0], ARM))
    return Table("rules", say.say("test_table_rules", day=trial.looks[-1]), tuple(headings), rows, 1, note)


def outcomes(trial: Trial) -> Table:
    """What each course earns: acting on a rule, never acting, keeping one arm."""
    say = trial.say
    frame = trial.tables["outcomes"].sort_values("profit", ascending=False, kind="stable")
    rows = []
    for row in frame.to_dict("records"):
        profit = f"{say.money(row['profit'])} ± {say.money(trial.error * row['profit_error'])}"
        never = row["name"] == NEVER and row["kind"] == "none"
        interval = MISSING if never else f"{say.gain(row['gain_low'])} … {say.gain(row['gain_high'])}"
        rows.append([trial.course(row["kind"], row["name"]), profit, MISSING if never else say.gain(row["gain"]),
                     interval, say.money(row["regret"])])  # fmt: skip
    headings = [say.say(f"test_column_{name}") for name in ("course", "profit", "gain", "gain_range", "regret")]
    note = say.say("test_table_outcomes_note", world=trial.world)
    return Table("outcomes", say.say("test_table_outcomes"), tuple(headings), rows, 1, note)


def actions(trial: Trial, rules: Sequence[str]) -> Table:
    """What these rules led to: share of worlds and mean day, the commonest first."""
    say, frame = trial.say, trial.tables["actions"]
    rows = []
    for rule in rules:
        found = frame[frame["rule"] == rule].groupby(["arm", "kind"], sort=False)
        counted = [(arm, kind, part["world"].nunique(), part["day"].mean()) for (arm, kind), part in found]
        for arm, kind, count, day in sorted(counted, key=lambda each: -each[2]):
            share = say.percent(count / int(trial.facts["replications"]))
            rows.append([trial.rule_name(rule), trial.action(str(kind)), short(arm, ARM), share, say.decimal(day)])
    headings = [say.say(f"test_column_{name}") for name in ("rule", "action", "arm", "share", "day")]
    note = say.say("test_table_actions_note", spread=say.spread(trial.facts))
    return Table("actions", say.say("test_table_actions"), tuple(headings), rows, 3, note)


def verdicts(trial: Trial) -> Table:
    """Every rule at every look."""
    say = trial.say
    names = ("right", "wrong", "undecided", "false_promote", "false_kill")
    rows = [
        [trial.rule_name(row["rule"]), str(row["look"]), *(say.percent(row[name]) for name in names),
         say.money(row["cost"])]
        for row in trial.tables["verdicts"].to_dict("records")
    ]  # fmt: skip
    headings = [say.say(f"test_column_{name}") for name in ("rule", "look", *names, "cost")]
    return Table("verdicts", say.say("test_table_verdicts"), tuple(headings), rows, 2)


def one_test(trial: Trial) -> Table:
    """The figures that the seller of the first world has at each look."""
    say = trial.say
    rows = [
        [str(row["look"]), short(row["arm"], ARM), say.count(row["impressions"]), say.count(row["clicks"]),
         say.percent(row["ctr"]), say.count(row["orders"]), say.percent(row["cvr"]), say.count(row["matured"]),
         say.percent(row["cvr_matured"])]
        for row in trial.tables["one_test"].to_dict("records")
    ]  # fmt: skip
    names = ("look", "arm", "impressions", "clicks", "ctr", "orders", "cvr", "matured", "cvr_matured")
    return Table("one_test", say.say("test_table_one"), _headings(trial, names), rows, 2)


def readings(trial: Trial) -> Table:
    """What each rule says of that test, arm by arm."""
    say = trial.say
    frame = trial.tables["readings"]
    rows = [
        [str(row["look"]), trial.rule_name(row["rule"]), short(row["arm"], ARM), _verdict(trial, row["winner"]),
         _lift(trial, row["lift"]), _range(trial, row["low"], row["high"])]
        for row in frame[frame["arm"] != trial.arms[0]].to_dict("records")
    ]  # fmt: skip
    names = ("look", "rule", "arm", "verdict", "lift", "range")
    return Table("readings", say.say("test_table_readings"), _headings(trial, names), rows, 4)


def needs(trial: Trial) -> Table:
    """The probabilities of what each arm needs, by look."""
    say = trial.say
    rows = [
        [short(row["arm"], ARM), str(row["look"]), *(say.percent(row[name]) for name in DIAGNOSES)]
        for row in trial.tables["quadrants"].to_dict("records")
    ]
    headings = (*_headings(trial, ("arm", "look")), *(say.say(f"test_need_{name}") for name in DIAGNOSES))
    return Table("needs", say.say("test_table_needs"), headings, rows, 2)


def full(tables: Iterable[Table]) -> list[Table]:
    """Those that have a row."""
    return [table for table in tables if table.rows]


def _headings(trial: Trial, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(trial.say.say(f"test_column_{name}") for name in names)


def _verdict(trial: Trial, winner: object) -> str:
    say = trial.say
    if not isinstance(winner, str) or not winner:
        return say.say("test_not_yet")
    return say.say("rule_says_arm", arm=say.say("quoted", name=short(winner, ARM)))


def _lift(trial: Trial, value: float) -> str:
    return MISSING if pd.isna(value) else verdict_words.signed(value, trial.say)


def _range(trial: Trial, low: float, high: float) -> str:
    if pd.isna(low) and pd.isna(high):
        return MISSING
    return f"{_lift(trial, low)} … {_lift(trial, high)}"
