"""The click-event kernel: ranks ads, prices clicks and runs budgets dry, exact in law without
walking every search.

Between two changes of state a cell's page is constant, so only *candidate* searches are walked: those
in which some ad could be clicked under any ranking. They come from one Poisson process over the day;
all other searches are counted, not walked. What is hidden here: the bound that makes this exact, the
common random numbers (candidate `i` of an hour is the same shopper in every variant, and our ad's luck
stands apart from the rivals'), and the integer arithmetic of the generalised second price.

Exact while rates are constant within the hour and state changes only at known times or clicks.
All loops live in this one module because numba's cache does not notice edits elsewhere.
Money is in micro-units (1e-6 of the currency), quality weights in millionths.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from adsim import streams
from adsim.streams import Purpose

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_GOLD = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_GAP, _CELL, _LOOK, _RIVAL, _NEXT = (
    np.uint64(0xA0761D6478BD642F),
    np.uint64(0xE7037ED1A0B428DB),
    np.uint64(0x8EBC6AF09C88C6E3),
    np.uint64(0x589965CC75374CC3),
    np.uint64(0x1D8E4E27C47D124F),
)
_TO_UNIT = 2.0**-53
_LOG_ROWS = 8192

# A cell's state, one cache line a cell: bound on the click chance of a search, the part of it that is our
# ad's, our ad's chance now, the rivals' chance now, our slot or why there is none, candidate searches since
# the page was laid out, other searches still to come today, share of the day gone when it was laid out.
_BOUND, _CAP, _OURS, _RIVALS, _SLOT, _SEEN, _TO_COME, _SINCE = range(8)
_OFF, _NO_MONEY, _NO_RANK = -1.0, -2.0, -3.0
# A place on a page, one cache line: who stands there, whose money pays, the price (-1: not asked for yet),
# and the clicks and their cost since the page was laid out. The place behind the last slot names who sets
# the last price.
_ENTRY, _ACCOUNT, _PRICE, _CLICKS, _COST = range(5)
_LINE = 8
# The day's tallies by entry, and by cell.
_T_IMPRESSIONS, _T_EXAMINED, _T_POSITIONS, _T_CLICKS, _T_COST = range(5)
_C_SEARCHES, _C_NO_MONEY, _C_NO_RANK = range(3)


@njit(cache=True, error_model="numpy", inline="always")
def _mix(x):  # type: ignore[no-untyped-def]
    x = (x ^ (x >> np.uint64(30))) * _M1
    x = (x ^ (x >> np.uint64(27))) * _M2
    return x ^ (x >> np.uint64(31))


@njit(cache=True, error_model="numpy", inline="always")
def _uniform(x):  # type: ignore[no-untyped-def]
    return np.float64(_mix(x) >> np.uint64(11)) * _TO_UNIT


@njit(cache=True, error_model="numpy")
def _bounds(first, ours, click_rate, our_cap, slots, examination, state):  # type: ignore[no-untyped-def]
    """Bound the chance that a search is clicked at all: best rates in the best slots, our ad at its cap."""
    for cell in range(ours.size):
        n = slots[cell]
        best_slots = np.sort(examination[cell, :n])[::-1]
        rates = np.empty(first[cell + 1] - first[cell])
        k = 0
        for entry in range(first[cell], first[cell + 1]):
            if entry != ours[cell]:
                rates[k] = click_rate[entry]
                k += 1
        rates = np.sort(rates[:k])[::-1]
        none = 1.0
        for s in range(min(n, k)):
            none *= 1.0 - best_slots[s] * rates[s]
        cap = best_slots[0] * our_cap[cell]
        state[cell, _CAP] = cap
        state[cell, _BOUND] = 1.0 - (1.0 - cap) * none


@njit(cache=True, error_model="numpy", inline="always")
def _price(entry, below, bid, weight, increment, reserve):  # type: ignore[no-untyped-def]
    """The generalised second price with quality, rounded up to a whole micro-unit before the cap."""
    if below < 0:
        return min(bid[entry], reserve)
    price = (bid[below] * weight[below] + weight[entry] - 1) // weight[entry] + increment
    return min(bid[entry], max(reserve, price))


@njit(cache=True, error_model="numpy", inline="always")
def _charge(cell, s, page, left, bid, weight, increment, reserve):  # type: ignore[no-untyped-def]
    """Take the price of a click from its account; returns what was paid, at most what is left."""
    price = page[cell, s, _PRICE]
    if price < 0:
        price = _price(page[cell, s, _ENTRY], page[cell, s + 1, _ENTRY], bid, weight, increment, reserve)
        page[cell, s, _PRICE] = price
    account = page[cell, s, _ACCOUNT]
    paid = min(price, left[account])
    left[account] -= paid
    page[cell, s, _CLICKS] += 1
    page[cell, s, _COST] += paid
    return paid


@njit(cache=True, error_model="numpy", inline="always")
def _sort(cell, first, bid, weight, order):  # type: ignore[no-untyped-def]
    """Order a cell's entries by bid × weight, highest first; ties keep the order of entry."""
    lo, hi = first[cell], first[cell + 1]
    for i in range(lo, hi):
        score = bid[i] * weight[i]
        j = i
        while j > lo and bid[order[j - 1]] * weight[order[j - 1]] < score:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i


@njit(cache=True, error_model="numpy", inline="always")
def _lay_out(cell, first, order, account, bid, click_rate, ours, slots, examination, left,
             reserve, cascade, state, shown, page, ladder):  # type: ignore[no-untyped-def]  # fmt: skip
    """Lay out a cell's page from its sorted entries: who stands where, with which chances of a click.

    `ladder` holds the chance that a rival is clicked in this slot or above; 2 beyond the last slot.
    """
    n = 0
    room = slots[cell]
    for i in range(first[cell], first[cell + 1]):
        entry = order[i]
        if bid[entry] < reserve or bid[entry] <= 0 or left[account[entry]] <= 0:
            continue
        page[cell, n, _ENTRY] = entry
        if n == room:
            break
        page[cell, n, _ACCOUNT] = account[entry]
        page[cell, n, _PRICE] = -1
        n += 1
        page[cell, n, _ENTRY] = -1
    shown[cell] = n
    own = ours[cell]
    state[cell, _OURS] = 0.0
    state[cell, _SLOT] = _OFF
    if own >= 0 and bid[own] > 0:
        state[cell, _SLOT] = _NO_RANK if left[account[own]] > 0 else _NO_MONEY
    passed = 1.0
    clicked = 0.0
    for s in range(n):
        entry = page[cell, s, _ENTRY]
        chance = examination[cell, s] * click_rate[entry]
        if entry == own:
            state[cell, _OURS] = chance * passed if cascade else chance
            state[cell, _SLOT] = s
            if cascade:
                passed *= 1.0 - click_rate[entry]
        elif cascade:
            clicked += chance * passed
            passed *= 1.0 - click_rate[entry]
        else:
            passed *= 1.0 - chance
            clicked = 1.0 - passed
        ladder[cell, s] = clicked
    for s in range(n, ladder.shape[1]):
        ladder[cell, s] = 2.0
    state[cell, _RIVALS] = clicked


@njit(cache=True, error_model="numpy")
def _binomial(n, p, stream):  # type: ignore[no-untyped-def]
    """Draw how many of n fall in a part p: by inversion, or BTRS (Hörmann 1993) where many are expected.

    `stream` is a SplitMix64 counter, so draws belong to the day's key and not to a thread.
    """
    small = min(p, 1.0 - p)
    if n * small < 12.0:
        odds = small / (1.0 - small)
        none = np.exp(n * np.log1p(-small))
        while True:
            stream[0] += _GOLD
            u = _uniform(stream[0])
            k = 0
            mass = none
            while u > mass and k <= n:
                u -= mass
                k += 1
                mass *= (n + 1 - k) * odds / k
            if k <= n:
                break
    else:
        deviation = np.sqrt(n * small * (1.0 - small))
        b = 1.15 + 2.53 * deviation
        a = -0.0873 + 0.0248 * b + 0.01 * small
        while True:
            stream[0] += _GOLD
            u = _uniform(stream[0]) - 0.5
            stream[0] += _GOLD
            v = _uniform(stream[0])
            us = 0.5 - abs(u)
            k = np.int64(np.floor((2.0 * a / us + b) * u + n * small + 0.5))
            if us >= 0.07 and v <= 0.92 - 4.2 / b:
                break
            if k < 0 or k > n:
                continue
            m = np.int64((n + 1) * small)
            v = np.log(v * (2.83 + 5.1 / b) * deviation / (a / (us * us) + b))
            if v <= (
                math.lgamma(m + 1.0) + math.lgamma(n - m + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)
                + (k - m) * np.log(small / (1.0 - small))
            ):  # fmt: skip
                break
    return k if p <= 0.5 else n - k


@njit(cache=True, error_model="numpy", inline="always")
def _book(cell, share_now, examination, shown, page, state, stream, by_entry, by_cell):  # type: ignore[no-untyped-def]
    """Book the searches and clicks that a cell's page has had since it was laid out."""
    n = np.int64(state[cell, _SEEN])
    state[cell, _SEEN] = 0.0
    since = state[cell, _SINCE]
    to_come = np.int64(state[cell, _TO_COME])
    if to_come > 0 and share_now > since:
        part = (share_now - since) / (1.0 - since)
        came = to_come if part >= 1.0 else _binomial(to_come, part, stream)
        state[cell, _TO_COME] = to_come - came
        n += came
    state[cell, _SINCE] = share_now
    if n == 0:
        return
    by_cell[cell, _C_SEARCHES] += n
    if state[cell, _SLOT] == _NO_MONEY:
        by_cell[cell, _C_NO_MONEY] += n
    elif state[cell, _SLOT] == _NO_RANK:
        by_cell[cell, _C_NO_RANK] += n
    for s in range(shown[cell]):
        entry = page[cell, s, _ENTRY]
        by_entry[entry, _T_IMPRESSIONS] += n
        by_entry[entry, _T_EXAMINED] += n * examination[cell, s]
        by_entry[entry, _T_POSITIONS] += n * (s + 1)
        by_entry[entry, _T_CLICKS] += page[cell, s, _CLICKS]
        by_entry[entry, _T_COST] += page[cell, s, _COST]
        page[cell, s, _CLICKS] = 0
        page[cell, s, _COST] = 0


@njit(cache=True, error_model="numpy")
def _turn_pages(cells, resort, share_now, first, order, account, bid, weight, click_rate, ours, slots,
                examination, left, reserve, cascade, state, shown, page, ladder, stream, by_entry,
                by_cell):  # type: ignore[no-untyped-def]  # fmt: skip
    """Book what these cells' pages have had, then lay them out anew (sorted again if bids moved)."""
    for cell in cells:
        _book(cell, share_now, examination, shown, page, state, stream, by_entry, by_cell)
        if resort:
            _sort(cell, first, bid, weight, order)
        _lay_out(cell, first, order, account, bid, click_rate, ours, slots, examination, left,
                 reserve, cascade, state, shown, page, ladder)  # fmt: skip


@njit(cache=True, error_model="numpy")
def _book_all(examination, shown, page, state, stream, by_entry, by_cell):  # type: ignore[no-untyped-def]
    for cell in range(shown.size):
        _book(cell, 1.0, examination, shown, page, state, stream, by_entry, by_cell)


@njit(cache=True, error_model="numpy")
def _alias(rate, table):  # type: ignore[no-untyped-def]
    """Fill Walker's alias table (Vose's method); returns the rates' sum.

    A row packs the chance of staying, in 2^-32, above the cell to go to otherwise.
    """
    n = rate.size
    total = rate.sum()
    if total <= 0.0:
        return 0.0
    stay = rate * (n / total)
    other = np.arange(n)
    small = np.empty(n, np.int64)
    large = np.empty(n, np.int64)
    smalls = larges = 0
    for i in range(n):
        if stay[i] < 1.0:
            small[smalls] = i
            smalls += 1
        else:
            large[larges] = i
            larges += 1
    while smalls > 0 and larges > 0:
        smalls -= 1
        low = small[smalls]
        high = large[larges - 1]
        other[low] = high
        stay[high] -= 1.0 - stay[low]
        if stay[high] < 1.0:
            larges -= 1
            small[smalls] = high
            smalls += 1
    for i in range(smalls):
        other[small[i]] = small[i]
    for i in range(n):
        scaled = np.uint64(min(max(stay[i], 0.0), 1.0) * 4294967295.0)
        table[i] = (scaled << np.uint64(32)) | np.uint64(other[i])
    return total


@njit(cache=True, error_model="numpy")
def _advance(until, clock, gap, keys, hour_share, share_before, total, table, first, account, ours,
             click_rate, bid, weight, slots, examination, order, account_first, account_cells, left,
             exhausted_at, increment, reserve, cascade, state, shown, page, ladder, stream, by_entry,
             by_cell, revenue, log_time, log_cell, log_slot, log_price, log_key):  # type: ignore[no-untyped-def]  # fmt: skip
    """Walk candidates from the clock to hour `until`, or until the log is full; returns rows logged."""
    rows = 0
    cells = np.uint64(ours.size)
    low_half = np.uint64(0xFFFFFFFF)
    dry = np.empty(examination.shape[1] + 1, np.int64)
    while clock[0] < until:
        hour = clock[0]
        rate = total * hour_share[hour]
        t = gap[0]
        i = clock[1]
        while rate > 0.0:
            if rows == log_time.size:
                gap[0] = t
                clock[1] = i
                return rows
            key = _mix(keys[hour] + np.uint64(i) * _GOLD)
            t -= np.log(1.0 - _uniform(key ^ _GAP)) / rate
            if t >= 1.0:
                break
            i += 1
            draw = _mix(key ^ _CELL)
            drawn = ((draw >> np.uint64(32)) * cells) >> np.uint64(32)
            packed = table[drawn]
            moved = packed & low_half
            cell = drawn if (draw & low_half) <= (packed >> np.uint64(32)) else moved
            state[cell, _SEEN] += 1.0
            look = _uniform(key ^ _LOOK) * state[cell, _BOUND]
            our_chance = state[cell, _OURS]
            cap = state[cell, _CAP]
            dries = 0
            if look < our_chance:
                s = np.int64(state[cell, _SLOT])
                paid = _charge(cell, s, page, left, bid, weight, increment, reserve)
                revenue[0] += paid
                log_time[rows] = hour + t
                log_cell[rows] = cell
                log_slot[rows] = s
                log_price[rows] = paid
                log_key[rows] = key
                rows += 1
                if left[page[cell, s, _ACCOUNT]] == 0:
                    dry[dries] = page[cell, s, _ACCOUNT]
                    dries += 1
            # How far down the rivals' ladder this search reaches; beyond its end: no rival is clicked.
            if cascade:
                reach = look - our_chance if look >= our_chance else 2.0
            elif look < cap:
                reach = _uniform(key ^ _RIVAL)
            else:
                reach = (look - cap) / (1.0 - cap)
            step = _NEXT
            while reach < state[cell, _RIVALS]:
                s = 0
                for rung in range(ladder.shape[1]):
                    s += ladder[cell, rung] <= reach
                paid = _charge(cell, s, page, left, bid, weight, increment, reserve)
                revenue[0] += paid
                if left[page[cell, s, _ACCOUNT]] == 0:
                    dry[dries] = page[cell, s, _ACCOUNT]
                    dries += 1
                if cascade:
                    break
                # The slots below are looked at afresh: survival so far times a new uniform.
                reach = 1.0 - (1.0 - ladder[cell, s]) * (1.0 - _uniform(key ^ step))
                step += _GOLD
            # Only now: all clicks of a search saw the same page.
            for d in range(dries):
                a = dry[d]
                exhausted_at[a] = hour + t
                share_now = share_before[hour] + hour_share[hour] * t
                _turn_pages(account_cells[account_first[a]:account_first[a + 1]], False, share_now, first,
                            order, account, bid, weight, click_rate, ours, slots, examination, left, reserve,
                            cascade, state, shown, page, ladder, stream, by_entry, by_cell)  # fmt: skip
        clock[0] += 1
        clock[1] = 0
        gap[0] = 0.0
    return rows


@dataclass(frozen=True)
class Clicks:
    """Clicks on our own ads, in time order. One row a click."""

    time: Floats  # hours since midnight
    cell: Ints
    slot: Ints  # from 0
    price: Ints  # micro-units
    key: NDArray[np.uint64]  # the candidate's key: the shopper, the same in every variant


class Auction:
    """All results pages of one market, advanced hour by hour through one day after another.

    Entries (an ad in a cell) lie cell by cell: those of cell c are `first[c]:first[c + 1]`, in order of
    entry. Shapes: [entries] for `account` and `click_rate` (chance of a click once looked at); [cells]
    for `ours` (entry of our ad, or -1), `our_cap` (a bound on our click rate over all variants and
    images) and `slots`; [cells, most slots] for `examination`. `increment` and `reserve` in micro-units.
    With `cascade` a shopper reads down, clicks at most once and leaves (Craswell et al. 2008).

    Tallies of the day so far, booked when a page changes and at `end_day`: `impressions`, `examined`
    (impressions weighted with examination), `position_sum`, `clicks` and `cost` (micro) by entry;
    `searches`, `lost_to_budget` and `lost_to_rank` by cell. Always up to date: `spent` (micro) and
    `exhausted_at` (hours, nan: never) by account, and `platform_revenue` (micro).
    """

    def __init__(self, first: Ints, account: Ints, click_rate: Floats, ours: Ints, our_cap: Floats,
                 slots: Ints, examination: Floats, n_accounts: int, increment: int, reserve: int,
                 cascade: bool = False) -> None:  # fmt: skip
        cells, entries = ours.size, account.size
        self._first, self._account, self._ours = first, account, ours
        self._click_rate = click_rate.copy()
        self._slots, self._examination = slots, np.ascontiguousarray(examination)
        self._increment, self._reserve, self._cascade = increment, reserve, cascade
        self._state = np.zeros((cells, _LINE))
        _bounds(first, ours, click_rate, our_cap, slots, self._examination, self._state)
        if np.any(self._state[:, _CAP] >= 1.0) or np.any(self._state[:, _BOUND] >= 1.0):
            raise ValueError("a click rate must lie below 1")
        self._our_cap = our_cap
        cell_of = np.repeat(np.arange(cells), np.diff(first))
        by_account = np.argsort(account, kind="stable")
        self._account_cells = cell_of[by_account]
        self._account_first = np.searchsorted(account[by_account], np.arange(n_accounts + 1))
        self._bid = np.zeros(entries, np.int64)
        self._weight = np.ones(entries, np.int64)
        self._order = np.arange(entries)
        most = self._examination.shape[1]
        self._shown = np.zeros(cells, np.int64)
        self._page = np.zeros((cells, most + 1, _LINE), np.int64)
        self._ladder = np.full((cells, most), 2.0)
        self._budget = np.zeros(n_accounts, np.int64)
        self._left = np.zeros(n_accounts, np.int64)
        self._log: tuple[Any, ...] = (
            np.empty(_LOG_ROWS), *(np.empty(_LOG_ROWS, np.int64) for _ in range(3)), np.empty(_LOG_ROWS, np.uint64)
        )  # fmt: skip
        self._table, self._total = np.zeros(cells, np.uint64), 0.0
        # Between two days the clock stands at 24.
        self._clock, self._gap = np.array([24, 0]), np.zeros(1)
        self._stream = np.zeros(1, np.uint64)
        self._clear()

    def _clear(self) -> None:
        self._by_entry = np.zeros((self._account.size, _LINE))
        self._by_cell = np.zeros((self._ours.size, 3))
        self.exhausted_at = np.full(self._left.size, np.nan)
        self._revenue = np.zeros(1, np.int64)

    def _entries(self, column: int) -> Ints:
        return self._by_entry[:, column].astype(np.int64)

    def _cells(self, column: int) -> Ints:
        return self._by_cell[:, column].astype(np.int64)

    @property
    def impressions(self) -> Ints:
        """Searches in which the entry was shown."""
        return self._entries(_T_IMPRESSIONS)

    @property
    def examined(self) -> Floats:
        """Impressions times the examination of their slot, by entry."""
        return self._by_entry[:, _T_EXAMINED]

    @property
    def position_sum(self) -> Ints:
        """Sum of positions (from 1) over impressions, by entry."""
        return self._entries(_T_POSITIONS)

    @property
    def clicks(self) -> Ints:
        """Clicks by entry."""
        return self._entries(_T_CLICKS)

    @property
    def cost(self) -> Ints:
        """What the entry's clicks cost, micro-units."""
        return self._entries(_T_COST)

    @property
    def searches(self) -> Ints:
        """Searches by cell."""
        return self._cells(_C_SEARCHES)

    @property
    def lost_to_budget(self) -> Ints:
        """Searches by cell in which our ad was missing because its money was spent."""
        return self._cells(_C_NO_MONEY)

    @property
    def lost_to_rank(self) -> Ints:
        """Searches by cell in which our ad was missing because it ranked too low."""
        return self._cells(_C_NO_RANK)

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
        return self._state[:, _BOUND].copy()

    def start_day(self, seed: int, replication: int, day: int, rate: Floats, hour_share: Floats, budget: Ints) -> None:
        """Open a day: expected searches by cell, share of the day's demand by hour, money by account (micro)."""
        self._keys = streams.keys(streams.key(seed, replication, day, Purpose.CANDIDATES), 24)
        self._hour_share = hour_share
        self._share_before = np.concatenate([[0.0], np.cumsum(hour_share)])
        self._share_before[24] = 1.0
        bound = self._state[:, _BOUND]
        self._total = float(_alias(rate * bound, self._table))
        # Keyed apart from the variant, as the candidates are: total searches are the same in every variant.
        others = streams.generator(seed, replication, day, Purpose.OTHER_SEARCHES)
        self._state[:, _TO_COME] = others.poisson(rate * (1.0 - bound))
        self._state[:, _SEEN] = self._state[:, _SINCE] = 0.0
        self._stream[0] = streams.key(seed, replication, day, Purpose.SPLITS)
        self._clock[:], self._gap[0] = 0, 0.0
        self._clear()
        self._budget[:] = self._left[:] = budget
        self.exhausted_at[budget <= 0] = 0.0
        self._lay_out(np.arange(self._ours.size))

    def rank(self, bid: Ints, weight: Ints, click_rate: Floats | None = None) -> None:
        """Take new bids (micro), quality weights (millionths) and, where given, click rates, from this hour on.

        Only cells in which something changed are ranked again; between two days nothing is yet.
        """
        if bid.size and int(bid.max()) * int(weight.max()) >= 2**62:
            raise ValueError(f"bid × weight must stay below 2^62, got {int(bid.max())} × {int(weight.max())}")
        changed = (bid != self._bid) | (weight != self._weight)
        if click_rate is not None:
            changed |= click_rate != self._click_rate
            own = self._ours[self._ours >= 0]
            if np.any(click_rate[own] > self._our_cap[self._ours >= 0] * (1 + 1e-12)):
                raise ValueError("our click rate must not exceed the bound stated for all variants")
            self._click_rate[:] = click_rate
        self._bid[:], self._weight[:] = bid, weight
        if self._clock[0] == 24:
            return
        counts = np.concatenate([[0], np.cumsum(changed)])
        self._lay_out(np.flatnonzero(counts[self._first[1:]] > counts[self._first[:-1]]))

    def _lay_out(self, cells: Ints) -> None:
        _turn_pages(
            cells, True, self._share_before[self._clock[0]], self._first, self._order, self._account,
            self._bid, self._weight, self._click_rate, self._ours, self._slots, self._examination, self._left,
            self._reserve, self._cascade, self._state, self._shown, self._page, self._ladder, self._stream,
            self._by_entry, self._by_cell,
        )  # fmt: skip

    def advance(self, until_hour: int) -> Clicks:
        """Let the market run to this hour of the day (at most 24); returns the clicks on our ads."""
        parts: list[tuple[Any, ...]] = []
        while self._clock[0] < until_hour:
            rows = _advance(
                until_hour, self._clock, self._gap, self._keys, self._hour_share, self._share_before,
                self._total, self._table, self._first, self._account, self._ours, self._click_rate,
                self._bid, self._weight, self._slots, self._examination, self._order, self._account_first,
                self._account_cells, self._left, self.exhausted_at, self._increment, self._reserve,
                self._cascade, self._state, self._shown, self._page, self._ladder, self._stream,
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
        _book_all(
            self._examination, self._shown, self._page, self._state, self._stream, self._by_entry, self._by_cell
        )

    def page(self, cell: int) -> list[tuple[int, int, int]]:
        """Return the cell's present page, top slot first: (entry, slot, price of a click in micro-units)."""
        entries = self._page[cell, :, _ENTRY]
        return [
            (
                int(entries[s]),
                s,
                int(_price(entries[s], entries[s + 1], self._bid, self._weight, self._increment, self._reserve)),
            )
            for s in range(self._shown[cell])
        ]
