"""The proof: what it counts, how it errs, what it covers, and what it says."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.options import Options
from adsim.experiments.calibration.order_delay import OrderDelay, counted
from adsim.experiments.calibration.proof import coverage, errors, prove
from adsim.platforms import platform
from adsim.platforms.exports import Export, ExportRow
from adsim.scenario.objects import Scenario

SEED = 20260809
FIRST = date(2025, 3, 3)  # a Monday
MARKET = {
    "name": "known", "platform": "generic", "start": FIRST, "days": 5, "seed": SEED,
    "keywords": {"head": {"count": 3, "searches": 1500, "ctr": 0.2, "cvr": 0.1, "max_cpc": 2.0, "rival_bid": 1.0}},
    "products": [{"name": "goods", "price": 50.0, "unit_cost": 20.0}],
    "campaign": {"daily_budget": 1e6, "split": {"head": 1.0}},
}  # fmt: skip


def account(days, clicks=lambda day: 40, orders=lambda day: 2, dated=True):
    """A keyword a day: impressions 1,000, clicks at 0.5, orders of 30."""
    rows = tuple(
        ExportRow(line=2 + day, keyword="shelf", klass="head", impressions=1000, clicks=clicks(day),
                  cost=0.5 * clicks(day), orders=float(orders(day)), revenue=30.0 * orders(day),
                  first=FIRST + timedelta(days=day) if dated else None,
                  last=FIRST + timedelta(days=day) if dated else None)
        for day in range(days)
    )  # fmt: skip
    known = platform("generic")
    export = Export(
        file="k.csv", platform="generic", layout=known.exports[0], currency="CNY", first=FIRST if dated else None,
        last=FIRST + timedelta(days=days - 1) if dated else None,
        fields=frozenset({"keyword", "klass", "impressions", "clicks", "cost", "orders", "revenue", "date"}),
        rows=rows, totals=(), unlisted=(), unreadable=(), impossible=(),
    )  # fmt: skip
    return Account.of([export])


class Drafting:
    """A calibration that gives the known market whatever it is shown, and remembers what it was shown."""

    def __init__(self, **changes: object) -> None:
        self.scenario = Scenario.model_validate({**MARKET, **changes})
        self.seen: list[tuple[Account, Options]] = []

    def __call__(self, part: Account, options: Options) -> Scenario:
        self.seen.append((part, options))
        return self.scenario


def test_it_is_fitted_on_the_first_seventy_percent_and_told_when_the_report_was_pulled():
    draft = Drafting()
    found = prove(account(30), Options(), draft, worlds=12)
    ((part, options),) = draft.seen
    assert (part.first, part.last) == (FIRST, FIRST + timedelta(days=20)) == found.fitted
    assert options.start == FIRST + timedelta(days=21) and options.downloaded == FIRST + timedelta(days=29)
    assert found.held_back == (FIRST + timedelta(days=21), FIRST + timedelta(days=29))
    assert list(found.weeks["week"].unique()) == [1, 2] and found.worlds == 12
    assert list(found.weeks["klass"].unique()) == ["head", "all"]
    later = Options(downloaded=date(2025, 6, 1))
    prove(account(30), later, draft, worlds=12)
    assert draft.seen[-1][1].downloaded == date(2025, 6, 1)


def test_what_came_and_the_easy_guesses():
    """Clicks are the day's number: their sums are known by hand."""
    found = prove(account(20, clicks=lambda day: day), Options(), Drafting(), worlds=12)
    line = found.weeks[(found.weeks["klass"] == "all") & (found.weeks["figure"] == "clicks")].iloc[0]
    assert line["actual"] == sum(range(14, 20))
    assert line["same_as_before"] == pytest.approx(6 * np.mean(range(14)))
    assert line["same_weekday"] == sum(range(7, 13))
    cost = found.weeks[(found.weeks["klass"] == "head") & (found.weeks["figure"] == "cost")].iloc[0]
    assert cost["actual"] == pytest.approx(0.5 * line["actual"])


@pytest.mark.parametrize("known", [account(13), account(40, dated=False)])
def test_without_days_or_with_few_there_is_no_proof(known):
    assert prove(known, Options(), Drafting()) is None


def test_a_first_part_that_cannot_be_calibrated_is_told():
    def refusing(part, options):
        raise InputError([Problem("k.csv", "", "must hold at least one click that cost something")])

    with pytest.raises(InputError, match="at least one click"):
        prove(account(30), Options(), refusing)


def test_the_first_part_is_not_of_the_whole_period():
    draft = Drafting()
    prove(account(30), Options(period_days=30), draft, worlds=12)
    assert draft.seen[-1][1].period_days is None


def test_seven_days_of_ten_are_fitted():
    found = prove(account(90), Options(), Drafting(), worlds=12)
    assert found.fitted == (FIRST, FIRST + timedelta(days=62))


def test_the_guesses_are_of_orders_as_far_as_the_report_can_show_them():
    """Equal clicks, orders as late as a report of that day shows them: then both guesses are just what came."""
    delay = Drafting().scenario.products[0].delay
    shown = counted(OrderDelay(delay), None, np.arange(20)[::-1].astype(float))
    assert shown[-1] < 0.6 < shown[0]
    found = prove(account(20, orders=lambda day: 10 * shown[day]), Options(), Drafting(), worlds=12)
    line = found.weeks[(found.weeks["klass"] == "all") & (found.weeks["figure"] == "orders")].iloc[0]
    assert line["same_as_before"] == pytest.approx(line["actual"])
    assert line["same_weekday"] == pytest.approx(line["actual"])


def table(**columns):
    known = {"week": [1, 2], "klass": ["head", "head"], "figure": ["clicks", "clicks"], "actual": [10.0, 30.0]}
    return pd.DataFrame({**known, **columns})


def test_errors_are_absolute_errors_over_what_came():
    weeks = table(forecast=[12.0, 27.0], same_as_before=[10.0, 10.0], same_weekday=[30.0, 30.0])
    assert errors(weeks)[["forecast", "same_as_before", "same_weekday"]].iloc[0].tolist() == [0.125, 0.5, 0.5]
    none = errors(weeks.assign(actual=0.0))
    assert none["forecast"].isna().all()


def test_coverage_counts_ends_and_says_how_sure_it_is():
    """Two figures of one week and class are one piece of evidence, not two."""
    once = table(low=[10.0, 31.0], high=[20.0, 40.0])
    twice = pd.concat([once, once.assign(figure="cost")])
    found = coverage(twice).set_index(["by", "figure"])
    assert found.loc[("class", "all"), "share"] == 0.5
    assert found.loc[("class", "all"), "ranges"] == 4
    assert found.loc[("class", "all"), "error"] == found.loc[("class", "cost"), "error"] == pytest.approx(0.5)
    assert np.isnan(coverage(once.iloc[:1])["error"]).all()


def test_it_can_be_read_in_both_languages_and_by_machines():
    found = prove(account(30), Options(), Drafting(), worlds=12)
    english, chinese = found.text(), found.text("zh")
    assert "calibrated on 21 days (2025-03-03 to 2025-03-23), then foretold the 9 days held back" in english
    assert "used only" not in english and "80% 区间" in chinese and "与上周同日相同" in chinese
    assert max(map(len, english.splitlines())) < 150
    record = json.loads(json.dumps(found.record(), allow_nan=False))
    assert record["held_back"] == ["2025-03-24", "2025-04-01"]
    assert {"week", "klass", "figure", "actual", "forecast", "low", "high"} <= set(record["weeks"][0])


def test_figures_that_the_report_does_not_tell_are_left_out():
    rows = account(30)
    bare = rows.kinds[0].frame.assign(orders=np.nan, revenue=np.nan)
    silent = replace(rows, kinds=(replace(rows.kinds[0], frame=bare),))
    found = prove(silent, Options(), Drafting(), worlds=12)
    assert set(found.weeks["figure"]) == {"clicks", "cost"}
    assert "Orders" not in found.text()
