"""Advice is drawn from the winner's own figures, and silent where they say nothing."""

import numpy as np

from adsim.report.advice import advice
from adsim.report.view import View
from adsim.report.words import words
from tests.report.synthetic import make


def said(lang: str = "en", **options: object) -> list[str]:
    tables, facts = make(**options)  # type: ignore[arg-type]
    return advice(View(tables, facts, words(facts, lang)))


def test_of_a_clear_winner() -> None:
    doubt, head, dry, early = said()
    assert "(¥734 to ¥8,597) is what you cannot know beforehand; the simulation error (± ¥296)" in doubt
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
