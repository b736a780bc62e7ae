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
from adsim.simulation import observed, rival_ads, rival_groups
from adsim.simulation.accounts import account_of
from adsim.simulation.keywords import KeywordArrays, draw_keywords, rival_counts, row_factors
from adsim.simulation.levels import WorldDraw, draw_world
from adsim.simulation.pages import pages
from adsim.simulation.rival_groups import Reaches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Setting:
    """All arrays of one run. Shapes: [cells] for `keyword`, `audience`, `device`; [ads] for `ad_*`; [entries]
    for `entry_*`, `account` and `*_rate`. The last ad of each keyword is ours.

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
    highest_rate: Floats  # what click_rate is at most in any variant, where it is a rival's
    ad_keyword: Ints
    ad_advertiser: Ints  # 0 ours, rivals from 1
    ad_bid: Floats  # rivals' bids; ours 0, set by the campaign
    ad_prior: Floats  # COEC the ad starts from
    ad_fixed: Floats  # relevance and page part of its quality; ours 1, set by the product
    ad_settled: NDArray[np.bool_]  # rivals who are known to stand where they stand: their quality stays
    rival_budget: Ints  # [rivals] micro-units on a plain day
    rival_group: Ints  # [rivals] who decide together: an index into `group_names`; 0 is the crowd
    group_names: tuple[str, ...]  # of all variants' groups; those that this variant lacks bid 0
    arms: int = 1

    @cached_property
    def our_entries(self) -> Ints:
        """Entry of our ad in each cell, shape [cells]."""
        return self.first[1:] - 1

    @cached_property
    def our_ads(self) -> Ints:
        """Our ad of each arm and keyword, shape [arms × keywords]."""
        return np.flatnonzero(self.ad_advertiser == 0)

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


def build(scenario: Scenario, replication: int, groups: Reaches | None = None) -> Setting:
    """Return the arrays of a replication's world for this (patched) scenario.

    `groups` are those of all variants it is compared with (default: only its own).
    """
    groups = rival_groups.reaches([scenario]) if groups is None else groups
    world = draw_world(scenario, replication)
    dice = rival_ads.roll(scenario, rival_counts(scenario).size, world)
    factors = row_factors(scenario, world)
    ladders = observed.draw(scenario, world, factors["cpc"], dice.normal[:2])
    keywords = draw_keywords(scenario, world, factors, ladders)
    ad = rival_ads.ads(scenario, keywords, world, dice, ladders, groups)
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
    ads_of = np.bincount(ad["keyword"].astype(np.int64), minlength=n)
    ads_per_cell = ads_of[keyword]
    first = np.concatenate([[0], np.cumsum(ads_per_cell)])
    ad_first = np.concatenate([[0], np.cumsum(ads_of)])
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
        highest_rate=clicks.click_rates(base_ctr[entry_cell], ad["highest"][entry_ad]),
        ad_keyword=ad["keyword"].astype(np.int64),
        ad_advertiser=advertiser,
        ad_bid=ad["bid"],
        ad_prior=ad["prior"],
        ad_fixed=ad["fixed"],
        ad_settled=ad["settled"] > 0,
        rival_budget=rival_ads.budgets(scenario, world, groups),
        rival_group=np.repeat(np.arange(1 + len(groups)), [scenario.market.rivals.count, *rival_groups.sizes(groups)]),
        group_names=rival_groups.names(groups),
    )
