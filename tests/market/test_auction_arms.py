"""Arms of a product test in the kernel: to the oracle they are simply cells with fewer searches each.

Each comparison alarms falsely once in 10,000 times; its seed is fixed and named in the failure.
"""

import random
from dataclasses import replace

import numpy as np
import pytest

from tests.oracle import in_kernel, markets
from tests.oracle.comparison import Deviation, critical, deviations, table
from tests.oracle.search_by_search import Cell, Market, SearchBySearch

SEED = 20261122
FALSE_ALARM = 1e-4
ORACLE_DAYS, KERNEL_DAYS, FAULTY_DAYS = 700, 2000, 250
ARMS, WEIGHTS = 2, (0.7, 0.3)


def of_arm(cells: tuple[Cell, ...], weight: float, better: float) -> tuple[Cell, ...]:
    """The cells with this arm's part of the searches, and our ads clicked and ranked so much better."""
    return tuple(
        replace(
            cell,
            searches=cell.searches * weight,
            ads=tuple(
                replace(ad, click_rate=ad.click_rate * better, weight=int(ad.weight * better)) if ad.ours else ad
                for ad in cell.ads
            ),
        )
        for cell in cells
    )


def in_arms(market: Market, weights: tuple[float, ...] = WEIGHTS, better: float = 1.4) -> Market:
    def both(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return of_arm(cells, weights[0], 1.0) + of_arm(cells, weights[1], better)

    changes = tuple((hour, both(cells)) for hour, cells in market.changes)
    return replace(market, cells=both(market.cells), changes=changes)


def played(market: Market) -> tuple[list[str], np.ndarray]:
    kernel = in_kernel.auction(market, headroom=1.3, arms=ARMS)
    days = [in_kernel.play(kernel, market, n // 40, n % 40, SEED, ARMS)[0] for n in range(KERNEL_DAYS)]
    return table(days, market)


@pytest.fixture(scope="module")
def kernel_days() -> tuple[list[str], np.ndarray]:
    return played(in_arms(markets.POSITION))


def against(kernel_days: tuple[list[str], np.ndarray], market: Market, days: int) -> list[Deviation]:
    oracle, rng = SearchBySearch(market), random.Random(SEED)
    _, slow = table([oracle.day(rng) for _ in range(days)], market)
    return deviations(*kernel_days, slow)


def test_two_arms_are_cells_with_fewer_searches(kernel_days) -> None:
    found = against(kernel_days, in_arms(markets.POSITION), ORACLE_DAYS)
    limit = critical(len(found), FALSE_ALARM)
    assert len(found) > 600
    assert abs(found[0].z) < limit, f"seed {SEED}, |z| limit {limit:.2f}: {found[:8]}"


@pytest.mark.parametrize("fault", [{"weights": (0.6, 0.4)}, {"better": 1.25}])
def test_the_comparison_notices(kernel_days, fault) -> None:
    """Another rotation, another ad: each leaves a mark far beyond chance."""
    found = against(kernel_days, in_arms(markets.POSITION, **fault), FAULTY_DAYS)
    assert abs(found[0].z) > critical(len(found), FALSE_ALARM)


def test_who_searches_does_not_depend_on_the_rotation() -> None:
    """The same shoppers at the same seconds whatever the weights; who is shown which arm is drawn apart.

    Of the arm's marks: uniform and free of all others, or clicks of an arm would not be those of its weight.
    """
    alike = {share: in_arms(markets.POSITION, (share, 1 - share), better=1.0) for share in (0.5, 0.2)}
    clicks = {}
    for share, split in alike.items():
        market = replace(split, budgets=tuple(10**12 for _ in split.budgets))
        kernel = in_kernel.auction(market, headroom=1.3, arms=ARMS)
        days = [in_kernel.play(kernel, market, 0, day, SEED, ARMS)[1] for day in range(150)]
        clicks[share] = [np.concatenate(column) for column in zip(*((d.key, d.cell) for d in days), strict=True)]
    half, fifth = clicks[0.5], clicks[0.2]
    assert np.array_equal(half[0], fifth[0])
    cells = len(alike[0.5].cells) // ARMS
    assert np.array_equal(half[1] % cells, fifth[1] % cells)
    first = {share: found[1] < cells for share, found in clicks.items()}
    assert not np.any(first[0.2] & ~first[0.5])  # who moves, moves to the arm that grew
    for share, found in first.items():
        # 4.5 standard errors: a false alarm in 100,000.
        assert abs(found.mean() - share) < 4.5 * np.sqrt(share * (1 - share) / found.size), (SEED, share)
