"""Runs that a process has begun and not ended: where it dies in one, the next process knows in which.

Keys in the order in which they were begun, a line each; the line of a run that ends, however it ends, is taken away
again. So all lines that stand there when nobody works are of runs in which a process died.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adsim.errors import AdsimError


class Begun:
    """The runs of one store that were begun; one process at a time, as the store itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            lines = path.read_text("ascii", errors="replace").splitlines()
        except FileNotFoundError:
            lines = []
        except OSError as error:
            raise AdsimError(f"{path}: could not be read: {error.strerror or error}") from error
        self._deaths = Counter(lines)

    def deaths(self, key: str) -> int:
        """How often a process died in this run."""
        return self._deaths[key]

    @contextmanager
    def running(self, key: str) -> Iterator[None]:
        """While the run is under way. Raises `AdsimError` where that cannot be written."""
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise AdsimError(f"{self._path}: could not be opened: {error.strerror or error}") from error
        try:
            before = os.fstat(handle).st_size
            try:
                os.write(handle, f"{key}\n".encode())
            except OSError as error:
                raise AdsimError(f"{self._path}: could not be written: {error.strerror or error}") from error
            try:
                yield
            finally:
                os.ftruncate(handle, before)
        finally:
            os.close(handle)
