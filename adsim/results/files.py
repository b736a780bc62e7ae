"""Files that are whole or not there: written aside, fsynced, renamed, and the folder fsynced.

Hides how a file system is made to keep its word; the only place of `results` that writes, moves or drops a file.
"""

import os
import secrets
from pathlib import Path

from adsim.errors import AdsimError

ASIDE = ".tmp"  # what a crash may leave beside a file, never read


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all: written aside, fsynced, renamed, the folder fsynced.

    Makes the folder. Raises `AdsimError` naming the path; then the old file still stands, nothing beside it.
    """
    aside = path.parent / f".{path.name}.{secrets.token_hex(4)}{ASIDE}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_through(aside, data)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise AdsimError(f"{path}: could not be written: {error.strerror or error}") from error


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever names and links: what is read must never be written over."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_file(path: Path, to: Path) -> None:
    """Move a file within a file system for good, both folders fsynced. Makes the folder. Raises `AdsimError`."""
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)
        for folder in {path.parent, to.parent}:
            _sync_folder(folder)
    except OSError as error:
        raise AdsimError(f"{path}: could not be moved to {to}: {error.strerror or error}") from error


def drop_file(path: Path) -> None:
    """Remove a file that may be gone already. Raises `AdsimError` naming it."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise AdsimError(f"{path}: could not be removed: {error.strerror or error}") from error
