"""What is believed of keywords, and how well: each doubt counted once, in the right place."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.estimates import CTR_MOVES, DRIFT, Estimates
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.calibration.levels import Level
from adsim.experiments.calibration.options import Options
from adsim.experiments.calibration.volumes import common_spread, own_spread
from adsim.market import quality
from adsim.scenario.objects import CLASSES
from tests.experiments.calibration.reports import report


def rows(count: int = 40, **more: Any) -> list[dict[str, Any]]:
    random = np.random.default_rng(4)
    lines = []
    for i in range(count):
        impressions = int(40_000 / (i + 2))
        clicks = int(random.binomial(impressions, 0.03 if i % 3 else 0.05))
        orders = float(random.binomial(clicks, 0.05))
        lines.append({"keyword": f"shelf {'for the long kitchen wall ' if i % 2 else ''}{i}", "campaign": "AB"[i % 2],
                      "impressions": impressions, "clicks": clicks, "cost": clicks * 0.5, "orders": orders,
                      "revenue": orders * 50, **more})  # fmt: skip
    return lines


def ground(*exports: Any, **said: Any) -> Groundwork:
    given = exports or (report("keyword", rows()),)
    return Groundwork.of(Account.of(given), Options(downloaded=date(2027, 1, 1), **said))


@pytest.fixture(scope="module")
def made() -> Estimates:
    return ground().estimates()


def test_totals_stay_what_they_were(made: Estimates) -> None:
    table = made.rows
    assert (table["ctr"] * table["impressions"]).sum() == pytest.approx(table["clicks"].sum(), rel=0.002)
    assert (table["cpc"] * table["clicks"]).sum() == pytest.approx(table["cost"].sum(), rel=1e-6)
    assert (table["cvr"] * table["clicks"]).sum() == pytest.approx(table["orders"].sum(), rel=0.01)
    assert (table["order_value"] * table["orders"]).sum() == pytest.approx(table["revenue"].sum(), rel=1e-3)
    assert table["searches"].sum() * 28 == pytest.approx(table["impressions"].sum(), rel=1e-6)


def test_what_few_tell_is_less_sure(made: Estimates) -> None:
    """On the large keywords volumes are limited by the days alone, rates by their clicks."""
    by_size = made.rows.sort_values("impressions", ascending=False)
    for name in ("searches", "ctr", "cvr"):
        assert by_size[f"{name}_error"].iloc[-1] > by_size[f"{name}_error"].iloc[0]
    largest = by_size.iloc[0]
    moves = CTR_MOVES * 0.6 * quality.wander(np.array([largest["clicks"] / 28]), 28, 10.0, 14.0)[0]
    assert largest["ctr_error"] == pytest.approx((1 / largest["clicks"] + moves**2) ** 0.5, rel=0.1)
    assert largest["searches_error"] == pytest.approx((1 / 6.7 / 28 + 1 / largest["impressions"]) ** 0.5, rel=0.05)


def test_own_and_common_spread_make_up_the_error(made: Estimates) -> None:
    """A world draws both; together they must be what the data leave open, for every keyword and figure."""
    level = {"searches": "searches", "ctr": "ctr", "cpc": "rival_bids", "cvr": "cvr"}
    for name, of in level.items():
        drawn = np.hypot(made.rows[f"{name}_spread"], made.errors[of])
        assert drawn.to_numpy() == pytest.approx(made.rows[f"{name}_error"].to_numpy(), rel=1e-6)
    assert made.uncertainty["searches"] == pytest.approx(np.hypot(made.errors["searches"], DRIFT["searches"]), abs=1e-3)


def test_a_class_as_a_whole_is_as_unsure_as_its_events_are_few(made: Estimates) -> None:
    for klass, part in made.rows.groupby("klass"):
        share = part["orders"] / part["orders"].sum()
        drawn = (share**2 * part["cvr_spread"] ** 2).sum() + made.errors["cvr"] ** 2
        assert drawn**0.5 <= part["orders"].sum() ** -0.5 * 1.3, klass


def test_scattered_days_count_as_fewer_days() -> None:
    account = ground()
    seasons = account.seasons
    even = replace(seasons, dispersion=replace(seasons.dispersion, k=None))
    counted = np.array([100.0, 1e6])
    assert own_spread(counted, 28, even.dispersion) == pytest.approx(counted**-0.5, rel=0.01)
    assert common_spread(28, even.dispersion) == 0
    assert own_spread(counted, 28, seasons.dispersion)[1] == pytest.approx((0.5 / 6.7 / 28) ** 0.5, rel=0.01)
    assert common_spread(7, seasons.dispersion) == pytest.approx((0.5 / 6.7 / 7) ** 0.5)


def test_days_move_levels_and_tell_the_drift() -> None:
    base = ground()
    moved = Level(now=1.3, spread=0.2, walk=0.02, scatter=0.1, steady=0.0)
    levels = {(klass, figure): moved for klass in CLASSES for figure in ("impressions", "ctr", "cpc", "cvr")}
    seasons = replace(base.seasons, levels=levels, days=28)
    found = replace(base, seasons=seasons).estimates()
    assert found.drift_told
    assert found.now["head"]["searches"] == pytest.approx(1.3)
    assert found.now["head"]["ctr"] == pytest.approx(1.3)
    assert found.errors["searches"] == pytest.approx(common_spread(28, seasons.dispersion))
    # Where the level stands now and how far it goes from there are both drift, beside the error of what was counted.
    assert found.uncertainty["searches"] == pytest.approx(moved.ahead(28), abs=1e-3)
    assert found.uncertainty["ctr"] == pytest.approx(moved.ahead(28), rel=0.02)
    assert np.all(np.hypot(found.rows["ctr_spread"], found.uncertainty["ctr"]) > 0.19)
    still = base.estimates().rows
    assert found.rows["ctr_error"].to_numpy() == pytest.approx(still["ctr_error"].to_numpy())
    # The means stay those of the period: a scenario's rows get the factor when they are written.
    assert found.rows["ctr"].to_numpy() == pytest.approx(base.estimates().rows["ctr"].to_numpy())


def test_orders_that_were_still_to_come_are_counted_in() -> None:
    """The same orders, downloaded the day after and long after."""
    lines = rows()
    account = Account.of([report("keyword", lines)])
    late = Groundwork.of(account, Options(downloaded=date(2027, 1, 1)))
    soon = Groundwork.of(account, Options())
    assert "orders_shown" not in late.figures
    shown = soon.figures["orders_shown"]
    assert shown.source == "assumption" and 0.7 < shown.value < 0.85
    ratio = soon.estimates().rows["cvr"].sum() / late.estimates().rows["cvr"].sum()
    assert ratio == pytest.approx(1 / shown.value, rel=0.03)


def test_a_window_leaves_orders_out() -> None:
    lines = [line | {"orders_7": line["orders"]} for line in rows()]
    account = Account.of([report("keyword", lines)])
    shown = Groundwork.of(account, Options(downloaded=date(2027, 1, 1))).figures["orders_shown"].value
    assert shown == pytest.approx(0.724, abs=0.002)  # of all orders within 7 days, the marketplace's delay


def test_guesses_are_wide_and_named() -> None:
    bare = [{name: value for name, value in line.items() if name not in ("orders", "revenue")} for line in rows()]
    base = ground(report("keyword", bare))
    found = base.estimates()
    assert base.figures["cvr"].source == base.figures["basket"].source == "assumption"
    assert set(found.rows["cvr"]) == {0.03}
    assert found.errors["cvr"] == pytest.approx(0.4)
    assert found.rows["cvr_error"].to_numpy() == pytest.approx(0.5)
    assert base.figures["basket"].value == pytest.approx(4 * 0.5 / 0.03, rel=1e-3)


def test_shares_of_searches_are_told_by_their_reason() -> None:
    told = rows(3)
    told[0] |= {"impression_share": 0.5, "lost_to_budget": 0.2, "lost_to_rank": 0.3}
    told[1] |= {"impression_share": 0.5}
    found = ground(report("keyword", told)).estimates().rows.set_index("name")
    volume = found["volume"]
    names = [str(line["keyword"]) for line in told]
    assert found["searches"][names[0]] == pytest.approx(volume[names[0]] * 1.4)
    assert found["hidden"][names[0]] == pytest.approx(volume[names[0]] * 0.6)
    assert found["searches"][names[1]] == pytest.approx(volume[names[1]] * 2)
    assert found["searches"][names[2]] == pytest.approx(volume[names[2]])
    half = ground(report("keyword", rows(3)), impression_share=0.5).estimates().rows
    assert half["searches"].to_numpy() == pytest.approx(2 * half["volume"].to_numpy())


def test_prices_of_products_are_their_own() -> None:
    lines = rows(30)
    for i, line in enumerate(lines):
        line["product"], line["revenue"] = ("chair", line["orders"] * 80) if i % 2 else ("hook", line["orders"] * 5)
    found = ground(report("keyword", lines)).estimates().rows
    by_product = found.groupby("product_name")["order_value"].mean()
    assert by_product["chair"] == pytest.approx(80, rel=0.05)
    assert by_product["hook"] == pytest.approx(5, rel=0.05)


def test_options_beat_the_reports_and_those_beat_assumptions() -> None:
    figures = ground(cvr=0.02, daily_budget=5000.0, rivals=6, bid_over_cpc=2.0).figures
    for name in ("cvr", "daily_budget", "rivals", "bid_over_cpc"):
        assert figures[name].source == "option"
    assert figures["basket"].source == "export"
    assert figures["unit_cost"].source == "assumption"
    assert figures["unit_cost"].comment() == "[assumption] gross margin of 50% before fees"
    assert figures["unit_cost"].comment("zh") == "[assumption] 扣除费用前毛利率 50%"


def test_budgets_are_the_campaigns_own() -> None:
    campaigns = [{"campaign": "A", "budget": 90.0, "impressions": 10, "clicks": 1, "cost": 1.0},
                 {"campaign": "B", "impressions": 10, "clicks": 1, "cost": 1.0}]  # fmt: skip
    base = ground(report("keyword", rows()), report("campaign", campaigns))
    spent = base.table.groupby("campaign")["cost"].sum() / 28
    assert base.figures["daily_budget"].value == pytest.approx(max(90.0, spent["A"]) + 2 * spent["B"], rel=1e-3)
    assert base.figures["daily_budget"].why.key == "budget_partly"


def test_what_orders_earned_is_the_margin() -> None:
    lines = [line | {"gross": line["revenue"] * 0.06} for line in rows()]
    figures = ground(report("keyword", lines)).figures
    assert figures["unit_cost"].source == "export"
    assert figures["unit_cost"].value == pytest.approx(50 * 0.94, rel=1e-3)
