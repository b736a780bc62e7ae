"""From a matplotlib figure to SVG that can stand in a page beside others, on a phone, in light and dark.

A figure is drawn narrow (WIDTH units, so that its text can be read on a phone; a desktop puts two side
by side). matplotlib's SVG is then made fit: no ids that collide, no clip paths, no style sheet of its own
(it would restyle the page), no font names (the page's list shows Chinese), ink in the page's colour.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

WIDTH = 360.0
POINTS = 72.0
TEXT_SIZE = 10.5
INK = "#1b1c1d"
FAINT = "#8a8d91"

# Okabe & Ito's palette without black and yellow: told apart by colour-blind readers, dashes help further.
VARIANT_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
VARIANT_DASHES = ("", "6 3", "2 2", "8 2 2 2", "10 3 3 3", "4 4")
OTHER_COLOUR = FAINT
# After Paul Tol's high-contrast palette, the blue lighter, to be seen on a dark page too.
CLASS_COLOURS = {"head": "#3b75af", "long_tail": "#ddaa33", "precise": "#bb5566"}

LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")

SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "adsim",
    "text.parse_math": False,  # a keyword may hold $ and _
    "font.family": ["DejaVu Sans"],  # measured only; wider than what browsers take, so text has room
    "font.size": TEXT_SIZE,
    "text.color": INK,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "lines.linewidth": 1.8,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Everything drawn inside has our settings, whatever the user's matplotlib settings are."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)  # type: ignore[arg-type,unused-ignore]
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # the browser has it
        yield


def canvas(height: float, panels: int = 1, *, left: float, right: float = 12, top: float = 8, bottom: float = 26,
           gap: float = 30, ratios: tuple[float, ...] | None = None) -> tuple[Figure, list[Axes]]:  # fmt: skip
    """A figure `height` units tall with `panels` axes one below the other; margins and gaps in units.

    The axes come without ticks and frame: `scale` draws them.
    """
    figure = Figure(figsize=(WIDTH / POINTS, height / POINTS), dpi=POINTS)
    FigureCanvasSVG(figure)
    room = height - top - bottom - gap * (panels - 1)
    ratios = ratios or (1.0,) * panels
    axes, upper = [], height - top
    for ratio in ratios:
        tall = room * ratio / sum(ratios)
        box = (left / WIDTH, (upper - tall) / height, (WIDTH - left - right) / WIDTH, tall / height)
        axes.append(figure.add_axes(box, frameon=False))
        axes[-1].set_axis_off()
        upper -= tall + gap
    return figure, axes


def svg(figure: Figure, key: str, description: str) -> str:
    """The figure as an `<svg>` element; `key` makes its ids its own, `description` is for screen readers."""
    sink = StringIO()
    figure.savefig(sink, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(sink.getvalue())
    _strip(root)
    _own_ids(root, key)
    for element in root.iter():
        _adapt(element)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"class": "plot", "role": "img", "aria-label": description}
    return ElementTree.tostring(root, encoding="unicode")


def _strip(parent: ElementTree.Element) -> None:
    for child in list(parent):
        child.tag = child.tag.rpartition("}")[2]
        if child.tag in ("metadata", "style", "clipPath"):
            parent.remove(child)
        else:
            _strip(child)
    parent.tag = parent.tag.rpartition("}")[2]


def _own_ids(root: ElementTree.Element, key: str) -> None:
    """Keep only ids that are referred to, and put `key` before them."""
    link = "{http://www.w3.org/1999/xlink}href"
    wanted = {element.attrib[link] for element in root.iter() if link in element.attrib}
    for element in root.iter():
        if link in element.attrib:
            element.attrib["href"] = f"#{key}-{element.attrib.pop(link)[1:]}"
        name = element.attrib.pop("id", None)
        if name is not None and f"#{name}" in wanted:
            element.attrib["id"] = f"{key}-{name}"


def _adapt(element: ElementTree.Element) -> None:
    """Round coordinates, drop clip paths and font names, take the page's ink."""
    element.attrib.pop("clip-path", None)
    if element.text is not None and not element.text.strip():
        element.text = None
    element.tail = None
    if element.attrib.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name in ("d", "x", "y", "transform"):
        if name in element.attrib:
            rounded = LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", element.attrib[name])
            element.attrib[name] = " ".join(rounded.split())
    if "style" in element.attrib:
        style = element.attrib["style"].replace(INK, "currentColor")
        style = re.sub(r"font: ([^;]*?)([\d.]+px) [^;]*", r"font-size: \2", style)
        element.attrib["style"] = re.sub(r"\s*font-family:[^;]*;?", "", style)
