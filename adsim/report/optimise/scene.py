"""A search as its pictures see it: plans with names and colours, trials, and axes with places between their ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from adsim.report import optimise_words
from adsim.report.canvas import OTHER_COLOUR, VARIANT_COLOURS, VARIANT_DASHES
from adsim.report.scale import limits
from adsim.report.view import Scene

NAME = 34
BEST = VARIANT_COLOURS[0]
_LOW_QUARTER = 0.25


@dataclass(frozen=True)
class Raced(Scene):
    """A finished search."""

    @cached_property
    def plans(self) -> dict[str, dict[str, Any]]:
        """The rows of `remeasured` by name, the winner first."""
        rows = self.tables["remeasured"].to_dict("records")
        return {str(row["name"]): {str(key): value for key, value in row.items()} for row in rows}

    @property
    def winner(self) -> dict[str, Any]:
        return self.plans[self.facts["winner"]]

    @property
    def advised(self) -> dict[str, Any]:
        """What the plan is: the winner, unless another was better in fresh worlds."""
        return self.plans[self.facts["advised"]]

    @property
    def present(self) -> dict[str, Any]:
        return self.plans[self.facts["present"]]

    @cached_property
    def entrants(self) -> pd.DataFrame:
        return self.only("trials", trial=0)

    @cached_property
    def tried(self) -> pd.DataFrame:
        """The points of the search that have a profit, in their order."""
        frame = self.tables["trials"]
        return frame[(frame["trial"] > 0) & frame["profit"].notna()].sort_values("trial")

    @cached_property
    def complete(self) -> pd.DataFrame:
        return self.tried[self.tried["state"] == "complete"]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The plain plans that have a line and a colour of their own: fixed splits, the scenario as it is, the rule of
        equal marginal returns."""
        frame = self.tables["remeasured"]
        plain = frame[frame["kind"] != "found"]
        chosen = [*plain.loc[plain["fixed"], "name"], *plain.loc[plain["kind"].isin(["present", "marginal"]), "name"]]
        return tuple(dict.fromkeys(map(str, chosen)))[: len(VARIANT_COLOURS) - 1]

    def colour(self, name: str) -> str:
        if name in self.lines:
            return VARIANT_COLOURS[1 + self.lines.index(name)]
        return BEST if name == self.facts["winner"] else OTHER_COLOUR

    def dash(self, name: str) -> str:
        return VARIANT_DASHES[1 + self.lines.index(name)]

    def name(self, name: str) -> str:
        """What a plan is called."""
        return optimise_words.plan_name(name, self.say)

    @cached_property
    def shown(self) -> tuple[float, float]:
        """From where to where profits of the search are drawn: the lines and the better points, not the worst."""
        complete = self.complete["profit"].to_numpy(dtype=float)
        searched = [self.plans[name]["searched"] for name in (*self.lines, self.facts["winner"])]
        low = [float(np.quantile(complete, _LOW_QUARTER))] if complete.size else []
        return limits([*searched, *low, *complete.max(initial=-np.inf, keepdims=True)])

    # Axes.

    @property
    def axes(self) -> tuple[str, ...]:
        """The columns of all that was searched."""
        return tuple(self.facts["ends"])

    def axis(self, column: str) -> str:
        kind, _, part = column.partition(".")
        if kind == "daily_budget":
            return self.say.say("optimise_edge_budget")
        named = optimise_words.account_name(part, self.say)
        return self.say.say("optimise_edge_bids" if kind == "bid_factor" else "optimise_axis_share", name=named)

    def value(self, column: str, value: float) -> str:
        if column.startswith("share."):
            return self.say.percent(value)
        return f"×{value:.3g}" if column.startswith("bid_factor.") else self.say.money(value)

    def at(self, column: str, values: Any) -> np.ndarray:
        """Where values lie between the ends of their axis, 0 to 1; bids and budgets in equal ratios."""
        low, high = self.facts["ends"][column]
        numbers = np.asarray(values, dtype=float)
        if column.startswith("share."):
            return np.asarray((numbers - low) / (high - low))
        known = np.where(numbers > 0, numbers, np.nan)
        return np.asarray(np.log(known / low) / np.log(high / low))

    def marks(self, column: str) -> Sequence[float]:
        """Values to be told along an axis: its ends, what the scenario has, and one between."""
        low, high = self.facts["ends"][column]
        if column.startswith("share."):
            return (low, 0.25, 0.5, 0.75, high)
        now = self.present[column]
        return (low, float(f"{np.sqrt(low * now):.1g}"), now, high)

    def is_edge(self, column: str) -> bool:
        """Does the winner lie at an end of this axis?"""
        name = column.replace("bid_factor.", "bids.").replace("daily_budget", "budget")
        return name in (*self.facts["edges"], *self.facts["level_edges"])
