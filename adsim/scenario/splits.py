"""A campaign's split in numbers: how many keywords and searches each class has, and what share it gets."""

from dataclasses import dataclass
from functools import lru_cache

from adsim.scenario.campaign import Shares
from adsim.scenario.listing import Listing
from adsim.scenario.objects import CLASSES, Scenario


@dataclass(frozen=True)
class ClassSize:
    """Number of keywords of a class and their searches a day."""

    keywords: int = 0
    searches: float = 0.0


def class_sizes(scenario: Scenario) -> dict[str, ClassSize]:
    """The size of every class, in the order of CLASSES; a class without keywords has size 0."""
    if scenario.keywords.file is not None:
        return _listed_sizes(Listing(scenario.listed))
    parts = {name: getattr(scenario.keywords, name) for name in CLASSES}
    return {name: ClassSize(part.count, part.searches) if part else ClassSize() for name, part in parts.items()}


@lru_cache(maxsize=2)
def _listed_sizes(listing: Listing) -> dict[str, ClassSize]:
    counts, searches = dict.fromkeys(CLASSES, 0), dict.fromkeys(CLASSES, 0.0)
    for row in listing.rows:
        counts[row.klass] += 1
        searches[row.klass] += row.searches
    return {name: ClassSize(counts[name], searches[name]) for name in CLASSES}


def shares(scenario: Scenario) -> dict[str, float]:
    """The share of each class; `equal` and `search_volume` go over the classes that have keywords."""
    split = scenario.campaign.split
    if isinstance(split, Shares):
        return {name: getattr(split, name) for name in CLASSES}
    sizes = class_sizes(scenario)
    weights = {name: size.searches if split == "search_volume" else float(size.keywords > 0)
               for name, size in sizes.items()}  # fmt: skip
    total = sum(weights.values())
    return {name: weight / total if total else 0.0 for name, weight in weights.items()}


def accounts(scenario: Scenario) -> dict[str, float]:
    """Our accounts, each with a daily budget of its own, and their shares of the money.

    The classes; with `split_of: keywords` one that pays for all; with `split_of: campaigns` the campaigns by name,
    in an order that does not depend on how the file lists them.
    """
    campaign = scenario.campaign
    if campaign.split_of == "campaigns":
        return dict(sorted(campaign.campaigns.items()))
    if campaign.split_of == "keywords":
        return {"all": 1.0}
    return shares(scenario)


def keywords_bought(scenario: Scenario) -> dict[str, int]:
    """With `split_of: keywords`, how many keywords of each class are bought (largest remainders)."""
    wanted = {name: share * (scenario.campaign.keywords or 0) for name, share in shares(scenario).items()}
    bought = {name: int(number + 1e-9) for name, number in wanted.items()}
    missing = round(sum(wanted.values())) - sum(bought.values())
    by_remainder = sorted(CLASSES, key=lambda name: bought[name] - wanted[name])
    for name in by_remainder[:missing]:
        bought[name] += 1
    return bought
