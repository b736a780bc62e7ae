"""What each rule says of a test today, which of them speaks for all, and how long it may still take."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from adsim.verdicts import RULES, conditions
from adsim.verdicts.contract import NO_ARM, Design, Finding, Rule, Seen
from adsim.verdicts.group_sequential import FIRST_DECISION_DAY
from adsim.verdicts.needs import needs

Facts = dict[str, Any]

# Whose verdict is the answer: the first that holds its error in this test, else the last.
SPEAKERS = ("group_sequential", "always_valid")
# These decide at planned looks alone.
PLANNED_ONLY = frozenset({"group_sequential"})


def compared(design: Design, seen: Seen, arms: Sequence[str]) -> Facts:
    """The verdict on the arms (control first) and what each rule says; `seen` is one test, [1, arms, days]."""
    met = conditions.met(design, seen)
    names = [name for name in RULES if name != "thresholds" or design.metric in design.targets]
    rules = [_Asked(RULES[name](design), design, seen, tuple(arms)) for name in names]
    speaker = next(
        (
            asked
            for name in SPEAKERS
            for asked in rules
            if asked.rule.name == name and not conditions.warnings(asked.rule, met)
        ),
        next(asked for asked in rules if asked.rule.name == SPEAKERS[-1]),
    )
    return {
        "verdict": speaker.verdict(),
        "rules": [
            asked.facts()
            | {"speaks": asked is speaker, "conditions": [str(one) for one in conditions.warnings(asked.rule, met)]}
            for asked in rules
        ],
    }


def verdict(rule: Rule, design: Design, seen: Seen, arms: Sequence[str]) -> Facts:
    """The verdict of this one rule; `seen` is one test, [1, arms, days]."""
    return _Asked(rule, design, seen, tuple(arms)).verdict()


@dataclass(frozen=True)
class _Asked:
    """One rule asked about one test."""

    rule: Rule
    design: Design
    seen: Seen
    arms: tuple[str, ...]

    @property
    def between(self) -> bool:
        """Does today lie between two looks of a rule that decides at looks alone?"""
        planned = self.rule.name in PLANNED_ONLY
        return planned and self.seen.day not in self.design.looks and self.seen.day < self.design.planned_days

    @cached_property
    def finding(self) -> Finding:
        """What it finds today; a rule of planned looks reads no day beyond the plan."""
        days = min(self.seen.day, self.design.planned_days) if self.rule.name in PLANNED_ONLY else self.seen.day
        return self.rule.read(Seen(self.seen.trials[:, :, :days], self.seen.hits[:, :, :days]))

    @property
    def winner(self) -> int:
        return NO_ARM if self.between else int(self.finding.winner[0])

    def facts(self) -> Facts:
        found, winner = self.finding, self.winner
        return {
            "rule": self.rule.name,
            "winner": None if winner == NO_ARM else self.arms[winner],
            "between": self.between,
            "evidence": float(found.evidence[0]),
            "needed": 0.0 if self.between else float(found.needed[0]),
            "lifts": [
                {"arm": arm, "lift": float(found.lift[0, index]), "low": float(found.low[0, index]),
                 "high": float(found.high[0, index])}
                for index, arm in enumerate(self.arms) if index
            ],
        }  # fmt: skip

    def verdict(self) -> Facts:
        """The verdict as `adsim.report.verdict_words` tells it."""
        if not self.seen.trials[0].all(axis=0).any():
            return {"kind": "no_traffic"}
        if self.winner != NO_ARM:
            return self._keep(self.winner)
        return self._wait()

    def _wait(self) -> Facts:
        """Why not yet, and how long it may take if the coming days are as those so far."""
        day, last = self.seen.day, self.design.planned_days
        needed = needs(type(self.rule), self.design, self.seen)
        wrong = float(needed.wrong_now[0])
        if day >= last:
            return {"kind": "no_winner", "days": day, "metric": self.design.metric, "odds": wrong}
        following = next(look for look in self.design.looks if look > day)
        if day < FIRST_DECISION_DAY:
            return {"kind": "first_day", "day": day, "next_day": max(following, FIRST_DECISION_DAY)}
        if self.between:
            return {"kind": "between", "day": day, "next_day": following, "days": following - day,
                    "clicks": self._clicks(following - day), "odds": wrong}  # fmt: skip
        days = float(needed.days_to_go[0])
        if np.isnan(days):
            return {"kind": "wait_long", "last": last, "odds": wrong}
        wait = {"clicks": self._clicks(days), "days": int(days), "odds": wrong}
        return {"kind": "wait", **wait} if needed.within_plan[0] else {"kind": "wait_beyond", "last": last, **wait}

    def _clicks(self, days: float) -> float:
        """Clicks of all arms in so many days, at those a day so far."""
        counts = self.seen.hits if self.design.metric == "ctr" else self.seen.trials
        return float(np.ceil(counts.sum() / self.seen.day * days))

    def _keep(self, winner: int) -> Facts:
        found = self.finding
        arm = winner or 1 + int(np.nanargmax(np.nan_to_num(found.lift[0, 1:], nan=-1.0)))
        lift, low, high = (float(values[0, arm]) for values in (found.lift, found.low, found.high))
        told = {"arm": self.arms[arm], "control": self.arms[0], "metric": self.design.metric}
        kind = "keep" if winner else "keep_control"
        if not np.isfinite([lift, low, high]).all():
            return {"kind": f"{kind}_unsure", **told}
        return {"kind": kind, **told, "lift" if winner else "loss": abs(lift), "low": low, "high": high}
