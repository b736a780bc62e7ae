"""Our accounts: which daily budget pays for which keyword, and what becomes of accounts in tables by class.

An account is a class, a campaign of the keyword file, or the one that pays for all (`scenario.splits.accounts`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim.metrics import MICRO, ratio
from adsim.scenario import splits
from adsim.scenario.listing import Listing
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation.keywords import KeywordArrays, rows_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def apportion(total: int, shares: Floats) -> Ints:
    """Split a whole amount by shares without losing a unit (largest remainder)."""
    exact = total * shares
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def account_of(scenario: Scenario, klass: Ints) -> Ints:
    """Return which of our accounts (`splits.accounts`) pays for each keyword, shape [keywords]."""
    if scenario.campaign.split_of == "campaigns":
        index: dict[str | None, int] = {name: account for account, name in enumerate(splits.accounts(scenario))}
        rows = rows_of(Listing(scenario.listed))
        return np.array([index[name] for name in rows.campaigns])[rows.campaign]
    return np.zeros_like(klass) if scenario.campaign.split_of == "keywords" else klass


def shares(scenario: Scenario) -> Floats:
    """Return each account's share of the daily budget, summing to 1."""
    weights = np.array(list(splits.accounts(scenario).values()))
    # A split may miss 1 by a millionth, as 0.333333 three times does; money may not.
    normal: Floats = weights / weights.sum()
    return normal


def budgets(scenario: Scenario, factor: float = 1.0) -> Ints:
    """Return the day's money of each of our accounts in micro-units; `factor` multiplies all of it."""
    return apportion(round(scenario.campaign.daily_budget * factor * MICRO), shares(scenario))


def by_weight(money: Ints, weights: Floats) -> Ints:
    """Each arm's part of its own accounts' money [arms, accounts]: nothing is lost where arms have the same."""
    exact = money * weights[:, None]
    columns = [
        apportion(round(part.sum()), part / part.sum()) if part.any() else np.zeros(part.size, np.int64)
        for part in exact.T
    ]
    return np.array(columns).T


@dataclass(frozen=True)
class Mix:
    """How accounts and keyword classes go together, by stated searches: `classes` [accounts, classes] what part of
    an account's searches lies in each class, `accounts` [classes, accounts] what part of a class's each pays for.

    A common account lies in the first class, and pays for all.
    """

    classes: Floats
    accounts: Floats

    @classmethod
    def of(cls, scenario: Scenario, keywords: KeywordArrays, account: Ints) -> "Mix":
        size = len(CLASSES)
        if scenario.campaign.split_of == "keywords":
            return cls(np.eye(1, size), np.ones((size, 1)))
        if scenario.campaign.split_of == "budget":
            return cls(np.eye(size), np.eye(size))
        both = np.zeros((len(splits.accounts(scenario)), size))
        np.add.at(both, (account, keywords.klass), keywords.stated)
        # A campaign without keywords has no money either: it lies anywhere.
        both[both.sum(axis=1) == 0, 0] = 1.0
        return cls(both / both.sum(axis=1, keepdims=True), both.T)

    def budget(self, money: Ints) -> Ints:
        """Money of accounts, micro-units, as money of classes: nothing lost."""
        parts = [apportion(int(own), part) for own, part in zip(money, self.classes, strict=True)]
        total: Ints = np.array(parts).sum(axis=0, dtype=np.int64)
        return total

    def mean(self, values: Floats) -> Floats:
        """Values of accounts [accounts, …] as means of classes [classes, …]; nan (no money) is left out."""
        known = ~np.isnan(values)
        weight = np.tensordot(self.accounts, known.astype(float), axes=1)
        total = np.tensordot(self.accounts, np.where(known, values, 0.0), axes=1)
        return ratio(total, weight)
