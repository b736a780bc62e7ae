"""The assumptions of a scenario file: every value as written, with the comment beside or above it.

A report shows them, so that its reader sees what an answer rests on and where each figure comes from.
"""

import re
from dataclasses import dataclass
from pathlib import Path as FilePath

from adsim.scenario import documents
from adsim.scenario.documents import Document, Place
from adsim.scenario.faults import Path, printed

_COMMENT = re.compile(r"[ \t]*#+[ \t]*(.*)")


@dataclass(frozen=True)
class Note:
    """`value` as the file spells it; `text` is its comment, or that of the part it stands in ("" for none)."""

    path: str
    value: str
    text: str


def notes(source: Document | str | FilePath) -> tuple[Note, ...]:
    """A note for every value in a YAML file (its path, or what was read of it), in the order of the file."""
    document = source if isinstance(source, Document) else documents.read(source)
    lines = document.source.splitlines()
    leaves = [(at, place) for at, place in document.places.items() if place.leaf and not _inside(at, document)]
    leaves.sort(key=lambda leaf: leaf[1].end)
    return tuple(Note(printed(at), " ".join(place.text.split()), _text(at, document, lines)) for at, place in leaves)


def _inside(path: Path, document: Document) -> bool:
    """Whether the value is part of a bracketed one, which is noted as a whole."""
    return any(document.places[path[:length]].leaf for length in range(1, len(path)))


def _text(path: Path, document: Document, lines: list[str]) -> str:
    """The comment of `path`, or of the nearest part around it that has one."""
    for length in range(len(path), 0, -1):
        place = document.places[path[:length]]
        found = _beside(place, document.source, lines) or _above(place, lines)
        if found:
            return found
    return ""


def _beside(place: Place, source: str, lines: list[str]) -> str:
    """The comment after a value, with the lines below that carry it on in the same column."""
    if place.leaf:
        last = source.count("\n", 0, place.end)
        column = place.end - (source.rfind("\n", 0, place.end) + 1)
    else:
        last, column = place.line - 1, place.column - 1
        opening = re.match(r"[^#]*?:(?=[ \t]+#)", lines[last][column:])
        if opening is None:
            return ""
        column += opening.end()
    if last >= len(lines) or place.text[:1] in ("|", ">"):
        return ""
    found = re.fullmatch(r"([ \t]+)#+[ \t]*(.*)", lines[last][column:])
    if found is None:
        return ""
    texts, hash_column = [found[2].strip()], column + len(found[1])
    for line in lines[last + 1 :]:
        more = _COMMENT.fullmatch(line)
        if more is None or line.index("#") != hash_column:
            break
        texts.append(more[1].strip())
    return " ".join(texts)


def _above(place: Place, lines: list[str]) -> str:
    """The comment lines right above a key, if they begin no further right than it."""
    texts: list[str] = []
    for line in reversed(lines[: place.line - 1]):
        found = _COMMENT.fullmatch(line)
        if found is None or line.index("#") >= place.column:
            break
        texts.append(found[1].strip())
    return " ".join(reversed(texts))
