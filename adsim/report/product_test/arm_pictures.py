"""The arms' rates over the days of the test, and where each stands between the four quadrants."""

import pandas as pd
from matplotlib.axes import Axes

from adsim.report import verdict_words
from adsim.report.canvas import INK, canvas, svg
from adsim.report.product_test.scene import DIAGNOSES, DRAWN_ARMS, NAME, Trial
from adsim.report.product_test.stacks import Stack, stacked
from adsim.report.scale import bottom, grid_x, grid_y, left, limits, ticks
from adsim.report.view import Mark, Picture
from adsim.report.words import short

LEFT, HEIGHT = 50.0, 250.0
CLOUD = 210.0


def rates(trial: Trial, metric: str) -> Picture:
    """Clicks per impression (ctr) or orders per click (cvr) since the first day, by arm, and the range over worlds."""
    say, late = trial.say, metric == "cvr"
    rows = trial.only("arms", metric=metric)
    rows = rows[rows["arm"].isin(trial.drawn)]
    figure, (axes,) = canvas(HEIGHT, left=LEFT, bottom=40)
    _courses(trial, axes, rows, late)
    target = trial.facts["targets"].get(metric)
    marks = [*trial.arm_marks(), *([Mark(say.say("test_so_far_mark"), INK, "2 2")] if late else [])]
    edges = rows[["low", "high", "so_far", "matured"]].to_numpy().ravel()
    axes.set_ylim(*limits([*edges, *([] if target is None else [target]), 0.0]))
    if target is not None:
        axes.axhline(target, color=INK, linewidth=1, linestyle=(0, (1, 2)))
        marks.append(Mark(say.say("test_target_mark"), INK, "1 2"))
    _days(axes, int(trial.facts["days"]), say.say("day_axis"))
    places = ticks(axes.get_ylim(), 5)
    left(axes, places, say.percent)
    grid_y(axes, places)
    title = say.say(f"test_rates_{metric}_title")
    last = rows[rows["day"] == rows["day"].max()].to_dict("records")
    told = [(short(row["arm"], 30), say.percent(row["matured"])) for row in last]
    drawn = svg(figure, f"rates_{metric}", trial.describe(title, told))
    help_text = say.say(f"test_rates_{metric}_help", spread=say.spread(trial.facts))
    return Picture(f"rates_{metric}", title, help_text, drawn, tuple(marks))


def _courses(trial: Trial, axes: Axes, rows: pd.DataFrame, late: bool) -> None:
    for arm in trial.drawn:
        frame, colour = rows[rows["arm"] == arm], trial.colour(arm)
        axes.fill_between(frame["day"], frame["low"], frame["high"], color=colour, alpha=0.14, linewidth=0)
        axes.plot(frame["day"], frame["matured"], color=colour)
        if late:
            axes.plot(frame["day"], frame["so_far"], color=colour, linestyle=(0, (2, 2)), linewidth=1.5)


def _days(axes: Axes, days: int, title: str) -> None:
    step = next((step for step in (1, 7, 14, 28, 56) if days / step <= 6), 84)
    axes.set_xlim(1, max(days, 2))
    bottom(axes, [1, *range(step if step > 1 else 2, days + 1, step)], str, title=title)


def clouds(trial: Trial) -> Picture | None:
    """One seller's arms between the quadrants, early and at the end; nothing without both targets."""
    say, targets, cloud = trial.say, trial.facts["targets"], trial.tables["cloud"]
    if not {"ctr", "cvr"} <= set(targets) or cloud.empty:
        return None
    looks = sorted(set(cloud["look"]))
    figure, panels = canvas(len(looks) * (CLOUD + 62) - 10, len(looks), left=LEFT, top=24, bottom=40, gap=66)
    spans = [limits([*cloud[metric].quantile([0.01, 0.99]), targets[metric], 0.0]) for metric in ("ctr", "cvr")]
    for axes, look in zip(panels, looks, strict=True):
        _cloud(trial, axes, cloud[cloud["look"] == look], spans)
        heading = say.say("alt_row", name=say.say("column_days", day=look), value=say.say("test_rate_cvr"))
        axes.text(0, 1.04, heading, transform=axes.transAxes, weight="bold")
        # The corner has one 0, that of the other axis.
        bottom(axes, [at for at in ticks(spans[0], 4) if at > 0], say.percent, title=say.say("test_rate_ctr"))
    title = say.say("test_clouds_title")
    means = cloud[cloud["look"] == looks[-1]].groupby("arm", sort=False)[["ctr", "cvr"]].mean()
    told = [(arm, f"{say.percent(row['ctr'])}, {say.percent(row['cvr'])}") for arm, row in means.iterrows()]
    drawn = svg(figure, "clouds", trial.describe(title, [(str(arm), value) for arm, value in told]))
    return Picture("clouds", title, say.say("test_clouds_help"), drawn, trial.arm_marks())


def _cloud(trial: Trial, axes: Axes, cloud: pd.DataFrame, spans: list[tuple[float, float]]) -> None:
    say, targets = trial.say, trial.facts["targets"]
    axes.set_xlim(*spans[0])
    axes.set_ylim(*spans[1])
    places = ticks(spans[1], 4)
    left(axes, places, say.percent)
    grid_y(axes, places)
    grid_x(axes, ticks(spans[0], 4))
    for arm in trial.drawn:
        rows = cloud[cloud["arm"] == arm]
        inside = rows["ctr"].between(*spans[0]) & rows["cvr"].between(*spans[1])
        axes.plot(rows["ctr"][inside], rows["cvr"][inside], "o", markersize=2.6, color=trial.colour(arm), alpha=0.5,
                  markeredgewidth=0)  # fmt: skip
    axes.axvline(targets["ctr"], color=INK, linewidth=1, linestyle=(0, (3, 2)))
    axes.axhline(targets["cvr"], color=INK, linewidth=1, linestyle=(0, (3, 2)))
    corners = {"fix_image": (0.01, 0.98, "left", "top"), "promote": (0.99, 0.98, "right", "top"),
               "relist": (0.01, 0.02, "left", "bottom"), "fix_page": (0.99, 0.02, "right", "bottom")}  # fmt: skip
    for name, (x, y, across, along) in corners.items():
        axes.text(x, y, say.say(f"test_corner_{name}"), ha=across, va=along, transform=axes.transAxes, fontsize=9.5)


def diagnoses(trial: Trial) -> Picture | None:
    """A panel an arm, a bar a look: the probability of each need, mean over worlds."""
    say, frame = trial.say, trial.tables["quadrants"]
    if frame.empty:
        return None
    stacks, told = [], []
    for arm in trial.drawn[:DRAWN_ARMS]:
        rows = frame[frame["arm"] == arm].sort_values("look")
        shares = {part: rows[part].to_numpy(dtype=float) for part in DIAGNOSES}
        leading = [max(DIAGNOSES, key=lambda part: shares[part][place]) for place in range(len(rows))]
        tops = [say.percent(shares[part][place]) for place, part in enumerate(leading)]
        stacks.append(Stack(short(arm, NAME), shares, tops, INK))
        last = {part: float(shares[part][-1]) for part in DIAGNOSES}
        told.append((arm, verdict_words.listed_needs(last, say)))
    title = say.say("test_diagnoses_title")
    figure = stacked(stacks, trial.looks, DIAGNOSES, say.say("test_look_axis"))
    marks = tuple(Mark(say.say(f"test_need_{part}"), colour) for part, colour in DIAGNOSES.items())
    help_text = say.say("test_diagnoses_help", spread=say.spread(trial.facts))
    return Picture("diagnoses", title, help_text, svg(figure, "diagnoses", trial.describe(title, told)), marks)
