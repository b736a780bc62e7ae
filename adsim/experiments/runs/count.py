"""How far the runs are, told as they come."""

from typing import Any, Protocol


class Progress(Protocol):
    """Hears how many runs are done of how many; and, where there is such news, how many failed and what leads."""

    def __call__(self, done: int, of: int, /, **news: Any) -> None:
        """`news`: failed (runs set aside) and best (a short text), each only if there is any."""


class Count:
    """Runs done of those wanted, told to a `Progress` as they come; on the way fewer may turn out to be wanted."""

    def __init__(self, progress: Progress | None, wanted: int) -> None:
        self._progress = progress or (lambda done, of, **news: None)
        self._done, self._wanted = 0, wanted
        self._failed, self._best = 0, ""
        self._tell()

    @property
    def done(self) -> int:
        """How many runs are done, in vain or not."""
        return self._done

    def add(self, runs: int, failed: int = 0) -> None:
        """So many more are done, `failed` of them in vain."""
        self._done += runs
        self._failed += failed
        self._tell()

    def leads(self, best: str) -> None:
        """What is best so far, in a few words: told with the next runs."""
        self._best = best

    def to_come(self, runs: int) -> None:
        """No more than so many are still to be done."""
        self._wanted = min(self._wanted, self._done + runs)

    def _tell(self) -> None:
        news: dict[str, Any] = {"failed": self._failed, "best": self._best}
        self._progress(self._done, self._wanted, **{name: value for name, value in news.items() if value})
