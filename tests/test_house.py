"""House rules, run with the tests: linter, floors, sizes, nothing points outside the project. Types: see `.ci/run`."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from adsim.cli import cli

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "adsim").rglob("*.py"))
KERNELS = ("adsim/market/kernel.py", "adsim/stats/test_streams.py:_draw")
SHIPPED = [
    path
    for folder in ("adsim", "benchmarks", "docs", "scenarios")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".md", ".yaml", ".csv", ".html", ".css", ".cfg", ".toml"}
] + [ROOT / name for name in ("README.md", "setup.cfg", "pyproject.toml")]
MOST_A_FILE, MOST_A_FUNCTION = 400, 60


def named(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "words",
    [("-m", "ruff", "check", "."),
     ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")],
    ids=["ruff", "import-linter"],
)  # fmt: skip
def test_checkers_find_nothing(words):
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imports(path):
    """Top names of all modules that a file imports, anywhere in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("simpy", {"adsim/simulation/timeline.py"}),
        (
            "numba",
            {*(f"adsim/market/{name}.py" for name in ("kernel", "ranking", "thinning")), "adsim/stats/test_streams.py"},
        ),
    ],
)
def test_some_libraries_have_one_home(library, homes):
    assert {named(path) for path in SOURCES if library in imports(path)} == homes


def test_files_and_functions_stay_small():
    """At most 400 lines a file and 60 a function that are not blank; the kernels' loops stay whole."""
    long = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        sizes = {named(path): sum(map(bool, map(str.strip, lines)))}
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                body = lines[node.lineno - 1 : node.end_lineno]
                sizes[f"{named(path)}:{node.name}"] = sum(map(bool, map(str.strip, body)))
        most = {what: MOST_A_FUNCTION if ":" in what else MOST_A_FILE for what in sizes}
        long += [f"{what}: {size}" for what, size in sizes.items() if size > most[what]]
    assert [what for what in long if not what.startswith(KERNELS)] == []


def test_every_module_says_what_it_is():
    assert [named(path) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_nothing_is_left_undone_and_nothing_points_outside():
    """No notes to self, no paths of somebody's machine."""
    unfit = re.compile(r"\b(TODO|FIXME|XXX)\b|(?<![\w.])/(work|home|root|tmp|Users)/|\.\./shared")
    found = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in SHIPPED
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if unfit.search(line)
    ]
    assert found == []


def test_every_command_is_in_the_readme_or_the_docs():
    pages = "".join(path.read_text(encoding="utf-8") for path in SHIPPED if path.suffix == ".md")
    assert [command for command in cli.commands if f"adsim {command}" not in pages] == []


def test_the_two_commands_of_the_readme_come_first():
    """To the answer, and to the tests: the first two blocks of shell."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert "adsim compare scenarios/split_30_60_10.yaml" in blocks[0] and "pytest" in blocks[1]
    assert len(blocks[0].splitlines()) == len(blocks[1].splitlines()) == 1
