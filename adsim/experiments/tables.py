"""From many runs to the tables of an answer. Means over replications; ranges over worlds; one tidy table a question.

Means and rankings of profit use each click's *expected* margin (same mean, far less noise); ranges, risk
and signs use what was *realised*. Ratios are ratios of totals. Money leaves here in currency units.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim import metrics
from adsim.metrics import MICRO, MONEY, Results, ratio
from adsim.scenario.objects import CLASSES
from adsim.stats import paired

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KLASSES = (*CLASSES, "all")
LOW, HIGH = 0.05, 0.95
_COUNTED = ("searches", "impressions", "clicks", "carts", "favourites", "orders_placed", "orders", "refunds")


class Stack:
    """All replications of one variant, as arrays [replication, class + all, day]."""

    def __init__(self, variant: str, runs: Sequence[Results]) -> None:
        self.variant, self.runs = variant, runs
        self.days = runs[0].days
        self._cache: dict[str, Floats] = {}

    def _with_all(self, parts: Sequence[Floats | Ints]) -> Floats:
        stacked = np.stack(parts).astype(np.float64)
        return np.concatenate([stacked, stacked.sum(axis=1, keepdims=True)], axis=1)

    def by_click(self, name: str) -> Floats:
        """Matured, by the date of the click; also page tallies, `profit`, `expected_profit`, `quality_sum`."""
        if name not in self._cache:
            self._cache[name] = self._by_click(name)
        return self._cache[name]

    def _by_click(self, name: str) -> Floats:
        if name == "profit":
            return self.by_click("margin") - self.by_click("cost")
        if name == "expected_profit":
            return self.by_click("expected_margin") - self.by_click("cost")
        if name in ("expected_margin", "quality_sum"):
            return self._with_all([getattr(run, name) for run in self.runs])
        if name in metrics.PAGE:
            return self._with_all([run.page[name] for run in self.runs])
        whole = self._with_all([run.by_click[name] for run in self.runs])
        return whole / MICRO if name in MONEY else whole

    def by_event(self, name: str) -> Floats:
        """Known by date, the days of the horizon only; cost falls due with the click."""
        if name in ("cost", "clicks"):
            return self.by_click(name)
        if name == "profit":
            return self.by_event("margin") - self.by_click("cost")
        whole = self._with_all([run.by_event[name][:, : self.days] for run in self.runs])
        return whole / MICRO if name in MONEY else whole

    def total(self, name: str, klass: int = -1) -> Floats:
        """Matured totals of the whole horizon, shape [replication]."""
        totals: Floats = self.by_click(name)[:, klass].sum(axis=1)
        return totals

    def dark(self) -> Floats:
        """Dark hours of a day with a budget, shape [replication, class + all]; `all` weighs them by budget."""
        hours, budget = (np.stack([getattr(run, name) for run in self.runs]) for name in ("dark_by_day", "budget"))
        by_class = ratio(np.nansum(hours, axis=2), np.sum(~np.isnan(hours), axis=2))
        weight = metrics.dark_weights(hours, budget)
        weighed = ratio(np.nansum(hours * weight, axis=(1, 2)), weight.sum(axis=(1, 2)))
        return np.concatenate([by_class, weighed[:, None]], axis=1)


def _quantiles(values: Floats) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [LOW, HIGH])
    return float(low), float(high)


def _rates(sums: Mapping[str, Floats | float]) -> dict[str, Floats]:
    """CTR, CVR, CPC, position and the impression shares of any set of totals."""
    eligible = np.asarray(sums["impressions"]) + np.asarray(sums["lost_to_budget"]) + np.asarray(sums["lost_to_rank"])
    return {
        "ctr": ratio(sums["clicks"], sums["impressions"]),
        "cvr": ratio(sums["orders"], sums["clicks"]),
        "cpc": ratio(sums["cost"], sums["clicks"]),
        "position": ratio(sums["position_sum"], sums["impressions"]),
        "lost_to_budget": ratio(sums["lost_to_budget"], eligible),
        "lost_to_rank": ratio(sums["lost_to_rank"], eligible),
        "impression_share": ratio(sums["impressions"], eligible),
    }


def runs_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """One row a run: matured figures of the whole horizon."""
    parts = []
    for stack in stacks:
        columns = {name: stack.total(name) for name in (*_COUNTED, "cost", "revenue", "margin", "profit")}
        parts.append(
            pd.DataFrame(
                {"variant": stack.variant, "replication": [run.replication for run in stack.runs]}
                | columns
                | {"expected_profit": stack.total("expected_profit"), "hours_dark": stack.dark()[:, -1]}
            )
        )
    return pd.concat(parts, ignore_index=True)


def variants_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """One row a variant: what it earns, how sure that is, and where its money went."""
    expected = np.stack([stack.total("expected_profit") for stack in stacks], axis=1)
    replications = expected.shape[0]
    # Where several are best alike, each has its part of that world.
    best = expected == expected.max(axis=1, keepdims=True)
    best_share = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    rows = []
    for index, stack in enumerate(stacks):
        cost, revenue, profit = stack.total("cost"), stack.total("revenue"), stack.total("profit")
        margin = stack.total("expected_margin")
        names = (*_COUNTED, "cost", "revenue", "position_sum", "lost_to_budget", "lost_to_rank")
        sums = {name: float(stack.total(name).mean()) for name in names}
        error = np.std(expected[:, index], ddof=1) / np.sqrt(replications) if replications > 1 else np.nan
        low, high = _quantiles(profit)
        row = {
            "variant": stack.variant,
            "profit": float(expected[:, index].mean()),
            "profit_error": float(error),
            "profit_p05": low,
            "profit_p95": high,
            "loss_share": float(np.mean(profit < 0)),
            "best_share": float(best_share[index]),
        }
        row |= {name: sums[name] for name in ("cost", "revenue", "searches", "impressions", "clicks", "orders")}
        realised = {"roas": metrics.roas(revenue, cost), "roi": metrics.roi(cost + profit, cost)}
        row |= {
            "roas": float(metrics.roas(revenue.mean(), cost.mean())),
            "roas_error": paired.ratio_error(revenue, cost),
        }
        row |= {
            "roi": float(metrics.roi(margin.mean(), cost.mean())),
            "roi_error": paired.ratio_error(margin, cost),
        }
        for name, values in realised.items():
            row[f"{name}_p05"], row[f"{name}_p95"] = _quantiles(values)
        row |= {name: float(value) for name, value in _rates(sums).items()}
        row["hours_dark"] = float(stack.dark()[:, -1].mean())
        rows.append(row)
    return pd.DataFrame(rows)


def differences_table(stacks: Sequence[Stack], pairs: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """One row a pair (variant, versus): paired differences of profit with simultaneous intervals."""
    expected = np.stack([stack.total("expected_profit") for stack in stacks], axis=1)
    factor = paired.simultaneous_quantile(expected)
    errors = dict(zip(paired.all_pairs(len(stacks)), paired.pair_errors(expected), strict=True))
    rows = []
    for i, j in pairs:
        difference = float((expected[:, i] - expected[:, j]).mean())
        error = errors[min(i, j), max(i, j)]
        half = 0.0 if error == 0 else factor * error
        low, high = _quantiles(stacks[i].total("profit") - stacks[j].total("profit"))
        rows.append(
            {
                "variant": stacks[i].variant,
                "versus": stacks[j].variant,
                "profit": difference,
                "low": difference - half,
                "high": difference + half,
                "worlds_p05": low,
                "worlds_p95": high,
                "better_share": float(np.mean(expected[:, i] > expected[:, j])),
            }
        )
    columns = ["variant", "versus", "profit", "low", "high", "worlds_p05", "worlds_p95", "better_share"]
    return pd.DataFrame(rows, columns=columns)


def signs_table(stacks: Sequence[Stack], baseline: int, windows: Sequence[int]) -> pd.DataFrame:
    """How often the difference known by a day already has the sign of the matured one of the last day."""
    rows = []
    for index, stack in enumerate(stacks):
        if index == baseline:
            continue
        known = np.cumsum(stack.by_event("profit")[:, -1] - stacks[baseline].by_event("profit")[:, -1], axis=1)
        final = stack.total("profit") - stacks[baseline].total("profit")
        for day in windows:
            right, worlds = paired.share_right(known[:, day - 1], final)
            rows.append((stack.variant, stacks[baseline].variant, day, right, worlds))
    return pd.DataFrame(rows, columns=["variant", "versus", "day", "right_share", "worlds"])


def days_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """Day by day: running profit matured and so far with their bands, and the day's own figures."""
    parts = []
    for stack in stacks:
        matured = np.cumsum(stack.by_click("profit")[:, -1], axis=1)
        known = np.cumsum(stack.by_event("profit")[:, -1], axis=1)
        expected = np.cumsum(stack.by_click("expected_profit")[:, -1], axis=1)
        daily = {name: stack.by_click(name)[:, -1].mean(axis=0) for name in ("cost", "clicks", "orders", "revenue")}
        parts.append(
            pd.DataFrame(
                {
                    "variant": stack.variant,
                    "day": np.arange(1, stack.days + 1),
                    "profit": expected.mean(axis=0),
                    "profit_p05": np.quantile(matured, LOW, axis=0),
                    "profit_p95": np.quantile(matured, HIGH, axis=0),
                    "profit_so_far": known.mean(axis=0),
                    "profit_so_far_p05": np.quantile(known, LOW, axis=0),
                    "profit_so_far_p95": np.quantile(known, HIGH, axis=0),
                }
                | daily
                | {
                    "cpc": ratio(daily["cost"], daily["clicks"]),
                    "orders_paid": stack.by_event("orders")[:, -1].mean(axis=0),
                    "revenue_paid": stack.by_event("revenue")[:, -1].mean(axis=0),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def hours_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """Hour by hour and class: money and clicks of a mean day, and how often the budget was already spent."""
    parts = []
    for stack in stacks:
        clicks = np.mean([run.by_hour["clicks"] for run in stack.runs], axis=0) / stack.days
        cost = np.mean([run.by_hour["cost"] for run in stack.runs], axis=0) / stack.days / MICRO
        funded = np.sum([~np.isnan(run.dark_by_day) for run in stack.runs], axis=(0, 2))
        dark = ratio(np.sum([run.dark_by_hour for run in stack.runs], axis=0), funded[:, None])
        for index, name in enumerate(CLASSES):
            parts.append(
                pd.DataFrame(
                    {"variant": stack.variant, "klass": name, "hour": np.arange(24), "cost": cost[index],
                     "clicks": clicks[index], "dark_share": dark[index]}
                )
            )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def classes_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """One row a variant and class: the whole funnel, matured, with its rates."""
    rows = []
    for stack in stacks:
        dark = stack.dark().mean(axis=0)
        for index, name in enumerate(KLASSES):
            names = (*_COUNTED, "revenue", "cost", "position_sum", "lost_to_budget", "lost_to_rank")
            sums = {key: float(stack.total(key, index).mean()) for key in names}
            margin = float(stack.total("expected_margin", index).mean())
            row: dict[str, object] = {"variant": stack.variant, "klass": name}
            row |= {key: sums[key] for key in (*_COUNTED, "revenue", "cost")}
            row |= {"margin": margin, "profit": margin - sums["cost"]}
            row |= {key: float(value) for key, value in _rates(sums).items()}
            row |= {
                "roas": float(metrics.roas(sums["revenue"], sums["cost"])),
                "roi": float(metrics.roi(margin, sums["cost"])),
                "hours_dark": float(dark[index]),
            }
            rows.append(row)
    return pd.DataFrame(rows)


def windows_table(stacks: Sequence[Stack], windows: Sequence[int]) -> pd.DataFrame:
    """One row a variant, class, day and mode: what is known by that day, and what the same clicks will bring."""
    rows = []
    for stack in stacks:
        for mode, source in (("so_far", stack.by_event), ("matured", stack.by_click)):
            sums = {
                name: np.cumsum(source(name), axis=2)
                for name in ("clicks", "cost", "orders", "refunds", "revenue", "margin", "profit")
            }
            centre = np.cumsum(stack.by_click("expected_margin"), axis=2) if mode == "matured" else sums["margin"]
            for index, name in enumerate(KLASSES):
                for day in windows:
                    mean = {key: float(values[:, index, day - 1].mean()) for key, values in sums.items()}
                    mean["margin"] = float(centre[:, index, day - 1].mean())
                    mean["profit"] = mean["margin"] - mean["cost"]
                    low, high = _quantiles(sums["profit"][:, index, day - 1])
                    rows.append(
                        {"variant": stack.variant, "klass": name, "day": day, "mode": mode}
                        | mean
                        | {
                            "profit_p05": low,
                            "profit_p95": high,
                            "cvr": float(ratio(mean["orders"], mean["clicks"])),
                            "roas": float(metrics.roas(mean["revenue"], mean["cost"])),
                            "roi": float(metrics.roi(mean["margin"], mean["cost"])),
                        }
                    )
    return pd.DataFrame(rows)


def class_days_table(stacks: Sequence[Stack]) -> pd.DataFrame:
    """Day by day and class: impressions, clicks, price, position, and the mean raw quality of our ads."""
    parts = []
    for stack in stacks:
        mean = {
            name: stack.by_click(name).mean(axis=0)
            for name in ("impressions", "clicks", "cost", "position_sum", "quality_sum")
        }
        for index, name in enumerate(CLASSES):
            day = {key: values[index] for key, values in mean.items()}
            parts.append(
                pd.DataFrame(
                    {
                        "variant": stack.variant,
                        "klass": name,
                        "day": np.arange(1, stack.days + 1),
                        "impressions": day["impressions"],
                        "clicks": day["clicks"],
                        "cost": day["cost"],
                        "cpc": ratio(day["cost"], day["clicks"]),
                        "position": ratio(day["position_sum"], day["impressions"]),
                        "quality": ratio(day["quality_sum"], day["impressions"]),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def keywords_table(stacks: Sequence[Stack], keywords: Sequence[tuple[Sequence[str], Ints]]) -> pd.DataFrame:
    """One row a variant and keyword: matured sums of the horizon, mean over replications.

    `keywords` are the names and classes of each stack's keywords: a variant may have others.
    """
    parts = []
    for stack, (names, classes) in zip(stacks, keywords, strict=True):
        mean = {name: np.mean([run.by_keyword[name] for run in stack.runs], axis=0) for name in metrics.BY_KEYWORD}
        cost = mean["cost"] / MICRO
        expected = np.mean([run.expected_by_keyword for run in stack.runs], axis=0)
        parts.append(
            pd.DataFrame(
                {
                    "variant": stack.variant,
                    "keyword": list(names),
                    "klass": [CLASSES[index] for index in classes],
                    "searches": mean["searches"],
                    "impressions": mean["impressions"],
                    "clicks": mean["clicks"],
                    "orders": mean["orders"],
                    "cost": cost,
                    "revenue": mean["revenue"] / MICRO,
                    "profit": expected - cost,
                    "ctr": ratio(mean["clicks"], mean["impressions"]),
                    "cvr": ratio(mean["orders"], mean["clicks"]),
                    "cpc": ratio(cost, mean["clicks"]),
                    "position": ratio(mean["position_sum"], mean["impressions"]),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
