"""A YAML 1.2 document as plain data, with the place of every value in the file.

Hides the YAML library. Of the language only plain data is taken: names, lists, text, numbers, true, false
and null. Aliases, merge keys, other tags, duplicate keys and further documents are refused, because a
reader of the file could not see what they do. A name is always text; `no`, `12:30` and `1_000` are text too.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from adsim.errors import InputError, Problem
from adsim.scenario.faults import Fault, Path, printed, shown

SIZE_LIMIT = 1_000_000
DEPTH_LIMIT = 20
VALUE_LIMIT = 20_000

_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + inf: float(sign + "inf") for sign in ("", "+", "-") for inf in (".inf", ".Inf", ".INF")},
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_BASED = re.compile(r"0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KINDS: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "null": (type(None),),
}
_SYNTAX_MENDS = {
    "\\t": "indent with spaces",
    "got '['": "inside braces put names with brackets in quotes",
    "<block end>": "check the indentation",
    "mapping values are not allowed": "check the indentation, and put text with ': ' in quotes",
}
_YAML_TAG = "tag:yaml.org,2002:"
# The texts read last: the YAML library takes a tenth of a second for a usual scenario.
_MOST_RECENT = 16
_recent: "dict[str, Document]" = {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: line and column of its key (from 1), its own text, and where that ends.

    `leaf` says that it is written in one piece: a scalar, or a list or mapping in brackets.
    """

    line: int
    column: int
    text: str
    end: int
    leaf: bool


@dataclass(frozen=True)
class Document:
    """`data` holds what could be read; `faults` say what could not; the values at `lost` are missing."""

    name: str
    source: str
    data: dict[str, Any]
    places: dict[Path, Place]
    faults: list[Fault]
    lost: list[Path]

    def place(self, path: Path) -> Place:
        """The place of `path`, or of the nearest part around it that the file holds."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def problem(self, fault: Fault) -> Problem:
        line = fault.line or self.place(fault.path).line
        return Problem(f"{self.name}:{line}", printed(fault.path), fault.rule, fault.value, fault.mend)


def read_bytes(path: str | FilePath, limit: int) -> bytes:
    """The bytes of a file of at most `limit` bytes; one clear refusal otherwise."""
    name = str(path)
    try:
        with FilePath(path).open("rb") as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError:
        raise InputError([Problem(name, "", "the file does not exist")]) from None
    except IsADirectoryError:
        raise InputError([Problem(name, "", "must be a file, this is a directory")]) from None
    except PermissionError:
        raise InputError([Problem(name, "", "may not be read (permission denied)")]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(shown(name), "", f"cannot be read ({error})")]) from None
    if len(content) > limit:
        raise InputError([Problem(name, "", f"must not be larger than {limit / 1e6:g} MB")])
    return content


def decoded(content: bytes, name: str) -> str:
    """`content` as text, without a byte order mark; refuses what is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        byte = f"byte 0x{content[error.start]:02x}"
        raise InputError([Problem(f"{name}:{line}", "", "must be UTF-8 text", byte, "save it as UTF-8")]) from None


def refuse_unprintable(text: str, name: str) -> None:
    """Refuse control characters: they would garble messages, tables and reports."""
    found = _UNPRINTABLE.search(text)
    if found:
        where = f"{name}:{text.count(chr(10), 0, found.start()) + 1}"
        rule = "must not hold control characters"
        raise InputError([Problem(where, "", rule, f"U+{ord(found[0]):04X}", "delete the character")])


def read(path: str | FilePath) -> Document:
    """Read the scenario file at `path`. Raises InputError where nothing can be made of it."""
    name = str(path)
    return parse(decoded(read_bytes(path, SIZE_LIMIT), name), name)


def parse(source: str, name: str) -> Document:
    """Read the YAML text `source`; `name` is the file name for errors."""
    if source not in _recent:
        if len(_recent) >= _MOST_RECENT:
            del _recent[next(iter(_recent))]
        _recent[source] = _parsed(source, name)
    document = _recent[source]
    return replace(document, name=name, data=deepcopy(document.data))


def _parsed(source: str, name: str) -> Document:
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    refuse_unprintable(source, name)
    reader = _Reader(source, name)
    try:
        return reader.document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        what = shown(re.sub(r"\('(<.*?>)',\)", r"'\1'", str(error.problem or error.context)))
        mends = [how for sign, how in _SYNTAX_MENDS.items() if sign in what]
        raise InputError([Problem(where, "", f"is not YAML ({what})", mend=next(iter(mends), None))]) from None
    except (YAMLError, ValueError, OverflowError, IndexError, TypeError, AttributeError) as error:
        # The YAML library lets some malformed escapes and directives out as bare Python errors.
        line = reader.last.end_mark.line + 1 if reader.last else 1
        rule = "is not YAML (malformed escape or directive)"
        raise InputError([Problem(f"{name}:{line}", "", rule, shown(str(error)))]) from None


class _Reader:
    """Builds plain data from the parser's events; collects faults instead of stopping at the first."""

    def __init__(self, source: str, name: str) -> None:
        self.source = source
        self.name = name
        self.places: dict[Path, Place] = {}
        self.faults: list[Fault] = []
        self.lost: list[Path] = []
        self.events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(source))
        self.last: Any = None
        self.values = 0

    def next(self) -> Any:
        self.last = next(self.events)
        return self.last

    def document(self) -> Document:
        data: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "must hold one document, a second begins here", mend="delete '---'")
                if event.tags or (event.version and tuple(event.version) != (1, 2)):
                    self.refuse(event, "must not carry YAML directives other than %YAML 1.2")
            elif isinstance(event, NodeEvent):
                if not isinstance(event, MappingStartEvent):
                    self.refuse(event, "must be a mapping (lines of key: value)", self.text(event) or None)
                mark = event.start_mark
                self.places[()] = Place(mark.line + 1, mark.column + 1, "", mark.index, leaf=False)
                data = self.value(event, ())
        if data is None:
            raise InputError([Problem(self.name, "", "the file is empty", mend="start from `adsim new`")])
        return Document(self.name, self.source, data, self.places, self.faults, self.lost)

    def refuse(self, event: Any, rule: str, value: str | None = None, mend: str | None = None) -> None:
        where = f"{self.name}:{event.start_mark.line + 1}"
        raise InputError([Problem(where, "", rule, value, mend)])

    def fault(self, event: Any, path: Path, rule: str, value: str = "", mend: str | None = None) -> None:
        self.faults.append(Fault(path, rule, value or None, mend, line=event.start_mark.line + 1))

    def text(self, event: Any) -> str:
        return shown(self.source[event.start_mark.index : event.end_mark.index].strip())

    def value(self, event: Any, path: Path) -> Any:
        self.values += 1
        if self.values > VALUE_LIMIT:
            self.refuse(event, f"must not hold more than {VALUE_LIMIT} values", mend="list keywords in a CSV file")
        if len(path) > DEPTH_LIMIT:
            self.refuse(event, f"must not be nested deeper than {DEPTH_LIMIT} levels")
        if isinstance(event, AliasEvent):
            self.lost.append(path)
            self.fault(event, path, "must not be an alias", self.text(event), "write the value out")
            return None
        if event.anchor is not None:
            anchor = f"&{shown(event.anchor)}"
            self.fault(event, path, "must not carry an anchor", anchor, f"delete {anchor}")
        if isinstance(event, MappingStartEvent):
            self.check_tag(event, path, "map")
            return self.mapping(path)
        if isinstance(event, SequenceStartEvent):
            self.check_tag(event, path, "seq")
            return self.sequence(path)
        return self.scalar(event, path)

    def placed(self, key: Any, event: Any, path: Path) -> Any:
        """The value that `event` begins, recorded as standing where `key` does."""
        value = self.value(event, path)
        start, end = event.start_mark.index, max(self.last.end_mark.index, key.end_mark.index)
        leaf = getattr(event, "flow_style", True) is not False
        text = self.source[start:end].strip() if leaf else ""
        self.places[path] = Place(key.start_mark.line + 1, key.start_mark.column + 1, text, end, leaf)
        return value

    def mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(key := self.next(), MappingEndEvent):
            name = self.key(key, path)
            if name is None or name in found or name == "<<":
                self.skip(key, name, path)
            else:
                found[name] = self.placed(key, self.next(), (*path, name))
        return found

    def key(self, event: Any, path: Path) -> str | None:
        """The text of a key; None for what cannot be one."""
        if isinstance(event, ScalarEvent):
            if event.anchor is None and event.tag is None and not _UNPRINTABLE.search(event.value):
                return str(event.value)
        else:
            self.aside(event, path)
        return None

    def aside(self, event: Any, path: Path) -> None:
        """Reads past a value that is not taken."""
        kept = self.places, self.faults, self.lost
        self.places, self.faults, self.lost = {}, [], []
        self.value(event, (*path, "?"))
        self.places, self.faults, self.lost = kept

    def skip(self, key: Any, name: str | None, path: Path) -> None:
        """Says why a key is not taken, and reads past its value."""
        if name is None:
            text = self.text(key) if isinstance(key, ScalarEvent) else ""
            self.fault(key, path, "a key must be plain text", text)
        elif name == "<<":
            self.fault(key, (*path, name), "must not be a merge key", mend="write the values out")
        else:
            line = self.places[(*path, name)].line
            self.fault(key, (*path, name), f"duplicate key, first on line {line}", mend="delete one of them")
        self.aside(self.next(), path)

    def sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(item := self.next(), SequenceEndEvent):
            found.append(self.placed(item, item, (*path, len(found))))
        return found

    def scalar(self, event: Any, path: Path) -> Any:
        value = event.value if event.style else number_or_text(event.value)
        if _UNPRINTABLE.search(event.value):
            self.lost.append(path)
            self.fault(event, path, "must not hold control characters", self.text(event), "write plain text")
            return "?"
        wanted = str(event.tag or "").removeprefix(_YAML_TAG)
        if wanted in ("str", "!"):
            return event.value
        if wanted in _KINDS and type(number_or_text(event.value)) in _KINDS[wanted]:
            return number_or_text(event.value)
        self.check_tag(event, path, "str")
        return value

    def check_tag(self, event: Any, path: Path, allowed: str) -> None:
        if event.tag and str(event.tag) not in ("!", _YAML_TAG + allowed):
            self.lost.append(path)
            tag = shown(str(event.tag).replace(_YAML_TAG, "!!"))
            self.fault(event, path, "must not carry this tag", tag, "write a plain value")


def number_or_text(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text
