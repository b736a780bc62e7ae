"""The plan: what to type into the account, line by line, and what to expect of each line.

Means are of each click's expectation, ranges (5 to 95 %) over worlds of what was realised; all over the whole horizon.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.optimise.typed import Typed
from adsim.experiments.sweep.tables import FEWEST_FOR_RANGE, HIGH, LOW
from adsim.metrics import MICRO, Results
from adsim.scenario import splits
from adsim.scenario.objects import CLASSES
from adsim.simulation.accounts import account_of
from adsim.simulation.keywords import keyword_names

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def plan_table(plan: Typed, runs: Sequence[Results]) -> pd.DataFrame:
    """One row a keyword: campaign, class, bid (nan: not bought), its account's daily budget, clicks, cost, profit."""
    names, klass = keyword_names(plan.state)
    rows = plan.state.listed
    head = {
        "campaign": [row.campaign or "" for row in rows] if rows else [""] * len(names),
        "ad_group": [row.ad_group or "" for row in rows] if rows else [""] * len(names),
        "klass": [CLASSES[index] for index in klass],
        "keyword": list(names),
        "match_type": [row.match_type or "" for row in rows] if rows else [""] * len(names),
        "bid": np.where(plan.bids > 0, plan.bids, np.nan),
        "account": _accounts(plan, klass),
    }
    frame = pd.DataFrame(head)
    frame["daily_budget"] = frame["account"].map(dict(plan.budgets)).astype(float)
    return frame.assign(**_expected(runs, np.arange(len(names)), len(names)))


def budgets_table(plan: Typed, runs: Sequence[Results]) -> pd.DataFrame:
    """One row an account: its daily budget, which add up to the whole to the cent, and clicks, cost, profit."""
    total = plan.state.campaign.daily_budget
    order = list(splits.accounts(plan.state))
    frame = pd.DataFrame({"account": list(plan.budgets), "daily_budget": list(plan.budgets.values())})
    frame["share"] = frame["daily_budget"] / total
    _, klass = keyword_names(plan.state)
    of = account_of(plan.state, klass)
    here = np.array([order.index(name) for name in plan.budgets])
    return frame.assign(**{name: values[here] for name, values in _expected(runs, of, len(order)).items()})


def _accounts(plan: Typed, klass: Ints) -> list[str]:
    order = list(splits.accounts(plan.state))
    return [order[index] for index in account_of(plan.state, klass)]


def _expected(runs: Sequence[Results], group: Ints, groups: int) -> dict[str, Floats]:
    """Clicks, cost and profit of groups of keywords: mean, 5 % and 95 %."""

    def summed(by_keyword: Sequence[Floats | Ints]) -> Floats:
        sums = [np.bincount(group, weights=values, minlength=groups) for values in by_keyword]
        return np.array(sums, dtype=np.float64)

    clicks = summed([run.by_keyword["clicks"] for run in runs])
    cost = summed([run.by_keyword["cost"] for run in runs]) / MICRO
    margin = summed([run.by_keyword["margin"] for run in runs]) / MICRO
    expected = summed([run.expected_by_keyword for run in runs]) - cost
    found: dict[str, Floats] = {}
    for name, means, realised in (
        ("clicks", clicks, clicks),
        ("cost", cost, cost),
        ("profit", expected, margin - cost),
    ):
        found[name] = means.mean(axis=0)
        low, high = (np.full(groups, np.nan),) * 2
        if len(runs) >= FEWEST_FOR_RANGE:
            low, high = np.quantile(realised, [LOW, HIGH], axis=0)
        found |= {f"{name}_p05": low, f"{name}_p95": high}
    return found
