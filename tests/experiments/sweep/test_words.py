"""What is said of a sweep, from tables made up for it."""

import pandas as pd
import pytest

from adsim.experiments.sweep.work import Estimate
from adsim.report.sweep_words import answer, cost, summary_rows
from adsim.report.words import Words

AXES = [
    {"path": "campaign.daily_budget", "kind": "range", "columns": ["campaign.daily_budget"],
     "unit": {"en": "yuan", "zh": "元"}, "label": {"en": "budget", "zh": "预算"}},
    {"path": "campaign.split", "kind": "simplex", "columns": ["campaign.split.head", "campaign.split.precise"],
     "unit": {}, "label": {}},
]  # fmt: skip
BASE = {"loss_share": 0.0, "best_share": 0.5, "behind_error": 1.0, "cost": 100.0, "roi": 1.0, "variant": "plain",
        "profit_p05": 10.0, "profit_p95": 900.0}  # fmt: skip


def made(profits, tied, points=None, **facts):
    rows = [
        BASE | {"rank": place + 1, "point": point, "campaign.daily_budget": 100.0 * point,
                "campaign.split.head": point / 10, "campaign.split.precise": 1 - point / 10,
                "profit": profit, "low": profit - 50, "high": profit + 50, "behind": profits[0] - profit, "tied": close}
        for place, (profit, close, point) in enumerate(zip(profits, tied, points or [3, 1, 2, 0], strict=True))
    ]  # fmt: skip
    standings = pd.DataFrame(rows)
    known = standings[["point", "variant"]].assign(metric="profit", gain=200.0, gain_low=150.0, gain_high=250.0)
    known.loc[known["point"] == 0, ["gain", "gain_low", "gain_high"]] = float("nan")
    told = {"currency": "CNY", "days": 28, "points": 3, "replications": 20, "worlds": "drawn", "axes": AXES,
            "variants": ["plain"], "left_out": []}  # fmt: skip
    return {"standings": standings, "points": known}, told | facts


def test_a_clear_best_point():
    tables, facts = made([500, 400, 300, 200], [True, False, False, False])
    assert answer(tables, facts, "en") == (
        "Of 3 points “budget 300 yuan, campaign.split head 30%, precise 70%” earns most: ¥500 profit in 28 days (95%"
        " simulation interval ¥450 to ¥550) (¥10.00 to ¥900 in 90% of simulated worlds); it is best in 50% of simulated"
        " worlds; that is ¥200 more than the scenario as it is (95% simulation interval ¥150 to ¥250). Every other"
        " point earns less, and by more than the simulation error."
    )
    assert answer(tables, facts, "zh").startswith(
        "3 个点中，“预算 300 元、campaign.split 大词 30%、精准词 70%”赚得最多："
    )


def test_where_it_is_not_told_apart_every_axis_has_its_span():
    told = answer(*made([500, 499, 300, 200], [True, True, False, False]), "en")
    assert told.endswith(
        "The simulation cannot tell it apart from one other point: budget 100 to 300 yuan, campaign.split head 10% to"
        " 30%, precise 70% to 90%."
    )
    told = answer(*made([500, 499, 498, 497], [True] * 4), "en")
    assert "from 3 other points: budget 0 to 300 yuan" in told
    assert told.endswith("; the scenario as it is belongs to them.")


def test_today_may_be_best_and_all_may_lose():
    told = answer(*made([500, 400, 300, 200], [True, False, False, False], [0, 1, 2, 3]), "en")
    assert (
        told.startswith("Of 3 points “the scenario as it is (budget 0 yuan, ")
        and "more than" not in told.split(". ")[0]
    )
    told = answer(*made([-5, -40, -300, -400], [True, False, False, False]), "en")
    assert told.startswith("Every point loses money, so do not spend on these terms: of 3 points “budget 300 yuan,")
    assert "loses least, ¥5.00 in 28 days (profit −¥55.00 to ¥45.00, 95% simulation interval)" in told


def test_variants_failures_and_few_worlds_are_named():
    tables, facts = made([500, 400, 300, 200], [True, False, False, False], variants=["plain", "equal"],
                         left_out=["point 9"], replications=5)  # fmt: skip
    told = answer(tables, facts, "en")
    assert told.startswith("Of 3 points × 2 variants “plain: budget 300 yuan,")
    assert answer(tables, facts, "zh").startswith("3 个点 × 2 个方案中，“方案 plain：预算 300 元")
    assert "(too few simulated worlds for a range)" in told
    assert told.endswith("Left out, because their runs failed: point 9.")


def test_rows_for_the_terminal():
    summary = summary_rows(*made([500, 499, 300, 200], [True, True, False, False]), "en", most=3)
    assert [row[-2:] for row in summary.rows[:3]] == [("", "best"), ("¥1.00", "no"), ("¥200", "yes")]
    assert summary.rows[3][0] == "… and 1 more, in the table `standings`"
    assert all(len(row) == len(summary.headings) for row in summary.rows)


@pytest.mark.parametrize(
    ("missing", "seconds", "workers", "told"),
    [(700, 0.2, 2, "70 s in 2 processes"), (700, 2.0, 2, "12 min in 2 processes"),
     (70_000, 2.0, 4, "9.7 h in 4 processes"),
     (10, 2.0, 1, "20 s in 1 process"), (10, 2.0, None, "20 s in one core of the cluster")],
)  # fmt: skip
def test_the_cost_before_it_starts(missing, seconds, workers, told):
    estimate = Estimate(37, 1, 20, 740, missing, seconds, workers, 3e8)
    assert told in cost(estimate, "grid", None, Words("en", "CNY"))


def test_a_rounded_number_of_points_is_said():
    estimate = Estimate(65, 2, 20, 1300, 0, 0.0, 1, 3e8)
    assert cost(estimate, "sobol", 50, Words("en", "CNY")) == (
        "64 points of design sobol (50 asked for, rounded up to a power of two) and the scenario as it is, 2 variants ×"
        " 20 worlds: 1,300 runs, 0 of them still to do."
    )
