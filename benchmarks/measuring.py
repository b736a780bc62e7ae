"""What the benchmarks share: a figure with its target, rounds taken side by side, and the printed table."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure. `target` says in words what was asked, `met` whether it was reached."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None

    def row(self) -> str:
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return f"{self.what:<66} {self.value:>16}  {self.target:<14} {verdict}".rstrip()


def at_least(what: str, value: float, target: float, unit: str = "×") -> Figure:
    return Figure(what, f"{value:,.4g} {unit}", f"≥ {target:g} {unit}", value >= target)


def at_most(what: str, value: float, target: float, unit: str = "×") -> Figure:
    return Figure(what, f"{value:,.3g} {unit}", f"≤ {target:g} {unit}", value <= target)


def shown(what: str, value: float, unit: str) -> Figure:
    return Figure(what, f"{value:,.4g} {unit}")


@dataclass(frozen=True)
class Timing:
    """One timed call: processor and wall seconds, and how much work it says it did."""

    cpu: float
    wall: float
    work: float

    @property
    def rate(self) -> float:
        """Work per processor second."""
        return self.work / self.cpu


def timed(task: Callable[[], float]) -> Timing:
    wall, cpu = time.perf_counter(), time.process_time()
    work = task()
    return Timing(time.process_time() - cpu, time.perf_counter() - wall, work)


def side_by_side(tasks: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[Timing]]:
    """Each task once a round, in turn, so that a busy machine slows all of them alike.

    A task returns the work it did. One untimed round comes first: compiling and warming are left out.
    """
    for task in tasks.values():
        task()
    taken: dict[str, list[Timing]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            taken[name].append(timed(task))
    return taken


def rate(timings: list[Timing]) -> float:
    """Median work per processor second."""
    return statistics.median(timing.rate for timing in timings)


def rate_ratio(fast: list[Timing], slow: list[Timing]) -> float:
    """Median over the rounds of the ratio of rates within a round."""
    return statistics.median(a.rate / b.rate for a, b in zip(fast, slow, strict=True))


def table(title: str, figures: list[Figure]) -> str:
    return "\n".join([title, "=" * len(title), *(figure.row() for figure in figures)])


def as_records(figures: list[Figure]) -> list[dict[str, object]]:
    return [asdict(figure) for figure in figures]
