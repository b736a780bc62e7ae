"""Fits in few worlds, for tests that ask what is written, and how near it comes only roughly."""

import pytest

from adsim.experiments.calibration import keyword_means


@pytest.fixture
def few_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyword_means, "MOST_WORLDS", keyword_means.FEWEST_WORLDS)
