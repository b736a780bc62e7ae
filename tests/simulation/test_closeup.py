"""A close-up is the same run; its pages are the kernel's; its steps are the least bids that hold a place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adsim.metrics import MICRO
from adsim.simulation import Study, diary
from adsim.simulation.closeup import _Page, _WatchedWorld, close_up
from adsim.simulation.timeline import Timeline
from tests.simulation import worlds

LIVELY = {
    "market.rivals": {"count": 6, "per_keyword": 4, "daily_budget": 15.0},
    "market.devices": {"mobile": {"share": 0.7}, "pc": {"share": 0.3}},
    "campaign.hours": [0.0] * 3 + [0.5] * 9 + [1.0] * 12,
    "campaign.daily_budget": 30.0,
}


@pytest.fixture(scope="module")
def study():
    return Study.of(worlds.scenario(LIVELY))


@pytest.mark.parametrize(("keyword", "day"), [(0, 0), (0, 3), (14, 6)])
def test_it_is_the_same_run(study, keyword, day):
    told = close_up(study, "base", 1, keyword, day)
    lines = diary(study.scenario, "base", 1).keywords
    line = lines[(lines["keyword"] == keyword) & (lines["day"] == day)].iloc[0]
    ours = [cell.got[0] for cell in told.cells]
    assert sum(cell.searches for cell in told.cells) == line["searches"] > 0
    assert sum(got.impressions for got in ours) == line["impressions"]
    assert sum(got.clicks for got in ours) == line["clicks"]
    assert sum(got.cost for got in ours) == pytest.approx(line["cost"], abs=1e-9)
    for name in ("budget", "rank"):
        assert sum(cell.lost[name] for cell in told.cells) == line[f"lost_to_{name}"]
    assert sum(cell.lost["off"] for cell in told.cells) > 0  # three hours without a bid
    assert told.cells[0].searches == max(cell.searches for cell in told.cells)


def test_money_is_told_with_its_hour(study):
    kept = diary(study.scenario, "base", 1)
    told = close_up(study, "base", 1, 0, 2)
    (account,) = told.accounts
    assert account.name == "head" and account.budget == kept.budgets[0, 2]
    assert account.gone_at is not None and account.spent == account.budget
    dark = 24 - account.gone_at
    assert dark == pytest.approx(kept.results.dark_by_day[0, 2])
    assert told.rivals and all(rival.gone_at is not None for rival in told.rivals)


class Compared(_WatchedWorld):
    """Lays each page that is noted beside the kernel's."""

    compared = 0

    def _note(self, hour):
        super()._note(hour)
        for cell in self._cells if self.day == self._watched_day else ():
            noted = self._pages[int(cell)][-1]
            shown = [(one.advertiser, one.place - 1, round(one.price * MICRO))
                     for one in noted.standings if one.place is not None]  # fmt: skip
            ads = self.setting.entry_ad
            kernels = [(int(self.setting.ad_advertiser[ads[entry]]), slot, price)
                       for entry, slot, price in self._auction.page(int(cell))]  # fmt: skip
            assert shown == kernels
            self.compared += 1


def test_pages_are_the_kernels(study):
    world = Compared(study, "base", 2, 1, 3)
    Timeline(world, 4).run()
    assert world.compared == 2 * 24
    reasons = {standing.why for hours in world._pages.values() for hour in hours for standing in hour.standings}
    assert {"off", "no_money", None} <= reasons


MONEY = st.integers(0, 8 * MICRO)


@st.composite
def pages(draw):
    count = draw(st.integers(1, 7))
    each = st.lists(MONEY, min_size=count, max_size=count)
    bid = np.array(draw(each))
    weight = np.array(draw(st.lists(st.integers(50_000, 4_000_000), min_size=count, max_size=count)))
    left = np.array(draw(st.lists(st.sampled_from([0, MICRO]), min_size=count, max_size=count)))
    left[-1] = MICRO
    reserve, squashing = draw(st.sampled_from([0, 500_000])), draw(st.sampled_from([0.5, 1.0]))
    return _Page(bid, weight, np.ones(count), left, draw(st.integers(1, 4)), 10_000, reserve, squashing)


def of_ours(page, bid=None, weight=None):
    changed = {}
    for name, value in (("bid", bid), ("weight", weight)):
        changed[name] = getattr(page, name).copy()
        if value is not None:
            changed[name][-1] = value
    count = page.bid.size
    hour = replace(page, **changed).told(0, np.arange(count)[::-1], ["?"] * count, np.ones(count))
    return hour, hour.ours


@settings(max_examples=150, deadline=None)
@given(page=pages())
def test_a_step_is_the_least_bid_that_holds_the_place(page):
    hour, ours = of_ours(page)
    for step in (hour.up, hour.down):
        if step is not None:
            least = round(step.bid * MICRO)
            there = of_ours(page, bid=least)[1]
            assert (there.place, there.price) == (step.place, step.price)
            worse = of_ours(page, bid=max(least - 1, 0))[1]
            assert worse.place is None or worse.place > step.place
    if ours.place is not None:
        assert hour.up is None or hour.up.place <= ours.place - 1
        assert hour.down is None or hour.down.place == ours.place + 1
        assert (hour.up is None) == (ours.place == 1)
    elif ours.why in ("rank", "off", "reserve"):
        assert hour.up is not None and hour.up.bid * MICRO > page.bid[-1] - 0.5


@settings(max_examples=100, deadline=None)
@given(page=pages(), bid=MONEY)
def test_the_quality_needed_holds_the_last_place(page, bid):
    """Ours the worst of them all, so that it is often off the page."""
    page = replace(page, bid=np.append(np.full(page.slots + 1, MICRO + bid), max(bid // 2, 1)),
                   **{name: np.append(np.resize(getattr(page, name), page.slots + 1), value)
                      for name, value in (("weight", 900_000), ("participation", 1.0), ("left", MICRO))},
                   reserve=0)  # fmt: skip
    page.left[:] = MICRO
    hour, ours = of_ours(page)
    assert (hour.quality_needed is None) == (ours.why != "rank")
    if hour.quality_needed is not None:
        weight = round(hour.quality_needed**page.squashing * MICRO)
        assert of_ours(page, weight=weight)[1].place is not None
        assert of_ours(page, weight=weight - 1)[1].place is None
        assert hour.at_average_quality == (of_ours(page, weight=MICRO)[1].place is not None)
