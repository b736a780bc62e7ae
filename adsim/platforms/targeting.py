"""How a keyword is matched and on which device it ran: the platforms' words in the project's own.

Match types are `exact`, `phrase`, `broad`, `auto`; devices `pc`, `mobile`, `tablet`, or as the report says.
"""

import re

# The first word found in a cell wins; "" are words that are known and say nothing about matching.
_MATCH_WORDS = (
    ("exact", "exact"), ("精准", "exact"), ("精确", "exact"), ("完全", "exact"),
    ("phrase", "phrase"), ("词组", "phrase"), ("短语", "phrase"), ("中心词", "phrase"),
    ("broad", "broad"), ("bmm", "broad"), ("广泛", "broad"),
    ("predefined", "auto"), ("auto", "auto"), ("ai max", "auto"), ("dynamic", "auto"), ("performance max", "auto"),
    ("close-match", "auto"), ("loose-match", "auto"), ("substitutes", "auto"), ("complements", "auto"),
    ("自动", "auto"), ("智能", "auto"), ("智选", "auto"), ("词包", "auto"),
    ("targeting_expression", ""), ("product", ""), ("category", ""), ("asin", ""), ("关键词", ""), ("竞价词", ""),
)  # fmt: skip
_DEVICE_WORDS = (
    ("computer", "pc"), ("desktop", "pc"), ("desk", "pc"), ("pc", "pc"), ("计算机", "pc"), ("电脑", "pc"),
    ("tablet", "tablet"), ("tab", "tablet"), ("平板", "tablet"),
    ("mobile", "mobile"), ("mob", "mobile"), ("无线", "mobile"), ("移动", "mobile"), ("手机", "mobile"),
)  # fmt: skip
_AUTOMATIC = re.compile(r"\*|close-match|loose-match|substitutes|complements")
_PARTS = re.compile(r"\s+[-–—|/]\s+|[_|]")
# Words that stand alone between dashes in the names that sellers give ad groups. `1:1` is one keyword an ad
# group, matched exactly.
_GROUP_MATCH = {"1:1": "exact", "exact": "exact", "phrase": "phrase", "broad": "broad", "bmm": "broad", "auto": "auto"}
_GROUP_DEVICE = {"desk": "pc", "desktop": "pc", "pc": "pc", "mob": "mobile", "mobile": "mobile", "tab": "tablet",
                 "tablet": "tablet"}  # fmt: skip


def match_type(word: str) -> str | None:
    """The match type that a cell tells, "" where it tells none, None for a word that is not known."""
    folded = word.casefold()
    if folded in ("", "-", "--", "—", "\\n", "n/a"):
        return ""
    return next((meant for known, meant in _MATCH_WORDS if known in folded), None)


def match_of_keyword(keyword: str) -> str:
    """The match type in a keyword's own spelling: `[exact]`, `"phrase"`, or an automatic target."""
    if len(keyword) > 2 and keyword[0] + keyword[-1] in ("[]", '""'):
        return "exact" if keyword[0] == "[" else "phrase"
    return "auto" if _AUTOMATIC.fullmatch(keyword) else ""


def device(word: str) -> str:
    folded = word.casefold()
    return next((meant for known, meant in _DEVICE_WORDS if known in folded), word)


def told_by_ad_group(name: str) -> tuple[str, str]:
    """(match type, device) where exactly one part of an ad group's name says it: `Shop - Exact - Mob - Sale`."""
    parts = [part.strip().casefold() for part in _PARTS.split(name)]
    found = [{known[part] for part in parts if part in known} for known in (_GROUP_MATCH, _GROUP_DEVICE)]
    match, device_of = (words.pop() if len(words) == 1 else "" for words in found)
    return match, device_of
