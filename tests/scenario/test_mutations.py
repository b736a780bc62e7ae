"""Two thousand spoilt scenario files: each is a Scenario or an InputError, never anything else."""

import random
import re
from pathlib import Path

import pytest

from adsim.errors import InputError
from adsim.scenario import files
from adsim.scenario.documents import parse
from adsim.scenario.files import understood

SMALL = """\
name: small
platform: "1688"
start: 2024-06-03
days: 7
windows: [1, 7]
market:
  demand: {dispersion: 6.7, level: {head: 1.0}}
  devices:
    pc: {share: 1.0, slots: 2, examination: [1, 0.5]}
  rivals: {count: 6, per_keyword: 4}
keywords:
  head: {count: 4, searches: 900, ctr: 0.03, cvr: 0.05, max_cpc: 3, rival_bid: 2.5}
products:
  - name: valve
    price: 68   # assumption
    unit_cost: 42
    delay: [{share: 0.4, mean_hours: 2}, {share: 0.6, mean_hours: 90, cut_days: 20}]
campaign:
  daily_budget: 150
  split: {head: 1.0}
  device_bids: {pc: 1.1}
  keyword_bids: {head-1: 1.2}
  negatives: [{keyword: used, match_type: phrase}]
sensitivity: {market.rivals.bid_spread: {low: 0.2, high: 1}}
changes:
  - from: 2024-06-05
    until: 2024-06-06
    set: {campaign.daily_budget: 300}
baseline: rule
variants:
  rule: {campaign.split: equal}
"""

SEED = 20240618
BATCHES = 20
FILES_A_BATCH = 100

VALUES = (
    "0", "-1", "1", "0.5", "1e309", "-0.0", "1e-320", ".nan", ".inf", "-.inf", "nan", "inf", "true", "no", "null", "~",
    '""', "'x'", '"0.5"', "0x1F", "0o17", "1_000", "1,5", "12:30", "2024-02-30", "2024-06-04", "9" * 400, "1" * 5000,
    "[]", "{}", "[1, 2]", "{a: 1}", "[[[]]]", "*x", "&x 1", "!!str 1", "!!float x", "!!int 3", "!foo 1",
    "!!python/name:os",
    "<<", "? x", "|", ">-", "%", "@", "`", "- 1", "球阀", "\U0001f600", '"\\x00"', '"\\uD800"', '"\\U99999999"', "#",
    "equal", "search_volume", "compact", "head", "campaign.split", "a" * 300, "2024-06-03T10:00:00", "1717200000",
)  # fmt: skip
KEYS = ("name", "set", "share", "head", "product", "<<", "campaign", "price", "", "null", "1", "变", "listed", "file",
        "keywords", "variants", "from", "products[0]", "products[9].price", "a.b.c", "[0]",
        "campaign.split.head")  # fmt: skip


def line_mutation(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    kind = dice.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(dice.randrange(len(lines)), lines[at])
    elif kind == 2:
        lines[at] = " " * dice.randrange(8) + lines[at].lstrip()
    elif kind == 3:
        other = dice.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 4:
        lines.insert(at, dice.choice(("---", "...", "%YAML 1.1", "%TAG ! x", "\t- x", "# c", "- 1", "]", "}")))
    else:
        lines[at] = lines[at].split("#")[0] + dice.choice((",", ":", "}", "]", " #", "'", '"', "\t", "\\"))


def spot(dice: random.Random, lines: list[str], pattern: str) -> tuple[int, re.Match[str]]:
    """A line and a place in it that fits the pattern."""
    spots = [(at, found) for at, line in enumerate(lines) for found in re.finditer(pattern, line)]
    return dice.choice(spots)


def value_mutation(dice: random.Random, lines: list[str]) -> None:
    """Another value, of a sensible or a senseless kind."""
    at, found = spot(dice, lines, r"(?<=[:\[,] )[^\s,{}\[\]]+")
    new = dice.choice(VALUES)
    if re.fullmatch(r"[\d.]+", found[0]) and dice.random() < 0.3:
        new = repr(float(found[0]) * dice.choice((0.5, 0.9, 1, 2, 100)))
    lines[at] = lines[at][: found.start()] + new + lines[at][found.end() :]


def key_mutation(dice: random.Random, lines: list[str]) -> None:
    """Another key: a wrong one, one that belongs elsewhere, or a misspelt one."""
    at, found = spot(dice, lines, r"[\w.]+(?=:)")
    cut = dice.randrange(len(found[0]))
    new = dice.choice((dice.choice(KEYS), found[0][:cut] + found[0][cut + 1 :]))
    lines[at] = lines[at][: found.start()] + new + lines[at][found.end() :]


def byte_mutation(dice: random.Random, content: bytes) -> bytes:
    at = dice.randrange(len(content))
    kind = dice.randrange(4)
    if kind == 0:
        return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
    if kind == 1:
        return content[:at] + dice.choice((b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\xc2\x85", b"{", b"*", b"&"))
    if kind == 2:
        return content[:at] + content[at + dice.randrange(1, 40) :]
    return content[:at] + content[at : at + 200] * 2 + content[at:]


def mutated(dice: random.Random) -> bytes:
    lines = SMALL.splitlines()
    for _ in range(dice.choice((1, 1, 2, 3))):
        dice.choice((line_mutation, value_mutation, value_mutation, key_mutation))(dice, lines)
    content = ("\n".join(lines) + "\n").encode()
    return byte_mutation(dice, content) if dice.random() < 0.15 else content


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutated_files_are_loaded_or_refused(tmp_path: Path, batch: int) -> None:
    dice = random.Random(SEED + batch)
    path = tmp_path / "s.yaml"
    outcomes = {"loaded": 0, "refused": 0}
    for _ in range(FILES_A_BATCH):
        content = mutated(dice)
        path.write_bytes(content)
        try:
            files.load(path)
            outcomes["loaded"] += 1
        except InputError as error:
            outcomes["refused"] += 1
            assert error.problems
            for problem in error.problems:
                text = str(problem)
                assert text.startswith(str(path)), content
                assert "\n" not in text and text.isprintable(), (content, text)
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} from {content!r}") from error
    # Mutations that always or never break the file would test little.
    assert outcomes["refused"] > 60
    assert outcomes["loaded"] > 0


def test_what_is_mutated_is_sound() -> None:
    """Every refusal above is the mutation's."""
    assert understood(parse(SMALL, "small"), Path()).name == "small"
