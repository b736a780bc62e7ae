"""The auction kernel against one SimPy event a search and against numpy blocks, on the reference market."""

from collections.abc import Callable
from itertools import count

import numpy as np

from adsim.market.auction import Auction
from benchmarks.measuring import Figure, at_least, at_most, rate, rate_ratio, shown, side_by_side
from benchmarks.reference_market import ReferenceMarket, reference_market
from benchmarks.search_blocks import SearchBlocks, ThinnedBlocks
from benchmarks.search_events import LazySearchEvents, SearchEvents, bare_events

TITLE = "Auction kernel on the reference market (one core, processor time, medians of paired rounds)"
ROUNDS = 9
MILLION = 1_000_000
EVENT_SEARCHES, BARE_EVENTS = 50_000, 200_000
BLOCKS_A_DAY = 96  # a quarter of an hour each
KERNEL_DAYS = 5  # a timed call at 10⁶ a day, so that it is long enough to time
EVEN = np.full(24, 1 / 24)

kernel_runs: Callable[[], int] = count(1).__next__


class KernelDays:
    """Days of a market on the kernel; each call plays new days and returns the searches in them."""

    def __init__(self, market: ReferenceMarket, days: int) -> None:
        self.market, self.days = market, days
        self.kernel: Auction = market.auction()
        self.clicks = self.dropped_out = self.revenue = 0

    def __call__(self) -> float:
        kernel, market, searches = self.kernel, self.market, 0
        for _ in range(self.days):
            kernel.start_day(1, 0, kernel_runs(), market.rate, EVEN, market.budget)
            kernel.advance(24)
            kernel.end_day()
            searches += int(kernel.searches.sum())
        self.clicks = int(kernel.clicks.sum())
        self.dropped_out = int(np.isfinite(kernel.exhausted_at).sum())
        self.revenue = kernel.platform_revenue
        return float(searches)


class EventDay:
    """A day of a smaller market as SimPy events."""

    def __init__(self, kind: type[SearchEvents], market: ReferenceMarket) -> None:
        self.kind, self.market = kind, market

    def __call__(self) -> float:
        self.day = self.kind(self.market, kernel_runs())
        self.day.run(24)
        return float(self.day.searches)


class BlockDay:
    """A day in numpy blocks."""

    def __init__(self, kind: type[SearchBlocks], market: ReferenceMarket) -> None:
        self.kind, self.market = kind, market

    def __call__(self) -> float:
        size = round(self.market.searches)
        self.day = self.kind(self.market, kernel_runs(), size // BLOCKS_A_DAY)
        self.day.run(size)
        return float(self.day.searches)


def _bare() -> float:
    bare_events(BARE_EVENTS)
    return float(BARE_EVENTS)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    market = reference_market(MILLION)
    ten_times = reference_market(10 * MILLION)
    small = reference_market(EVENT_SEARCHES)
    plain, lazy = EventDay(SearchEvents, small), EventDay(LazySearchEvents, small)
    kernel, blocks = KernelDays(market, KERNEL_DAYS), BlockDay(SearchBlocks, market)
    tasks: dict[str, Callable[[], float]] = {
        "kernel": kernel,
        "plain": plain,
        "lazy": lazy,
        "bare": _bare,
        "blocks": blocks,
        "thinned": BlockDay(ThinnedBlocks, market),
        "rarer": KernelDays(market.rarer_clicks(10), KERNEL_DAYS),
        "ten": KernelDays(ten_times, 1),
        "ten blocks": BlockDay(SearchBlocks, ten_times),
    }
    taken = side_by_side(tasks, rounds)
    kernel_m, ten_m = rate(taken["kernel"]) / MILLION, rate(taken["ten"]) / MILLION
    walls = [timing.wall / timing.cpu for timing in taken["kernel"]]
    return [
        shown("kernel at 10⁶ searches a day", kernel_m, "M/s"),
        shown("kernel at 10⁷ searches a day", ten_m, "M/s"),
        shown("kernel: wall time over processor time (worst round)", max(walls), "×"),
        shown("bare SimPy events", rate(taken["bare"]), "/s"),
        shown("one SimPy event a search, plain auction", rate(taken["plain"]), "searches/s"),
        at_least("  as a share of bare SimPy events", 100 * rate_ratio(taken["plain"], taken["bare"]), 4, "%"),
        shown("one SimPy event a search, prices for clicks only", rate(taken["lazy"]), "searches/s"),
        shown("numpy blocks at 10⁶ a day", rate(taken["blocks"]) / MILLION, "M/s"),
        shown("numpy blocks with the kernel's thinning at 10⁶ a day", rate(taken["thinned"]) / MILLION, "M/s"),
        shown("numpy blocks at 10⁷ a day", rate(taken["ten blocks"]) / MILLION, "M/s"),
        at_least("kernel over one event a search", rate_ratio(taken["kernel"], taken["plain"]), 1000),
        shown("kernel over one event a search, 10⁷", rate_ratio(taken["ten"], taken["plain"]), "×"),
        shown("kernel over prices for clicks only", rate_ratio(taken["kernel"], taken["lazy"]), "×"),
        at_least("kernel over numpy blocks", rate_ratio(taken["kernel"], taken["blocks"]), 10),
        shown("kernel over numpy blocks with its thinning", rate_ratio(taken["kernel"], taken["thinned"]), "×"),
        shown("kernel over numpy blocks, 10⁷", rate_ratio(taken["ten"], taken["ten blocks"]), "×"),
        at_most(
            "ten times the searches, as many clicks: time",
            10 * rate_ratio(taken["kernel"], taken["rarer"]),
            1.1,
        ),
        *_same_market(kernel, plain, blocks),
    ]


def _same_market(kernel: KernelDays, plain: EventDay, blocks: BlockDay) -> list[Figure]:
    """That the engines did the same work: clicks and money a search, accounts that dropped out."""
    kernel_searches = float(kernel.kernel.searches.sum())
    rows = (
        ("kernel", kernel_searches, kernel.clicks, kernel.revenue, kernel.dropped_out),
        ("events", plain.day.searches, plain.day.clicks, plain.day.revenue, plain.day.dropped_out),
        ("blocks", blocks.day.searches, blocks.day.clicks.sum(), blocks.day.revenue, (blocks.day.left == 0).sum()),
    )  # fmt: skip
    figures = [
        Figure(f"{name}: clicks a search, money a search, drop-outs", f"{c / n:.3f} {r / n / MILLION:.3f} {d}")
        for name, n, c, r, d in rows
    ]
    unpaid = 100 * blocks.day.unpaid / blocks.day.revenue
    return [*figures, shown("blocks: overspent and not charged", unpaid, "%")]
