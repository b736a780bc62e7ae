"""README and docs do what they say: links lead somewhere, commands run, examples are valid, code executes.

Blocks of a page run in its order, in a folder of their own that holds the shipped scenarios and small exports.
A `yaml` block is an edit of `shop.yaml` (at first a starter scenario) or a whole `my_sweep.yaml`, a `csv` block becomes
`keywords.csv`.
Few worlds are simulated: that the pages' figures are right is not tested here.
"""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from ruamel.yaml import YAML

from adsim.cli import cli
from adsim.experiments import sensitivity
from adsim.experiments.calibration import keyword_means, proof
from adsim.experiments.influence import study
from adsim.experiments.optimise import contest
from adsim.experiments.product_test import own_world, trial
from adsim.experiments.sweep import points
from adsim.report import html, optimise_words, sweep_words, words
from adsim.report.influence import sentences as influence_words
from adsim.report.influence.scene import Studied
from adsim.report.product_test import sentences
from adsim.report.product_test.scene import Trial
from adsim.results import load_tables
from adsim.scenario import files
from adsim.scenario.starter import starter

ROOT = Path(__file__).parents[1]
EXPORTS = ROOT / "tests" / "fixtures" / "exports"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCENARIOS = sorted(set((ROOT / "scenarios").glob("*.yaml")) - set((ROOT / "scenarios").glob("*_sweep.yaml")))
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# These hold one thing or another, never both.
WHOLE = {"devices", "audiences", "split"}

AMAZON = [
    ["Start Date", "End Date", "Campaign Name ", "Customer Search Term", "Impressions", "Clicks", "Spend",
     "7 Day Total Sales ", "7 Day Total Orders (#)"],
    ["2026-03-01", "2026-03-28", "Knives", "chef knife", 9000, 90, 81.5, 312.0, 8],
    ["2026-03-01", "2026-03-28", "Knives", "japanese chef knife with wooden handle", 2100, 40, 38.2, 195.0, 5],
    ["2026-03-01", "2026-03-28", "Knives", "knife KX-2100", 300, 12, 14.4, 78.0, 2],
]  # fmt: skip


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Links.


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make, as code hosts make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).casefold() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in plain}


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```$|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return (link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = page if not path else page.parent / path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.is_file():
            reached.add(page)
            targets = [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
            waiting += [target for target in targets if target.suffix == ".md"]
    assert set(PAGES) <= reached


# Blocks.


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calibration fits in few worlds, a sweep has two points, a study two samples of two variants, a search no more
    fresh worlds than others, a comparison one assumption at low and high values; reports are read but not drawn.

    (Those of shipped scenarios are.)
    """

    def undrawn(folder: Path, lang: str) -> Path:
        tables, facts = load_tables(folder)
        page = folder / "report.html"
        said = words.words(facts, lang)
        answers: dict[str, Callable[[], str]] = {
            "test": lambda: sentences.answer(Trial(tables, facts, said)),
            "optimise": lambda: optimise_words.answer(tables, facts, lang),
            "sweep": lambda: sweep_words.answer(tables, facts, lang),
            "sensitivity": lambda: influence_words.answer(Studied(tables, facts, said)),
        }
        answer = answers.get(str(facts.get("kind")), lambda: words.answer(tables, facts, lang))
        page.write_text(answer(), encoding="utf-8")
        return page

    monkeypatch.setattr(keyword_means, "MOST_WORLDS", 4)
    monkeypatch.setitem(proof.prove.__kwdefaults__, "worlds", 8)
    monkeypatch.setattr(own_world.records, "__defaults__", (2,))
    monkeypatch.setattr(trial, "_PLAN_TESTS", 20)
    monkeypatch.setattr(html, "write_report", undrawn)
    designed = points._designed
    monkeypatch.setattr(points, "_designed", lambda sweep: designed(sweep)[:2])
    sampled = study.designed
    monkeypatch.setattr(
        study, "designed", lambda scenario, inputs, _, chosen: sampled(scenario, inputs[-1:], 2, chosen)
    )
    monkeypatch.setattr(study, "ENDS_WORLDS", 1)
    chosen = study._chosen
    monkeypatch.setattr(study, "_chosen", lambda scenario, variants: chosen(scenario, variants)[:2])
    monkeypatch.setattr(contest, "FRESH", 1)
    levels = sensitivity.levels
    monkeypatch.setattr(sensitivity, "levels", lambda scenario: levels(scenario)[:2])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all readers' results lie: a command that stands on two pages does its runs once."""
    return tmp_path_factory.mktemp("out")


@pytest.fixture
def folder(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader of a page would stand."""
    (tmp_path / "out").symlink_to(out)
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copy(EXPORTS / "google_search_terms.csv", tmp_path / "search_terms.csv")
    shutil.copy(EXPORTS / "plain_zh.csv", tmp_path / "my_table.csv")
    book = Workbook()
    for row in AMAZON:
        book.active.append(row)
    book.save(tmp_path / "search_terms.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(block: str) -> Iterator[list[str]]:
    """The arguments of each adsim command in a shell block; installing, and where output goes, is left out."""
    for line in re.split(r"\n|&&", block.replace("\\\n", " ")):
        words = shlex.split(line, comments=True)
        if words and words[0] in ("adsim", ".venv/bin/adsim"):
            arguments = words[1:]
            ends = [at for at, word in enumerate(arguments) if word in (">", ">>", "|")]
            yield arguments[: ends[0]] if ends else arguments


def invoke(arguments: list[str]) -> str:
    extra = {"compare": ["-n", "2", "--workers", "1"], "run": ["-n", "2", "--workers", "1"],
             "sweep": ["-n", "2", "--workers", "1"], "sensitivity": ["-n", "2", "--workers", "1"],
             "optimise": ["-n", "2", "--trials", "2", "--workers", "1"],
             "new": ["--force"], "calibrate": ["--force"],
             "test": ["-n", "2", "--workers", "1"], "audit": ["--tests", "20", "--force"],
             "plan": ["--tests", "20"]}  # fmt: skip
    asked = [*arguments, *extra.get(arguments[0], [])]
    if "--bids" in arguments:
        asked += ["--top", "1"] if "--factor" in arguments else ["--top", "1", "--factor", "0.7"]
    result = CliRunner().invoke(cli, asked, catch_exceptions=False)
    assert result.exit_code == 0, f"adsim {shlex.join(arguments)}\n{result.output}"
    return result.output


def edited(scenario: Any, edit: Any) -> Any:
    """The scenario with the values of the edit in their places."""
    if not isinstance(edit, dict) or not isinstance(scenario, dict):
        return edit
    kept = {key: scenario[key] for key in scenario if key not in edit}
    return kept | {key: value if key in WHOLE else edited(scenario.get(key), value) for key, value in edit.items()}


def edit_shop(block: str) -> None:
    """Put the block's values into `shop.yaml`, as a reader would."""
    yaml, shop = YAML(typ="safe", pure=True), Path("shop.yaml")
    change, starting = yaml.load(block), yaml.load(starter("1688"))
    scenario = yaml.load(shop.read_text(encoding="utf-8")) if shop.exists() else starting
    if "file" in change.get("keywords", {}) or "file" in scenario["keywords"]:
        scenario["keywords"] = {} if "file" in change.get("keywords", {}) else starting["keywords"]
    shop.write_text(json.dumps(edited(scenario, change), ensure_ascii=False, default=str), encoding="utf-8")
    files.load(shop)


def few(code: str) -> str:
    return re.sub(r"replications=\d+", "replications=2", code)


def has_blocks(page: Path) -> bool:
    return any(kind in ("sh", "yaml", "csv", "python") for kind, _ in BLOCK.findall(page.read_text(encoding="utf-8")))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("page", [page for page in PAGES if has_blocks(page)], ids=named)
def test_every_block_of_a_page_works(page: Path, folder: Path) -> None:
    names: dict[str, Any] = {}
    for kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "sh":
            for arguments in commands(block):
                invoke(arguments)
        elif kind == "yaml" and block.startswith("sweep:"):
            (folder / "my_sweep.yaml").write_text(block, encoding="utf-8")
        elif kind == "yaml":
            edit_shop(block)
        elif kind == "csv":
            (folder / "keywords.csv").write_text(block, encoding="utf-8")
        elif kind == "python":
            exec(compile(few(block), named(page), "exec"), names)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_every_shipped_scenario_runs_to_its_report(scenario: Path, folder: Path) -> None:
    said = invoke(["compare", f"scenarios/{scenario.name}", "--quiet"])
    page = folder / said.splitlines()[-1]
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
