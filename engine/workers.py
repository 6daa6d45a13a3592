"""Processes that share long work: fresh ones, which end when the one that they work for does.

In: how many. Out: a pool of them.
Used by training and scoring, never in a show.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process


class Workers(ProcessPoolExecutor):
    """`jobs` processes. They are spawned, not forked: what libraries have loaded or begun does not survive a fork."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs, get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Whoever ends the parent by a signal that it cannot answer wants the whole work ended, not a part of it."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent.join,), daemon=True).start()


def _outlive(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)
