"""The order of the suite where several work on it: kernels are compiled once, and nobody sits idle at the end.

First come files that need no kernels, and last as a rule while these are compiled beside; then what takes long.
"""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WITHOUT_KERNELS = (
    "report/test_html.py", "report/test_product_test_page.py", "report/test_browser.py", "scenario/test_mutations.py",
    "report/test_unknown.py", "report/test_bids.py", "report/test_bidders.py", "report/test_words.py", "test_house.py",
    "scenario/test_schema.py", "platforms/test_damaged_files.py", "platforms/test_report_files.py",
)  # fmt: skip
LONG = (
    "test_docs.py", "experiments/test_kills.py", "market/test_auction_oracle.py",
    "experiments/calibration/test_calibrate.py", "experiments/test_runs.py", "test_cli.py",
    "report/test_sweep_page.py", "experiments/doctor/test_findings.py", "experiments/calibration/test_bounds.py",
    "experiments/test_failed_runs.py", "report/test_optimise_page.py", "market/test_auction_pacing.py",
    "experiments/sweep/test_sweep.py", "experiments/test_bid_response.py", "advertiser/test_plugins.py",
    "advertiser/test_conformance.py",
)  # fmt: skip
PLACES = {HERE / name: place for place, name in enumerate((*WITHOUT_KERNELS, *LONG))}
COMPILE = "from adsim.simulation import compile_kernels; compile_kernels()"
COMPILING = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    # pytest-xdist begins with the files of most tests, which are not the longest.
    config.option.loadscopereorder = False
    if getattr(config.option, "numprocesses", None):  # the one that hands the tests out
        config.stash[COMPILING] = subprocess.Popen([sys.executable, "-c", COMPILE])


def pytest_unconfigure(config: pytest.Config) -> None:
    if COMPILING in config.stash:
        config.stash[COMPILING].wait()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: PLACES.get(item.path, len(PLACES)))
