"""How well pacings spend a budget that binds: what is spent, hours without money, the spread over the day, profit.

The shipped scenario at three budgets: 1,000 yuan in one account of many clicks, the same in its three accounts, and 60
yuan in one account at some 5 yuan a click. Counted are the days of an account on which it runs dry without pacing,
from the second on (the first is told apart: nothing has been learnt).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim.metrics import Results
from adsim.scenario import files, patches
from adsim.scenario.objects import Scenario
from adsim.simulation import Study, run
from benchmarks.measuring import Figure

TITLE = "Pacing: budgets that bind (split_30_60_10.yaml, 28 days)"
SCENARIO = Path(__file__).parents[1] / "scenarios" / "split_30_60_10.yaml"
REPLICATIONS = 6
ONE_ACCOUNT = {"campaign.split_of": "keywords", "campaign.keywords": 480,
               "campaign.split": {"head": 0.083333, "long_tail": 0.666667, "precise": 0.25}}  # fmt: skip
BUDGETS: dict[str, Mapping[str, Any]] = {
    "1,000 yuan, one account": {**ONE_ACCOUNT, "campaign.daily_budget": 1000.0},
    "1,000 yuan, three accounts": {"campaign.daily_budget": 1000.0},
    "60 yuan, one account": {"campaign.split": {"precise": 1.0}, "campaign.daily_budget": 60.0},
}
PACINGS: dict[str, Any] = {
    "throttle": "throttle",
    "shade": "shade",
    "throttle, even": {"name": "throttle", "curve": "even"},
    "shade, even": {"name": "shade", "curve": "even"},
}
# Asked of budgets that pay for hundreds of clicks a day.
LARGE = "1,000 yuan, one account"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Days:
    """Days of accounts on which the budget binds: share spent and hours dark; `gap` of the money from the curve."""

    spent: Floats
    dark: Floats
    first_spent: float
    first_dark: float
    gap: float
    correlation: float
    profit: float
    clicks: float


def _runs(scenario: Scenario, replications: int) -> list[Results]:
    study = Study.of(scenario)
    return [run(study, "base", replication) for replication in range(replications)]


def _of_accounts(values: NDArray[np.int64], common: bool) -> NDArray[np.int64]:
    """Money of classes [class, day] as that of accounts: the classes' own, or one for all."""
    whole: NDArray[np.int64] = values.sum(axis=0, keepdims=True)
    return whole if common else values


def _days(plain: list[Results], paced: list[Results], curve: Floats) -> Days:
    spent, dark, first = [], [], []
    for without, with_it in zip(plain, paced, strict=True):
        # With one account for all its money and cost lie in different classes.
        common = (without.budget > 0).sum(axis=0).max() == 1
        budget, cost = _of_accounts(without.budget, common), _of_accounts(without.by_click["cost"], common)
        binds = (cost >= budget) & (budget > 0)
        paid, had = _of_accounts(with_it.by_click["cost"], common), _of_accounts(with_it.budget, common)
        share = paid / np.maximum(had, 1)
        hours = np.nanmax(with_it.dark_by_day, axis=0, keepdims=True) if common else with_it.dark_by_day
        spent.append(share[:, 1:][binds[:, 1:]])
        dark.append(hours[:, 1:][binds[:, 1:]])
        first.append(np.stack([share[:, 0][binds[:, 0]], hours[:, 0][binds[:, 0]]]))
    by_hour = np.sum([one.by_hour["cost"].sum(axis=0) for one in paced], axis=0)
    beginning = np.concatenate(first, axis=1).mean(axis=1)
    return Days(
        np.concatenate(spent), np.concatenate(dark), float(beginning[0]), float(beginning[1]),
        float(np.abs(np.cumsum(by_hour / by_hour.sum()) - np.cumsum(curve / curve.sum())).max()),
        float(np.corrcoef(by_hour, curve)[0, 1]) if curve.std() > 0 else float("nan"),
        float(np.mean([one.expected_profit for one in paced])),
        float(np.mean([one.clicks / one.days for one in paced])),
    )  # fmt: skip


def _figures(what: str, days: Days, plain: Days, asked: bool) -> list[Figure]:
    spent, dark = float(days.spent.mean()), float(days.dark.mean())
    return [
        Figure(f"{what}: share spent", f"{spent:.2%}", "98-100 %" * asked, spent >= 0.98 if asked else None),
        Figure("  hours dark a day", f"{dark:.3f} h", "< 0.05 h" * asked, dark < 0.05 if asked else None),
        Figure("  days; worst twentieth of them spends", f"{days.spent.size}; {np.quantile(days.spent, 0.05):.1%}"),
        Figure("  first day: share spent, hours dark", f"{days.first_spent:.1%}, {days.first_dark:.2f} h"),
        Figure("  largest gap of the money from the curve; correlation", f"{days.gap:.1%}; {days.correlation:.3f}"),
        Figure("  clicks a day (without pacing)", f"{days.clicks:.0f} ({plain.clicks:.0f})"),
        Figure("  expected profit in 28 days (without pacing)", f"{days.profit:,.0f} ({plain.profit:,.0f})"),
    ]  # fmt: skip


def measure(replications: int = REPLICATIONS) -> list[Figure]:
    """Each pacing at each budget, in the same worlds; the even curve at the large budget only."""
    shipped = files.load(SCENARIO).model_copy(update={"variants": {}, "baseline": None})
    hours = np.array(shipped.market.demand.hours)
    figures = []
    for budget, changes in BUDGETS.items():
        scenario = patches.patched(shipped, changes)
        without = _runs(scenario, replications)
        plain = _days(without, without, hours)
        figures.append(Figure(f"{budget}: without pacing, hours dark", f"{plain.dark.mean():.2f} h"))
        for name, pacing in PACINGS.items():
            even = "even" in name
            if even and budget != LARGE:
                continue
            paced = _runs(patches.patched(scenario, {"campaign.pacing": pacing}), replications)
            days = _days(without, paced, np.ones(24) if even else hours)
            figures += _figures(f"{budget}, {name}", days, plain, budget == LARGE and not even)
    return figures
