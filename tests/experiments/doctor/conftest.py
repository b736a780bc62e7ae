"""The inspection of the clean account, made once a module."""

import pytest

from adsim.experiments.doctor import Inspection, inspect
from tests.experiments.doctor.planted import account, total, written


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    rows = account()
    return inspect(written(tmp_path_factory.mktemp("clean"), rows, after=[total(rows)]))
