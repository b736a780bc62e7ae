"""The marks of our clicks: distinct keys, uniform, pairwise independent, and a check that can fail.

A shopper's buying, waiting and basket are drawn from the key of the click. A key used twice, or a mark
that shares its random number with the auction's own draws, would go unnoticed in every average.
"""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from adsim import streams
from adsim.market import kernel
from adsim.streams import Purpose
from tests.oracle import in_kernel
from tests.oracle.search_by_search import Ad, Cell, Market

SEED = 20260804
FALSE_ALARM = 1e-4
PURPOSES = [purpose for purpose in Purpose if purpose >= Purpose.BUYING]


@pytest.fixture(scope="module")
def log():
    """Our clicks of 300 days in two cells, one of them above a rival: some 100,000."""
    cells = (
        Cell((Ad(0, 900_000, 10**6, 0.2, ours=True), Ad(1, 800_000, 10**6, 0.3)), 1000.0, (1.0, 0.7)),
        Cell((Ad(1, 800_000, 10**6, 0.3), Ad(0, 700_000, 10**6, 0.25, ours=True)), 900.0, (0.9, 0.6)),
    )
    market = Market(cells, (10**13, 10**13))
    kernel = in_kernel.auction(market, headroom=1.3)
    days = [in_kernel.play(kernel, market, n // 30, n % 30, SEED)[1] for n in range(300)]
    return {name: np.concatenate([getattr(day, name) for day in days]) for name in ("key", "time", "cell")}


def found_faults(keys, columns):
    """Names of the checks that fail; all checks together alarm falsely at most once in 10,000 times."""
    faults = []
    if np.unique(keys).size < keys.size:
        faults.append("keys repeat")
    pairs = list(combinations(columns, 2))
    level = FALSE_ALARM / max(3 * len(columns) + len(pairs), 1)
    for name, marks in columns.items():
        if stats.kstest(marks, "uniform").pvalue < level:
            faults.append(f"{name} is not uniform")
        for lag in (1, 2):
            if name != "minute" and _dependent(marks[:-lag], marks[lag:], level):
                faults.append(f"{name} hangs on the click {lag} before")
    for one, other in pairs:
        if _dependent(columns[one], columns[other], level):
            faults.append(f"{one} and {other} hang together")
    return faults


def _dependent(one, other, level):
    counts, _, _ = np.histogram2d(one, other, bins=12, range=[[0, 1], [0, 1]])
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    return stats.chi2_contingency(counts).pvalue < level


def all_marks(log):
    """The marks by purpose, the key itself, and the minute of the hour (in order, so never serially free)."""
    columns = {purpose.name: streams.marks(log["key"], purpose) for purpose in PURPOSES}
    return columns | {"key": log["key"] / 2.0**64, "minute": log["time"] % 1}


def test_marks_are_uniform_and_independent(log):
    assert log["key"].size > 80_000
    assert found_faults(log["key"], all_marks(log)) == []


def test_marks_of_taking_part_are_uniform_and_independent(log):
    """An account's luck hangs neither on another's nor on what the shopper does."""
    keys = log["key"][:40_000]
    columns = {name: marks[:40_000] for name, marks in all_marks(log).items()}
    for account in (0, 1, 2, 150, 151):
        columns[f"turn of {account}"] = np.array([kernel.turn_mark(key, account) for key in keys])
    columns["rivals' luck"] = np.array([kernel._uniform(key ^ kernel._RIVAL) for key in keys])
    assert found_faults(keys, columns) == []


def test_marks_do_not_depend_on_the_page(log):
    """Same law of every mark in both cells, though the two pages select their clicks differently."""
    level = FALSE_ALARM / len(PURPOSES)
    for purpose in PURPOSES:
        marks = streams.marks(log["key"], purpose)
        here, there = marks[log["cell"] == 0], marks[log["cell"] == 1]
        assert stats.ks_2samp(here, there).pvalue > level, f"{purpose.name}, seed {SEED}"


def test_orders_given_clicks_are_binomial(log):
    """Orders a day among c clicks have the binomial mean and variance."""
    rate, size = 0.05, 500
    bought = (streams.marks(log["key"], Purpose.BUYING) < rate)[: log["key"].size // size * size]
    orders = bought.reshape(-1, size).sum(axis=1)
    assert stats.binomtest(int(bought.sum()), bought.size, rate).pvalue > FALSE_ALARM / 2
    spread = orders.var() * orders.size / (size * rate * (1 - rate))
    tail = stats.chi2.cdf(spread, orders.size - 1)
    assert min(tail, 1 - tail) > FALSE_ALARM / 4, f"seed {SEED}"


def test_planted_faults_are_caught(log):
    keys, columns = log["key"], all_marks(log)
    assert "keys repeat" in found_faults(np.concatenate([keys, keys[:1]]), {})

    shared = columns | {"BASKET": columns["BUYING"]}
    assert "BUYING and BASKET hang together" in found_faults(keys, shared)

    # the very number that decided whether our ad was clicked
    look = np.array([kernel._uniform(key ^ kernel._LOOK) for key in keys[:20_000]])
    assert "look is not uniform" in found_faults(keys, {"look": look})

    # one key for all shoppers of an hour
    hourly = streams.marks(log["time"].astype(np.uint64) + keys[0], Purpose.DELAY)
    assert "hourly hangs on the click 1 before" in found_faults(keys, {"hourly": hourly})
