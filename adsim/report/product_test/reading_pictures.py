"""What one seller would have seen: the lift with its range at each look, and how big a difference must be."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.canvas import INK, canvas, svg
from adsim.report.product_test.scene import NAME, Trial
from adsim.report.scale import bottom, grid_y, left, limits, ticks
from adsim.report.verdict_words import signed
from adsim.report.view import Mark, Picture
from adsim.report.words import short

LEFT = 56.0
HIGHEST = 7.0  # boundaries above this many standard errors are the same to a seller: out of reach
WIDEST = 3.0  # lifts beyond three times the control's rate are cut off


def lifts(trial: Trial) -> Picture | None:
    """Each challenger's lift over the control with the range that the acting rule gives it, look by look."""
    say, arms = trial.say, trial.challengers
    rows = trial.only("readings", rule=trial.rule)
    rows = rows[rows["arm"].isin(arms)]
    if rows.empty or not np.isfinite(rows["lift"]).any():
        return None
    figure, (axes,) = canvas(270, left=LEFT, bottom=40)
    truths = {arm: _truth(trial, arm) for arm in arms}
    axes.set_ylim(*_span(rows, list(truths.values())))
    axes.set_xlim(-0.5, len(trial.looks) - 0.5)
    for place, arm in enumerate(arms):
        shift = (place - (len(arms) - 1) / 2) * 0.16
        _ranges(axes, rows[rows["arm"] == arm].sort_values("look"), shift, trial.colour(arm))
        axes.axhline(truths[arm], color=trial.colour(arm), linewidth=1.2, linestyle=(0, (4, 3)))
    axes.axhline(0, color=INK, linewidth=1.2)
    bottom(axes, range(len(trial.looks)), lambda at: str(trial.looks[int(at)]), title=say.say("test_look_axis"))
    places = ticks(axes.get_ylim(), 5)
    left(axes, places, lambda value: signed(value, say))
    grid_y(axes, places)
    title = say.say("test_lifts_title", control=short(trial.arms[0], NAME))
    told = [(say.say("column_days", day=row["look"]) + f", {short(row['arm'], 30)}", signed(row["lift"], say))
            for row in rows.to_dict("records")]  # fmt: skip
    marks = (*trial.arm_marks(arms), Mark(say.say(f"test_truth_mark_{trial.facts['metric']}"), INK, "4 3"))
    help_text = say.say("test_lifts_help", rule=trial.rule_name(trial.rule))
    return Picture("lifts", title, help_text, svg(figure, "lifts", trial.describe(title, told)), marks)


def _truth(trial: Trial, arm: str) -> float:
    """The arm's true lift in the first world."""
    name = f"true_{trial.facts['metric']}"
    rates = trial.tables["one_test"].drop_duplicates("arm").set_index("arm")[name]
    control = float(rates[trial.arms[0]])
    return float(rates[arm]) / control - 1 if control > 0 else float("nan")


def _span(rows: pd.DataFrame, truths: list[float]) -> tuple[float, float]:
    """Around all points and those ends of ranges that are no further off than a few lifts."""
    points = rows["lift"].to_numpy(dtype=float)
    known = points[np.isfinite(points)]
    reach = min(WIDEST, 1.5 * float(np.abs([*known, *truths, 0.2]).max()) + 0.2)
    ends = rows[["low", "high"]].to_numpy(dtype=float).ravel()
    ends = np.clip(ends[np.isfinite(ends)], -min(reach, 1.0), reach)
    return limits([*np.clip(known, -1, reach), *ends, *truths, 0.0])


def _ranges(axes: Axes, rows: pd.DataFrame, shift: float, colour: str) -> None:
    bottom_edge, top_edge = axes.get_ylim()
    places = np.arange(len(rows)) + shift
    low = np.clip(rows["low"].to_numpy(dtype=float), bottom_edge, top_edge)
    high = np.clip(rows["high"].to_numpy(dtype=float), bottom_edge, top_edge)
    lift = rows["lift"].to_numpy(dtype=float)
    axes.vlines(places, low, high, color=colour, linewidth=5, alpha=0.45)
    sure = rows["winner"].notna().to_numpy() & (rows["winner"] != "").to_numpy()
    inside = np.isfinite(lift) & (lift >= bottom_edge) & (lift <= top_edge)
    for chosen, face in ((sure, colour), (~sure, "none")):
        axes.plot(places[inside & chosen], lift[inside & chosen], "o", markersize=8, markerfacecolor=face,
                  markeredgecolor=colour, markeredgewidth=1.8)  # fmt: skip


def boundaries(trial: Trial) -> Picture | None:
    """How many standard errors a difference must be off by at each look, by rule; dots: the one seller's test."""
    say, frame = trial.say, trial.tables["boundaries"]
    known = frame[np.isfinite(frame["bound"])]
    rules = [rule for rule in trial.rules if rule in set(known["rule"])]
    if not rules:
        return None
    figure, (axes,) = canvas(250, left=30, bottom=40)
    tops = np.minimum(np.abs([*known["bound"], *known["seen"].dropna()]), HIGHEST)
    axes.set_ylim(0, max(float(tops.max()), 2.5) * 1.08)
    axes.set_xlim(-0.3, len(trial.looks) - 0.7)
    for rule in rules:
        _boundary(trial, axes, known[known["rule"] == rule], rule)
    bottom(axes, range(len(trial.looks)), lambda at: str(trial.looks[int(at)]), title=say.say("test_look_axis"))
    places = ticks(axes.get_ylim(), 5)
    left(axes, places, say.compact)
    grid_y(axes, places)
    title = say.say("test_bounds_title")
    told = [(trial.rule_name(rule), ", ".join(say.ratio(bound) for bound in known[known["rule"] == rule]["bound"]))
            for rule in rules]  # fmt: skip
    marks = tuple(Mark(trial.rule_name(rule), *trial.rule_line(rule)) for rule in rules)
    drawn = svg(figure, "boundaries", trial.describe(title, told))
    return Picture("boundaries", title, say.say("test_bounds_help", rule=trial.rule_name(trial.rule)), drawn, marks)


def _boundary(trial: Trial, axes: Axes, rows: pd.DataFrame, rule: str) -> None:
    """The line of a rule; of the one told first also what the seller saw."""
    colour, dash = trial.rule_line(rule)
    places = [float(trial.looks.index(int(look))) for look in rows["look"]]
    line = (0, tuple(float(part) for part in dash.split()))
    top = axes.get_ylim()[1]
    axes.plot(places, np.minimum(rows["bound"], top), color=colour, linestyle=line)
    if rule != trial.rule:
        return
    for place, seen, bound in zip(places, np.abs(rows["seen"]), rows["bound"], strict=True):
        if np.isfinite(seen):
            face = colour if seen >= bound else "none"
            axes.plot([place], [min(seen, top)], "o", markersize=7, markerfacecolor=face, markeredgecolor=colour)
