"""From units to rows: classes by rule, rare ones pooled in their place. Nothing is lost on the way."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.keyword_classes import ClassRule, classes, has_brand, has_code, length_in_words
from adsim.experiments.calibration.lines import printable
from adsim.experiments.calibration.pooling import OTHER_CAMPAIGNS, OTHER_PRODUCTS, pooled
from tests.experiments.calibration.reports import report

SUMS = ("impressions", "clicks", "cost", "orders", "revenue", "terms")


def units_of(rows: list[dict[str, Any]], *others: Any, rule: ClassRule | None = None) -> Any:
    return Account.of([report("term", rows), *others], rule).units


@pytest.mark.parametrize(
    ("keyword", "words"),
    [("oak shelf", 2), ("oak-shelf 80cm", 3), ("螺丝", 1), ("不锈钢螺丝", 3), ("304不锈钢 螺丝", 4), ("", 0)],
)
def test_length_counts_two_chinese_characters_as_a_word(keyword: str, words: int) -> None:
    assert length_in_words(keyword) == words


@pytest.mark.parametrize("keyword", ["m8x20 bolt", "B08S76TXMY", "螺丝M8x20", "rtx4090"])
def test_model_codes(keyword: str) -> None:
    assert has_code(keyword)


@pytest.mark.parametrize("keyword", ["shelf 80cm", "100ml bottle", "rules 2026", "oak shelf", "3d", "ａｂｃ"])
def test_measures_years_and_words_are_no_codes(keyword: str) -> None:
    assert not has_code(keyword)


def test_a_brand_stands_as_a_word_or_anywhere_in_chinese() -> None:
    assert has_brand("ACME shelf", ["acme"])
    assert not has_brand("pacmen shelf", ["acme"])
    assert has_brand("买华为手机壳", ["华为"])
    assert not has_brand("oak shelf", [""])


def test_the_rule_by_volume_words_and_brand() -> None:
    keywords = ["shelf", "shelf for the kitchen wall", "long oak shelf for tools", "acme shelf", "oak shelf", "ab12c"]
    impressions = np.array([500.0, 300, 20, 100, 40, 40])
    rule = ClassRule(brands=("acme",), head_share=0.5)
    assert classes(keywords, impressions, [""] * 6, rule) == [
        "head",  # short and large
        "head",  # long, but it alone has more than 5 % of the volume
        "long_tail",
        "precise",
        "long_tail",  # short, but beyond the first half of the volume
        "precise",  # a code
    ]  # fmt: skip


def test_the_class_column_goes_first_and_unknown_classes_are_named() -> None:
    rows = [
        {"keyword": "shelf", "klass": "长尾词", "impressions": 90},
        {"keyword": "board", "klass": "Head", "impressions": 5},
        {"keyword": "plank", "klass": "whatever", "impressions": 5},
    ]
    account = Account.of([report("term", rows)])
    assert list(account.units["klass"]) == ["long_tail", "head", "head"]
    assert account.unknown_classes() == {"whatever": 1}


def test_a_term_is_classed_by_all_its_places_together() -> None:
    rows = [{"keyword": "Oak shelf", "campaign": "A", "impressions": 30},
            {"keyword": "oak  shelf", "campaign": "B", "impressions": 30},
            {"keyword": "oak plank", "campaign": "A", "impressions": 40}]  # fmt: skip
    assert list(units_of(rows, rule=ClassRule(head_share=0.5))["klass"]) == ["head", "head", "head"]
    rows[2]["impressions"] = 2000
    assert list(units_of(rows, rule=ClassRule(head_share=0.9))["klass"]) == ["long_tail", "long_tail", "head"]


def small_terms(random: np.random.Generator, count: int = 900) -> list[dict[str, Any]]:
    clicks = random.poisson(0.8, count)
    return [{"keyword": f"term number {i}", "campaign": f"C{i % 30}", "product": f"P{i % 25}",
             "impressions": int(clicks[i]) * 9 + 1, "clicks": int(clicks[i]), "cost": float(clicks[i]) * 0.37,
             "orders": float(clicks[i] > 3)} for i in range(count)]  # fmt: skip


def test_pooling_keeps_every_total_and_says_how_many_terms() -> None:
    units = units_of(small_terms(np.random.default_rng(7)))
    result = pooled(units, least_clicks=3, limit=100)
    assert len(result) <= 100
    for name in SUMS[:-1]:
        assert result[name].sum() == pytest.approx(units[name].sum(), abs=1e-9)
    assert result["terms"].sum() == 900
    places = ["name", "campaign", "ad_group", "target", "match_type"]
    assert not result.duplicated(places).any()
    named = result[result["name"].str.startswith("[")]
    assert all(f"{terms:,} rare" in name for terms, name in zip(named["terms"], named["name"], strict=True))
    assert {OTHER_CAMPAIGNS} <= set(result["campaign"]) and {OTHER_PRODUCTS} <= set(result["product"])
    assert set(units.loc[units["clicks"] >= 3, "name"]) - set(result["name"]) == set()


def test_too_many_large_terms_are_pooled_as_well() -> None:
    rows = [{"keyword": f"term number {i}", "campaign": "C", "impressions": 100, "clicks": 10 + i % 7, "cost": 5.0}
            for i in range(400)]  # fmt: skip
    units = units_of(rows)
    result = pooled(units, least_clicks=5, limit=120)
    assert len(result) <= 120
    assert result["clicks"].sum() == units["clicks"].sum()


def test_rare_terms_join_the_other_searches_of_their_keyword() -> None:
    """The report lists clicked terms only: alone they would seem to be clicked by everybody."""
    place = {"campaign": "A", "ad_group": "g", "target": "shelf", "match_type": "broad"}
    terms = [place | {"keyword": f"shelf of kind {i}", "impressions": 2, "clicks": 1, "cost": 0.5} for i in range(40)]
    keyword = {"keyword": "shelf", "campaign": "A", "ad_group": "g", "match_type": "broad", "bid": 0.8,
               "impressions": 2000, "clicks": 60, "cost": 31.0}  # fmt: skip
    result = pooled(units_of(terms, report("keyword", [keyword])), 5, 300)
    (line,) = result.to_dict("records")
    assert line["name"] == "[other searches of shelf]"
    assert (line["impressions"], line["clicks"], line["terms"]) == (2000, 60, 41)
    assert line["bid"] == pytest.approx(0.8)


def test_one_rare_term_keeps_its_name_and_unseen_ones_go() -> None:
    rows = [{"keyword": "shelf", "campaign": "A", "impressions": 90, "clicks": 9, "cost": 9.0},
            {"keyword": "very rare long shelf", "campaign": "A", "impressions": 2, "clicks": 1, "cost": 1.0},
            {"keyword": "x", "campaign": "A"}]  # fmt: skip
    assert set(pooled(units_of(rows), 5, 100)["name"]) == {"shelf", "very rare long shelf"}


def test_excluded_terms_stay_apart() -> None:
    rows = [{"keyword": f"cheap {i}", "impressions": 9, "clicks": 1, "cost": 1.0, "excluded": i < 5} for i in range(9)]
    result = pooled(units_of(rows), 5, 100)
    assert result.groupby("excluded")["terms"].sum().to_dict() == {False: 4, True: 5}


def test_long_names_are_cut_and_stay_distinct() -> None:
    rows = [{"keyword": f"{'a' * 300}{i}", "impressions": 9, "clicks": 9, "cost": 9.0} for i in range(3)]
    names = list(pooled(units_of(rows), 5, 100)["name"])
    assert len(set(names)) == 3 and max(map(len, names)) < 200


def test_control_characters_are_taken_out() -> None:
    assert printable("a\x00b\u200bc\u2028d") == "a b c d"
    (name,) = units_of([{"keyword": "\x01", "impressions": 3}])["name"]
    assert name == "[unprintable]"


texts = st.sampled_from(["", "a", "b"])
lines = st.fixed_dictionaries(
    {"keyword": st.sampled_from(["x", "y", "z", "w 12ab"]), "campaign": texts, "ad_group": texts, "product": texts,
     "impressions": st.integers(0, 40), "clicks": st.integers(0, 9), "cost": st.integers(0, 9).map(float),
     "orders": st.none() | st.integers(0, 3).map(float), "excluded": st.booleans()}
)  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(st.lists(lines, min_size=1, max_size=12), st.integers(0, 10), st.integers(1, 12))
def test_nothing_is_lost(rows: Any, least: int, limit: int) -> None:
    units = units_of(rows)
    result = pooled(units, least, limit)
    for name in ("clicks", "cost", "orders"):
        shown = units[units["impressions"] + units["clicks"] > 0]
        assert result[name].sum() == pytest.approx(shown[name].sum())
    assert bool((result["impressions"] >= result["clicks"]).all())
