"""What is said where runs failed: how many, what is left out for it, and which they were."""

from collections.abc import Mapping
from typing import Any

from adsim.report.evidence import Facts
from adsim.report.words import Words, short

MOST_NAMED = 3
_APART = {"en": "; ", "zh": "；"}


def failed_runs(facts: Facts, say: Words) -> str:
    """The sentences that follow an answer, a blank before them in English; empty where no run failed."""
    failures = facts.get("failures") or []
    if not failures:
        return ""
    lost, asked = len(facts["worlds_left_out"]), say.count(facts["worlds_asked"])
    told = [say.say("failed_worlds", lost=say.count(lost), asked=asked)] if lost else []
    named = [_named(failure, say) for failure in failures[:MOST_NAMED]]
    if len(failures) > len(named):
        named.append(say.say("failed_more", count=len(failures) - len(named)))
    told.append(say.say("failed_runs", count=say.count(len(failures)), runs=_APART[say.lang].join(named)))
    gap = "" if say.lang == "zh" else " "
    return gap + gap.join(told)


def _named(failure: Mapping[str, Any], say: Words) -> str:
    return say.say(
        "failed_run",
        variant=short(failure["variant"]),
        world=failure["replication"],
        seed=failure["seed"],
        stage=short(failure["stage"]),
        error=short(failure["error"], 120),
    )
