"""What a seller can do with the answer: a few sentences, each drawn from the winner's own figures."""

from collections.abc import Iterator
from math import isfinite
from typing import Any

from adsim.report.view import View
from adsim.report.words import NORMAL_95, short, variant_row

WORTH_SAYING = 0.05  # impressions lost to the budget below this share are not worth a sentence
USUAL_LOOK = 7


def advice(view: View) -> list[str]:
    """At most six sentences: the two kinds of doubt, ties, classes that lose or run dry, and early looks."""
    return [*_doubts(view), *_classes(view), *_early(view)]


def _doubts(view: View) -> Iterator[str]:
    say, row = view.say, variant_row(view.tables, view.winner)
    if isfinite(row["profit_error"]):
        low, high = say.money(row["profit_p05"]), say.money(row["profit_p95"])
        error = say.money(NORMAL_95 * row["profit_error"])
        yield say.say("advice_ranges", spread=say.spread(view.facts), low=low, high=high, error=error)
    if view.several and not view.facts["separated"] and row["cost"] > 0:
        yield say.say("advice_tied")


def _classes(view: View) -> Iterator[str]:
    frame = view.only("classes", variant=view.winner)
    for row in frame[frame["klass"] != "all"].to_dict("records"):
        key = _class_case(row)
        if key is not None:
            yield view.say.say(
                key,
                variant=short(view.winner),
                klass=view.say.klass(row["klass"]),
                profit=view.say.money(abs(row["profit"])),
                cpc=view.say.money(row["cpc"]),
                worth=view.say.money(row["margin"] / row["clicks"]),
                hours=view.say.decimal(row["hours_dark"]),
                lost=view.say.percent(row["lost_to_budget"]),
            )


def _class_case(row: dict[Any, Any]) -> str | None:
    if not row["clicks"] > 0:
        return None
    if row["profit"] < 0:
        return "advice_class_loses"
    return "advice_dark" if row["lost_to_budget"] > WORTH_SAYING else None


def _early(view: View) -> Iterator[str]:
    """How far the usual look at day 7 can be trusted; of the runner-up where the baseline itself wins."""
    other = view.facts["runner_up"] if view.winner == view.baseline else view.winner
    signs = view.only("signs", variant=other, versus=view.baseline).sort_values("day")
    early = signs[signs["day"] <= USUAL_LOOK]
    if len(early) and view.facts["days"] > USUAL_LOOK and isfinite(early["right_share"].iloc[-1]):
        row = early.iloc[-1]
        yield view.say.say(
            "advice_day",
            day=int(row["day"]),
            variant=short(other),
            versus=short(view.baseline),
            share=view.say.percent(float(row["right_share"])),
            spread=view.say.spread(view.facts),
        )
