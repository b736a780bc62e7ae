"""How a day's money is to lie over its hours: the curve of a pacing, and what it leaves for the hour that begins.

Hides the sharing out: an hour that cannot spend its share hands the rest to the others.
"""

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Discriminator, Tag

from adsim.advertiser.estimates import totals
from adsim.bounds import Hours, broken

Floats = NDArray[np.float64]


def _some(shares: tuple[float, ...]) -> tuple[float, ...]:
    if not any(shares):
        raise broken("", "must give some hour a share above 0")
    return shares


def _tag(value: Any) -> str:
    return "name" if isinstance(value, str) else "shares"


# `traffic`: as the searches lie; `even`: every hour the same; or the hours' proportions.
Curve = Annotated[
    Annotated[Literal["traffic", "even"], Tag("name")] | Annotated[Hours, AfterValidator(_some), Tag("shares")],
    Discriminator(_tag),
]


def shares(curve: str | tuple[float, ...], traffic: Floats) -> Floats:
    """Proportions of the day's money by hour, shape [24]; none in hours without traffic."""
    if isinstance(curve, str):
        return traffic if curve == "traffic" else np.where(traffic > 0, 1.0, 0.0)
    return np.where(traffic > 0, np.array(curve), 0.0)


def part_of_hour(affordable: Floats, wanted: Floats, traffic: Floats) -> Floats:
    """What part of its traffic the first of the hours left may buy, [accounts].

    `affordable` [accounts]: money left over what a day's full traffic costs. `wanted` and `traffic` [hours left]:
    proportions of the money, shares of the day's traffic. Every hour gets its proportion up to all its traffic;
    where money is left over, all traffic of the hours that have a proportion is bought.
    """
    if traffic[0] <= 0 or wanted[0] <= 0:
        return np.zeros(affordable.size) if wanted[0] <= 0 < traffic[0] else np.ones(affordable.size)
    # At level x an hour buys min(traffic, x × proportion): piecewise linear in x, bent where an hour is sated.
    open_hours = (traffic > 0) & (wanted > 0)
    proportion, most = wanted[open_hours], traffic[open_hours]
    sated_at = np.unique(most / proportion)
    bought = np.minimum(most, sated_at[:, None] * proportion).sum(axis=1)
    level = np.interp(affordable, np.concatenate([[0.0], bought]), np.concatenate([[0.0], sated_at]))
    part: Floats = np.minimum(1.0, level * wanted[0] / traffic[0])
    return part


def kept_back(budget: Floats, price: Floats, wanted: Floats) -> Floats:
    """Money of [accounts] that no hour is given, so that chance seldom runs an account dry before midnight.

    Clicks come by chance, and nobody decides any more in the last hour: 1.3 standard deviations of what is
    planned for it, where a click costs `price`; never more than 2 % of the budget. On the days that were played
    through this lies close to the best trade of money left over against hours without money.
    """
    open_hours = np.flatnonzero(wanted > 0)
    if not open_hours.size:
        return np.zeros(budget.size)
    last_hour = budget * wanted[open_hours[-1]] / wanted.sum()
    back: Floats = np.minimum(0.02 * budget, 1.3 * np.sqrt(price * last_hour))
    return back


def price_of_click(max_cpc: Floats, searches: Floats, account: NDArray[np.int64], accounts: int) -> Floats:
    """The mean bid by account, weighted by searches: a click is held to cost no less (0: nothing is bought)."""
    asked = np.where(max_cpc > 0, searches, 0.0)
    weight, money = totals(account, asked, accounts), totals(account, asked * max_cpc, accounts)
    price: Floats = np.divide(money, weight, out=np.zeros(accounts), where=weight > 0)
    return price
