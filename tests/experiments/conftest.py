"""Worker processes for whoever wants two: begun once, since beginning them takes seconds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Any

import pytest

from adsim.experiments.runs.execution import Team, team


@pytest.fixture(scope="session")
def two_workers() -> Iterator[Team]:
    with team(2) as hands:
        yield hands


@pytest.fixture
def on_two_workers(two_workers: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every experiment that asks for two workers gets these."""
    usual: Callable[..., AbstractContextManager[Team]] = team

    def these(workers: int, *options: Any) -> AbstractContextManager[Team]:
        return nullcontext(two_workers) if workers == 2 else usual(workers, *options)

    for room in ("runs.executor", "sweep.sweep", "influence.study", "optimise.optimise"):
        monkeypatch.setattr(import_module(f"adsim.experiments.{room}"), "team", these)
