"""Ranks and prices to the last digit: the worked auctions of the trade, and random ones against fractions."""

import random
from fractions import Fraction
from itertools import product
from math import ceil

import numpy as np
import pytest

from adsim.market.auction import Auction
from tests.oracle import in_kernel
from tests.oracle.search_by_search import Ad, Cell, Market, SearchBySearch

MICRO = 1_000_000
SEED = 20260801
INCREMENTS, RESERVES = (0, 1, 10_000, 100_000), (0, 1, 50_000, 200_000)
AUCTIONS = 10_000 // (len(INCREMENTS) * len(RESERVES))  # for each pair, 10,000 in all

Page = list[tuple[int, int]]  # (ad, price in micro-units) from the top slot down


def exact_page(cell: Cell, increment: int, reserve: int) -> Page:
    """The rule as written, in fractions of a micro-unit."""
    ads = cell.ads
    eligible = [place for place, ad in enumerate(ads) if ad.bid > 0 and ad.bid >= reserve]
    ranking = sorted(eligible, key=lambda place: (-ads[place].bid * Fraction(ads[place].weight, MICRO), place))
    page = []
    for rank, place in enumerate(ranking[: len(cell.examination)]):
        asked = Fraction(reserve)
        if rank + 1 < len(ranking):
            below = ads[ranking[rank + 1]]
            asked = max(asked, Fraction(below.weight, ads[place].weight) * below.bid + increment)
        page.append((place, min(ads[place].bid, ceil(asked))))
    return page


def page_of(bids: list[int], weights: list[int], slots: int) -> Cell:
    """One page, every ad an account of its own."""
    ads = tuple(Ad(n, bid, weight, 0.1) for n, (bid, weight) in enumerate(zip(bids, weights, strict=True)))
    return Cell(ads, 100.0, (0.9,) * slots)


def market_of(cells: list[Cell], increment: int, reserve: int) -> Market:
    accounts = max(len(cell.ads) for cell in cells)
    return Market(tuple(cells), (10**15,) * accounts, increment, reserve)


def started(market: Market) -> Auction:
    kernel = in_kernel.auction(market)
    in_kernel.start(kernel, market, 0, 0, SEED)
    return kernel


def kernel_pages(kernel: Auction, market: Market) -> list[Page]:
    pages, first = [], 0
    for number, cell in enumerate(market.cells):
        page = kernel.page(number)
        assert [slot for _, slot, _ in page] == list(range(len(page)))
        pages.append([(entry - first, price) for entry, _, price in page])
        first += len(cell.ads)
    return pages


def oracle_page(market: Market, cell: Cell) -> Page:
    oracle = SearchBySearch(market)
    ranking = oracle.ranked(cell, list(market.budgets))
    shown = ranking[: len(cell.examination)]
    return [(place, oracle.price(cell, ranking, rank)) for rank, place in enumerate(shown)]


def micro(amount: str) -> int:
    exact = Fraction(amount) * MICRO
    assert exact.denominator == 1
    return int(exact)


# Bids, qualities, increment, reserve, and (ad, price) by rank; 1.4333… and 0.9333… are rounded up.
WORKED = [
    ("2 4 6 8", "10 4 2 1", "0.01", "0.05", [(0, "1.61"), (1, "3.01"), (2, "4.01"), (3, "0.05")]),
    ("3 2 7", "4 8 1", "0.01", "0.05", [(1, "1.51"), (0, "1.76"), (2, "0.05")]),
    ("3 2.5 2 1", "8 9 6 5", "0.1", "0.2", [(0, "2.9125"), (1, "1.433334"), (2, "0.933334"), (3, "0.2")]),
]


@pytest.mark.parametrize("example", WORKED, ids=lambda example: example[0])
@pytest.mark.parametrize("slots", [4, 2])
def test_worked_auctions(example, slots):
    """With 4 slots and with 2: the price is set by the next ad whether it is shown or not."""
    bids, qualities, increment, reserve, wanted = example
    cell = page_of([micro(bid) for bid in bids.split()], [micro(q) for q in qualities.split()], slots)
    market = market_of([cell], micro(increment), micro(reserve))
    expected = [(ad, micro(price)) for ad, price in wanted][:slots]
    assert kernel_pages(started(market), market) == [expected]
    assert oracle_page(market, cell) == expected


def random_page(rng: random.Random) -> Cell:
    """Small numbers make ties, bids below the reserve and zero bids common; wide ones try the arithmetic."""
    ads = rng.randint(1, 12)
    wide = rng.random() < 0.5
    squashing = rng.choice([0.0, 0.5, 1.0])
    bids = [rng.randint(0, 9_999_999) if wide else 100_000 * rng.randint(0, 6) for _ in range(ads)]
    qualities = [rng.lognormvariate(0, 0.6) if wide else rng.choice([0.5, 1.0, 2.0]) for _ in range(ads)]
    weights = [max(1, round(quality**squashing * MICRO)) for quality in qualities]
    return page_of(bids, weights, rng.randint(1, 12))


def test_random_auctions_against_fractions():
    """10,000 auctions: the kernel, the oracle and the rule in exact fractions agree on every price."""
    rng = random.Random(SEED)
    ties = waiting = capped = empty = 0
    for increment, reserve in product(INCREMENTS, RESERVES):
        market = market_of([random_page(rng) for _ in range(AUCTIONS)], increment, reserve)
        pages = kernel_pages(started(market), market)
        for cell, page in zip(market.cells, pages, strict=True):
            wanted = exact_page(cell, increment, reserve)
            assert page == wanted, f"seed {SEED}, increment {increment}, reserve {reserve}: {cell}"
            assert oracle_page(market, cell) == wanted, f"seed {SEED}: {cell}"
            scores = [cell.ads[place].bid * cell.ads[place].weight for place, _ in wanted]
            ties += len(set(scores)) < len(scores)
            waiting += len(wanted) == len(cell.examination) < len(cell.ads)
            capped += any(price == cell.ads[place].bid for place, price in wanted)
            empty += not wanted
    assert min(ties, waiting, capped) > 1000  # the sample does try the hard places
    assert empty > 50


def test_largest_numbers_do_not_overflow():
    """A bid of 10,000 at quality 100 is priced as exactly as a small one."""
    cell = page_of([10_000 * MICRO, 9_999 * MICRO + 1], [100 * MICRO - 7, 100 * MICRO], 2)
    market = market_of([cell], 1, 1)
    assert kernel_pages(started(market), market) == [exact_page(cell, 1, 1)]


def test_ads_without_money_are_not_there():
    """An account without money neither shows nor sets a price."""
    market = Market((page_of([900, 800, 700], [MICRO] * 3, 3),), (10**9, 0, 10**9), 1, 1)
    assert kernel_pages(started(market), market) == [[(0, 701), (2, 1)]]


def test_ranking_follows_new_bids_and_weights():
    market = market_of([page_of([900, 800, 700], [MICRO] * 3, 3)], 1, 1)
    kernel = started(market)
    kernel.rank(np.array([900, 800, 700]), np.array([MICRO, MICRO, 2 * MICRO]))
    assert kernel_pages(kernel, market) == [[(2, 451), (0, 801), (1, 1)]]
    kernel.rank(np.array([900, 0, 700]), np.array([MICRO] * 3))
    assert kernel_pages(kernel, market) == [[(0, 701), (2, 1)]]


VALUES, CLICKS = [10, 4, 2], [200, 100]


def vcg_payments(values: list[int], clicks: list[int]) -> list[int]:
    """What each shown ad's presence costs the others (values falling)."""

    def welfare(present: list[int]) -> int:
        return sum(value * count for value, count in zip(present, clicks, strict=False))

    without = [welfare(values[:place] + values[place + 1 :]) for place in range(len(clicks))]
    return [
        welfare_without - (welfare(values) - values[place] * clicks[place])
        for place, welfare_without in enumerate(without)
    ]


def second_price_payments(bids: list[int]) -> list[int]:
    """What the kernel's prices come to at these clicks, by rank."""
    market = market_of([page_of([bid * MICRO for bid in bids], [MICRO] * len(bids), len(CLICKS))], 0, 0)
    [page] = kernel_pages(started(market), market)
    return [price * count // MICRO for (_, price), count in zip(page, CLICKS, strict=True)]


def test_second_price_is_not_vcg():
    """Values 10, 4, 2 and 200 and 100 clicks: GSP pays 800 + 200, VCG 600 + 200.

    Bids are truthful. Edelman, Ostrovsky & Schwarz 2007.
    """
    assert second_price_payments(VALUES) == [800, 200]
    assert vcg_payments(VALUES, CLICKS) == [600, 200]


def test_lowest_equilibrium_pays_vcg():
    """At the lowest symmetric Nash equilibrium (Varian 2007) the second price pays what VCG does.

    bid_s · x_{s-1} = value_s · (x_{s-1} − x_s) + bid_{s+1} · x_s, from the last bidder up.
    """
    clicks = [*CLICKS, 0]
    third = VALUES[2] * (clicks[1] - clicks[2]) // clicks[1]
    second = (VALUES[1] * (clicks[0] - clicks[1]) + third * clicks[1]) // clicks[0]
    assert (second, third) == (3, 2)
    assert second_price_payments([VALUES[0], second, third]) == vcg_payments(VALUES, CLICKS)
