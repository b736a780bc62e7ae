"""`seasons_of`: tables of an account in, estimates out; what a table does not tell stays usual."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from adsim.experiments.calibration.curves import USUAL_DAY, USUAL_WEEK
from adsim.experiments.calibration.dispersion import USUAL
from adsim.experiments.calibration.order_delay import USUAL as USUAL_DELAY
from adsim.experiments.calibration.seasons import Seasons, seasons_of

SEED = 20260809
FIRST = date(2025, 3, 5)  # a Wednesday


def account(days=56, rise=0.0, late=USUAL_DELAY, window=30.0, classes=("head", "precise")):
    """An account that goes as expected on every day: demand rises by `rise` in all, orders as the report of the
    last evening shows them."""
    dates = pd.date_range(FIRST, periods=days)
    week = np.array(USUAL_WEEK.values)[dates.day_of_week]
    seen = late.within(np.minimum(np.arange(days)[::-1] + 0.5, window))
    lines = []
    for klass, volume in zip(classes, (20_000, 5_000), strict=False):
        impressions = volume * week * np.exp(rise * np.linspace(0, 1, days))
        clicks = 0.05 * impressions
        orders = 0.04 * clicks * seen
        lines.append(pd.DataFrame({"date": dates.date, "klass": klass, "impressions": impressions, "clicks": clicks,
                                   "cost": 1.5 * clicks, "orders": orders, "revenue": 80 * orders}))  # fmt: skip
    return pd.concat(lines, ignore_index=True)


def test_without_any_table_everything_is_usual():
    found = seasons_of()
    assert found == Seasons(USUAL_WEEK, USUAL_DAY, USUAL, USUAL_DELAY, 1.0, None, 0)
    assert (found.level("head", "ctr").now, found.level("head", "ctr").ahead(30)) == (1.0, 0.0)


def test_late_orders_are_no_fall_in_conversion():
    """The last clicks' orders are still to come: `held` says so, and the level of the conversion stands."""
    found = seasons_of(account(), window_days=30)
    clicks, part = account()["clicks"], account()["orders"] / account()["clicks"] / 0.04
    assert found.held == pytest.approx(np.average(part, weights=clicks), rel=1e-3)
    assert found.held < 0.95
    assert found.level("head", "cvr").now == pytest.approx(1, abs=0.01)
    blind = seasons_of(account(), window_days=30, pulled=date(2025, 12, 31))
    assert blind.held > 0.99 and blind.level("head", "cvr").now < 0.97


def test_a_rise_is_in_the_level_of_impressions_alone():
    found = seasons_of(account(rise=1.0))
    daily = account(rise=1.0)
    head = daily[daily["klass"] == "head"]
    ends = 20_000 * np.e / head["impressions"].mean()
    assert found.level("head", "impressions").now == pytest.approx(ends, rel=0.06)
    for figure in ("ctr", "cpc", "basket"):
        assert found.level("head", figure).now == pytest.approx(1, abs=0.01)


def test_the_level_is_over_the_mean_of_the_days_as_they_fell():
    """Sixteen days from a Friday have three Fridays and Saturdays: their mean is no mean weekday's."""
    daily = account(days=80)
    part = daily[(pd.to_datetime(daily["date"]) >= "2025-03-07") & (pd.to_datetime(daily["date"]) < "2025-03-23")]
    found = seasons_of(part)
    mean = part[part["klass"] == "head"]["impressions"].mean()
    assert mean * found.level("head", "impressions").now == pytest.approx(20_000, rel=0.01)
    assert abs(mean / 20_000 - 1) > 0.01


def test_columns_and_days_that_are_not_told():
    daily = account().drop(columns=["orders", "revenue"])
    daily.loc[daily["klass"] == "precise", "cost"] = 0.0
    found = seasons_of(daily[pd.to_datetime(daily["date"]).dt.day != 20])
    assert ("head", "cvr") not in found.levels and ("head", "cpc") in found.levels
    assert found.days == 54
    unclicked = account().assign(impressions=np.nan)
    assert ("head", "ctr") not in seasons_of(unclicked).levels
    assert np.allclose(seasons_of(unclicked).weekdays.values, USUAL_WEEK.values, atol=0.01)
    assert seasons_of(account(days=13)).levels == {}


def test_units_hours_and_windows_are_read_from_their_tables():
    random = np.random.default_rng(SEED)
    daily = account()
    dates = daily["date"].unique()
    units = pd.concat(
        [
            pd.DataFrame({"unit": unit, "date": dates, "impressions": random.poisson(900 * random.gamma(4, 0.25, 56))})
            for unit in range(12)
        ]
    )
    hour = pd.DataFrame({"hour": np.repeat([9, 15], 20), "clicks": 50.0, "date": np.tile(dates[:20], 2)})
    windows = pd.DataFrame({"orders_1": [900.0], "orders_7": [950.0], "orders_30": [1000.0]})
    found = seasons_of(daily, units[units["impressions"] > 0], hour, windows)
    assert found.dispersion.pairs > 40 and found.dispersion.shared < 0.35
    assert found.hours.values[9] + found.hours.values[15] > 0.9
    assert found.delay.parts[2].share < 0.3
    assert seasons_of(windows=windows, period_days=30).delay.parts[2].share < 0.35
    assert seasons_of(by_hour=hour.drop(columns="date")).hours.weight > 0.5


def test_a_unit_without_a_line_had_none():
    """Two units that are never told on the same day are no account without scatter."""
    daily = account(days=40)
    dates = daily["date"].unique()
    unit = np.arange(40) % 2
    found = seasons_of(daily, pd.DataFrame({"unit": unit, "date": dates, "impressions": 500}))
    assert found.dispersion.k is not None and found.dispersion.k < 3


def test_figures_are_plain_numbers_that_a_scenario_takes():
    found = seasons_of(account())
    told = [*found.weekdays.values, *found.hours.values, *(level.now for level in found.levels.values())]
    assert {type(value) for value in told} == {float}
