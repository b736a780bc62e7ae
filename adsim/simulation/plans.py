"""Our campaign as arrays: money by account, bids by keyword, what our ads and offers are like.

Read anew whenever a dated change comes into force.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from adsim.market.clicks import appeal
from adsim.scenario import negatives, splits
from adsim.scenario.objects import CLASSES, DelayPart, Product, Scenario
from adsim.shop.funnel import HIGHEST_CVR, Delay, Terms
from adsim.shop.offers import Offer, price_effect
from adsim.simulation.accounts import budgets
from adsim.simulation.setting import Setting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def bids(scenario: Scenario, setting: Setting) -> Floats:
    """Return the max CPC set up for each keyword, currency units, 0 where it is not bought."""
    keywords, campaign = setting.keywords, scenario.campaign
    klass = keywords.klass
    if scenario.listed:
        max_cpc = keywords.max_cpc
    else:
        # Not the keywords' own, which a dated change may have changed.
        made = (getattr(scenario.keywords, name) for name in CLASSES)
        max_cpc = np.array([0.0 if part is None else part.max_cpc for part in made])[klass]
    bid: Floats = max_cpc * np.array([campaign.bid_factor.of(name) for name in CLASSES])[klass]
    if campaign.keyword_bids:
        bid = bid * np.array([campaign.keyword_bids.get(name, 1.0) for name in keywords.names])
    bid[list(negatives.excluded(scenario))] = 0.0
    if campaign.split_of == "keywords":
        for index, count in enumerate(splits.keywords_bought(scenario).values()):
            members = np.flatnonzero(klass == index)
            by_volume = members[np.argsort(-keywords.stated[members], kind="stable")]
            bid[by_volume[count:]] = 0.0
    else:
        # A class or campaign without money takes no part: what it misses was never meant for it.
        bid[budgets(scenario)[setting.our_account] == 0] = 0.0
    return bid


def cell_factors(scenario: Scenario, setting: Setting) -> Floats:
    """Return the device and audience factor on our bid, shape [cells]."""
    device = [scenario.campaign.device_bids.get(name, 1.0) for name in scenario.market.devices]
    audience = [scenario.campaign.audience_bids.get(name, 1.0) for name in scenario.market.audiences]
    factors: Floats = np.array(device)[setting.device] * np.array(audience)[setting.audience]
    return factors


@dataclass(frozen=True)
class Shelf:
    """Our offers as the visitors of each cell meet them; arrays [cells] but `kinds`, which `delay` is an index into:
    products that deliver orders alike share one, so that many products cost no more than few."""

    appeal: Floats
    quality_part: Floats  # [arms × keywords] relevance and page part of our quality
    delay: Ints
    cvr: Floats
    expected_margin: Floats
    columns: dict[str, Floats]
    kinds: tuple[tuple[DelayPart, ...], ...]

    @cached_property
    def delays(self) -> tuple[Delay, ...]:
        """The delay from click to payment of each kind."""
        return tuple(_delay(parts) for parts in self.kinds)

    def terms(self, cells: Ints) -> Terms:
        """Return what visits from these cells meet."""
        return Terms(cvr=self.cvr[cells], **{name: values[cells] for name, values in self.columns.items()})


def offer(product: Product) -> Offer:
    """The product's economics."""
    return Offer(
        price=product.price,
        unit_cost=product.unit_cost,
        units=product.units,
        commission=product.commission,
        tax=product.tax,
        freight=product.freight,
        refund_rate=product.refunds.rate,
        refund_cost=product.refunds.cost,
    )


def _delay(parts: tuple[DelayPart, ...]) -> Delay:
    return Delay(
        np.array([part.share for part in parts]),
        np.array([part.mean_hours for part in parts]),
        np.array([np.inf if part.cut_days is None else part.cut_days * 24 for part in parts]),
    )


def shelf(
    scenario: Scenario, setting: Setting, relevance_exponent: float, page_exponent: float,
    strength: tuple[float, float] = (1.0, 1.0),
) -> Shelf:  # fmt: skip
    """Return our offers as arrays for the scenario in force; `strength` multiplies appeal and conversion."""
    products = scenario.products
    offers = [offer(product) for product in products]
    keyword = setting.keyword
    of_cell = setting.keywords.product[keyword]
    devices, audiences = scenario.market.devices.values(), scenario.market.audiences.values()
    page = np.array(
        [p.page_strength * price_effect(p.price, p.usual_price or p.price, p.price_elasticity) for p in products]
    )
    cvr = setting.keywords.cvr[keyword] * page[of_cell]
    cvr *= np.array([d.cvr for d in devices])[setting.device]
    cvr *= np.array([a.cvr for a in audiences])[setting.audience]
    cvr = np.minimum(cvr * strength[1], HIGHEST_CVR)
    basket = setting.keywords.basket[keyword] * np.array([a.basket for a in audiences])[setting.audience]
    margin = {name: np.array([getattr(one, name) for one in offers])[of_cell]
              for name in ("order_value", "order_margin", "freight", "refund_rate", "refund_margin")}  # fmt: skip
    expected = np.zeros(cvr.size)
    for index, one in enumerate(offers):
        expected[of_cell == index] = one.expected_margin(basket[of_cell == index])
    columns = margin | {
        name: np.array([getattr(product, name) for product in products])[of_cell]
        for name in ("carts_per_order", "favourites_per_order", "paid_share", "basket_spread")
    }
    columns |= {"basket": basket, "refund_days": np.array([p.refunds.mean_days for p in products])[of_cell]}
    kinds = tuple(dict.fromkeys(product.delay for product in products))
    quality = np.array([p.relevance**relevance_exponent * p.page_strength**page_exponent for p in products])
    looks = np.array([appeal(p.image_strength, p.listing_strength) for p in products])
    return Shelf(
        appeal=looks[of_cell] * strength[0],
        quality_part=quality[setting.keywords.product],
        delay=np.array([kinds.index(product.delay) for product in products])[of_cell],
        cvr=cvr,
        expected_margin=cvr * expected,
        columns=columns,
        kinds=kinds,
    )


def side_by_side(shelves: Sequence[Shelf]) -> Shelf:
    """The shelves of several arms as one: their cells one arm after the other."""
    if len(shelves) == 1:
        return shelves[0]
    kinds = tuple(dict.fromkeys(kind for one in shelves for kind in one.kinds))

    def joined(name: str) -> Floats:
        return np.concatenate([getattr(one, name) for one in shelves])

    return Shelf(
        appeal=joined("appeal"),
        quality_part=joined("quality_part"),
        delay=np.concatenate([np.array([kinds.index(kind) for kind in one.kinds])[one.delay] for one in shelves]),
        cvr=joined("cvr"),
        expected_margin=joined("expected_margin"),
        columns={name: np.concatenate([one.columns[name] for one in shelves]) for name in shelves[0].columns},
        kinds=kinds,
    )
