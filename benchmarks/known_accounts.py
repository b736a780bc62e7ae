"""Accounts whose truth is known: random scenarios, one run of each kept as reports, and what was true in its world.

A scenario is drawn about as widely as shops differ: 14 to 84 days, 12 to 70 keywords whose volumes follow a power
law, rates and prices of their own, several campaigns and products, its own weekdays, hours, scatter of days and
delay. Bids of rivals, budgets (which do not run dry unless the layout tells what that costs) and the world's levels
are drawn too. The run is one of many that the same world could have: `worlds: centre` keeps it, replications throw
other dice. What was true is read off the engine: click rate and price from the page of every morning, which holds
all day where nobody's money runs out, so that no dice of clicks are in them; and as our quality wanders with the
clicks of days before, they are means over other runs of the same world.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.metrics import MICRO
from adsim.platforms import LAYOUTS
from adsim.scenario.objects import CLASSES, CONSUMER_HOURS, MARKETPLACE_DELAY, WEEKDAYS, KeywordRow, Scenario
from adsim.simulation import Diary, diary
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

Floats = NDArray[np.float64]

# Of each class: keywords, share of the searches, click rate if looked at, conversion rate (middle of what is drawn).
KINDS = {"head": (0.15, 0.55, 0.05, 0.02), "long_tail": (0.65, 0.36, 0.06, 0.035), "precise": (0.2, 0.09, 0.1, 0.06)}
WORDS = {"head": "valve{0}", "long_tail": "steel valve for water pipe {0}", "precise": "acme model KX{0}"}
BRAND = "acme"
RUNS_READ = 8
TELLS_LOSSES = ("google.keywords", "google.campaigns")


@dataclass(frozen=True)
class KnownAccount:
    """One account: its run, and what was true in its world.

    `truth` has one line a keyword, in the diary's order: name, klass, campaign, ad_group, match_type, product;
    searches (a day, mean of the week), shown (part of them in which the ad is on the page), ctr (clicks per
    impression), cpc, cvr (matured orders per click), basket (revenue an order); money in currency units.
    """

    layout: str
    diary: Diary
    truth: pd.DataFrame
    weekdays: Floats  # [7], mean 1
    hours: Floats  # [24], sum 1
    within: Floats  # [days 1, 7, 14]: part of the orders paid within so many days
    dispersion: float
    shared: float
    dry: bool  # whether budgets run dry

    @property
    def days(self) -> int:
        return self.diary.results.days


def known_account(seed: int, layout: str) -> KnownAccount:
    """The account of this seed, made for a report in `layout`."""
    random = np.random.default_rng([20261122, seed])
    scenario = _scenario(random, seed, layout)
    study = Study.of(scenario)
    worlds = [_ReadWorld(study, next(iter(study.timetables)), number) for number in range(1, RUNS_READ + 1)]
    for world in worlds:
        Timeline(world, scenario.days).run()
    last = scenario.start + timedelta(days=scenario.days - 1)
    kept = diary(scenario, downloaded=last)
    demand = scenario.market.demand
    week = np.array(demand.weekdays)
    assert demand.dispersion is not None
    return KnownAccount(
        layout=layout,
        diary=kept,
        truth=_truth(worlds),
        weekdays=week / week.mean(),
        hours=np.array(demand.hours) / sum(demand.hours),
        within=worlds[0]._shelf.delays[0].cdf(24.0 * np.array([1.0, 7.0, 14.0])),
        dispersion=demand.dispersion,
        shared=demand.shared,
        dry=bool(kept.results.page["lost_to_budget"].sum() > 0.01 * kept.results.page["searches"].sum()),
    )


def between(random: np.random.Generator, low: float, high: float) -> float:
    """A number between these, all ratios being equally likely."""
    return float(np.exp(random.uniform(np.log(low), np.log(high))))


def _scenario(random: np.random.Generator, seed: int, layout: str) -> Scenario:
    platform = LAYOUTS[layout][0].name
    rows, products = _rows(random)
    clicks = sum(row.searches * (row.ctr or 0) * 0.4 for row in rows)
    tight = layout in TELLS_LOSSES and random.random() < 0.5
    spend = clicks * float(np.mean([row.rival_bid or 0 for row in rows]))
    hours = np.array(CONSUMER_HOURS) * np.exp(random.normal(0, 0.25, 24))
    week = np.array(WEEKDAYS) * np.exp(random.normal(0, random.choice([0.05, 0.1, 0.2]), 7))
    made: dict[str, Any] = {
        "name": f"known_{seed}", "platform": platform, "seed": seed,
        "worlds": "centre",
        "start": date(2025, 1, 6) + timedelta(days=int(random.integers(0, 300))),
        "days": int(random.integers(14, 85)), "keywords": {"file": "none.csv"}, "products": products,
        "campaign": {"daily_budget": spend * (between(random, 0.3, 1.2) if tight else 30.0),
                     "split_of": "campaigns", "campaigns": _shares(rows)},
        "market": {
            "demand": {"hours": tuple(hours.tolist()), "weekdays": tuple(week.tolist()),
                       "dispersion": between(random, 3, 20), "shared": random.uniform(0.2, 0.8)},
            "rivals": {"count": 12, "per_keyword": int(random.integers(4, 11)),
                       "bid_spread": random.uniform(0.3, 0.7)},
        },
    }  # fmt: skip
    return Scenario.model_validate(made).model_copy(update={"listed": tuple(rows)})


def _shares(rows: list[KeywordRow]) -> dict[str, float]:
    """Each campaign's share of the budget, as its keywords would spend it."""
    spend: dict[str, float] = {}
    for row in rows:
        worth = row.searches * (row.ctr or 0) * (row.rival_bid or 0)
        spend[row.campaign or ""] = spend.get(row.campaign or "", 0.0) + worth
    return {name: worth / sum(spend.values()) for name, worth in spend.items()}


def _rows(random: np.random.Generator) -> tuple[list[KeywordRow], list[dict[str, Any]]]:
    count, campaigns = int(random.integers(12, 71)), int(random.integers(1, 4))
    clicks, price = between(random, 20, 300), between(random, 0.4, 4)
    products = _products(random)
    klass = np.sort(random.choice(3, count, p=[share for share, *_ in KINDS.values()]))
    klass[: len(CLASSES)] = range(len(CLASSES))
    rows = []
    for index, name in enumerate(CLASSES):
        members = np.flatnonzero(klass == index)
        _, part, ctr, cvr = KINDS[name]
        volume = np.arange(1, members.size + 1) ** -random.uniform(0.6, 1.1)
        searches = clicks * part / (0.4 * ctr) * volume / volume.sum()
        level = {key: middle * between(random, 0.6, 1.6) for key, middle in (("ctr", ctr), ("cvr", cvr))}
        for rank, per_day in enumerate(searches, 1):
            bid = price * float(np.exp(random.normal(0, 0.25)))
            product = int(random.integers(len(products)))
            rows.append(
                KeywordRow.model_validate({
                    "keyword": WORDS[name].format(rank), "class": name,
                    "campaign": f"campaign {int(random.integers(campaigns)) + 1}", "ad_group": f"group {product + 1}",
                    "match_type": "exact" if name == "precise" else "broad", "product": products[product]["name"],
                    "searches": max(float(per_day), 0.2),
                    "ctr": min(level["ctr"] * float(np.exp(random.normal(0, 0.3))), 0.5),
                    "cvr": min(level["cvr"] * float(np.exp(random.normal(0, 0.3))), 0.5),
                    "max_cpc": round(bid * between(random, 0.9, 2.0), 2), "rival_bid": bid,
                    "basket": float(np.exp(random.normal(0, 0.2))),
                })
            )  # fmt: skip
    return rows, products


def _products(random: np.random.Generator) -> list[dict[str, Any]]:
    late, slower = float(random.beta(8, 7)), float(np.exp(random.normal(0, 0.4)))
    quick, medium, slow = MARKETPLACE_DELAY
    left = (1 - late) / (1 - slow.share)
    delay = [
        quick.model_copy(update={"share": quick.share * left}),
        medium.model_copy(update={"share": medium.share * left}),
        slow.model_copy(update={"share": late, "mean_hours": slow.mean_hours * slower}),
    ]
    value = between(random, 20, 200)
    return [
        {"name": f"item {number}", "price": round(value * between(random, 0.6, 1.6), 2), "unit_cost": value / 4,
         "delay": delay}
        for number in range(1, int(random.integers(1, 4)) + 1)
    ]  # fmt: skip


class _ReadWorld(World):
    """A world that reads its pages every morning."""

    def __init__(self, study: Study, variant: str, replication: int) -> None:
        super().__init__(study, variant, replication)
        self.mornings: list[Floats] = []  # [days] of [3, cells]: shown, click rate and price

    def open_day(self) -> None:
        super().open_day()
        ours, setting = self.setting.our_entries, self.setting
        now = np.zeros((3, ours.size))
        for cell, entry in enumerate(ours):
            for there, slot, price in self._auction.page(cell):
                if there == entry:
                    rate = self._click_rate[entry] * setting.examination[cell, slot]
                    now[:, cell] = 1.0, rate, price / MICRO
        self.mornings.append(now)


def _truth(worlds: list[_ReadWorld]) -> pd.DataFrame:
    first = worlds[0]
    mornings = np.array([morning for world in worlds for morning in world.mornings])
    shown, rate, price = mornings.transpose(1, 0, 2)
    clicks = rate.sum(axis=0)  # one cell a keyword: one device, one audience
    shelf, rows = first._shelf, first.scenario.listed
    return pd.DataFrame(
        {
            "name": first.setting.keywords.names,
            **{name: [getattr(row, name) for row in rows]
               for name in ("klass", "campaign", "ad_group", "match_type", "product")},
            "searches": first.setting.keywords.searches,
            "shown": shown.mean(axis=0),
            "ctr": clicks / np.maximum(shown.sum(axis=0), 1e-12),
            "cpc": (rate * price).sum(axis=0) / np.maximum(clicks, 1e-12),
            "cvr": shelf.cvr,
            "basket": shelf.columns["order_value"] * shelf.columns["basket"],
        }
    )  # fmt: skip
