"""The race of candidates: the best so far, trial by trial, over the plain plans; and the front of profit and risk."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.canvas import FAINT, INK, canvas, svg
from adsim.report.optimise.scene import BEST, NAME, Raced
from adsim.report.scale import bottom, grid_y, left, limits, ticks
from adsim.report.view import Mark, Picture
from adsim.report.words import short

LEFT, HEIGHT = 56.0, 286.0
STAR = "*"


def race(raced: Raced) -> Picture:
    """A dot a trial, a step line for the best so far, a level line for each plain plan."""
    say, tried, (low, high) = raced.say, raced.tried, raced.shown
    count = int(raced.facts["trials"])
    figure, (axes,) = canvas(HEIGHT, left=LEFT, bottom=42)
    axes.set_ylim(low, high)
    axes.set_xlim(1, max(count, 2))
    seen = tried[tried["profit"] >= low]
    for state, filled in (("complete", True), ("stopped", False)):
        dots = seen[seen["state"] == state]
        axes.plot(dots["trial"], dots["profit"], "o", color=BEST, markersize=4, alpha=0.55, clip_on=False,
                  markerfacecolor=BEST if filled else "none", markeredgewidth=0 if filled else 0.8)  # fmt: skip
    _below(axes, tried.loc[tried["profit"] < low, "trial"])
    for name in raced.lines:
        dash = (0, tuple(map(float, raced.dash(name).split())))
        axes.axhline(raced.plans[name]["searched"], color=raced.colour(name), linewidth=1.6, linestyle=dash)
    best = raced.complete["profit"].cummax()
    axes.step([*raced.complete["trial"], count], [*best, best.max()], where="post", color=BEST, linewidth=2.2)
    number = raced.facts["winner_trial"]
    if number is not None:
        axes.plot([number], [raced.winner["searched"]], STAR, color=INK, markersize=13, clip_on=False)
    _frame(raced, axes, say.say("optimise_trial_axis"))
    bottom(axes, ticks((1, max(count, 2)), 6, whole=True), lambda place: str(int(place)))
    title = say.say("optimise_race_title")
    told = [(raced.name(name), say.money(row["searched"])) for name, row in raced.plans.items()]
    marks = (Mark(say.say("optimise_best_mark"), BEST), *_marks(raced))
    worlds = say.say(
        "influence_worlds", count=say.count(raced.facts["search_replications"]), spread=say.spread(raced.facts)
    )
    text = say.say("optimise_race_help", worlds=worlds)
    text += say.say("optimise_race_stopped") if (tried["state"] == "stopped").any() else ""
    text += say.say("optimise_race_below") if (tried["profit"] < low).any() else ""
    return Picture("race", title, text, svg(figure, "race", raced.describe(title, told)), marks)


def _below(axes: Axes, trials: "pd.Series[int]") -> None:
    """Those that lie below the picture: a small triangle each at its lower edge."""
    across = axes.get_xaxis_transform()
    axes.plot(trials, np.full(len(trials), 0.015), "v", color=FAINT, markersize=4, markeredgewidth=0, transform=across)


def _marks(raced: Raced) -> tuple[Mark, ...]:
    return tuple(Mark(short(raced.name(name), NAME), raced.colour(name), raced.dash(name)) for name in raced.lines)


def _frame(raced: Raced, axes: Axes, title: str) -> None:
    money = ticks(axes.get_ylim(), 5)
    left(axes, money, raced.say.compact_money)
    grid_y(axes, money)
    bottom(axes, [], str, title=title)
    low, high = axes.get_ylim()
    if low <= 0 <= high:
        axes.axhline(0, color=INK, linewidth=1)


def front(raced: Raced) -> Picture | None:
    """Mean profit against that of bad worlds; nothing where the search had one aim only."""
    if "front" not in raced.tables:
        return None
    say, rows = raced.say, raced.tables["front"]
    all_in = pd.concat([raced.entrants, raced.complete])
    near = all_in[all_in["profit"] >= raced.shown[0]]
    figure, (axes,) = canvas(HEIGHT, left=LEFT, bottom=42)
    axes.set_ylim(*raced.shown)
    axes.set_xlim(*limits([*near["low"], *rows["low"]]))
    axes.plot(near["low"], near["profit"], "o", color=FAINT, markersize=3.5, alpha=0.6, markeredgewidth=0)
    axes.plot(rows["low"], rows["profit"], "o-", color=BEST, markersize=5.5, linewidth=1.4)
    for one in raced.entrants[raced.entrants["profit"] >= raced.shown[0]].to_dict("records"):
        if one["name"] in raced.lines:
            axes.plot([one["low"]], [one["profit"]], "s", color=raced.colour(one["name"]), markersize=7)
    axes.plot(rows["low"].head(1), rows["profit"].head(1), STAR, color=INK, markersize=14)
    _frame(raced, axes, say.say("optimise_front_axis"))
    bottom(axes, ticks(axes.get_xlim(), 5), say.compact_money)
    title = say.say("optimise_front_title")
    ends = pd.concat([rows.head(3), rows.tail(1)]).drop_duplicates()
    told = [(say.money(row["profit"]), say.money(row["low"])) for row in ends.to_dict("records")]
    marks = (Mark(say.say("optimise_front_mark"), BEST), *(Mark(mark.name, mark.colour) for mark in _marks(raced)))
    drawn = svg(figure, "front", raced.describe(title, told))
    return Picture("front", title, say.say("optimise_front_help"), drawn, marks)
