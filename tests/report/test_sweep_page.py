"""The pages of sweeps and of sensitivity studies, in both languages, from small ones that were truly run."""

import re
from functools import cache

import pandas as pd
import pytest

from adsim.errors import InputError
from adsim.experiments.influence import influence
from adsim.experiments.sweep import sweep
from adsim.report.html import write_report
from adsim.report.influence import sentences as study_sentences
from adsim.report.influence.page import render as render_study
from adsim.report.influence.scene import Studied
from adsim.report.numbers import LANGS
from adsim.report.sweep import sentences
from adsim.report.sweep.maps import SURE, UNSURE
from adsim.report.sweep.page import pictures, render
from adsim.report.sweep.scene import GAIN, LOSS, Swept, Tones
from adsim.report.words import words
from tests.experiments.sweep.sweeps import GRID, loaded
from tests.report.test_browser import CHROMIUM, look
from tests.simulation import worlds

ASSUMPTIONS = pd.DataFrame({"path": ["days"], "value": ["7"], "note": ["assumption"]}, dtype=str)
HOSTILE = "<script>alert(1)</script>\u202e"
LABELLED = GRID.replace("label: {en: budget, zh: 预算}", f"label: {{en: '{HOSTILE}', zh: 预算}}")
TWO = GRID.replace("replications: 3\n", "replications: 3\nvariants: [plain, equal]\n")
SPLIT = """\
sweep: small_split
base: small.yaml
design: grid
replications: 3
axes:
  campaign.split: {simplex: {steps: 3}}
"""
DRAWN = """\
sweep: small_drawn
base: small.yaml
design: sobol
points: 16
replications: 2
axes:
  campaign.daily_budget: {from: 50, to: 400, scale: log}
  products[0].page_strength: {from: 0.3, to: 1.2}
"""
FILES = {"grid": LABELLED, "two": TWO, "split": SPLIT, "drawn": DRAWN}
PICTURES = {"grid": ["map0", "curve0_0", "curve1_0"], "split": ["triangle0"], "drawn": ["map0", "curve0_0", "curve1_0"],
            "two": ["map0", "regions0", "curve0_0", "curve0_1", "curve1_0", "curve1_1"]}  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    found = {name: sweep(loaded(tmp_path_factory.mktemp(name), text)) for name, text in FILES.items()}
    return {name: (one.tables | {"assumptions": ASSUMPTIONS}, one.facts) for name, one in found.items()}


@pytest.fixture(scope="module")
def study():
    scenario = worlds.scenario({"days": 3}, plain={}, equal={"campaign.split": "equal"})
    found = influence(scenario, inputs=("cvr", "campaign.daily_budget=100.0:200.0"), samples=8, replications=2)
    return found.tables | {"assumptions": ASSUMPTIONS}, found.facts


@pytest.fixture(scope="module")
def page(done, study):
    """The page of a sweep, or of the study, in a language; each is drawn once."""
    return cache(lambda name, lang: drawn_again(done, study, name, lang))


def drawn_again(done, study, name, lang):
    return render_study(*study, lang, "") if name == "study" else render(*done[name], lang, "sweep: <b>")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", FILES)
def test_a_sweep_has_its_pictures_and_no_harm_in_its_names(page, name, lang):
    text = page(name, lang)
    assert text.count('class="plot"') == len(PICTURES[name])
    assert "<script" not in text and "\u202e" not in text and "sweep: &lt;b&gt;" in text
    assert not re.search(r"\bnan\b|\{[a-z_]+\}", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("lang", LANGS)
def test_a_study_has_its_pictures(page, lang):
    text = page("study", lang)
    # Shares and tornado of both profit and lead, both inputs' responses, and who is best.
    assert text.count('class="plot"') == 2 + 2 + 4 + 1
    assert not re.search(r"\bnan\b|\{[a-z_]+\}", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_tables_give_the_same_pictures_and_bytes(done, study, page, lang):
    for name, keys in PICTURES.items():
        tables, facts = done[name]
        drawn = pictures(Swept(tables, facts, words(facts, lang)))
        assert [picture.key for part in drawn.values() for picture in part] == keys
    for name in (*FILES, "study"):
        assert drawn_again(done, study, name, lang) == page(name, lang)


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_cut_or_overlaps_on_a_phone_or_a_desktop(page, lang, tmp_path):
    for name in ("two", "split", "study"):
        (folder := tmp_path / name).mkdir()
        frames, said = look(folder, page(name, lang))
        for frame in frames:
            assert frame["found"] == [], name
            assert frame["wide"] <= frame["room"] and frame["scripts"] == 0 and frame["asked"] == [], name
        assert said == [], name


def test_a_folder_is_drawn_by_what_it_holds(done, study, tmp_path):
    from adsim.results import save_tables

    for name, (tables, facts) in {"sweep": done["split"], "study": study}.items():
        save_tables(tmp_path / name, tables, facts)
        (tmp_path / name / "sweep.yaml").write_text("sweep: own words\n", encoding="utf-8")
        text = write_report(tmp_path / name, "zh").read_text(encoding="utf-8")
        assert 'lang="zh-CN"' in text and ("own words" in text) == (name == "sweep")
    tables, facts = done["split"]
    save_tables(tmp_path / "poor", {"points": tables["points"]}, facts)
    with pytest.raises(InputError, match="holds no sweep: standings, response"):
        write_report(tmp_path / "poor", "en")


def test_losses_and_gains_have_colours_of_their_own():
    """Both begin pale at 0 where there are both; else at the end that is nearer to 0."""
    both = Tones.over([-50.0, 100.0])
    assert both.of(100)[0] == both.of(0)[0] == GAIN and both.of(-50)[0] == LOSS
    assert both.of(100)[1] == both.of(-50)[1] > both.of(50)[1] > both.of(1)[1]
    gains, losses = Tones.over([80.0, 100.0]), Tones.over([-100.0, -80.0])
    assert gains.of(80)[1] < 0.1 and gains.of(100)[1] > 0.7 and gains.of(80)[0] == GAIN
    assert losses.of(-80)[1] < 0.1 and losses.of(-100)[1] > 0.7 and losses.of(-80)[0] == LOSS


def test_break_even_is_said_where_the_curve_crosses_nothing(done):
    """A page of 0.3 sells at a loss, one of 1.2 with profit: by the saved curve, and said to two figures."""
    tables, facts = done["drawn"]
    swept = Swept(tables, facts, words(facts, "en"))
    told = " ".join(sentences.advice(swept))
    axis = "products[0].page_strength"
    value = float(re.search(r"profit crosses 0 at products\[0\].page_strength about (\d+\.\d+)", told)[1])
    rows = swept.only("response", axis=axis)
    own = rows[(rows["partner_value"] - swept.best["campaign.daily_budget"]).abs() < 1e-6].set_index("value")["profit"]
    assert own[own.index < value * 0.9].max() < 0 < own[own.index > value * 1.1].min()


def test_an_axis_is_widened_only_where_nothing_as_good_lies_further_in(done):
    tables, facts = done["grid"]
    axis = "campaign.bid_factor"
    frame = tables["standings"].sort_values(axis, kind="stable", ignore_index=True)
    frame = pd.concat([frame[frame["point"] > 0], frame[frame["point"] == 0]], ignore_index=True)

    def told(tied):
        planted = tables | {"standings": frame.assign(tied=frame.index.isin(tied))}
        return " ".join(sentences.advice(Swept(planted, facts, words(facts, "en"))))

    at_the_end = frame.index[frame[axis] == frame[axis].iloc[0]]
    assert "is the last that was tried" in told([0]) and "is the last that was tried" in told(at_the_end)
    assert "is the last that was tried" not in told([0, len(at_the_end)])


def test_no_more_points_are_as_good_than_there_are(done):
    """Two variants at six points: all twelve alike, and the scenario as it is too."""
    tables, facts = done["two"]
    planted = tables | {"standings": tables["standings"].assign(tied=True)}
    swept = Swept(planted, facts | {"tied": 13}, words(facts, "en"))
    assert "12 of 12 points are as good as the best" in " ".join(sentences.advice(swept))
    assert "of 13 others" in render(planted, facts | {"tied": 13}, "en", "")


def test_variants_that_are_not_told_apart_are_pale(done):
    tables, facts = done["two"]

    def colours(apart):
        planted = tables | {"two_way": tables["two_way"].assign(apart=apart)}
        drawn = pictures(Swept(planted, facts, words(facts, "en")))["maps"]
        (picture,) = (one for one in drawn if one.key == "regions0")
        return set(re.findall(r"fill-opacity: ([0-9.]+)", picture.svg))

    assert str(SURE) in colours(True) - colours(False) and str(UNSURE) in colours(False) - colours(True)


def test_what_decides_is_said_with_where_it_turns(study):
    """Planted: the runner-up is ahead below 0.8 of the precise words' conversion rate."""
    tables, facts = study
    facts = facts | {"other_best": 0.25, "spread": {name: {"sd": 1.0, "inputs": 0.4, "noise": 0.01}
                                                    for name in ("profit", "gap")}}  # fmt: skip
    rows = [{"output": "gap", "input": "cvr", "part": part, "bin": place, "value": str(value), "number": value,
             "mean": slope * (value - 0.8), "low": 0.0, "high": 0.0, "samples": 4, "explained": slope / 100}
            for part, slope in (("head", 1.0), ("precise", 50.0))
            for place, value in enumerate((0.5, 0.7, 0.9, 1.2))]  # fmt: skip
    indices = tables["indices"].copy()
    indices.loc[indices["input"] == "cvr", ["total", "total_low", "total_high"]] = [0.9, 0.8, 0.95]
    indices.loc[indices["input"] != "cvr", ["total", "total_low", "total_high"]] = [0.2, 0.1, 0.3]
    best = pd.DataFrame({"variant": [facts["winner"], facts["runner_up"]], "profit": [2.0, 1.0],
                         "best_share": [0.75, 0.25], "error": [0.1, 0.1]})  # fmt: skip
    known = tables | {"responses": pd.DataFrame(rows), "indices": indices, "best": best}
    told = study_sentences.answer(Studied(known, facts, words(facts, "en")))
    assert "hangs most on the conversion rates: 90% of its variance over what is not known (95% range 80%" in told
    assert ", then on campaign.daily_budget (20%)" in told
    assert f"25% of 16 samples of the assumptions another variant earns more (“{facts['runner_up']}” in 25%)" in told
    assert "is ahead with the conversion rates (precise) below 0.8 times the stated" in told
    noisy = facts | {"spread": {name: {"sd": 1.0, "inputs": 0.4, "noise": 0.6} for name in ("profit", "gap")}}
    assert "cannot yet tell what decides, as chance makes 60%" in study_sentences.answer(
        Studied(known, noisy, words(facts, "en"))
    )
    sure = Studied(known, facts | {"other_best": 0.0}, words(facts, "en"))
    assert "earns most in every one of 16 samples" in study_sentences.answer(sure)
