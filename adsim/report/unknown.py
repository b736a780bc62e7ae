"""What the data cannot tell: a sentence and a picture for each assumption at its low, its own and its high value."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.canvas import FAINT, canvas, svg
from adsim.report.evidence import error_factor
from adsim.report.outcomes import at, best, paths
from adsim.report.scale import GAP, LINE, bottom, fit, grid_y, left, limits, ticks
from adsim.report.view import Picture, View
from adsim.report.words import short

LEVELS = ("low", "mid", "high")
LEFT = 56.0
DODGE = 0.05  # between the variants of one level
VALUE_ROOM = 84.0


def sentences(view: View) -> list[str]:
    """What was done, and what came of each assumption."""
    found = paths(view.tables)
    if not found:
        return []
    worlds = view.say.count(view.facts["sensitivity_replications"])
    return [view.say.say("unknown", worlds=worlds), *(_sentence(view, path) for path in found)]


def _sentence(view: View, path: str) -> str:
    say = view.say
    rows = {level: best(view.tables, path, level) for level in LEVELS}
    values: dict[str, Any] = {level: short(row["value"], 30) for level, row in rows.items()}
    values |= {f"{level}_profit": say.money(row["profit"]) for level, row in rows.items()}
    values |= {f"{level}_best": short(row["variant"]) for level, row in rows.items()}
    named = {row["variant"] for row in rows.values()}
    key = "unknown_alone" if not view.several else "unknown_same" if len(named) == 1 else "unknown_differs"
    told = say.say(key, assumption=_named(view, path), best=values["mid_best"], **values)
    close = [values[level] for level in LEVELS if at(view.tables, path, level)["tied"].any()]
    return told + (say.say("unknown_tied", values=say.listed(close)) if close else "")


def _named(view: View, path: str) -> str:
    """The assumption at the head of a sentence."""
    name = view.say.assumption(path)
    return name[:1].upper() + name[1:] if name != path else name


def pictures(view: View) -> list[Picture]:
    """One for each assumption: lines of the drawn variants over the three levels."""
    return [_picture(view, path, f"unknown{place}") for place, path in enumerate(paths(view.tables))]


def _picture(view: View, path: str, key: str) -> Picture:
    say = view.say
    drawn = [name for name in view.drawn if not view.several or name != view.baseline]
    found = {name: _course(view, path, name) for name in drawn}
    figure, (axes,) = canvas(210, left=LEFT, bottom=24 + LINE)
    axes.set_xlim(-0.3, 2.3)
    axes.set_ylim(*limits([0.0, *(edge for values in found.values() for edge in values.ravel())]))
    axes.axhline(0, color=view.colour(view.baseline) if view.several else FAINT, linewidth=1.4)
    for place, name in enumerate(drawn):
        _line(view, axes, name, np.arange(3) + DODGE * (place - (len(drawn) - 1) / 2), found[name])
    _levels(view, axes, path)
    places = ticks(axes.get_ylim(), 5)
    left(axes, places, say.compact_money)
    grid_y(axes, places)
    title, text = _title(view, path)
    told = [(name, say.listed([say.gain(value) for value in found[name][0]])) for name in drawn]
    return Picture(key, title, text, svg(figure, key, view.describe(title, told)), view.variant_marks())


def _course(view: View, path: str, variant: str) -> np.ndarray:
    """Middle, low and high end of what is drawn, shape [3, levels]: the gain, or the profit where there is no other."""
    frame = view.only("sensitivity", path=path, variant=variant).set_index("level").loc[list(LEVELS)]
    if view.several:
        return frame[["gain", "low", "high"]].to_numpy(dtype=float).T
    half = error_factor(view.facts) * frame["profit_error"]
    return np.array([frame["profit"], frame["profit"] - half, frame["profit"] + half], dtype=float)


def _line(view: View, axes: Axes, name: str, places: np.ndarray, course: np.ndarray) -> None:
    colour = view.colour(name)
    axes.plot(places, course[0], "o", color=colour, markersize=5)
    axes.plot(places, course[0], color=colour, linestyle=view.line(name))
    axes.vlines(places, course[1], course[2], color=colour, linewidth=1.4)


def _levels(view: View, axes: Axes, path: str) -> None:
    """Under each level its name, and below that its value."""
    bottom(axes, range(3), lambda place: view.say.say(LEVELS[int(place)]))
    unit, across = 1 / axes.bbox.height, axes.get_xaxis_transform()
    values = [best(view.tables, path, level)["value"] for level in LEVELS]
    for place, value in enumerate(values):
        text = fit(value, VALUE_ROOM)
        axes.text(place, -(GAP + LINE) * unit, text, ha="center", va="top", transform=across)


def _title(view: View, path: str) -> tuple[str, str]:
    say, name = view.say, view.say.assumption(path)
    if not view.several:
        return say.say("unknown_title_alone", assumption=name), say.say("unknown_help_alone")
    return say.say("unknown_title", baseline=short(view.baseline), assumption=name), say.say("unknown_help")


def rows(view: View) -> pd.DataFrame:
    """The rows of the table, of the drawn variants, with the assumption's name and the level's word."""
    frame = view.tables["sensitivity"]
    frame = frame[frame["variant"].isin(view.drawn)]
    return frame.assign(assumption=frame["path"].map(view.say.assumption), level=frame["level"].map(view.say.say))
