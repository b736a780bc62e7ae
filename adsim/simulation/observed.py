"""Observed rows of a scenario: what the account shows of a keyword, as ladders of rivals that agree with it.

The odds of all ladders are worked out once a scenario and kept; a world only draws (`market.rivals`). Places
are those that the page of every device has, so that the ad is shown in every search, and a place's click
rate is the mean over devices and audiences by their shares of the searches.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.bounds import HIGHEST_BID
from adsim.market import quality
from adsim.market.rivals import Drawn, Ladders, Observed, Rules
from adsim.platforms import platform
from adsim.platforms.contract import QualityModel
from adsim.scenario.listing import Listing
from adsim.scenario.objects import Scenario
from adsim.simulation.keywords import rival_counts, rows_of
from adsim.simulation.levels import WorldDraw
from adsim.simulation.pages import pages, prices
from adsim.streams import Purpose

Floats = NDArray[np.float64]


def draw(scenario: Scenario, world: WorldDraw, dearer: Floats, normal: Floats) -> Drawn | None:
    """The ladders of this world's observed rows, in their order; None where all rows are told.

    `dearer` [keywords] are the world's factors on observed prices, `normal` [2, keywords, rivals]
    the standard normals of all rivals' bids and qualities.
    """
    rows = rows_of(Listing(scenario.listed))
    chosen = rows.observed
    if not chosen.size:
        return None
    lots = streams.generator(Purpose.LADDERS, scenario.seed, world.number).random((3, rows.klass.size))
    # The click rate of a search without our ad is that of the same keyword where it is shown: one place for both.
    if rows.sibling is not None:
        lots[0] = lots[0][rows.sibling]
    most = int(rival_counts(scenario)[chosen].max())
    return ladders(scenario).draw(lots[:, chosen], normal[:, chosen, :most], dearer=dearer[chosen])


def ladders(scenario: Scenario) -> Ladders:
    """All ladders that agree with the observed rows, in their order."""
    model = platform(scenario.platform).quality
    usual = scenario.market.rivals.per_keyword
    return _ladders(Listing(scenario.listed), usual, rules_of(scenario), scenario.days, model)


def rules_of(scenario: Scenario) -> Rules:
    """The page of a scenario, and what it assumes of rivals."""
    slots, examination = pages(scenario)
    devices, audiences = scenario.market.devices.values(), scenario.market.audiences.values()
    weight = np.array([device.share * device.ctr for device in devices])
    weight *= sum(audience.share * audience.ctr for audience in audiences)
    rivals = scenario.market.rivals
    increment, reserve = prices(scenario)
    return Rules(
        bid_spread=rivals.bid_spread,
        quality_spread=rivals.quality_spread,
        squashing=scenario.market.squashing,
        increment=increment,
        reserve=reserve,
        looked=tuple((weight @ examination[:, : slots.min()]).tolist()),
        slots=int(slots.max()),
        highest=HIGHEST_BID,
    )


@lru_cache(maxsize=4)
def _ladders(listing: Listing, usual_rivals: int, rules: Rules, days: int, model: QualityModel) -> Ladders:
    rows = rows_of(listing)
    chosen = rows.observed
    known = {name: values[chosen] for name, values in rows.numbers.items()}
    clicks_a_day = known["searches"] * known["observed_ctr"]
    coec = quality.wander(clicks_a_day, days, model.kappa, model.half_life_days)
    seen = Observed(
        bid=known["max_cpc"],
        cpc=known["observed_cpc"],
        ctr=known["observed_ctr"],
        position=known["observed_position"],
        rivals=np.where(np.isnan(known["rivals"]), usual_rivals, known["rivals"]).astype(np.int64),
        shown=rows.shown[chosen],
        wander=rules.squashing * model.ctr_exponent * coec,
    )
    return Ladders(seen, rules)
