"""The answer says what the tables say, in both languages; hostile names cannot steer a terminal."""

import string

import numpy as np
import pandas as pd
import pytest

from adsim.report.catalogue import CATALOGUE, TERMS
from adsim.report.catalogue.influence import INFLUENCE_TERMS
from adsim.report.catalogue.optimise_page import OPTIMISE_TERMS
from adsim.report.catalogue.product_test import TEST_TERMS
from adsim.report.catalogue.sweep_page import SWEEP_TERMS
from adsim.report.numbers import Numbers
from adsim.report.words import answer, short, shown, summary_rows, width, words
from tests.report.synthetic import BAD_LUCK, HOSTILE, make, make_same


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same() -> None:
    for key, (english, chinese) in CATALOGUE.items():
        assert english.strip() and chinese.strip(), key
        assert placeholders(english) == placeholders(chinese) and "" not in placeholders(english), key


def test_the_sentences_of_one_key_are_chinese_and_english() -> None:
    def chinese(text: str) -> bool:
        return any("一" <= sign <= "鿿" for sign in text)

    assert not [key for key, (english, _) in CATALOGUE.items() if chinese(english) and key != "roas_title"]
    plain = {"quoted", "alt_row", "alt_all", "alt_join", "against", "column_roi", "comma", "bid_class", "bid_keyword",
             "sweep_part_name", "sweep_curve_title_variant", "input_part", "sweep_figure_roi", "sweep_triangle_corner",
             "sweep_figure_gain_range", "traffic_row"}  # fmt: skip
    assert {key for key, (_, text) in CATALOGUE.items() if not chinese(text)} <= plain
    terms = TERMS | TEST_TERMS | SWEEP_TERMS | INFLUENCE_TERMS | OPTIMISE_TERMS
    assert set(terms) == {key for key in CATALOGUE if key.startswith(("word_", "test_word_"))}


def test_a_clear_winner() -> None:
    tables, facts = make()
    row = tables["variants"].set_index("variant").loc["30/60/10"]
    text = answer(tables, facts, "en")
    assert text.startswith("“30/60/10” earns most: ¥4,363 profit in 28 days (¥734 to ¥8,597 in 90% of")
    assert "¥156 more than “equal” (95% simulation interval ¥120 to ¥193)" in text
    assert f"best in {row['best_share']:.0%} of simulated worlds, and loses money in 7.0%." in text
    assert ". " not in text and "\n" not in text
    assert "“30/60/10”赚得最多：28 天利润 ¥4,363" in answer(tables, facts, "zh")


def test_variants_that_cannot_be_told_apart() -> None:
    tables, facts = make(separated=False)
    text = answer(tables, facts, "en")
    assert text.startswith("The simulation cannot tell “30/60/10”, “equal”, “by search volume” and “全部大词” apart")
    assert "runs from −¥128 to ¥441" in text
    assert "分不出“30/60/10”、“equal”、“by search volume”和“全部大词”的高下" in answer(tables, facts, "zh")
    tables, facts = make([f"v{number}" for number in range(9)], separated=False)
    assert "and 6 others apart" in answer(tables, facts, "en")


@pytest.mark.parametrize("separated", [True, False])
def test_every_variant_loses(separated: bool) -> None:
    tables, facts = make(loss=1.0, separated=separated)
    for lang, warning in (("en", "do not spend on these terms"), ("zh", "不要投放")):
        assert warning in answer(tables, facts, lang)
    text = answer(tables, facts, "en")
    assert text.startswith("Every variant loses money")
    assert ("loses least, ¥20,837 in 28 days (profit −¥24,466 to" in text) == separated
    assert "¥156 less than “equal”" in text


def test_not_spending_is_best() -> None:
    tables, facts = make(("equal", "off"), loss=1.0)
    idle = tables["variants"]["variant"] == "off"
    tables["variants"].loc[idle, ["profit", "cost", "clicks"]] = 0.0
    gap = -tables["variants"].loc[~idle, "profit"].item()
    tables["differences"] = pd.DataFrame(
        [{"variant": "off", "versus": "equal", "profit": gap, "low": gap - 99, "high": gap + 99}]
    )
    facts["winner"], facts["runner_up"] = "off", "equal"
    assert answer(tables, facts, "en").startswith("“off” wins no click and spends nothing, and that is best")
    assert "(least lost: “equal”, ¥20,993 in 28 days)" in answer(tables, facts, "en")
    assert "得到点击的方案都亏损" in answer(tables, facts, "zh")
    tables["variants"][["cost", "clicks"]] = 0.0
    assert answer(tables, facts, "en").startswith("Nothing was spent in 28 days")


def test_free_clicks_are_clicks() -> None:
    """Without rivals and reserve price clicks cost nothing; they are won and earn all the same."""
    tables, facts = make()
    tables["variants"]["cost"] = 0.0
    assert answer(tables, facts, "en").startswith("“30/60/10” earns most: ¥4,363 profit")
    tables, facts = make(("only",))
    tables["variants"]["cost"] = 0.0
    assert answer(tables, facts, "en").endswith(", and its clicks cost nothing, and loses money in 7.0%.")
    assert "点击没有花钱" in answer(tables, facts, "zh")


def test_one_variant_alone() -> None:
    text = answer(*make(("only",)), "en")
    assert text.startswith("“only” earns ¥4,207 profit in 28 days (") and "ROAS 2.00 and ROI 17%" in text
    text = answer(*make(("only",), loss=1.0, replications=1), "en")
    assert text.startswith("“only” loses money, so do not spend")
    assert "(realised in one replication, so no range)" in text
    tables, facts = make(("only",))
    assert "replications" in answer(tables, facts | {"worlds": "centre"}, "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_variant_names(lang: str) -> None:
    tables, facts = make(HOSTILE)
    for text in (answer(tables, facts, lang), *sum(summary_rows(tables, facts, lang).rows, ())):
        assert text.isprintable() and width(text) < 500


def test_summary_puts_the_best_first() -> None:
    summary = summary_rows(*make(), "en")
    assert summary.headings[0] == "Variant" and len(summary.headings) == 6
    assert summary.rows[0] == ("30/60/10", "¥4,363 ± ¥300", "¥734 … ¥8,597", "2.01", "17%", "42%")
    assert [row[0] for row in summary.rows][-1] == "全部大词"
    alone = summary_rows(*make(("only",), replications=1), "zh")
    assert alone.rows[0][1:3] == ("¥2,947", "–") and alone.rows[0][5] == "–"


def test_one_world_speaks_of_what_it_realised() -> None:
    """Expected profit 4,207 and ROI 17 % are in the tables too; the realised ones lie 5 % of the cost below."""
    tables, facts = make(("only",), replications=1)
    realised = tables["runs"].iloc[0]
    row = tables["variants"].iloc[0]
    assert row["profit"] - realised["profit"] == pytest.approx(BAD_LUCK * row["cost"])
    text = answer(tables, facts, "en")
    assert text == (
        "“only” earns ¥2,947 profit in 28 days (realised in one replication, so no range), with ROAS 2.00 and ROI 12%."
    )
    assert "¥" + f"{realised['profit']:,.0f}" in text and f"{realised['profit'] / realised['cost']:.0%}" in text
    assert "28 天利润 ¥2,947（只重复一次的实际结果，没有范围）" in answer(tables, facts, "zh")
    assert summary_rows(tables, facts, "en").rows == (("only", "¥2,947", "–", "2.00", "12%", "–"),)


def test_one_world_does_not_rank_variants() -> None:
    text = answer(*make(replications=1), "en")
    assert text.startswith("One replication cannot tell variants apart: in it “30/60/10” made ¥3,103 profit in 28 days")
    assert "best" not in text and "interval" not in text and "–" not in text
    assert answer(*make(replications=1), "zh").startswith("只重复一次分不出各方案的高下")


@pytest.mark.parametrize("replications", [2, 19])
def test_few_worlds_have_no_range(replications: int) -> None:
    tables, facts = make(replications=replications)
    text = answer(tables, facts, "en")
    assert "¥4,363 profit in 28 days (too few simulated worlds for a range), ¥156 more" in text
    assert "（模拟情形太少，不给范围）" in answer(tables, facts, "zh")
    row = summary_rows(tables, facts, "en").rows[0]
    assert row[2] == "–" and " ± " in row[1] and row[5] == "42%"
    assert "(¥734 to" in answer(tables, facts | {"replications": 20}, "en")


def test_the_error_is_wider_for_few_replications() -> None:
    """Student's t: 12.706 for two replications, 2.064 for 25; the standard error here is ¥151."""
    tables, facts = make()
    error = tables["variants"].set_index("variant").loc["30/60/10", "profit_error"]
    for replications, factor in ((2, 12.706), (25, 2.064)):
        row = summary_rows(tables, facts | {"replications": replications}, "en").rows[0]
        assert row[1] == f"¥4,363 ± ¥{factor * error:,.0f}"


def test_identical_variants_are_called_the_same() -> None:
    text = answer(*make_same(also=()), "en")
    alike, each = text.split(": ")
    assert alike == "“a” and “b” come out the same in every one of the simulated worlds"
    assert each.startswith("each earns ¥4,207 profit")
    assert text.endswith(", and loses money in 7.0%.")
    assert "interval" not in text and "best in" not in text
    assert answer(*make_same(also=()), "zh").startswith("“a”和“b”在每一次模拟情形中结果都相同：28 天利润")
    text = answer(*make_same(also=(), loss=1.0), "en")
    assert "come out the same in every one of the simulated worlds and lose money, so do not spend" in text


def test_identical_winners_are_compared_with_the_best_other() -> None:
    text = answer(*make_same(), "en")
    assert "¥500 more than “c” (95% simulation interval ¥440 to ¥560); it is best in 100% of" in text
    assert text.endswith("; “b” and it come out the same in every one of the simulated worlds.")
    assert "；“b”与它在每一次模拟情形中结果都相同。" in answer(*make_same(), "zh")


def test_names_are_cut_by_columns() -> None:
    assert short("长" * 50, 10) == "长长长长…" and width(short("W" * 99, 10)) == 10
    assert short("short") == "short" and shown("a\u202eb\x00c\u2028") == "a\ufffdb\ufffdc\ufffd"
    assert shown("👩\u200d🚀 می\u200cخواهم") == "👩\u200d🚀 می\u200cخواهم"  # joiners are spelling


def test_numbers() -> None:
    yuan, yen, rupee = Numbers("en", "CNY"), Numbers("zh", "JPY"), Numbers("en", "INR")
    assert [yuan.money(value) for value in (0, 1.53, -0.004, 99.994, 99.996, -1234.5, 1e7)] == [
        "¥0.00", "¥1.53", "¥0.00", "¥99.99", "¥100", "−¥1,234", "¥10,000,000",
    ]  # fmt: skip
    assert (yuan.gain(3), yuan.gain(-3), yuan.gain(0)) == ("+¥3.00", "−¥3.00", "¥0.00")
    assert (yen.money(12.3), rupee.money(5)) == ("JP¥12", "INR\N{NO-BREAK SPACE}5.00")
    assert [yuan.percent(value) for value in (0, 0.0042, 0.05, 0.0512, 0.426, 0.995, 1, -0.58, 12)] == [
        "0%", "0.42%", "5.0%", "5.1%", "43%", "99.5%", "100%", "−58%", "1,200%",
    ]  # fmt: skip
    assert [yuan.count(value) for value in (0, 7, 7.25, 1234.4)] == ["0", "7", "7.2", "1,234"]
    assert [yuan.compact_money(value) for value in (-1500, 0, 2.5, 1.2e6)] == [
        "−¥1.5k",
        "¥0",
        "¥2.5",
        "¥1.2M",
    ]
    assert [yen.compact(value) for value in (1500, 12_000, 3e8)] == ["1500", "1.2万", "3亿"]
    for kind in ("money", "gain", "percent", "ratio", "decimal", "count"):
        for value in (None, np.nan, np.inf, -np.inf):
            assert getattr(yuan, kind)(value) == "–"


def test_days_and_names() -> None:
    say = words({"currency": "CNY"}, "en")
    assert (say.days(1), say.days(2)) == ("1 day", "2 days")
    assert say.names(["a"]) == "“a”" and say.names(["a", "b"]) == "“a” and “b”"
    assert words({"currency": "CNY"}, "zh").names(["a", "b", "c"]) == "“a”、“b”和“c”"
