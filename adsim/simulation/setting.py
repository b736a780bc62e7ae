"""The setting of one run before anything happens: domain objects become arrays.

A *cell* is keyword × audience × device; an *ad* is one advertiser on one keyword; an *entry* is an ad in
a cell. Whatever is uncertain or generated is drawn here, keyed by the world and never by the variant, so
all variants of a replication meet the same keywords, rivals and rates.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.market import clicks
from adsim.metrics import MICRO
from adsim.platforms import platform
from adsim.scenario.objects import CLASSES, HIGHEST_BID, KeywordClass, Scenario
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Accounts 0 to 2 are our class plans, rivals follow.
OUR_ACCOUNTS = len(CLASSES)
_LEVELS = ("searches", "ctr", "cvr", "rival_bids")


def _lognormal(normal: Floats, spread: Floats | float) -> Floats:
    """Factors with mean 1 and this standard deviation of the logarithm."""
    return np.exp(spread * normal - np.square(spread) / 2)


@dataclass(frozen=True)
class WorldDraw:
    """The levels that one replication's world drew: factors [class] on searches, ctr, cvr and rivals' bids."""

    levels: dict[str, Floats]
    rival_budgets: float
    delay: float
    number: int  # 0 at the centre


def draw_world(scenario: Scenario, replication: int) -> WorldDraw:
    """Draw the world of a replication; with `worlds: centre` all levels are 1 and world 0's market stays."""
    number = 0 if scenario.worlds == "centre" else replication + 1
    spread = scenario.uncertainty
    random = streams.generator(Purpose.WORLD, scenario.seed, number)
    normal = random.standard_normal((len(_LEVELS), len(CLASSES)))
    common = random.standard_normal(2)
    if number == 0:
        normal[:], common[:] = 0.0, 0.0
        return WorldDraw({name: np.ones(len(CLASSES)) for name in _LEVELS}, 1.0, 1.0, number)
    levels = {name: _lognormal(normal[i], getattr(spread, name)) for i, name in enumerate(_LEVELS)}
    return WorldDraw(
        levels,
        float(_lognormal(common[0], spread.rival_budgets)),
        float(_lognormal(common[1], spread.delay)),
        number,
    )


@dataclass(frozen=True)
class KeywordArrays:
    """The keywords of one world, shape [keywords]; money in currency units."""

    names: tuple[str, ...]
    klass: Ints
    searches: Floats
    ctr: Floats
    cvr: Floats
    max_cpc: Floats
    rival_bid: Floats
    rivals: Ints
    basket: Floats
    product: Ints


def keyword_names(scenario: Scenario) -> tuple[tuple[str, ...], Ints]:
    """Return the keywords' names and classes (index into `CLASSES`) in the order of all keyword arrays."""
    if scenario.listed:
        return tuple(row.keyword for row in scenario.listed), np.array(
            [CLASSES.index(row.klass) for row in scenario.listed]
        )
    names: list[str] = []
    classes: list[int] = []
    for index, name in enumerate(CLASSES):
        made: KeywordClass | None = getattr(scenario.keywords, name)
        if made is not None:
            names += [f"{name}-{rank:0{len(str(made.count))}d}" for rank in range(1, made.count + 1)]
            classes += [index] * made.count
    return tuple(names), np.array(classes)


def draw_keywords(scenario: Scenario, world: WorldDraw) -> KeywordArrays:
    """Generate or take over the keywords and put them on the world's levels."""
    names, klass = keyword_names(scenario)
    columns = _listed(scenario, world) if scenario.listed else _generated(scenario, world)
    columns["searches"] = columns["searches"] * world.levels["searches"][klass]
    columns["ctr"] = clicks.click_rates(columns["ctr"], world.levels["ctr"][klass])
    columns["cvr"] = np.minimum(columns["cvr"] * world.levels["cvr"][klass], 0.95)
    columns["rival_bid"] = columns["rival_bid"] * world.levels["rival_bids"][klass]
    return KeywordArrays(
        names=names,
        klass=klass,
        rivals=columns.pop("rivals").astype(np.int64),
        product=columns.pop("product").astype(np.int64),
        **columns,
    )


def _product_index(scenario: Scenario, name: str | None) -> int:
    return 0 if name is None else [product.name for product in scenario.products].index(name)


def _generated(scenario: Scenario, world: WorldDraw) -> dict[str, Floats]:
    parts: list[dict[str, Floats]] = []
    for index, name in enumerate(CLASSES):
        made: KeywordClass | None = getattr(scenario.keywords, name)
        if made is None:
            continue
        random = streams.generator(Purpose.MARKET, scenario.seed, world.number, index)
        volume = np.arange(1, made.count + 1, dtype=np.float64) ** -made.zipf
        whole = np.ones(made.count)
        per_keyword = scenario.market.rivals.per_keyword if made.rivals is None else made.rivals
        parts.append(
            {
                "searches": made.searches * volume / volume.sum(),
                "ctr": made.ctr * _lognormal(random.standard_normal(made.count), made.ctr_spread),
                "cvr": made.cvr * _lognormal(random.standard_normal(made.count), made.cvr_spread),
                "max_cpc": made.max_cpc * whole,
                "rival_bid": made.rival_bid * whole,
                "rivals": per_keyword * whole,
                "basket": whole,
                "product": _product_index(scenario, made.product) * whole,
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _listed(scenario: Scenario, world: WorldDraw) -> dict[str, Floats]:
    rows = scenario.listed
    columns = {
        name: np.array([getattr(row, name) for row in rows], dtype=np.float64)
        for name in ("searches", "ctr", "cvr", "max_cpc", "rival_bid", "basket", "ctr_spread", "cvr_spread")
    }
    if world.number > 0:
        random = streams.generator(Purpose.MARKET, scenario.seed, world.number)
        for name in ("ctr", "cvr"):
            columns[name] = columns[name] * _lognormal(
                random.standard_normal(len(rows)), columns[f"{name}_spread"]
            )
    del columns["ctr_spread"], columns["cvr_spread"]
    usual = scenario.market.rivals.per_keyword
    columns["rivals"] = np.array(
        [usual if row.rivals is None else row.rivals for row in rows], dtype=np.float64
    )
    index = {product.name: i for i, product in enumerate(scenario.products)}
    columns["product"] = np.array(
        [index[row.product] if row.product else 0 for row in rows], dtype=np.float64
    )
    return columns


@dataclass(frozen=True)
class Setting:
    """All arrays of one run. Shapes: [cells] for `keyword`, `audience`, `device`; [ads] for `ad_*`; [entries]
    for `entry_*`, `account` and `click_rate`. The last ad of each keyword is ours."""

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
    account: Ints
    click_rate: Floats
    ad_keyword: Ints
    ad_advertiser: Ints  # 0 ours, rivals from 1
    ad_bid: Floats  # rivals' bids; ours 0, set by the campaign
    ad_prior: Floats  # COEC the ad starts from
    ad_fixed: Floats  # relevance and page part of its quality; ours 1, set by the product
    rival_budget: Ints  # [rivals] micro-units

    @cached_property
    def our_entries(self) -> Ints:
        """Entry of our ad in each cell, shape [cells]."""
        return self.first[1:] - 1

    @cached_property
    def our_ads(self) -> Ints:
        """Our ad of each keyword, shape [keywords]."""
        return np.cumsum(self.keywords.rivals + 1) - 1

    @property
    def n_accounts(self) -> int:
        return OUR_ACCOUNTS + self.rival_budget.size


def _pages(scenario: Scenario) -> tuple[Ints, Floats]:
    """Slots [devices] and examination [devices, most slots], zero beyond a device's slots."""
    curves = []
    for name, device in scenario.market.devices.items():
        curve = device.examination or platform(scenario.platform).layout(name).examination
        curves.append(curve[: device.slots] if device.slots else curve)
    table = np.zeros((len(curves), max(map(len, curves))))
    for i, curve in enumerate(curves):
        table[i, : len(curve)] = curve
    return np.array([len(curve) for curve in curves]), table


def _draw_rivals(scenario: Scenario, keywords: KeywordArrays, world: WorldDraw) -> dict[str, Floats]:
    """Draw every ad, rivals' first and ours last on each keyword; arrays [ads]."""
    rivals = scenario.market.rivals
    random = streams.generator(Purpose.MARKET, scenario.seed, world.number, len(CLASSES))
    counts = keywords.rivals
    # Who bids on a keyword: the first so many of a shuffled list of all rivals.
    shuffled = random.random((counts.size, rivals.count)).argsort(axis=1)
    bidding = np.arange(rivals.count) < counts[:, None]
    normal = random.standard_normal((3, counts.size, rivals.count))
    last = np.cumsum(counts + 1) - 1
    ours = np.zeros(int((counts + 1).sum()), dtype=bool)
    ours[last] = True
    keyword = np.repeat(np.arange(counts.size), counts + 1)
    ad = {name: np.zeros(ours.size) for name in ("advertiser", "bid")}
    ad |= {name: np.ones(ours.size) for name in ("prior", "fixed")}
    quality = np.exp(rivals.quality_spread * normal[1][bidding])
    relative = quality * np.exp(rivals.click_spread * normal[2][bidding])
    exponent = platform(scenario.platform).quality.ctr_exponent
    ad["advertiser"][~ours] = shuffled[bidding] + 1
    drawn = keywords.rival_bid[keyword[~ours]] * np.exp(rivals.bid_spread * normal[0][bidding])
    ad["bid"][~ours] = np.minimum(drawn, HIGHEST_BID)
    # Rivals are established: their COEC stands where their click rate puts it, their quality as drawn.
    ad["prior"][~ours] = relative
    ad["fixed"][~ours] = quality / relative**exponent
    ad["keyword"] = keyword.astype(float)
    return ad


def _rival_budgets(scenario: Scenario, world: WorldDraw) -> Ints:
    rivals = scenario.market.rivals
    if rivals.daily_budget is None:
        return np.full(rivals.count, 2**62)
    random = streams.generator(Purpose.MARKET, scenario.seed, world.number, len(CLASSES) + 1)
    spread = np.exp(rivals.budget_spread * random.standard_normal(rivals.count))
    return np.rint(rivals.daily_budget * world.rival_budgets * spread * MICRO).astype(np.int64)


def build(scenario: Scenario, replication: int) -> Setting:
    """Return the arrays of a replication's world for this (patched) scenario."""
    world = draw_world(scenario, replication)
    keywords = draw_keywords(scenario, world)
    ad = _draw_rivals(scenario, keywords, world)
    devices, audiences = scenario.market.devices.values(), scenario.market.audiences.values()
    per_keyword = len(devices) * len(audiences)
    n = keywords.klass.size
    keyword = np.repeat(np.arange(n), per_keyword)
    audience = np.tile(np.repeat(np.arange(len(audiences)), len(devices)), n)
    device = np.tile(np.arange(len(devices)), n * len(audiences))
    factor = np.array([d.ctr for d in devices])[device] * np.array([a.ctr for a in audiences])[audience]
    share = np.array([d.share for d in devices])[device] * np.array([a.share for a in audiences])[audience]
    base_ctr = clicks.click_rates(keywords.ctr[keyword], factor)
    slots, examination = _pages(scenario)
    ads_per_cell = (keywords.rivals + 1)[keyword]
    first = np.concatenate([[0], np.cumsum(ads_per_cell)])
    ad_first = np.concatenate([[0], np.cumsum(keywords.rivals + 1)])
    entry_cell = np.repeat(np.arange(keyword.size), ads_per_cell)
    entry_ad = np.arange(entry_cell.size) - first[entry_cell] + ad_first[keyword[entry_cell]]
    advertiser = ad["advertiser"].astype(np.int64)
    account = np.where(
        advertiser[entry_ad] == 0,
        keywords.klass[keyword[entry_cell]],
        OUR_ACCOUNTS - 1 + advertiser[entry_ad],
    )
    if scenario.campaign.split_of == "keywords":
        account[advertiser[entry_ad] == 0] = 0
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
        click_rate=clicks.click_rates(base_ctr[entry_cell], ad["prior"][entry_ad]),
        ad_keyword=ad["keyword"].astype(np.int64),
        ad_advertiser=advertiser,
        ad_bid=ad["bid"],
        ad_prior=ad["prior"],
        ad_fixed=ad["fixed"],
        rival_budget=_rival_budgets(scenario, world),
    )
