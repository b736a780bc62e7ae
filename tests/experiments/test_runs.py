"""Work is estimated before it begins, refused beyond the limits, and done in the order asked."""

import pytest

from adsim.errors import WorkLimitError
from adsim.experiments import runs
from adsim.experiments.runs import Job, Work, estimate, executor
from adsim.simulation import Study
from tests.simulation import worlds

PAGES = {"market.devices": {"mobile": {"share": 0.5}, "pc": {"share": 0.5}},
         "market.audiences": {"a": {"share": 0.2}, "b": {"share": 0.8}, "c": {"share": 0.0}}}  # fmt: skip


def test_the_estimate_is_of_the_size_of_what_happens():
    """Cells to the unit, clicks of all advertisers within a factor of two."""
    study = Study.of(worlds.scenario({"campaign.daily_budget": 1e5}, one={}, two={}))
    work = estimate(study, ["one", "two"], 5)
    assert (work.runs, work.cells, work.cell_days) == (10, 15, 15 * 7 * 10)
    assert estimate(Study.of(worlds.scenario(PAGES)), ["base"], 1).cells == 15 * 2 * 3
    ours = sum(r.clicks for r in worlds.runs(study, "one", 5)) * 2
    assert ours < work.clicks < 12 * ours


@pytest.mark.parametrize(
    ("work", "what"),
    [(Work(1, 300_000, 1.0, 1.0), "300,000 cells"), (Work(1, 1, 5e9, 1.0), "5,000,000,000 cells × days"),
     (Work(1, 1, 1.0, 3e10), "30,000,000,000 clicks")],
)  # fmt: skip
def test_work_beyond_a_limit_is_refused_with_figures_and_a_way_on(work, what):
    with pytest.raises(WorkLimitError, match=what) as refused:
        work.refuse_if_too_much()
    assert "the limit is" in str(refused.value) and "--force" in str(refused.value)


def test_usual_work_is_not_refused():
    Work(400, 480, 480 * 28 * 400, 5e6).refuse_if_too_much()


def test_results_come_in_the_order_asked(monkeypatch):
    monkeypatch.setattr(runs, "_RUNS_A_BATCH", 2)
    study = Study.of(worlds.scenario({"days": 1}, one={}, two={}))
    keys = [("two", 1), ("one", 0), ("one", 3), ("two", 0), ("one", 1)]
    with executor(1) as execute:
        batches = list(execute([Job(study, *key) for key in keys]))
    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert [(r.variant, r.replication) for batch in batches for r in batch] == keys


def test_a_run_does_not_depend_on_the_runs_before_it():
    study = Study.of(worlds.scenario({"days": 2}, one={}, two={"campaign.split": "equal"}))
    with executor(1) as execute:
        (first,) = execute([Job(study, "one", 0), Job(study, "two", 0), Job(study, "one", 1)])
        (again,) = execute([Job(study, "one", 1)])
    assert worlds.same(first[2], again[0])
