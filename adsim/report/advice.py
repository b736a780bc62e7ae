"""What a seller can do with the answer: a few sentences, each drawn from the winner's own figures."""

from collections.abc import Iterator
from math import isfinite
from typing import Any

from adsim.report.evidence import FEWEST_FOR_RANGE, error_factor
from adsim.report.view import View
from adsim.report.words import rival, short, variant_row

WORTH_SAYING = 0.05  # impressions lost to the budget below this share are not worth a sentence
USUAL_LOOK = 7


def advice(view: View) -> list[str]:
    """At most seven sentences: the two kinds of doubt, ties, classes that lose or run dry, and early looks."""
    return [*_doubts(view), *_classes(view), *_early(view)]


def _doubts(view: View) -> Iterator[str]:
    say, row = view.say, variant_row(view.tables, view.winner)
    if not view.repeated:
        yield say.say("advice_one", fewest=FEWEST_FOR_RANGE)
        return
    error, spread = say.money(error_factor(view.facts) * row["profit_error"]), say.spread(view.facts)
    if view.ranged:
        low, high = say.money(row["profit_p05"]), say.money(row["profit_p95"])
        yield say.say("advice_ranges", spread=spread, low=low, high=high, error=error)
    else:
        yield say.say("advice_few", spread=spread, error=error, fewest=FEWEST_FOR_RANGE)
    close = rival(view.tables, view.facts)
    if close is not None and not close["low"] > 0 and row["clicks"] > 0:
        yield say.say("advice_tied")


def _classes(view: View) -> Iterator[str]:
    """Every class that loses money, and of those that run dry the one whose clicks return most."""
    frame = view.only("classes", variant=view.winner)
    rows = [row for row in frame[frame["klass"] != "all"].to_dict("records") if row["clicks"] > 0]
    for row in rows:
        if row["profit"] < 0:
            yield _of_class(view, "advice_class_loses", row)
    dry = [row for row in rows if row["cost"] > 0 and row["profit"] >= 0 and row["lost_to_budget"] > WORTH_SAYING]
    if dry:
        yield _of_class(view, "advice_dark", max(dry, key=lambda row: row["margin"] / row["cost"]))


def _of_class(view: View, key: str, row: dict[Any, Any]) -> str:
    say = view.say
    return say.say(
        key,
        variant=short(view.winner),
        klass=say.klass(row["klass"]),
        profit=say.money(abs(row["profit"])),
        cpc=say.money(row["cpc"]),
        worth=say.money(row["margin"] / row["clicks"]),
        hours=say.decimal(row["hours_dark"]),
        lost=say.percent(row["lost_to_budget"]),
    )


def _early(view: View) -> Iterator[str]:
    """How far the usual look at day 7 can be trusted; of the runner-up where the baseline itself wins."""
    other = view.facts["runner_up"] if view.winner == view.baseline else view.winner
    signs = view.only("signs", variant=other, versus=view.baseline).sort_values("day")
    early = signs[signs["day"] <= USUAL_LOOK]
    if view.repeated and len(early) and view.facts["days"] > USUAL_LOOK and isfinite(early["right_share"].iloc[-1]):
        row = early.iloc[-1]
        yield view.say.say(
            "advice_day",
            day=int(row["day"]),
            variant=short(other),
            versus=short(view.baseline),
            share=view.say.percent(float(row["right_share"])),
            spread=view.say.spread(view.facts),
        )
