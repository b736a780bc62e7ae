"""Bids needed for slots, against brute force: set the bid, rank, look at the page."""

import random
from dataclasses import replace

import numpy as np
import pytest

from tests.market.test_auction_exact import MICRO, random_page
from tests.oracle import in_kernel
from tests.oracle.search_by_search import Ad, Cell, Market

SEED = 20261124


def standing(kernel, bid, weight, entry, cell, offer):
    """Where the entry stands at this bid, and what it pays; (None, None) if it is not shown."""
    bids = bid.copy()
    bids[entry] = offer
    kernel.rank(bids, weight, None, kernel._participation.copy())
    found = [(slot, price) for shown, slot, price in kernel.page(cell) if shown == entry]
    kernel.rank(bid, weight, None, kernel._participation.copy())
    return found[0] if found else (None, None)


def market_of(rng: random.Random, increment: int, reserve: int) -> Market:
    """One account without money, one that never takes part, and one that does so now and then."""
    cells = tuple(random_page(rng) for _ in range(6))
    accounts = max(len(cell.ads) for cell in cells)
    budgets = tuple(0 if n == 3 else 10**15 for n in range(accounts))
    chances = tuple({1: 0.4, 4: 0.0}.get(n, 1.0) for n in range(accounts))
    return Market(cells, budgets, increment, reserve, participation=chances)


@pytest.mark.parametrize(("increment", "reserve"), [(0, 0), (0, 1), (1, 0), (10_000, 50_000), (100_000, 300_000)])
def test_landscape_against_brute_force(increment, reserve):
    rng = random.Random(SEED + increment + reserve)
    jumps = out_of_reach = 0
    for _ in range(4):
        market = market_of(rng, increment, reserve)
        kernel = in_kernel.auction(market)
        in_kernel.start(kernel, market, 0, 0, SEED)
        ads = [(number, ad) for number, cell in enumerate(market.cells) for ad in cell.ads]
        bid, weight = (np.array([getattr(ad, name) for _, ad in ads]) for name in ("bid", "weight"))
        found = kernel.landscape(np.arange(len(ads)))
        assert found.bid.shape == found.price.shape == found.examination.shape
        for entry, (number, ad) in enumerate(ads):
            if ad.account in (3, 4):
                continue  # it could not stand anywhere now, whatever it bids
            for slot in range(found.bid.shape[1]):
                needed = int(found.bid[entry, slot])
                if needed < 0:
                    out_of_reach += 1
                    assert (found.price[entry, slot], found.examination[entry, slot]) == (-1, 0)
                    # Even the least bid stands higher, or the page has no such slot.
                    place, _ = standing(kernel, bid, weight, entry, number, max(reserve, 1))
                    assert slot >= len(market.cells[number].examination) or place < slot
                    continue
                where, price = standing(kernel, bid, weight, entry, number, needed)
                assert where <= slot, f"seed {SEED}: {number} {entry} {slot}"
                assert price == found.price[entry, slot], f"seed {SEED}: {number} {entry} {slot}"
                assert found.examination[entry, slot] == market.cells[number].examination[slot]
                jumps += where < slot
                if needed > max(reserve, 1):
                    lower, _ = standing(kernel, bid, weight, entry, number, needed - 1)
                    assert lower is None or lower > slot, f"seed {SEED}: {number} {entry} {slot}"
    assert jumps > 0
    assert out_of_reach > 100


def test_ties_count_against_the_later_entrant():
    cell = Cell((Ad(0, 900, MICRO, 0.1), Ad(1, 500, MICRO, 0.1), Ad(2, 500, MICRO, 0.1)), 10.0, (0.9, 0.5, 0.2))
    market = Market((cell,), (10**9,) * 3, increment=1, reserve=50)
    kernel = in_kernel.auction(market)
    in_kernel.start(kernel, market, 0, 0, SEED)
    found = kernel.landscape(np.array([1, 2]))
    assert found.bid.tolist() == [[901, 500, 50], [901, 501, 50]]
    assert found.price.tolist() == [[901, 500, 50], [901, 501, 50]]
    assert found.examination.tolist() == [[0.9, 0.5, 0.2]] * 2


def test_the_landscape_follows_the_bids_of_the_hour():
    cell = Cell((Ad(0, 900, MICRO, 0.1), Ad(1, 500, MICRO, 0.1)), 10.0, (0.9,))
    market = Market((cell,), (10**9,) * 2, increment=1, reserve=50)
    dearer = replace(market, cells=(replace(cell, ads=(replace(cell.ads[0], bid=2000), cell.ads[1])),))
    kernel = in_kernel.auction(market)
    assert kernel.landscape(np.array([1])).bid.tolist() == [[50]]  # no day yet, so nobody has money
    in_kernel.start(kernel, market, 0, 0, SEED)
    assert kernel.landscape(np.array([1])).bid.tolist() == [[901]]
    in_kernel.rank(kernel, dearer)
    assert kernel.landscape(np.array([1])).bid.tolist() == [[2001]]
