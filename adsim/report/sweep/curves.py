"""Response curves: profit along one axis with its bands, a curve for each of a few values of another axis."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from adsim.report.canvas import INK, VARIANT_COLOURS, VARIANT_DASHES, canvas, svg
from adsim.report.scale import bottom, fit, grid_y, left, limits, ticks
from adsim.report.sweep.scene import Swept
from adsim.report.view import Mark, Picture
from adsim.report.words import short

LEFT, HEIGHT = 56.0, 260.0
MOST_CURVES = 5
STAR = "*"


def curves(swept: Swept) -> list[Picture]:
    """One for each axis that is a number, and each variant."""
    frame = swept.tables["response"]
    found = []
    for place, axis in enumerate(dict.fromkeys(frame["axis"])):
        for number, variant in enumerate(_drawn(swept)):
            rows = frame[(frame["axis"] == axis) & (frame["variant"] == variant)]
            if rows["value"].nunique() > 1:
                found.append(_picture(swept, rows, f"curve{place}_{number}"))
    return found


def _drawn(swept: Swept) -> list[str]:
    """The best point's variant, and one more."""
    return list(dict.fromkeys([str(swept.best["variant"]), *swept.variants]))[:2]


def _few(values: list[float], kept: float | None) -> list[float]:
    """A few of the values over the whole range, the best point's among them."""
    if len(values) <= MOST_CURVES:
        return values
    places = set(np.linspace(0, len(values) - 1, MOST_CURVES).round().astype(int).tolist())
    if kept in values and values.index(kept) not in places:
        own = values.index(kept)
        places.discard(min(places, key=lambda place: (abs(place - own), place)))
        places.add(own)
    return [values[place] for place in sorted(places)]


def _picture(swept: Swept, rows: pd.DataFrame, key: str) -> Picture:
    say, axis, partner = swept.say, str(rows["axis"].iloc[0]), str(rows["partner"].iloc[0])
    figure, (axes,) = canvas(HEIGHT, left=LEFT, top=10, bottom=42)
    others = _few(sorted(set(rows["partner_value"])), swept.best.get(partner)) if partner else [float("nan")]
    marks, told, shown = [], [], [0.0]
    for place, other in enumerate(others):
        part = rows[rows["partner_value"] == other] if partner else rows
        colour, dash = VARIANT_COLOURS[place], VARIANT_DASHES[place]
        _curve(swept, axes, part.sort_values("value"), colour, dash, worlds=not partner)
        shown += [*part["low"], *part["high"], *([] if partner else [*part["worlds_p05"], *part["worlds_p95"]])]
        top = part.iloc[int(part["profit"].argmax())]
        name = swept.value(partner, other) if partner else swept.name(axis)
        if partner:
            marks.append(Mark(f"{short(swept.name(partner), 30)} {name}", colour, dash))
        told.append((name, f"{swept.value(axis, float(top['value']))}: {say.money(top['profit'])}"))
    _frame(swept, axes, axis, rows, shown)
    _points(swept, axes, axis, rows)
    title = say.say("sweep_curve_title_with" if partner else "sweep_curve_title", axis=swept.name(axis),
                    partner=swept.name(partner) if partner else "")  # fmt: skip
    title = swept.titled_variant(title, str(rows["variant"].iloc[0]))
    return Picture(key, title, _help(swept, bool(partner)), svg(figure, key, swept.describe(title, told)), tuple(marks))


def _curve(swept: Swept, axes: Axes, rows: pd.DataFrame, colour: str, dash: str, worlds: bool) -> None:
    places = swept.at(str(rows["axis"].iloc[0]), rows["value"])
    if worlds:
        axes.fill_between(places, rows["worlds_p05"], rows["worlds_p95"], color=colour, alpha=0.12, linewidth=0)
    axes.fill_between(places, rows["low"], rows["high"], color=colour, alpha=0.3, linewidth=0)
    marker = "" if rows["point"].isna().all() else "o"
    axes.plot(places, rows["profit"], color=colour, marker=marker, markersize=4)
    if dash:
        axes.lines[-1].set_linestyle((0, tuple(map(float, dash.split()))))


def _frame(swept: Swept, axes: Axes, axis: str, rows: pd.DataFrame, shown: list[float]) -> None:
    places = swept.at(axis, rows["value"])
    room = 0.04 * (places.max() - places.min())
    axes.set_xlim(places.min() - room, places.max() + room)
    axes.set_ylim(*limits(shown))
    values = swept.marks(axis, [float(value) for value in rows["value"]])
    names = dict(zip(swept.at(axis, values).tolist(), values, strict=True))
    bottom(axes, list(names), lambda place: swept.value(axis, names[float(place)], compact=True),
           title=fit(swept.titled(axis), axes.bbox.width))  # fmt: skip
    money = ticks(axes.get_ylim(), 5)
    left(axes, money, swept.say.compact_money)
    grid_y(axes, money)
    axes.axhline(0, color=INK, linewidth=1)


def _points(swept: Swept, axes: Axes, axis: str, rows: pd.DataFrame) -> None:
    """The best point and the scenario as it is."""
    low, high = float(rows["value"].min()), float(rows["value"].max())
    if swept.inside(swept.base, [axis], {axis: (low, high)}) and swept.base is not None:
        axes.axvline(float(swept.at(axis, swept.base[axis])), color=INK, linewidth=1, linestyle=(0, (1, 2)))
    best = swept.best
    if swept.inside(best, [axis], {axis: (low, high)}) and best["variant"] == rows["variant"].iloc[0]:
        axes.plot([float(swept.at(axis, best[axis]))], [best["profit"]], STAR, color=INK, markersize=11)


def _help(swept: Swept, family: bool) -> str:
    say = swept.say
    text = say.say("sweep_curve_help")
    if not family:
        text += say.say("sweep_curve_worlds", spread=say.spread(swept.facts))
    if swept.fitted == swept.fitted:
        text += say.say("sweep_curve_fit", points=swept.facts["points"], explained=say.percent(swept.fitted))
    return text
