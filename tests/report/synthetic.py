"""Plausible tables and facts of a comparison, made without the simulator, for the tests of the report.

The figures hang together (cost = clicks × cpc, profit = margin − cost) but obey no market.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

CLASSES = ("head", "long_tail", "precise")
VARIANTS = ("equal", "30/60/10", "by search volume", "全部大词")
DAYS = 28
WINDOWS = (1, 3, 7, 14, 28)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></svg><script>alert(2)</script>",
    "{{7*7}} {% include 'x' %} ${7*7}",
    r"$\alpha$ a_b^c $ \frac{1}{2}",
    "null\x00bell\x07escape\x1b[31m",
    "\u202egnp.exe\u202c right to left \u2066",
    '=HYPERLINK("http://example.com")',
    "长" * 200,
    "W" * 200,
    "' onload='alert(3)' x='",
    "&lt;b&gt; &amp; javascript:alert(4)",
    "קונה عربي 混合 mixed",
    "e" + "\u0301" * 150,
    "</style></title></details><h1>out</h1>",
    "line\u2028break\nnew\ttab",
)
PLAIN = (
    "劳保手套",
    "防割手套 工厂直销",
    "红色 棉线 手套 批发",
    "工业安全鞋",
    "nitrile gloves",
    "防静电 PU 涂指手套",
)
WEIGHT = {
    "head": (0.6, 0.020, 0.045, 2.4),
    "long_tail": (0.28, 0.028, 0.070, 1.1),
    "precise": (0.12, 0.035, 0.11, 1.7),
}
SPLITS = ((1, 1, 1), (0.9, 1.8, 0.3), (1.6, 1.1, 0.3), (3, 0.0, 0.0))  # of the daily budget, × 1/3
SENSITIVITY = ("path", "level", "value", "variant", "profit", "profit_error", "gain", "low", "high", "best_share",
               "winner", "tied")  # fmt: skip
SPREAD = "market.rivals.bid_spread"
FACTORS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)
MARGIN = 28.0
BASKET = 48.0
REFUNDED = 0.15
BAD_LUCK = 0.05  # of the cost, in a run of one world


def class_rows(variants: Sequence[str], searches: float = 30_000, budget: float = 900.0) -> pd.DataFrame:
    """One row a variant and class, without the rates."""
    rows = []
    for number, name in enumerate(variants):
        for place, klass in enumerate(CLASSES):
            share, ctr, cvr, cpc = WEIGHT[klass]
            cap = budget / 3 * SPLITS[number % 4][place] * DAYS
            wanted = searches * share * ctr * 2.2 * DAYS
            price = cpc * (1 + 0.02 * number)
            clicks = min(wanted, cap / price)
            orders = clicks * cvr
            cost = clicks * price
            refunds = orders * REFUNDED
            rows.append({
                "variant": name, "klass": klass, "searches": searches * share * DAYS,
                "impressions": clicks / ctr * 1.8, "clicks": clicks, "carts": clicks * cvr * 2.7,
                "favourites": clicks * cvr * 1.4, "orders_placed": orders / 0.85, "orders": orders,
                "refunds": refunds, "revenue": (orders - refunds) * BASKET,
                "margin": (orders - refunds) * MARGIN, "cost": cost,
                "position_sum": clicks / ctr * 1.8 * (1.6 + place), "wanted": wanted,
                "hours_dark": 24 * max(0.0, 1 - clicks / wanted),
            })  # fmt: skip
    return pd.DataFrame(rows)


def with_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """The sums of `frame` with their ratios; 0/0 is missing."""
    out = frame.copy()
    out["profit"] = out["margin"] - out["cost"]
    cost, clicks, shown = (out[name].where(out[name] > 0) for name in ("cost", "clicks", "impressions"))
    out["ctr"], out["cvr"], out["cpc"] = out["clicks"] / shown, out["orders"] / clicks, out["cost"] / clicks
    out["position"] = out.pop("position_sum") / shown
    out["roas"], out["roi"] = out["revenue"] / cost, out["profit"] / cost
    wanted = out.pop("wanted")
    out["lost_to_budget"] = 1 - out["clicks"] / wanted.where(wanted > 0)
    out["lost_to_rank"] = 0.12
    out["impression_share"] = 1 - out["lost_to_budget"] - out["lost_to_rank"]
    return out


def make(
    variants: Sequence[str] = VARIANTS,
    *,
    keywords: int = 120,
    replications: int = 100,
    loss: float = 0.0,
    separated: bool = True,
    hostile: bool = True,
    unknown: Sequence[str] = (),
    bids: Sequence[str] = (),
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Tables and facts; `loss` is taken off every profit, `hostile` puts hostile names first.
    `unknown` are paths of which there are low and high values, `bids` classes and keywords whose bids were moved."""
    tables, facts = _made(
        tuple(variants), keywords, replications, loss, separated, hostile, tuple(unknown), tuple(bids)
    )
    return {name: frame.copy() for name, frame in tables.items()}, deepcopy(facts)


@cache
def _made(
    variants: tuple[str, ...], keywords: int, replications: int, loss: float, separated: bool, hostile: bool,
    unknown: tuple[str, ...], bids: tuple[str, ...],
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:  # fmt: skip
    sums = class_rows(variants)
    sums["margin"] -= loss * sums["cost"]
    total = sums.groupby("variant", sort=False).sum(numeric_only=True).reset_index()
    total["hours_dark"] /= 3
    total.insert(1, "klass", "all")
    classes = with_rates(pd.concat([sums, total], ignore_index=True))
    alls = classes[classes["klass"] == "all"].set_index("variant")
    shares = {name: float(alls.loc[name, "cost"] / alls["cost"].sum()) for name in variants}
    tables = {
        "variants": variant_table(alls, variants, replications, separated),
        "days": day_table(alls, variants),
        "hours": hour_table(sums, variants),
        "classes": classes,
        "windows": window_table(classes),
        "class_days": class_day_table(classes),
        "keywords": keyword_table(classes, variants, keywords, hostile),
        "assumptions": assumption_table(hostile),
        "runs": run_table(alls, variants, replications, shares),
    }
    order = list(tables["variants"].sort_values("profit", ascending=False, kind="stable")["variant"])
    winner, runner_up = order[0], order[1] if order[1:] else None
    baseline = variants[0]
    tables["differences"] = difference_table(tables["variants"], winner, baseline, separated)
    tables["sensitivity"] = sensitivity_table(tables["variants"], baseline, unknown)
    tables["bid_response"] = bid_table(bids, SPREAD in unknown)
    tables |= bidder_tables(tables["class_days"], tables["classes"], variants, baseline)
    tables["signs"] = sign_table(variants, baseline, replications)
    close = tables["differences"]
    close = close[(close["variant"] == winner) & (close["versus"] == runner_up)]
    if replications == 1:
        one_world(tables)
    gap = close.iloc[0] if len(close) else {"profit": None, "low": None, "high": None}
    facts: dict[str, Any] = {
        "name": "split_30_60_10", "platform": "1688", "currency": "CNY", "start": "2024-03-04", "days": DAYS,
        "seed": 1, "replications": replications, "worlds": replications,
        "scenario_hash": "0f3a9c5e7712d4b8a6650b1c2d3e4f50",
        "adsim_version": "0.2.0", "numpy_version": "2.4.6",
        "baseline": baseline, "winner": winner, "runner_up": runner_up,
        "separated": separated and bool(order[1:]),
        "gap": gap["profit"], "gap_low": gap["low"], "gap_high": gap["high"], "target_error": 0.01,
        "sensitivity_holds": True if unknown else None, "sensitivity_replications": 34 if unknown else None,
        "bid_replications": 30 if bids else None,
        "regret_replications": None,
        "bidders": {name: {"strategy": ["manual_cpc"], "pacing": ["none"], "rivals": []} for name in variants},
        "variants": list(variants), "windows": list(WINDOWS), "daily_budget": 900.0, "seconds": 12.5,
    }  # fmt: skip
    return tables, facts


def one_world(tables: dict[str, pd.DataFrame]) -> None:
    """What a run of one world saves: expected profit, and quantiles that are the one realised value, here
    `BAD_LUCK` of the cost below it."""
    runs, variants, differences = tables["runs"], tables["variants"], tables["differences"]
    runs["expected_profit"] = variants["profit"].to_numpy()
    for name in ("clicks", "cost", "revenue", "margin"):
        runs[name] = tables["classes"].query("klass == 'all'")[name].to_numpy()
    runs["margin"] -= BAD_LUCK * runs["cost"]
    runs["profit"] = runs["margin"] - runs["cost"]
    for name in ("profit_p05", "profit_p95"):
        variants[name] = runs["profit"].to_numpy()
        for frame in (tables["windows"], tables["days"]):
            cost = frame["cost"] if frame is tables["windows"] else frame.groupby("variant")["cost"].cumsum()
            frame[name] = frame["profit"] - BAD_LUCK * cost
            if "profit_so_far" in frame:
                frame[name.replace("profit", "profit_so_far")] = frame["profit_so_far"]
    for name in ("roas", "roi"):
        variants[f"{name}_p05"] = variants[f"{name}_p95"] = variants[name]
    variants["loss_share"] = (variants["profit_p05"] < 0) * 1.0
    variants["best_share"] = (variants["profit"] == variants["profit"].max()) * 1.0
    realised = runs.set_index("variant")["profit"]
    gap = realised[differences["variant"]].to_numpy() - realised[differences["versus"]].to_numpy()
    differences["worlds_p05"] = differences["worlds_p95"] = gap
    differences[["low", "high"]] = np.nan


def make_same(*, also: Sequence[str] = ("c",), loss: float = 0.0) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """“a” and “b” alike in every world, and what is in `also` worse."""
    tables, facts = make(("a", "b", *also), loss=loss)
    variants, differences = tables["variants"], tables["differences"]
    figures = [name for name in variants if name != "variant"]
    variants.loc[1, figures] = variants.loc[0, figures]
    variants.loc[2:, "profit"] = variants.loc[0, "profit"] - 500.0
    variants["best_share"] = [0.5, 0.5, *[0.0] * len(also)]
    for place, row in differences.iterrows():
        gap = {"a": 0.0, "b": 0.0}
        value = gap.get(row["variant"], -500.0) - gap.get(row["versus"], -500.0)
        half = 60.0 if value else 0.0
        differences.loc[place, ["profit", "low", "high"]] = value, value - half, value + half  # type: ignore[index]
    rows = [("a", "b", 0.0), *(("a", name, 500.0) for name in also)]
    ours = pd.DataFrame([
        {"variant": name, "versus": versus, "profit": gap, "low": gap - 60 * (gap > 0), "high": gap + 60 * (gap > 0),
         "worlds_p05": gap, "worlds_p95": gap, "better_share": float(gap > 0)}
        for name, versus, gap in rows
    ])  # fmt: skip
    tables["differences"] = pd.concat([differences[differences["variant"] != "a"], ours], ignore_index=True)
    return tables, facts | {
        "winner": "a", "runner_up": "b", "separated": False, "gap": 0.0, "gap_low": 0.0, "gap_high": 0.0,
    }  # fmt: skip


def variant_table(alls: pd.DataFrame, variants: Sequence[str], replications: int, separated: bool) -> pd.DataFrame:
    frame = alls.loc[list(variants)].reset_index().drop(columns=["klass", "carts", "favourites"])
    several = replications > 1
    spread = frame["cost"] * 0.12
    frame["profit_error"] = spread / (20 if separated else 3) if several else np.nan
    for name, step in (("profit_p05", -1.2), ("profit_p95", 1.4)):
        frame[name] = frame["profit"] + step * spread
    for name in ("roas", "roi"):
        frame[f"{name}_p05"], frame[f"{name}_p95"] = frame[name] - 0.5, frame[name] + 0.6
        frame[f"{name}_error"] = 0.02 if several else np.nan
    frame["loss_share"] = (frame["profit"] < 0) * 0.8 + 0.07
    best = np.exp(frame["profit"] / frame["cost"].where(frame["cost"] > 0, 1) * 4)
    frame["best_share"] = best / best.sum()
    frame["hours_dark"] = frame["hours_dark"].clip(upper=24)
    return frame


def difference_table(table: pd.DataFrame, winner: str, baseline: str, separated: bool) -> pd.DataFrame:
    profit = table.set_index("variant")["profit"]
    pairs = [(name, baseline) for name in profit.index if name != baseline]
    pairs += [(winner, name) for name in profit.index if name not in (winner, baseline)]
    pairs = list(dict.fromkeys(pairs + [(winner, baseline)] * (winner != baseline)))
    rows = []
    for name, versus in pairs:
        gap = profit[name] - profit[versus]
        half = abs(gap) * 0.2 + 5 if separated else abs(gap) * 1.5 + 50
        rows.append((name, versus, gap, gap - half, gap + half, gap - 4 * half, gap + 5 * half, 0.81))
    names = ["variant", "versus", "profit", "low", "high", "worlds_p05", "worlds_p95", "better_share"]
    return pd.DataFrame(rows, columns=pd.Index(names))


def sensitivity_table(table: pd.DataFrame, baseline: str, paths: Sequence[str]) -> pd.DataFrame:
    """Every variant loses a little at the low and earns a little at the high value; their order stays."""
    rows = []
    profit = table.set_index("variant")["profit"]
    for path in paths:
        for level, value, shift in (("low", "0.2", 0.9), ("mid", "0.5", 1.0), ("high", "1", 1.2)):
            here = profit * shift
            for name in profit.index:
                gain, half = here[name] - here[baseline], 60.0 * (name != baseline)
                rows.append((path, level, value, name, here[name], 100.0, gain, gain - half, gain + half,
                             1 / len(profit), name == here.idxmax(), False))  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(SENSITIVITY))


def bid_table(names: Sequence[str], levels: bool) -> pd.DataFrame:
    """Clicks rise and flatten with the bid; the first item should bid less, the second more, the others stay."""
    rows = []
    for place, name in enumerate(names):
        scope = "class" if name in CLASSES else "keyword"
        worth = (2.0, 9.0, 4.4)[min(place, 2)]
        for level in ("mid", "low", "high") if levels and scope == "class" else ("mid",):
            shift = {"low": 0.9, "mid": 1.0, "high": 1.1}[level]
            profits = {factor: _bid_row(factor, worth * shift)["profit"] for factor in FACTORS}
            best = max(profits, key=lambda factor: profits[factor])
            for factor in FACTORS:
                known = {"scope": scope, "name": name, "level": level, "factor": factor, "bid": 2.4 * factor}
                for column, value in _bid_row(factor, worth * shift).items():
                    known |= {column: value, f"{column}_error": abs(value) * 0.02, f"{column}_p10": value * 0.8,
                              f"{column}_p90": value * 1.3}  # fmt: skip
                gain = profits[factor] - profits[1.0]
                half = 0.2 * abs(gain)
                known |= {"gain": gain, "gain_low": gain - half, "gain_high": gain + half,
                          "better_share": 0.97 * (gain > 0), "best": factor == best,
                          "as_good": factor == best}  # fmt: skip
                rows.append(known)
    sums = [f"{name}{end}" for name in ("clicks", "cost", "profit", "cpc", "position", "impression_share")
            for end in ("", "_error", "_p10", "_p90")]  # fmt: skip
    ends = ["gain", "gain_low", "gain_high", "better_share", "best", "as_good"]
    return pd.DataFrame(rows, columns=pd.Index(["scope", "name", "level", "factor", "bid", *sums, *ends]))


def _bid_row(factor: float, worth: float) -> dict[str, float]:
    clicks = 900 * (1 - np.exp(-1.4 * factor))
    cpc = 2.4 * factor * 0.8
    return {"clicks": clicks, "cost": clicks * cpc, "profit": clicks * (worth - cpc), "cpc": cpc,
            "position": 1 + 3 / factor, "impression_share": 1 - np.exp(-factor)}  # fmt: skip


def bidder_tables(
    days: pd.DataFrame, classes: pd.DataFrame, variants: Sequence[str], baseline: str
) -> dict[str, pd.DataFrame]:
    """Bids a fifth above the price of a click, two rivals' groups, no regret."""
    bids = days[["variant", "klass", "day", "cost", "position"]].assign(
        max_cpc=days["cpc"] * 1.2, participation=1.0, budget=300.0
    )
    for name in ("max_cpc", "cost", "position"):
        bids[f"{name}_p05"], bids[f"{name}_p95"] = bids[name] * 0.8, bids[name] * 1.2
    clicks = classes[classes["klass"] == "all"].set_index("variant")["clicks"]
    rows = []
    for variant in variants:
        more = clicks[variant] - clicks[baseline]
        for group, share, gain in (("ours", 0.2, more), ("crowd", 0.7, -0.8 * more), ("leader", 0.1, -0.2 * more)):
            known = {"variant": variant, "advertisers": group, "click_share": share, "versus": baseline,
                     "clicks": clicks[variant] * share / 0.2, "clicks_more": gain, "low": gain - 20, "high": gain + 20,
                     "worlds_p05": gain - 90, "worlds_p95": gain + 90}  # fmt: skip
            rows.append(known)
    return {"bid_days": bids, "traffic": pd.DataFrame(rows), "regret": regret_table({})}


def regret_table(regrets: Mapping[str, float]) -> pd.DataFrame:
    """One factor for all classes, best in each world and on average; ± 50."""
    rows = [
        {"variant": name, "hindsight": hindsight, "scope": "one_factor", "factor_head": 1.2, "regret": value - less,
         "low": value - less - 50, "high": value - less + 50, "worlds_p05": value - 300, "worlds_p95": value + 300,
         "edge_share": 0.4}
        for name, value in regrets.items() for hindsight, less in (("each_world", 0.0), ("on_average", 30.0))
    ]  # fmt: skip
    names = ("variant", "hindsight", "scope", "factor_head", "regret", "low", "high", "worlds_p05", "worlds_p95",
             "edge_share")  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(names))


def sign_table(variants: Sequence[str], baseline: str, replications: int) -> pd.DataFrame:
    rows = [
        (name, baseline, day, min(1.0, 0.52 + 0.1 * place + 0.03 * number), replications)
        for number, name in enumerate(variants)
        if name != baseline
        for place, day in enumerate(WINDOWS)
    ]
    return pd.DataFrame(rows, columns=pd.Index(["variant", "versus", "day", "right_share", "worlds"]))


def day_table(alls: pd.DataFrame, variants: Sequence[str]) -> pd.DataFrame:
    day = np.arange(1, DAYS + 1)
    week = np.resize([0.86, 1.05, 0.93, 0.94, 1.04, 1.29, 0.91], DAYS)
    share = week / week.sum()
    parts = []
    for name in variants:
        row = alls.loc[name]
        path = np.cumsum(share)
        known = np.cumsum(share * np.minimum(1, 0.5 + 0.02 * (DAYS - day)))
        frame = pd.DataFrame({"variant": name, "day": day, "profit": row["profit"] * path})
        frame["profit_so_far"] = row["margin"] * path * known - row["cost"] * path
        for column in ("profit", "profit_so_far"):
            frame[f"{column}_p05"] = frame[column] - row["cost"] * 0.144 * path**0.7
            frame[f"{column}_p95"] = frame[column] + row["cost"] * 0.168 * path**0.7
        for column in ("cost", "clicks", "orders", "revenue"):
            frame[column] = row[column] * share
        frame["cpc"] = frame["cost"] / frame["clicks"]
        frame["orders_paid"], frame["revenue_paid"] = frame["orders"] * known, frame["revenue"] * known
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def hour_table(sums: pd.DataFrame, variants: Sequence[str]) -> pd.DataFrame:
    profile = np.array([6.8, 3.0, 1.8, 1.0, 0.7, 1.1, 1.8, 2.8, 3.3, 3.7, 4.0, 4.1,
                        5.3, 4.3, 4.0, 4.0, 4.0, 4.3, 4.7, 5.3, 6.7, 7.8, 8.1, 7.4])  # fmt: skip
    parts = []
    for row in sums.to_dict("records"):
        dark_from = 24 - row["hours_dark"]
        lit = profile * np.clip(dark_from - np.arange(24) + 0.5, 0, 1)
        lit = lit / max(lit.sum(), 1e-9)
        frame = pd.DataFrame({"variant": row["variant"], "klass": row["klass"], "hour": np.arange(24)})
        frame["cost"], frame["clicks"] = row["cost"] / DAYS * lit, row["clicks"] / DAYS * lit
        frame["dark_share"] = np.clip((np.arange(24) - dark_from) / 3 + 0.5, 0, 1)
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def window_table(classes: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in classes.to_dict("records"):
        for day in WINDOWS:
            seen = {1: 0.45, 3: 0.52, 7: 0.61, 14: 0.74, 28: 0.86}[day]
            for mode, part in (("so_far", seen), ("matured", 1.0)):
                done = day / DAYS
                cost, margin = row["cost"] * done, row["margin"] * done * part
                rows.append({
                    "variant": row["variant"], "klass": row["klass"], "day": day, "mode": mode,
                    "clicks": row["clicks"] * done, "cost": cost, "orders": row["orders"] * done * part,
                    "refunds": row["refunds"] * done * part**2, "revenue": row["revenue"] * done * part,
                    "margin": margin, "profit": margin - cost, "profit_p05": margin * 0.75 - cost,
                    "profit_p95": margin * 1.3 - cost, "cvr": row["cvr"] * part, "roas": row["roas"] * part,
                    "roi": margin / cost - 1 if cost else np.nan,
                })  # fmt: skip
    return pd.DataFrame(rows)


def class_day_table(classes: pd.DataFrame) -> pd.DataFrame:
    day = np.arange(1, DAYS + 1)
    parts = []
    for number, row in enumerate(classes[classes["klass"] != "all"].to_dict("records")):
        quality = 1 + 0.25 * (1 - np.exp(-day / 9)) * np.cos(number)
        frame = pd.DataFrame({"variant": row["variant"], "klass": row["klass"], "day": day})
        for column in ("impressions", "clicks", "cost"):
            frame[column] = row[column] / DAYS
        bought = row["clicks"] > 0
        frame["cpc"] = row["cpc"] / quality
        frame["position"] = row["position"] / quality
        frame["quality"] = quality if bought else np.nan
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def keyword_table(classes: pd.DataFrame, variants: Sequence[str], count: int, hostile: bool) -> pd.DataFrame:
    names = [*HOSTILE, *PLAIN] if hostile else list(PLAIN)
    names += [f"手套 型号 {number}" for number in range(count)]
    weights = 1 / (np.arange(count) + 5) ** 0.9
    parts = []
    for name in variants:
        share = weights / weights.sum()
        row = classes[(classes["variant"] == name) & (classes["klass"] == "all")].iloc[0]
        frame = pd.DataFrame({"variant": name, "keyword": names[:count]})
        frame["klass"] = [CLASSES[place % 3] for place in range(count)]
        for column in ("searches", "impressions", "clicks", "orders", "cost", "revenue", "profit"):
            frame[column] = row[column] * share
        for column in ("ctr", "cvr", "cpc", "position"):
            frame[column] = row[column]
        frame.loc[count - 1, ["clicks", "cost", "orders", "revenue", "profit"]] = 0.0
        frame.loc[count - 1, ["ctr", "cvr", "cpc"]] = np.nan
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def assumption_table(hostile: bool) -> pd.DataFrame:
    rows = [
        ("campaign.daily_budget", "900", "assumption: a small shop"),
        ("keywords.head.cvr", "0.045", "5–10 % for industrial goods (1688 handbook)"),
        ("products[0].price", "48", "assumption"),
        ("market.demand.hours", "[6.8, 3.0, 1.8, 1.0, 0.7, 1.1, 1.8, 2.8, 3.3, 3.7, 4.0, 4.1]", ""),
    ]
    rows += [(f"hostile[{place}]", name, name) for place, name in enumerate(HOSTILE)] if hostile else []
    return pd.DataFrame(rows, columns=pd.Index(["path", "value", "note"]))


def run_table(alls: pd.DataFrame, variants: Sequence[str], replications: int, shares: dict[str, float]) -> pd.DataFrame:
    dice = np.random.default_rng(5)
    parts = []
    for name in variants:
        frame = pd.DataFrame({"variant": name, "replication": np.arange(replications)})
        factor = dice.lognormal(0, 0.3, replications)
        for column in ("searches", "impressions", "clicks", "carts", "favourites", "orders_placed", "orders",
                       "refunds", "cost", "revenue", "margin", "profit", "hours_dark"):  # fmt: skip
            frame[column] = alls.loc[name, column] * factor
        frame["expected_profit"] = frame["profit"] * (1 + shares[name])
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)
