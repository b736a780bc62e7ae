"""Every table against the runs it was made of, by hand; and the tables against each other."""

import numpy as np
import pandas as pd
import pytest

from adsim.experiments import tables
from adsim.experiments.compare import compare
from adsim.experiments.tables import KLASSES, Stack
from adsim.scenario.objects import CLASSES
from adsim.simulation import Study
from tests.simulation import worlds

RUNS = 10
VARIANTS = {
    "plain": {},
    "rich": {"campaign.daily_budget": 300.0},
    "idle": {"campaign.bid_factor": {"head": 0.0, "long_tail": 0.0, "precise": 0.0}},
}
COLUMNS = {
    "runs": "variant replication searches impressions clicks carts favourites orders_placed orders refunds cost "
            "revenue margin profit expected_profit hours_dark",
    "variants": "variant profit profit_error profit_p05 profit_p95 loss_share best_share cost revenue roas roas_p05 "
                "roas_p95 roi roi_p05 roi_p95 roas_error roi_error searches impressions clicks orders ctr cvr cpc "
                "position hours_dark lost_to_budget lost_to_rank impression_share",
    "differences": "variant versus profit low high worlds_p05 worlds_p95 better_share",
    "signs": "variant versus day right_share worlds",
    "days": "variant day profit profit_p05 profit_p95 profit_so_far profit_so_far_p05 profit_so_far_p95 cost clicks "
            "cpc orders orders_paid revenue revenue_paid",
    "hours": "variant klass hour cost clicks dark_share",
    "classes": "variant klass searches impressions clicks carts favourites orders_placed orders refunds revenue margin "
               "cost profit ctr cvr cpc position roas roi hours_dark lost_to_budget lost_to_rank impression_share",
    "windows": "variant klass day mode clicks cost orders refunds revenue margin profit profit_p05 profit_p95 cvr roas "
               "roi",
    "class_days": "variant klass day impressions clicks cost cpc position quality",
    "keywords": "variant keyword klass searches impressions clicks orders cost revenue profit ctr cvr cpc position",
    "assumptions": "path value note",
    "bid_days": "variant klass day max_cpc max_cpc_p05 max_cpc_p95 participation budget cost cost_p05 cost_p95 "
                "position position_p05 position_p95",
    "advertiser_days": "variant advertisers day impressions clicks cost",
    "traffic": "variant advertisers impressions clicks cost click_share versus clicks_more low high worlds_p05 "
               "worlds_p95",
    "regret": "variant hindsight scope factor_head factor_long_tail factor_precise best_profit profit regret low high "
              "worlds_p05 worlds_p95 edge_share",
    "fixed_bids": "variant factor profit profit_error best_share",
    "sensitivity": "path level value variant profit profit_error gain low high best_share winner tied",
    "bid_response": "scope name level factor bid clicks clicks_error clicks_p10 clicks_p90 cost cost_error cost_p10 "
                    "cost_p90 profit profit_error profit_p10 profit_p90 cpc cpc_error cpc_p10 cpc_p90 position "
                    "position_error position_p10 position_p90 impression_share impression_share_error "
                    "impression_share_p10 impression_share_p90 gain gain_low gain_high better_share best as_good",
}  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return Study.of(worlds.scenario(**VARIANTS))


@pytest.fixture(scope="module")
def runs(study):
    return {name: worlds.runs(study, name, RUNS) for name in VARIANTS}


@pytest.fixture(scope="module")
def made():
    """The same comparison through the front door."""
    return compare(worlds.scenario({"windows": [1, 3, 5]}, **VARIANTS), replications=RUNS).tables


def row(frame, **keys):
    for column, value in keys.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def money(results, name):
    return worlds.total(results, name) / 1e6


def test_every_table_has_its_columns(made):
    assert set(made) == set(COLUMNS)
    for name, columns in COLUMNS.items():
        assert set(made[name].columns) == set(columns.split()), name
        assert made[name].index.equals(pd.RangeIndex(len(made[name])))
        # notes stand in a file, low and high were not asked for, nor other bids
        assert made[name].empty == (name in ("assumptions", "sensitivity", "bid_response", "regret", "fixed_bids"))


def test_runs_are_the_runs(made, runs):
    for variant, results in runs.items():
        rows = made["runs"][made["runs"]["variant"] == variant]
        assert rows["replication"].tolist() == list(range(RUNS))
        for name in ("searches", "impressions", "clicks", "carts", "orders_placed", "orders", "refunds"):
            assert rows[name].tolist() == worlds.total(results, name).tolist()
        assert rows["profit"].tolist() == pytest.approx([r.profit for r in results])
        assert rows["expected_profit"].tolist() == pytest.approx([r.expected_profit for r in results])
        assert (rows["revenue"] - money(results, "revenue")).abs().max() < 1e-9


def test_a_variant_in_figures(made, runs):
    """Means of the expected, ranges of the realised, ratios of totals."""
    results, found = runs["plain"], row(made["variants"], variant="plain")
    expected, realised = (np.array([getattr(r, name) for r in results]) for name in ("expected_profit", "profit"))
    cost, revenue = money(results, "cost"), money(results, "revenue")
    margin = money(results, "margin")
    assert found["profit"] == pytest.approx(expected.mean())
    assert found["profit_error"] == pytest.approx(expected.std(ddof=1) / RUNS**0.5)
    assert [found["profit_p05"], found["profit_p95"]] == pytest.approx(np.quantile(realised, [0.05, 0.95]))
    assert found["loss_share"] == np.mean(realised < 0)
    assert found["roas"] == pytest.approx(revenue.sum() / cost.sum())
    assert found["roi"] == pytest.approx(expected.sum() / cost.sum())
    assert [found["roas_p05"], found["roas_p95"]] == pytest.approx(np.quantile(revenue / cost, [0.05, 0.95]))
    assert [found["roi_p05"], found["roi_p95"]] == pytest.approx(np.quantile((margin - cost) / cost, [0.05, 0.95]))
    total = {name: worlds.total(results, name).sum() for name in
             ("impressions", "clicks", "orders", "position_sum", "lost_to_budget", "lost_to_rank")}  # fmt: skip
    assert found["ctr"] == pytest.approx(total["clicks"] / total["impressions"])
    assert found["cvr"] == pytest.approx(total["orders"] / total["clicks"])
    assert found["cpc"] == pytest.approx(cost.sum() / total["clicks"])
    assert found["position"] == pytest.approx(total["position_sum"] / total["impressions"])
    eligible = total["impressions"] + total["lost_to_budget"] + total["lost_to_rank"]
    assert found["lost_to_budget"] == pytest.approx(total["lost_to_budget"] / eligible)
    assert found["impression_share"] + found["lost_to_budget"] + found["lost_to_rank"] == pytest.approx(1)


def test_shares_of_worlds_in_which_each_is_best(made, runs):
    expected = np.array([[r.expected_profit for r in runs[name]] for name in VARIANTS])
    for index, name in enumerate(VARIANTS):
        assert row(made["variants"], variant=name)["best_share"] == np.mean(expected.argmax(axis=0) == index)
    twins = tables.variants_table([Stack("one", runs["plain"]), Stack("two", runs["plain"])])
    assert twins["best_share"].tolist() == [0.5, 0.5]


def test_who_spends_nothing_has_no_ratios(made):
    idle = row(made["variants"], variant="idle")
    assert idle["profit"] == idle["cost"] == idle["clicks"] == idle["impressions"] == 0
    for name in ("roas", "roi", "ctr", "cvr", "cpc", "position", "roas_p05", "roi_p95"):
        assert np.isnan(idle[name]), name
    assert made["days"][made["days"]["variant"] == "idle"]["cpc"].isna().all()
    by_day = made["class_days"].query("variant == 'idle'")
    assert by_day[["cpc", "position", "quality"]].isna().all(axis=None)
    assert row(made["classes"], variant="idle", klass="all")[["ctr", "cvr", "roas"]].isna().all()


def test_classes_add_up_to_all(made, runs):
    for variant in VARIANTS:
        rows = made["classes"][made["classes"]["variant"] == variant].set_index("klass")
        assert rows.index.tolist() == list(KLASSES)
        for name in ("searches", "impressions", "clicks", "carts", "favourites", "orders", "refunds", "revenue", "cost",
                     "margin", "profit"):  # fmt: skip
            assert rows.loc[list(CLASSES), name].sum() == pytest.approx(rows.loc["all", name], abs=1e-9)
        whole = row(made["variants"], variant=variant)
        for name in ("searches", "impressions", "clicks", "orders", "cost", "revenue", "profit", "hours_dark", "ctr"):
            assert rows.loc["all", name] == pytest.approx(whole[name], nan_ok=True)


def test_keywords_add_up_to_their_classes(made):
    figures = ["searches", "impressions", "clicks", "orders", "cost", "profit"]
    classes = made["classes"].set_index(["variant", "klass"])
    for key, values in made["keywords"].groupby(["variant", "klass"])[figures].sum().iterrows():
        assert values.tolist() == pytest.approx(classes.loc[key, values.index].tolist(), abs=1e-6)


def test_days_run_up_to_the_end(made):
    for variant in VARIANTS:
        days = made["days"][made["days"]["variant"] == variant]
        whole = row(made["variants"], variant=variant)
        assert days["day"].tolist() == list(range(1, 8))
        assert days["profit"].iloc[-1] == pytest.approx(whole["profit"], abs=1e-9)
        assert [days["profit_p05"].iloc[-1], days["profit_p95"].iloc[-1]] == pytest.approx(
            [whole["profit_p05"], whole["profit_p95"]])  # fmt: skip
        for name in ("cost", "clicks", "orders", "revenue"):
            assert days[name].sum() == pytest.approx(whole[name], abs=1e-9)
        assert (days["orders_paid"].cumsum() <= days["orders"].cumsum() + 1e-9).all()
        assert (days["revenue_paid"].cumsum() <= days["revenue"].cumsum() + 1e-9).all()


def test_hours_and_days_of_a_class_add_up(made):
    for (variant, klass), hours in made["hours"].groupby(["variant", "klass"]):
        whole = row(made["classes"], variant=variant, klass=klass)
        for name in ("clicks", "cost"):
            assert 7 * hours[name].sum() == pytest.approx(whole[name], abs=1e-9)
            days = made["class_days"].query("variant == @variant and klass == @klass")
            assert days[name].sum() == pytest.approx(whole[name], abs=1e-9)
        assert hours["dark_share"].between(0, 1).all()
        assert hours["dark_share"].sum() == pytest.approx(whole["hours_dark"], abs=1e-9)


def test_windows_so_far_and_matured(made, runs):
    found = made["windows"]
    assert sorted(found["day"].unique()) == [1, 3, 5, 7]
    for variant, results in runs.items():
        for day in (1, 3, 5, 7):
            so_far, matured = (
                row(found, variant=variant, klass="all", day=day, mode=mode) for mode in ("so_far", "matured")
            )
            assert so_far["clicks"] == matured["clicks"] and so_far["cost"] == matured["cost"]
            assert so_far["orders"] <= matured["orders"] and so_far["refunds"] <= matured["refunds"]
            known = [r.by_event["margin"][:, :day].sum() - r.by_click["cost"][:, :day].sum() for r in results]
            assert so_far["profit"] == pytest.approx(np.mean(known) / 1e6, abs=1e-9)
            assert [so_far["profit_p05"], so_far["profit_p95"]] == pytest.approx(np.quantile(known, [0.05, 0.95]) / 1e6)
            orders = np.mean([r.by_click["orders"][:, :day].sum() for r in results])
            assert matured["orders"] == pytest.approx(orders)
        end = row(found, variant=variant, klass="all", day=7, mode="matured")
        whole = row(made["variants"], variant=variant)
        for name in ("clicks", "cost", "orders", "revenue", "profit", "profit_p05", "profit_p95", "cvr", "roas", "roi"):
            assert end[name] == pytest.approx(whole[name], nan_ok=True, abs=1e-9), name
    classes = found[(found["klass"] != "all")].groupby(["variant", "day", "mode"])[["orders", "profit"]].sum()
    whole = found[found["klass"] == "all"].set_index(["variant", "day", "mode"])[["orders", "profit"]]
    assert (classes - whole).abs().max(axis=None) < 1e-6


def test_differences_are_of_the_same_worlds(made, runs):
    found = row(made["differences"], variant="rich", versus="plain")
    expected, realised = (
        np.array([getattr(a, name) - getattr(b, name) for a, b in zip(runs["rich"], runs["plain"], strict=True)])
        for name in ("expected_profit", "profit")
    )
    assert found["profit"] == pytest.approx(expected.mean())
    half = (found["high"] - found["low"]) / 2
    assert half > 2.26 * expected.std(ddof=1) / RUNS**0.5  # wider than one interval alone (t, 9 degrees)
    assert found["low"] + half == pytest.approx(found["profit"])
    assert [found["worlds_p05"], found["worlds_p95"]] == pytest.approx(np.quantile(realised, [0.05, 0.95]))
    assert found["better_share"] == np.mean(expected > 0)


def test_signs_are_right_when_what_is_known_points_where_it_ends(made, runs):
    """And at the last day they may still be wrong, for late orders are not in yet."""
    found = made["signs"]
    assert set(found["variant"]) == {"rich", "idle"} and set(found["versus"]) == {"plain"}
    final = np.array([a.profit - b.profit for a, b in zip(runs["rich"], runs["plain"], strict=True)])
    for day in (1, 3, 5, 7):
        margin, cost = (
            np.array([getattr(a, booking)[name][:, :day].sum() - getattr(b, booking)[name][:, :day].sum()
                      for a, b in zip(runs["rich"], runs["plain"], strict=True)])
            for booking, name in (("by_event", "margin"), ("by_click", "cost"))
        )  # fmt: skip
        known = margin - cost
        shown = row(found, variant="rich", day=day)
        assert shown["worlds"] == np.sum(final != 0)
        assert shown["right_share"] == pytest.approx(np.mean((np.sign(known) == np.sign(final))[final != 0]))


def test_dark_hours_are_weighed_by_the_money_of_the_day():
    moved = {"changes": [{"from": "2024-05-08", "set": {"campaign.split": {"long_tail": 1.0}}}],
             "campaign.split": {"head": 1.0}, "campaign.daily_budget": 30.0}  # fmt: skip
    stack = Stack("moved", worlds.runs(Study.of(worlds.scenario(moved)), "base", 3))
    dark = stack.dark()
    assert dark.shape == (3, 4) and np.isnan(dark[:, 2]).all() and (dark[:, 0] > 0).all()
    assert dark[:, 3] == pytest.approx((2 * dark[:, 0] + 5 * dark[:, 1]) / 7)
    hours = tables.hours_table([stack])
    assert hours.groupby("klass")["dark_share"].sum()["head"] == pytest.approx(dark[:, 0].mean())
    assert hours[hours["klass"] == "precise"]["dark_share"].isna().all()
