"""The page of a search, in both languages, from small ones that were truly run."""

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from adsim.errors import InputError
from adsim.experiments.optimise import optimise
from adsim.report import optimise_words
from adsim.report.html import write_report
from adsim.report.numbers import LANGS
from adsim.report.optimise.page import key_figures, pictures, render
from adsim.report.optimise.scene import Raced
from adsim.report.words import words
from adsim.results import save_tables
from tests.report.test_browser import CHROMIUM, look
from tests.simulation import worlds

ASSUMPTIONS = pd.DataFrame({"path": ["days"], "value": ["2"], "note": ["assumption"]}, dtype=str)
HOSTILE = "<script>alert(1)</script>\u202e"
SHEETS = ["plan.xlsx", "plan.csv"]
PICTURES = {
    "tpe": ["race", "ahead", "profits", "budgets", "bids", "expected", "where_bids", "importance"],
    "nsga2": ["race", "ahead", "profits", "budgets", "bids", "expected", "where_shares", "where_factors", "front"],
    "campaigns": ["race", "ahead", "profits", "budgets", "expected", "where_shares"],
    "alone": ["race", "ahead", "profits", "expected", "where_budget"],
}


def shop(**variants):
    return worlds.scenario({"days": 2}, plain={}, even={"campaign.split": "equal"}, **variants)


def campaigns():
    """Names that are too long, in keywords and campaigns that would do harm."""
    names = [letter * 40 for letter in "甲乙丙"]
    rows = [{"keyword": f"{HOSTILE} {n}", "campaign": names[n % 3], "ctr": 0.05, "rival_bid": 2.0} for n in range(6)]
    budgets = {"daily_budget": 90.0, "split_of": "campaigns", "campaigns": dict.fromkeys(names, 1 / 3)}
    return worlds.listed(rows, {"days": 2, "campaign": budgets})


@pytest.fixture(scope="module")
def done():
    common = worlds.scenario({"days": 2, "campaign": {"daily_budget": 90.0, "split_of": "keywords", "keywords": 6}})
    asked = {
        "tpe": (shop(), ("bids",), 20, 6, "tpe"),
        "nsga2": (
            shop(**{"W" * 60: {"products[0].image_strength": 1.2}}), ("split", "bids", "budget"), 20, 2, "nsga2"
        ),
        "campaigns": (campaigns(), ("split",), 3, 2, "cmaes"),
        "alone": (common, ("budget",), 3, 2, "tpe"),
    }  # fmt: skip
    found = {}
    for name, (scenario, over, trials, replications, sampler) in asked.items():
        one = optimise(scenario, over=over, trials=trials, replications=replications, sampler=sampler)
        found[name] = (one.tables | {"assumptions": ASSUMPTIONS}, one.facts | {"sheets": SHEETS})
    return found


@pytest.fixture(scope="module")
def page(done):
    """The page of a search in a language; each is drawn once."""
    return cache(lambda name, lang: render(*done[name], lang, "name: <b>"))


def scene(found, lang="en"):
    tables, facts = found
    return Raced(tables, facts, words(facts, lang))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PICTURES)
def test_a_search_has_its_pictures_and_no_harm_in_its_names(page, name, lang):
    text = page(name, lang)
    assert text.count('class="plot"') == len(PICTURES[name])
    assert "<script" not in text and "\u202e" not in text and "name: &lt;b&gt;" in text
    assert not re.search(r"\bnan\b|\{[a-z_]+\}|\{0\}", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))


def test_the_same_tables_give_the_same_pictures_and_bytes(done, page):
    for name, keys in PICTURES.items():
        drawn = pictures(scene(done[name]))
        assert [picture.key for part in drawn.values() for picture in part] == keys
    assert render(*done["alone"], "en", "name: <b>") == page("alone", "en")


@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_stands_first_and_what_else_is_said_below_it(done, page, lang):
    """Together they are the answer of the terminal."""
    tables, facts = done["tpe"]
    head, rest = optimise_words.headline(tables, facts, lang), optimise_words.remarks(tables, facts, lang)
    assert f"<h1>{head}</h1>" in page("tpe", lang)
    assert rest and all(f"<li>{sentence}</li>" in page("tpe", lang) for sentence in rest)
    assert optimise_words.answer(tables, facts, lang) == ("" if lang == "zh" else " ").join([head, *rest])


def test_the_whole_plan_is_named_only_where_it_was_written(done, page):
    assert '<a href="plan.xlsx">plan.xlsx</a>, <a href="plan.csv">plan.csv</a>' in page("tpe", "en")
    tables, facts = done["tpe"]
    bare = render(tables, {key: value for key, value in facts.items() if key != "sheets"}, "en", "")
    assert "<a " not in bare and "The plan has 15 keywords" in bare


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
@pytest.mark.parametrize(("name", "lang"), [("nsga2", "en"), ("campaigns", "en"), ("nsga2", "zh")])
def test_nothing_is_cut_or_overlaps_on_a_phone_or_a_desktop(page, name, lang, tmp_path):
    frames, said = look(tmp_path, page(name, lang))
    for frame in frames:
        assert frame["found"] == []
        assert frame["wide"] <= frame["room"] and frame["scripts"] == 0 and frame["asked"] == []
    assert said == []


def test_a_folder_is_drawn_by_what_it_holds(done, tmp_path):
    tables, facts = done["campaigns"]
    save_tables(tmp_path, tables, facts)
    (tmp_path / "scenario.yaml").write_text("name: own words\n", encoding="utf-8")
    text = write_report(tmp_path, "zh").read_text(encoding="utf-8")
    assert 'lang="zh-CN"' in text and "own words" in text and "在新情形中重测" in text
    save_tables(tmp_path / "poor", {"trials": tables["trials"]}, facts)
    with pytest.raises(InputError, match="holds no search: remeasured, plan, budgets, assumptions not"):
        write_report(tmp_path / "poor", "en")


def test_a_place_on_an_axis_is_where_its_value_lies(done):
    """Ends at 0 and 1, bids and budgets in equal ratios; edges are flagged as the facts have them."""
    tables, facts = done["nsga2"]
    raced = scene((tables, facts))
    for column in raced.axes:
        assert raced.at(column, facts["ends"][column]) == pytest.approx([0, 1])
    assert raced.at("daily_budget", [75.0, 150.0]) == pytest.approx([0.25, 0.5])
    assert raced.at("bid_factor.head", np.sqrt(0.05 * 4.0)) == pytest.approx(0.5)
    assert raced.at("share.head", 0.3) == pytest.approx(0.3)
    flagged = scene((tables, facts | {"edges": ["bids.precise"], "level_edges": ["budget"]}))
    assert [column for column in flagged.axes if flagged.is_edge(column)] == ["bid_factor.precise", "daily_budget"]
    drawn = {picture.key: picture.svg for part in pictures(flagged).values() for picture in part}
    assert drawn["where_factors"].count("at the edge</text>") == 2


def planted(found, **winner):
    """A winner with these figures against the scenario as it is."""
    tables, facts = found
    frame = tables["remeasured"].copy()
    other = frame["name"] == facts["present"]
    for column, value in winner.items():
        frame.loc[other, column] = value
    return tables | {"remeasured": frame}, facts | {"advised": facts["winner"]}


@pytest.mark.parametrize(("gain", "told"), [(750.0, "75%"), (1300.0, "100%"), (-50.0, "0%")])
def test_how_much_of_the_win_survived_is_a_figure(done, gain, told):
    tables, facts = planted(done["tpe"], searched_gain=1000.0, gain=gain, gain_low=gain - 9, gain_high=gain + 9)
    figures = {heading: value for heading, value, _ in key_figures(scene((tables, facts)))}
    assert figures["of that win survived fresh worlds"] == told


def test_another_plan_than_the_winner_has_no_share_that_survived(done):
    """Where a plain plan is advised its own figures stand, and the search's gains do not."""
    tables, facts = done["tpe"]
    raced = scene((tables, facts | {"advised": "even"}))
    figures = {heading: value for heading, value, _ in key_figures(raced)}
    even = tables["remeasured"].set_index("name").loc["even"]
    assert figures["profit in 2 days, fresh worlds"] == raced.say.money(even["profit"])
    assert not [heading for heading in figures if "survived" in heading or "more than" in heading]
    assert "The search had found another" in optimise_words.headline(tables, raced.facts, "en")


def test_clicks_at_the_lowest_price_are_cautioned_against(done):
    """Planted: clicks at one and a half and at three times the reserve."""
    tables, facts = done["tpe"]
    for price, warned in ((0.15, True), (0.3, False)):
        plan = tables["plan"].assign(clicks=10.0, cost=10.0 * price)
        for lang, words_ in (("en", "hardly more than the lowest price that the platform takes (¥0.10)"),
                             ("zh", "几乎就是平台的最低价（¥0.10）")):  # fmt: skip
            assert (words_ in optimise_words.answer(tables | {"plan": plan}, facts, lang)) == warned


def test_the_best_so_far_never_falls_and_bad_points_stay_out_of_the_picture(done):
    raced = scene(done["tpe"])
    low, high = raced.shown
    assert low < raced.winner["searched"] < high
    assert all(low <= raced.plans[name]["searched"] <= high for name in raced.lines)
    assert (raced.tried["profit"] < low).any(), "this search has points that would flatten the picture"
    assert set(raced.lines) == {"plain", "even", "fixed by volume", "marginal returns"}


def test_the_top_keywords_are_those_that_earn_most(done, page):
    plan = done["tpe"][0]["plan"].sort_values("profit", ascending=False)
    text = page("tpe", "en")
    body = text[text.index("The top keywords of the plan") :]
    listed = re.findall(r'<th scope="row"><bdi>(.+?)</bdi></th>', body)[:15]
    assert listed == list(plan["keyword"])
