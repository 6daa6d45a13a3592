"""Work that takes longer than a frame, done beside the show before anybody wants it.

In: a function without arguments. Out: what it gives.
Its own thread, below the frame loop's; the result is the same wherever it is worked out.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Ahead(Generic[_T]):
    """The result of `work`: from a thread, once somebody has asked for it to be `ready`; else when it is wanted.

    For NumPy, which lets go of the interpreter while it reckons; plain Python would slow the frame loop down.
    """

    def __init__(self, work: Callable[[], _T]) -> None:
        self._work = work
        self._results: list[_T] = []
        self._thread: threading.Thread | None = None

    def ready(self) -> bool:
        """Begin, if that has not been done; whether `result` has not to wait. True after an error too."""
        if self._results:
            return True
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
            self._thread.start()
            return False
        return not self._thread.is_alive()

    def result(self) -> _T:
        """What the work gives, if need be after a wait. An error of the thread's comes again here."""
        if self._thread is not None:
            self._thread.join()
        if not self._results:
            self._results.append(self._work())
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except Exception:  # whoever wants the result will run into it again, where it can be told
            return
