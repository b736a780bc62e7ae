"""Observed rows of a scenario: what the account shows of a keyword, as ladders of rivals that agree with it.

The odds of all ladders are worked out once a scenario and kept; a world only draws (`market.rivals`). Places
are those that the page of every device has, so that the ad is shown in every search, and a place's click
rate is the mean over devices and audiences by their shares of the searches.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.market.rivals import Drawn, Ladders, Observed, Rules
from adsim.scenario.listing import Listing
from adsim.scenario.objects import HIGHEST_BID, Scenario
from adsim.simulation.keywords import rival_counts, row_factors, rows_of
from adsim.simulation.levels import WorldDraw
from adsim.simulation.pages import pages, prices
from adsim.streams import Purpose

Floats = NDArray[np.float64]


def draw(scenario: Scenario, world: WorldDraw, normal: Floats) -> Drawn | None:
    """The ladders of this world's observed rows, in their order; None where all rows are told.

    `normal` [2, keywords, rivals] are the standard normals of all rivals' bids and qualities.
    """
    rows = rows_of(Listing(scenario.listed))
    chosen = rows.observed
    if not chosen.size:
        return None
    lots = streams.generator(Purpose.LADDERS, scenario.seed, world.number).random((3, rows.klass.size))
    # The click rate of a search without our ad is that of the same keyword where it is shown: one place for both.
    lots[0] = lots[0][rows.sibling]
    dearer = row_factors(scenario, world)["cpc"][chosen]
    most = int(rival_counts(scenario)[chosen].max())
    return ladders(scenario).draw(lots[:, chosen], normal[:, chosen, :most], dearer=dearer)


def ladders(scenario: Scenario) -> Ladders:
    """All ladders that agree with the observed rows, in their order."""
    slots, examination = pages(scenario)
    devices, audiences = scenario.market.devices.values(), scenario.market.audiences.values()
    weight = np.array([device.share * device.ctr for device in devices])
    weight *= sum(audience.share * audience.ctr for audience in audiences)
    rivals = scenario.market.rivals
    increment, reserve = prices(scenario)
    rules = Rules(
        bid_spread=rivals.bid_spread,
        quality_spread=rivals.quality_spread,
        squashing=scenario.market.squashing,
        increment=increment,
        reserve=reserve,
        looked=tuple((weight @ examination[:, : slots.min()]).tolist()),
        slots=int(slots.max()),
        highest=HIGHEST_BID,
    )
    return _ladders(Listing(scenario.listed), rivals.per_keyword, rules)


@lru_cache(maxsize=4)
def _ladders(listing: Listing, usual_rivals: int, rules: Rules) -> Ladders:
    rows = rows_of(listing)
    chosen = rows.observed
    known = {name: values[chosen] for name, values in rows.numbers.items()}
    seen = Observed(
        bid=known["max_cpc"],
        cpc=known["observed_cpc"],
        ctr=known["observed_ctr"],
        position=known["observed_position"],
        rivals=np.where(np.isnan(known["rivals"]), usual_rivals, known["rivals"]).astype(np.int64),
        shown=rows.shown[chosen],
    )
    return Ladders(seen, rules)
