"""A real test told for a terminal: the answer first, then arms, rules, target, what is wrong, and what to mind.

Everything is drawn from the plain facts that `adsim read --json` prints (`read_test`), so a saved reading can be told
again, in the other language too. Names of arms are hostile input: they are cut and cleaned by `words.short`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from adsim.report import verdict_words
from adsim.report.numbers import MISSING
from adsim.report.rules import rule_in
from adsim.report.text_columns import columns, indented, wrapped
from adsim.report.words import Words, short

Facts = Mapping[str, Any]

ARM = 24
NOTE = 96
ALMOST_SURE = 0.99  # what else it may be is not worth a word
WIDE = 110
LOSSES = frozenset({"bayes"})


def speaking(facts: Facts, lang: str) -> Words:
    return Words("zh" if lang == "zh" else "en", str(facts["currency"]))


def answer(facts: Facts, lang: str) -> str:
    """One sentence: which arm to keep or how long to wait; of one arm alone, whether to drop it."""
    say = speaking(facts, lang)
    alone = facts["verdict"]["kind"] == "one_arm"
    return verdict_words.told(facts["kill"][0] if alone and facts["kill"] else facts["verdict"], say)


def told(facts: Facts, lang: str) -> str:
    """All of it, line by line."""
    say = speaking(facts, lang)
    blocks = [
        wrapped(answer(facts, lang), WIDE),
        wrapped(_read(facts, say), WIDE),
        _section(say, "read_arms", columns(arm_table(facts, say))),
        _section(say, "read_rules", columns(rule_table(facts, say), right=()) if facts["rules"] else []),
        _section(say, "read_target", _listed(verdict_words.told(kill, say) for kill in facts["kill"])),
        _section(say, "read_needs", _listed(_needs(facts, say))),
        _section(say, "read_warnings", (line for text in warnings(facts, lang) for line in indented("!", text))),
        _section(say, "read_notes", _listed(notes(facts, lang))),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _section(say: Words, heading: str, lines: Iterable[str]) -> list[str]:
    body = list(lines)
    return [say.say(heading), *body] if body else []


def _listed(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        yield from indented("·", sentence)


def _read(facts: Facts, say: Words) -> str:
    """What was read."""
    over = "over" if facts["day"] >= facts["planned_days"] else "test"
    return say.say(
        f"read_{over}" + ("" if facts["rules"] else "_alone"),
        file=short(facts["file"]),
        day=facts["day"],
        planned=facts["planned_days"],
        first=facts["first"],
        last=facts["last"],
        metric=say.say(f"metric_{facts['metric']}"),
        control=_arm(facts["control"], say),
    )


def _arm(name: str, say: Words) -> str:
    return say.say("quoted", name=short(name, ARM))


# Tables.


def arm_table(facts: Facts, say: Words) -> list[list[str]]:
    """Headings, then a row an arm; columns that the file lacks are left out."""
    writers: dict[str, Callable[[Any], str]] = {
        "impressions": say.count,
        "clicks": say.count,
        "ctr": lambda rate: _range(rate, say),
        "orders": say.count,
        "cvr": lambda rate: say.percent(rate["value"]),
        "matured": lambda rate: _range(rate, say),
        "cost": say.money,
        "revenue": say.money,
    }
    kept = [name for name in writers if name in facts["arms"][0]]
    head = [say.say("read_arm"), *(say.say(f"read_{name}") for name in kept)]
    return [head, *([short(arm["arm"], ARM), *(writers[name](arm[name]) for name in kept)] for arm in facts["arms"])]


def rule_table(facts: Facts, say: Words) -> list[list[str]]:
    """Headings, then a row a rule: its verdict, its lifts, by what it says so; the one that speaks is marked."""
    others = [arm["arm"] for arm in facts["arms"][1:]]
    control = short(facts["control"], ARM)
    lifts = [say.say("read_lift", arm=short(arm, ARM), control=control) for arm in others]
    head = [say.say(f"read_{name}") for name in ("rule", "says")]
    return [[*head, *lifts, say.say("read_by")], *(_rule(rule, say) for rule in facts["rules"])]


def _rule(rule: Facts, say: Words) -> list[str]:
    name = verdict_words.rule(rule["rule"], say)
    winner = rule["winner"]
    return [
        say.say("read_speaks", rule=name) if rule["speaks"] else name,
        say.say("rule_says_wait") if winner is None else say.say("rule_says_arm", arm=_arm(winner, say)),
        *(_lift(lift, say) for lift in rule["lifts"]),
        _evidence(rule, say),
    ]


def _evidence(rule: Facts, say: Words) -> str:
    if rule["between"]:
        return say.say("read_between_looks")
    if rule["rule"] == "thresholds" or rule["evidence"] is None:
        return MISSING
    kind = "loss" if rule["rule"] in LOSSES else "p"
    return say.say(f"rule_evidence_{kind}", evidence=_small(rule["evidence"]), needed=_small(rule["needed"] or 0.0))


def _small(value: float) -> str:
    """A p-value or a loss; nobody reads more than the fourth decimal."""
    return f"{value:.2g}" if value >= 0.0001 or value == 0 else "<0.0001"


def _lift(lift: Facts, say: Words) -> str:
    if lift["lift"] is None:
        return MISSING
    value = verdict_words.signed(lift["lift"], say)
    if lift["low"] is None:
        return value
    high = "∞" if lift["high"] is None else verdict_words.signed(lift["high"], say)
    return say.say("read_range", value=value, low=verdict_words.signed(lift["low"], say), high=high)


def _range(rate: Facts, say: Words) -> str:
    if rate["value"] is None:
        return MISSING
    return say.say("read_range", **{name: say.percent(rate[name]) for name in ("value", "low", "high")})


# Sentences.


def _needs(facts: Facts, say: Words) -> Iterator[str]:
    for arm in facts["needs"]:
        course = verdict_words.need(arm["arm"], arm["shares"], say)
        if not verdict_words.CLEAR <= max(arm["shares"].values()) < ALMOST_SURE:
            yield course
            continue
        shares = verdict_words.listed_needs(arm["shares"], say)
        told = verdict_words.told({"kind": "shares", "arm": arm["arm"], "shares": shares}, say)
        yield f"{course}{' ' if say.lang == 'en' else ''}{told}"


def warnings(facts: Facts, lang: str) -> list[str]:
    """What makes the reading worth less than it looks: first of the test, then of each rule."""
    say = speaking(facts, lang)
    found: list[str] = []
    split, delay = facts["split"], facts["delay"]
    if facts["dates"] == "payment":
        found.append(say.say("read_payment"))
    if split and split["uneven"]:
        pairs = zip(facts["arms"], split["shares"], strict=True)
        shares = say.listed([f"{_arm(arm['arm'], say)} {say.percent(part)}" for arm, part in pairs])
        found.append(say.say("read_uneven", shares=shares, odds=verdict_words.odds(split["p"], say)))
    if split and split["drifts"]:
        found.append(say.say("read_drift"))
    if delay and not delay["orders"]:
        found.append(say.say("read_delay_assumed", share=say.percent(delay["within_week"])))
    for rule in facts["rules"]:
        found += verdict_words.doubts(rule["rule"], rule["conditions"], say)
    return found


def notes(facts: Facts, lang: str) -> list[str]:
    """On what terms the test was read."""
    return list(_notes(facts, speaking(facts, lang)))


def _notes(facts: Facts, say: Words) -> Iterator[str]:
    delay, alpha = facts["delay"], say.percent(facts["alpha"])
    if delay:
        yield say.say("read_coming", coming=say.count(_coming(facts["arms"])))
    if delay and delay["orders"]:
        share = say.percent(delay["within_week"])
        yield say.say("read_delay_known", orders=say.count(delay["orders"]), share=share)
    if delay and delay["window_days"]:
        yield say.say("read_window", days=say.days(delay["window_days"]))
    if facts["rules"]:
        yield say.say("read_looks", looks=say.say("comma").join(map(str, facts["looks"])), alpha=alpha)
        if facts["day"] > facts["planned_days"]:
            yield say.say("read_plan_over", planned=facts["planned_days"])
    if facts["kill"]:
        yield say.say("read_kill_error", alpha=alpha)
    elif delay:
        yield say.say("read_no_target")
    if not facts["needs"]:
        yield say.say("read_no_benchmark")
    yield from (_note(note, say) for note in facts["notes"])


def _note(note: Facts, say: Words) -> str:
    """What of the file was left out or concluded, and where; what the file says is shown as it stands."""
    rule = rule_in(note["rule"], say.lang)
    parts = (note["where"], note["what"], rule, note["value"], note["mend"] and rule_in(note["mend"], say.lang))
    return say.say("read_note", parts=" · ".join(short(part, NOTE) for part in parts if part))


def _coming(arms: Sequence[Facts]) -> float:
    return sum(arm["coming"] or 0.0 for arm in arms)
