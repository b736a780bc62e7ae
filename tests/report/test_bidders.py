"""What bidders did is told where somebody decides, in both languages, and says who took whose traffic."""

import re

import pytest

from adsim.report import bidders
from adsim.report.bidders import courses, sentences, traffic
from adsim.report.bidders.traffic import regret
from adsim.report.canvas import drawing
from adsim.report.html import render
from adsim.report.numbers import LANGS, Lang
from adsim.report.view import View
from adsim.report.words import words
from tests.report.synthetic import make, regret_table

STILL = {"strategy": ["manual_cpc"], "pacing": ["none"], "rivals": []}


def view(lang: Lang = "en", *, replications: int = 100, **changes: list[str]) -> View:
    """“equal” stays as it is, “30/60/10” has `changes`."""
    tables, facts = make(("equal", "30/60/10"), replications=replications, hostile=False)
    facts["bidders"]["30/60/10"] = STILL | changes
    facts["regret_replications"] = 30
    return View(tables, facts, words(facts, lang))


@pytest.mark.parametrize(
    "changes", [{"strategy": ["target_roas"]}, {"pacing": ["throttle"]}, {"rivals": ["leader"]}], ids=str
)
def test_told_where_somebody_decides(changes: dict[str, list[str]]) -> None:
    assert bidders.living(view(**changes))
    assert not bidders.living(view()) and not sentences.sentences(view())


@pytest.mark.parametrize("lang", LANGS)
def test_the_section_has_its_pictures(lang: Lang) -> None:
    found = view(lang, strategy=["target_roas"])
    with drawing():
        drawn = [one.key for one in (*courses.pictures(found), *traffic.pictures(found)) if one is not None]
    assert drawn == ["course_head", "course_long_tail", "course_precise", "spend_hours", "traffic_share",
                     "traffic_moved"]  # fmt: skip
    page = render(found.tables, found.facts, lang, "")
    assert found.say.say("part_bidders") in page and found.say.say("strategy_target_roas") in page
    still = view(lang)
    assert found.say.say("part_bidders") not in render(still.tables, still.facts, lang, "")


def test_a_throttled_class_shows_how_much_it_takes_part() -> None:
    found = view(pacing=["throttle"])
    with drawing():
        plain = courses.course(found, "head")
    bids = found.tables["bid_days"]
    bids["participation"] = bids["participation"].where(bids["klass"] != "head", 0.6)
    with drawing():
        throttled = courses.course(found, "head")
    assert plain is not None and throttled is not None
    assert "takes part in" in throttled.svg and "takes part in" not in plain.svg


def test_names_of_plug_ins_are_shown_as_they_are() -> None:
    said = sentences.sentences(view(strategy=["manual_cpc", "my_own<b>"], pacing=["their_pacing"], rivals=["leader"]))
    assert "“30/60/10”: fixed bids (manual CPC), later my_own<b>, the money spread by their_pacing." in said
    assert "Rivals who decide, spread their money, or come and go: leader." in said


def test_traffic_adds_up_in_words() -> None:
    found = view(rivals=["leader"])
    more = found.only("traffic", variant="30/60/10").set_index("advertisers")["clicks_more"].round()
    (said,) = [one for one in sentences.sentences(found) if "against" in one]
    told = {name: int(value.replace(",", "").replace("−", "-")) for name, value in
            re.findall(r"(ours|the crowd|leader) ([+−]?[\d,]+)", said)}  # fmt: skip
    assert told == {"ours": more["ours"], "the crowd": more["crowd"], "leader": more["leader"]}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("value", "key"), [(400.0, "regret_more"), (-400.0, "regret_less"), (10.0, "regret_open")])
def test_regret_in_words_and_picture(lang: Lang, value: float, key: str) -> None:
    found = view(lang, strategy=["target_roas"])
    with drawing():
        assert regret(found) is None
        tables = {**found.tables, "regret": regret_table({"30/60/10": value})}
        told = View(tables, found.facts, found.say)
        picture = regret(told)
    assert picture is not None and found.say.gain(value) in picture.svg
    said = sentences.sentences(told)[-1]
    first = found.say.say(key, variant="30/60/10", regret=found.say.money(abs(value)), factor="1.2",
                          low=found.say.gain(value - 50), high=found.say.gain(value + 50),
                          average=found.say.gain(value - 30))  # fmt: skip
    assert said == first + found.say.say("regret_edge", share="40%")
