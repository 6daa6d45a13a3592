"""Networks as files: safetensors, with a story in the metadata, written whole or not at all.

In: a path, tensors by name. Out: the file; or the tensors and story of one.
Used by training, and when the show starts; needs no torch.
"""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from engine.errors import WeightsError

Tensors = dict[str, NDArray[np.generic]]

_STORY = "asterism"


def write_tensors(path: Path, tensors: Tensors, story: dict[str, str]) -> None:
    """Write a network to `path`; an interruption leaves the old file or the new one.

    Raises `WeightsError` when it cannot be written.
    """
    content = save(tensors, metadata={_STORY: json.dumps(story, sort_keys=True)})
    unfinished = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise _unwritable(path, error) from error


def halved(weights: object, names: Iterable[str]) -> Tensors:
    """Arrays of `weights` by name as they are stored: matrices as half floats, half the size, and the ear cannot tell.

    Vectors are float32.
    """
    arrays = {name: getattr(weights, name) for name in names}
    return {name: array.astype(np.float16 if array.ndim > 1 else np.float32) for name, array in arrays.items()}


def read_tensors(path: Path) -> tuple[Tensors, dict[str, str]]:
    """Everything in a file and its story. Raises `WeightsError` for a file that is missing or damaged."""
    if path.exists() and not path.is_file():
        raise WeightsError(f"Cannot read the network's weights from {path}: it is not a file.")
    try:
        with safe_open(path, framework="np") as file:
            story = json.loads((file.metadata() or {}).get(_STORY, "{}"))
            return {name: file.get_tensor(name) for name in file.keys()}, story  # noqa: SIM118
    # TypeError: a number type numpy lacks. RecursionError: a story of nothing but brackets.
    except (OSError, SafetensorError, ValueError, TypeError, RecursionError) as error:
        raise WeightsError(f"Cannot read the network's weights from {path}: {error}") from error


def check_tensors(path: Path, tensors: Tensors, shapes: dict[str, tuple[int, ...]]) -> None:
    """Raise `WeightsError` unless every tensor of `shapes` is there, of that shape and finite."""
    missing = shapes.keys() - tensors.keys()
    if missing:
        raise WeightsError(f"{path} is not a brain of Asterism: it lacks {', '.join(sorted(missing))}.")
    for name, shape in shapes.items():
        array = tensors[name]
        if array.shape != shape:
            raise WeightsError(f"{path}: {name} has shape {array.shape}, not {shape}. Train it anew for this version.")
        if not np.isfinite(array.astype(np.float32)).all():
            raise WeightsError(f"{path}: {name} holds values that are not finite. Train it anew.")


def check_writable(path: Path) -> None:
    """Raise `WeightsError` if `path` cannot be written, before somebody trains for minutes; changes nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            with path.open("ab"):
                pass
        with _beside(path).open("ab"):
            pass
        _beside(path).unlink(missing_ok=True)  # several processes may ask at the same time
    except OSError as error:
        raise _unwritable(path, error) from error


def figures_file(path: Path) -> Path:
    """The log of a training, beside the weights that it writes."""
    return path.with_suffix(".log")


def append_figures(path: Path, figures: dict[str, object]) -> None:
    """Add a line to the log beside the weights at `path`. Raises `WeightsError` when it cannot be written."""
    try:
        with figures_file(path).open("a", encoding="utf-8") as log:
            log.write(json.dumps(figures) + "\n")
    except OSError as error:
        raise _unwritable(figures_file(path), error) from error


def _beside(path: Path) -> Path:
    """Where a file is written before it takes its place."""
    return path.with_name(path.name + ".new")


def _unwritable(path: Path, error: OSError) -> WeightsError:
    return WeightsError(f"Cannot write {path}: {error.strerror or error}. Choose another place for the network.")
