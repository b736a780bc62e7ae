"""One writer at a time: a lock that the operating system holds, so that a dead process holds none.

The file stays where it is; what stands in it says whose the lock is and decides nothing.
"""

import errno
import os
import socket
import sys
from pathlib import Path

from adsim.errors import AdsimError


class Lock:
    """The lock of a folder, held from `take` to `release` or to the end of the process, however it ends."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path, self._handle = path, handle

    @classmethod
    def take(cls, path: Path) -> "Lock":
        """Take the lock at `path`; raises `AdsimError` where another process has it."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise AdsimError(f"{path}: could not be opened: {error.strerror or error}") from error
        try:
            _hold(handle)
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        except OSError as error:
            holder = _holder(path)
            os.close(handle)
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise AdsimError(f"{path}: could not be locked: {error.strerror or error}") from error
            raise AdsimError(
                f"{path.parent}: {holder} is writing its runs; wait for it, end it, or choose another --out"
            ) from error
        return cls(path, handle)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _hold(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        text = ""
    return text if text.startswith("process ") and len(text) < 200 else "another process"
