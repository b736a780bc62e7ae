"""The answer says what the tables say, in both languages; hostile names cannot steer a terminal."""

import string

import numpy as np
import pytest

from adsim.report.catalogue import CATALOGUE, TERMS
from adsim.report.numbers import Numbers
from adsim.report.words import answer, short, shown, summary_rows, width, words
from tests.report.synthetic import HOSTILE, make


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", CATALOGUE)
def test_both_languages_say_the_same(key: str) -> None:
    english, chinese = CATALOGUE[key]
    assert english.strip() and chinese.strip()
    assert placeholders(english) == placeholders(chinese) and "" not in placeholders(english)


def test_the_sentences_of_one_key_are_chinese_and_english() -> None:
    def chinese(text: str) -> bool:
        return any("一" <= sign <= "鿿" for sign in text)

    assert not [key for key, (english, _) in CATALOGUE.items() if chinese(english) and key != "roas_title"]
    plain = {"quoted", "alt_row", "alt_all", "alt_join", "against", "column_roi", "comma"}
    assert {key for key, (_, text) in CATALOGUE.items() if not chinese(text)} <= plain
    assert set(TERMS) == {key for key in CATALOGUE if key.startswith("word_")}


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
    tables["variants"].loc[idle, ["profit", "cost"]] = 0.0
    facts["winner"], facts["runner_up"] = "off", "equal"
    assert answer(tables, facts, "en").startswith("“off” spends nothing, and that is best")
    assert "(least lost: “equal”, ¥20,993 in 28 days)" in answer(tables, facts, "en")
    tables["variants"]["cost"] = 0.0
    assert answer(tables, facts, "en").startswith("Nothing was spent in 28 days")


def test_one_variant_alone() -> None:
    text = answer(*make(("only",)), "en")
    assert text.startswith("“only” earns ¥4,207 profit in 28 days (") and "ROAS 2.00 and ROI 17%" in text
    text = answer(*make(("only",), loss=1.0, replications=1), "en")
    assert text.startswith("“only” loses money, so do not spend") and "(one replication, so no range)" in text
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
    assert summary.rows[0] == ("30/60/10", "¥4,363 ± ¥296", "¥734 … ¥8,597", "2.01", "17%", "42%")
    assert [row[0] for row in summary.rows][-1] == "全部大词"
    alone = summary_rows(*make(("only",), replications=1), "zh")
    assert alone.rows[0][1] == "¥4,207 ± –"


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
