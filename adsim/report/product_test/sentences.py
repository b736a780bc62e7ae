"""What is said of a product test: the answer, advice, a sentence a look of the one seller, rows for the terminal."""

import json
from collections.abc import Iterator
from math import isfinite

from adsim.report import verdict_words
from adsim.report.numbers import MISSING
from adsim.report.product_test.scene import DIAGNOSES, NAME, Trial
from adsim.report.words import Summary, short

USUAL_LOOK = 7
WORTH_SAYING = 0.1  # late orders that are less than this part of the sales need no sentence


def answer(trial: Trial) -> str:
    """One sentence: how often the acting rule is right by the last look, and what acting on it brings."""
    say, row = trial.say, trial.verdict(trial.rule)
    shares = {name: say.percent(row[name]) for name in ("right", "wrong", "undecided")}
    key = "test_answer" if trial.several else "test_answer_alone"
    return say.say(
        key,
        rule=trial.rule_name(trial.rule),
        arm=short(trial.arms[0], NAME),
        day=trial.looks[-1],
        spread=say.spread(trial.facts),
        error=say.percent(trial.reach(row["right_error"])),
        gain=_gain(trial),
        **shares,
    )


def _gain(trial: Trial) -> str:
    say = trial.say
    if trial.rule not in trial.acted:
        return ""
    row = trial.outcome(trial.rule)
    if row["gain_low"] == row["gain_high"] == 0:
        return say.say("test_answer_idle")
    key = "test_answer_loss" if row["gain"] < 0 else "test_answer_gain"
    return say.say(key, gain=say.money(abs(row["gain"])), low=say.gain(row["gain_low"]),
                   high=say.gain(row["gain_high"]))  # fmt: skip


def advice(trial: Trial) -> list[str]:
    """Which ways of reading are careless, when the acting rule is right, what it does not hold, what is late."""
    found = [*_careless(trial), *_ahead(trial), _when(trial), *_late(trial)]
    if trial.rule in trial.acted:
        row = trial.outcome(trial.rule)
        if row["gain_low"] <= 0 <= row["gain_high"] and row["gain_low"] < row["gain_high"]:
            found.append(trial.say.say("test_advice_gain_open", rule=trial.rule_name(trial.rule)))
    conditions = trial.facts["warnings"].get(trial.rule, [])
    return [*found, *verdict_words.warnings(trial.rule, conditions, trial.say)]


def _careless(trial: Trial) -> Iterator[str]:
    """The rules that are wrong surely more often than asked."""
    say, alpha = trial.say, float(trial.facts["alpha"])
    if not trial.several:
        share = trial.verdict(trial.rule)["wrong"]
        if share > alpha:
            yield say.say("test_advice_careless_alone", day=trial.looks[-1], share=say.percent(share),
                          spread=say.spread(trial.facts))  # fmt: skip
        return
    rows = {rule: trial.verdict(rule) for rule in trial.rules}
    wrong = {
        rule: row["wrong"] for rule, row in rows.items() if row["wrong"] - trial.error * row["wrong_error"] > alpha
    }
    if wrong:
        named = [say.say("quoted", name=trial.rule_name(rule)) for rule in wrong]
        shares = say.listed([say.percent(share) for share in wrong.values()])
        yield say.say("test_advice_careless", rules=say.listed(named, "or"), share=shares, alpha=say.percent(alpha),
                      spread=say.spread(trial.facts))  # fmt: skip


def _ahead(trial: Trial) -> Iterator[str]:
    """The rules that earn surely more than the acting one, although they err more often."""
    if trial.rule not in trial.acted:
        return
    say = trial.say
    rows = {rule: trial.outcome(rule) for rule in trial.acted}
    ahead = [rule for rule, row in rows.items() if row["ahead_low"] > 0]
    if ahead:
        named = [say.say("quoted", name=trial.rule_name(rule)) for rule in ahead]
        gains = say.listed([say.money(rows[rule]["ahead"]) for rule in ahead])
        yield say.say("test_advice_ahead", rules=say.listed(named, "or"), gains=gains)


def _when(trial: Trial) -> str:
    say = trial.say
    rows = trial.only("verdicts", rule=trial.rule).sort_values("look")
    half = rows.loc[rows["right"] >= 0.5, "look"]
    values = {"rule": trial.rule_name(trial.rule), "spread": say.spread(trial.facts)}
    if half.empty:
        return say.say("test_advice_not_half", day=trial.looks[-1], **values)
    return say.say("test_advice_half", day=int(half.iloc[0]), **values)


def _late(trial: Trial) -> Iterator[str]:
    """How much of the sales is still to come at the usual early look, by the control."""
    frame = trial.only("arms", metric="cvr", arm=trial.arms[0])
    days = [day for day in trial.looks if day <= USUAL_LOOK]
    if not days:
        return
    row = frame[frame["day"] == days[-1]].iloc[0]
    if isfinite(row["matured"]) and row["so_far"] < (1 - WORTH_SAYING) * row["matured"]:
        yield trial.say.say("test_advice_late", day=days[-1], arm=short(trial.arms[0], NAME),
                            so_far=trial.say.percent(row["so_far"]),
                            matured=trial.say.percent(row["matured"]))  # fmt: skip


def truth(trial: Trial) -> list[str]:
    """What the rates of the first world's arms really are, and why a seller sees click rates lie further apart."""
    say = trial.say
    metrics = [str(trial.facts["metric"])] if trial.several else ["ctr", "cvr"]
    rows = trial.tables["one_test"].drop_duplicates("arm").to_dict("records")
    parts = [
        say.say("test_truth", metric=say.say(f"metric_{metric}"), arm=short(row["arm"], NAME),
                value=say.percent(row[f"true_{metric}"]))
        for row in rows for metric in metrics
    ]  # fmt: skip
    told = say.say("test_said_one", spread=say.spread(trial.facts), truth=say.say("comma").join(parts))
    return [told, say.say("test_truth_places")] if trial.several and metrics == ["ctr"] else [told]


def by_look(trial: Trial) -> list[tuple[str, list[str]]]:
    """Of the first world: each look and its sentences: the acting rule's verdict, and what the arms need (of several
    arms at the last look only)."""
    found = []
    for look in trial.looks:
        needs = _needs(trial, look) if not trial.several or look == trial.looks[-1] else []
        found.append((trial.say.say("test_day_says", day=look), [*_verdict(trial, look), *needs]))
    return [(day, sentences) for day, sentences in found if sentences]


def _verdict(trial: Trial, look: int) -> list[str]:
    told = trial.only("readings", rule=trial.rule, look=look)["told"]
    return [verdict_words.told(json.loads(text), trial.say) for text in dict.fromkeys(told) if text]


def _needs(trial: Trial, look: int) -> list[str]:
    """Nothing where there is no benchmark to hold an arm against."""
    rows = trial.only("one_test", look=look).to_dict("records")
    shares = [(str(row["arm"]), {name: float(row[name]) for name in DIAGNOSES}) for row in rows]
    return [verdict_words.need(arm, each, trial.say) for arm, each in shares if isfinite(each["promote"])]


def summary_rows(trial: Trial) -> Summary:
    """A row a rule for the terminal: right, wrong, undecided, day of the verdict, gain."""
    say = trial.say
    keys = ("rule", "right", "wrong", "undecided", "decision_day", "gain")
    rows = []
    for rule in trial.rules:
        row = trial.verdict(rule)
        shares = [f"{say.percent(row[name])} ± {say.percent(trial.reach(row[f'{name}_error']))}"
                  for name in ("right", "wrong", "undecided")]  # fmt: skip
        gain = MISSING
        if rule in trial.acted:
            found = trial.outcome(rule)
            gain = f"{say.gain(found['gain'])} ({say.gain(found['gain_low'])} … {say.gain(found['gain_high'])})"
        rows.append((trial.rule_name(rule), *shares, say.decimal(trial.decision_day(rule)), gain))
    return Summary(tuple(say.say(f"test_column_{key}") for key in keys), tuple(rows))
