"""Advice on a sweep: look beyond an edge, where break-even lies, how broad the summit is."""

from collections.abc import Iterator

import pandas as pd

from adsim.report import sweep_words
from adsim.report.sweep.scene import Swept

BROAD = 0.1  # part of all points that makes a summit worth calling broad


def advice(swept: Swept) -> list[str]:
    """What to make of the answer."""
    return [*_flat(swept), *_edges(swept), *_break_even(swept)]


def answer(swept: Swept) -> str:
    """The answer in a few sentences."""
    return sweep_words.answer(swept.tables, swept.facts, swept.say.lang)


def _flat(swept: Swept) -> Iterator[str]:
    points = swept.tables["standings"]
    points = points[points["point"] != sweep_words.BASE]
    tied = int(points["tied"].sum())
    if tied > max(2, BROAD * len(points)):
        yield swept.say.say("sweep_advice_flat", count=tied, points=len(points))


def _edges(swept: Swept) -> Iterator[str]:
    """Axes at whose first or last value the best point lies, and no other that is as good lies further in.

    Shares end where they end.
    """
    frame = swept.tables["standings"]
    if swept.best["point"] == sweep_words.BASE:
        return
    points = frame[(frame["point"] != sweep_words.BASE) & (frame["variant"] == swept.best["variant"])]
    for axis in swept.facts["axes"]:
        for column in axis["columns"] if axis["kind"] != "simplex" else ():
            values = pd.to_numeric(points[column], errors="coerce")
            if values.isna().any() or values.nunique() < 3:
                continue
            own = swept.best[column]
            if own in (values.min(), values.max()) and (values[points["tied"]] == own).all():
                value = f"{swept.value(column, float(own))} {swept.unit(column)}".strip()
                yield swept.say.say("sweep_advice_edge", axis=swept.name(column), value=value)


def _break_even(swept: Swept) -> Iterator[str]:
    """Along each axis with all else as at the best point: where profit crosses 0, or that it never does."""
    frame = swept.tables["response"]
    say = swept.say
    for axis in dict.fromkeys(frame["axis"]):
        rows = frame[(frame["axis"] == axis) & (frame["variant"] == swept.best["variant"])]
        partner = str(rows["partner"].iloc[0]) if len(rows) else ""
        if partner:
            nearest = (rows["partner_value"] - float(swept.best[partner])).abs()
            rows = rows[nearest == nearest.min()]
        rows = rows.sort_values("value")
        if len(rows) < 3:
            continue
        unit = f" {swept.unit(axis)}" if swept.unit(axis) else ""
        crossings = _crossings(swept, axis, rows)
        if crossings:
            values = say.listed([swept.value(axis, float(f"{value:.2g}")) + unit for value in crossings])
            yield say.say("sweep_advice_break_even", axis=swept.name(axis), values=values)
        elif rows["profit"].min() > 0:
            low, high = (swept.value(axis, float(rows["value"].iloc[place])) + unit for place in (0, -1))
            yield say.say("sweep_advice_no_loss", axis=swept.name(axis), low=low, high=high)


def _crossings(swept: Swept, axis: str, rows: pd.DataFrame) -> list[float]:
    """Where the curve crosses 0, straight between its places."""
    values, profit = rows["value"].to_numpy(dtype=float), rows["profit"].to_numpy(dtype=float)
    found = []
    for place in range(len(values) - 1):
        here, there = profit[place], profit[place + 1]
        if (here < 0) != (there < 0):
            part = here / (here - there)
            low, high = values[place], values[place + 1]
            found.append(low * (high / low) ** part if swept.is_log(axis) else low + part * (high - low))
    return [float(value) for value in found]
