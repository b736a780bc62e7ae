"""Each fault that is planted in a small report is found, and a clean report shows none."""

from pathlib import Path

import pytest

from adsim.experiments.doctor import Inspection, inspect
from adsim.experiments.doctor.findings import GRAVEST_FIRST
from adsim.report.inspection import told
from tests.experiments.doctor.planted import (
    DAYS,
    NOTHING,
    PLANTED,
    Row,
    Rows,
    account,
    below,
    finding,
    hidden,
    is_chinese,
    kinds,
    lines_changed,
    on,
    peak,
    thinned,
    two_accounts,
    written,
)


def test_a_clean_report_shows_nothing(clean: Inspection) -> None:
    assert clean.findings == () and clean.verdict == "good" and clean.usable
    report = clean.facts["files"][0]
    assert report["agreeing_total"] == {"label": "Total: Account", "line": len(account()) + 2}
    assert (report["first"], report["last"], report["days"], report["dated_days"]) == (
        "2026-03-02",
        "2026-03-29",
        28,
        28,
    )
    assert report["named"] == {"campaign": 1, "ad_group": 1, "keyword": 6}
    assert report["currency"] == "EUR" and report["sorts"]["match_type"] == {"exact": 6 * DAYS}


def test_totals_are_those_of_the_lines(clean: Inspection) -> None:
    rows, sums = account(), clean.facts["files"][0]["totals"]
    clicks, cost, orders = (sum(row[name] for row in rows) for name in ("Clicks", "Cost", "Conversions"))
    assert sums["clicks"] == clicks and sums["orders"] == orders and sums["revenue"] == orders * 40
    assert sums["cost"] == pytest.approx(cost) and sums["cpc"] == pytest.approx(cost / clicks)
    assert sums["aov"] == pytest.approx(40) and sums["roas"] == pytest.approx(orders * 40 / cost)
    assert sums["cvr"] == pytest.approx(orders / clicks)
    assert sums["ctr"] == pytest.approx(clicks / sum(row["Impr."] for row in rows))
    assert clean.facts["account"]["totals"] == pytest.approx(sums)


def test_every_kind_of_finding_is_planted() -> None:
    assert set(PLANTED) == set(GRAVEST_FIRST)


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_found_and_told(kind: str, tmp_path: Path) -> None:
    found = inspect(PLANTED[kind](tmp_path, account()))
    assert kind in kinds(found)
    # What else a fault brings with it; nothing beyond.
    with_it = {
        "no_clicks": {"tracking_stopped"},
        "no_orders": set(),
        "no_period": {"duplicates"},
        "few_clicks": {"few_orders", "no_orders"},
        "few_orders": {"tracking_stopped"},
        "hidden_terms": {"hidden_terms"},
        "duplicates": {"outlier_days"},
        "unreadable": {"gaps"},
        "too_little_readable": {"few_orders"},
        "short_period": set(),
    }.get(kind, set())
    assert set(kinds(found)) - {kind} <= with_it
    assert found.usable == (finding(found, kind).weight != "fatal")
    english, chinese = told(found.facts, "en"), told(found.facts, "zh")
    for text in (english, chinese):
        assert "{" not in text and "}" not in text
    assert sum(map(is_chinese, english)) == sum(map(is_chinese, "书架")) * english.count("书架")


# Single lines.


def with_shares() -> Rows:
    return [{"Avg. position": 2.5, "Search lost IS (rank)": "20%", "Search lost IS (budget)": "20%", **row}
            for row in account()]  # fmt: skip


def test_positions_and_shares_that_go_together_are_no_finding(tmp_path: Path) -> None:
    assert inspect(written(tmp_path, with_shares())).findings == ()


@pytest.mark.parametrize(
    ("values", "rule", "value"),
    [
        ({"Clicks": 60, "Impr.": 50, "Cost": 36, "CTR": "--"}, "clicks must not exceed impressions", "60 > 50"),
        ({"Clicks": 0, "Cost": 7, "CTR": "--", "Conversions": 0, "Conv. value": 0}, "cost without a click", "7"),
        ({"Conversions": 5000}, "orders exceed clicks", "5000 > "),
        ({"Max. CPC": 0.3}, "cost per click must not exceed the bid", "0.6 > 0.3"),
        ({"Conversions": 0, "Conv. value": 40}, "revenue without an order", "40"),
        ({"CTR": "77.00%"}, "click rate stated is not clicks over impressions", "'77.00%'"),
        ({"Avg. CPC": 1.6}, "price stated is not cost over clicks", "'1.6'"),
        ({"Avg. position": 0.4}, "position must not be below 1", "0.4"),
        ({"Search lost IS (rank)": "45%", "Search lost IS (budget)": "40%"},
         "shares of impressions must not add up to more than 100%", "60% + 40% + 45%"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_right_is_named(values: Row, rule: str, value: str, tmp_path: Path) -> None:
    rows = with_shares()
    rows[40] |= values
    found = inspect(written(tmp_path, rows))
    lines = [line for line in finding(found, "impossible").lines if line.rule == rule]
    assert [line.where for line in lines] == ["keywords.csv:42"]
    assert lines[0].value is not None and lines[0].value.startswith(value)
    assert finding(found, "impossible").weight == "note"


def test_windows_must_not_shrink(tmp_path: Path) -> None:
    told_in = {
        "7 Day Total Orders (#)": 1,
        "14 Day Total Orders (#)": 2,
        "7 Day Total Sales": 40,
        "14 Day Total Sales": 80,
    }
    rows = [{"Day": row["Day"], "Campaign": "S", "Targeting": row["Keyword"], "Match Type": "EXACT",
             "Impressions": row["Impr."], "Clicks": row["Clicks"], "Spend": row["Cost"], **told_in}
            for row in account()]  # fmt: skip
    rows[3]["14 Day Total Orders (#)"] = 0
    lines = finding(inspect(written(tmp_path, rows)), "impossible").lines
    assert [(line.where, line.rule) for line in lines if "within" in line.rule] == [
        ("keywords.csv:5", "orders within 7 days must not exceed those within 14")
    ]


def test_an_unreadable_line_is_named_and_not_counted(tmp_path: Path) -> None:
    rows = account()
    lost = rows[7]["Clicks"]
    rows[7] = {**rows[7], "Clicks": "-3"}
    found = inspect(written(tmp_path, rows))
    line, *more = finding(found, "unreadable").lines
    assert (line.where, line.path, line.rule, line.value) == (
        "keywords.csv:9",
        "Clicks",
        "must not be negative",
        "'-3'",
    )
    assert not more and finding(found, "unreadable").weight == "note"
    assert found.facts["files"][0]["totals"]["clicks"] == sum(row["Clicks"] for row in account()) - lost


@pytest.mark.parametrize(("many", "weight"), [(1, "note"), (20, "care")])
def test_weight_goes_by_how_many_lines_are_concerned(many: int, weight: str, tmp_path: Path) -> None:
    rows = account()
    for row in rows[:many]:
        row["Clicks"] = "x"
    found = inspect(written(tmp_path, rows))
    assert finding(found, "unreadable").weight == weight
    assert found.verdict == {"note": "good", "care": "care"}[weight]


# Days.


def test_an_outlier_day_is_named_with_its_factor(tmp_path: Path) -> None:
    line, *more = finding(inspect(peak(tmp_path, account())), "outlier_days").lines
    assert not more and line.path == "2026-03-19"
    assert line.value is not None and line.value.startswith("clicks × 3.")


def test_a_gap_is_named_from_first_to_last_day(tmp_path: Path) -> None:
    found = inspect(PLANTED["gaps"](tmp_path, account()))
    assert [line.path for line in finding(found, "gaps").lines] == ["2026-03-12 … 2026-03-13"]
    assert found.facts["files"][0]["gaps"] == [["2026-03-12", "2026-03-13"]]
    assert found.facts["files"][0]["dated_days"] == DAYS - 2


@pytest.mark.parametrize(("kind", "first", "last"), [("tracking_stopped", "2026-03-22", "2026-03-29"),
                                                     ("tracking_gap", "2026-03-11", "2026-03-15"),
                                                     ("tracking_began", "2026-03-02", "2026-03-07")])  # fmt: skip
def test_days_without_orders_are_named(kind: str, first: str, last: str, tmp_path: Path) -> None:
    facts = finding(inspect(PLANTED[kind](tmp_path, account())), kind).facts
    assert (facts["first"], facts["last"]) == (first, last)
    assert facts["expected_orders"] >= 10 and facts["clicks"] > 1000


def test_no_orders_without_clicks_is_no_break(tmp_path: Path) -> None:
    """Where the ads stood still as well, or orders are rare, their absence says nothing."""
    still = lines_changed(on(*range(20, 28)), **NOTHING)
    assert not any(kind.startswith("tracking") for kind in kinds(inspect(still(tmp_path, account()))))
    assert not any(kind.startswith("tracking") for kind in kinds(inspect(thinned(12)(tmp_path, account()))))


# Several files.


def test_a_coarser_report_tells_what_the_finer_one_hides(tmp_path: Path) -> None:
    rows = account()
    found = inspect(below(tmp_path, rows))
    listed, whole = sum(row["Clicks"] // 3 for row in rows), sum(row["Clicks"] for row in rows)
    facts = finding(found, "hidden_below").facts
    assert facts["clicks"] == whole - listed and facts["click_share"] == pytest.approx((whole - listed) / whole)
    assert found.facts["account"]["totals"]["clicks"] == whole
    assert [report["totals"]["clicks"] for report in found.facts["files"]] == [listed, whole]


def test_files_of_two_accounts_are_not_usable(tmp_path: Path) -> None:
    found = inspect(two_accounts(tmp_path, account()))
    assert not found.usable and found.account is None and found.next == ""
    (line,) = finding(found, "not_one_account").lines
    assert line.where == "other.csv" and line.path == "currency"
    assert "calibrate each account by itself" in told(found.facts, "en")
    assert "请分别校准每个账户" in told(found.facts, "zh")


def test_totals_of_hidden_terms_are_shares_of_the_whole(tmp_path: Path) -> None:
    rows = account()
    facts = finding(inspect(hidden(tmp_path, rows)), "hidden_terms").facts
    listed = sum(row["Clicks"] // 2 for row in rows)
    assert facts["click_share"] == pytest.approx(5000 / (5000 + listed))
    assert facts["label"] == "Total: Other search terms"
