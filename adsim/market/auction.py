"""The click-event kernel: ranks ads, prices clicks and runs budgets dry, exact in law without walking every search.

Between two changes of state a cell's page is constant, so only *candidate* searches are walked: those
in which some ad could be clicked under any ranking. They come from one Poisson process over the day;
all other searches are counted, not walked. What is hidden here: the bound that makes this exact, the
common random numbers (candidate `i` of an hour is the same shopper in every variant, and our ad's luck
stands apart from the rivals'), and the integer arithmetic of the generalised second price.

Exact while rates are constant within the hour and state changes only at known times or clicks.
Money is in micro-units (1e-6 of the currency), quality weights in millionths. Loops: `market.kernel`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.market import kernel, ranking, thinning
from adsim.market.kernel import (
    BOUND,
    C_NO_MONEY,
    C_NO_RANK,
    C_NO_TURN,
    C_SEARCHES,
    CAP,
    ENTRY,
    LINE,
    SEEN,
    SINCE,
    T_CLICKS,
    T_COST,
    T_EXAMINED,
    T_IMPRESSIONS,
    T_POSITIONS,
    TO_COME,
)
from adsim.streams import Purpose

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_LOG_ROWS = 8192
_CACHE_LINE = 64  # bytes


def _lines(rows: int, columns: int, kind: type = np.float64) -> NDArray[Any]:
    """Return zeros that begin at a cache line, as plain arrays do not: rows of 64 bytes would lie across two."""
    size = rows * columns * np.dtype(kind).itemsize
    room = np.zeros(size + _CACHE_LINE, np.uint8)
    start = -room.ctypes.data % _CACHE_LINE
    return room[start : start + size].view(kind).reshape(rows, columns)


@dataclass(frozen=True)
class Clicks:
    """Clicks on our own ads, in time order. One row a click."""

    time: Floats  # hours since midnight
    cell: Ints
    slot: Ints  # from 0
    price: Ints  # micro-units
    key: NDArray[np.uint64]  # the candidate's key: the shopper, the same in every variant


@dataclass(frozen=True)
class Landscape:
    """What it would take to stand elsewhere on the page, all else as it is. Shapes: [ads, most slots].

    The least bid that stands in the slot or above it, and what a click then costs (micro-units). Where others would
    not fill the page so far down, both are -1 and the examination is 0.
    """

    bid: Ints
    price: Ints
    examination: Floats


class Auction:
    """All results pages of one market, advanced hour by hour through one day after another.

    Entries (an ad in a cell) lie cell by cell: those of cell c are `first[c]:first[c + 1]`, in order of
    entry. Shapes: [entries] for `account` and `click_rate` (chance of a click once looked at); [cells]
    for `ours` (entry of our ad, or -1), `our_cap` (a bound on our click rate over all variants and
    images) and `slots`; [cells, most slots] for `examination`. `increment` and `reserve` in micro-units.
    With `cascade` a shopper reads down, clicks at most once and leaves (Craswell et al. 2008).
    With several `arms` the same cells stand there once for each arm, one arm after the other, alike but for our ad,
    whose bound is the same in all arms; a search then falls to one of the arms by their weights of the day.

    Tallies of the day so far, booked when a page changes and at `end_day`: `impressions`, `examined`
    (impressions times the chance of being looked at), `position_sum`, `clicks` and `cost` (micro) by entry;
    `searches`, `lost_to_budget`, `lost_to_rank` and `lost_to_pacing` by cell. (With `cascade`, where accounts take
    part only now and then, `examined` of the searches not walked is its expectation given their counts.)
    Always up to date: `spent` (micro) and `exhausted_at` (hours, nan: never) by account; `platform_revenue` (micro).
    """

    def __init__(self, first: Ints, account: Ints, click_rate: Floats, ours: Ints, our_cap: Floats,
                 slots: Ints, examination: Floats, n_accounts: int, increment: int, reserve: int,
                 cascade: bool = False, arms: int = 1) -> None:  # fmt: skip
        cells, entries = ours.size, account.size
        self._first, self._account, self._ours = first, account, ours
        self._click_rate = click_rate.copy()
        self._slots, self._examination = slots, np.ascontiguousarray(examination)
        self._increment, self._reserve, self._cascade = increment, reserve, cascade
        # Behind the cells' pages lies a spare sheet, for pages that only one search sees.
        self._state = _lines(cells + 1, LINE)
        cell_of = self._cell = np.repeat(np.arange(cells), np.diff(first))
        rivals = click_rate.copy()
        rivals[ours[ours >= 0]] = 0.0
        best_first = rivals[np.lexsort((-rivals, cell_of))]
        found = thinning.bounds(first, best_first, slots, -np.sort(-self._examination, axis=1), our_cap)
        self._state[:cells, BOUND], self._state[:cells, CAP] = found
        # The bound itself may round to 1 where very many ads are clicked by nearly everyone.
        if np.any(self._state[:, CAP] >= 1.0) or np.any(click_rate >= 1.0):
            raise ValueError("a click rate must lie below 1")
        self._own = ours[ours >= 0]
        self._own_cap = our_cap[ours >= 0] * (1 + 1e-12)
        by_account = np.argsort(account, kind="stable")
        self._account_cells = cell_of[by_account]
        self._account_first = np.searchsorted(account[by_account], np.arange(n_accounts + 1))
        self._twice = np.zeros(n_accounts, bool)
        again = (np.diff(account[by_account]) == 0) & (np.diff(self._account_cells) == 0)
        self._twice[account[by_account][1:][again]] = True
        self._bid = np.zeros(entries, np.int64)
        self._weight = np.ones(entries, np.int64)
        self._score, self._order = np.zeros(entries, np.int64), np.arange(entries)
        most = self._examination.shape[1]
        self._shown = np.zeros(cells, np.int64)
        self._page = _lines((cells + 1) * (most + 1), LINE, np.int64).reshape(cells + 1, most + 1, LINE)
        self._ladder = np.full((cells + 1, most), 2.0)
        self._looked = np.zeros((cells, most))
        self._participation, self._throttled = np.ones(n_accounts), False
        self._queued, self._queue = np.zeros(cells, np.int64), _lines(entries, LINE)
        self._luck = _lines(entries, 2, np.uint64)
        # By place in a queue and slots taken, side by side because they are looked at together: bounds on a click
        # further down, and pages drawn only so far. Two rows at least: one alone is of another layout (contiguous), for
        # which numba would compile all loops again.
        further = _lines(max(entries, 2), most)
        self._most, self._rest = further.view(np.float32)[:, :most], further.view(np.int32)[:, most:]
        self._rest_passed = np.zeros((entries, most) if cascade else (0, 0))
        self._budget = np.zeros(n_accounts, np.int64)
        self._left = np.zeros(n_accounts, np.int64)
        self._log: tuple[Any, ...] = (
            np.empty(_LOG_ROWS), *(np.empty(_LOG_ROWS, np.int64) for _ in range(3)), np.empty(_LOG_ROWS, np.uint64)
        )  # fmt: skip
        self._searched = slice(cells // arms)  # the first arm's cells stand for all
        self._table, self._total = np.zeros(cells // arms, np.uint64), 0.0
        self._edges = np.zeros(arms - 1)
        # Between two days the clock stands at 24.
        self._clock, self._gap = np.array([24, 0]), np.zeros(1)
        self._stream = np.zeros(1, np.uint64)
        self._by_entry, self._by_cell = _lines(entries, LINE), np.zeros((cells, 4))
        self._revenue = np.zeros(1, np.int64)
        self._clear()

    def _clear(self) -> None:
        # Emptied, not made anew: fresh memory every day cost more than the day's auctions.
        for tally in (self._by_entry, self._by_cell, self._revenue):
            tally.fill(0)
        self.exhausted_at = np.full(self._left.size, np.nan)

    def _entries(self, column: int) -> Ints:
        return self._by_entry[:, column].astype(np.int64)

    def _cells(self, column: int) -> Ints:
        return self._by_cell[:, column].astype(np.int64)

    @property
    def impressions(self) -> Ints:
        """Searches in which the entry was shown."""
        return self._entries(T_IMPRESSIONS)

    @property
    def examined(self) -> Floats:
        """Impressions times the chance that their slot was looked at, by entry."""
        return self._by_entry[:, T_EXAMINED].copy()

    @property
    def position_sum(self) -> Ints:
        """Sum of positions (from 1) over impressions, by entry."""
        return self._entries(T_POSITIONS)

    @property
    def clicks(self) -> Ints:
        """Clicks by entry."""
        return self._entries(T_CLICKS)

    @property
    def cost(self) -> Ints:
        """What the entry's clicks cost, micro-units."""
        return self._entries(T_COST)

    @property
    def searches(self) -> Ints:
        """Searches by cell."""
        return self._cells(C_SEARCHES)

    @property
    def lost_to_budget(self) -> Ints:
        """Searches by cell in which our ad was missing because its money was spent."""
        return self._cells(C_NO_MONEY)

    @property
    def lost_to_rank(self) -> Ints:
        """Searches by cell in which our ad was missing because it ranked too low."""
        return self._cells(C_NO_RANK)

    @property
    def lost_to_pacing(self) -> Ints:
        """Searches by cell in which our ad was missing because its account took no part in the auction."""
        return self._cells(C_NO_TURN)

    @property
    def spent(self) -> Ints:
        """What each account has paid today, micro-units."""
        return self._budget - self._left

    @property
    def platform_revenue(self) -> int:
        """What all advertisers have paid today, in micro-units, counted click by click."""
        return int(self._revenue[0])

    @property
    def bounds(self) -> Floats:
        """Chance that a search is a candidate, by cell."""
        return self._state[: self._ours.size, BOUND].copy()

    def start_day(self, seed: int, replication: int, day: int, rate: Floats, hour_share: Floats, budget: Ints,
                  weights: Floats | None = None) -> None:  # fmt: skip
        """Open a day: expected searches by cell of one arm, share of the day's demand by hour, money by account
        (micro), and each arm's part of the searches."""
        self._keys = streams.keys(streams.key(Purpose.CANDIDATES, seed, replication, day), 24)
        self._hour_share = hour_share
        self._share_before = np.concatenate([[0.0], np.cumsum(hour_share)])
        self._share_before[24] = 1.0
        bound = self._state[self._searched, BOUND]
        self._total = float(thinning.alias(rate * bound, self._table))
        # Keyed apart from the variant, as the candidates are: total searches are the same in every variant.
        others = streams.generator(Purpose.OTHER_SEARCHES, seed, replication, day)
        to_come = others.poisson(rate * (1.0 - bound))
        if weights is not None and weights.size > 1:
            parts = np.cumsum(weights) / weights.sum()
            self._edges = parts[:-1] / parts[-1]
            split = streams.generator(Purpose.ROTATION, seed, replication, day)
            to_come = split.multinomial(to_come, weights / weights.sum()).T.ravel()
        self._state[: self._ours.size, TO_COME] = to_come
        self._state[:, SEEN] = self._state[:, SINCE] = 0.0
        self._stream[0] = streams.key(Purpose.SPLITS, seed, replication, day)
        self._clock[:], self._gap[0] = 0, 0.0
        self._clear()
        self._budget[:] = self._left[:] = budget
        self.exhausted_at[budget <= 0] = 0.0
        self._lay_out(np.arange(self._ours.size))

    def rank(self, bid: Ints, weight: Ints, click_rate: Floats | None = None,
             participation: Floats | None = None) -> None:  # fmt: skip
        """Take new bids (micro), quality weights (millionths) and, where given, click rates, from this hour on.

        `participation` by account, in [0, 1] (not given: 1): the chance, drawn for each search, that the account
        takes part in its auction at all; who does not is not ranked and sets no price.
        Only cells in which somebody else is shown, or with another click rate or participation, are laid out anew;
        where the order stays, only the prices move. Between two days nothing is laid out yet.
        """
        if bid.size and int(bid.max()) * int(weight.max()) >= 2**62:
            raise ValueError(f"bid × weight must stay below 2^62, got {int(bid.max())} × {int(weight.max())}")
        if click_rate is None:
            click_rate = self._click_rate
        elif np.any(click_rate[self._own] > self._own_cap):
            raise ValueError("our click rate must not exceed the bound stated for all variants")
        cells = kernel.follow(
            bid, weight, click_rate, self._take_part(participation), self._clock[0] < 24, self._first, self._order,
            self._account, self._bid, self._weight, self._score, self._click_rate, self._participation, self._ours,
            self._slots, self._left, self._reserve, self._state, self._shown, self._queued, self._page, self._queue,
        )  # fmt: skip
        if cells.size:
            self._lay_out(cells)

    def _take_part(self, participation: Floats | None) -> NDArray[np.bool_]:
        """Take new participation; returns the cells in which somebody's changed."""
        stale = np.zeros(self._ours.size, bool)
        if participation is None and not self._throttled:
            return stale
        now = np.ones(self._left.size) if participation is None else participation
        if not np.all((now >= 0.0) & (now <= 1.0)):
            raise ValueError(f"participation must lie in 0 to 1, got {now[~((now >= 0.0) & (now <= 1.0))][0]}")
        if np.any(self._twice & (now < 1.0)):
            raise ValueError("an account that takes part only now and then may have one ad in a cell, not more")
        changed = now != self._participation
        if changed.any():
            self._participation[:] = now
            self._throttled = bool(now.min() < 1.0)
            stale[self._cell[changed[self._account]]] = True
        return stale

    def _lay_out(self, cells: Ints) -> None:
        kernel.turn_pages(
            cells, self._share_before[self._clock[0]], self._first, self._order, self._account,
            self._bid, self._weight, self._click_rate, self._participation, self._ours, self._slots,
            self._examination, self._left, self._reserve, self._cascade, self._state, self._shown, self._queued,
            self._page, self._ladder, self._looked, self._queue, self._luck, self._most, self._rest,
            self._rest_passed, self._stream, self._by_entry, self._by_cell,
        )  # fmt: skip

    def advance(self, until_hour: int) -> Clicks:
        """Let the market run to this hour of the day (at most 24); returns the clicks on our ads."""
        parts: list[tuple[Any, ...]] = []
        while self._clock[0] < until_hour:
            rows = kernel.advance(
                until_hour, self._clock, self._gap, self._keys, self._hour_share, self._share_before,
                self._total, self._table, self._edges, self._first, self._account, self._ours, self._click_rate,
                self._participation, self._bid, self._weight, self._slots, self._examination, self._order,
                self._account_first, self._account_cells, self._left, self.exhausted_at, self._increment,
                self._reserve, self._cascade, self._state, self._shown, self._queued, self._page, self._ladder,
                self._looked, self._queue, self._luck, self._most, self._rest, self._rest_passed, self._stream,
                self._by_entry, self._by_cell, self._revenue, *self._log,
            )  # fmt: skip
            parts.append(tuple(column[:rows].copy() for column in self._log))
        if not parts:
            return Clicks(*(column[:0].copy() for column in self._log))
        return Clicks(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def end_day(self) -> None:
        """Book every search of the day; the tallies are complete afterwards."""
        if self._clock[0] < 24:
            raise ValueError(f"the day is at hour {int(self._clock[0])}: advance to 24 before it ends")
        kernel.book(
            np.arange(self._ours.size), 1.0, self._first, self._ours, self._slots, self._examination, self._cascade,
            self._looked, self._shown, self._queued, self._page, self._queue, self._luck, self._rest,
            self._rest_passed, self._state, self._stream, self._by_entry, self._by_cell,
        )  # fmt: skip

    def landscape(self, entries: Ints) -> Landscape:
        """Return what a platform's bid simulator would show these entries of the present ranking.

        Accounts whose money is spent (between two days: was spent) and such as never take part are not there; those
        that take part now and then are.
        """
        return Landscape(
            *ranking.bids_for_slots(
                entries, self._first, self._cell, self._order, self._account, self._participation, self._bid,
                self._weight, self._slots, self._examination, self._left, self._increment, self._reserve,
            )
        )  # fmt: skip

    def page(self, cell: int) -> list[tuple[int, int, int]]:
        """Return the cell's present page, top slot first: (entry, slot, price of a click in micro-units).

        Where accounts take part only now and then, it is the page when all of them do.
        """
        entries = self._page[cell, :, ENTRY]
        terms = (self._bid, self._weight, self._increment, self._reserve)
        return [
            (int(entries[s]), s, int(kernel.price_of_click(entries[s], entries[s + 1], *terms)))
            for s in range(self._shown[cell])
        ]
