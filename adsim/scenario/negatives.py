"""Negative keywords: which searches of a scenario they keep from being bought.

Searches and negatives are compared without case, width and needless blanks. *exact*: the search is the phrase;
*phrase*: it holds the phrase, words in this order; *broad*: it holds every word of the negative, in any order.
Words of an alphabet match whole ("shoe" is not in "shoes"); scripts written without blanks match as the text
they are ("阀门" is in "不锈钢阀门304"). There are no close variants: plurals and synonyms need negatives of their own
(Google Ads Help, "About negative keywords"; that other platforms match alike is an assumption).
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from adsim.scenario.campaign import Negative
from adsim.scenario.listing import Listing, keyword_names
from adsim.scenario.objects import Scenario

# Han, kana, Hangul, Thai, Lao and Khmer: written without blanks between words, or glued to what follows.
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_SPACED_LETTER = re.compile(rf"[^\W{_UNSPACED}]")
_BREAK = "\n"


def plain(text: str) -> str:
    """`text` as it is compared: full width as half, no case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def excluded(scenario: Scenario) -> frozenset[int]:
    """Positions, in the order of all keyword arrays, of the keywords that a negative keeps from being bought."""
    negatives = scenario.campaign.negatives
    if not negatives:
        return frozenset()
    campaigns = Listing(scenario.listed) if scenario.listed else None
    return _excluded(keyword_names(scenario), campaigns, negatives)


@lru_cache(maxsize=8)
def _excluded(names: tuple[str, ...], rows: Listing | None, negatives: tuple[Negative, ...]) -> frozenset[int]:
    searches = _Searches(names)
    found: set[int] = set()
    for negative in negatives:
        hits = searches.matched(negative)
        if negative.campaign is not None:
            assert rows is not None, "negatives of a campaign need listed keywords"
            hits = {hit for hit in hits if rows.rows[hit].campaign == negative.campaign}
        found |= hits
    return frozenset(found)


class _Searches:
    """All searches as one text, so that one search through it finds a phrase in every one."""

    def __init__(self, names: tuple[str, ...]) -> None:
        searches = [plain(name) for name in names]
        self._text = _BREAK + _BREAK.join(searches) + _BREAK
        self._starts: list[int] = []
        self._same: dict[str, set[int]] = {}
        at = 1
        for index, search in enumerate(searches):
            self._same.setdefault(search, set()).add(index)
            self._starts.append(at)
            at += len(search) + 1
        self._known: dict[str, set[int]] = {}

    def matched(self, negative: Negative) -> set[int]:
        phrase = plain(negative.keyword)
        if negative.match_type == "exact":
            return self._same.get(phrase, set())
        if negative.match_type == "phrase":
            return self._holding(phrase)
        # The longest word first: it is the rarest.
        words = sorted(set(phrase.split()), key=lambda word: (-len(word), word))
        found = self._holding(words[0])
        for word in words[1:]:
            if found:
                found = found & self._holding(word)
        return found

    def _holding(self, phrase: str) -> set[int]:
        """The searches that hold `phrase` without cutting a word."""
        if phrase not in self._known:
            found = set()
            at = self._text.find(phrase)
            while at >= 0:
                if self._stands_alone(at, at + len(phrase)):
                    found.add(bisect_right(self._starts, at) - 1)
                at = self._text.find(phrase, at + 1)
            self._known[phrase] = found
        return self._known[phrase]

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether no word of an alphabet is cut at either end."""
        return not (self._glued(start) or self._glued(end))

    def _glued(self, at: int) -> bool:
        return bool(_SPACED_LETTER.match(self._text[at - 1]) and _SPACED_LETTER.match(self._text[at]))
