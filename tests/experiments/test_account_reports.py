"""The reports of a simulated account: they say what the diary says, in every layout, and that they are generated."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from adsim.cli import cli
from adsim.errors import InputError
from adsim.experiments.account_reports import UNLISTED_BELOW, report_bytes
from adsim.platforms import LAYOUTS
from adsim.platforms.exports import read_exports
from adsim.scenario import files
from adsim.simulation import diary
from tests.simulation import worlds

SHIPPED = Path(__file__).parents[2] / "scenarios" / "exports"
DAYS = 7


@pytest.fixture(scope="module")
def account():
    """A week of the shipped Taobao account: campaigns, units, items and match types, 80 keywords."""
    loaded = files.load(SHIPPED / "taobao_thermos.yaml")
    rows = list(loaded.listed)
    # Two searches that the same bought keyword reaches.
    rows[5] = rows[5].model_copy(update={"target": rows[4].keyword, "max_cpc": rows[4].max_cpc})
    rows[60] = rows[60].model_copy(update={"searches": 1.5})
    return diary(loaded.model_copy(update={"days": DAYS, "listed": tuple(rows)}))


def reread(tmp_path, account, layout, name="generated.csv", **how):
    path = tmp_path / name
    path.write_bytes(report_bytes(account, layout, name, **how))
    exports = read_exports(path, decimal=how.get("decimal"))
    assert len(exports) == 1 and not exports[0].unreadable
    return exports[0]


def told(export, field):
    return sum(getattr(row, field) or 0 for row in export.rows)


SHAPES = [(layout, by) for layout, (_, known) in LAYOUTS.items() for by in ("day", "total")
          if by == "total" or "date" in known.columns]  # fmt: skip


@pytest.mark.parametrize(("layout", "by"), SHAPES)
def test_every_layout_tells_the_diary(tmp_path, account, layout, by):
    export = reread(tmp_path, account, layout, by=by)
    whole, known = account.keywords.sum(), LAYOUTS[layout][1]
    assert export.layout.level == known.level and not export.impossible
    unlisted = sum(total.clicks for total in export.unlisted), sum(total.cost for total in export.unlisted)
    assert told(export, "clicks") + unlisted[0] == whole["clicks"]
    assert told(export, "cost") + unlisted[1] == pytest.approx(whole["cost"], abs=0.005 * len(export.rows) + 0.01)
    if known.level != "term":
        assert told(export, "impressions") == whole["impressions"]
        window = 14 if "orders_14" in export.fields else 30
        assert told(export, "orders") == whole[f"orders_{window}"]
        assert told(export, "revenue") == pytest.approx(whole[f"revenue_{window}"], abs=0.005 * len(export.rows))
    start = account.scenario.start
    if by == "day":
        assert (export.first, export.last) == (start, start + timedelta(DAYS - 1))
        assert all(row.first == row.last for row in export.rows)
    elif LAYOUTS[layout][0].hand.titles or "first" in known.columns:
        assert (export.first, export.last) == (start, start + timedelta(DAYS - 1))


def test_a_day_of_a_keyword_is_that_of_the_diary(tmp_path, account):
    export = reread(tmp_path, account, "taobao.keywords")
    lines = account.keywords.set_index(["keyword", "day"])
    index = account.names.index("保温杯")
    row = next(row for row in export.rows if row.keyword == "保温杯" and row.first == account.scenario.start)
    line = lines.loc[(index, 0)]
    assert (row.impressions, row.clicks, row.orders) == (line["impressions"], line["clicks"], line["orders_30"])
    assert row.cost == pytest.approx(line["cost"], abs=0.005) and row.bid == pytest.approx(line["bid"])
    assert row.position == pytest.approx(line["position_sum"] / line["impressions"], abs=0.005)
    assert (row.campaign, row.ad_group, row.match_type) == ("日常销售 (generated)", "商务保温杯", "broad")
    assert row.product == "600000000001" and (row.carts, row.favourites) == (line["carts"], line["favourites"])


def test_terms_belong_to_the_keyword_bought(tmp_path, account):
    terms = reread(tmp_path, account, "amazon.search_terms", by="total")
    bought = reread(tmp_path, account, "amazon.targeting", by="total")
    first, second = account.names[4], account.names[5]
    reached = [row for row in terms.rows if row.target == first]
    assert {row.keyword for row in reached} == {first, second}
    assert second not in {row.keyword for row in bought.rows}
    line = next(row for row in bought.rows if row.keyword == first)
    assert line.clicks == sum(row.clicks for row in reached)
    assert all(row.clicks > 0 for row in terms.rows)


def test_google_sums_up_the_rare_terms(tmp_path, account):
    export = reread(tmp_path, account, "google.search_terms", by="total")
    shown = account.keywords.groupby("keyword")["impressions"].sum()
    rare = [account.names[i] for i, count in shown.items() if 0 < count < UNLISTED_BELOW]
    assert rare and not {row.keyword for row in export.rows} & set(rare)
    assert sum(total.impressions for total in export.unlisted) == shown[(shown < UNLISTED_BELOW)].sum()
    assert export.totals[-1].label == "Total: Account" and export.totals[-1].impressions == shown.sum()


def test_windows_stand_in_their_columns(tmp_path, account):
    whole = account.keywords.sum()
    both = reread(tmp_path, account, "amazon.campaigns")
    assert (told(both, "orders_7"), told(both, "orders_14")) == (whole["orders_7"], whole["orders_14"])
    all_four = reread(tmp_path, account, "amazon.campaigns", windows=(1, 7, 14, 30))
    assert told(all_four, "orders_1") == whole["orders_1"] and told(all_four, "orders_30") == whole["orders_30"]
    week = reread(tmp_path, account, "google.campaigns", windows=(7,))
    assert told(week, "orders") == whole["orders_7"]
    assert whole["orders_7"] < whole["orders_14"] < whole["orders_30"]


def test_by_the_hour_clicks_and_cost_are_exact(tmp_path, account):
    export = reread(tmp_path, account, "google.campaigns", by="hour")
    by_hour = account.hours.groupby("hour")["clicks"].sum()
    for hour in range(24):
        rows = [row for row in export.rows if row.hour == hour]
        assert sum(row.clicks for row in rows) == by_hour.get(hour, 0)
        assert all(row.impressions >= row.clicks for row in rows)
    assert told(export, "impressions") == pytest.approx(account.keywords["impressions"].sum(), rel=0.01)
    assert told(export, "cost") == pytest.approx(account.hours["cost"].sum(), abs=0.4)


def test_budgets_and_shares_of_campaigns(tmp_path):
    account = diary(worlds.scenario())  # classes are the campaigns, each with its own budget, which runs dry
    export = reread(tmp_path, account, "google.campaigns", by="total")
    assert {row.campaign: row.budget for row in export.rows} == {"head": 45.0, "long_tail": 90.0, "precise": 15.0}
    lines = account.keywords[account.keywords["keyword"] < 3].sum()
    wanted = lines["impressions"] + lines["lost_to_budget"] + lines["lost_to_rank"]
    head = next(row for row in export.rows if row.campaign == "head")
    assert head.impression_share == pytest.approx(lines["impressions"] / wanted, abs=6e-5)
    assert head.lost_to_budget == pytest.approx(lines["lost_to_budget"] / wanted, abs=6e-5)
    shared = diary(worlds.scenario({"campaign": {"daily_budget": 99.0, "split_of": "keywords", "keywords": 9}}))
    assert all(row.budget is None for row in reread(tmp_path, shared, "google.campaigns").rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_reader_sees_that_it_is_generated(tmp_path, account, layout):
    path = tmp_path / "a.xlsx"
    path.write_bytes(report_bytes(account, layout, path, by="total"))
    (page,) = load_workbook(path).worksheets
    lines = [[cell.value for cell in line] for line in page.iter_rows(max_row=4)]
    assert page.title == "generated"
    if LAYOUTS[layout][0].hand.titles:
        assert "generated by adsim" in lines[0][0]
    else:
        assert any(str(cell).endswith("(generated)") for cell in lines[1])


@pytest.mark.parametrize(("layout", "how", "rule"), [
    ("google.nothing", {}, "layout: must be one of 1688.products"),
    ("1688.products", {"by": "hour"}, "by: .* has no column for it, got 'hour'"),
    ("amazon.placements", {"by": "hour"}, "placements are known by day only"),
    ("google.campaigns", {"windows": (7, 14)}, "counts orders in one column, got 2 windows"),
    ("google.campaigns", {"windows": (3,)}, "must be different ones of 1, 7, 14, 30, got 3"),
    ("google.campaigns", {"windows": (7, 7)}, "must be different ones"),
    ("taobao.keywords", {"encoding": "cp1252"}, "encoding cp1252: has no '日'"),
])  # fmt: skip
def test_what_cannot_be_told_is_refused(account, layout, how, rule):
    with pytest.raises(InputError, match=rule):
        report_bytes(account, layout, "a.csv", **how)


def test_an_account_without_a_click_has_no_search_terms():
    nothing = diary(worlds.scenario({"campaign.bid_factor": {"head": 0.0, "long_tail": 0.0, "precise": 0.0}}))
    with pytest.raises(InputError, match="would be empty"):
        report_bytes(nothing, "amazon.search_terms", "a.csv")


# The command.


def invoke(*arguments):
    return CliRunner().invoke(cli, ["export", *map(str, arguments)])


def test_the_command_writes_what_the_library_gives(tmp_path):
    scenario, out = SHIPPED / "taobao_thermos.yaml", tmp_path / "made.tsv"
    done = invoke(scenario, "--layout", "google.keywords", "-o", out, "--seed", "5", "--replication", "3",
                  "--by", "total", "--window", "7", "--encoding", "utf-16", "-v", "more_long_tail")  # fmt: skip
    assert done.exit_code == 0 and "generated, nobody's real data" in done.output
    kept = diary(files.load(scenario).model_copy(update={"seed": 5}), "more_long_tail", 3, date(2024, 4, 28))
    assert out.read_bytes() == report_bytes(kept, "google.keywords", out, by="total", windows=(7,), encoding="utf-16")


def test_the_command_refuses_and_leaves_nothing_half_written(tmp_path):
    scenario, out = SHIPPED / "taobao_thermos.yaml", tmp_path / "made.csv"
    out.write_text("mine", encoding="utf-8")
    assert "exists already" in str(invoke(scenario, "--layout", "google.keywords", "-o", out).exception)
    refused = invoke(scenario, "--layout", "google.keywords", "-o", tmp_path / "made.doc")
    assert isinstance(refused.exception, InputError) and "must end in" in str(refused.exception)
    assert "must be one of" not in (bad := invoke(scenario, "--layout", "nothing", "-o", out)).output
    assert bad.exit_code == 2 and "'nothing' is not one of" in bad.output
    refused = invoke(scenario, "--layout", "taobao.keywords", "-o", tmp_path / "x.csv", "-v", "no_such")
    assert isinstance(refused.exception, InputError) and "no_such" in str(refused.exception)
    early = invoke(scenario, "--layout", "google.keywords", "-o", tmp_path / "x.csv", "--downloaded", "2024-04-27")
    assert "--downloaded 2024-04-27: must not lie before the last day, 2024-04-28" in str(early.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["made.csv"] and out.read_text(encoding="utf-8") == "mine"
    assert invoke(scenario, "--layout", "google.keywords", "-o", out, "--force").exit_code == 0


def test_the_layouts_are_told():
    page = (SHIPPED.parents[1] / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z0-9]+\.[a-z_]+)` \| (.+) \| ([a-z ]+) \|$", page, flags=re.MULTILINE)
    known = [(name, layout.title, layout.level.replace("_", " ")) for name, (_, layout) in LAYOUTS.items()]
    assert sorted(told) == sorted(known)


# What is shipped.


def test_the_shipped_exports_are_what_their_commands_make(tmp_path, monkeypatch):
    """Figure for figure; a workbook also holds the hour at which it was written."""
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    commands = [line.split()[2:] for line in re.findall(r"^adsim export .+$", text, flags=re.MULTILINE)]
    monkeypatch.chdir(SHIPPED.parents[1])
    assert len(commands) == 2
    for arguments in commands:
        at = arguments.index("-o") + 1
        shipped = Path(arguments[at])
        made = tmp_path / shipped.name
        done = invoke(*arguments[:at], made, *(word for word in arguments[at + 1 :]))
        assert done.exit_code == 0, done.output
        assert shipped.stat().st_size <= 150_000 and "generated" in shipped.name
        (here,), (there,) = read_exports(shipped), read_exports(made)
        assert here.rows == there.rows and here.totals == there.totals and len(here.rows) > 500
        assert not here.unreadable and not here.impossible and here.days == 56
