"""Curves, maps and lines of a sweep against a market whose profit is a formula."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from adsim.experiments.sweep import sweep
from adsim.experiments.sweep.axes import Axis, Range, Simplex, Values
from adsim.experiments.sweep.designs import drawn, grid
from adsim.experiments.sweep.response import responses
from adsim.experiments.sweep.tables import Alternative
from tests.experiments.sweep.sweeps import loaded

WORLDS = 30
BUDGET = Axis("campaign.daily_budget", Range(100, 1600, 5, log=True))
BID = Axis("campaign.bid_factor", Range(0.5, 2.0, 4))
RISE = {"plain": 0.0, "other": 30.0}


def profit(budget: float, bid: float, variant: str) -> float:
    """Falls by one for each per cent of budget, 0 at 400 with bid 1; the other variant is ahead above bid 1.5."""
    return 100 * np.log(400 / budget) + 20 * (bid - 1) + RISE[variant] * (bid - 1.5)


def made(changes, variants=("plain",)):
    random = np.random.default_rng(20240506)
    luck = random.normal(0, 5, WORLDS)
    luck -= luck.mean()
    found = [
        Alternative(point, variant, {
            "expected_profit": profit(*change.values(), variant) + luck,
            "profit": profit(*change.values(), variant) + luck * 10, "cost": np.full(WORLDS, 50.0),
        })
        for point, change in enumerate([{"budget": 250, "bid": 1.0}, *changes]) for variant in variants
    ]  # fmt: skip
    return found, ({"campaign.daily_budget": 250, "campaign.bid_factor": 1.0}, *changes)


@pytest.mark.parametrize("design", ["grid", "sobol"])
def test_curves_and_lines_are_those_of_the_formula(design):
    """Drawn points as well as a grid: the formula is a polynomial in the logarithm of the budget and the bid."""
    axes = (BUDGET, BID)
    changes = grid(axes) if design == "grid" else drawn("sobol", axes, 32, 1)
    tables = responses(*made(changes, tuple(RISE)), axes, design == "sobol")
    for row in tables["response"].to_dict("records"):
        known = {row["axis"]: row["value"], row["partner"]: row["partner_value"]}
        true = profit(known[BUDGET.path], known[BID.path], row["variant"])
        assert row["profit"] == pytest.approx(true, abs=1e-3)
        # The band is that of thirty worlds of sd 5, the range ten times as wide.
        assert 1 < row["high"] - row["profit"] < 3 and row["worlds_p95"] - row["worlds_p05"] > 50
    lines = tables["contours"]
    broke = lines[(lines["kind"] == "roi") & (lines["variant"] == "plain")]
    assert len(broke) > 3
    assert [profit(row.x, row.y, "plain") for row in broke.itertuples()] == pytest.approx([0] * len(broke), abs=1e-2)
    turns = lines[lines["kind"] == "best"]
    assert turns["y"].to_numpy() == pytest.approx(1.5, abs=1e-3)
    best = tables["two_way"].query("best")
    assert ((best["y"] > 1.5) == (best["variant"] == "other")).all()
    assert best["apart"].sum() > 3


def test_where_variants_are_the_same_nothing_is_told_apart_and_no_line_runs():
    """Bids beyond 1.4 are never paid: there both variants are one."""
    axes = (BUDGET, BID)
    changes = grid(axes)
    found, coordinates = made(changes, tuple(RISE))
    same = {one.point: one.totals for one in found if one.variant == "plain"}
    high = {number + 1 for number, change in enumerate(changes) if change[BID.path] > 1.4}
    found = [replace(one, totals=same[one.point]) if one.point in high else one for one in found]
    tables = responses(found, coordinates, axes, False)
    best = tables["two_way"].query("best")
    assert (best["apart"] == (best["y"] < 1.4)).all() and best["apart"].any() and not best["apart"].all()
    lines = tables["contours"]
    assert (lines["kind"] == "roi").any() and not (lines["kind"] == "best").any()


def test_a_grid_names_the_points_it_reads():
    changes = grid((BUDGET, BID))
    tables = responses(*made(changes), (BUDGET, BID), False)
    for row in tables["two_way"].itertuples():
        assert changes[int(row.point) - 1] == {BUDGET.path: row.x, BID.path: row.y}


def test_too_few_points_and_what_is_no_number_have_no_curves():
    few = responses(*made(drawn("random", (BUDGET, BID), 4, 1)), (BUDGET, BID), True)
    words = Axis("campaign.unspent", Values(("keep", "share")))
    shares = Axis("campaign.split", Simplex(("head", "long_tail", "precise"), 2))
    found, _ = made([{"a": 100, "b": 1.0}] * 2)
    coordinates = tuple({words.path: text} for text in ("keep", "keep", "share"))
    told = responses(found, coordinates, (words, shares), False)
    for tables in (few, told):
        assert all(isinstance(table, pd.DataFrame) and table.empty for table in tables.values())


def test_a_sweep_saves_them(tmp_path):
    found = sweep(loaded(tmp_path)).tables
    curve = found["response"]
    points = found["points"].query("metric == 'profit'").set_index("point")["mean"]
    assert len(curve) == 12 and list(curve["profit"]) == [points[point] for point in curve["point"]]
    assert len(found["two_way"]) == 6
