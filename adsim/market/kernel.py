"""The loops behind `market.auction`, compiled by numba: pages laid out, candidates walked, clicks charged.

How it can be exact without walking every search is said there. All loops and what they call stand in
this one module, because numba's cache does not notice an edit elsewhere. Structures are unpacked into
plain arrays (a structure passed into the loops cost three times as much). Money is in micro-units,
quality weights in millionths; nothing here is typed for people, shapes are stated at the columns.
Functions that make no array are compiled without numba's counting of references (`_nrt`): for throttled pages it had
taken 40 % of the time. Arrays are copied into arrays value by value: for slices numba compiles what it would say of an
error, for 3 s.
"""

import math
from typing import Any

import numpy as np
from numba import njit

from adsim.market.thinning import HEIGHT, INSIDE, WIDTH

_LEAN: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
_GOLD = np.uint64(0x9E3779B97F4A7C15)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_GAP, _CELL = np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB)
_LOOK, _RIVAL = np.uint64(0x8EBC6AF09C88C6E3), np.uint64(0x589965CC75374CC3)
_NEXT, _ARM = np.uint64(0x1D8E4E27C47D124F), np.uint64(0xEB44ACCAB455D165)
_TURN = np.uint64(0xD6E8FEB86659FD93)
_TO_UNIT, _BATCH, _FEW, _RUN, _ROOM_TO_ROUND = 2.0**-53, 256, 192, 8, 1.0 + 2e-7
_ALWAYS = np.uint64(2**53)
# A cell's state, one cache line a cell: bound on the click chance of a search, the part of it that is our
# ad's, our ad's chance now, the rivals' chance now, our slot or why there is none, candidate searches since
# the page was laid out, other searches still to come today, share of the day gone when it was laid out.
BOUND, CAP, OURS, RIVALS, SLOT, SEEN, TO_COME, SINCE = range(8)
OFF, NO_MONEY, NO_RANK, NO_TURN = -1.0, -2.0, -3.0, -4.0
# Where an account takes part only now and then, every search has a page of its own. Such a cell has a queue, its
# chances are bounds over all that may take part (in the cascade ours is that of any click), and its slot is our ad's
# place in the queue if it is ranked whenever it takes part.
# A place on a page, one cache line: who stands there, whose money pays, the price (-1: not asked for yet),
# the clicks and their cost since the page was laid out, and, where it was drawn, the place in the queue. The place
# behind the last slot names who sets the last price.
ENTRY, ACCOUNT, PRICE, CLICKS, COST, PLACE = range(6)
LINE = 8
# A place in the queue of a cell whose pages are drawn, by rank: who may stand on a page, whose money pays, the click
# rate, and the candidates' pages and clicks since the queue was formed.
Q_ENTRY, Q_ACCOUNT, Q_RATE, Q_IMPRESSIONS, Q_EXAMINED, Q_POSITIONS, Q_CLICKS, Q_COST = range(8)
# Beside it, who has luck: the account's turn, and in 2^-53 its chance to take part. And by slots taken, pages that
# were drawn only so far; in slot 0 of the cell's first row those drawn in full, but for our ad behind them.
TURN, CHANCE = range(2)
# The day's tallies by entry, and by cell.
T_IMPRESSIONS, T_EXAMINED, T_POSITIONS, T_CLICKS, T_COST = range(5)
C_SEARCHES, C_NO_MONEY, C_NO_RANK, C_NO_TURN = range(4)


@njit(cache=True, error_model="numpy", inline="always")
def _mix(x):
    x = (x ^ (x >> np.uint64(30))) * _M1
    x = (x ^ (x >> np.uint64(27))) * _M2
    return x ^ (x >> np.uint64(31))


@njit(cache=True, error_model="numpy", inline="always")
def _uniform(x):
    return np.float64(_mix(x) >> np.uint64(11)) * _TO_UNIT


@njit(cache=True, error_model="numpy", inline="always")
def turn_mark(key, account):
    """The mark by which an account takes part in this candidate's auction: if it lies below its participation."""
    return _uniform(key ^ (np.uint64(account + 1) * _TURN))


@njit(cache=True, error_model="numpy")
def _gap_outside(key, layer, x):
    """The rare draws that leave the ziggurat's layers: the tail, a wedge, or another try."""
    while True:
        key = _mix(key + _GOLD)
        if layer == 0:
            return WIDTH[255] / _TO_UNIT - np.log(1.0 - _uniform(key))
        if HEIGHT[layer] + (HEIGHT[layer - 1] - HEIGHT[layer]) * _uniform(key) < np.exp(-x):
            return x
        key = _mix(key + _GOLD)
        layer = np.int64(key & np.uint64(0xFF))
        x = np.float64(key >> np.uint64(11)) * WIDTH[layer]
        if (key >> np.uint64(11)) < INSIDE[layer]:
            return x


@njit(**_LEAN)
def price_of_click(entry, below, bid, weight, increment, reserve):
    """The generalised second price with quality, rounded up to a whole micro-unit before the cap."""
    if below < 0:
        return min(bid[entry], reserve)
    price = (bid[below] * weight[below] + weight[entry] - 1) // weight[entry] + increment
    return min(bid[entry], max(reserve, price))


@njit(cache=True, error_model="numpy")
def _sort(lo, hi, score, order):
    """Order a cell's entries by score, highest first, of equals the earlier one; quick where little moved."""
    for i in range(lo + 1, hi):
        entry = order[i]
        own = score[entry]
        j = i
        while j > lo:
            above = order[j - 1]
            if score[above] > own or (score[above] == own and above < entry):
                break
            order[j] = above
            j -= 1
        order[j] = entry


@njit(**_LEAN)
def _absence(own, bid, account, participation, left, reserve):
    """Why our ad is not ranked at all; 0 if it is whenever it takes part."""
    if own < 0 or bid[own] <= 0:
        return OFF
    if left[account[own]] <= 0:
        return NO_MONEY
    if bid[own] < reserve:
        return NO_RANK
    return NO_TURN if participation[account[own]] <= 0.0 else 0.0


@njit(**_LEAN)
def _queue_up(cell, first, order, account, bid, click_rate, participation, own, room, left, reserve, examination,
              cascade, state, queue, luck, most):  # fmt: skip
    """Note in order of rank who may stand on this cell's pages, and what clicks there may be; returns how many.

    Behind those who fill the page with whoever sets its last price, and always take part, nobody is looked for.
    """
    n = first[cell]
    sure = 0
    ranked = state[cell, SLOT] == 0.0
    ours = -1
    for i in range(first[cell], first[cell + 1]):
        entry = order[i]
        chance = participation[account[entry]]
        if bid[entry] < reserve or bid[entry] <= 0 or left[account[entry]] <= 0 or chance <= 0.0:
            continue
        queue[n] = 0.0
        if entry == own:
            ours = n
        queue[n, Q_ENTRY] = entry
        queue[n, Q_ACCOUNT] = account[entry]
        queue[n, Q_RATE] = click_rate[entry]
        luck[n, TURN] = np.uint64(account[entry] + 1) * _TURN
        luck[n, CHANCE] = np.uint64(np.ceil(chance / _TO_UNIT))
        n += 1
        sure += chance >= 1.0
        if sure > room:
            break
    if ranked:
        if ours < 0:
            # Our ad stands behind: the row behind the queue remembers how often it takes part.
            ours = n
            luck[n, CHANCE] = np.uint64(np.ceil(participation[account[own]] / _TO_UNIT))
        state[cell, SLOT] = ours - first[cell]
    _bound_rest(cell, first[cell], n, own, room, examination, cascade, queue, luck, most)
    state[cell, RIVALS] = most[first[cell], 0]
    state[cell, OURS] = 0.0
    if cascade:
        state[cell, OURS], state[cell, RIVALS] = state[cell, RIVALS], 0.0
    elif ranked and ours < n:
        for s in range(room):
            state[cell, OURS] = max(state[cell, OURS], examination[cell, s] * queue[ours, Q_RATE] * _ROOM_TO_ROUND)
    return n - first[cell]


@njit(**_LEAN)
def _bound_rest(cell, lo, behind, own, room, examination, cascade, queue, luck, most):
    """By place in the queue and slots taken: the most that a click further down can be likely, whoever takes part.

    A rival's click, or in the cascade anybody's. In the cascade: if nobody above was clicked.
    """
    for place in range(behind - 1, lo - 1, -1):
        rate = queue[place, Q_RATE] if cascade or queue[place, Q_ENTRY] != own else 0.0
        for s in range(room):
            on = most[place + 1, s + 1] if place + 1 < behind and s + 1 < room else 0.0
            seen = examination[cell, s] * rate
            chance = seen + (1.0 - (rate if cascade else seen)) * on
            if luck[place, CHANCE] < _ALWAYS and place + 1 < behind:
                chance = max(chance, most[place + 1, s])
            most[place, s] = chance * _ROOM_TO_ROUND


@njit(cache=True, error_model="numpy")
def _lay_out(cells, first, order, account, bid, click_rate, participation, ours, slots, examination, left,
             reserve, cascade, state, shown, queued, page, ladder, looked, queue, luck, most):  # fmt: skip
    """Lay out these cells' pages from their sorted entries: who stands where, with which chances of a click.

    `ladder` holds the chance that a rival is clicked in this slot or above; 2 beyond the last slot.
    `looked` holds the chance that the slot is looked at: in the cascade only where nobody above was clicked.
    Where somebody in reach of the page takes part only now and then, this is the page when all do.
    """
    for cell in cells:
        n = 0
        room = slots[cell]
        drawn = False
        for i in range(first[cell], first[cell + 1]):
            entry = order[i]
            chance = participation[account[entry]]
            if bid[entry] < reserve or bid[entry] <= 0 or left[account[entry]] <= 0 or chance <= 0.0:
                continue
            drawn |= chance < 1.0
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
        state[cell, SLOT] = _absence(own, bid, account, participation, left, reserve)
        if state[cell, SLOT] == 0.0:
            # Even where our ad can never be shown it is drawn why.
            drawn |= participation[account[own]] < 1.0
        queued[cell] = 0
        if drawn:
            queued[cell] = _queue_up(cell, first, order, account, bid, click_rate, participation, own, room, left,
                                     reserve, examination, cascade, state, queue, luck, most)  # fmt: skip
            continue
        if state[cell, SLOT] == 0.0:
            state[cell, SLOT] = NO_RANK  # unless it is found on the page
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


@njit(**_LEAN)
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


@njit(**_LEAN)
def _count(cell, n, state, by_cell):
    """Count n searches of a cell, and why our ad was in none of them."""
    by_cell[cell, C_SEARCHES] += n
    if state[cell, SLOT] == NO_MONEY:
        by_cell[cell, C_NO_MONEY] += n
    elif state[cell, SLOT] == NO_RANK:
        by_cell[cell, C_NO_RANK] += n
    elif state[cell, SLOT] == NO_TURN:
        by_cell[cell, C_NO_TURN] += n


@njit(**_LEAN)
def thinned(n, chance, stream):
    """Draw how many of n take part, `chance` in 2^-53. Few are drawn 64 at a time, bit by bit of each one's number.

    A number is below the chance if, where their bits first differ, it has a 0; most are decided after some few bits.
    """
    if chance >= _ALWAYS or n == 0:
        return n
    if n > _FEW:
        return binomial(n, np.float64(chance) * _TO_UNIT, stream)
    k = 0
    while n > 0:
        open_ = np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(64 - min(n, 64))
        below = np.uint64(0)
        bits = chance << np.uint64(11)
        while open_ != 0 and bits != 0:
            stream[0] += _GOLD
            draw = _mix(stream[0])
            if bits >> np.uint64(63):
                below |= open_ & ~draw
                open_ &= draw
            else:
                open_ &= ~draw
            bits <<= np.uint64(1)
        below -= (below >> np.uint64(1)) & np.uint64(0x5555555555555555)
        below = (below & np.uint64(0x3333333333333333)) + ((below >> np.uint64(2)) & np.uint64(0x3333333333333333))
        below = (below + (below >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        k += np.int64((below * np.uint64(0x0101010101010101)) >> np.uint64(56))
        n -= 64
    return k


@njit(**_LEAN)
def _book_drawn(cell, n, first, ours, room, examination, cascade, state, queued, queue, luck, rest, rest_passed,
                standing, passed, stream, by_entry, by_cell):  # fmt: skip
    """Book a cell whose every search has a page of its own: the candidates' pages, and n that were not walked.

    By rank: of the searches with s ads so far, those whose auction the next ad takes part in show it in slot s.
    Where a candidate's page was drawn only so far, the rest of it joins them there.
    In the cascade `passed` is the mean chance, over the searches with s ads, that nobody above was clicked: the
    expected `examined` given the counts.
    """
    standing[: room + 1] = 0
    standing[0] = n
    standing[room] = rest[first[cell], 0]
    rest[first[cell], 0] = 0
    passed[0] = 1.0
    own = ours[cell] if state[cell, SLOT] >= 0.0 else -1
    full = np.int64(-1)
    for i in range(queued[cell]):
        place = queue[first[cell] + i]
        entry = np.int64(place[Q_ENTRY])
        by_entry[entry, T_IMPRESSIONS] += place[Q_IMPRESSIONS]
        by_entry[entry, T_EXAMINED] += place[Q_EXAMINED]
        by_entry[entry, T_POSITIONS] += place[Q_POSITIONS]
        by_entry[entry, T_CLICKS] += place[Q_CLICKS]
        by_entry[entry, T_COST] += place[Q_COST]
        place[Q_IMPRESSIONS:] = 0.0
        for s in range(1, room):
            joining = rest[first[cell] + i, s]
            if joining > 0:
                if cascade:
                    alike = passed[s] * standing[s] if standing[s] > 0 else 0.0
                    passed[s] = (alike + rest_passed[first[cell] + i, s]) / (standing[s] + joining)
                    rest_passed[first[cell] + i, s] = 0.0
                standing[s] += joining
                rest[first[cell] + i, s] = 0
        if entry == own:
            full = standing[room]
        for s in range(min(i, room - 1), -1, -1):
            k = thinned(standing[s], luck[first[cell] + i, CHANCE], stream)
            if entry == own:
                by_cell[cell, C_NO_TURN] += standing[s] - k
            if k == 0:
                continue
            seen = examination[cell, s]
            if cascade:
                seen *= passed[s]
                below = standing[s + 1]
                on = passed[s] * (1.0 - place[Q_RATE])
                passed[s + 1] = on if below == 0 else (passed[s + 1] * below + on * k) / (below + k)
            standing[s] -= k
            standing[s + 1] += k
            by_entry[entry, T_IMPRESSIONS] += k
            by_entry[entry, T_EXAMINED] += k * seen
            by_entry[entry, T_POSITIONS] += k * (s + 1)
    if own >= 0:
        if full < 0:
            full = standing[room]
        k = thinned(full, luck[first[cell] + np.int64(state[cell, SLOT]), CHANCE], stream)
        by_cell[cell, C_NO_RANK] += k
        by_cell[cell, C_NO_TURN] += full - k


@njit(cache=True, error_model="numpy")
def book(cells, share_now, first, ours, slots, examination, cascade, looked, shown, queued, page, queue, luck, rest,
         rest_passed, state, stream, by_entry, by_cell):  # fmt: skip
    """Book the searches and clicks that these cells' pages have had since they were laid out."""
    standing, passed = np.empty(looked.shape[1] + 1, np.int64), np.empty(looked.shape[1] + 1)
    for cell in cells:
        n = np.int64(state[cell, SEEN])
        state[cell, SEEN] = 0.0
        since = state[cell, SINCE]
        to_come = np.int64(state[cell, TO_COME])
        came = np.int64(0)
        if to_come > 0 and share_now > since:
            part = (share_now - since) / (1.0 - since)
            came = to_come if part >= 1.0 else binomial(to_come, part, stream)
            state[cell, TO_COME] = to_come - came
            n += came
        state[cell, SINCE] = share_now
        if queued[cell] > 0:
            _count(cell, n, state, by_cell)
            _book_drawn(cell, n, first, ours, slots[cell], examination, cascade, state, queued, queue, luck, rest,
                        rest_passed, standing, passed, stream, by_entry, by_cell)  # fmt: skip
            continue
        if n == 0:
            continue
        _count(cell, n, state, by_cell)
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
def _touched(cells, payer, first, account, ours, state, shown, queued, page, queue):
    """Those of these cells whose page changes when this account is out of money."""
    touched = np.empty(cells.size, np.int64)
    n = 0
    for cell in cells:
        # Our own ad's absence changes its reason even where it was not on the page.
        hit = ours[cell] >= 0 and account[ours[cell]] == payer
        if queued[cell] > 0:
            for i in range(first[cell], first[cell] + queued[cell]):
                hit |= queue[i, Q_ACCOUNT] == payer
        else:
            for s in range(shown[cell] + 1):
                entry = page[cell, s, ENTRY]
                hit |= entry >= 0 and account[entry] == payer
        touched[n] = cell
        n += hit
    return touched[:n]


@njit(cache=True, error_model="numpy")
def turn_pages(cells, share_now, first, order, account, bid, weight, click_rate, participation, ours,
               slots, examination, left, reserve, cascade, state, shown, queued, page, ladder, looked, queue, luck,
               most, rest, rest_passed, stream, by_entry, by_cell):  # fmt: skip
    """Book what these cells' pages have had, then lay them out anew."""
    book(cells, share_now, first, ours, slots, examination, cascade, looked, shown, queued, page, queue, luck, rest,
         rest_passed, state, stream, by_entry, by_cell)  # fmt: skip
    _lay_out(cells, first, order, account, bid, click_rate, participation, ours, slots, examination, left, reserve,
             cascade, state, shown, queued, page, ladder, looked, queue, luck, most)  # fmt: skip


@njit(cache=True, error_model="numpy")
def _still_lies(cell, first, order, account, bid, participation, own, room, left, reserve, state, shown, queued, page,
                queue):  # fmt: skip
    """Whether the order just sorted shows what this cell's page shows; if so, prices are asked for anew."""
    drawn = queued[cell] > 0
    n = 0
    sure = 0
    below = -1
    for i in range(first[cell], first[cell + 1]):
        entry = order[i]
        chance = participation[account[entry]]
        if bid[entry] < reserve or bid[entry] <= 0 or left[account[entry]] <= 0 or chance <= 0.0:
            continue
        if drawn:
            same = n < queued[cell] and queue[first[cell] + n, Q_ENTRY] == entry
        elif n == room:
            same = chance >= 1.0
            below = entry
        else:
            same = chance >= 1.0 and n < shown[cell] and page[cell, n, ENTRY] == entry
        if not same:
            return False
        n += 1
        sure += chance >= 1.0
        if sure > room:
            break
    absence = _absence(own, bid, account, participation, left, reserve)
    if drawn:
        return n == queued[cell] and absence == min(state[cell, SLOT], 0.0)
    if absence == 0.0:
        same = participation[account[own]] >= 1.0 and (state[cell, SLOT] >= 0.0 or state[cell, SLOT] == NO_RANK)
    else:
        same = absence == state[cell, SLOT]
    if not same or min(n, room) < shown[cell]:
        return False
    page[cell, shown[cell], ENTRY] = below
    for s in range(shown[cell]):
        page[cell, s, PRICE] = -1
    return True


@njit(cache=True, error_model="numpy")
def follow(new_bid, new_weight, new_rate, stale, running, first, order, account, bid, weight, score, click_rate,
           participation, ours, slots, left, reserve, state, shown, queued, page, queue):  # fmt: skip
    """Take over new bids, weights and click rates; returns the cells whose pages no longer show what they should.

    `stale` by cell: known beforehand not to. Where only prices moved, they are asked for anew and nothing else.
    """
    turned = np.empty(ours.size, np.int64)
    n = 0
    for cell in range(ours.size):
        lo, hi = first[cell], first[cell + 1]
        moved = False
        redo = stale[cell]
        for entry in range(lo, hi):
            moved |= (new_bid[entry] != bid[entry]) | (new_weight[entry] != weight[entry])
            redo |= new_rate[entry] != click_rate[entry]
        if redo:
            for entry in range(lo, hi):
                click_rate[entry] = new_rate[entry]
        if moved:
            for entry in range(lo, hi):
                bid[entry] = new_bid[entry]
                weight[entry] = new_weight[entry]
                score[entry] = new_bid[entry] * new_weight[entry]
            _sort(lo, hi, score, order)
        if running and (redo or (moved and not _still_lies(
            cell, first, order, account, bid, participation, ours[cell], slots[cell], left, reserve, state, shown,
            queued, page, queue,
        ))):  # fmt: skip
            turned[n] = cell
            n += 1
    return turned[:n]


# Inlined, because a call would hand over so many arrays for every candidate.
@njit(forceinline=True, **_LEAN)
def _draw_page(cell, key, look, reach, first, ours, slots, examination, cascade, state, queued, page, ladder, queue,
               luck, most, rest, rest_passed, who, by_cell):  # fmt: skip
    """Lay out on the spare sheet the page that this one candidate sees, and count it.

    Only so far as it matters: once nobody further down can be clicked, whoever takes part, the rest of the page hangs
    on nothing that is known, and is left to `_book_drawn`. To know, the draws of `advance` are gone through here.
    """
    sheet, room, lo = ours.size, slots[cell], first[cell]
    behind = lo + queued[cell]
    state[cell, SEEN] -= 1.0
    _count(cell, 1, state, by_cell)
    state[sheet, OURS] = 0.0
    # Whether our ad is yet to come; and whether that matters to who is clicked.
    missing = state[cell, SLOT] >= 0.0
    own = lo + np.int64(state[cell, SLOT]) if missing else -1
    open_ = missing and own < behind and (cascade or look < state[cell, OURS])
    target = look if cascade else reach
    again = _NEXT
    passed = 1.0
    clicked = 0.0
    last = -1  # the lowest slot known to be clicked: its price hangs on the next ad
    n = drawn = 0
    i = lo
    while True:
        # Who has luck: `turn_mark` below the participation, in whole numbers. Without branches, which the processor
        # would guess wrong: a run of the queue at a time.
        while drawn <= n and i < behind:
            for waiting in range(i, min(i + _RUN, behind)):
                who[drawn] = waiting
                drawn += (_mix(key ^ luck[waiting, TURN]) >> np.uint64(11)) < luck[waiting, CHANCE]
            i += _RUN
        place = who[n] if n < drawn else behind
        if missing and own < place:
            by_cell[cell, C_NO_TURN] += 1.0
            missing = open_ = False
        if place == behind:
            page[sheet, n, ENTRY] = -1
            break
        entry = np.int64(queue[place, Q_ENTRY])
        page[sheet, n, ENTRY] = entry
        if n == room:
            if place == own:
                by_cell[cell, C_NO_RANK] += 1.0
                missing = False
            break
        page[sheet, n, ACCOUNT] = np.int64(queue[place, Q_ACCOUNT])
        page[sheet, n, PRICE] = -1
        page[sheet, n, PLACE] = place
        rate = queue[place, Q_RATE]
        seen = examination[cell, n]
        if cascade:
            seen *= passed
        queue[place, Q_IMPRESSIONS] += 1.0
        queue[place, Q_EXAMINED] += seen
        queue[place, Q_POSITIONS] += n + 1.0
        chance = seen * rate
        if place == own:
            missing = open_ = False
            state[sheet, OURS] = chance
            state[sheet, SLOT] = n
            if look < chance:
                last = n
                if cascade:
                    target = 2.0
            elif cascade:
                target -= chance
            if cascade:
                passed *= 1.0 - rate
        elif cascade:
            clicked += chance
            passed *= 1.0 - rate
        else:
            passed *= 1.0 - chance
            clicked = 1.0 - passed
        ladder[sheet, n] = clicked
        if clicked > target and not (cascade and open_):
            last = n
            if cascade:
                target = 2.0
            else:
                target = 1.0 - (1.0 - clicked) * (1.0 - _uniform(key ^ again))
                again += _GOLD
        n += 1
        if n == room:
            if last < n - 1 and not (cascade and open_):
                break
        elif last < n - 1 and not open_ and place + 1 < behind and target >= clicked + passed * most[place + 1, n]:
            rest[place + 1, n] += 1
            if cascade:
                rest_passed[place + 1, n] += passed
            missing = False
            break
    if missing and n == room:
        # Our ad would stand behind the page: whether it takes part is left to `_book_drawn` too.
        rest[lo, 0] += 1
    for s in range(n, ladder.shape[1]):
        ladder[sheet, s] = 2.0
    state[sheet, RIVALS] = clicked


@njit(cache=True, error_model="numpy")
def advance(until, clock, gap, keys, hour_share, share_before, total, table, edges, first, account, ours,
             click_rate, participation, bid, weight, slots, examination, order, account_first, account_cells, left,
             exhausted_at, increment, reserve, cascade, state, shown, queued, page, ladder, looked, queue, luck, most,
             rest, rest_passed, stream, by_entry, by_cell, revenue, log_time, log_cell, log_slot, log_price,
             log_key):  # fmt: skip
    """Walk candidates from the clock to hour `until`, or until the log is full; returns rows logged."""
    rows = 0
    # Arms of a product test lie one after the other: first which search, then in which arm.
    cells = np.uint64(ours.size // (edges.size + 1))
    low_half = np.uint64(0xFFFFFFFF)
    dry = np.empty(examination.shape[1] + 1, np.int64)
    sheet = np.uint64(ours.size)
    who = np.empty(dry.size + _RUN, np.int64)
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
                step = np.float64(bits >> np.uint64(11)) * WIDTH[layer]
                if (bits >> np.uint64(11)) >= INSIDE[layer]:
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
                row = cell
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
                    if row != sheet and queued[cell] > 0:
                        row = sheet
                        _draw_page(np.int64(cell), key, look, reach, first, ours, slots, examination, cascade, state,
                                   queued, page, ladder, queue, luck, most, rest, rest_passed, who,
                                   by_cell)  # fmt: skip
                        our_chance = state[row, OURS]
                        rivals = state[row, RIVALS]
                        ours_next = look < our_chance
                        if cascade:
                            reach = 2.0 if ours_next else look - our_chance
                        continue
                    s = 0
                    if ours_next:
                        s = np.int64(state[row, SLOT])
                    elif row == sheet:
                        # One by one: the rungs were only just written, and a wide load would wait for them.
                        while ladder[row, s] <= reach:
                            s += 1
                    else:
                        for rung in range(ladder.shape[1]):
                            s += ladder[row, rung] <= reach
                    price = page[row, s, PRICE]
                    if price < 0:
                        price = price_of_click(
                            page[row, s, ENTRY], page[row, s + 1, ENTRY], bid, weight, increment, reserve
                        )
                        page[row, s, PRICE] = price
                    payer = page[row, s, ACCOUNT]
                    paid = min(price, left[payer])
                    left[payer] -= paid
                    if row == sheet:
                        queue[page[row, s, PLACE], Q_CLICKS] += 1.0
                        queue[page[row, s, PLACE], Q_COST] += paid
                    else:
                        page[row, s, CLICKS] += 1
                        page[row, s, COST] += paid
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
                        reach = 1.0 - (1.0 - ladder[row, s]) * (1.0 - _uniform(key ^ again))
                        again += _GOLD
                # Only now: all clicks of a search saw the same page.
                for d in range(dries):
                    a = dry[d]
                    exhausted_at[a] = hour + at
                    share_now = share_before[hour] + hour_share[hour] * at
                    theirs = account_cells[account_first[a] : account_first[a + 1]]
                    touched = _touched(theirs, a, first, account, ours, state, shown, queued, page, queue)
                    turn_pages(touched, share_now, first, order, account, bid, weight, click_rate,
                               participation, ours, slots, examination, left, reserve, cascade, state, shown, queued,
                               page, ladder, looked, queue, luck, most, rest, rest_passed, stream, by_entry,
                               by_cell)  # fmt: skip
        clock[0] += 1
        clock[1] = 0
        gap[0] = 0.0
    revenue[0] += taken
    return rows
