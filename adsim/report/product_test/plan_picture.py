"""The plan's curve: the chance to find a lift by each look, a line for each lift."""

import numpy as np

from adsim.report.canvas import FAINT, VARIANT_COLOURS, VARIANT_DASHES, canvas, svg
from adsim.report.product_test.scene import Trial
from adsim.report.scale import bottom, grid_y, left
from adsim.report.verdict_words import signed
from adsim.report.view import Mark, Picture

USUAL_POWER = 0.8


def _few(lifts: list[float]) -> list[float]:
    """At most as many as have a colour, the smallest and the largest among them."""
    places = np.linspace(0, len(lifts) - 1, min(len(lifts), len(VARIANT_COLOURS))).round().astype(int)
    return [lifts[place] for place in places]


def plan(trial: Trial) -> Picture | None:
    """By the rule told first; nothing where no plan was made for it."""
    say = trial.say
    rows = trial.only("plan", rule=trial.rule) if len(trial.tables["plan"]) else trial.tables["plan"]
    if rows.empty:
        return None
    lifts = _few(sorted(set(rows["lift"])))
    figure, (axes,) = canvas(250, left=46, bottom=40)
    axes.set_xlim(1, max(*trial.looks, 2))
    axes.set_ylim(0, 1)
    marks, told = [], []
    for place, lift in enumerate(lifts):
        frame = rows[rows["lift"] == lift].sort_values("look")
        colour, dash = VARIANT_COLOURS[place], VARIANT_DASHES[place]
        axes.plot(frame["look"], frame["power"], color=colour, linestyle=(0, tuple(map(float, dash.split()))),
                  marker="o", markersize=4)  # fmt: skip
        marks.append(Mark(signed(lift, say), colour, dash))
        told.append((signed(lift, say), say.percent(float(frame["power"].iloc[-1]))))
    axes.axhline(USUAL_POWER, color=FAINT, linewidth=1.2, linestyle=(0, (4, 3)))
    bottom(axes, trial.looks, lambda day: str(int(day)), title=say.say("test_look_axis"))
    left(axes, [0, 0.2, 0.4, 0.6, 0.8, 1], say.percent)
    grid_y(axes, [0, 0.2, 0.4, 0.6, 0.8, 1])
    title = say.say("test_plan_title", rule=trial.rule_name(trial.rule))
    drawn = svg(figure, "plan", trial.describe(title, told))
    return Picture("plan", title, say.say("test_plan_help"), drawn, tuple(marks))
