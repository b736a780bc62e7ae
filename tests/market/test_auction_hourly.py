"""Bids that move every hour: a page that is kept lies as one laid out anew would, and days keep the oracle's law."""

import random
from dataclasses import replace

import numpy as np
import pytest

from adsim.market.kernel import CHANCE, ENTRY, OURS, PRICE, Q_ENTRY, Q_RATE, RIVALS, SLOT
from tests.market.test_auction_exact import random_page
from tests.oracle import in_kernel, markets
from tests.oracle.comparison import critical, deviations, table
from tests.oracle.search_by_search import Ad, Cell, Market, SearchBySearch

SEED = 20261125
FALSE_ALARM = 1e-4
ORACLE_DAYS, KERNEL_DAYS = 600, 1000


def moved(cell: Cell, rng: random.Random) -> Cell:
    """Mostly small steps of all bids; now and then a bid is dropped, a weight or a click rate changes."""
    step = rng.choice([0.0, 0.002, 0.02, 0.2])

    def next_ad(ad: Ad) -> Ad:
        luck = rng.random()
        bid = int(ad.bid * rng.lognormvariate(0, step)) if luck < 0.97 else rng.choice([0, 10_000, 400_000])
        weight = max(1, round(ad.weight * rng.choice([0.9, 1.1]))) if luck < 0.02 else ad.weight
        return replace(ad, bid=bid, weight=weight, click_rate=0.09 if luck > 0.99 else ad.click_rate)

    return replace(cell, ads=tuple(map(next_ad, cell.ads)))


def laid_out(kernel):
    """All that a page shows and by what chances it is clicked, without what is only remembered."""
    found = []
    for cell in range(kernel._ours.size):
        state, shown = kernel._state[cell], int(kernel._shown[cell])
        parts = [state[[OURS, RIVALS, SLOT]], kernel._page[cell, : shown + (shown > 0), ENTRY]]
        if kernel._queued[cell]:
            places = slice(kernel._first[cell], kernel._first[cell] + kernel._queued[cell])
            parts += [kernel._queue[places][:, [Q_ENTRY, Q_RATE]].ravel(), kernel._luck[places, CHANCE].astype(float)]
        else:
            parts += [kernel._ladder[cell], kernel._looked[cell, :shown]]
        found.append(np.concatenate(parts))
    return found


@pytest.mark.parametrize("paced", [False, True])
@pytest.mark.parametrize("cascade", [False, True])
def test_kept_pages_lie_as_new_ones(paced, cascade):
    rng = random.Random(SEED)
    pages = [random_page(rng) for _ in range(60)]
    cells = [
        replace(page, ads=(replace(page.ads[0], ours=True), *page.ads[1:]), searches=400.0) if n % 2 else page
        for n, page in enumerate(pages)
    ]
    accounts = max(len(cell.ads) for cell in cells)
    chances = tuple(rng.choice([0.0, 0.5, 1.0, 1.0]) if paced else 1.0 for _ in range(accounts))
    market = Market(tuple(cells), (10**15,) * accounts, 10_000, 50_000, cascade=cascade, participation=chances)
    kernel = in_kernel.auction(market)
    in_kernel.start(kernel, market, 0, 0, SEED)
    kept = 0
    for hour in range(1, 24):
        kernel.advance(hour)
        before = kernel._state[:, 7].copy()
        market = replace(market, cells=tuple(moved(cell, rng) for cell in market.cells))
        if hour % 6 == 0 and paced:
            market = replace(market, participation=tuple(reversed(market.participation)))
        in_kernel.rank(kernel, market)
        kept += int((kernel._state[:, 7] == before).sum())
        fresh = in_kernel.auction(market)
        in_kernel.start(fresh, market, 0, 0, SEED)
        for number, (one, other) in enumerate(zip(laid_out(kernel), laid_out(fresh), strict=True)):
            assert np.array_equal(one, other), f"seed {SEED}, hour {hour}, cell {number}: {market.cells[number]}"
            assert kernel.page(number) == fresh.page(number)
            for _, slot, price in kernel.page(number):
                assert kernel._page[number, slot, PRICE] in (-1, price)
    assert 200 < kept < 1300


def hourly(market: Market) -> Market:
    """Every bid takes a step every hour: some change places, most do not."""
    rng = random.Random(SEED)
    cells, changes = market.cells, []
    for hour in range(1, 24):
        cells = tuple(
            replace(cell, ads=tuple(replace(ad, bid=int(ad.bid * rng.lognormvariate(0, 0.04))) for ad in cell.ads))
            for cell in cells
        )
        changes.append((hour, cells))
    return replace(market, changes=tuple(changes))


@pytest.mark.parametrize("name", ["POSITION", "PACED"])
def test_hourly_bids_agree_with_oracle(name):
    """Together the tests of a market alarm falsely once in 10,000 times."""
    market = hourly(getattr(markets, name))
    kernel, oracle, rng = in_kernel.auction(market), SearchBySearch(market), random.Random(SEED)
    names, fast = table([in_kernel.play(kernel, market, 0, n, SEED)[0] for n in range(KERNEL_DAYS)], market)
    _, slow = table([oracle.day(rng) for _ in range(ORACLE_DAYS)], market)
    found = deviations(names, fast, slow)
    assert abs(found[0].z) < critical(len(found), FALSE_ALARM), f"seed {SEED}: {found[:8]}"
    # The same days with the bids of the morning are told apart.
    early = SearchBySearch(replace(market, changes=()))
    _, other = table([early.day(rng) for _ in range(ORACLE_DAYS // 3)], market)
    found = deviations(names, fast, other)
    assert abs(found[0].z) > critical(len(found), FALSE_ALARM)
