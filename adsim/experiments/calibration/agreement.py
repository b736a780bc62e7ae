"""The reports against a simulation of what was written: by class and in total. An in-sample check, no forecast."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.calibration.estimates import Estimates
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.calibration.keyword_means import Walk
from adsim.scenario.objects import CLASSES

SUMMED = ("impressions", "clicks", "cost", "orders")
COLUMNS = ["klass", "figure", "reports", "simulated", "ratio"]


def agreement(ground: Groundwork, estimates: Estimates, walk: Walk) -> pd.DataFrame:
    """One line a class (and `all`) and figure: sums over the reports' period, and, where the reports tell them, the
    mean position and the impression share of the keywords that they tell them of."""
    table, rows, means = ground.table, estimates.rows, walk.means
    usual_days = float(ground.weekdays.sum())
    shown = ground.figures["orders_shown"].value if "orders_shown" in ground.figures else 1.0
    simulated = means.assign(orders=means["orders"] * shown) * usual_days
    lines: list[tuple[str, str, float, float, float]] = []
    for klass in (*CLASSES, "all"):
        chosen = (table["klass"] == klass).to_numpy() | (klass == "all")
        if not chosen.any():
            continue
        for name in SUMMED:
            told = float(table.loc[chosen, name].sum(min_count=1))
            got = float(simulated.loc[chosen, name].sum())
            lines.append((klass, name, told, got, got / told if told > 0 else float("nan")))
        lines += _standings(klass, chosen, table, rows, means)
    return pd.DataFrame(lines, columns=COLUMNS)


def _standings(
    klass: str, chosen: NDArray[np.bool_], table: pd.DataFrame, rows: pd.DataFrame, means: pd.DataFrame
) -> list[tuple[str, str, float, float, float]]:
    lines = []
    placed = chosen & (table["position"] >= 1).to_numpy()
    weight = table["impressions"].to_numpy(float)
    if placed.any() and means.loc[placed, "impressions"].sum() > 0:
        told = float(np.average(table.loc[placed, "position"], weights=weight[placed]))
        got = float(means.loc[placed, "position_sum"].sum() / means.loc[placed, "impressions"].sum())
        lines.append((klass, "position", told, got, got / told))
    shared = chosen & (table["impression_share"] > 0).to_numpy()
    if shared.any():
        share = np.clip(table["impression_share"].to_numpy(float)[shared], 0.01, 1.0)
        told = float(weight[shared].sum() / (weight[shared] / share).sum())
        hidden = (rows["hidden"] / rows["searches"]).to_numpy(float)[shared]
        searches = float((means.loc[shared, "searches"].to_numpy(float) * (1 + hidden)).sum())
        got = float(means.loc[shared, "impressions"].sum()) / searches if searches > 0 else float("nan")
        lines.append((klass, "impression_share", told, got, got / told))
    return lines
