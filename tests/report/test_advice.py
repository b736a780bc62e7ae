"""Advice is drawn from the winner's own figures, and silent where they say nothing."""

import numpy as np

from adsim.report.advice import advice
from adsim.report.view import View
from adsim.report.words import words
from tests.report.synthetic import make, make_same


def said(lang: str = "en", **options: object) -> list[str]:
    tables, facts = make(**options)  # type: ignore[arg-type]
    return advice(View(tables, facts, words(facts, lang)))


def test_of_a_clear_winner() -> None:
    doubt, head, dry, early = said()
    assert "(¥734 to ¥8,597) is what you cannot know beforehand; the simulation error (± ¥300)" in doubt
    assert head.startswith("In “30/60/10” the head keywords lose ¥4,252: a click costs ¥2.45 and brings ¥1.07")
    assert "the precise keywords. Their budget is spent for 19.5 hours a day, 81% of their" in dry or "long" in dry
    assert "on day 7 the figures so far of “30/60/10” against “equal” point the right way in 75%" in early
    assert len(said("zh")) == 4


def test_a_tie_is_told() -> None:
    assert any(sentence.startswith("More replications narrow the interval") for sentence in said(separated=False))


def test_one_variant_has_no_early_looks_and_one_replication_no_doubts() -> None:
    sentences = said(variants=("only",), replications=1)
    assert not [sentence for sentence in sentences if "day 7" in sentence or "doubt" in sentence]


def test_the_baseline_wins_and_the_runner_up_is_looked_at() -> None:
    tables, facts = make(("30/60/10", "equal"))
    facts["winner"], facts["runner_up"] = "30/60/10", "equal"
    assert facts["baseline"] == facts["winner"]
    assert any("of “equal” against “30/60/10”" in text for text in advice(View(tables, facts, words(facts, "en"))))


def test_silent_about_classes_without_clicks() -> None:
    tables, facts = make(("only",))
    tables["classes"][["cost", "clicks", "profit"]] = 0.0
    tables["classes"]["cpc"] = np.nan
    assert len(advice(View(tables, facts, words(facts, "en")))) == 1


def test_a_few_worlds_and_one() -> None:
    """Nine replications: t is 2.306, and a range is not spoken of."""
    variants = make(replications=9)[0]["variants"].set_index("variant")
    error = variants.loc["30/60/10", "profit_error"]
    sentences = said(replications=9)
    assert sentences[0].startswith(f"The simulation error (± ¥{2.306 * error:,.0f})") and "range" not in sentences[0]
    assert said(replications=1)[0].startswith("These are the figures of one replication, luck included")
    assert said("zh", replications=1)[0].startswith("这是一次重复模拟的实际结果")


def test_no_more_replications_for_those_that_are_the_same() -> None:
    tables, facts = make_same(also=())
    assert not [text for text in advice(View(tables, facts, words(facts, "en"))) if "narrow the interval" in text]


def test_free_clicks_that_lose() -> None:
    tables, facts = make(("only",))
    tables["classes"][["cost", "cpc"]] = 0.0
    tables["classes"]["profit"] = -5.0
    assert any("lose ¥5.00: a click costs ¥0.00" in text for text in advice(View(tables, facts, words(facts, "en"))))
