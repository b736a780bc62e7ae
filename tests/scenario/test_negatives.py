"""Negative keywords: what matches what, against a plain matcher of single searches."""

import random
import re
import unicodedata
from pathlib import Path

import pytest

from adsim.scenario.campaign import Negative
from adsim.scenario.negatives import excluded
from adsim.scenario.objects import KeywordRow, Scenario
from tests.scenario.samples import loaded, spoilt


@pytest.fixture(scope="module")
def compact(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return loaded(tmp_path_factory.mktemp("compact"))


def searched(scenario: Scenario, searches: list[str], *negatives: Negative) -> list[str]:
    """Those of `searches` that the negatives exclude; every second search is of campaign b."""
    rows = tuple(
        KeywordRow.model_validate({"keyword": search, "class": "head", "campaign": "ab"[at % 2], "searches": 1,
                                   "ctr": 0.1, "cvr": 0.1, "max_cpc": 1, "rival_bid": 1})
        for at, search in enumerate(searches)
    )  # fmt: skip
    told = scenario.campaign.model_copy(update={"negatives": negatives})
    found = excluded(scenario.model_copy(update={"listed": rows, "campaign": told}))
    return [search for at, search in enumerate(searches) if at in found]


@pytest.mark.parametrize(
    ("negative", "kind", "hit", "missed"),
    [
        # the three kinds, as Google describes them for "running shoes"
        ("running shoes", "broad", ["blue running shoes", "shoes running", "Running Shoes"],
         ["blue tennis shoes", "running shoe", "runningshoes"]),
        ("running shoes", "phrase", ["blue running shoes", "running  shoes blue"],
         ["shoes running", "running blue shoes", "blue running shoe"]),
        ("running shoes", "exact", ["running shoes", " RUNNING shoes "], ["blue running shoes", "running shoe"]),
        # no blanks between words: text that holds it
        ("阀门", "phrase", ["不锈钢阀门304", "阀门", "304阀门"], ["阀 门", "阀"]),
        ("二手 阀门", "broad", ["阀门 二手", "二手不锈钢阀门"], ["阀门", "二手"]),
        ("304", "phrase", ["阀门304", "304 阀门"], ["阀门3041", "阀门a304"]),
        ("阀门 304", "phrase", ["不锈钢阀门 304"], ["阀门304", "304 阀门"]),
        ("阀门", "exact", ["阀门"], ["阀门304"]),
        # case and width, also where folding changes the length
        ("ｄｎ５０", "broad", ["DN50 球阀", "球阀 ｄｎ50"], ["DN500"]),
        ("straße", "exact", ["STRASSE"], ["strasse 7"]),
        # words of an alphabet stay whole, marks part them
        ("art", "broad", ["art", "art-deco", "l'art"], ["start", "arts", "party"]),
        ("c++", "phrase", ["c++ buch", "c++"], ["c# buch"]),
    ],
)  # fmt: skip
def test_what_matches(compact: Scenario, negative: str, kind: str, hit: list[str], missed: list[str]) -> None:
    told = Negative.model_validate({"keyword": negative, "match_type": kind})
    assert searched(compact, [*hit, *missed], told) == hit


def test_broad_is_the_default_and_a_campaign_narrows(compact: Scenario) -> None:
    searches = ["used valve", "valve used", "valve"]
    assert searched(compact, searches, Negative(keyword="used")) == searches[:2]
    assert searched(compact, searches, Negative(keyword="used", campaign="b")) == searches[1:2]
    assert searched(compact, searches, Negative(keyword="used", campaign="b"), Negative(keyword="valve")) == searches


def test_generated_keywords_have_names_too(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, spoilt(("  unspent: share\n", "  negatives: [{keyword: head-2, match_type: exact}]\n")))
    assert excluded(scenario) == {1}
    assert excluded(loaded(tmp_path)) == frozenset()


def plainly(search: str, negative: Negative) -> bool:
    """The rule again, search by search and word by word."""

    def words(text: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

    def holds(text: str) -> bool:
        letters = "a-z0-9"
        head = f"(?<![{letters}])" if re.match(f"[{letters}]", text) else ""
        tail = f"(?![{letters}])" if re.search(f"[{letters}]$", text) else ""
        return re.search(head + re.escape(text) + tail, words(search)) is not None

    if negative.match_type == "exact":
        return words(search) == words(negative.keyword)
    if negative.match_type == "phrase":
        return holds(words(negative.keyword))
    return all(holds(word) for word in words(negative.keyword).split())


def test_random_searches_match_as_one_by_one(compact: Scenario) -> None:
    dice = random.Random(20240608)
    pieces = ["a", "ab", "B", "阀", "阀门", "球阀", "３", "3", " ", "  ", "-"]

    def text() -> str:
        return "".join(dice.choice(pieces) for _ in range(dice.randint(1, 5)))

    searches = list(dict.fromkeys(text() for _ in range(400)))
    for kind in ("exact", "phrase", "broad"):
        for _ in range(60):
            negative = Negative.model_validate({"keyword": text() + dice.choice("a3阀"), "match_type": kind})
            assert searched(compact, searches, negative) == [one for one in searches if plainly(one, negative)], (
                negative
            )


def test_thousands_of_negatives_on_thirty_thousand_searches(compact: Scenario) -> None:
    """Search by search this would take minutes."""
    dice = random.Random(20240609)
    searches = [f"不锈钢 {dice.randint(0, 999)} 阀门 dn{at}" for at in range(30_000)]
    negatives = [Negative.model_validate({"keyword": one, "match_type": "exact"}) for one in searches[1000:9000]]
    negatives += [Negative(keyword=f"阀门 dn{at}") for at in range(100)]
    assert searched(compact, searches, *negatives) == searches[:100] + searches[1000:9000]
