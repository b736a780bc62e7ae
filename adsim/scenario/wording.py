"""What a validation says, in plain rules: pydantic's errors become faults a user can act on.

Hides pydantic's error types, and the union tags and key marks that it leaves in its paths.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from adsim.advertiser import PACINGS, STRATEGIES
from adsim.advertiser.contract import Settings
from adsim.bounds import Part
from adsim.scenario.faults import Fault, Path, closest, shown
from adsim.scenario.objects import Scenario

_MAPPING = "must be a mapping (lines of key: value)"
_DAY = "must be a day such as 2024-06-01"
_RULES = {
    "missing": "required key is missing",
    "extra_forbidden": "unknown key",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "finite_number": "must be a finite number",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "bool_type": "must be true or false",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "date_type": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_parsing": _DAY,
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must have {min_length} or more values",
    "too_long": "must have at most {max_length} values",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "literal_error": "must be {expected}",
}
_PATTERNS = {
    "^[A-Za-z0-9]": "must begin with a letter or digit and hold only letters, digits, '_', '.' and '-'",
    "^[A-Z]{3}": "must be three capital letters such as CNY",
}
_ROTATION = "must be even, thompson, or weights of the arms"
_SPLIT = "must be equal, search_volume, or shares of head, long_tail and precise"


def faults_of(error: ValidationError, data: Any) -> list[Fault]:
    """The faults of `data` that `error` found, in its order, with paths as they are written in `data`."""
    details = error.errors(include_url=False)
    return [_fault(one, data) for one in details if not _follows(one)]


def _follows(detail: ErrorDetails) -> bool:
    """A list whose items are broken is also called too short; that is no fault of its own."""
    short = detail["type"] == "too_short"
    return short and len(detail["input"]) >= detail["ctx"]["min_length"]


def _fault(detail: ErrorDetails, data: Any) -> Fault:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    path = _path(detail["loc"], data, kind)
    if kind == "rule":
        at = (context["at"],) if context["at"] else ()
        return Fault(path + at, context["rule"], context["got"] or None, context["mend"] or None)
    if kind == "missing":
        return Fault(path, _RULES[kind], mend=f"add '{path[-1]}: …'")
    if kind == "extra_forbidden":
        return Fault(path, _RULES[kind], mend=closest(str(path[-1]), known_keys(path[:-1], data)))
    rule = _rule(kind, value, context)
    if kind in {"too_short", "too_long"}:
        return Fault(path, rule, f"{len(value)}")
    if path[-1:] == ("split",) and kind in ("literal_error", "model_type"):
        rule = _SPLIT
    if path == ("test", "rotation") and kind in ("literal_error", "dict_type"):
        rule = _ROTATION
    return Fault(path, rule, said(value), _mend(kind, value, context))


def _rule(kind: str, value: Any, context: Mapping[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return next(rule for begin, rule in _PATTERNS.items() if context["pattern"].startswith(begin))
    if kind == "float_type" and type(value) is int:
        kind = "finite_number"
    plain = {name: _plain(one) for name, one in context.items()}
    return _RULES[kind].format_map(plain) if kind in _RULES else f"is not valid ({kind.replace('_', ' ')})"


def _plain(bound: Any) -> str:
    if isinstance(bound, float):
        return f"{bound:.12g}" if bound < 1e16 else f"{bound:g}"
    return str(bound).replace("'", "")


def _path(loc: tuple[str | int, ...], data: Any, kind: str) -> Path:
    """`loc` without union tags and key marks: only steps that `data` has, and the key that is missing."""
    steps: list[str | int] = []
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if holds(data, step):
            data = data[step]
        elif not (last and kind == "missing"):
            continue
        steps.append(step)
    return tuple(steps)


def holds(data: Any, step: str | int) -> bool:
    """Whether `data[step]` is there."""
    if isinstance(data, list | tuple):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, Mapping) and step in data


def said(value: Any) -> str:
    """A value as the file would write it, shortened."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else f"{'-' if value < 0 else ''}.inf"
    if isinstance(value, int) and abs(value) > 10**18:
        return f"a number of {len(str(abs(value)))} digits"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return '"' + shown(value).replace('"', '\\"') + '"'
    return "a mapping" if isinstance(value, Mapping) else "a list" if isinstance(value, list | tuple) else str(value)


def _mend(kind: str, value: Any, context: Mapping[str, Any]) -> str | None:
    if kind in ("float_type", "int_type") and isinstance(value, str):
        return number_meant(value)
    if kind == "literal_error" and isinstance(value, str):
        mend = closest(value, re.findall(r"'([^']*)'", context["expected"]))
        return mend if mend and mend.startswith("did") else None
    if kind == "string_type" and isinstance(value, int | float):
        return "put it in quotes"
    if kind == "less_than" and isinstance(value, int | float) and context["lt"] == 1 <= value <= 100:
        return f"rates are shares of 1: {value:g} % is {value / 100:g}"
    return None


def number_meant(text: str) -> str | None:
    """How to write the number that `text` seems to mean."""
    bare = re.sub(r"[,_\s]", "", text)
    if not re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{0,15})?%?", bare):
        return None
    if bare.endswith("%"):
        return f"write {float(bare[:-1]) / 100:.12g}"
    return f"write {bare} without quotes" if bare == text else f"write {bare}"


def known_keys(path: Path, data: Any = None) -> list[str]:
    """The keys that the part at `path` of `data` may have; empty where names are free."""
    part = part_at(path, data)
    if part is None:
        return []
    return [field.alias or name for name, field in part.model_fields.items() if not field.exclude]


def part_at(path: Path, data: Any = None) -> type[Part] | None:
    """The class of the part at `path`; None for values, lists and free names.

    The settings of a strategy or a pacing are those of the one that `data` names there.
    """
    kind: Any = Scenario
    for step in path:
        data = data[step] if holds(data, step) else None
        kind = _child(kind, step)
        if kind is Settings:
            kind = _settings(step, data)
    return kind if isinstance(kind, type) and issubclass(kind, Part) else None


def _settings(step: str | int, data: Any) -> type[Settings]:
    """The settings of the strategy or pacing that stands in `data` under this key."""
    registry: Mapping[str, Any] = PACINGS if step == "pacing" else STRATEGIES
    name = data.get("name") if isinstance(data, Mapping) else data
    kind: type[Settings] = registry[name].settings if isinstance(name, str) and name in registry else Settings
    return kind


def _child(kind: Any, step: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, Part):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return _core(fields[str(step)].annotation) if step in fields else None
    if get_origin(kind) in (dict, tuple):
        return _core(get_args(kind)[1 if get_origin(kind) is dict else 0])
    return None


def _core(kind: Any) -> Any:
    """A type without its annotations, and of alternatives the one that has parts."""
    if get_origin(kind) in (dict, tuple) or (isinstance(kind, type) and issubclass(kind, Part)):
        return kind
    found = [_core(one) for one in get_args(kind) if not isinstance(one, str)]
    return next((one for one in found if one is not None), None)
