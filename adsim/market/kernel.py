"""The loops behind `market.auction`, compiled by numba: pages laid out, candidates walked, clicks charged.

How it can be exact without walking every search is said there. All loops and what they call stand in
this one module, because numba's cache does not notice an edit elsewhere. Structures are unpacked into
plain arrays (a structure passed into the loops cost three times as much). Money is in micro-units,
quality weights in millionths; nothing here is typed for people, shapes are stated at the columns.
"""

import math

import numpy as np
from numba import njit

_GOLD = np.uint64(0x9E3779B97F4A7C15)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_GAP, _CELL = np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB)
_LOOK, _RIVAL = np.uint64(0x8EBC6AF09C88C6E3), np.uint64(0x589965CC75374CC3)
_NEXT, _ARM = np.uint64(0x1D8E4E27C47D124F), np.uint64(0xEB44ACCAB455D165)
_TO_UNIT, _BATCH = 2.0**-53, 256
# A cell's state, one cache line a cell: bound on the click chance of a search, the part of it that is our
# ad's, our ad's chance now, the rivals' chance now, our slot or why there is none, candidate searches since
# the page was laid out, other searches still to come today, share of the day gone when it was laid out.
BOUND, CAP, OURS, RIVALS, SLOT, SEEN, TO_COME, SINCE = range(8)
OFF, NO_MONEY, NO_RANK = -1.0, -2.0, -3.0
# A place on a page, one cache line: who stands there, whose money pays, the price (-1: not asked for yet),
# and the clicks and their cost since the page was laid out. The place behind the last slot names who sets
# the last price.
ENTRY, ACCOUNT, PRICE, CLICKS, COST = range(5)
LINE = 8
# The day's tallies by entry, and by cell.
T_IMPRESSIONS, T_EXAMINED, T_POSITIONS, T_CLICKS, T_COST = range(5)
C_SEARCHES, C_NO_MONEY, C_NO_RANK = range(3)


@njit(cache=True, error_model="numpy", inline="always")
def _mix(x):
    x = (x ^ (x >> np.uint64(30))) * _M1
    x = (x ^ (x >> np.uint64(27))) * _M2
    return x ^ (x >> np.uint64(31))


@njit(cache=True, error_model="numpy", inline="always")
def _uniform(x):
    return np.float64(_mix(x) >> np.uint64(11)) * _TO_UNIT


def _ziggurat():
    """Tables of the ziggurat for the exponential distribution in 256 layers (Marsaglia & Tsang 2000)."""
    edge, area, scale = 7.69711747013104972, 0.0039496598225815571993, 2.0**53
    inside, width, height = np.zeros(256, np.uint64), np.zeros(256), np.zeros(256)
    base = area / np.exp(-edge)
    inside[0], width[0], height[0] = np.uint64(edge / base * scale), base / scale, 1.0
    width[255], height[255] = edge / scale, np.exp(-edge)
    for i in range(254, 0, -1):
        above = edge
        edge = -np.log(area / edge + np.exp(-edge))
        inside[i + 1] = np.uint64(edge / above * scale)
        width[i], height[i] = edge / scale, np.exp(-edge)
    return inside, width, height


_INSIDE, _WIDTH, _HEIGHT = _ziggurat()


@njit(cache=True, error_model="numpy")
def _gap_outside(key, layer, x):
    """The rare draws that leave the ziggurat's layers: the tail, a wedge, or another try."""
    while True:
        key = _mix(key + _GOLD)
        if layer == 0:
            return _WIDTH[255] / _TO_UNIT - np.log(1.0 - _uniform(key))
        if _HEIGHT[layer] + (_HEIGHT[layer - 1] - _HEIGHT[layer]) * _uniform(key) < np.exp(-x):
            return x
        key = _mix(key + _GOLD)
        layer = np.int64(key & np.uint64(0xFF))
        x = np.float64(key >> np.uint64(11)) * _WIDTH[layer]
        if (key >> np.uint64(11)) < _INSIDE[layer]:
            return x


@njit(cache=True, error_model="numpy")
def bounds(first, rates, slots, examination, our_cap, state):
    """Bound the chance that a search is clicked at all: best rates in the best slots, our ad at its cap.

    Both come sorted within their cell, best first (sorting here would take seconds to compile).
    """
    for cell in range(slots.size):
        none = 1.0
        for s in range(min(slots[cell], first[cell + 1] - first[cell])):
            none *= 1.0 - examination[cell, s] * rates[first[cell] + s]
        cap = examination[cell, 0] * our_cap[cell]
        state[cell, CAP] = cap
        state[cell, BOUND] = 1.0 - (1.0 - cap) * none


@njit(cache=True, error_model="numpy")
def price_of_click(entry, below, bid, weight, increment, reserve):
    """The generalised second price with quality, rounded up to a whole micro-unit before the cap."""
    if below < 0:
        return min(bid[entry], reserve)
    price = (bid[below] * weight[below] + weight[entry] - 1) // weight[entry] + increment
    return min(bid[entry], max(reserve, price))


@njit(cache=True, error_model="numpy")
def _sort(cells, first, bid, weight, order):
    """Order the entries of these cells by bid × weight, highest first; ties keep the order of entry."""
    for cell in cells:
        lo, hi = first[cell], first[cell + 1]
        for i in range(lo, hi):
            score = bid[i] * weight[i]
            j = i
            while j > lo and bid[order[j - 1]] * weight[order[j - 1]] < score:
                order[j] = order[j - 1]
                j -= 1
            order[j] = i


@njit(cache=True, error_model="numpy")
def _lay_out(cells, first, order, account, bid, click_rate, ours, slots, examination, left,
             reserve, cascade, state, shown, page, ladder, looked):  # fmt: skip
    """Lay out these cells' pages from their sorted entries: who stands where, with which chances of a click.

    `ladder` holds the chance that a rival is clicked in this slot or above; 2 beyond the last slot.
    `looked` holds the chance that the slot is looked at: in the cascade only where nobody above was clicked.
    """
    for cell in cells:
        n = 0
        room = slots[cell]
        for i in range(first[cell], first[cell + 1]):
            entry = order[i]
            if bid[entry] < reserve or bid[entry] <= 0 or left[account[entry]] <= 0:
                continue
            page[cell, n, ENTRY] = entry
            if n == room:
                break
            page[cell, n, ACCOUNT] = account[entry]
            page[cell, n, PRICE] = -1
            n += 1
            page[cell, n, ENTRY] = -1
        shown[cell] = n
        own = ours[cell]
        state[cell, OURS] = 0.0
        state[cell, SLOT] = OFF
        if own >= 0 and bid[own] > 0:
            state[cell, SLOT] = NO_RANK if left[account[own]] > 0 else NO_MONEY
        passed = 1.0
        clicked = 0.0
        for s in range(n):
            entry = page[cell, s, ENTRY]
            looked[cell, s] = examination[cell, s] * passed if cascade else examination[cell, s]
            chance = looked[cell, s] * click_rate[entry]
            if entry == own:
                state[cell, OURS] = chance
                state[cell, SLOT] = s
                if cascade:
                    passed *= 1.0 - click_rate[entry]
            elif cascade:
                clicked += chance
                passed *= 1.0 - click_rate[entry]
            else:
                passed *= 1.0 - chance
                clicked = 1.0 - passed
            ladder[cell, s] = clicked
        for s in range(n, ladder.shape[1]):
            ladder[cell, s] = 2.0
        state[cell, RIVALS] = clicked


@njit(cache=True, error_model="numpy")
def binomial(n, p, stream):
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


@njit(cache=True, error_model="numpy")
def book(cells, share_now, looked, shown, page, state, stream, by_entry, by_cell):
    """Book the searches and clicks that these cells' pages have had since they were laid out."""
    for cell in cells:
        n = np.int64(state[cell, SEEN])
        state[cell, SEEN] = 0.0
        since = state[cell, SINCE]
        to_come = np.int64(state[cell, TO_COME])
        if to_come > 0 and share_now > since:
            part = (share_now - since) / (1.0 - since)
            came = to_come if part >= 1.0 else binomial(to_come, part, stream)
            state[cell, TO_COME] = to_come - came
            n += came
        state[cell, SINCE] = share_now
        if n == 0:
            continue
        by_cell[cell, C_SEARCHES] += n
        if state[cell, SLOT] == NO_MONEY:
            by_cell[cell, C_NO_MONEY] += n
        elif state[cell, SLOT] == NO_RANK:
            by_cell[cell, C_NO_RANK] += n
        for s in range(shown[cell]):
            entry = page[cell, s, ENTRY]
            by_entry[entry, T_IMPRESSIONS] += n
            by_entry[entry, T_EXAMINED] += n * looked[cell, s]
            by_entry[entry, T_POSITIONS] += n * (s + 1)
            by_entry[entry, T_CLICKS] += page[cell, s, CLICKS]
            by_entry[entry, T_COST] += page[cell, s, COST]
            page[cell, s, CLICKS] = 0
            page[cell, s, COST] = 0


@njit(cache=True, error_model="numpy")
def _touched(cells, payer, account, ours, shown, page):
    """Those of these cells whose page changes when this account is out of money."""
    touched = np.empty(cells.size, np.int64)
    n = 0
    for cell in cells:
        # Our own ad's absence changes its reason even where it was not on the page.
        hit = ours[cell] >= 0 and account[ours[cell]] == payer
        for s in range(shown[cell] + 1):
            entry = page[cell, s, ENTRY]
            hit |= entry >= 0 and account[entry] == payer
        touched[n] = cell
        n += hit
    return touched[:n]


@njit(cache=True, error_model="numpy")
def turn_pages(cells, resort, share_now, first, order, account, bid, weight, click_rate, ours, slots,
               examination, left, reserve, cascade, state, shown, page, ladder, looked, stream, by_entry,
               by_cell):  # fmt: skip
    """Book what these cells' pages have had, then lay them out anew (sorted again if bids moved)."""
    book(cells, share_now, looked, shown, page, state, stream, by_entry, by_cell)
    if resort:
        _sort(cells, first, bid, weight, order)
    _lay_out(cells, first, order, account, bid, click_rate, ours, slots, examination, left, reserve,
             cascade, state, shown, page, ladder, looked)  # fmt: skip


@njit(cache=True, error_model="numpy")
def alias(rate, table):
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
def advance(until, clock, gap, keys, hour_share, share_before, total, table, edges, first, account, ours,
             click_rate, bid, weight, slots, examination, order, account_first, account_cells, left,
             exhausted_at, increment, reserve, cascade, state, shown, page, ladder, looked, stream, by_entry,
             by_cell, revenue, log_time, log_cell, log_slot, log_price, log_key):  # fmt: skip
    """Walk candidates from the clock to hour `until`, or until the log is full; returns rows logged."""
    rows = 0
    # Arms of a product test lie one after the other: first which search, then in which arm.
    cells = np.uint64(ours.size // (edges.size + 1))
    low_half = np.uint64(0xFFFFFFFF)
    dry = np.empty(examination.shape[1] + 1, np.int64)
    batch_key, batch_cell = np.empty(_BATCH, np.uint64), np.empty(_BATCH, np.uint64)
    batch_time, batch_look = np.empty(_BATCH), np.empty(_BATCH)
    taken = 0
    while clock[0] < until:
        hour = clock[0]
        rate = total * hour_share[hour]
        t = gap[0] if rate > 0.0 else 1.0
        mean_gap = 1.0 / rate
        i = clock[1]
        while t < 1.0:
            if rows + _BATCH > log_time.size:
                gap[0] = t
                clock[1] = i
                revenue[0] += taken
                return rows
            # Draw a batch of candidates before looking at any: without branches to guess wrong, the
            # processor overlaps them.
            drawn = 0
            while drawn < _BATCH:
                key = _mix(keys[hour] + np.uint64(i) * _GOLD)
                bits = _mix(key ^ _GAP)
                layer = np.int64(bits & np.uint64(0xFF))
                step = np.float64(bits >> np.uint64(11)) * _WIDTH[layer]
                if (bits >> np.uint64(11)) >= _INSIDE[layer]:
                    step = _gap_outside(bits, layer, step)
                t += step * mean_gap
                if t >= 1.0:
                    break
                i += 1
                draw = _mix(key ^ _CELL)
                place = ((draw >> np.uint64(32)) * cells) >> np.uint64(32)
                packed = table[place]
                batch_cell[drawn] = place if (draw & low_half) <= (packed >> np.uint64(32)) else packed & low_half
                if edges.size > 0:
                    turn = _uniform(key ^ _ARM)
                    for edge in edges:
                        if turn >= edge:
                            batch_cell[drawn] += cells
                batch_key[drawn] = key
                batch_time[drawn] = t
                batch_look[drawn] = _uniform(key ^ _LOOK)
                drawn += 1
            for candidate in range(drawn):
                cell = batch_cell[candidate]
                key = batch_key[candidate]
                at = batch_time[candidate]
                state[cell, SEEN] += 1.0
                look = batch_look[candidate] * state[cell, BOUND]
                our_chance = state[cell, OURS]
                cap = state[cell, CAP]
                # How far down the rivals' ladder this search reaches; beyond its end: no rival is clicked.
                if cascade:
                    reach = look - our_chance if look >= our_chance else 2.0
                elif look < cap:
                    reach = _uniform(key ^ _RIVAL)
                else:
                    reach = (look - cap) / (1.0 - cap)
                ours_next = look < our_chance
                rivals = state[cell, RIVALS]
                again = _NEXT
                dries = 0
                while ours_next or reach < rivals:
                    s = 0
                    if ours_next:
                        s = np.int64(state[cell, SLOT])
                    else:
                        for rung in range(ladder.shape[1]):
                            s += ladder[cell, rung] <= reach
                    price = page[cell, s, PRICE]
                    if price < 0:
                        price = price_of_click(
                            page[cell, s, ENTRY], page[cell, s + 1, ENTRY], bid, weight, increment, reserve
                        )
                        page[cell, s, PRICE] = price
                    payer = page[cell, s, ACCOUNT]
                    paid = min(price, left[payer])
                    left[payer] -= paid
                    page[cell, s, CLICKS] += 1
                    page[cell, s, COST] += paid
                    taken += paid
                    if left[payer] == 0:
                        dry[dries] = payer
                        dries += 1
                    if ours_next:
                        log_time[rows] = hour + at
                        log_cell[rows] = cell
                        log_slot[rows] = s
                        log_price[rows] = paid
                        log_key[rows] = key
                        rows += 1
                        ours_next = False
                    elif cascade:
                        break
                    else:
                        # The slots below are looked at afresh: survival so far times a new uniform.
                        reach = 1.0 - (1.0 - ladder[cell, s]) * (1.0 - _uniform(key ^ again))
                        again += _GOLD
                # Only now: all clicks of a search saw the same page.
                for d in range(dries):
                    a = dry[d]
                    exhausted_at[a] = hour + at
                    share_now = share_before[hour] + hour_share[hour] * at
                    theirs = account_cells[account_first[a] : account_first[a + 1]]
                    turn_pages(_touched(theirs, a, account, ours, shown, page), False, share_now, first, order,
                               account, bid, weight, click_rate, ours, slots, examination, left, reserve, cascade,
                               state, shown, page, ladder, looked, stream, by_entry, by_cell)  # fmt: skip
        clock[0] += 1
        clock[1] = 0
        gap[0] = 0.0
    revenue[0] += taken
    return rows
