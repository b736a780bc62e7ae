"""Figures that no scenario holds: too dear a click, an order or a day, or more searches than can be.

Most often a wrong column or decimal mark, or money of a currency with small units. Refused before anything is
simulated, in terms of the reports; whatever is refused here, the data doctor finds too.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from adsim.bounds import HIGHEST_BID, HIGHEST_BUDGET, HIGHEST_PRICE, MOST_SEARCHES
from adsim.errors import InputError, Problem
from adsim.experiments.calibration.assumptions import Figure

MEND_MONEY = "check the column and its decimal mark, or give all money in a larger unit, such as thousands"
MEND_COUNTS = "check the column and its decimal mark"
_MOST_NAMED = 10  # rows of each kind


def refuse_out_of_reach(file: str, rows: pd.DataFrame, figures: Mapping[str, Figure]) -> None:
    """Raise `InputError` where estimated `rows` or the `figures` beside them exceed what a scenario holds."""
    problems = [*_budget(file, figures), *_keywords(file, rows)]
    if problems:
        raise InputError(problems)


def _budget(file: str, figures: Mapping[str, Figure]) -> Iterator[Problem]:
    budget = figures["daily_budget"].value
    if budget > HIGHEST_BUDGET:
        rule = f"a scenario takes at most {HIGHEST_BUDGET:,.0f} a day"
        yield Problem(file, "cost or budget of a day", rule, f"{budget:,.0f}", MEND_MONEY)


def _keywords(file: str, rows: pd.DataFrame) -> Iterator[Problem]:
    for name, called, most, mend in (
        ("max_cpc", "bid or price of a click", HIGHEST_BID, MEND_MONEY),
        ("order_value", "value of an order", HIGHEST_PRICE, MEND_MONEY),
        ("searches", "searches of a day", MOST_SEARCHES, MEND_COUNTS),
    ):
        far = rows[rows[name] > most]
        rule = f"a scenario takes at most {most:,.0f}"
        for keyword, value in far[["name", name]].head(_MOST_NAMED).itertuples(index=False):
            yield Problem(file, f"{called} of {keyword!r}", rule, f"{value:,.0f}", mend)
        if len(far) > _MOST_NAMED:
            yield Problem(file, called, f"{len(far) - _MOST_NAMED:,} more keywords lie beyond {most:,.0f}")
