"""The arms of a product test as arrays: every cell once for each arm, shoppers shared by the rotation.

What the world draws, it draws as without a test: arms only repeat it. A rival's ad is one ad, whichever arm stands
beside it; our own ads are one for each arm and keyword.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.scenario.objects import Scenario
from adsim.simulation.levels import WorldDraw, lognormal
from adsim.simulation.setting import Setting
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_ARMS = 6
_DRAWS = 1000


def with_arms(plain: Setting, arms: int, own_budgets: bool) -> Setting:
    """The setting with all cells once for each arm; arms with `own_budgets` have accounts of their own."""
    if arms == 1:
        return plain
    cells, keywords = plain.keyword.size, plain.keywords.klass.size
    cell = np.repeat(np.arange(arms), plain.entry_ad.size)
    ours = np.tile(plain.ad_advertiser[plain.entry_ad] == 0, arms)
    # The control keeps our first ads; those of the other arms stand behind all the rest.
    shift = plain.ad_keyword.size + (cell - 1) * keywords
    keyword_of = np.tile(plain.keyword[plain.entry_cell], arms)
    entry_ad = np.where(ours & (cell > 0), shift + keyword_of, np.tile(plain.entry_ad, arms))
    accounts = plain.our_accounts * (arms if own_budgets else 1)
    moved = cell * plain.our_accounts if own_budgets else 0 * cell
    account = np.tile(plain.account, arms) + np.where(ours, moved, accounts - plain.our_accounts)
    new = np.tile(plain.our_ads, arms - 1)
    per_cell: dict[str, Any] = {name: np.tile(getattr(plain, name), arms)
                for name in ("keyword", "audience", "device", "base_ctr", "share", "slots")}  # fmt: skip
    per_ad: dict[str, Any] = {name: np.concatenate([getattr(plain, name), getattr(plain, name)[new]])
              for name in ("ad_keyword", "ad_advertiser", "ad_bid", "ad_prior", "ad_fixed", "ad_settled")}  # fmt: skip
    return replace(
        plain,
        **per_cell,
        **per_ad,
        examination=np.tile(plain.examination, (arms, 1)),
        first=np.concatenate([[0], np.cumsum(np.tile(np.diff(plain.first), arms))]),
        entry_ad=entry_ad,
        entry_cell=np.tile(plain.entry_cell, arms) + cell * cells,
        account=account,
        our_accounts=accounts,
        click_rate=np.tile(plain.click_rate, arms),
        highest_rate=np.tile(plain.highest_rate, arms),
        arms=arms,
    )


def strengths(scenario: Scenario, world: WorldDraw) -> Floats:
    """What each arm's ad and offer are worth beyond what the scenario says, mean 1, shape [arms, 2]: clicks, orders.

    Keyed by the world and the arm's place, so an arm is worth the same in every variant.
    """
    test = scenario.test
    if test is None:
        return np.ones((1, 2))
    if world.number == 0:
        return np.ones((len(test.arms), 2))
    normal = streams.generator(Purpose.ARMS, scenario.seed, world.number).standard_normal((_MOST_ARMS, 2))
    return lognormal(normal[: len(test.arms)], test.effect_spread)


def chances_to_be_best(trials: Ints, hits: Ints, *key: int) -> Floats:
    """How likely each arm has the highest rate, by draws from beta posteriors of uniform priors, shape [arms].

    No arm is ever given up: each counts as the best of a fraction of one draw more.
    """
    random = streams.generator(Purpose.THOMPSON, *key)
    drawn = random.beta(hits + 1.0, np.maximum(trials - hits, 0) + 1.0, (_DRAWS, trials.size))
    won = np.bincount(drawn.argmax(axis=1), minlength=trials.size)
    chances: Floats = (won + 1 / trials.size) / (_DRAWS + 1)
    return chances
