"""The answer at low and high of what the data cannot tell: what is said of it, and what is drawn."""

from typing import Any

import pandas as pd
import pytest

from adsim.report import unknown
from adsim.report.html import render
from adsim.report.numbers import Lang
from adsim.report.view import View
from adsim.report.words import answer, words
from tests.report.synthetic import HOSTILE, make

SPREAD, OTHER = "market.rivals.bid_spread", "products[0].refunds.rate"
Made = tuple[dict[str, pd.DataFrame], dict[str, Any]]


def turned(made: Made, level: str, winner: str, *, tied: tuple[str, ...] = (), profit: float | None = None) -> Made:
    """`winner` leads at this level of the first assumption; `tied` are not told apart from it."""
    tables, facts = made
    frame = tables["sensitivity"].copy()
    here = (frame["path"] == frame["path"].iloc[0]) & (frame["level"] == level)
    frame.loc[here, "winner"] = frame.loc[here, "variant"] == winner
    frame.loc[here, "tied"] = frame.loc[here, "variant"].isin(tied)
    if profit is not None:
        frame.loc[here & frame["winner"], "profit"] = profit
    return tables | {"sensitivity": frame}, facts


def end(made: Made, lang: str = "en") -> str:
    """What the answer says after the last semicolon, without the full stop."""
    return answer(*made, lang)[:-1].replace("；", "; ").rpartition("; ")[2]


def test_a_winner_that_stays() -> None:
    told = end(make(unknown=(SPREAD, OTHER)))
    assert told == (
        "it stays best at the low and the high value of the spread of rivals' bids and products[0].refunds.rate"
    )
    assert end(make(unknown=(SPREAD,)), "zh") == "对手出价的离散程度取低值或高值时，它仍然最好"
    assert "stays" not in answer(*make(), "en")


def test_another_winner_at_one_end() -> None:
    made = turned(make(unknown=(SPREAD, OTHER)), "high", "equal")
    assert end(made) == "but with the spread of rivals' bids high (1) “equal” earns most"
    assert end(made, "zh") == "但对手出价的离散程度取高值（1）时，“equal”赚得最多"
    made = turned(made, "low", "equal")
    levels = "the spread of rivals' bids low (0.2) or the spread of rivals' bids high (1)"
    assert end(made) == f"but with {levels} “equal” earns most"


def test_another_leads_but_is_not_told_apart() -> None:
    made = turned(make(unknown=(SPREAD,)), "low", "equal", tied=("30/60/10",))
    assert end(made) == "with the spread of rivals' bids low (0.2) it cannot be told apart from “equal”"
    made = turned(make(unknown=(SPREAD,)), "low", "equal", tied=("by search volume",))
    assert end(made) == "but with the spread of rivals' bids low (0.2) “equal” earns most"


def test_a_profit_that_becomes_a_loss_and_a_loss_that_becomes_a_profit() -> None:
    made = turned(make(unknown=(SPREAD,)), "low", "equal", profit=-5.0)
    assert end(made) == "with the spread of rivals' bids low (0.2) every variant loses money"
    losing = make(loss=1.0, unknown=(SPREAD,))
    assert end(losing) == "so it is at the low and the high value of the spread of rivals' bids"
    assert end(turned(losing, "high", "equal", profit=7.0)) == (
        "with the spread of rivals' bids high (1) “equal” makes a profit"
    )
    assert end(turned(losing, "high", "全部大词")).endswith("“全部大词” loses least")


def test_what_could_not_be_told_apart() -> None:
    made = make(separated=False, unknown=(SPREAD,))
    assert end(made).endswith("high (1) “30/60/10” is clearly best")
    close = ("equal", "by search volume", "全部大词")
    made = turned(turned(made, "low", "30/60/10", tied=close), "high", "30/60/10", tied=close)
    assert end(made) == "neither the low nor the high value of the spread of rivals' bids decides it"
    assert end(made, "zh") == "对手出价的离散程度取低值或高值时，同样分不出"
    assert end(turned(made, "high", "equal")).endswith("high (1) “equal” is clearly best")


def test_one_variant_alone_has_a_range() -> None:
    made = make(("only",), unknown=(SPREAD,))
    assert end(made) == "at the low and the high value of the spread of rivals' bids its profit is ¥3,786 to ¥5,048"
    assert unknown.sentences(view(made))[1] == (
        "The spread of rivals' bids: profit ¥3,786 at 0.2, ¥4,207 at 0.5 and ¥5,048 at 1."
    )


def view(made: Made, lang: str = "en") -> View:
    return View(*made, words(made[1], lang))


def test_the_sentences_name_every_assumption_and_ties() -> None:
    made = turned(make(unknown=(SPREAD, OTHER)), "high", "equal", tied=("30/60/10",))
    first, spread, other = unknown.sentences(view(made))
    assert "in 34 of the same worlds" in first
    assert spread.startswith("The spread of rivals' bids: “30/60/10” does best at 0.2 (¥3,927), “30/60/10” at 0.5")
    assert spread.endswith("“equal” at 1 (¥5,048). At 1 the best is not told apart from the next.")
    assert other.startswith("products[0].refunds.rate: “30/60/10” does best at all three values")
    assert unknown.sentences(view(make())) == [] and unknown.pictures(view(make())) == []


@pytest.mark.parametrize(("lang", "variants", "others"), [("en", ("only",), 10), ("zh", ("a", "b"), 13),
                                                          ("en", HOSTILE, 13)])  # fmt: skip
def test_the_page_has_a_part_for_it(lang: Lang, variants: tuple[str, ...], others: int) -> None:
    made = make(variants, unknown=(SPREAD, "<script>alert(1)</script>"))
    text, say = render(*made, lang, ""), words(made[1], lang)
    assert f"<h2>{say.say('part_unknown')}</h2>" in text and say.say("table_sensitivity") in text
    assert text.count("<figure>") == others + 2 and "<script" not in text


def test_a_picture_tells_every_gain_and_not_the_baselines() -> None:
    made = make(("equal", "worse"), unknown=(SPREAD,))
    (picture,) = unknown.pictures(view(made))
    described = picture.svg.split('aria-label="')[1].split('"')[0]
    assert "worse: " in described and "equal: " not in described
    for value in view(made).only("sensitivity", variant="worse")["gain"]:
        assert view(made).say.gain(value) in described
