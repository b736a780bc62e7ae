"""The forecast benchmark: its made-up accounts are what they say, its figures are computed as said, and it runs."""

import numpy as np
import pandas as pd
import pytest

from adsim.experiments.calibration import Options
from benchmarks import forecast
from benchmarks.forecast import by_account, compared, covered, proved
from benchmarks.made_up_accounts import account

SUMS = ["impressions", "clicks", "cost", "orders"]


def sums(made):
    return made.daily().groupby("klass")[SUMS].sum()


@pytest.fixture(scope="module")
def still():
    return account(5, False)


def test_the_same_number_is_the_same_account(still):
    pd.testing.assert_frame_equal(sums(still), sums(account(5, False)))


def test_a_moving_account_is_the_same_market_that_moves(still):
    moving = account(5, True)
    assert (still.first, still.last) == (moving.first, moving.last)
    rates = [sums(made).eval("clicks / impressions").to_numpy() for made in (still, moving)]
    assert rates[0] == pytest.approx(rates[1], rel=0.25)
    days = [made.daily().groupby("date")["impressions"].sum() for made in (still, moving)]
    way = np.log(days[1] / days[0])
    assert way.std() > 0.05 and abs(way.iloc[0]) < 0.1


def weeks(forecast, guess, low=0.0, high=100.0):
    """Two accounts of one class with one week each, in which 10 clicks came."""
    line = {"week": 1, "klass": "head", "figure": "clicks", "actual": 10.0, "low": low, "high": high}
    return pd.DataFrame([
        line | {"account": number, "forecast": told, "same_as_before": was, "same_weekday": 30.0}
        for number, (told, was) in enumerate(zip(forecast, guess, strict=True))
    ])  # fmt: skip


def test_errors_are_compared_account_by_account():
    """Forecasts 1 and 2 off, the guess 2 and 5: better by 10 and 30 %, so by 20 ± 10 %."""
    found = by_account(weeks([11.0, 12.0], [12.0, 5.0]))
    told, judged = compared(found, "steady", moving=False)[:2]
    assert "forecast 15.0, same as before 35.0, same weekday 200.0 %" in told.what
    assert (judged.value, judged.target, judged.met) == ("-20.00 ± 10.00 %", "better", True)
    worse = by_account(weeks([12.0, 15.0], [12.0, 11.0]))
    assert compared(worse, "steady", moving=False)[1].met is False
    assert compared(worse, "moving", moving=True)[1].met is True  # 20 ± 20 %: within its error
    much = by_account(weeks([20.0, 21.0], [12.0, 11.0]))
    assert compared(much, "moving", moving=True)[1].met is False


def test_ranges_are_counted_account_by_account():
    held = weeks([10.0, 10.0], [10.0, 10.0], low=[10.0, 11.0][0])
    held.loc[1, "low"] = 11.0
    assert covered(held, "steady")[0].value == "50.0 ± 50.0 %"


def test_an_account_is_proved(monkeypatch):
    monkeypatch.setattr(forecast, "OPTIONS", Options(rounds=0, replications=2))
    monkeypatch.setattr(forecast, "WORLDS", 12)
    found = proved(2, False)
    assert set(found["figure"]) == {"clicks", "cost", "orders", "revenue"} and set(found["account"]) == {2}
    clicks = by_account(found).query("by == 'class' and figure == 'clicks'").iloc[0]
    assert 0 < clicks["forecast"] < 0.4
    assert forecast.ACCOUNTS >= 100
