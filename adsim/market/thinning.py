"""Where candidates come from: the bound on a search's chance of any click, and tables to draw cells and gaps by.

Candidate searches are a thinned Poisson process. `bounds` says how thin it may be in each cell, `alias`
picks the cell of a candidate, the ziggurat's layers the time to the next one. All three are made once a
market or once a day; the loops that use them stand in `market.kernel`.
"""

import numpy as np
from numba import njit


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


INSIDE, WIDTH, HEIGHT = _ziggurat()


@njit(cache=True, error_model="numpy")
def bounds(first, rates, slots, examination, our_cap):
    """Bound the chance that a search is clicked at all: best rates in the best slots, our ad at its cap.

    Both come sorted within their cell, best first (sorting here would take seconds to compile). Returns the
    bounds and the part of them that is our ad's, both [cells].
    """
    bound, caps = np.empty(slots.size), np.empty(slots.size)
    for cell in range(slots.size):
        none = 1.0
        for s in range(min(slots[cell], first[cell + 1] - first[cell])):
            none *= 1.0 - examination[cell, s] * rates[first[cell] + s]
        cap = examination[cell, 0] * our_cap[cell]
        caps[cell] = cap
        bound[cell] = 1.0 - (1.0 - cap) * none
    return bound, caps


@njit(cache=True, error_model="numpy")
def alias(rate, table):
    """Fill Walker's alias table (Vose's method); returns the rates' sum.

    A row packs the chance of staying, in 2^-32, above the cell to go to otherwise.
    """
    n = rate.size
    total = 0.0
    for i in range(n):
        total += rate[i]
    if total <= 0.0:
        return 0.0
    stay, other = np.empty(n), np.empty(n, np.int64)
    small, large = np.empty(n, np.int64), np.empty(n, np.int64)
    smalls = larges = 0
    for i in range(n):
        stay[i] = rate[i] * (n / total)
        other[i] = i
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
