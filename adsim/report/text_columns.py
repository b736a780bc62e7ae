"""Columns and paragraphs of plain text for a terminal, measured in cells: a Chinese sign takes two."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

WIDE = 110  # cells of a line of running text
INDENT = 2


def padded(text: str, cells: int, right: bool = False) -> str:
    """`text` with blanks behind it, or before it, so that it takes so many cells."""
    blanks = " " * max(cells - cell_len(text), 0)
    return blanks + text if right else text + blanks


def columns(rows: Sequence[Sequence[str]], right: Iterable[int] | None = None) -> list[str]:
    """The rows as lines, columns aligned; by default all but the first column stand at the right."""
    if not rows:
        return []
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    at_right = set(range(1, len(widths)) if right is None else right)
    return [
        (" " * INDENT + "  ".join(padded(cell, widths[place], place in at_right) for place, cell in enumerate(row)))
        .rstrip()
        for row in rows
    ]  # fmt: skip


def labelled(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Labels at the left, their texts beside them, wrapped under themselves; a label that repeats stands once."""
    width = max((cell_len(label) for label, _ in pairs), default=0)
    before = ""
    for label, text in pairs:
        head = padded("" if label == before else label, width)
        before = label
        margin = INDENT + width + 2
        for number, line in enumerate(wrapped(text, WIDE - margin)):
            yield (" " * INDENT + head + "  " if number == 0 else " " * margin) + line


def indented(mark: str, text: str) -> Iterator[str]:
    """A paragraph behind a mark, wrapped under itself."""
    for number, line in enumerate(wrapped(text, WIDE - 4)):
        yield (f"  {mark} " if number == 0 else " " * 4) + line


def wrapped(text: str, cells: int) -> list[str]:
    """The text in lines of at most so many cells, broken at blanks and between Chinese signs."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and cell_len(line) + cell_len(piece.rstrip()) > cells:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


# What does not begin a line, and what does not end one.
CLOSING = "，。、；：？！”）》%"
OPENING = "“（《"


def _pieces(text: str) -> Iterator[str]:
    """What must stay on one line: words with the blanks behind them, Chinese signs one by one."""
    piece = ""
    for place, sign in enumerate(text):
        after = text[place + 1 : place + 2]
        piece += sign
        chinese = _wide(sign) or (after != "" and _wide(after))
        bound = after in CLOSING or sign in OPENING or after == " "
        if after == "" or sign == " " or (chinese and not bound):
            yield piece
            piece = ""


def _wide(sign: str) -> bool:
    return cell_len(sign) == 2
