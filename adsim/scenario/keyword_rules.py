"""Rules about single keywords: what is observed of them, whose campaign they are of, and what the campaign names."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from adsim.bounds import HIGHEST_BID
from adsim.platforms import PLATFORMS
from adsim.scenario.faults import Fault, Path, closest
from adsim.scenario.listing import Listing, keyword_names
from adsim.scenario.negatives import plain
from adsim.scenario.objects import CLASSES, Scenario
from adsim.scenario.wording import said

_KEYWORDS: tuple[Path, ...] = (("keywords",), ("listed",))
_PAGE: tuple[Path, ...] = (("platform",), ("market",), ("listed",))
# Among more names the nearest one takes too long to find.
_MOST_NAMES = 2000


def broken(scenario: Scenario) -> Iterator[Fault]:
    """The faults of a scenario's keywords and of what its campaign says of them."""
    if scenario.platform in PLATFORMS:
        yield from _observed(scenario)
    yield from _campaigns(scenario)
    yield from _keyword_bids(scenario)
    yield from _negatives(scenario)
    yield from _highest_bids(scenario)


@lru_cache(maxsize=2)
def _observed_rows(listing: Listing) -> tuple[int, ...]:
    return tuple(index for index, row in enumerate(listing.rows) if row.observed_ctr is not None)


@lru_cache(maxsize=2)
def _campaign_rows(listing: Listing) -> dict[str | None, int]:
    """The first row of each campaign."""
    first: dict[str | None, int] = {}
    for index, row in enumerate(listing.rows):
        first.setdefault(row.campaign, index)
    return first


@lru_cache(maxsize=2)
def _names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


def _observed(scenario: Scenario) -> Iterator[Fault]:
    rows, market = _observed_rows(Listing(scenario.listed)), scenario.market
    if rows and market.click_model != "position":
        rule = "must be position where keywords are observed"
        mend = "or tell ctr and rival_bid of each keyword"
        yield Fault(("market", "click_model"), rule, said(market.click_model), mend, (("listed",),))
    reserve = PLATFORMS[scenario.platform].reserve if market.reserve is None else market.reserve
    slots = _largest_page(scenario)
    for index in rows:
        row = scenario.listed[index]
        rivals = market.rivals.per_keyword if row.rivals is None else row.rivals
        if row.shown == "no" and rivals < slots:
            rule = f"must be at least {slots} with shown: no, so many ads fill the page"
            mend = f"give rivals: {slots} or more, and market.rivals.count as many"
            yield Fault(("listed", index, "rivals"), rule, str(rivals), mend, _PAGE)
        elif row.shown == "yes" and row.max_cpc < reserve:
            rule = f"must not lie below the reserve ({reserve:g}): the ad would never be shown"
            mend = "raise it or lower market.reserve"
            yield Fault(("listed", index, "max_cpc"), rule, f"{row.max_cpc:g}", mend, _PAGE)


def _largest_page(scenario: Scenario) -> int:
    known = PLATFORMS[scenario.platform]
    pages = ((device, device.examination or known.layout(name).examination)
             for name, device in scenario.market.devices.items())  # fmt: skip
    return max(len(page[: device.slots]) for device, page in pages)


def _campaigns(scenario: Scenario) -> Iterator[Fault]:
    campaign = scenario.campaign
    if campaign.split_of != "campaigns":
        return
    if scenario.keywords.file is None:
        rule = "campaigns needs a keyword file that names the campaign of each keyword"
        yield Fault(("campaign", "split_of"), rule, mend="list the keywords, or use split_of: budget", needs=_KEYWORDS)
        return
    needs: tuple[Path, ...] = (("campaign", "campaigns"), ("listed",))
    rows = _campaign_rows(Listing(scenario.listed))
    for name, index in rows.items():
        if name is None:
            yield Fault(("listed", index, "campaign"), "must not be empty with split_of: campaigns", needs=needs)
        elif name not in campaign.campaigns:
            rule, mend = "must be one that campaign.campaigns names", closest(name, campaign.campaigns)
            yield Fault(("listed", index, "campaign"), rule, said(name), mend, needs)
    for name, share in campaign.campaigns.items():
        if share > 0 and name not in rows:
            rule = "must be 0, no listed keyword is of this campaign"
            yield Fault(("campaign", "campaigns", name), rule, said(share), needs=(("listed",),))


def _keyword_bids(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.campaign.keyword_bids:
        return
    known = _names(keyword_names(scenario))
    for name in scenario.campaign.keyword_bids:
        if name not in known:
            path: Path = ("campaign", "keyword_bids", name)
            yield Fault(path, "must name one of the keywords", said(name), _nearest(name, known), _KEYWORDS)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    names = sorted(known)
    return closest(name, names) if len(names) <= _MOST_NAMES else None


def _negatives(scenario: Scenario) -> Iterator[Fault]:
    for index, negative in enumerate(scenario.campaign.negatives):
        path: Path = ("campaign", "negatives", index)
        if not plain(negative.keyword):
            yield Fault((*path, "keyword"), "must hold a word", said(negative.keyword))
        if negative.campaign is None:
            continue
        rows = _campaign_rows(Listing(scenario.listed))
        if negative.campaign not in rows:
            names = [name for name in rows if name is not None]
            rule, mend = "must be the campaign of a listed keyword", closest(negative.campaign, names)
            yield Fault((*path, "campaign"), rule, said(negative.campaign), mend, _KEYWORDS)


def _highest_bids(scenario: Scenario) -> Iterator[Fault]:
    """Bids are bounded so that bid × quality stays exact in whole numbers of 64 bits."""
    campaign = scenario.campaign
    factor = max(campaign.hours) * max(campaign.weekdays)
    factor *= max(campaign.device_bids.get(name, 1.0) for name in scenario.market.devices)
    factor *= max(campaign.audience_bids.get(name, 1.0) for name in scenario.market.audiences)
    for name, max_cpc in _highest(scenario).items():
        highest = max_cpc * campaign.bid_factor.of(name) * factor
        if highest > HIGHEST_BID:
            rule = f"max_cpc times all factors must not exceed {HIGHEST_BID:,} for {name}"
            mend = "lower campaign.bid_factor, keyword_bids, hours, weekdays, device_bids or audience_bids"
            yield Fault(("campaign",), rule, f"{highest:,.0f}", mend, (("keywords",),))


def _highest(scenario: Scenario) -> dict[str, float]:
    """The highest max CPC times keyword factor in each class."""
    factors = scenario.campaign.keyword_bids
    if scenario.keywords.file is not None:
        if not factors:
            return _highest_listed(Listing(scenario.listed))
        highest = dict.fromkeys(CLASSES, 0.0)
        for row in scenario.listed:
            highest[row.klass] = max(highest[row.klass], row.max_cpc * factors.get(row.keyword, 1.0))
        return highest
    made = {name: part for name in CLASSES if (part := getattr(scenario.keywords, name)) is not None}
    return {
        name: part.max_cpc * max([1.0, *(f for key, f in factors.items() if key.rpartition("-")[0] == name)])
        for name, part in made.items()
    }


@lru_cache(maxsize=2)
def _highest_listed(listing: Listing) -> dict[str, float]:
    highest = dict.fromkeys(CLASSES, 0.0)
    for row in listing.rows:
        highest[row.klass] = max(highest[row.klass], row.max_cpc)
    return highest
