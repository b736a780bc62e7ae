"""Strategies from outside: named on the command line or by an installed package, never by a scenario alone."""

import json
import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from click.testing import CliRunner

from adsim.advertiser import STRATEGIES, plugins
from adsim.cli import cli
from adsim.errors import InputError
from adsim.testing import check
from tests.scenario.samples import COMPACT

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "write-a-strategy.md"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder one works in, with the how-to's strategy and a scenario that names it; all forgotten afterwards."""
    source = re.findall(r"```python\n(.*?)```", HOWTO.read_text(encoding="utf-8"), flags=re.DOTALL)[0]
    (tmp_path / "my_bids.py").write_text(source, encoding="utf-8")
    scenario = COMPACT.replace("campaign:\n", "campaign:\n  strategy: {name: patient, raise_by: 0.5}\n")
    (tmp_path / "shop.yaml").write_text(scenario, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    known, path = dict(STRATEGIES), list(sys.path)
    yield tmp_path
    STRATEGIES.clear()
    STRATEGIES.update(known)
    plugins._places.clear()
    sys.path[:] = path
    sys.modules.pop("my_bids", None)


def test_the_strategy_of_the_how_to_has_20_lines_and_keeps_the_contract(folder):
    source = (folder / "my_bids.py").read_text(encoding="utf-8")
    assert len([line for line in source.splitlines() if line.strip() and not line.startswith(("import", "from"))]) <= 20
    assert plugins.load("my_bids:Patient") == "patient"
    kind = STRATEGIES["patient"]
    check(kind, kind.settings(raise_by=0.3))


def adsim(*words):
    return subprocess.run([sys.executable, "-m", "adsim", *words], capture_output=True, text=True, check=False)


def test_a_scenario_alone_imports_nothing(folder):
    done = adsim("validate", "shop.yaml")
    assert done.returncode == 2 and "must be a known strategy" in done.stderr and "my_bids" not in sys.modules


def test_runs_with_a_plug_in_are_the_same_on_worker_processes(folder):
    words = ("run", "shop.yaml", "--plugin", "my_bids:Patient", "-n", "2", "--quiet", "--workers")
    done = adsim(*words, "2", "--out", "2")
    assert done.returncode == 0, done.stderr
    assert CliRunner().invoke(cli, [*words, "1", "--out", "1"], catch_exceptions=False).exit_code == 0
    one, two = (json.loads((folder / out / "facts.json").read_text(encoding="utf-8"))["tables"] for out in "12")
    assert one == two and len(one) > 10


def test_an_edited_plug_in_is_run_anew(folder):
    plugins.load("my_bids:Patient")
    before = plugins.fingerprint("patient")
    path = folder / "my_bids.py"
    path.write_text(path.read_text(encoding="utf-8").replace("else 0.5", "else 0.6"), encoding="utf-8")
    assert plugins.fingerprint("patient") != before and plugins.fingerprint("manual_cpc") == ""


def test_installed_packages_offer_theirs(folder, monkeypatch):
    point = EntryPoint("patient", "my_bids:Patient", plugins.GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda group, name: [point] if name == "patient" else [])
    monkeypatch.syspath_prepend(folder)
    assert plugins.installed("patient") and not plugins.installed("hasty")


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("my_bids", "must be module:Class such as my_bids:Patient"),
        ("nowhere:Patient", "cannot be imported: ModuleNotFoundError: No module named 'nowhere'"),
        ("my_bids:Hasty", "my_bids has no Hasty"),
        ("my_bids:np", "is no strategy: it lacks settings, memory, hours, decide"),
        ("my_bids:PatientSettings", "is no strategy: it lacks settings, memory, hours, decide"),
        ("broken:Bad", "cannot be imported: ZeroDivisionError: division by zero"),
        ("taken:Bad", "is named manual_cpc, as another strategy is"),
        (
            "taken:Nameless",
            "its settings must be a subclass of adsim.advertiser.contract.Settings with a name",
        ),
    ],
)
def test_what_is_no_strategy_is_refused(folder, place, rule):
    (folder / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    taken = "from adsim.advertiser.manual_cpc import ManualCpc\n\n\nclass Bad(ManualCpc):\n    pass\n"
    taken += "\n\nclass Nameless(ManualCpc):\n    from adsim.advertiser.contract import Settings as settings\n"
    (folder / "taken.py").write_text(taken, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plugins.load(place)
    assert caught.value.problems[0].rule == rule and caught.value.exit_code == 2
