"""The order of the suite: what takes long begins first, so that no worker sits idle at the end.

One worker compiles the kernels while the other does what needs none; compiled twice at once they cost twice as much.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
FIRST = [
    HERE / name
    for name in (
        "market/test_auction_oracle.py", "scenario/test_mutations.py",
        "market/test_auction_pacing.py", "scenario/test_schema.py",
        "platforms/test_damaged_files.py", "report/test_words.py", "test_house.py", "platforms/test_report_files.py",
        "test_docs.py", "test_cli.py", "experiments/test_kills.py", "experiments/test_runs.py",
        "advertiser/test_conformance.py", "experiments/calibration/test_calibrate.py", "report/test_html.py",
        "experiments/doctor/test_findings.py", "experiments/test_bid_response.py",
    )
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    # pytest-xdist begins with the files of most tests, which are not the longest.
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {path: place for place, path in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(item.path, len(FIRST)))
