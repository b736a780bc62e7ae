"""Random numbers by key, so that the same event draws the same number in every variant.

A key is 64 bits absorbed from whole numbers such as (purpose, seed, replication, day). The purpose comes
first, so that no two purposes share a key whatever the other numbers are. From a key come either a numpy
generator (worlds, day factors) or *marks*: one uniform per key and purpose, with no state at all, so that
shopper `i` likes, buys and waits alike whatever else has changed.
The mixer is SplitMix64's finaliser (Steele, Lea & Flood 2014; constants of Stafford's variant 13).
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_MASK = (1 << 64) - 1
_GOLD = 0x9E3779B97F4A7C15
_M1, _M2 = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


class Purpose(IntEnum):
    """What a number is drawn for. Two purposes never share a number."""

    CANDIDATES = 1
    OTHER_SEARCHES = 2
    SPLITS = 3
    DAY_FACTORS = 4
    WORLD = 5
    MARKET = 6
    LADDERS = 7
    ARMS = 8
    ROTATION = 9
    THOMPSON = 10
    BUYING = 11
    FAVOURITE = 12
    DELAY_PART = 13
    DELAY = 14
    BASKET = 15
    REFUND = 16
    REFUND_DELAY = 17
    STRATEGIES = 18
    RIVAL_GROUPS = 19
    INTERVALS = 21
    PRODUCT_TESTS = 22
    SIGN_FLIPS = 23
    DESIGNS = 31


def _mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * _M1) & _MASK
    x = ((x ^ (x >> 27)) * _M2) & _MASK
    return x ^ (x >> 31)


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(_M1)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(_M2)
    return x ^ (x >> np.uint64(31))


def key(*parts: int) -> int:
    """Return the 64-bit key of a tuple of non-negative whole numbers, purpose first; order and length matter."""
    state = _GOLD + len(parts)
    for part in parts:
        state = _mix((state ^ _mix((part + 0x632BE59BD9B4E019) & _MASK)) + _GOLD & _MASK)
    return state


def keys(base: int, count: int) -> NDArray[np.uint64]:
    """Return `count` keys that belong to one key, shape [count]."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_GOLD)
    return _mixed(steps + np.uint64(base))


def generator(*parts: int) -> np.random.Generator:
    """Return a numpy generator (Philox, counter-based) that belongs to this key alone."""
    return np.random.Generator(np.random.Philox(key=key(*parts)))


def marks(keys: NDArray[np.uint64], purpose: int) -> NDArray[np.float64]:
    """Return one uniform in (0, 1) for each key: the key's mark for this purpose. Shape as `keys`."""
    x = _mixed(keys ^ np.uint64(key(purpose)))
    return ((x >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
