"""YAML as plain data: what is taken, what is refused, and where everything stands."""

import math
from pathlib import Path
from typing import Any

import pytest

from adsim.errors import InputError
from adsim.scenario import documents
from adsim.scenario.documents import parse
from tests.scenario.samples import COMPACT, complaints, write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-7", -7), ("+3", 3), ("0x1F", 31), ("0o17", 15), ("017", 17), ("1.", 1.0), (".5", 0.5),
        ("1e3", 1000.0), ("-1.5E-2", -0.015), ("true", True), ("False", False), ("null", None), ("~", None),
        ("", None), (".inf", math.inf), ("-.INF", -math.inf), ("no", "no"), ("on", "on"), ("yes", "yes"),
        ("12:30", "12:30"), ("1_000", "1_000"), ("1,5", "1,5"), ("nan", "nan"), ("inf", "inf"),
        ("2024-06-03", "2024-06-03"), ('"5"', "5"), ("'true'", "true"), ("球阀", "球阀"), ("!!str 5", "5"),
        ("!!int 5", 5), ("!!float 5", 5), ("!!bool true", True), ("! 5", "5"), ("[1, [2]]", [1, [2]]),
        ("{a: {b: 1}}", {"a": {"b": 1}}), ("|\n  two\n  lines\n", "two\nlines\n"), ("!!map {a: 1}", {"a": 1}),
    ],
)  # fmt: skip
def test_values(text: str, value: Any) -> None:
    document = parse(f"key: {text}", "x")
    assert document.data == {"key": value}
    assert type(document.data["key"]) is type(value)
    assert document.faults == []


def test_keys_are_text() -> None:
    assert parse("1: a\ntrue: b\nnull: c\n'd': e\n1.5: f", "x").data == {
        "1": "a", "true": "b", "null": "c", "d": "e", "1.5": "f"}  # fmt: skip


def test_places() -> None:
    document = parse("a:\n  - b: 1\n    c: {d: 2}\n  - 'x'\n", "x")
    places = {path: (place.line, place.column, place.text) for path, place in document.places.items()}
    assert places[("a",)] == (1, 1, "")
    assert places[("a", 0, "b")] == (2, 5, "1")
    assert places[("a", 0, "c")] == (3, 5, "{d: 2}")
    assert places[("a", 0, "c", "d")] == (3, 9, "2")
    assert places[("a", 1)] == (4, 5, "'x'")
    assert document.place(("a", 0, "missing")).line == 2


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings(ending: str) -> None:
    document = parse("a: 1\nb: 2\n".replace("\n", ending), "x")
    assert document.data == {"a": 1, "b": 2}
    assert document.places[("b",)].line == 2


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "s.yaml: the file is empty; start from `adsim new`"),
        (b"# only a comment\n", "s.yaml: the file is empty; start from `adsim new`"),
        (b"---\n", "s.yaml:2: must be a mapping (lines of key: value)"),
        (b"- a\n", "s.yaml:1: must be a mapping (lines of key: value)"),
        (b"just text\n", "s.yaml:1: must be a mapping (lines of key: value), got just text"),
        (b"a: 1\n---\nb: 2\n", "s.yaml:2: must hold one document, a second begins here; delete '---'"),
        (b"%YAML 1.1\n---\na: 1\n", "s.yaml:2: must not carry YAML directives other than %YAML 1.2"),
        (b"%TAG ! tag:x,2000:\n---\na: 1\n", "s.yaml:2: must not carry YAML directives other than %YAML 1.2"),
        (b"a: 1\nb: \x00\n", "s.yaml:2: must not hold control characters, got U+0000; delete the character"),
        (b"a: 1\nb: \x1b[31m\n", "s.yaml:2: must not hold control characters, got U+001B; delete the character"),
        (b"a: 1\nb: \xe9\n", "s.yaml:2: must be UTF-8 text, got byte 0xe9; save it as UTF-8"),
        ("a: 1".encode("utf-16"), "s.yaml:1: must be UTF-8 text, got byte 0xff; save it as UTF-8"),
        ("a: 球阀".encode("gbk"), "s.yaml:1: must be UTF-8 text, got byte 0xc7; save it as UTF-8"),
        (b"a:\n\t- 1\n", "s.yaml:2: is not YAML (found character '\\t' that cannot start any token); "
                         "indent with spaces"),
        (b"a: b: c\n", "s.yaml:1: is not YAML (mapping values are not allowed here); check the indentation, and put "
                       "text with ': ' in quotes"),
        (b"a: {b[0].c: 1}\n", "s.yaml:1: is not YAML (expected ',' or '}', but got '['); inside braces put names with "
                              "brackets in quotes"),
        (b"a: [1, 2\n", "s.yaml:2: is not YAML (expected ',' or ']', but got '<stream end>')"),
        (b'a: "\\U99999999"\n', "s.yaml:1: is not YAML (malformed escape or directive), got Python int too large to "
                                "convert to C int"),
        (b"[" * 100_000, "s.yaml:1: must be a mapping (lines of key: value), got ["),
        (b"a: " + b"[" * 100_000, "s.yaml:1: must not be nested deeper than 20 levels"),
        (b"a: [" + b"1," * 30_000 + b"]", "s.yaml:1: must not hold more than 20000 values; list keywords in a "
                                          "CSV file"),
        (b"# " + b"x" * 1_000_000, "s.yaml: must not be larger than 1 MB"),
    ],
)  # fmt: skip
def test_refused_at_once(tmp_path: Path, content: bytes, complaint: str) -> None:
    assert complaints(tmp_path, content) == [complaint]


def test_faults_are_collected() -> None:
    document = parse("a: *x\nb: &y 1\n<<: 3\nc: !!set {}\n? [1]\n: 2\na: 1\nd: !x [1]\n", "s.yaml")
    assert [str(document.problem(fault)) for fault in document.faults] == [
        "s.yaml:1: a: must not be an alias, got *x; write the value out",
        "s.yaml:2: b: must not carry an anchor, got &y; delete &y",
        "s.yaml:3: <<: must not be a merge key; write the values out",
        "s.yaml:4: c: must not carry this tag, got !!set; write a plain value",
        "s.yaml:5: a key must be plain text",
        "s.yaml:7: a: duplicate key, first on line 1; delete one of them",
        "s.yaml:8: d: must not carry this tag, got !x; write a plain value",
    ]
    assert document.lost == [("a",), ("c",), ("d",)]


def test_missing_file_folder_and_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def complaint(path: Path) -> str:
        with pytest.raises(InputError) as caught:
            documents.read(path)
        return str(caught.value).replace(f"{tmp_path}/", "")

    assert complaint(tmp_path / "none.yaml") == "none.yaml: the file does not exist"
    (tmp_path / "folder").mkdir()
    assert complaint(tmp_path / "folder") == "folder: must be a file, this is a directory"
    assert "cannot be read" in complaint(tmp_path / "a\0b")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", denied)  # root may read everything
    assert complaint(tmp_path / "s.yaml") == "s.yaml: may not be read (permission denied)"


def test_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xef\xbb\xbf" + COMPACT.encode())
    assert documents.read(path).data["name"] == "compact"
