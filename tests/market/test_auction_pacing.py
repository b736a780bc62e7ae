"""Throttling: the kernel against the oracle that throws a die for every account in every search, and its laws.

Each comparison makes some 700 tests on means, variances and covariances; together they alarm falsely once in
10,000 times. Seeds are fixed and named in every failure.
"""

import random
from dataclasses import replace

import numpy as np
import pytest

from adsim.market import kernel as loops
from tests.oracle import in_kernel, markets
from tests.oracle.comparison import Deviation, critical, deviations, table
from tests.oracle.search_by_search import Ad, Cell, Market, SearchBySearch

SEED = 20261123
FALSE_ALARM = 1e-4
ORACLE_DAYS, KERNEL_DAYS, FAULTY_DAYS = 1200, 1800, 150
MARKETS = {"position": markets.PACED, "cascade": markets.PACED_CASCADE}
# In the cascade the kernel books the expected `examined` of searches it did not walk: only its mean is the oracle's.
ONLY_MEANS = {"position": (), "cascade": ("examined",)}

_played: dict[str, tuple[list[str], np.ndarray]] = {}


def kernel_days(name: str) -> tuple[list[str], np.ndarray]:
    if name not in _played:
        market = MARKETS[name]
        pages = in_kernel.auction(market, headroom=1.3)
        days = [in_kernel.play(pages, market, n // 40, n % 40, SEED)[0] for n in range(KERNEL_DAYS)]
        _played[name] = table(days, market)
    return _played[name]


def against_kernel(oracle: SearchBySearch, name: str, days: int) -> list[Deviation]:
    names, kernel = kernel_days(name)
    rng = random.Random(SEED)
    _, slow = table([oracle.day(rng) for _ in range(days)], oracle.market)
    return deviations(names, kernel, slow, ONLY_MEANS[name])


@pytest.mark.parametrize("name", MARKETS)
def test_kernel_agrees_with_oracle(name):
    found = against_kernel(SearchBySearch(MARKETS[name]), name, ORACLE_DAYS)
    limit = critical(len(found), FALSE_ALARM)
    assert len(found) > 600
    assert abs(found[0].z) < limit, f"seed {SEED}, |z| limit {limit:.2f}: {found[:8]}"


class AbsentSetPrices(SearchBySearch):
    """Who takes no part in the auction still sets the price of the ad above."""

    def ranked_now(self, cell, money, takes_part):
        self.everybody = self.ranked(cell, money)
        return super().ranked_now(cell, money, takes_part)

    def price(self, cell, ranking, rank):
        return super().price(cell, self.everybody, self.everybody.index(ranking[rank]))


class AbsentKeepTheirSlot(SearchBySearch):
    """The page is cut before it is known who takes part, so that nobody moves up."""

    def ranked_now(self, cell, money, takes_part):
        page = self.ranked(cell, money)[: len(cell.examination)]
        return [place for place in page if takes_part[cell.ads[place].account]]


class TurnsByTheHour(SearchBySearch):
    """An account takes part in all searches of an hour or in none: means are right, the days are not."""

    def taking_part(self, time, rng):
        return super().taking_part(time, random.Random(f"{self.today} {int(time)}"))

    def day(self, rng):
        self.today = rng.random()
        return super().day(rng)


class OneDieForAll(SearchBySearch):
    """All accounts share the die of the search."""

    def taking_part(self, time, rng):
        die = rng.random()
        return [die < chance for chance in self.participation(time)]


class MorningTurnsAllDay(SearchBySearch):
    def participation(self, time):
        return super().participation(0.0)


class AbsentAreCounted(SearchBySearch):
    """Impressions are counted as if everybody took part."""

    def _count_lost(self, number, cell, on_page, money, takes_part, tally):
        super()._count_lost(number, cell, on_page, money, takes_part, tally)
        for place in self.ranked(cell, money)[: len(cell.examination)]:
            tally.impressions[self.first[number] + place] += place not in on_page


FAULTS = (AbsentSetPrices, AbsentKeepTheirSlot, TurnsByTheHour, OneDieForAll, MorningTurnsAllDay, AbsentAreCounted)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_faults_are_caught(fault):
    name = "position"
    found = against_kernel(fault(MARKETS[name]), name, FAULTY_DAYS)
    assert abs(found[0].z) > critical(len(found), FALSE_ALARM), f"{fault.__name__}: seed {SEED}, {found[:3]}"


def digits(market: Market, day: int, hours_a_call: int, pages=None) -> list[np.ndarray]:
    pages = pages or in_kernel.auction(market, 1.3)
    in_kernel.rank(pages, market)
    in_kernel.start(pages, market, 3, day, SEED)
    return in_kernel.digits(pages, in_kernel.run(pages, market, hours_a_call))


@pytest.mark.parametrize("name", MARKETS)
@pytest.mark.parametrize("hours", [1, 6])
def test_calls_of_any_length_give_the_same_digits(name, hours):
    used = in_kernel.auction(MARKETS[name], 1.3)
    for day in range(4):
        for one, other in zip(digits(MARKETS[name], day, 24), digits(MARKETS[name], day, hours, used), strict=True):
            assert np.array_equal(one, other)


def test_who_is_never_near_the_page_changes_no_digit():
    """Where everybody on the page always takes part, the cell is as it was without throttling."""
    market = markets.POSITION
    idle = replace(market, participation=(1.0,) * 5 + (0.5, 0.2), budgets=(*market.budgets[:5], 0, 0))
    plain = replace(market, budgets=idle.budgets)
    for one, other in zip(digits(plain, 0, 24), digits(idle, 0, 24), strict=True):
        assert np.array_equal(one, other)


def paced(market: Market, ours: float, rivals: float) -> Market:
    accounts = {ad.account: ad.ours for cell in market.cells for ad in cell.ads}
    chances = tuple(ours if accounts.get(n) else rivals for n in range(len(market.budgets)))
    return replace(market, participation=chances, turns=(), budgets=(10**12,) * len(chances))


@pytest.mark.parametrize("name", MARKETS)
def test_our_clicks_are_nested(name):
    """Common random numbers: while budgets do not bind, more participation of ours only adds clicks."""
    market = replace(MARKETS[name], changes=())
    pages, before = in_kernel.auction(market, 1.3), set()
    for chance in (0.0, 0.3, 0.7, 1.0):
        now: set[tuple[int, int, int]] = set()
        for day in range(20):
            _, log = in_kernel.play(pages, paced(market, chance, 0.7), 0, day, SEED)
            now |= set(zip(log.key.tolist(), log.slot.tolist(), log.cell.tolist(), strict=True))
        assert before <= now
        assert len(now) > len(before) or chance == 0
        before = now


def test_never_taking_part_is_lost_to_pacing():
    market = paced(replace(markets.POSITION, changes=()), 0.0, 1.0)
    played, log = in_kernel.play(in_kernel.auction(market), market, 0, 0, SEED)
    assert log.time.size == sum(played.lost_to_rank) == sum(played.lost_to_budget) == 0
    for number, cell in enumerate(market.cells):
        ours = any(ad.ours for ad in cell.ads)
        assert played.lost_to_pacing[number] == (played.searches[number] if ours else 0) > -1


def test_participation_is_refused():
    market = markets.POSITION
    pages, accounts = in_kernel.auction(market), len(market.budgets)
    entries = sum(len(cell.ads) for cell in market.cells)
    bid, weight = np.ones(entries, np.int64), np.ones(entries, np.int64)
    for wrong in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="participation must lie in 0 to 1, got"):
            pages.rank(bid, weight, None, np.full(accounts, wrong))
    twice = Market((Cell((Ad(0, 100, 1, 0.1), Ad(0, 90, 1, 0.1)), 10.0, (1.0,)),), (100,))
    in_kernel.auction(twice)
    with pytest.raises(ValueError, match="one ad in a cell"):
        in_kernel.auction(replace(twice, participation=(0.5,)))


@pytest.mark.parametrize(
    ("count", "part"),
    [(0, 0.5), (5, 1.0), (1, 0.3), (24, 0.3), (64, 0.7), (65, 0.9), (192, 0.5), (193, 0.3), (4000, 0.7)],
)
def test_thinned_counts_are_binomial(count, part):
    """Mean and variance of what takes part; each check alarms falsely once in 100,000 times."""
    stream = np.array([SEED + count], np.uint64)
    drawn = np.array([loops.thinned(count, np.uint64(part * 2**53), stream) for _ in range(20_000)], float)
    spread = count * part * (1 - part)
    if spread == 0:
        assert np.all(drawn == count * part)
        return
    assert abs(drawn.mean() - count * part) < 4.42 * np.sqrt(spread / drawn.size), f"seed {SEED}"
    squares = (drawn - count * part) ** 2
    assert abs(squares.mean() - spread) < 4.42 * squares.std() / np.sqrt(drawn.size), f"seed {SEED}"
