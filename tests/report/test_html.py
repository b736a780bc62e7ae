"""The page needs nothing from outside, says nothing that the catalogue does not, and survives hostile names."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from adsim import report
from adsim.errors import InputError
from adsim.report import tables as told
from adsim.report.advice import advice
from adsim.report.html import render, write_report
from adsim.report.numbers import LANGS, Lang
from adsim.report.view import View
from adsim.report.words import words
from adsim.results import save_tables
from tests.report.synthetic import BAD_LUCK, HOSTILE, make

SCENARIO = "name: shop  # 注释\n\tkeywords: </pre><script>alert(9)</script>\x1b[2J\n"
TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "p", "h1", "h2", "h3", "dl", "dt",
    "dd", "div", "ul", "li", "figure", "figcaption", "bdi", "table", "thead", "tbody", "tr", "th", "td", "details",
    "summary", "pre", "svg", "g", "path", "text", "defs", "use",
}  # fmt: skip
VOID = {"meta"}


class Page(HTMLParser):
    """Tags, attributes and text of a page; `stack` shows that all that was opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.stack: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.stack[-1:] != ["style"]:
            self.texts.append((self.stack[-1] if self.stack else "", data))


def page(lang: Lang, *args: Any, scenario: str = SCENARIO, **options: Any) -> str:
    return render(*make(*args, **options), lang, scenario)


@pytest.fixture(scope="module", params=LANGS)
def whole(request: pytest.FixtureRequest) -> str:
    return page(request.param)


def test_only_known_tags_and_harmless_attributes(whole: str) -> None:
    found = Page(whole)
    assert set(found.tags) <= TAGS and not found.stack
    for tag, name, value in found.attributes:
        assert not name.startswith("on") and name not in ("src", "srcset", "action", "xlink:href")
        assert name != "href" or (tag == "use" and value.startswith("#"))
    assert "url(" not in whole and "@import" not in whole and "http" not in re.sub(
        r"=HYPERLINK\(&#34;http://example\.com&#34;\)|http-equiv", "", whole
    )  # fmt: skip
    assert len(whole.encode()) < 1_500_000


def test_ids_are_unique_and_references_resolve(whole: str) -> None:
    attributes = Page(whole).attributes
    ids = Counter(value for _, name, value in attributes if name == "id")
    assert set(ids.values()) <= {1}
    assert {value[1:] for _, name, value in attributes if name == "href"} <= set(ids)


def test_every_picture_has_a_title_help_and_description(whole: str) -> None:
    found = Page(whole)
    assert found.tags["figure"] == found.tags["figcaption"] == 13
    described = [value for tag, name, value in found.attributes if (tag, name) == ("svg", "aria-label")]
    assert len(described) == 13 and all(len(value) > 20 for value in described)


def test_hostile_names_are_shown_as_text(whole: str) -> None:
    texts = "".join(data for tag, data in Page(whole).texts if tag == "bdi")
    for name in ("<script>alert(1)</script>", "{{7*7}} {% include 'x' %} ${7*7}", r"$\alpha$ a_b^c", "&lt;b&gt; &amp;"):
        assert name in texts
    assert "49" not in texts.split("{{7*7}}")[1].split("$")[0]
    assert all(sign.isprintable() or sign == "\n" for sign in whole)
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(whole)


def test_the_scenario_is_there_word_for_word(whole: str) -> None:
    shown = "".join(data for tag, data in Page(whole).texts if tag == "pre")
    assert shown == "name: shop  # 注释\n    keywords: </pre><script>alert(9)</script>\ufffd[2J"


def test_the_answer_stands_first(whole: str) -> None:
    texts = Page(whole).texts
    assert texts[2][0] == "h1" and "30/60/10" in texts[2][1]
    assert f'<html lang="{"en" if "earns most" in texts[2][1] else "zh-CN"}">' in whole


def test_hostile_variant_names_in_pictures() -> None:
    text = page("zh", HOSTILE)
    assert set(Page(text).tags) <= TAGS and "\x00" not in text


def test_one_variant_has_no_pictures_that_need_two() -> None:
    found = Page(page("en", ("only",)))
    assert found.tags["figure"] == 10
    text = "".join(data for _, data in found.texts)
    assert "Profit against" not in text and "Differences" not in text and "Sign right" not in text


def test_one_replication_has_no_ranges() -> None:
    text = page("en", ("only",), replications=1, hostile=False)
    assert "one replication, so no range" in text and "1 replication<" in text and "nan" not in text.lower()
    assert "5–95% of" not in text and Page(text).tags["figure"] == 7


@pytest.mark.parametrize("lang", LANGS)
def test_one_world_is_realised_throughout(lang: Lang) -> None:
    """Neither the expected profit of the variant nor of a class is anywhere on the page."""
    tables, facts = make(("only",), replications=1, hostile=False)
    text = render(tables, facts, lang, "")
    say = words(facts, lang)
    cost = tables["classes"].set_index("klass")["cost"]
    for klass, expected in tables["classes"].set_index("klass")["profit"].items():
        assert say.money(expected) not in text and say.money(expected - BAD_LUCK * cost[klass]) in text
    assert "17%" not in text and "<dd>12%</dd>" in text
    assert say.say("column_profit_expected") in text and "means over" not in text
    assert say.say("advice_one", fewest=20) in text


def test_one_world_of_several_variants() -> None:
    text = page("en", replications=1, hostile=False)
    assert Page(text).tags["figure"] == 12 and "nan" not in text.lower()
    for phrase in ("5–95% of", "Thick bar", "Thin line", "is best", "Sign right", "point the right way", "±"):
        assert phrase not in re.sub("<th.*?</th>", "", text), phrase


@pytest.mark.parametrize("variants", [("only",), ("a", "b")])
def test_few_worlds_have_no_ranges(variants: tuple[str, ...]) -> None:
    text = page("en", variants, replications=5, hostile=False)
    assert "5–95% of" not in text and "both ranges" not in text and "nan" not in text.lower()
    assert "Thick bar: simulation error" in text and "shows from 20 replications on" in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_class_without_a_budget(lang: Lang) -> None:
    tables, facts = make(("only",), hostile=False)
    classes, hours = tables["classes"], tables["hours"]
    unfunded = ["lost_to_budget", "lost_to_rank", "impression_share", "hours_dark", "ctr", "cvr", "cpc", "position",
                "roas", "roi"]  # fmt: skip
    classes.loc[classes["klass"] == "head", unfunded] = np.nan
    classes.loc[classes["klass"] == "head", ["impressions", "clicks", "cost", "orders", "profit", "margin"]] = 0.0
    hours.loc[hours["klass"] == "head", "dark_share"] = np.nan
    view = View(tables, facts, words(facts, lang))
    row = next(table for table in told.tables(view) if table.key == "classes").rows[0]
    assert row[0] == "only" and row[-3:] == ["–", "–", "–"]
    text = render(tables, facts, lang, "")
    dark = f"{view.say.say('column_hours_dark')} –"
    assert "nan" not in text.lower() and view.say.say("alt_row", name=view.say.klass("head"), value=dark) in text
    assert not [sentence for sentence in advice(view) if view.say.klass("head") in sentence]


def test_many_variants_are_drawn_in_part() -> None:
    text = page("en", [f"v{number}" for number in range(30)])
    assert "Of 30 variants the line pictures show 6 and the row pictures 20" in text
    assert Page(text).tags["figure"] == 13


def test_a_run_that_never_won_a_click() -> None:
    tables, facts = make()
    for frame in tables.values():
        for column in frame.columns:
            if column not in ("variant", "versus", "klass", "day", "hour", "mode", "keyword", "replication"):
                ratio = column in ("ctr", "cvr", "cpc", "position", "roas", "roi", "quality")
                frame[column] = frame[column] if frame[column].dtype == object else np.nan if ratio else 0.0
    tables["assumptions"] = make()[0]["assumptions"]
    text = render(tables, facts, "en", "")
    assert "Nothing was spent in 28 days" in text and "Quality of our ads" not in text


def test_one_day_and_one_class() -> None:
    tables, facts = make(hostile=False)
    for name, frame in tables.items():
        kept = frame["day"] == 1 if "day" in frame else pd.Series(True, frame.index)
        kept &= frame["klass"].isin(["precise", "all"]) if "klass" in frame else True
        tables[name] = frame[kept].reset_index(drop=True)
    text = render(tables, facts | {"days": 1, "windows": [1]}, "en", "")
    assert "1 day from 2024-03-04" in text and "piling up" not in text
    assert "precise" in text and ">head<" not in text


def test_the_same_tables_give_the_same_bytes(whole: str) -> None:
    lang: Lang = "en" if '<html lang="en">' in whole else "zh"
    with mpl.rc_context({"axes.grid": True, "font.size": 20, "svg.fonttype": "path"}):
        assert page(lang) == whole


def test_nothing_visible_is_hard_coded() -> None:
    for template in (Path(report.__file__).parent / "templates").glob("*.html"):
        text = re.sub(r"{%.*?%}|{{.*?}}", "", template.read_text(encoding="utf-8"))
        words = [data.strip() for tag, data in Page(text).texts if tag != "style"]
        assert not [data for data in words if re.search(r"\w", data)], template.name
    chinese = ("甲", "乙", "丙", "丁")
    drawn = [
        data for tag, data in Page(page("zh", chinese, hostile=False)).texts if tag in ("text", "h3", "figcaption")
    ]
    assert not [data for data in drawn if re.search("[A-Za-z]{2,}", re.sub("ROAS|ROI", "", data))]


def test_written_beside_its_tables(tmp_path: Path) -> None:
    tables, facts = make(hostile=False)
    save_tables(tmp_path, tables, facts)
    (tmp_path / "scenario.yaml").write_bytes(b"name: x # \xff\n")
    path = write_report(tmp_path, "en")
    assert path == tmp_path / "report.html"
    assert "name: x # \ufffd" in path.read_text(encoding="utf-8")
    save_tables(tmp_path, {"variants": tables["variants"]}, facts)
    with pytest.raises(InputError, match="holds no comparison: differences, signs"):
        write_report(tmp_path, "en")


def test_a_folder_that_is_no_finished_run(tmp_path: Path) -> None:
    file, bare = tmp_path / "shop.yaml", tmp_path / "bare"
    file.write_text("name: x\n")
    bare.mkdir()
    for folder, rule in ((tmp_path / "nope", "does not exist"), (bare, "facts.json: is not there"), (file, "a file")):
        with pytest.raises(InputError) as caught:
            write_report(folder, "en")
        text = str(caught.value)
        assert text.startswith(str(folder)) and rule in text and "folder of a finished run" in text
        assert "`adsim compare … -o" in text and "anew" not in text
