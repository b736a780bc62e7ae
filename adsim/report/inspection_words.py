"""The data doctor's sentences with their figures filled in, and the verdict in one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adsim.report.catalogue.inspection import INSPECTION
from adsim.report.catalogue.reports import REPORTS
from adsim.report.numbers import LANGS, MISSING, Numbers
from adsim.report.words import short

Facts = Mapping[str, Any]

CELL = 40
MONEY = {"cost", "total_cost", "revenue", "gross", "cpc", "aov"}
PERCENT = {"ctr", "cvr"}
# Facts that are shown as they are: lines of a file are no counts.
PLAIN = {"line"}


@dataclass(frozen=True)
class Say(Numbers):
    """The doctor's sentences in one language, with numbers in the account's currency."""

    def say(self, key: str, **values: object) -> str:
        return INSPECTION[key][LANGS.index(self.lang)].format(**values)

    def value(self, name: str, value: object) -> str:
        """A fact by its name: money, a share, a count, or text."""
        if isinstance(value, bool) or value is None:
            return MISSING
        if isinstance(value, int | float):
            if name in PLAIN:
                return str(value)
            if name in MONEY:
                return self.money(value)
            if name in PERCENT or name.endswith("_share"):
                return self.percent(value)
            return self.ratio(value) if name == "roas" else self.count(value)
        return short(value, CELL)

    def sentence(self, key: str, facts: Facts) -> str:
        """The sentence with its facts; where the first of them is 1 and there is a form for it, in the singular."""
        singular = f"{key}_one" in INSPECTION and next(iter(facts.values()), None) == 1
        chosen = f"{key}_one" if singular else key
        return self.say(chosen, **{name: self.value(name, value) for name, value in facts.items()})

    def sort(self, name: str) -> str:
        """A match type or device; what the project has no word for stays as the report has it."""
        return self.say(f"sort_{name}") if f"sort_{name}" in INSPECTION else short(name, CELL)

    def report(self, platform: str, layout: str, title: str) -> str:
        """What a layout is called, its own title where the catalogue has none."""
        told = REPORTS.get(f"{platform}.{layout}")
        return title if told is None else told[LANGS.index(self.lang)]


def speaking(facts: Facts, lang: str) -> Say:
    return Say("zh" if lang == "zh" else "en", _currency(facts))


def _currency(facts: Facts) -> str:
    return next((str(report["currency"]) for report in facts["files"] if report["currency"]), "")


def verdict(facts: Facts, lang: str) -> str:
    """One sentence: whether the data can be used, and the gravest reason why not."""
    say = speaking(facts, lang)
    grave = [found for found in facts["findings"] if found["weight"] != "note"]
    if facts["verdict"] == "good":
        sums, days = facts["account"]["totals"], facts["account"]["days"]
        orders = "" if sums["orders"] is None else say.say("and_orders", orders=say.count(sums["orders"]))
        period = "" if days is None else say.say("in_day" if days == 1 else "in_days", days=say.count(days))
        return say.say("good", clicks=say.count(sums["clicks"]), orders=orders, days=period)
    reason = sentence(grave[0], say)
    more = len(grave) - 1
    points = "" if not more else say.say("more_point" if more == 1 else "more_points", count=more)
    return say.say(facts["verdict"], reason=reason, more=points)


def sentence(finding: Facts, say: Say) -> str:
    """What one finding says, without the lines it names."""
    return say.sentence(finding["kind"], finding["facts"])
