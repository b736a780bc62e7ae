"""Upright bars of shares that add up to 1, a panel for each name: verdicts by rule, diagnoses by arm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from adsim.report.canvas import canvas
from adsim.report.scale import GAP, bottom, edge, fit

PANEL, TITLE, GAP_BELOW = 62.0, 34.0, 18.0
LEFT = 10.0


@dataclass(frozen=True)
class Stack:
    """One panel: `shares` by part, each a value a look; `tops` is written above each bar in `colour`."""

    name: str
    shares: Mapping[str, NDArray[np.float64]]
    tops: Sequence[str]
    colour: str


def stacked(stacks: Sequence[Stack], looks: Sequence[int], colours: Mapping[str, str], title: str) -> Figure:
    """All panels one below the other, a bar a look; `title` says what is counted along the bottom."""
    height = len(stacks) * (PANEL + TITLE) + (len(stacks) - 1) * GAP_BELOW + 44
    figure, panels = canvas(height, len(stacks), left=LEFT, right=LEFT, top=TITLE, bottom=44, gap=TITLE + GAP_BELOW)
    for axes, stack in zip(panels, stacks, strict=True):
        _panel(axes, stack, looks, colours)
    bottom(panels[-1], [], str, title=title)
    return figure


def _panel(axes: Axes, stack: Stack, looks: Sequence[int], colours: Mapping[str, str]) -> None:
    places, base = np.arange(len(looks), dtype=float), np.zeros(len(looks))
    for part, colour in colours.items():
        shares = np.nan_to_num(stack.shares[part])
        axes.bar(places, shares, width=0.72, bottom=base, color=colour, linewidth=0)
        base += shares
    axes.set_xlim(-0.5, len(looks) - 0.5)
    axes.set_ylim(0, 1)
    unit = 1 / axes.bbox.height
    axes.text(0, 1 + (GAP + 15) * unit, fit(stack.name, axes.bbox.width), transform=axes.transAxes, weight="bold")
    for place, text in zip(places, stack.tops, strict=True):
        axes.text(float(place), 1 + 3 * unit, text, ha="center", va="bottom", color=stack.colour, fontsize=9.5)
    bottom(axes, places.tolist(), lambda place: str(looks[int(place)]))
    edge(axes)
