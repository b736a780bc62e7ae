"""Every rule and sentence in both languages."""

import ast
import string
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from adsim.experiments import calibration, doctor
from adsim.platforms import LAYOUTS, exports
from adsim.report.catalogue.inspection import INSPECTION
from adsim.report.catalogue.reports import REPORTS
from adsim.report.rules import rule_in
from tests.experiments.doctor.planted import is_chinese

# The rules in Chinese.

READERS = ("figures", "days", "columns", "rows", "oddities", "stated_ratios", "exports")


def literal(node: ast.AST) -> list[str]:
    """The texts that an expression may give, with 7 for each value filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*literal(node.body), *literal(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        parts = [
            literal(part) if isinstance(part, ast.Constant) else literal(part.value) or ["7"] for part in node.values
        ]
        return ["".join(words) for words in product(*parts)]
    return []


def rules_in(source: Path) -> Iterator[str]:
    """What a module gives as a rule: to `ValueError` and `Problem`, in `rule =` and as the first of a pair."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ValueError":
            yield from literal(node.args[0])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            yield from literal(node.args[2]) if len(node.args) > 2 else ()
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in ("rule", "told")
        ):
            yield from literal(node.value)
        if isinstance(node, ast.Tuple) and len(node.elts) in (2, 3):
            texts = [text for one in node.elts for text in literal(one)]
            yield from (text for text in texts if text.count(" ") >= 2 and any(map(str.isalpha, text)))


def test_every_rule_of_the_readers_and_the_doctor_is_said_in_chinese() -> None:
    rooms = [Path(exports.__file__).with_name(f"{name}.py") for name in READERS]
    rooms += sorted(Path(doctor.__file__).parent.glob("*.py"))
    rooms += [Path(calibration.__file__).with_name(f"{name}.py") for name in ("lines", "totals", "account", "reach")]
    said = {rule for source in rooms for rule in rules_in(source)} - {""}
    assert len(said) > 35
    unknown = {rule for rule in said if rule_in(rule, "zh") == rule}
    # Refusals of whole files are said in English wherever they come up.
    assert unknown <= {"must be in one currency"}, "say these in adsim/report/catalogue/rules.py"


def test_a_rule_keeps_its_values_in_chinese() -> None:
    assert rule_in("repeats line 12, with other figures", "zh") == "与第 12 行重复，数字不同"
    assert rule_in("no such rule", "zh") == "no such rule" and rule_in("must be given", "en") == "must be given"


def test_both_languages_name_the_same_values() -> None:
    for key, (english, chinese) in INSPECTION.items():
        named = [
            sorted(name for _, name, _, _ in string.Formatter().parse(text) if name) for text in (english, chinese)
        ]
        assert named[0] == named[1] and english.strip() and chinese.strip(), key
        assert not any(map(is_chinese, english)), key
    assert set(REPORTS) == {*LAYOUTS, "generic.mapped"}
