"""The bid simulator of a keyword, against its cells' pages one by one."""

import numpy as np
import pytest

from adsim.metrics import MICRO
from adsim.simulation import Study
from adsim.simulation.world import World
from tests.simulation import worlds

PAGES = {"market.devices": {"mobile": {"share": 0.4, "slots": 3}, "pc": {"share": 0.6, "slots": 5, "ctr": 1.3}},
         "market.audiences": {"trade": {"share": 0.7}, "private": {"share": 0.3, "ctr": 0.6}},
         "campaign.device_bids": {"pc": 1.5}, "campaign.daily_budget": 1e6}  # fmt: skip


def at_noon(*changes):
    world = World(Study.of(worlds.scenario(PAGES, *changes)), "base", 0)
    world.open_day()
    world.advance(12)
    return world


def test_a_bid_for_a_place_reaches_it_in_every_cell():
    world = at_noon()
    setting, auction = world.setting, world._auction
    ads = setting.our_ads[[0, 4, 12]]
    found = world._landscape(ads)
    assert found.bid.shape == (3, 5) and np.isfinite(found.bid).all() and (np.diff(found.bid, axis=1) <= 0).all()
    for row, ad in enumerate(ads):
        cells = setting.entry_cell[setting.entry_ad == ad]
        assert cells.size == 4
        for slot in range(5):
            bid = world.bidders.max_cpc.copy()
            bid[ad] = np.ceil(found.bid[row, slot] * MICRO) / MICRO
            micro = np.rint(bid[setting.entry_ad] * world._bid_factor * MICRO).astype(np.int64)
            auction.rank(micro, world._weight, world._click_rate)
            clicks, places = 0.0, []
            for cell in cells[setting.slots[cells] > slot]:
                own = [at for entry, at, _ in auction.page(cell) if entry == setting.our_entries[cell]]
                places += own
                rate = world._base_rate[setting.keyword[cell]] * setting.share[cell]
                clicks += rate * world._click_rate[setting.our_entries[cell]] * setting.examination[cell, slot]
            assert len(places) == (setting.slots[cells] > slot).sum() and max(places) <= slot
            assert found.clicks[row, slot] == pytest.approx(clicks)
            assert 0 < found.price[row, slot] <= found.bid[row, slot] * 1.5 * (1 + 1e-9)


def test_cells_that_are_switched_off_do_not_count():
    plain, off = at_noon(), at_noon({"campaign.device_bids": {"pc": 0.0}})
    ad = plain.setting.our_ads[:1]
    whole, less = plain._landscape(ad), off._landscape(ad)
    assert (less.clicks[0, :3] < whole.clicks[0, :3]).all() and np.isnan(less.clicks[0, 3:]).all()
    none = at_noon({"campaign.device_bids": {"pc": 0.0, "mobile": 0.0}})._landscape(ad)
    assert all(np.isnan(part).all() for part in (none.bid, none.price, none.clicks))
    assert plain._landscape(ad[:0]).bid.shape[0] == 0


def test_arms_of_a_test_share_the_clicks():
    arms = {"test": {"arms": {"control": {}, "other": {}}, "looks": [1, 7], "rule": "none", "effect_spread": 0.0}}
    plain, split = at_noon(), at_noon(arms)
    rival = np.flatnonzero(plain.setting.ad_advertiser > 0)[:5]
    whole, halves = plain._landscape(rival), split._landscape(rival)
    assert halves.clicks == pytest.approx(whole.clicks, nan_ok=True) and np.array_equal(halves.bid, whole.bid, True)
    ours = plain.setting.our_ads[:5]
    assert split._landscape(ours).clicks == pytest.approx(plain._landscape(ours).clicks / 2, nan_ok=True)
