"""What so many replications can tell: no 5–95 % range from a few, and of one world only what it realised.

The saved tables hold the expected profit of every run, whose mean is known far better, beside ranges of the
realised one. In one world the two would stand side by side as if they were the same figure.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from adsim.stats import paired

Tables = Mapping[str, pd.DataFrame]
Facts = Mapping[str, Any]

FEWEST_FOR_RANGE = 20  # of fewer worlds not one lies in either tail
ONE_WORLD_TELLS_NOT = ("low", "high", "loss_share", "best_share", "better_share", "right_share")


def repeated(facts: Facts) -> bool:
    """Is there more than one world?"""
    return int(facts["replications"]) > 1


def ranged(facts: Facts) -> bool:
    """Are there enough worlds for a 5–95 % range?"""
    return int(facts["replications"]) >= FEWEST_FOR_RANGE


def error_factor(facts: Facts, worlds: str = "replications") -> float:
    """What makes a simulation error (a standard error) the ± of 95 %; nan for one world.

    `worlds` is the fact that says in how many worlds it was measured.
    """
    return paired.t_quantile(int(facts[worlds]))


def supported(tables: Tables, facts: Facts) -> Tables:
    """The saved tables with nothing in them that the replications cannot tell; what they cannot is nan.

    Of one world profit, margin and ROI are the realised ones (but for keywords, of which only the expected
    are saved).
    """
    if ranged(facts):
        return tables
    found = tables if repeated(facts) else {**tables, **_realised(tables)}
    return {name: _without_ranges(frame, repeated(facts)) for name, frame in found.items()}


def _without_ranges(frame: pd.DataFrame, shares: bool) -> pd.DataFrame:
    hidden = [name for name in frame if str(name).endswith(("_p05", "_p95"))]
    hidden += [] if shares else [name for name in ONE_WORLD_TELLS_NOT if name in frame]
    return frame.assign(**dict.fromkeys(map(str, hidden), float("nan")))


def _realised(tables: Tables) -> dict[str, pd.DataFrame]:
    """Tables of one world: the quantiles of a single realised value are that value."""
    days, differences, windows = tables["days"], tables["differences"], tables["windows"]
    windows = _earning(windows, windows["profit_p05"])
    last = windows[(windows["mode"] == "matured") & (windows["day"] == windows["day"].max())]
    profit = last.set_index(["variant", "klass"])["profit"]
    keys = pd.MultiIndex.from_frame(tables["classes"][["variant", "klass"]])
    runs = tables["runs"].set_index("variant")["profit"]
    return {
        "variants": _earning(tables["variants"], runs.reindex(tables["variants"]["variant"])),
        "days": days.assign(profit=days["profit_p05"], profit_so_far=days["profit_so_far_p05"]),
        "differences": differences.assign(profit=differences["worlds_p05"]),
        "windows": windows,
        "classes": _earning(tables["classes"], profit.reindex(keys)),
    }


def _earning(frame: pd.DataFrame, profit: "pd.Series[float]") -> pd.DataFrame:
    """`frame` with this profit, and the margin and ROI that belong to it."""
    found = frame.assign(profit=profit.to_numpy(dtype=float))
    if "margin" in found:
        found["margin"] = found["profit"] + found["cost"]
    found["roi"] = found["profit"] / found["cost"].where(found["cost"] > 0)
    return found
