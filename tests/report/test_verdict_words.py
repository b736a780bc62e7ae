"""Every verdict of a product test is a sentence in both languages; its figures are those it was given."""

import doctest
import string

import pytest

from adsim.report import verdict_words
from adsim.report.catalogue.verdicts import VERDICTS
from adsim.report.verdict_words import NEEDS, listed_needs, need, odds, told, warnings
from adsim.report.words import Words
from adsim.verdicts.contract import Condition

EN, ZH = Words("en", "CNY"), Words("zh", "CNY")
VALUES = {
    "arm": "new", "control": "old", "metric": "cvr", "clicks": 1412, "days": 9, "day": 5, "next_day": 14, "last": 28,
    "odds": 0.26, "lift": 0.31, "loss": 0.31, "low": -0.041, "high": 0.66, "orders": 4, "target": 0.05,
    "expected": 19.6, "share": 0.71, "cost": 820.0, "shares": "image 71%",
}  # fmt: skip


def fields(key: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(VERDICTS[key][0]) if name}


@pytest.mark.parametrize("key", [key for key in VERDICTS if key.startswith("verdict_")])
def test_every_verdict_is_said_with_its_values_in_both_languages(key: str) -> None:
    verdict = {"kind": key.removeprefix("verdict_")} | {name: VALUES[name] for name in fields(key)}
    english, chinese = told(verdict, EN), told(verdict, ZH)
    assert "{" not in english + chinese and english.endswith(".") and chinese.endswith("。")
    assert "–" not in english + chinese
    shown = {"clicks": "1,412", "odds": "one time in four", "target": "5.0%", "expected": "19.6", "cost": "¥820"}
    for name, text in shown.items():
        assert (text in english) == (name in fields(key))
    assert ("4 次里有 1 次" in chinese) == ("odds" in fields(key))


def test_the_sentence_of_the_issue() -> None:
    verdict = {"kind": "wait", "clicks": 412, "days": 9, "odds": 0.25}
    assert told(verdict, EN) == (
        "Not yet: 412 clicks and about 9 days to go; if you stop now you are wrong one time in four."
    )
    assert told(verdict, ZH) == "还不能定：还需约 412 次点击、9 天左右；若现在停止，4 次里有 1 次会选错。"
    assert "about 1 day to go" in told(verdict | {"days": 1}, EN)
    assert doctest.testmod(verdict_words).failed == 0


@pytest.mark.parametrize(
    ("share", "english", "chinese"),
    [(0.5, "one time in two", "2 次里有 1 次"), (0.41, "two times in five", "5 次里有 2 次"),
     (0.34, "one time in three", "3 次里有 1 次"), (0.125, "one time in eight", "8 次里有 1 次"),
     (0.052, "one time in twenty", "20 次里有 1 次"), (0.66, "two times in three", "3 次里有 2 次"),
     (0.0099, "one time in a hundred", "100 次里有 1 次"),
     (0.004, "less than one time in a hundred", "100 次里不到 1 次"),
     (0.0, "less than one time in a hundred", "100 次里不到 1 次"), (float("nan"), "–", "–")],
)  # fmt: skip
def test_odds_are_counted_on_fingers(share: float, english: str, chinese: str) -> None:
    assert (odds(share, EN), odds(share, ZH)) == (english, chinese)


def test_counted_odds_are_never_far_from_the_share() -> None:
    """Between one in a hundred and nine in ten what is said is within a factor of 1.65 of what is meant."""
    named = {text: number for number, text in verdict_words.NUMBERS.items()}
    for share in [step / 1000 for step in range(10, 901)]:
        times, _, of = odds(share, EN).replace(" times in ", "|").replace(" time in ", "|").partition("|")
        assert 1 / 1.65 < named[times] / named[of] / share < 1.65, share


def test_what_is_likely_is_called_so_and_what_is_open_too() -> None:
    clear = dict(zip(NEEDS, (0.03, 0.22, 0.71, 0.035, 0.005), strict=True))
    assert need("new", clear, EN).startswith("Change the image, not the page: who clicks “new” buys")
    assert "（概率 71%）" in need("new", clear, ZH)
    assert listed_needs(clear, EN) == "image 71%, page 22%, delist 3.5%, promote 3.0%"
    unclear = dict(zip(NEEDS, (0.03, 0.47, 0.46, 0.035, 0.005), strict=True))
    assert need("new", unclear, EN) == (
        "What “new” needs is not clear yet: page 47%, image 46%, delist 3.5%, promote 3.0%."
    )


def test_every_condition_has_a_warning_that_names_the_rule() -> None:
    for say, name in ((EN, "a 5% test at every look"), (ZH, "每次都做 5% 检验")):
        sentences = warnings("naive_test", [str(condition) for condition in Condition], say)
        assert len(set(sentences)) == len(Condition) and all(name in sentence for sentence in sentences)


def test_names_of_arms_cannot_steer_a_terminal() -> None:
    text = told({"kind": "unsure", "arm": "a\x1b[31m\n\u202eb" + "x" * 99, "shares": "image 71%"}, EN)
    assert text.isprintable() and len(text) < 130
