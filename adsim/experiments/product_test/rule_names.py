"""Rules by the names a user may write: those of the registry, and `group_sequential` with its other spending functions.

`hsd` is that of Hwang, Shih & DeCani; `pocock` flips signs test by test and takes long. Both run only when named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from adsim.errors import InputError, Problem
from adsim.stats.boundaries import Spending
from adsim.verdicts import RULES
from adsim.verdicts.contract import Design, Rule

_SEQUENTIAL = "group_sequential"
_SPENDINGS: dict[str, Spending] = {"hsd": "hwang_shih_decani", "pocock": "pocock"}


def known() -> tuple[str, ...]:
    """All names."""
    return (*RULES, *(f"{_SEQUENTIAL}:{spending}" for spending in _SPENDINGS))


def make(name: str, design: Design) -> Rule:
    """The rule of this name for tests of this design."""
    rule, _, spending = name.partition(":")
    return RULES[rule](replace(design, spending=_SPENDINGS[spending]) if spending else design)


def rule_class(name: str) -> type[Rule]:
    """The class behind a name."""
    return RULES[name.partition(":")[0]]


def chosen(option: str, names: Sequence[str], among: Sequence[str], usual: Iterable[str]) -> tuple[str, ...]:
    """The names asked for, each once; the usual ones where none is. Raises `InputError` naming the option."""
    unknown = [name for name in names if name not in among]
    if unknown:
        raise InputError([Problem(option, "", f"must be among {', '.join(among)}", repr(unknown[0]))])
    return tuple(dict.fromkeys(names)) if names else tuple(usual)
