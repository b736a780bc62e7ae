"""The oracle's markets handed to the kernel, and the kernel's day handed back as the oracle's tally."""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from adsim.market.auction import Auction, Clicks
from tests.oracle.search_by_search import Market, OwnClick, SearchBySearch, Tally


def auction(market: Market, headroom: float = 1.0, arms: int = 1) -> Auction:
    """Build the market's kernel, ready to start a day. `headroom` lifts the bound on our click rate.

    With `arms` the market's cells are those of one arm after the other, their searches those of the arm.
    """
    cells = market.cells
    ads = [ad for cell in cells for ad in cell.ads]
    first = np.concatenate([[0], np.cumsum([len(cell.ads) for cell in cells])]).astype(np.int64)
    ours = np.full(len(cells), -1, np.int64)
    cap = np.zeros(len(cells))
    for number, cell in enumerate(cells):
        for place, ad in enumerate(cell.ads):
            if ad.ours:
                ours[number] = first[number] + place
                cap[number] = min(ad.click_rate * headroom, 0.999)
    cap = np.tile(cap.reshape(arms, -1).max(axis=0), arms)
    slots = np.array([len(cell.examination) for cell in cells], np.int64)
    examination = np.zeros((len(cells), int(slots.max())))
    for number, cell in enumerate(cells):
        examination[number, : len(cell.examination)] = cell.examination
    kernel = Auction(
        first=first,
        account=np.array([ad.account for ad in ads], np.int64),
        click_rate=np.array([ad.click_rate for ad in ads], np.float64),
        ours=ours,
        our_cap=cap,
        slots=slots,
        examination=examination,
        n_accounts=len(market.budgets),
        increment=market.increment,
        reserve=market.reserve,
        cascade=market.cascade,
        arms=arms,
    )
    rank(kernel, market)
    return kernel


def rank(kernel: Auction, market: Market, hour: int = 0) -> None:
    """Hand over bids, weights, click rates and participation as they are at this hour."""
    rules = SearchBySearch(market)
    cells = rules.cells(hour)
    ads = [ad for cell in cells for ad in cell.ads]
    kernel.rank(
        np.array([ad.bid for ad in ads], np.int64),
        np.array([ad.weight for ad in ads], np.int64),
        np.array([ad.click_rate for ad in ads], np.float64),
        np.array(rules.participation(hour), np.float64),
    )


def start(kernel: Auction, market: Market, replication: int, day: int, seed: int, arms: int = 1) -> None:
    searches = np.array([cell.searches for cell in market.cells]).reshape(arms, -1)
    kernel.start_day(
        seed,
        replication,
        day,
        searches.sum(axis=0),
        np.array(market.hour_share),
        np.array(market.budgets, np.int64),
        searches.sum(axis=1) / searches.sum() if arms > 1 else None,
    )


def play(kernel: Auction, market: Market, replication: int, day: int, seed: int, arms: int = 1) -> tuple[Tally, Clicks]:
    """Play one whole day; the tally in the oracle's shape and the clicks as the kernel logged them."""
    rank(kernel, market)
    start(kernel, market, replication, day, seed, arms)
    log = run(kernel, market, 24)
    return tally(kernel, log), log


def run(kernel: Auction, market: Market, hours_a_call: int) -> Clicks:
    """Advance through the day in calls of so many hours, with the market's changes at their hours."""
    changes = {hour for hour, _ in (*market.changes, *market.turns)}
    parts = []
    hour = 0
    while hour < 24:
        if hour in changes:
            rank(kernel, market, hour)
        later = [change for change in changes if change > hour]
        hour = min([hour + hours_a_call, 24, *later])
        parts.append(kernel.advance(hour))
    kernel.end_day()
    names = [field.name for field in fields(Clicks)]
    return Clicks(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def tally(kernel: Auction, log: Clicks) -> Tally:
    columns = (log.time.tolist(), log.cell.tolist(), log.slot.tolist(), log.price.tolist())
    return Tally(
        impressions=kernel.impressions.tolist(),
        examined=kernel.examined.tolist(),
        position_sum=kernel.position_sum.tolist(),
        clicks=kernel.clicks.tolist(),
        spent=kernel.spent.tolist(),
        exhausted_at=kernel.exhausted_at.tolist(),
        searches=kernel.searches.tolist(),
        lost_to_budget=kernel.lost_to_budget.tolist(),
        lost_to_rank=kernel.lost_to_rank.tolist(),
        lost_to_pacing=kernel.lost_to_pacing.tolist(),
        platform_revenue=kernel.platform_revenue,
        own=[OwnClick(*row) for row in zip(*columns, strict=True)],
    )


def digits(kernel: Auction, log: Clicks) -> list[NDArray[np.uint8]]:
    """Every number of the day as raw bytes, for comparisons to the last digit."""
    columns = (
        log.time, log.cell, log.slot, log.price, log.key, kernel.impressions, kernel.examined,
        kernel.position_sum, kernel.clicks, kernel.spent, kernel.exhausted_at, kernel.searches,
        kernel.lost_to_budget, kernel.lost_to_rank, kernel.lost_to_pacing,
    )  # fmt: skip
    return [np.ascontiguousarray(column).view(np.uint8) for column in columns]
