"""A small shop in a small market: seven days take some ten milliseconds. Tests patch what they are about."""

from functools import cache
from typing import Any

import numpy as np

from adsim.metrics import Results
from adsim.scenario import patches
from adsim.scenario.objects import KeywordRow, Scenario
from adsim.simulation import Study, run

_SMALL: dict[str, Any] = {
    "name": "small",
    "platform": "1688",
    "start": "2024-05-06",
    "days": 7,
    "seed": 20240506,
    "replications": 4,
    "market": {"rivals": {"count": 6, "per_keyword": 4}},
    "keywords": {
        "head": {"count": 3, "searches": 1500, "ctr": 0.05, "cvr": 0.05, "max_cpc": 3.0, "rival_bid": 2.4},
        "long_tail": {"count": 8, "searches": 900, "ctr": 0.06, "cvr": 0.08, "max_cpc": 3.6, "rival_bid": 2.8},
        "precise": {"count": 4, "searches": 200, "ctr": 0.08, "cvr": 0.12, "max_cpc": 5.0, "rival_bid": 4.0},
    },
    "products": [
        {"name": "valve", "price": 68.0, "unit_cost": 42.0, "units": 5.0, "freight": 18.0,
         "refunds": {"rate": 0.15, "cost": 20.0}}
    ],
    "campaign": {"daily_budget": 150.0, "split": {"head": 0.3, "long_tail": 0.6, "precise": 0.1}},
}  # fmt: skip

# One keyword, one ad, nobody else, the same every hour of every day: closed forms hold.
QUIET: dict[str, Any] = {
    "market.rivals": {"count": 0, "per_keyword": 0},
    "market.demand": {"dispersion": None, "hours": [1.0] * 24, "weekdays": [1.0] * 7},
    "keywords": {"head": {"count": 1, "searches": 2000.0, "ctr": 0.05, "cvr": 0.3, "max_cpc": 1.0, "rival_bid": 0.0,
                          "ctr_spread": 0.0, "cvr_spread": 0.0}},
    "campaign": {"daily_budget": 1e6, "split": {"head": 1.0}},
    "worlds": "centre",
}  # fmt: skip


@cache
def _small() -> Scenario:
    return patches.with_usual_prices(Scenario.model_validate(_SMALL))


def scenario(*changes: dict[str, Any], **variants: dict[str, Any]) -> Scenario:
    """The small scenario, patched by each of `changes` in turn, with these variants."""
    found = _small()
    for change in changes:
        found = patches.patched(found, change)
    return patches.patched(found, {"variants": variants}) if variants else found


def listed(rows: list[dict[str, Any]], *changes: dict[str, Any], **variants: dict[str, Any]) -> Scenario:
    """The small scenario with these keywords listed, as if from a file; what a row leaves out is usual."""
    usual = {"class": "head", "searches": 100.0, "cvr": 0.05, "max_cpc": 3.0}
    told = tuple(KeywordRow.model_validate({"keyword": f"词 {i}"} | usual | row) for i, row in enumerate(rows))
    whole = _small().model_dump(mode="json", by_alias=True) | {"keywords": {"file": "k.csv"}}
    whole["campaign"]["split"] = "equal"
    found = patches.with_usual_prices(Scenario.model_validate(whole)).model_copy(update={"listed": told})
    for change in changes:
        found = patches.patched(found, change)
    return patches.patched(found, {"variants": variants}) if variants else found


def runs(study: Study, variant: str, replications: int) -> list[Results]:
    return [run(study, variant, replication) for replication in range(replications)]


def total(results: list[Results], name: str) -> np.ndarray:
    """Matured totals of a tally over classes and days, one value a run."""
    return np.array([int((r.by_click if name in r.by_click else r.page)[name].sum()) for r in results])


def same(one: Results, other: Results) -> bool:
    """Are two runs the same to the last digit, whatever their variants are called?"""
    for name in Results.__dataclass_fields__:
        here, there = getattr(one, name), getattr(other, name)
        if isinstance(here, dict):
            equal = here.keys() == there.keys() and all(np.array_equal(here[key], there[key]) for key in here)
        else:
            equal = name == "variant" or np.array_equal(here, there, equal_nan=isinstance(here, np.ndarray))
        if not equal:
            return False
    return True
