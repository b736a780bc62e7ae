"""The page of a product test: says what its tables say, in both languages, for any arms, and survives hostile names."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from adsim.errors import InputError
from adsim.report.catalogue.product_test import PRODUCT_TEST, TEST_TERMS
from adsim.report.html import write_report
from adsim.report.numbers import LANGS, Lang
from adsim.report.product_test import sentences, tables
from adsim.report.product_test.page import render
from adsim.report.product_test.scene import Trial
from adsim.report.words import words
from adsim.results import save_tables
from tests.report.product_test_tables import ARMS, RULES, make
from tests.report.synthetic import HOSTILE
from tests.report.test_browser import CHROMIUM, WIDTHS, look
from tests.report.test_html import TAGS, Page


def trial(lang: Lang = "en", *args: Any, **options: Any) -> Trial:
    found, facts = make(*args, **options)
    return Trial(found, facts, words(facts, lang))


def page(lang: Lang, *args: Any, **options: Any) -> str:
    return render(*make(*args, **options), lang, "name: x\n")


@pytest.fixture(scope="module", params=LANGS)
def whole(request: pytest.FixtureRequest) -> str:
    return page(request.param)


# What is said.


def test_the_answer_says_the_acting_rule_and_its_uncertainty() -> None:
    assert sentences.answer(trial()) == (
        "Read by “planned looks”, the test names the better arm by day 28 in 71% of simulated worlds (± 9.0%), "
        "a wrong one in 2.0%, and leaves 27% open; acting on it earns ¥280 more than never acting "
        "(95% simulation interval +¥20.00 to +¥540)."
    )
    assert "到第 28 天，71% 的模拟情形中" in sentences.answer(trial("zh"))


def test_a_loss_is_called_a_loss_and_idleness_idle() -> None:
    found = trial()
    rows = found.tables["outcomes"]
    mine = rows["name"] == "group_sequential"
    rows.loc[mine, ["gain", "gain_low", "gain_high"]] = [-300.0, -500.0, -100.0]
    assert "earns ¥300 less than never acting" in sentences.answer(found)
    rows.loc[mine, ["gain", "gain_low", "gain_high"]] = 0.0
    assert "in no simulated world does it act" in sentences.answer(found)
    assert "never acting" not in sentences.answer(trial(acted=False))


def test_careless_rules_are_named_with_their_share_and_careful_ones_not() -> None:
    told = " ".join(sentences.advice(trial()))
    assert "“bare figures against the target”, “a 5% test at every look” or “expected loss”" in told
    assert "31%, 16% and 14% of simulated worlds, where 5.0%" in told
    assert "any day, any traffic” ends" not in told


def test_a_hasty_rule_that_earns_more_is_said_to() -> None:
    """Those whose lead is surely above 0, and no others."""
    told = " ".join(sentences.advice(trial()))
    assert "acting on “bare figures against the target” or “a 5% test at every look” earns more here" in told
    assert "(¥620 and ¥310 more)" in told


def test_the_day_from_which_half_are_right() -> None:
    found = trial()
    assert "right in half of the simulated worlds from day 14 on" in " ".join(sentences.advice(found))
    found.tables["verdicts"]["right"] = 0.4
    assert "Even by day 28 “planned looks” is right in fewer than half" in " ".join(sentences.advice(found))


def test_late_orders_are_pointed_out_only_where_they_are_late() -> None:
    found = trial()
    assert "on day 7 the conversion rate of “old_image” reads" in " ".join(sentences.advice(found))
    found.tables["arms"]["so_far"] = found.tables["arms"]["matured"]
    assert "Late orders" not in " ".join(sentences.advice(found))


def test_warnings_are_those_of_the_acting_rule() -> None:
    assert "only “any day, any traffic” does" in " ".join(sentences.advice(trial(warnings=("adaptive_rotation",))))


def test_the_mean_day_of_verdict_weighs_new_verdicts_only() -> None:
    found = trial()
    undecided = found.tables["verdicts"]["rule"] == "bayes"
    found.tables["verdicts"].loc[undecided, "undecided"] = [1.0, 0.5, 0.5, 0.25, 0.25]
    assert found.decision_day("bayes") == pytest.approx((0.5 * 3 + 0.25 * 14) / 0.75)
    found.tables["verdicts"].loc[undecided, "undecided"] = 1.0
    assert np.isnan(found.decision_day("bayes"))


def test_every_look_of_the_one_seller_has_its_sentence() -> None:
    told = dict(sentences.by_look(trial()))
    assert list(told) == [f"Day {day}" for day in (1, 3, 7, 14, 28)]
    assert told["Day 3"] == [
        "Not yet: 322 clicks and about 25 days to go; if you stop now you are wrong one time in four."
    ]
    assert told["Day 28"][0].startswith("Keep “new_image”: its click rate is 17% above")
    assert len(told["Day 28"]) == 3  # the verdict, and what each arm needs


def test_a_test_of_one_arm_is_told_by_what_it_needs() -> None:
    text = page("en", ["only"])
    assert "“only” truly needs what the test says in 71%" in text and "Lift over" not in text
    assert len(dict(sentences.by_look(trial("en", ["only"])))["Day 3"]) == 2


def test_the_table_of_rules_has_each_with_its_errors() -> None:
    table = tables.rules(trial())
    assert [row[0] for row in table.rows] == [trial().rule_name(rule) for rule in RULES]
    assert table.rows[2][1:3] == ["71% ± 9.0%", "2.0% ± 2.8%"]


def test_actions_are_counted_by_world() -> None:
    rows = tables.actions(trial(), RULES).rows
    assert ["planned looks", "promote: all traffic", "new_image", "40%", "16.0"] in rows
    assert ["expected loss", "next main image", "old_image", "12%", "8.0"] in rows


def test_both_languages_name_the_same_terms() -> None:
    assert set(TEST_TERMS) == {key for key in PRODUCT_TEST if key.startswith("test_word_")}


# The page.


def test_tags_are_harmless_and_pictures_described(whole: str) -> None:
    found = Page(whole)
    assert set(found.tags) <= TAGS and not found.stack and found.tags["figure"] == 9
    described = [value for tag, name, value in found.attributes if (tag, name) == ("svg", "aria-label")]
    assert len(described) == 9 and all(len(value) > 20 for value in described)
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert len(whole.encode()) < 1_500_000 and "nan" not in whole.lower()


def test_the_answer_stands_first(whole: str) -> None:
    texts = Page(whole).texts
    assert texts[2][0] == "h1" and "71%" in texts[2][1]


def test_chinese_pages_are_chinese() -> None:
    found = Page(page("zh", ["旧图", "新图"]))
    drawn = [data for tag, data in found.texts if tag in ("text", "h2", "h3", "figcaption", "h1", "p", "dt")]
    drawn = [re.sub("main_image_ab|CTR|CVR|assumption", "", data) for data in drawn]
    assert not [data for data in drawn if re.search("[A-Za-z]{2,}", data)]


def test_hostile_arm_names_are_text() -> None:
    text = page("en", HOSTILE[:5])
    assert set(Page(text).tags) <= TAGS and "\x00" not in text
    assert "<script>alert(1)</script>" in "".join(data for _, data in Page(text).texts)


def test_without_targets_actions_and_plan_their_parts_are_left_out() -> None:
    text = page("en", targets={}, acted=False, plan=False)
    assert Page(text).tags["figure"] == 5
    for part in ("What each arm needs", "What is done then", "How long to test"):
        assert part not in text


def test_the_same_tables_give_the_same_bytes(whole: str) -> None:
    assert page("en" if '<html lang="en">' in whole else "zh") == whole


def test_infinite_ranges_and_missing_lifts_are_drawn() -> None:
    found, facts = make()
    found["readings"].loc[found["readings"]["look"] == 1, ["lift", "low", "high"]] = [np.nan, -np.inf, np.inf]
    found["boundaries"]["seen"] = np.nan
    assert "nan" not in render(found, facts, "en", "").lower().replace("∞", "")


def test_the_folder_of_a_test_is_drawn_as_one(tmp_path: Path) -> None:
    found, facts = make()
    save_tables(tmp_path, found, facts)
    text = write_report(tmp_path, "zh").read_text(encoding="utf-8")
    assert "测款" in text and "new_image" in text
    del found["readings"]
    save_tables(tmp_path, found, facts)
    with pytest.raises(InputError, match="holds no product test: readings not among its tables"):
        write_report(tmp_path, "en")


def test_saved_verdicts_are_told_in_either_language() -> None:
    told = json.loads(trial().only("readings", rule="group_sequential", look=3)["told"].iloc[0])
    assert told["kind"] == "wait" and "还不能定" in dict(sentences.by_look(trial("zh")))["第 3 天"][0]


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
@pytest.mark.parametrize(("lang", "arms"), [("en", ("W" * 80, "长" * 60, "<b>", "d", "e", "f")), ("zh", ARMS)])
def test_nothing_is_cut_or_overlaps_at_phone_and_desktop_width(
    tmp_path: Path, lang: Lang, arms: tuple[str, ...]
) -> None:
    findings, console = look(tmp_path, page(lang, arms))
    assert console == [] and [found["room"] for found in findings] == list(WIDTHS)
    for found in findings:
        assert found["wide"] <= found["room"] and found["found"] == []
        assert found["asked"] == [] and found["scripts"] == 0 and found["pictures"] == 9


def test_frames_stay_as_they_were() -> None:
    """Drawing changes no table."""
    found, facts = make()
    before = {name: frame.copy() for name, frame in found.items()}
    render(found, facts, "en", "")
    for name, frame in found.items():
        pd.testing.assert_frame_equal(frame, before[name])
