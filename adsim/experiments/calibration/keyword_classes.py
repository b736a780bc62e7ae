"""Which class a search term belongs to: head, long_tail or precise, by one simple rule that is written down.

In this order:

1. what the export's class column says, where it has one;
2. precise: it names one of the given brands, or a model code (letters and digits mixed, such as `m8x20`;
   sizes such as `80cm` are no codes);
3. head: it alone carries at least 5 % of all impressions, or it is at most `head_words` long and among the
   largest terms that together carry `head_share` of them;
4. long_tail: the rest.

The figures are assumptions of this project. Length counts words; two Chinese characters count as one.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ALONE_HEAD = 0.05
SPELLINGS = {
    "head": ("head", "head keyword", "大词", "主关键词", "主词", "热词"),
    "long_tail": ("long_tail", "long tail", "long-tail", "tail", "长尾词", "长尾"),
    "precise": ("precise", "exact", "brand", "精准词", "精准", "品牌词"),
}
_BY_SPELLING = {word: name for name, words in SPELLINGS.items() for word in words}
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_MEASURE = re.compile(r"\d+[a-z]{1,4}")


@dataclass(frozen=True)
class ClassRule:
    """The figures of the rule; `brands` are words or phrases that make a term precise."""

    brands: tuple[str, ...] = ()
    head_share: float = 0.5
    head_words: int = 3


def folded(keyword: str) -> str:
    """A term for comparing: width, case and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", keyword).casefold().split())


def named_class(cell: str) -> str | None:
    """The class that a cell of a class column names, in English or Chinese; None for other words."""
    return _BY_SPELLING.get(folded(cell))


def length_in_words(keyword: str) -> int:
    """Words of the phrase; two Chinese, Japanese or Korean characters count as one word."""
    text = folded(keyword)
    return len(_WORD.findall(text)) + (len(_CJK.findall(text)) + 1) // 2


def has_code(keyword: str) -> bool:
    """Whether the phrase holds a model code: at least four letters and digits mixed that are no measure."""
    return any(
        len(word) >= 4 and not word.isdigit() and not word.isalpha() and not _MEASURE.fullmatch(word)
        for word in _WORD.findall(folded(keyword))
    )


def has_brand(keyword: str, brands: Sequence[str]) -> bool:
    """Whether one of the brands stands in the phrase: as whole words, or anywhere if it is Chinese."""
    text = folded(keyword)
    for brand in map(folded, brands):
        if _CJK.search(brand):
            if brand in text:
                return True
        elif brand and re.search(rf"(?<![a-z0-9]){re.escape(brand)}(?![a-z0-9])", text):
            return True
    return False


def classes(
    keywords: Sequence[str], impressions: NDArray[np.float64], given: Sequence[str], rule: ClassRule
) -> list[str]:
    """The class of each term; `given` holds what the export's class column says ("" where nothing)."""
    total = max(float(impressions.sum()), 1.0)
    order = np.argsort(-impressions, kind="stable")
    before = np.empty(len(keywords))
    before[order] = np.concatenate([[0], np.cumsum(impressions[order])[:-1]]) / total
    found = []
    for index, keyword in enumerate(keywords):
        own_share = impressions[index] / total
        large = before[index] < rule.head_share and length_in_words(keyword) <= rule.head_words
        if (named := named_class(given[index])) is not None:
            found.append(named)
        elif has_brand(keyword, rule.brands) or has_code(keyword):
            found.append("precise")
        else:
            found.append("head" if own_share >= ALONE_HEAD or large else "long_tail")
    return found
