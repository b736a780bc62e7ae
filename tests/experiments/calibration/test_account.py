"""Several reports of one account: joined, nothing lost, nothing counted twice."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.errors import InputError
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.lines import SUMS
from tests.experiments.calibration.reports import day, report

TERMS = [
    {"campaign": "A", "ad_group": "g", "target": "shelf", "match_type": "broad", "keyword": "oak shelf",
     "impressions": 100, "clicks": 10, "cost": 5.0, "orders": 2.0, "revenue": 80.0},
    {"campaign": "A", "ad_group": "g", "target": "shelf", "match_type": "broad", "keyword": "wall shelf",
     "impressions": 50, "clicks": 5, "cost": 2.0, "orders": 0.0, "revenue": 0.0},
]  # fmt: skip
KEYWORDS = [
    {"campaign": "A", "ad_group": "g", "keyword": "shelf", "match_type": "broad", "bid": 0.9, "position": 2.5,
     "impressions": 1000, "clicks": 40, "cost": 19.0, "orders": 3.0, "revenue": 100.0},
    {"campaign": "A", "ad_group": "g", "keyword": "board", "match_type": "exact", "bid": 0.4,
     "impressions": 300, "clicks": 0, "cost": 0.0, "orders": 0.0, "revenue": 0.0},
]  # fmt: skip
CAMPAIGNS = [
    {"campaign": "a ", "budget": 10.0, "lost_to_budget": 0.2, "lost_to_rank": 0.1, "impression_share": 0.7,
     "impressions": 1500, "clicks": 50, "cost": 25.0, "orders": 4.0, "revenue": 130.0},
    {"campaign": "B", "budget": 3.0, "impressions": 20, "clicks": 1, "cost": 0.3, "orders": 0.0, "revenue": 0.0},
]  # fmt: skip


def units(account: Account) -> dict[str, dict[str, Any]]:
    return {str(line["name"]): {str(name): value for name, value in line.items()}
            for line in account.units.to_dict("records")}  # fmt: skip


def test_terms_keywords_and_campaigns_become_units() -> None:
    account = Account.of([report("campaign", CAMPAIGNS), report("term", TERMS), report("keyword", KEYWORDS)])
    found = units(account)
    assert set(found) == {"oak shelf", "wall shelf", "[other searches of shelf]", "board", "[other searches of A]", "B"}
    rest = found["[other searches of shelf]"]
    assert [rest[name] for name in ("impressions", "clicks", "cost", "orders", "revenue")] == [850, 25, 12, 1, 20]
    assert (rest["campaign"], rest["ad_group"], rest["target"], rest["klass"]) == ("A", "g", "shelf", "long_tail")
    assert found["oak shelf"]["bid"] == pytest.approx(0.9)
    assert found["oak shelf"]["position"] == pytest.approx(2.5)
    assert found["board"]["impressions"] == 300
    beyond = found["[other searches of A]"]
    assert [beyond[name] for name in ("impressions", "clicks", "cost", "orders")] == [200, 10, 6, 1]
    assert found["oak shelf"]["impression_share"] == pytest.approx(0.7)
    assert np.isnan(found["B"]["impression_share"])
    for name in ("impressions", "clicks", "cost", "orders", "revenue"):
        assert account.units[name].sum() == pytest.approx(sum(line[name] for line in CAMPAIGNS))
    campaigns = account.campaigns.set_index("campaign")
    assert campaigns["budget"].to_dict() == {"A": 10.0, "B": 3.0}
    assert campaigns["cost"].to_dict() == pytest.approx({"A": 25.0, "B": 0.3})


def test_what_only_the_keyword_report_tells_is_shared_out_by_clicks() -> None:
    bare = [{name: value for name, value in line.items() if name not in ("orders", "revenue")} for line in TERMS]
    found = units(Account.of([report("term", bare), report("keyword", KEYWORDS)]))
    assert found["oak shelf"]["orders"] == pytest.approx(3 * 10 / 40)
    assert found["[other searches of shelf]"]["orders"] == pytest.approx(3 * 25 / 40)


def test_orders_that_the_rest_has_no_clicks_for_are_the_units() -> None:
    """A keyword report with a longer window than the term report: more orders, but only for the clicks there are."""
    longer = [KEYWORDS[0] | {"clicks": 16, "impressions": 150, "cost": 8.0, "orders": 12.0}]
    found = units(Account.of([report("term", TERMS), report("keyword", longer)]))
    assert found["[other searches of shelf]"]["orders"] == 1
    assert sum(line["orders"] for line in found.values()) == pytest.approx(12)


def test_targets_that_no_term_names_are_compared_by_ad_group() -> None:
    """An automatic campaign: terms name `*`, the targeting report its kinds of target."""
    stars = [TERMS[0] | {"target": "*", "match_type": ""}]
    kinds = [KEYWORDS[0] | {"keyword": name, "match_type": "", "impressions": 80, "clicks": 8, "cost": 4.0, "orders": 1}
             for name in ("close-match", "loose-match")]  # fmt: skip
    account = Account.of([report("term", stars), report("keyword", kinds)])
    assert account.units["clicks"].sum() == 16
    assert account.units["impressions"].sum() == 160
    (rest,) = (line for name, line in units(account).items() if name.startswith("["))
    assert (rest["clicks"], rest["ad_group"], rest["target"]) == (6, "g", "")


def test_how_a_term_matched_is_not_the_keywords_match_type() -> None:
    close = [TERMS[0] | {"match_type": "exact"}, TERMS[1] | {"match_type": "phrase"}]
    account = Account.of([report("term", close), report("keyword", KEYWORDS)])
    assert account.units["clicks"].sum() == 40


def test_files_of_one_report_add_up_where_their_days_lie_apart() -> None:
    march = report("keyword", KEYWORDS, file="march.csv")
    april = replace(report("keyword", KEYWORDS, file="april.csv"), first=day(40), last=day(49))
    daily = report("keyword", [line | {"day": 40} for line in KEYWORDS], file="daily.csv")
    undated = [{name: value for name, value in line.items() if name != "day"} for line in KEYWORDS]
    later = report("keyword", undated, file="later.csv", days=None)
    both = Account.of([march, april])
    assert (both.days, both.units["clicks"].max()) == (38, 80)
    with pytest.raises(
        InputError, match=r"march.csv: is of 2026-03-02 to 2026-03-29, and no day of that lies in .* of d"
    ):
        Account.of([march, daily])
    with pytest.raises(InputError, match=r"later.csv: has 2 lines that stand in march.csv too and the periods"):
        Account.of([march, later])
    with pytest.raises(InputError, match=r"for days from 2026-03-02 to 2026-03-29: they may be counted twice; give"):
        Account.of([march, report("keyword", KEYWORDS, file="again.csv")])
    other = [line | {"campaign": "C"} for line in KEYWORDS]
    assert Account.of([march, report("keyword", other, file="c.csv")]).units["clicks"].sum() == 80


def test_days_in_two_files_are_counted_once_as_the_later_has_them() -> None:
    first = report("keyword", [KEYWORDS[0] | {"day": d, "clicks": 10} for d in range(10)], file="first.csv")
    second = report("keyword", [KEYWORDS[0] | {"day": d, "clicks": 12} for d in range(5, 15)], file="second.csv")
    for exports in ([first, second], [second, first]):
        account = Account.of(exports)
        assert account.units["clicks"].sum() == 5 * 10 + 10 * 12
        assert account.days == 15
        assert list(account.daily()["clicks"]) == [10] * 5 + [12] * 10


def test_periods_are_compared_by_the_day() -> None:
    terms = report("term", TERMS, days=14)
    keywords = report("keyword", [KEYWORDS[0] | {"clicks": 80, "impressions": 2000, "cost": 38.0}], days=28)
    account = Account.of([terms, keywords])
    assert account.days == 14
    assert account.units["clicks"].sum() == pytest.approx(40)


def test_other_accounts_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"campaign.csv: currency: must be of one account: term.csv has currency EUR"):
        Account.of([report("term", TERMS), report("campaign", CAMPAIGNS, currency="USD")])
    with pytest.raises(InputError, match=r"platform: must be of one account.*or say --platform"):
        Account.of([report("term", TERMS), report("campaign", CAMPAIGNS, platform="amazon")])
    strange = [CAMPAIGNS[0] | {"campaign": "Z"}]
    with pytest.raises(InputError, match=r"campaign.csv: must be of one account with term.csv: they share no campaign"):
        Account.of([report("term", TERMS), report("campaign", strange)])


def test_until_keeps_the_days_and_the_classes() -> None:
    rows = [line | {"day": d} for d in range(10) for line in TERMS]
    account = Account.of([report("term", rows), report("campaign", CAMPAIGNS)])
    early = account.until(day(6))
    assert (early.days, early.last) == (7, day(6))
    assert early.units["clicks"].sum() == 7 * 15
    assert set(early.units["klass"]) <= set(account.units["klass"])
    assert early.daily()["date"].max() <= np.datetime64(day(6))
    with pytest.raises(InputError, match="has no lines dated until"):
        Account.of([report("term", TERMS)]).until(day(3))


def test_days_add_up_to_the_units() -> None:
    rows = [line | {"day": d} for d in range(6) for line in TERMS]
    lines = [KEYWORDS[0] | {"day": d, "clicks": 20 + d, "impressions": 400} for d in range(6)]
    account = Account.of([report("term", rows), report("keyword", lines)])
    daily = account.daily()
    for name in ("impressions", "clicks", "cost", "orders"):
        assert daily[name].sum() == pytest.approx(account.units[name].sum())
    assert daily.groupby("date")["clicks"].sum().tolist() == [20 + d for d in range(6)]
    assert set(account.daily("campaign")["campaign"]) == {"A"}


def test_hours_and_windows_come_from_the_report_that_has_them() -> None:
    hourly = [CAMPAIGNS[0] | {"day": d, "hour": h, "clicks": h, "impressions": 100} for d in range(2) for h in (3, 9)]
    windows = [TERMS[0] | {"day": d, "orders_1": 1.0, "orders_7": 2.0, "orders_14": 3.0} for d in range(2)]
    account = Account.of([report("term", windows), report("campaign", hourly)])
    assert account.hours is not None and account.windows is not None
    assert account.hours.groupby("hour")["clicks"].sum().to_dict() == {3: 6, 9: 18}
    assert account.windows.drop(columns="date").sum().to_dict() == {"orders_1": 2, "orders_7": 4, "orders_14": 6}
    assert account.window_days == 14
    assert Account.of([report("term", TERMS)]).hours is None


names = st.sampled_from(["", "a", "b"])
figures = st.fixed_dictionaries(
    {"campaign": names, "ad_group": names, "target": names, "keyword": st.sampled_from(["x", "y", "z"]),
     "impressions": st.integers(0, 50), "clicks": st.integers(0, 5), "cost": st.integers(0, 9).map(float),
     "orders": st.none() | st.integers(0, 3).map(float)}
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.lists(figures, min_size=1, max_size=6), st.lists(figures, min_size=1, max_size=6),
       st.lists(figures, min_size=1, max_size=3))  # fmt: skip
def test_no_figure_is_lost_or_counted_twice(terms: Any, keywords: Any, campaigns: Any) -> None:
    """The units hold at least what any report knows in total, at most what all of them know together; and by
    campaign, where all reports name it, exactly the largest of them."""
    for line in keywords:
        line["keyword"], line["target"] = line["target"] or "k", ""
    for line in campaigns:
        line["keyword"] = line["target"] = line["ad_group"] = ""
        line["campaign"] = line["campaign"] or "a"
    levels = {"term": terms, "keyword": keywords, "campaign": campaigns}
    try:
        account = Account.of([report(level, rows) for level, rows in levels.items()])  # type: ignore[arg-type]
    except InputError as refused:
        assert "they share no" in str(refused)
        return
    for name in ("impressions", "clicks", "cost", "orders"):
        told = [sum(line[name] or 0 for line in rows) for rows in levels.values()]
        total = account.units[name].sum()
        assert max(told) - 1e-6 <= total <= sum(told) + 1e-6
        if len({line["campaign"] for rows in levels.values() for line in rows}) == 1:
            assert total == pytest.approx(_by_hand(terms, keywords, campaigns, name))
    assert (account.units[list(SUMS)].fillna(0) >= 0).all().all()


def _by_hand(terms: Any, keywords: Any, campaigns: Any, name: str) -> float:
    """The total of one campaign: its report's, or that of the finer ones if they hold more."""
    fine = Account.of([report("term", terms), report("keyword", keywords)]).units[name].sum()
    return max(float(fine), float(sum(line[name] or 0 for line in campaigns)))


def test_the_name_of_a_line_without_any_is_made_up() -> None:
    account = Account.of([report("product", [{"product": "123", "impressions": 5}, {"title": "椅子", "product": "9"}])])
    assert list(account.units["name"]) == ["123", "椅子"]
