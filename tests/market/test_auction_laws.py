"""What holds for the kernel on every market: conservation, closed forms, and calls of any length."""

from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from adsim.market import auction, kernel
from tests.oracle import in_kernel, markets
from tests.oracle.search_by_search import Ad, Cell, Market

SEED = 20260803
FALSE_ALARM = 1e-4


@pytest.mark.parametrize("market", [markets.POSITION, markets.CASCADE], ids=["position", "cascade"])
@pytest.mark.parametrize("hours", [1, 6, 7])
def test_calls_of_any_length_give_the_same_digits(market, hours):
    whole, parts = in_kernel.auction(market, 1.3), in_kernel.auction(market, 1.3)
    for day in range(5):
        expected = _digits_of_day(whole, market, day, 24)
        for one, other in zip(expected, _digits_of_day(parts, market, day, hours), strict=True):
            assert np.array_equal(one, other)


def test_a_full_log_changes_no_digit(monkeypatch):
    """A log with room for little more than a batch of candidates fills several times in a busy day."""
    quiet = markets.POSITION
    busy = replace(
        quiet,
        cells=tuple(replace(cell, searches=cell.searches * 50) for cell in quiet.cells),
        budgets=tuple(budget * 50 for budget in quiet.budgets),
        changes=(),
    )
    rows = getattr(kernel, "_BATCH", 1) + 2
    expected = _digits_of_day(in_kernel.auction(busy), busy, 0, 24)
    assert len(expected[0]) > 3 * 8 * rows  # times, 8 bytes each
    monkeypatch.setattr(auction, "_LOG_ROWS", rows)
    for one, other in zip(expected, _digits_of_day(in_kernel.auction(busy), busy, 0, 24), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("market", [markets.POSITION, markets.CASCADE], ids=["position", "cascade"])
def test_a_market_of_a_single_ad_is_of_the_same_types_as_any(market):
    """Or numba would compile all loops a second time for it."""
    cell = market.cells[0]
    alone = replace(market, cells=(replace(cell, ads=cell.ads[:1]),), changes=())
    for one in (market, alone):
        _digits_of_day(in_kernel.auction(one, 1.3), one, 0, 24)
    for loop in (kernel.advance, kernel.turn_pages, kernel.book, kernel.follow):
        assert len(loop.signatures) == 1


def _digits_of_day(pages, market, day, hours_a_call):
    in_kernel.rank(pages, market)
    in_kernel.start(pages, market, 3, day, SEED)
    log = in_kernel.run(pages, market, hours_a_call)
    return in_kernel.digits(pages, log)


def test_days_do_not_hang_together():
    """A day depends on its number alone, not on the days played before it."""
    market = markets.POSITION
    fresh, used = in_kernel.auction(market, 1.3), in_kernel.auction(market, 1.3)
    for day in (5, 1, 2):
        _digits_of_day(used, market, day, 24)
    for one, other in zip(_digits_of_day(fresh, market, 9, 24), _digits_of_day(used, market, 9, 24), strict=True):
        assert np.array_equal(one, other)


def test_a_better_image_keeps_every_click_it_had():
    """Common random numbers: while budgets do not bind, a higher click rate only adds clicks of ours."""
    cell = Cell((Ad(0, 900_000, 10**6, 0.2, ours=True), Ad(1, 800_000, 10**6, 0.3)), 3000.0, (1.0, 0.7))
    market = Market((cell,), (10**12, 10**12))
    better = replace(market, cells=(replace(cell, ads=(replace(cell.ads[0], click_rate=0.25), cell.ads[1])),))
    pages = in_kernel.auction(market, headroom=1.5)
    plain, log = in_kernel.play(pages, market, 0, 0, SEED)
    lifted, more = in_kernel.play(pages, better, 0, 0, SEED)
    assert set(log.key.tolist()) < set(more.key.tolist())
    assert lifted.searches == plain.searches
    assert lifted.clicks[1] == plain.clicks[1]  # the rival's luck stands apart


def test_total_searches_are_the_same_in_every_variant():
    market = markets.POSITION
    cheap = replace(market, budgets=tuple(ceil(budget / 7) for budget in market.budgets), changes=())
    pages = in_kernel.auction(market, headroom=1.3)
    for day in range(10):
        rich, _ = in_kernel.play(pages, market, 0, day, SEED)
        poor, _ = in_kernel.play(pages, cheap, 0, day, SEED)
        assert poor.searches == rich.searches
        assert poor.spent != rich.spent


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("remainder", [0, 1])
def test_exhaustion_time_is_erlang(ours, remainder):
    """At a fixed price a budget of n clicks lasts until the nth click: an Erlang time, cut at midnight."""
    clicks, days, price = 12, 4000, 50_000
    cell = Cell((Ad(0, 90_000, 10**6, 0.3, ours=ours),), 60.0, (0.8,))
    market = Market((cell,), (clicks * price - remainder,), reserve=price, hour_share=markets.HOUR_SHARE)
    pages = in_kernel.auction(market)
    last = []
    for day in range(days):
        played, _ = in_kernel.play(pages, market, 7, day, SEED)
        last.append(played.exhausted_at[0])
        if not np.isnan(last[-1]):
            assert (played.clicks[0], played.spent[0]) == (clicks, market.budgets[0])
    times = np.array(last)
    cumulative = np.concatenate([[0.0], np.cumsum(market.hour_share)])
    erlang = stats.gamma(clicks, scale=1 / (cell.searches * 0.8 * 0.3))
    reached = erlang.cdf(1.0)
    out = times[~np.isnan(times)]
    seen = erlang.cdf(np.interp(out, np.arange(25), cumulative)) / reached
    assert 0.5 < reached < 0.95
    assert stats.kstest(seen, "uniform").pvalue > FALSE_ALARM / 8, f"seed {SEED}"
    assert stats.binomtest(out.size, days, reached).pvalue > FALSE_ALARM / 8, f"seed {SEED}"


def test_gaps_between_candidates_are_exponential():
    """A page whose every candidate is our click shows the gaps: their law, its far tail, no memory."""
    searches, days = 1_000_000.0, 3
    cell = Cell((Ad(0, 90_000, 10**6, 0.5, ours=True),), searches, (1.0,))
    market = Market((cell,), (10**15,))
    pages, gaps = in_kernel.auction(market), []
    for day in range(days):
        in_kernel.start(pages, market, 2, day, SEED)
        log = in_kernel.run(pages, market, 24)
        between = np.diff(log.time)
        gaps.append(between[np.diff(np.floor(log.time)) == 0] * searches * 0.5 / 24)  # clocks restart hourly
    drawn = np.concatenate(gaps)
    level = FALSE_ALARM / 6
    assert drawn.size > 1_400_000
    assert stats.kstest(drawn, "expon").pvalue > level, f"seed {SEED}"
    for far in (0.01, 7.0, 9.0):
        beyond = stats.binomtest(int((drawn > far).sum()), drawn.size, float(np.exp(-far)))
        assert beyond.pvalue > level, f"seed {SEED}, beyond {far}"
    counts, _, _ = np.histogram2d(np.exp(-drawn[:-1]), np.exp(-drawn[1:]), bins=16)
    assert stats.chi2_contingency(counts).pvalue > level, f"seed {SEED}"


@pytest.mark.parametrize(
    ("count", "part"),
    [(7, 0.3), (20, 0.5), (30, 0.97), (1000, 0.013), (60, 0.4), (900, 0.5), (50_000, 0.998), (10**7, 0.01)],
)
def test_searches_are_split_binomially(count, part):
    """The kernel's own binomial draws, few and many expected, both sides of a half."""
    stream = np.array([SEED + count], np.uint64)
    drawn = np.array([kernel.binomial(count, part, stream) for _ in range(20_000)])
    law = stats.binom(count, part)
    edges = np.unique(law.ppf(np.linspace(0.02, 0.98, 30)))
    chances = np.diff(np.concatenate([[0.0], law.cdf(edges), [1.0]]))
    seen = np.bincount(np.searchsorted(edges, drawn), minlength=chances.size)
    kept = chances * drawn.size > 5
    level = FALSE_ALARM / 8
    assert drawn.min() >= 0
    assert drawn.max() <= count
    expected = chances[kept] * seen[kept].sum() / chances[kept].sum()
    assert stats.chisquare(seen[kept], expected).pvalue > level, f"seed {SEED}"


@st.composite
def small_markets(draw):
    accounts = draw(st.integers(1, 5))
    cells = []
    for _ in range(draw(st.integers(1, 4))):
        bidders = draw(st.lists(st.integers(0, accounts - 1), unique=True, min_size=1, max_size=accounts))
        ours = draw(st.integers(-1, len(bidders) - 1))
        ads = tuple(
            Ad(
                account,
                draw(st.integers(0, 2_000_000)),
                draw(st.integers(1, 5_000_000)),
                draw(st.floats(0, 0.9)),
                place == ours,
            )
            for place, account in enumerate(bidders)
        )
        examination = tuple(draw(st.lists(st.floats(0.01, 1), min_size=1, max_size=4)))
        cells.append(Cell(ads, draw(st.floats(0, 300)), examination))
    budgets = tuple(draw(st.integers(0, 20_000_000)) for _ in range(accounts))
    weights = draw(st.lists(st.integers(0, 5), min_size=24, max_size=24).filter(any))
    return Market(
        tuple(cells),
        budgets,
        increment=draw(st.sampled_from([0, 1, 10_000])),
        reserve=draw(st.sampled_from([0, 50_000, 400_000])),
        hour_share=tuple(weight / sum(weights) for weight in weights),
        cascade=draw(st.booleans()),
        participation=tuple(draw(st.sampled_from([0.0, 0.2, 0.8, 1.0, 1.0])) for _ in range(accounts)),
    )


@settings(max_examples=300, deadline=None)
@given(small_markets(), st.integers(0, 1000))
def test_conservation_laws(market, replication):
    played, log = in_kernel.play(in_kernel.auction(market), market, replication, 0, SEED)
    assert sum(played.spent) == played.platform_revenue
    for account, budget in enumerate(market.budgets):
        assert 0 <= played.spent[account] <= budget
        assert (played.spent[account] == budget) == (not np.isnan(played.exhausted_at[account]))
    entry = 0
    for number, cell in enumerate(market.cells):
        own = [ad for ad in cell.ads if ad.ours]
        shown = 0
        for ad in cell.ads:
            assert played.clicks[entry] <= played.impressions[entry] <= played.searches[number]
            assert played.impressions[entry] <= played.position_sum[entry]
            assert played.position_sum[entry] <= len(cell.examination) * played.impressions[entry]
            assert played.examined[entry] <= max(cell.examination) * played.impressions[entry] * (1 + 1e-12)
            shown += played.impressions[entry]
            if ad.ours and ad.bid > 0:
                lost = played.lost_to_budget[number] + played.lost_to_rank[number] + played.lost_to_pacing[number]
                assert played.impressions[entry] + lost == played.searches[number]
            entry += 1
        assert shown <= len(cell.examination) * played.searches[number]
        for click in played.own:
            if click.cell == number:
                _check_click(click, own[0], market)
    assert np.all(np.diff(log.time) > 0)


def _check_click(click, ad, market):
    assert 0 <= click.price <= ad.bid
    assert 0 <= click.time < 24
    assert 0 <= click.slot < len(market.cells[click.cell].examination)
    assert market.hour_share[int(click.time)] > 0


@settings(max_examples=200, deadline=None)
@given(small_markets())
def test_only_the_exhausting_click_pays_less_than_the_reserve(market):
    played, _ = in_kernel.play(in_kernel.auction(market), market, 1, 0, SEED)
    own_accounts = [ad.account for cell in market.cells for ad in cell.ads if ad.ours]
    below = [click for click in played.own if click.price < market.reserve]
    for click in below:
        account = next(ad.account for ad in market.cells[click.cell].ads if ad.ours)
        assert click.time == played.exhausted_at[account]
    assert len(below) <= len(set(own_accounts))
