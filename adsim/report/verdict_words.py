"""A product test's verdicts as a seller reads them: one sentence each, used by `test`, `plan` and `read` alike.

A verdict is plain values: its `kind` names a sentence `verdict_…` of the catalogue, the rest fills it in. So a saved
verdict can be told again, in the other language too.

>>> from adsim.report.words import Words
>>> told({"kind": "wait", "clicks": 412, "days": 9, "odds": 0.25}, Words("en", "CNY"))
'Not yet: 412 clicks and about 9 days to go; if you stop now you are wrong one time in four.'
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adsim.report.numbers import MISSING
from adsim.report.words import Words, short

Verdict = Mapping[str, Any]

NAMES = frozenset({"arm", "control"})
SIGNED = frozenset({"low", "high"})
SHARES = frozenset({"lift", "loss", "target", "share"})
PLAIN = frozenset({"day", "next_day", "last"})
NEEDS = ("promote", "fix_page", "fix_image", "relist", "change_product")
# Below this no single need is called the one (assumption: two to one against all others together).
CLEAR = 2 / 3
# Shares that a seller counts on fingers, as (times, of); rarer ones are the nearest of the round numbers.
COUNTED = (
    (9, 10),
    (4, 5),
    (3, 4),
    (2, 3),
    (1, 2),
    (2, 5),
    *((1, of) for of in range(3, 11)),
    (1, 20),
    (1, 50),
    (1, 100),
)
RAREST = 0.0075
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
           20: "twenty", 50: "fifty", 100: "a hundred"}  # fmt: skip


def told(verdict: Verdict, say: Words) -> str:
    """The sentence of a verdict with its values filled in. An unknown kind raises `KeyError`."""
    values = {name: _value(name, value, say) for name, value in verdict.items() if name != "kind"}
    sentence = say.say(f"verdict_{verdict['kind']}", **values)
    return sentence[:1].upper() + sentence[1:]


def odds(share: float, say: Words) -> str:
    """A probability as a seller counts it: "one time in four", “4 次里有 1 次”."""
    if not math.isfinite(share):
        return MISSING
    if share < RAREST:
        return say.say("odds_rare")
    times, of = min(COUNTED, key=lambda pair: abs(math.log(share * pair[1] / pair[0])))
    if say.lang == "zh":
        return say.say("odds", times=times, of=of)
    return say.say("odds", times=f"{NUMBERS[times]} time{'s' * (times > 1)}", of=NUMBERS[of])


def need(arm: str, shares: Mapping[str, float], say: Words) -> str:
    """What an arm needs, from the probabilities of `NEEDS`: the one that is clear, else all that are likely."""
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= CLEAR:
        return told({"kind": best, "arm": arm, "share": shares[best]}, say)
    return told({"kind": "unsure", "arm": arm, "shares": listed_needs(shares, say)}, say)


def listed_needs(shares: Mapping[str, float], say: Words) -> str:
    """ "image 71%, page 22%": the needs by falling probability, those below one in a hundred left out."""
    ranked = sorted(shares, key=lambda name: -shares[name])
    parts = [say.say(f"needs_{name}", share=say.percent(shares[name])) for name in ranked if shares[name] >= 0.01]
    return say.say("comma").join(parts)


def rule(name: str, say: Words) -> str:
    """What a rule is called."""
    return say.say(f"rule_{name}")


def warnings(rule_name: str, conditions: Sequence[str], say: Words) -> list[str]:
    """One sentence for each condition of the test in which the rule does not hold its error."""
    return [say.say(f"warning_{condition}", rule=rule(rule_name, say)) for condition in conditions]


def doubts(rule_name: str, conditions: Sequence[str], say: Words) -> list[str]:
    """The same in one sentence; none where the rule holds its error."""
    reasons = say.say("comma").join(say.say(f"doubt_{condition}") for condition in conditions)
    return [say.say("doubts", rule=rule(rule_name, say), reasons=reasons)] if conditions else []


def signed(value: float, say: Words) -> str:
    """A lift with its sign always written."""
    text = say.percent(value)
    return f"+{text}" if value > 0 and any(sign in text for sign in "123456789") else text


def _value(name: str, value: Any, say: Words) -> str:
    if isinstance(value, str):
        return _name(name, value, say)
    writers: dict[str, Callable[[Any], str]] = {
        "odds": lambda share: odds(share, say),
        "days": lambda days: say.days(int(days)),
        **dict.fromkeys(PLAIN, str),
        **dict.fromkeys(SIGNED, lambda lift: signed(lift, say)),
        **dict.fromkeys(SHARES, say.percent),
        "cost": say.money,
    }
    return writers.get(name, say.count)(value)


def _name(name: str, value: str, say: Words) -> str:
    if name == "metric":
        return say.say(f"metric_{value}")
    return say.say("quoted", name=short(value)) if name in NAMES else value
