"""A sketch of a simulation from rankings alone: where our ad stands in each world, and what a click costs there.

Rivals are those of the scenario's own worlds. Budgets, hours and moving quality are left out, so there is
no noise and a round over a hundred worlds takes milliseconds; `market_fit` fits on it and lets the
simulation itself correct it.
"""

import numpy as np
import pandas as pd

from adsim.experiments.market_fit import Simulate
from adsim.platforms import platform
from adsim.scenario.objects import Scenario
from adsim.simulation.setting import build


def rankings(scenario: Scenario, worlds: int) -> Simulate:
    """A callable from keyword tables to figures a day, over the first `worlds` worlds of the scenario.

    The scenario has one device and one audience, and as many rivals on every keyword.
    """
    known = platform(scenario.platform)
    (device,) = scenario.market.devices
    examination = np.array(known.layout(device).examination)
    rivals = scenario.market.rivals.per_keyword
    bids, qualities = _rivals(scenario, worlds, known.quality.ctr_exponent)
    # Beyond the last slot nobody looks.
    looked_at = np.concatenate([examination, np.zeros(max(rivals + 1 - examination.size, 0))])

    def simulate(keywords: pd.DataFrame) -> pd.DataFrame:
        own = keywords["max_cpc"].to_numpy(float)[:, None]
        bid = bids * keywords["rival_bid"].to_numpy(float)[:, None]
        scores = np.where(bid >= known.reserve, bid * qualities, 0.0)
        scores = -np.sort(-scores, axis=-1)
        rank = (scores >= own).sum(axis=-1)
        shown = (rank < examination.size) & (own[:, 0] >= known.reserve)
        below = np.concatenate([scores, np.zeros((*scores.shape[:-1], 1))], axis=-1)
        next_score = np.take_along_axis(below, rank[..., None], axis=-1)[..., 0]
        price = np.where(next_score > 0, np.maximum(known.reserve, next_score + known.increment), known.reserve)
        price = np.minimum(price, own[:, 0])
        chance = np.where(shown, looked_at[rank], 0.0)
        searches, ctr = keywords["searches"].to_numpy(float), keywords["ctr"].to_numpy(float)
        return pd.DataFrame(
            {
                "impressions": searches * shown.mean(axis=0),
                "clicks": searches * ctr * chance.mean(axis=0),
                "cost": searches * ctr * (chance * price).mean(axis=0),
            }
        )

    return simulate


def _rivals(scenario: Scenario, worlds: int, exponent: float) -> tuple[np.ndarray, np.ndarray]:
    """Rivals' bids in units of the keyword's `rival_bid` and their qualities, shape [worlds, keywords, rivals]."""
    unit = tuple(row.model_copy(update={"rival_bid": 1.0}) for row in scenario.listed)
    shape = (len(unit), scenario.market.rivals.per_keyword + 1)
    bids, qualities = [], []
    for world in range(worlds):
        setting = build(scenario.model_copy(update={"listed": unit}), world)
        bids.append(setting.ad_bid.reshape(shape)[:, :-1])
        qualities.append((setting.ad_prior**exponent * setting.ad_fixed).reshape(shape)[:, :-1])
    return np.array(bids), np.array(qualities)
