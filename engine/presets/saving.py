"""Saving a file so that nothing is ever lost: it is whole or it is as it was, whatever happens meanwhile.

In: a path, a text. Out: the file.
Any process or thread; waits for the disk, so the frame loop leaves it to a thread of its own.
"""

import contextlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path

from engine.errors import FileError

#: What a file begins with that is not yet whole; `engine.files` passes over hidden ones.
_UNFINISHED = ".saving-"


def save_text(path: Path, text: str, check: Callable[[Path], object] = lambda path: None) -> None:
    """Put a text, in UTF-8, in a file's place: written beside it, checked, on the disk, and only then moved there.

    check: reads the file beside it, and raises where it is not as it should be: then the old one stays. Folders are
    made. Where the path is a link, what it leads to is replaced. Raises `FileError` when the disk is full, or does not
    let us.
    """
    path = path.resolve()
    # With the suffix of the file, because a reader may go by it.
    beside = path.with_name(f"{_UNFINISHED}{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        check(beside)
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        message = f"Cannot save {path}: {error.strerror or error}. What was there before is as it was."
        raise FileError(message) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk, too, where the system lets us wait for that; Windows does not."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
