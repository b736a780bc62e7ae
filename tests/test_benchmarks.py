"""The benchmarks' yardsticks play the same market as the kernel, and every benchmark can be started."""

from importlib import import_module

import numpy as np

from benchmarks.__main__ import BENCHMARKS
from benchmarks.hourly_bidders import ShadingDays
from benchmarks.kernel import EVEN, KernelDays
from benchmarks.measuring import at_least, at_most
from benchmarks.pacing_kernel import HourlyBids, ThrottledDays
from benchmarks.reference_market import MICRO, ReferenceMarket, reference_market
from benchmarks.search_blocks import SearchBlocks, ThinnedBlocks
from benchmarks.search_events import LazySearchEvents, SearchEvents

SEARCHES, DAYS = 8000, 6


def kernel_day(market: ReferenceMarket, number: int) -> list[float]:
    kernel = market.auction()
    kernel.start_day(3, 0, number, market.rate, EVEN, market.budget)
    kernel.advance(24)
    kernel.end_day()
    out = np.isfinite(kernel.exhausted_at).sum()
    return [kernel.searches.sum(), kernel.clicks.sum(), kernel.platform_revenue / MICRO, out]


def event_day(kind: type[SearchEvents], market: ReferenceMarket, number: int) -> list[float]:
    day = kind(market, number)
    day.run(24)
    return [day.searches, day.clicks, day.revenue / MICRO, day.dropped_out]


def block_day(kind: type[SearchBlocks], market: ReferenceMarket, number: int) -> list[float]:
    day = kind(market, number, SEARCHES // 50)
    day.run(SEARCHES)
    return [day.searches, day.clicks.sum(), day.revenue / MICRO, (day.left == 0).sum()]


def test_the_yardsticks_play_the_kernels_market():
    """Searches, clicks, money and drop-outs a day agree within five standard errors (and 1 % for blocks)."""
    market = reference_market(SEARCHES)
    kernel = np.array([kernel_day(market, n) for n in range(60)])
    mean, error = kernel.mean(axis=0), kernel.std(axis=0) / np.sqrt(DAYS)
    for kind in (SearchEvents, LazySearchEvents):
        days = np.array([event_day(kind, market, n) for n in range(DAYS)])
        assert np.all(np.abs(days.mean(axis=0) - mean) < 5 * error), kind.__name__
    for blocks in (SearchBlocks, ThinnedBlocks):
        days = np.array([block_day(blocks, market, n) for n in range(DAYS)])
        assert np.all(np.abs(days.mean(axis=0) - mean) < 5 * error + 0.01 * mean), blocks.__name__


def test_rarer_clicks_are_as_many_clicks():
    market = reference_market(SEARCHES)
    rare = market.rarer_clicks(10)
    assert np.allclose((rare.rate[:, None] * rare.click_rate), market.rate[:, None] * market.click_rate)


def test_paced_and_hourly_bidders_play_the_same_searches():
    """As many as fixed bids bring, within five standard deviations; who shades runs dry more seldom."""
    market = reference_market(SEARCHES)
    fixed, shading = KernelDays(market, 1), ShadingDays(market, 1)
    for days in (fixed, shading, ThrottledDays(market, 1), HourlyBids(market, 1, 0.03, 0.7)):
        assert abs(days() - SEARCHES) < 5 * SEARCHES**0.5
    assert 0 < shading.dropped_out < fixed.dropped_out and 0.5 < shading.used < 1


def test_every_benchmark_can_be_started():
    for place in BENCHMARKS.values():
        module = import_module(place)
        assert module.TITLE
        assert callable(module.measure)


def test_targets_are_judged():
    assert at_least("speed", 999.0, 1000).met is False
    assert at_least("speed", 1000.0, 1000).met is True
    assert at_most("time", 1.2, 1.1).met is False
    assert "MISSED" in at_most("time", 1.2, 1.1).row()
