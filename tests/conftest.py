"""The order of the suite: the longest files begin first, so that no worker sits idle at the end.

The type checker takes a minute in which the kernels are compiled by whoever begins with the second file.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
FIRST = ("test_house.py", "market/test_auction_oracle.py", "test_docs.py", "test_cli.py", "experiments/test_kills.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {HERE / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(item.path, len(FIRST)))
