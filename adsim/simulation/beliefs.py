"""What players know before the first day: stated searches and conversion, what an order brings, how late orders come.

From the scenario as it is written, never from the world that is drawn. Rivals sell goods like ours; a rival holds a
click to be worth so much, and his orders are booked at what he expects of his clicks (assumptions).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from adsim.advertiser.contract import Known
from adsim.market.demand import hour_shares
from adsim.scenario.objects import DelayPart, Scenario
from adsim.shop.offers import price_effect
from adsim.simulation.plans import offer
from adsim.simulation.setting import Setting
from adsim.stats.late_orders import Delay

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def ours(scenario: Scenario, setting: Setting, ads: Ints) -> Known:
    """What we know of these ads of ours."""
    keyword, words = setting.ad_keyword[ads], setting.keywords
    products = scenario.products
    of_ad = words.product[keyword]
    page = [p.page_strength * price_effect(p.price, p.usual_price or p.price, p.price_elasticity) for p in products]
    offers = [offer(product) for product in products]
    basket = words.stated_basket[keyword]
    cvr = np.minimum(words.stated_cvr[keyword] * np.array(page)[of_ad], 1.0)
    margins = np.stack([one.expected_margin(basket) for one in offers])
    weight = words.stated[keyword] * cvr
    lags = np.array([_lag(product.delay, scenario.days) for product in products])
    of_product = np.bincount(of_ad, weights=weight, minlength=len(products))
    return Known(
        searches=words.stated[keyword],
        cvr=cvr,
        order_value=np.array([one.order_value for one in offers])[of_ad] * basket,
        order_margin=margins[of_ad, np.arange(of_ad.size)],
        lag=(of_product @ lags) / of_product.sum() if of_product.sum() > 0 else lags[0],
        hours=_hours(scenario),
    )


def rivals(scenario: Scenario, setting: Setting, ads: Ints, value: float) -> Known:
    """What rivals know of theirs: a click is worth `value` times the bid that the world drew for it."""
    keyword = setting.ad_keyword[ads]
    offers = np.array([offer(product).order_value for product in scenario.products])
    order = offers[setting.keywords.product[keyword]]
    return Known(
        searches=setting.keywords.stated[keyword],
        cvr=value * setting.ad_bid[ads] / order,
        order_value=order,
        order_margin=order,
        lag=np.ones(scenario.days + 1),
        hours=_hours(scenario),
    )


def _hours(scenario: Scenario) -> Floats:
    return hour_shares(np.array(scenario.market.demand.hours))


@lru_cache(maxsize=64)
def _lag(parts: tuple[DelayPart, ...], days: int) -> Floats:
    """Share of orders paid by the end of the n-th day after the day of the click."""
    columns = zip(*((part.share, part.mean_hours, part.cut_days) for part in parts), strict=True)
    return 1 - Delay.of_parts(*columns).unseen(np.arange(days + 1, dtype=float))
