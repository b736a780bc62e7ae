"""Keyword files as an account has them: what is observed, campaigns, bids by keyword; and what is refused."""

from pathlib import Path

import pytest

from adsim.errors import InputError
from adsim.scenario.patches import patched, scenario_hash, variant
from adsim.scenario.splits import accounts
from tests.scenario.samples import complaints, loaded
from tests.scenario.test_keyword_tables import LISTED, table

HEADER = "keyword,class,campaign,searches,cvr,max_cpc,observed_ctr,observed_cpc,observed_position,shown,rivals"
EITHER = "must give either ctr and rival_bid, or observed_ctr and observed_cpc"
BRAND = "球阀,head,brand,900,0.05,3,0.01,2.5,,,"
LOST = "球阀,head,brand,300,0.05,3,0.01,2.5,,no,6"
REST = "阀门 304,long_tail,rest,60,0.08,4,0.02,3.9,2.4,yes,"
MODEL = "Q41F-16P,precise,rest,9,0.1,5,0.03,5,,,0"
BY_CAMPAIGN = LISTED.replace(
    "  split: {head: 0.3, long_tail: 0.6, precise: 0.1}\n",
    "  split_of: campaigns\n  campaigns: {rest: 0.25, brand: 0.75}\n",
).replace("by_volume: {campaign.split: search_volume}", "by_class: {campaign.split_of: budget}")
# two slots and four rivals a keyword, so that a full page can be told of
SMALL_PAGE = LISTED.replace("mobile: {share: 0.6}", "mobile: {share: 0.6, slots: 6}")


def said(folder: Path, *rows: str, text: str = SMALL_PAGE, header: str = HEADER) -> list[str]:
    table(folder, header, *rows)
    return complaints(folder, text)


def test_observed_rows_are_read(tmp_path: Path) -> None:
    assert said(tmp_path, BRAND, LOST, REST, MODEL) == []
    brand, lost, rest, model = loaded(tmp_path, SMALL_PAGE).listed
    assert (brand.campaign, brand.observed_ctr, brand.observed_cpc, brand.ctr, brand.rival_bid) == (
        "brand", 0.01, 2.5, None, None)  # fmt: skip
    assert (brand.shown, lost.shown, rest.observed_position, model.rivals) == ("yes", "no", 2.4, 0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([BRAND.replace("2.5", "3.01")], ["k.csv:2: observed_cpc: must not exceed max_cpc (3), got 3.01"]),
        ([BRAND.replace("0.01,2.5", "0.01,")], [
            f"k.csv:2: keyword: {EITHER}, got observed_ctr"]),
        ([BRAND.replace("0.01,2.5,,,", ",,,no,")], [
            f"k.csv:2: keyword: {EITHER}, got shown: no"]),
        ([BRAND.replace("0.01,2.5,,,", ",,,,")], [
            f"k.csv:2: keyword: {EITHER}, got neither"]),
        ([REST.replace("2.4", "0.9")], ["k.csv:2: observed_position: must be at least 1, got 0.9"]),
        ([BRAND, LOST.replace("no,6", "maybe,6")], [
            'k.csv:3: shown: must be yes or no, got "maybe"']),
        ([BRAND, BRAND], ['k.csv:3: keyword: must be unique, also on line 2, got "球阀"']),
        ([BRAND, LOST.replace("no,6", "no,")], [
            "k.csv:3: rivals: must be at least 6 with shown: no, so many ads fill the page, got 4; "
            "give rivals: 6 or more, and market.rivals.count as many"]),
        ([BRAND.replace(",3,0.01,2.5", ",0.05,0.01,0.04")], [
            "k.csv:2: max_cpc: must not lie below the reserve (0.1): the ad would never be shown, got 0.05; "
            "raise it or lower market.reserve"]),
    ],
)  # fmt: skip
def test_what_is_refused_of_observed_rows(tmp_path: Path, rows: list[str], expected: list[str]) -> None:
    classes = [MODEL, REST] if rows[0] != REST.replace("2.4", "0.9") else [MODEL]
    found = said(tmp_path, *rows, *(row for row in [*classes, BRAND] if row.split(",")[1] not in {
        line.split(",")[1] for line in rows}))  # fmt: skip
    assert found == expected


def test_told_and_observed_in_one_row_are_refused(tmp_path: Path) -> None:
    found = said(tmp_path, "球阀,head,900,0.05,3,0.03,2.5,0.01,2.5", text=LISTED,
                 header="keyword,class,searches,cvr,max_cpc,ctr,rival_bid,observed_ctr,observed_cpc")  # fmt: skip
    assert found[0].startswith(f"k.csv:2: keyword: {EITHER}, got ctr, rival_bid, observed_ctr, observed_cpc")


def test_the_cascade_knows_no_observed_keywords(tmp_path: Path) -> None:
    cascade = SMALL_PAGE.replace("  squashing: 1.0\n", "  squashing: 1.0\n  click_model: cascade\n")
    assert said(tmp_path, BRAND, REST, MODEL, text=cascade) == [
        's.yaml:11: market.click_model: must be position where keywords are observed, got "cascade"; '
        "or tell ctr and rival_bid of each keyword"
    ]
    varied = SMALL_PAGE.replace("rule: {}", "rule: {market.click_model: cascade}")
    assert [line.split(": ", 2)[1] for line in said(tmp_path, BRAND, REST, MODEL, text=varied)] == [
        "variants.rule.market.click_model"
    ]


def test_accounts_by_campaign(tmp_path: Path) -> None:
    assert said(tmp_path, BRAND, REST, MODEL, text=BY_CAMPAIGN) == []
    scenario = loaded(tmp_path, BY_CAMPAIGN)
    assert accounts(scenario) == {"brand": 0.75, "rest": 0.25}
    assert list(accounts(variant(scenario, "by_class"))) == ["head", "long_tail", "precise"]
    other = patched(scenario, {"campaign.campaigns": {"rest": 0.5, "brand": 0.5}})
    assert scenario_hash(other) != scenario_hash(scenario)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("rest: 0.25, brand: 0.75", "brand: 1.0"), [
            'k.csv:3: campaign: must be one that campaign.campaigns names, got "rest"; known: brand']),
        (("rest: 0.25", "rest: 0.15, more: 0.1"), [
            "s.yaml:33: campaign.campaigns.more: must be 0, no listed keyword is of this campaign, got 0.1"]),
        (("rest: 0.25", "rest: 0.25, more: 0"), []),
        (("campaign.daily_budget: 300, market", "campaign.campaigns: {rest: 0, brand: 1.0, c: 0}, market"), [
            "s.yaml:39: changes[0].set.campaign.campaigns: may not come, go or be renamed inside a run"]),
        (("campaign.daily_budget: 300, market", "campaign.campaigns: {rest: 0.5, brand: 0.5}, market"), []),
        (("  device_bids", "  negatives: [{keyword: used, campaign: bran}]\n  device_bids"), [
            's.yaml:35: campaign.negatives[0].campaign: must be the campaign of a listed keyword, got "bran"; '
            "did you mean brand?"]),
        (("  device_bids", "  keyword_bids: {球: 2, 球阀: 1.2}\n  device_bids"), [
            's.yaml:35: campaign.keyword_bids.球: must name one of the keywords, got "球"; did you mean 球阀?']),
        (("  device_bids", "  keyword_bids: {球阀: 90}\n  bid_factor: {head: 60}\n  device_bids"), [
            "s.yaml:30: campaign: max_cpc times all factors must not exceed 10,000 for head, got 17,820; "
            "lower campaign.bid_factor, keyword_bids, hours, weekdays, device_bids or audience_bids"]),
    ],
)  # fmt: skip
def test_what_is_refused_of_campaigns(tmp_path: Path, change: tuple[str, str], expected: list[str]) -> None:
    assert BY_CAMPAIGN.count(change[0]) == 1
    assert said(tmp_path, BRAND, REST, MODEL, text=BY_CAMPAIGN.replace(*change)) == expected


def test_every_row_needs_its_campaign(tmp_path: Path) -> None:
    rows = [BRAND, REST.replace("rest", ""), MODEL.replace("rest", "")]
    assert said(tmp_path, *rows, text=BY_CAMPAIGN.replace("rest: 0.25, brand: 0.75", "brand: 1.0")) == [
        "k.csv:3: campaign: must not be empty with split_of: campaigns"
    ]


def test_bids_and_negatives_may_change_inside_a_run_and_between_variants(tmp_path: Path) -> None:
    text = BY_CAMPAIGN.replace("rule: {}", "rule: {campaign.keyword_bids: {球阀: 0.5}, campaign.negatives: []}")
    text = text.replace("products[0].price: 64", "campaign.negatives: [{keyword: 球阀, match_type: exact}]")
    assert said(tmp_path, BRAND, REST, MODEL, text=text) == []
    scenario = variant(loaded(tmp_path, text), "rule")
    assert scenario.campaign.keyword_bids == {"球阀": 0.5}
    with pytest.raises(InputError, match=r"keyword_bids\.rohr: must name one of the keywords"):
        patched(scenario, {"campaign.keyword_bids": {"rohr": 0.5}})


def test_sensitivities_leave_the_outcome_of_a_run(tmp_path: Path) -> None:
    said(tmp_path, BRAND, REST, MODEL)
    varied = "sensitivity: {market.rivals.bid_spread: {low: 0.25, high: 1.0}}\nbaseline: equal"
    one, other = loaded(tmp_path, LISTED), loaded(tmp_path, LISTED.replace("baseline: equal", varied))
    assert other.sensitivity["market.rivals.bid_spread"].high == 1.0
    assert scenario_hash(one) == scenario_hash(other)
