"""The platform's bid simulator: what places would take and bring, for an ad over all the cells in which it stands.

The market knows cells (`Auction.landscape`); a platform shows one table for a keyword. A place is that of the page,
whichever the device; the bid is the one that reaches it everywhere, price and clicks are those of all cells together.
"""

import numpy as np
from numpy.typing import NDArray

from adsim.advertiser.contract import Landscape
from adsim.market.auction import Auction
from adsim.metrics import MICRO
from adsim.simulation.setting import Setting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_HARDLY = 1e-12


class BidSimulator:
    """Answers for the ads of one run, from the auction as it stands."""

    def __init__(self, setting: Setting, auction: Auction) -> None:
        self._setting, self._auction = setting, auction
        # Entries ad by ad, those of ad a from first[a] on.
        self._entries = np.argsort(setting.entry_ad, kind="stable")
        self._first = np.searchsorted(setting.entry_ad[self._entries], np.arange(setting.ad_keyword.size + 1))

    def landscape(self, ads: Ints, searches: Floats, click_rate: Floats, bid_factor: Floats) -> Landscape:
        """Arrays [asked, slots]. `searches` a day [cells]; `click_rate` and the factor on bids [entries]."""
        counts = self._first[ads + 1] - self._first[ads]
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1].astype(np.int64)
        entry = self._entries[np.arange(counts.sum()) - np.repeat(starts - self._first[ads], counts)]
        if not ads.size:
            return Landscape(*np.zeros((3, 0, 0)))
        found, factor = self._auction.landscape(entry), bid_factor[entry, None]
        there = (found.bid >= 0) & (factor > 0)
        brought = (searches[self._setting.entry_cell[entry]] * click_rate[entry])[:, None] * found.examination
        clicks = np.where(there, brought, 0.0)
        bid = np.where(there, found.bid / MICRO / np.where(factor > 0, factor, 1.0), 0.0)
        # Where nobody searches all cells count alike for the price.
        weight = np.where(there, clicks + _HARDLY, 0.0)
        total = np.add.reduceat(weight, starts)
        price = np.add.reduceat(weight * found.price / MICRO, starts) / np.where(total > 0, total, 1.0)
        parts = np.maximum.reduceat(bid, starts), price, np.add.reduceat(clicks, starts)
        return Landscape(*(np.where(total > 0, part, np.nan) for part in parts))
