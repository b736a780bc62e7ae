"""What it would take to stand elsewhere: the bids and prices of every slot, as platforms' bid simulators show them.

The rank and the second price are those of `market.kernel`: its loops share nothing with other modules, because
numba's cache would not notice an edit, so the tests hold the two together.
"""

import numpy as np
from numba import njit


@njit(cache=True, error_model="numpy")
def bids_for_slots(ads, first, cell, order, account, participation, bid, weight, slots, examination, left, increment,
                   reserve):  # fmt: skip
    """Bids needed, prices then paid and examinations, each [ads, most slots]; -1, -1 and 0 where no slot is in reach.

    Of equals the later entrant ranks below, so it needs one micro-unit more where a whole bid would tie.
    """
    shape = (ads.size, examination.shape[1])
    needed, price, looked = np.full(shape, -1, np.int64), np.full(shape, -1, np.int64), np.zeros(shape)
    least = max(reserve, 1)
    for row in range(ads.size):
        ad = ads[row]
        page = cell[ad]
        room = slots[page]
        s = 0
        for i in range(first[page], first[page + 1]):
            if s == room:
                break
            other = order[i]
            payer = account[other]
            if other == ad or bid[other] < least or left[payer] <= 0 or participation[payer] <= 0.0:
                continue
            score = bid[other] * weight[other]
            level = (score + weight[ad] - 1) // weight[ad]
            ties = level * weight[ad] == score and other < ad
            needed[row, s] = max(level + ties, least)
            price[row, s] = min(needed[row, s], max(reserve, level + increment))
            s += 1
        if s < room:
            needed[row, s] = least
            price[row, s] = reserve
            s += 1
        for slot in range(s):
            looked[row, slot] = examination[page, slot]
        for slot in range(1, s):
            # The least bid for this slot already stands higher.
            if needed[row, slot] == needed[row, slot - 1]:
                price[row, slot] = price[row, slot - 1]
    return needed, price, looked
