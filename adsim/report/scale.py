"""The frame of a picture: tick labels, grid lines and how much of a name fits, as plain artists.

matplotlib's own axis costs as much as all the rest of a picture; here a tick is one text and a grid one
line collection, so a whole report is drawn in about a second.
"""

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from adsim.report.canvas import FAINT, INK, TEXT_SIZE
from adsim.report.words import cut, shown

Places = Sequence[float] | np.ndarray
GAP = 5.0  # units between a label and the frame
LINE = 15.0  # units from one line of text to the next
WIDE_LETTERS = frozenset("mwMW@%—…")


def limits(values: Places, pad: float = 0.05) -> tuple[float, float]:
    """Axis limits around the finite `values`, with 0 inside where it lies near."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    if known.size == 0:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    near = high - low or abs(high) or 1.0
    if 0 < low <= near:
        low = 0.0
    if -near <= high < 0:
        high = 0.0
    room = pad * (high - low or abs(high) or 1.0)
    return low - room * (low != 0), high + room * (high != 0 or low == 0)


def ticks(span: tuple[float, float], count: int, whole: bool = False) -> list[float]:
    """Round places inside `span`, about `count`; `whole` numbers only where asked."""
    low, high = span
    slack = 1e-9 * (high - low)
    places = MaxNLocator(count, integer=whole).tick_values(low, high)
    return [float(place) for place in places if low - slack <= place <= high + slack]


def bottom(axes: Axes, places: Places, tell: Callable[[float], str], title: str = "") -> None:
    """Labels under the frame at `places` of x, and below them at the right what they count."""
    unit = 1 / axes.bbox.height
    across = axes.get_xaxis_transform()
    for place in places:
        axes.text(place, -GAP * unit, tell(place), ha="center", va="top", transform=across)
    if title:
        axes.text(1, -(GAP + LINE) * unit, title, ha="right", va="top", transform=axes.transAxes)


def left(axes: Axes, places: Places, tell: Callable[[float], str]) -> None:
    """Labels left of the frame at `places` of y."""
    across = axes.get_yaxis_transform()
    for place in places:
        axes.text(-GAP / axes.bbox.width, place, tell(place), ha="right", va="center", transform=across)


def grid_x(axes: Axes, places: Places) -> None:
    """Upright lines at `places` of x, the one at 0 in ink, and the lower edge of the frame."""
    across = axes.get_xaxis_transform()
    axes.vlines(places, 0, 1, colors=FAINT, alpha=0.35, linewidth=0.6, transform=across, zorder=0.5)
    low, high = axes.get_xlim()
    if low <= 0 <= high:
        axes.axvline(0, color=INK, linewidth=1)
    edge(axes)


def grid_y(axes: Axes, places: Places) -> None:
    """Level lines at `places` of y, and the lower edge of the frame."""
    across = axes.get_yaxis_transform()
    axes.hlines(places, 0, 1, colors=FAINT, alpha=0.35, linewidth=0.6, transform=across, zorder=0.5)
    edge(axes)


def edge(axes: Axes) -> None:
    axes.hlines(0, 0, 1, colors=FAINT, linewidth=0.8, transform=axes.transAxes)


def fit(name: str, room: float) -> str:
    """`name` fit to be shown and cut with an ellipsis to what surely fits into `room` units."""
    return cut(shown(name), room, _letter)


def extent(text: str) -> float:
    """Units that `text` takes at most, whatever font a browser has."""
    return sum(map(_letter, text))


def _letter(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF" or sign in WIDE_LETTERS:
        return 1.05 * TEXT_SIZE
    return (0.8 if sign.isupper() else 0.65) * TEXT_SIZE
