"""Values and the comments that explain them."""

from pathlib import Path

from adsim.scenario.notes import Note, notes
from tests.scenario.samples import write

TEXT = """\
# About the file.

name: x  # beside
# above
# in two lines
start: 2024-01-01
days: 28      # begins here
              # and goes on
seed: 1
market:       # of the part
  squashing: 1.0
  # of the devices
  devices:
    pc: {share: 1.0, cvr: "#1"}  # with # inside
    mobile:
      share: 0.5
windows: [1,
  3]  # after the last line
text: 'a # b'
other: a#b   ## two marks
list:
  # of the item
  - name: y
    price: 3 # 价格
  - name: z

far: 1
"""


def test_notes(tmp_path: Path) -> None:
    found = {note.path: (note.value, note.text) for note in notes(write(tmp_path, TEXT))}
    assert found == {
        "name": ("x", "beside"),
        "start": ("2024-01-01", "above in two lines"),
        "days": ("28", "begins here and goes on"),
        "seed": ("1", ""),
        "market.squashing": ("1.0", "of the part"),
        "market.devices.pc": ('{share: 1.0, cvr: "#1"}', "with # inside"),
        "market.devices.mobile.share": ("0.5", "of the devices"),
        "windows": ("[1, 3]", "after the last line"),
        "text": ("'a # b'", ""),
        "other": ("a#b", "two marks"),
        "list[0].name": ("y", "of the item"),
        "list[0].price": ("3", "价格"),
        "list[1].name": ("z", ""),
        "far": ("1", ""),
    }
    assert list(found)[:4] == ["name", "start", "days", "seed"]


def test_line_endings_and_empty_values(tmp_path: Path) -> None:
    path = write(tmp_path, "a: 1 # x\r\nb:\r\nc: 2 # y\r\nd: |\r\n  text\r\n  # text\r\ne: ''  # z")
    assert notes(path) == (
        Note("a", "1", "x"),
        Note("b", "", ""),
        Note("c", "2", "y"),
        Note("d", "| text # text", ""),
        Note("e", "''", "z"),
    )
