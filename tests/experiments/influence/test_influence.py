"""A study of the small shop: what is surely without effect has none, and nothing depends on interruptions."""

import hashlib

import numpy as np
import pytest

from adsim import simulation
from adsim.errors import InputError, WorkLimitError
from adsim.experiments.influence import influence, inputs_of
from adsim.experiments.sweep import work
from adsim.report.influence.sentences import cost
from adsim.report.words import Words
from adsim.results import Store
from tests.simulation import worlds

CVR = "uncertainty.cvr"
VARIANTS = {"plain": {}, "equal": {"campaign.split": "equal"}, "twin": {"campaign.unspent": "keep"}}


def scenario(*changes, **variants):
    return worlds.scenario({"days": 2}, *changes, **(variants or VARIANTS))


@pytest.fixture(scope="module")
def made():
    """A price that nobody can be sure of, a refund rate that hardly matters, and the twin of the best variant."""
    asked = ("cvr", "products[0].price=67.0:69.0", "products[0].refunds.mean_days=1.0:9.0")
    return influence(scenario(), inputs=asked, samples=16, replications=2)


def digests(done, folder):
    done.save(folder)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "tables").iterdir()}


def test_what_moves_profit_is_found_and_what_cannot_move_it_has_no_index(made):
    """Two days: refunds come later or sooner but the matured profit is the same."""
    found = made.tables["indices"].set_index(["output", "input"])["total"]
    assert found["profit", "products[0].refunds.mean_days"] == found["gap", "products[0].refunds.mean_days"] == 0
    assert found["profit", "cvr"] > 0.5 and 0 < found["profit", "products[0].price"] < found["profit", "cvr"]
    assert made.facts["moves"] == "cvr"


def test_a_twin_is_no_runner_up(made):
    assert {made.facts["winner"], made.facts["runner_up"]} == {"plain", "equal"}
    assert made.tables["best"].set_index("variant")["best_share"].sum() == pytest.approx(1)


def test_tables_hang_together(made):
    samples, best = made.tables["samples"], made.tables["best"].set_index("variant")
    assert len(samples) == 32 * 3
    for variant, rows in samples.groupby("variant"):
        assert rows["profit"].mean() == pytest.approx(best.loc[variant, "profit"])
        assert rows["best"].mean() == best.loc[variant, "best_share"]
    whole = samples.pivot(index="sample", columns="variant", values="profit")
    assert made.facts["other_best"] == (whole.max(axis=1) > whole[made.facts["winner"]]).mean()
    responses = made.tables["responses"]
    for (output, name, part), rows in responses.groupby(["output", "input", "part"]):
        assert rows["samples"].sum() == 32 and rows["number"].is_monotonic_increasing, (output, name, part)
    profit = responses[(responses["output"] == "profit") & (responses["input"] == "cvr")].groupby("part")
    mean = whole[made.facts["winner"]].mean()
    for part, rows in profit:
        assert np.average(rows["mean"], weights=rows["samples"]) == pytest.approx(mean), part
    tornado = made.tables["tornado"]
    assert len(tornado) == 3 * 2 * 3
    ends = tornado[(tornado["input"] == "cvr") & (tornado["variant"] == "plain")].set_index("level")
    assert ends.loc["low", "profit"] < made.facts["centre"]["plain"] < ends.loc["high", "profit"]
    apart = tornado["profit"] - tornado["variant"].map(made.facts["centre"])
    assert tornado["shift"].to_numpy() == pytest.approx(apart.to_numpy())


def test_an_input_ends_at_what_it_is_held_at(made):
    """The low end of the conversion rate is the scenario with that level held."""
    low = made.tables["tornado"].query("input == 'cvr' and level == 'low' and variant == 'plain'").iloc[0]
    factor = float(low["value"])
    held = {"cvr": dict.fromkeys(("head", "long_tail", "precise"), factor)}
    alone = worlds.scenario({"days": 2, "uncertainty.held": held})
    runs = worlds.runs(simulation.Study.of(alone), "base", 8)
    assert low["profit"] == pytest.approx(np.mean([run.expected_profit for run in runs]), rel=1e-9)


def test_an_interruption_loses_nothing_and_changes_nothing(made, tmp_path, monkeypatch):
    asked = ("cvr", "products[0].price=67.0:69.0", "products[0].refunds.mean_days=1.0:9.0")

    def stop(done, of, **news):
        if done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        influence(scenario(), inputs=asked, samples=16, replications=2, folder=tmp_path / "a", progress=stop)
    with Store.open(tmp_path / "a") as store:
        kept = len(store)
    assert kept > 20  # the twin shares the runs of the other
    ran = []
    run = simulation.run
    monkeypatch.setattr(simulation, "run", lambda *job: ran.append(job) or run(*job))
    told = []
    again = influence(
        scenario(), inputs=asked, samples=16, replications=2, folder=tmp_path / "a",
        progress=lambda done, of, **news: told.append((done, of)),
    )  # fmt: skip
    assert told[-1][0] == told[-1][1] == again.facts["runs"]
    assert 0 < len(ran) <= again.facts["runs"] - kept
    assert digests(again, tmp_path / "a") == digests(made, tmp_path / "b")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["cvrr"], "must be one of all, searches, ctr, cvr, rival_bids, delay"),
        (["campaign.daily_budget"], "or a path with its range such as campaign.daily_budget=800:1200"),
        (["campaign.daily_budget=5"], "must be a path and its range"),
        (["campaign.daily_budget=9:5"], "must have a low end below its high end"),
        (["campaign.daily_budget=0:500"], "must be greater than 0"),
        (["campaign.dayly_budget=5:500"], "there is no such place in the scenario"),
        (["campaign.unspent=1:2"], "must be a number in the scenario"),
        (["days=1:2"], "may not vary: it says what the experiment is"),
    ],
)
def test_what_cannot_vary_is_refused(asked, told):
    with pytest.raises(InputError, match="--inputs") as error:
        inputs_of(scenario(), asked)
    assert told in str(error.value)


def test_inputs_are_what_the_scenario_does_not_know():
    bid = {"low": 0.2, "high": 0.9}
    known = scenario({"sensitivity": {"market.rivals.bid_spread": bid}, "uncertainty": {"ctr": 0.0, "weekdays": 0.1}})
    assert [one.name for one in inputs_of(known)] == [
        "searches", "cvr", "rival_bids", "delay", "weekdays", "market.rivals.bid_spread",
    ]  # fmt: skip
    held = scenario({"uncertainty.held": {"cvr": {"head": 0.5}}})
    assert "cvr" not in [one.name for one in inputs_of(held)]
    words = {"campaign.unspent": {"low": "keep", "high": "share"}}
    (choice,) = inputs_of(scenario({"worlds": "centre", "sensitivity": words}))
    assert (choice.kind, choice.values, choice.at([0.6])) == ("choice", ("keep", "share"), ("share",))
    with pytest.raises(InputError, match="there is nothing to vary"):
        inputs_of(scenario({"worlds": "centre"}))


def test_too_much_is_refused():
    with pytest.raises(WorkLimitError):
        influence(scenario(), samples=2**16, replications=100)
    with pytest.raises(InputError, match="samples"):
        influence(scenario(), samples=4)


def test_what_it_will_cost_is_told_before_anything_but_a_few_runs(tmp_path):
    heard = []

    def told(estimate):
        with Store.open(tmp_path, write=False) as store:
            heard.append((estimate, len(store)))

    def study():
        return influence(scenario(), inputs=["cvr"], samples=8, replications=2, folder=tmp_path, announce=told)

    done = study()
    (estimate, kept), = heard  # fmt: skip
    assert (estimate.points, estimate.variants, estimate.replications) == (8, 3, 2)
    assert estimate.runs == done.facts["runs"] == 2 * ((16 + 4 * 3) * 3 + 8 * 2)
    assert 1 <= kept <= 4 and kept + estimate.missing == estimate.runs and 0 < estimate.seconds_a_run < 60
    assert cost(estimate, 1, Words("en", "CNY")).startswith("Inputs that vary: 1; 8 samples, 3 variants, 2 w")
    study()
    assert heard[1][0].missing == 0 and "还差 0 次。" in cost(heard[1][0], 1, Words("zh", "CNY"))


@pytest.mark.parametrize(
    ("limit", "value", "refusal"),
    [("MOST_HOURS", 1e-9, "hours, the limit"), ("memory_limit", lambda: 1.0, "memory")],
)
def test_more_than_there_is_is_refused_before_it_starts(limit, value, refusal, tmp_path, monkeypatch):
    monkeypatch.setattr(work, limit, value)
    with pytest.raises(WorkLimitError, match=refusal):
        influence(scenario(), inputs=["cvr"], samples=8, replications=2, folder=tmp_path)
    with Store.open(tmp_path) as store:
        assert len(store) <= 4  # what was timed
