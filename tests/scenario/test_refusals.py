"""Every refusal in full, from refusals.txt: what is wrong in a file, and the exact lines that say so."""

from pathlib import Path

import pytest

from tests.scenario.samples import complaints, spoilt

TEXT = Path(__file__).with_name("refusals.txt").read_text(encoding="utf-8")
CASES = [block.split("\n") for block in TEXT.strip().split("\n\n") if not block.startswith("#")]


def changes(case: list[str]) -> list[tuple[str, str]]:
    """The pairs of old and new text in a case; lines of the same sign belong together."""
    pairs: list[tuple[list[str], list[str]]] = []
    sign = " "
    for line in case:
        if line.startswith("- ") and sign != "-":
            pairs.append(([], []))
        sign = line[0]
        if sign != " ":
            pairs[-1][sign == "+"].append(line[2:])
    return [("\n".join(old), "\n".join(new)) for old, new in pairs]


@pytest.mark.parametrize("case", CASES, ids=[", ".join(new for _, new in changes(case))[:60] for case in CASES])
def test_refusal(tmp_path: Path, case: list[str]) -> None:
    expected = [f"s.yaml:{line[2:]}" for line in case if line.startswith("  ")]
    assert complaints(tmp_path, spoilt(*changes(case))) == expected


def test_there_are_many() -> None:
    assert len(CASES) > 120
