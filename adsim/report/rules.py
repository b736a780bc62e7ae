"""The rules that lines of a report break, in the reader's language."""

import re
from functools import cache

from adsim.report.catalogue.rules import RULES


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in RULES.items()]


def rule_in(rule: str, lang: str) -> str:
    """The rule in Chinese where `lang` is zh and the catalogue has it, else as it is."""
    if lang != "zh":
        return rule
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(rule)
        if found is not None:
            return chinese.format(*found.groups())
    return rule
