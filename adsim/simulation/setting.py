"""The setting of one run before anything happens: domain objects become arrays.

A *cell* is keyword × audience × device; an *ad* is one advertiser on one keyword; an *entry* is an ad in
a cell. Whatever is uncertain or generated is drawn here, keyed by the world and never by the variant, so
all variants of a replication meet the same keywords, rivals and rates.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from adsim.market import clicks
from adsim.scenario.objects import Scenario
from adsim.scenario.splits import accounts
from adsim.simulation import observed, rival_ads
from adsim.simulation.accounts import account_of
from adsim.simulation.keywords import KeywordArrays, draw_keywords, rival_counts, row_factors
from adsim.simulation.levels import WorldDraw, draw_world
from adsim.simulation.pages import pages

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Setting:
    """All arrays of one run. Shapes: [cells] for `keyword`, `audience`, `device`; [ads] for `ad_*`; [entries]
    for `entry_*`, `account` and `click_rate`. The last ad of each keyword is ours.

    With several `arms` (`simulation.arms`) all cells stand there once for each arm, one arm after the other, with an
    ad of ours for each arm and keyword; keywords and rivals' ads are the same ones in all arms.
    """

    world: WorldDraw
    keywords: KeywordArrays
    keyword: Ints
    audience: Ints
    device: Ints
    base_ctr: Floats  # [cells] click rate of an average ad, if looked at
    share: Floats  # [cells] part of the keyword's searches
    slots: Ints
    examination: Floats
    first: Ints  # [cells + 1]
    entry_ad: Ints
    entry_cell: Ints
    account: Ints  # ours first, rivals' follow
    our_account: Ints  # [keywords] which of our accounts pays
    our_accounts: int
    click_rate: Floats
    ad_keyword: Ints
    ad_advertiser: Ints  # 0 ours, rivals from 1
    ad_bid: Floats  # rivals' bids; ours 0, set by the campaign
    ad_prior: Floats  # COEC the ad starts from
    ad_fixed: Floats  # relevance and page part of its quality; ours 1, set by the product
    ad_settled: NDArray[np.bool_]  # rivals who are known to stand where they stand: their quality stays
    rival_budget: Ints  # [rivals] micro-units
    rival_group: Ints  # [rivals] who decide together; 0 is the crowd
    arms: int = 1

    @cached_property
    def our_entries(self) -> Ints:
        """Entry of our ad in each cell, shape [cells]."""
        return self.first[1:] - 1

    @cached_property
    def our_ads(self) -> Ints:
        """Our ad of each arm and keyword, shape [arms × keywords]."""
        first = np.cumsum(self.keywords.rivals + 1) - 1
        return np.concatenate([first, int(first[-1]) + 1 + np.arange((self.arms - 1) * first.size)])

    @cached_property
    def ad_account(self) -> Ints:
        """Account of each ad, shape [ads]."""
        account = np.zeros(self.ad_keyword.size, np.int64)
        account[self.entry_ad] = self.account
        return account

    @cached_property
    def arm(self) -> Ints:
        """Arm of each cell, shape [cells]."""
        return np.repeat(np.arange(self.arms), self.keyword.size // self.arms)

    @property
    def n_accounts(self) -> int:
        return self.our_accounts + self.rival_budget.size


def build(scenario: Scenario, replication: int) -> Setting:
    """Return the arrays of a replication's world for this (patched) scenario."""
    world = draw_world(scenario, replication)
    dice = rival_ads.roll(scenario, rival_counts(scenario).size, world)
    factors = row_factors(scenario, world)
    ladders = observed.draw(scenario, world, factors["cpc"], dice.normal[:2])
    keywords = draw_keywords(scenario, world, factors, ladders)
    ad = rival_ads.ads(scenario, keywords, world, dice, ladders)
    devices, audiences = scenario.market.devices.values(), scenario.market.audiences.values()
    per_keyword = len(devices) * len(audiences)
    n = keywords.klass.size
    keyword = np.repeat(np.arange(n), per_keyword)
    audience = np.tile(np.repeat(np.arange(len(audiences)), len(devices)), n)
    device = np.tile(np.arange(len(devices)), n * len(audiences))
    factor = np.array([d.ctr for d in devices])[device] * np.array([a.ctr for a in audiences])[audience]
    share = np.array([d.share for d in devices])[device] * np.array([a.share for a in audiences])[audience]
    base_ctr = clicks.click_rates(keywords.ctr[keyword], factor)
    slots, examination = pages(scenario)
    ads_per_cell = (keywords.rivals + 1)[keyword]
    first = np.concatenate([[0], np.cumsum(ads_per_cell)])
    ad_first = np.concatenate([[0], np.cumsum(keywords.rivals + 1)])
    entry_cell = np.repeat(np.arange(keyword.size), ads_per_cell)
    entry_ad = np.arange(entry_cell.size) - first[entry_cell] + ad_first[keyword[entry_cell]]
    advertiser = ad["advertiser"].astype(np.int64)
    our_account, our_accounts = account_of(scenario, keywords.klass), len(accounts(scenario))
    ours = advertiser[entry_ad] == 0
    account = np.where(ours, our_account[keyword[entry_cell]], our_accounts - 1 + advertiser[entry_ad])
    return Setting(
        world=world,
        keywords=keywords,
        keyword=keyword,
        audience=audience,
        device=device,
        base_ctr=base_ctr,
        share=share,
        slots=slots[device],
        examination=examination[device],
        first=first,
        entry_ad=entry_ad,
        entry_cell=entry_cell,
        account=account,
        our_account=our_account,
        our_accounts=our_accounts,
        click_rate=clicks.click_rates(base_ctr[entry_cell], ad["prior"][entry_ad]),
        ad_keyword=ad["keyword"].astype(np.int64),
        ad_advertiser=advertiser,
        ad_bid=ad["bid"],
        ad_prior=ad["prior"],
        ad_fixed=ad["fixed"],
        ad_settled=ad["settled"] > 0,
        rival_budget=rival_ads.budgets(scenario, world),
        rival_group=np.zeros(scenario.market.rivals.count, np.int64),
    )
