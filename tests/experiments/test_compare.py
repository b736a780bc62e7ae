"""Comparisons: the same however they are computed, stopped when sure enough, and honest about what is not known."""

import json

import numpy as np
import pandas as pd
import pytest

from adsim import results
from adsim.errors import InputError, WorkLimitError
from adsim.experiments import compare as comparing
from adsim.experiments.compare import compare
from adsim.experiments.runs import execution
from adsim.report import words
from tests.simulation import worlds

VARIANTS = {
    "plain": {},
    "equal": {"campaign.split": "equal"},
    "more": {"campaign.bid_factor": {"head": 1.02, "long_tail": 1.02, "precise": 1.02}},
}
PLAIN = worlds.scenario(**VARIANTS)


@pytest.fixture(scope="module")
def made():
    return compare(PLAIN, replications=10)


def equal(one, other):
    """The same tables to the last digit, and facts but for the time they took."""
    assert one.tables.keys() == other.tables.keys()
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[name], check_exact=True)
    assert one.facts | {"seconds": 0} == other.facts | {"seconds": 0}


@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.usefixtures("on_two_workers")
def test_workers_and_batches_change_no_figure(batch, made, monkeypatch):
    monkeypatch.setattr(execution, "MOST_A_BATCH", batch)
    equal(made, compare(PLAIN, replications=10, workers=2))


def test_a_variant_alone_is_what_it_is_in_company(made):
    alone = compare(PLAIN, variants=["more"], replications=10)
    for name, frame in alone.tables.items():
        if "variant" in frame and name not in ("differences", "signs", "variants", "traffic"):
            company = made.tables[name]
            company = company[company["variant"] == "more"].reset_index(drop=True)
            pd.testing.assert_frame_equal(frame, company, check_exact=True)
    assert alone.facts["winner"] == "more" and alone.facts["runner_up"] is None and not alone.facts["separated"]
    assert alone.tables["differences"].empty and alone.tables["signs"].empty


def test_variants_can_be_chosen_in_any_order(made):
    chosen = compare(PLAIN, variants=["more", "plain", "more"], replications=10)
    assert chosen.facts["variants"] == ["more", "plain"]
    whole = made.tables["variants"].set_index("variant")
    for name, profit in chosen.tables["variants"].set_index("variant")["profit"].items():
        assert profit == whole.loc[name, "profit"]


def test_facts_are_those_of_the_run(made):
    facts, variants = made.facts, made.tables["variants"]
    best = variants.loc[variants["profit"].idxmax(), "variant"]
    assert facts["winner"] == best != facts["runner_up"]
    assert facts["replications"] == 10 and facts["days"] == 7 and facts["seed"] == PLAIN.seed
    assert facts["windows"] == [1, 3, 7] and facts["variants"] == list(VARIANTS) and facts["baseline"] == "plain"
    assert facts["currency"] == "CNY" and facts["start"] == "2024-05-06" and facts["daily_budget"] == 150
    differences = made.tables["differences"].set_index(["variant", "versus"])
    key = (best, facts["runner_up"])
    if key in differences.index:
        assert facts["gap"] == pytest.approx(differences.loc[key, "profit"])
        assert [facts["gap_low"], facts["gap_high"]] == pytest.approx(differences.loc[key, ["low", "high"]].tolist())
    assert facts["separated"] == (facts["gap_low"] > 0) and facts["gap"] >= 0
    json.dumps(facts, allow_nan=False)


def test_every_pair_with_the_baseline_and_the_winner_with_all(made):
    pairs = {(row.variant, row.versus) for row in made.tables["differences"].itertuples()}
    winner = made.facts["winner"]
    assert pairs == {("equal", "plain"), ("more", "plain")} | {(winner, name) for name in VARIANTS if name != winner}


def test_another_baseline_turns_the_differences_around(made):
    turned = compare(PLAIN.model_copy(update={"baseline": "equal"}), replications=10)
    one = made.tables["differences"].set_index(["variant", "versus"]).loc[("equal", "plain")]
    other = turned.tables["differences"].set_index(["variant", "versus"]).loc[("plain", "equal")]
    assert other["profit"] == pytest.approx(-one["profit"])
    assert [other["low"], other["high"]] == pytest.approx([-one["high"], -one["low"]])
    assert turned.facts["baseline"] == "equal" and set(turned.tables["signs"]["versus"]) == {"equal"}


def test_identical_variants_differ_by_nothing():
    same = compare(worlds.scenario(one={}, two={}, three={}), replications=4)
    figures = same.tables["differences"].drop(columns=["variant", "versus"])
    assert (figures == 0).all(axis=None)
    assert not same.facts["separated"] and same.facts["gap"] == 0
    assert same.tables["variants"]["best_share"].tolist() == pytest.approx([1 / 3] * 3)
    assert same.tables["signs"]["right_share"].isna().all() and (same.tables["signs"]["worlds"] == 0).all()
    for lang in ("en", "zh"):
        assert words.answer(same.tables, same.facts, lang)


def test_two_identical_variants_do_not_narrow_the_intervals_of_others():
    pair = compare(worlds.scenario(one={}, other={"campaign.split": "equal"}), replications=10)
    trio = compare(worlds.scenario(one={}, other={"campaign.split": "equal"}, twin={}), replications=10)
    one, three = (c.tables["differences"].set_index(["variant", "versus"]).loc[("other", "one")] for c in (pair, trio))
    assert three["profit"] == one["profit"]
    assert three["high"] - three["low"] == pytest.approx(one["high"] - one["low"], rel=0.06)


def test_nobody_spends_anything():
    idle = {"campaign.bid_factor": {"head": 0.0, "long_tail": 0.0, "precise": 0.0}}
    found = compare(worlds.scenario(idle, one={}, two={"campaign.split": "equal"}), replications=3)
    assert (found.tables["variants"][["profit", "cost", "clicks"]] == 0).all(axis=None)
    assert words.answer(found.tables, found.facts, "en")


def test_one_replication_of_one_variant_has_figures_but_no_error():
    one = compare(PLAIN, variants=["more"], replications=1)
    assert one.tables["variants"]["profit_error"].isna().all() and one.tables["variants"]["profit"].notna().all()
    json.dumps(one.facts, allow_nan=False)


def test_precision_stops_when_the_error_is_as_small_as_asked(monkeypatch):
    """Rounds of 5, 10, 20, …: the first at which every half-width is below the share asked of the money spent."""
    monkeypatch.setattr(comparing, "_FIRST_ROUND", 5)
    loose = compare(PLAIN.model_copy(update={"precision": 0.5, "replications": 30}))
    assert loose.facts["replications"] == 5 and loose.facts["target_error"] == 0.5
    equal_but_for_the_target = compare(PLAIN, replications=5)
    pd.testing.assert_frame_equal(loose.tables["variants"], equal_but_for_the_target.tables["variants"])
    tight = compare(PLAIN.model_copy(update={"precision": 0.1, "replications": 80}))
    cost = tight.tables["variants"]["cost"].mean()
    assert tight.facts["replications"] == 20
    assert (tight.tables["differences"]["high"] - tight.tables["differences"]["low"]).max() / 2 <= 0.1 * cost
    never = compare(PLAIN.model_copy(update={"precision": 1e-9, "replications": 12}))
    assert never.facts["replications"] == 12


def test_an_asked_number_of_replications_beats_the_precision():
    assert compare(PLAIN.model_copy(update={"precision": 0.5}), replications=7).facts["replications"] == 7


def test_a_seed_replaces_the_scenarios(made):
    other = compare(PLAIN, replications=10, seed=99)
    assert other.facts["seed"] == 99 and other.facts["scenario_hash"] != made.facts["scenario_hash"]
    assert not np.array_equal(other.tables["variants"]["profit"], made.tables["variants"]["profit"])
    equal(other, compare(PLAIN.model_copy(update={"seed": 99}), replications=10))


def test_an_unknown_variant_is_named_with_those_there_are():
    with pytest.raises(InputError, match="must be one of plain, equal, more, got 'mor'"):
        compare(PLAIN, variants=["plain", "mor"])


@pytest.mark.parametrize("asked", [1, 0, -3])
def test_a_difference_needs_two_replications_and_somebody_to_run_them(asked):
    with pytest.raises(InputError, match=f"replications: must be at least 2, got {asked}"):
        compare(PLAIN, replications=asked)
    with pytest.raises(InputError, match="workers: must be at least 1, got 0"):
        compare(PLAIN, replications=2, workers=0)
    with pytest.raises(InputError, match="replications: must be at least 1, got 0"):
        compare(PLAIN, variants=["more"], replications=0)


def test_too_much_work_is_refused_before_it_begins():
    huge = worlds.scenario({"keywords.head.searches": 1e12})
    with pytest.raises(WorkLimitError, match="--force"):
        compare(huge)


def test_progress_counts_every_run_up_to_all():
    calls = []
    compare(PLAIN, replications=10, progress=lambda done, of: calls.append((done, of)))
    assert calls[0] == (0, 30) and calls[-1] == (30, 30)
    assert calls == [(done, 30) for done in range(31)]


def test_variants_may_have_other_keywords():
    """More keywords, or none of a class, in a variant: each has its own rows."""
    found = compare(worlds.scenario(plain={}, many={"keywords.head.count": 5}, none={"keywords.precise": None,
                                    "campaign.split": "equal"}), replications=2)  # fmt: skip
    counts = found.tables["keywords"].groupby(["variant", "klass"]).size()
    assert counts[("plain", "head")] == 3 and counts[("many", "head")] == 5 and ("none", "precise") not in counts
    assert found.tables["keywords"]["keyword"].notna().all()


def test_a_saved_comparison_comes_back(made, tmp_path):
    folder = made.save(tmp_path / "out")
    tables, facts = results.load_tables(folder)
    for name, frame in made.tables.items():
        pd.testing.assert_frame_equal(tables[name], frame)
    assert facts == made.facts
