"""Reports of other days, of other campaigns, or given twice: what an account makes of them."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adsim.errors import InputError
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.calibration import calibrate
from adsim.experiments.calibration.cautions import _periods
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.calibration.options import Options
from adsim.experiments.calibration.proof import prove
from adsim.platforms.exports import Export
from adsim.scenario.objects import Scenario
from tests.experiments.calibration.reports import day, report

TERM = {"campaign": "A", "keyword": "oak shelf", "impressions": 100, "clicks": 10, "cost": 5.0, "orders": 1.0,
        "revenue": 30.0}  # fmt: skip
CAMPAIGN = {"campaign": "A", "budget": 9.0, "impressions": 160, "clicks": 12, "cost": 6.0, "orders": 1.0,
            "revenue": 30.0}  # fmt: skip


def terms(*days: int, **changes: Any) -> Export:
    return report("term", [TERM | {"day": number} for number in days], **changes)


def campaigns(*days: int, **changes: Any) -> Export:
    return report("campaign", [CAMPAIGN | {"day": number} for number in days], **changes)


def nothing_to_draft(account: Account, options: Options) -> Scenario:
    keywords = {"head": {"count": 1, "searches": 50, "ctr": 0.2, "cvr": 0.1, "max_cpc": 2.0, "rival_bid": 1.0}}
    return Scenario.model_validate({
        "name": "any", "platform": "generic", "start": options.start, "days": 5, "seed": 3, "keywords": keywords,
        "products": [{"name": "goods", "price": 50.0, "unit_cost": 20.0}],
        "campaign": {"daily_budget": 1e6, "split": {"head": 1.0}}})  # fmt: skip


def test_daily_campaigns_of_more_days_are_seen_on_the_days_of_the_terms() -> None:
    account = Account.of([terms(*range(30, 50)), campaigns(*range(70))])
    assert account.window == tuple(day(number) for number in range(30, 50))
    assert set(account.unit_days["date"]) == {np.datetime64(one) for one in account.window}
    assert account.daily()["clicks"].sum() == 20 * 12
    found = prove(account, Options(), nothing_to_draft, worlds=12)
    assert found is not None and found.held_back == (day(44), day(49))
    all_clicks = found.weeks[(found.weeks["klass"] == "all") & (found.weeks["figure"] == "clicks")]
    assert all_clicks["actual"].sum() == 6 * 12


def test_undated_terms_are_proved_by_the_days_of_the_campaigns() -> None:
    undated = report("term", [TERM], days=None)
    found = prove(Account.of([undated, campaigns(*range(20))]), Options(), nothing_to_draft, worlds=12)
    assert found is not None and found.held_back == (day(14), day(19))


def test_a_report_of_some_of_the_days_is_no_traffic_that_came_and_went() -> None:
    account = Account.of([terms(*range(20)), campaigns(*range(10, 30))])
    assert account.daily().groupby("date")["clicks"].sum().tolist() == [10.0] * 20


def test_hours_bids_and_windows_are_of_the_same_days() -> None:
    told = {"bid": 0.7, "hour": 5, "orders_1": 1.0, "orders_7": 2.0}
    account = Account.of([terms(*range(5)), report("campaign", [CAMPAIGN | told | {"day": n} for n in range(40)])])
    assert account.hours is not None and account.windows is not None
    assert len(account.hours) == len(account.windows) == 5
    assert account.bid_levels["days"].tolist() == [5]


def test_days_between_two_files_are_not_days_without_traffic() -> None:
    account = Account.of([terms(*range(31), file="jan.csv"), terms(*range(60, 91), file="mar.csv")])
    assert account.days == 62 and (account.first, account.last) == (day(0), day(90))
    ground = Groundwork.of(account)
    assert ground.figures["period_days"].value == 62
    week = ground.seasons.weekdays.values
    assert ground.weekdays.tolist() == [week[one.weekday()] for one in account.covered]
    found = prove(account, Options(), nothing_to_draft, worlds=12)
    assert found is not None and found.fitted == (day(0), day(71)) and found.held_back == (day(72), day(90))


def test_days_without_rows_inside_a_file_are_days_without_traffic() -> None:
    """On Sundays nothing is shown: that is no unknown day."""
    account = Account.of([terms(*(number for number in range(70) if number % 7 != 6))])
    assert account.days == 69  # the last line is of day 68
    ground = Groundwork.of(account)
    assert ground.seasons.days == 69
    assert ground.seasons.weekdays.values[6] < 0.6


def test_what_is_held_of_orders_counts_the_days_that_are_covered() -> None:
    one = replace(report("term", [TERM], file="a.csv"), first=day(0), last=day(6))
    other = replace(report("term", [TERM], file="b.csv"), first=day(60), last=day(66))
    late = Groundwork.of(Account.of([one, other]), Options(downloaded=day(66)))
    both = replace(report("term", [TERM]), first=day(0), last=day(13))
    near = Groundwork.of(Account.of([both]), Options(downloaded=day(13)))
    assert late.figures["orders_shown"].value > near.figures["orders_shown"].value + 0.02


def test_campaigns_of_which_no_term_is_told_are_units_of_their_own() -> None:
    first = [TERM, TERM | {"campaign": "X", "keyword": "blue shelf", "clicks": 80, "impressions": 1000, "cost": 40.0}]
    second = [CAMPAIGN, CAMPAIGN | {"campaign": "B", "clicks": 100, "impressions": 3000, "cost": 50.0,
                                    "impression_share": 0.2}]  # fmt: skip
    units = Account.of([report("term", first), report("campaign", second)]).units.set_index("name")
    assert units["clicks"].to_dict() == {"oak shelf": 10, "[other searches of A]": 2, "blue shelf": 80, "B": 100}
    assert np.isnan(units.loc["blue shelf", "impression_share"])


def test_terms_without_a_campaign_may_be_of_any() -> None:
    first = [TERM, TERM | {"campaign": "", "keyword": "blue shelf", "clicks": 80, "impressions": 1000, "cost": 40.0}]
    second = [CAMPAIGN, CAMPAIGN | {"campaign": "B", "clicks": 100, "impressions": 3000, "cost": 50.0}]
    units = Account.of([report("term", first), report("campaign", second)]).units
    assert units["clicks"].sum() == 12 + 100


def test_reports_without_a_day_in_common_are_refused() -> None:
    with pytest.raises(InputError, match=r"june.csv: is of .* to .*, and no day of that lies .* terms.csv, ") as caught:
        june = replace(report("campaign", [CAMPAIGN], file="june.csv"), first=day(100), last=day(120))
        Account.of([report("term", [TERM], file="terms.csv"), june])
    assert all(str(day(number)) in str(caught.value) for number in (0, 27, 100, 120))


@pytest.mark.parametrize("coarse, key", [
    (report("campaign", [CAMPAIGN], days=35), "warn_other_period"),
    (campaigns(*range(20)), "warn_other_period"),
    (report("campaign", [CAMPAIGN], days=None), "warn_period_untold"),
    (report("campaign", [CAMPAIGN]), None),
    (campaigns(*range(40)), None),
])  # fmt: skip
def test_another_or_an_unknown_period_is_warned_of(coarse: Export, key: str | None) -> None:
    account = Account.of([report("term", [TERM]), coarse])
    assert [said.key for said in _periods(account)] == [key] * (key is not None)


def test_a_file_given_twice_is_warned_of() -> None:
    account = Account.of([terms(0, 1, 2, file="a.csv"), terms(1, 2, 3, file="b.csv")])
    (said,) = _periods(account)
    assert "2 lines of a.csv stand in b.csv too" in said.text()
    assert account.units["clicks"].sum() == 40


def test_the_window_that_a_title_states_is_used() -> None:
    assert Account.of([replace(terms(0, 1), window_days=7)]).window_days == 7
    own = report("term", [TERM | {"orders_14": 1.0, "orders": 1.0}])
    assert Account.of([replace(own, window_days=7)]).window_days == 14


def test_budgets_are_those_told_by_then() -> None:
    rows = [CAMPAIGN | {"day": number, "budget": 9.0 if number < 15 else 500.0} for number in range(20)]
    account = Account.of([report("campaign", rows)])
    assert account.until(day(13)).budgets == {"a": 9.0}
    assert account.budgets == {"a": 500.0}


def test_a_period_that_the_reports_contradict_is_refused() -> None:
    account = Account.of([terms(*range(20))])
    with pytest.raises(InputError, match=rf"--period-days: must be the 20 days .*term.csv.*{day(0)}.*got 28; leave"):
        Groundwork.of(account, Options(period_days=28))
    assert Groundwork.of(account, Options(period_days=20)).figures["period_days"].value == 20


def calibrated(tmp_path: Path, spent: list[float], options: Options) -> Any:
    lines = ["Day,Search term,Campaign,Impr.,Clicks,Cost,Currency code,Conversions,Conv. value"]
    lines += [
        f"{date(2026, 3, 1) + timedelta(days=number)},oak shelf,A,100,10,{cost},EUR,1,30"
        for number, cost in enumerate(spent)
    ]
    path = tmp_path / "terms.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return calibrate(path, out=tmp_path / "shop.yaml", platform="google", options=options)


def test_a_proof_that_cannot_be_made_is_a_warning_with_its_reason(tmp_path: Path) -> None:
    options = Options(daily_budget=7.0, rounds=0, replications=2)
    done = calibrated(tmp_path, [8.0] * 14 + [2.0] * 6, options)
    assert done.proof is None and done.scenario_path.exists()
    (said,) = [said for said in done.warnings if said.key == "warn_no_proof"]
    assert "--daily-budget: must not be less than what the reports spent a day (8.00)" in said.text()
    assert "前 70%" in said.text("zh")


def test_nothing_is_written_before_the_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("no proof today")

    monkeypatch.setattr("adsim.experiments.calibration.calibration.prove", failing)
    with pytest.raises(RuntimeError):
        calibrated(tmp_path, [5.0] * 20, Options(rounds=0, replications=2))
    assert [path.name for path in tmp_path.iterdir()] == ["terms.csv"]
