"""Raise, lower or leave: said only as surely as the table says it, in both languages; drawn where it was asked for."""

from typing import Any

import pandas as pd
import pytest

from adsim.report import bid_pictures, bid_verdicts
from adsim.report import tables as told
from adsim.report.canvas import drawing
from adsim.report.html import render
from adsim.report.numbers import LANGS, Lang
from adsim.report.view import View
from adsim.report.words import words
from tests.report.synthetic import HOSTILE, SPREAD, make

Made = tuple[dict[str, pd.DataFrame], dict[str, Any]]


def made(*names: str, unknown: bool = False, **best: Any) -> Made:
    """A table of these items; `best` replaces figures of the first one's best row."""
    tables, facts = make(bids=names or ("head",), unknown=(SPREAD,) if unknown else ())
    frame = tables["bid_response"]
    first = frame["best"] & (frame["level"] == "mid") & (frame["name"] == frame["name"].iloc[0])
    for column, value in best.items():
        frame.loc[first, column] = value
    return tables, facts


def verdict(found: Made, lang: Lang = "en") -> str:
    view = View(*found, words(found[1], lang))
    return bid_verdicts.verdict(view, *bid_verdicts.items(view)[0])


def moved(found: Made, factor: float) -> Made:
    """The best bid of every item is this factor."""
    frame = found[0]["bid_response"]
    frame["best"] = frame["factor"] == factor
    return found


def test_a_sure_answer() -> None:
    assert verdict(made()) == (
        "Head keywords: lower the bid from about ¥2.40 to about ¥1.20 (0.5×): that earns ¥417 more in 28 days "
        "(95% simulation interval ¥334 to ¥500), in 97% of simulated worlds; the best may lie beyond the bids tried."
    )
    assert verdict(made(), "zh").startswith("大词：把出价从 ¥2.40 左右降到 ¥1.20 左右（0.5 倍）：28 天多赚 ¥417")
    second = made("head", "long_tail")
    view = View(*second, words(second[1], "en"))
    assert (
        "Long\N{NON-BREAKING HYPHEN}tail keywords: raise the bid from about ¥2.40 to about ¥2.88 (1.2×)"
        in (bid_verdicts.sentences(view)[2])
    )


def test_an_answer_that_is_not_told_apart_is_to_leave() -> None:
    text = verdict(made(gain_low=-5.0))
    assert text.startswith("Head keywords: leave the bid at about ¥2.40; ¥1.20 (0.5×) seems to earn ¥417 more")
    assert "cannot tell it from the present bid (95% interval −¥5.00 to ¥500)" in text
    assert "分不出它与现出价的高下" in verdict(made(gain_low=-5.0), "zh")


@pytest.mark.parametrize(
    ("share", "start"),
    [
        (0.95, "lower the bid"),
        (0.9, "lower the bid"),
        (0.8, "lowering the bid"),
        (0.6, "leave the bid at about"),
    ],
)
def test_how_surely_depends_on_the_worlds(share: float, start: str) -> None:
    text = verdict(made(better_share=share))
    assert text.startswith(f"Head keywords: {start}") and f"{share:.0%} of simulated worlds" in text
    assert ("probably pays" in text) == (share == 0.8)


def test_low_and_high_must_agree() -> None:
    assert "and so it is at the low and the high value of the spread of rivals' bids" in verdict(made(unknown=True))
    found = made(unknown=True)
    frame = found[0]["bid_response"]
    frame.loc[(frame["level"] == "high") & (frame["factor"] == 0.5), "gain"] = -1.0
    text = verdict(found)
    assert text.startswith("Head keywords: leave the bid at about ¥2.40 unless you know your market better")
    assert text.endswith("in 97% of simulated worlds, and not with the spread of rivals' bids high (1).")
    assert "对手出价的离散程度取高值（1）时则不然" in verdict(found, "zh")


def test_the_present_bid_may_be_best() -> None:
    assert verdict(moved(made(), 1.0)) == (
        "Head keywords: leave the bid at about ¥2.40; no other bid tried earns more."
    )


def test_bids_that_do_as_well_are_named() -> None:
    found = made()
    found[0]["bid_response"]["as_good"] = found[0]["bid_response"]["factor"] <= 0.85
    assert "; 0.5× to 0.85× cannot be told apart; the best may lie beyond" in verdict(found)


def test_what_loses_at_its_best_bid_is_left_out() -> None:
    """Only where the loss is larger than its error: t of 30 worlds is 2.045."""
    sure = verdict(made(profit=-100.0, profit_error=48.0))
    assert sure.endswith("; even at its best bid it loses ¥100, so leave it out.")
    assert "leave it out" not in verdict(made(profit=-100.0, profit_error=50.0))


def test_no_click_at_any_bid() -> None:
    found = made("precise")
    found[0]["bid_response"]["clicks"] = 0.0
    assert verdict(found) == "Precise keywords: no click at any bid tried."


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_a_part_for_it(lang: Lang) -> None:
    names = ("head", "precise", *HOSTILE[:2])
    tables, facts = made(*names, unknown=True)
    text, say = render(tables, facts, lang, ""), words(facts, lang)
    assert f"<h2>{say.say('part_bids')}</h2>" in text and say.say("table_bid_response", variant="equal") in text
    assert text.count("<figure>") == 13 + 1 + len(names) and "<script" not in text
    rows = told.bids(View(tables, facts, say)).rows
    assert len(rows) == len(names) * 7 and [row[2] for row in rows].count(say.say("bids_best")) == len(names)
    assert told.bids(View(*make(), say)).rows == []


def test_without_bids_the_page_has_no_part_for_them() -> None:
    text = render(*make(("a", "b"), hostile=False), "en", "")
    assert "What to bid" not in text and "What the data cannot tell" not in text and text.count("<details") == 1


def test_a_picture_tells_profit_and_clicks_at_every_bid() -> None:
    tables, facts = made("劳保手套")
    say = words(facts, "en")
    with drawing():
        (picture,) = bid_pictures.pictures(View(tables, facts, say))
    frame = tables["bid_response"]
    for row in frame.to_dict("records"):
        told_there = f"{row['factor']:.3g}×: profit {say.money(row['profit'])}, clicks {say.count(row['clicks'])}"
        assert told_there in picture.svg
    assert picture.title == "Bids: “劳保手套”" and "Dashed" not in picture.help and picture.legend == ()
    assert "¥2.40" in picture.svg and "¥4.80" in picture.svg


def test_few_worlds_have_no_bands() -> None:
    tables, facts = made(unknown=True)
    view = View(tables, facts | {"bid_replications": 9}, words(facts, "en"))
    (picture,) = bid_pictures.pictures(view)
    assert "band" not in picture.help.split(" Dashed")[0]


def test_labels_of_the_bid_leave_each_other_room() -> None:
    kept = bid_pictures._with_room([0.5, 0.7, 0.85, 1, 1.2, 1.5, 2], [0, 70, 106, 140, 176, 223, 290], [50.0] * 7)
    assert kept == [3, 0, 6, 5, 1]
