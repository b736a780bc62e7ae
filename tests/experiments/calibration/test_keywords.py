"""From rows to keywords: classing, joining, pooling. Nothing is lost on the way."""

from pathlib import Path

import numpy as np
import pytest

from adsim.experiments.calibration.keyword_classes import ClassRule, classes, has_brand, has_code, length_in_words
from adsim.experiments.calibration.keyword_table import SUMS, pooled, printable, terms
from adsim.platforms.exports import Export, read_exports


def export_of(tmp_path: Path, rows: list[str], header: str = "keyword,campaign,impressions,clicks,cost") -> Export:
    path = tmp_path / "export.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_exports(path)[0]


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
    impressions = np.array([500, 300, 20, 100, 40, 40])
    rule = ClassRule(brands=("acme",), head_share=0.5)
    assert classes(keywords, impressions, [""] * 6, rule) == [
        "head",  # short and large
        "head",  # long, but it alone has more than 5 % of the volume
        "long_tail",
        "precise",
        "long_tail",  # short, but beyond the first half of the volume
        "precise",  # a code
    ]  # fmt: skip


def test_the_class_column_goes_first_and_unknown_classes_are_named(tmp_path: Path) -> None:
    rows = ["shelf,长尾词,90,9,9", "board,Head,5,1,1", "plank,whatever,5,1,1"]
    table, problems = terms(export_of(tmp_path, rows, "keyword,class,impressions,clicks,cost"), ClassRule())
    assert list(table["klass"]) == ["long_tail", "head", "head"]
    assert [problem.where for problem in problems] == ["export.csv:4"]


def test_terms_are_joined_over_campaigns_case_and_width(tmp_path: Path) -> None:
    rows = ["Oak Shelf,A,10,1,0.5", "oak  shelf,B,30,4,1.5", "ｏａｋ shelf,B,5,0,0"]
    table, _ = terms(export_of(tmp_path, rows), ClassRule())
    (line,) = table.to_dict("records")
    assert (line["keyword"], line["campaign"], line["impressions"], line["clicks"]) == ("oak shelf", "B", 45, 5)
    assert line["cost"] == 2
    assert np.isnan(line["orders"]) and np.isnan(line["bid"])


def test_bids_are_averaged_over_clicks(tmp_path: Path) -> None:
    rows = ["shelf,10,3,1,2", "shelf,10,1,1,4", "shelf,10,5,1,"]
    table, _ = terms(export_of(tmp_path, rows, "keyword,impressions,clicks,cost,max_cpc"), ClassRule())
    assert table["bid"][0] == pytest.approx(2.5, abs=1e-4)


def test_pooling_keeps_every_total_and_says_how_many_terms(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    clicks = generator.poisson(0.8, 900)
    rows = [f"term number {i},C{i % 20},{clicks[i] * 9 + 1},{clicks[i]},{clicks[i] * 0.37:.2f}" for i in range(900)]
    table, _ = terms(export_of(tmp_path, rows), ClassRule())
    result = pooled(table, least_clicks=3, limit=100)
    assert len(result) <= 100
    assert result["terms"].sum() == 900
    for name in SUMS[:2]:
        assert result[name].sum() == table[name].sum()
    assert result["cost"].sum() == pytest.approx(table["cost"].sum(), abs=1e-9)
    assert result["keyword"].is_unique
    named = result[result["keyword"].str.startswith("[")]
    assert all(f"{terms:,} rare" in keyword for terms, keyword in zip(named["terms"], named["keyword"], strict=True))
    assert result["keyword"].str.contains("other campaigns").any()
    assert set(table.loc[table["clicks"] >= 3, "keyword"]) - set(result["keyword"]) == set()


def test_too_many_large_terms_are_pooled_as_well(tmp_path: Path) -> None:
    rows = [f"term number {i},C,100,{10 + i % 7},5" for i in range(400)]
    table, _ = terms(export_of(tmp_path, rows), ClassRule())
    result = pooled(table, least_clicks=5, limit=120)
    assert len(result) <= 120
    assert result["clicks"].sum() == table["clicks"].sum()


def test_one_rare_term_keeps_its_name_and_unseen_ones_go(tmp_path: Path) -> None:
    table, _ = terms(export_of(tmp_path, ["shelf,A,90,9,9", "very rare long shelf,A,2,1,1", "x,A,0,0,0"]), ClassRule())
    assert set(pooled(table, 5, 100)["keyword"]) == {"shelf", "very rare long shelf"}


def test_long_names_are_cut_and_stay_distinct(tmp_path: Path) -> None:
    rows = [f"{'a' * 300}{i},A,9,9,9" for i in range(3)]
    table, _ = terms(export_of(tmp_path, rows), ClassRule())
    names = list(pooled(table, 5, 100)["keyword"])
    assert len(set(names)) == 3 and max(map(len, names)) < 200


def test_control_characters_are_taken_out() -> None:
    assert printable("a\x00b\u200bc\u2028d") == "a b c d"
    assert printable("\x01") == "[unprintable]"
