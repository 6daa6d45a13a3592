"""Figures as JSON files, for the words that measure.

In: a path, plain data. Out: the file, or a message before anything is measured.
Main process.
"""

import json
from pathlib import Path

from engine.errors import FileError


def check_figures(path: Path) -> None:
    """Raise `FileError` where no file can be, before somebody measures for minutes; changes nothing."""
    try:
        if path.is_dir():
            raise FileError(f"{path}: is a folder, not a file to write the figures to. Name one in it.")
        if not path.absolute().parent.is_dir():
            raise FileError(f"{path}: there is no folder {path.parent} to write it in.")
    except OSError as refused:  # a name that is too long
        raise FileError(f"{path}: cannot be written: {refused.strerror or refused}.") from refused


def write_figures(path: Path, figures: object) -> None:
    """Write plain data. Raises `FileError`."""
    try:
        path.write_text(json.dumps(figures, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as refused:
        raise FileError(f"{path}: cannot be written: {refused.strerror or refused}.") from refused
