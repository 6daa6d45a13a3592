"""The album: thumbnails in memory, read while the show goes on.

In: names of looks. Out: their pictures, once they are read.
A thread of its own reads; the frame loop asks what there is.
"""

import queue
import threading
from collections.abc import Callable, Iterable

from engine.show.film import Pixels
from engine.show.looks import thumbnails


class Album:
    """Pictures by look; None for one that has none."""

    def __init__(self, read: Callable[[str], Pixels | None] = thumbnails.read) -> None:
        self._read = read
        self._pictures: dict[str, Pixels | None] = {}
        self._wanted: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._asked: set[str] = set()
        self._thread: threading.Thread | None = None

    def want(self, looks: Iterable[str]) -> None:
        """Read these soon, if they are not read."""
        for look in looks:
            if look not in self._asked:
                self._asked.add(look)
                self._wanted.put(look)
        if self._asked and self._thread is None:
            self._thread = threading.Thread(target=self._work, name="album", daemon=True)
            self._thread.start()

    def get(self, look: str) -> Pixels | None:
        """The picture of a look, as far as it is read."""
        return self._pictures.get(look)

    def forget(self, look: str | None = None) -> None:
        """A look has another picture now, or every look may have: read anew when it is wanted. What is shown stays."""
        if look is None:
            self._asked.clear()
        else:
            self._asked.discard(look)

    def close(self) -> None:
        """No more pictures are wanted."""
        if self._thread is not None:
            self._wanted.put(None)
            self._thread.join(1.0)
            self._thread = None

    def _work(self) -> None:
        while (look := self._wanted.get()) is not None:
            try:
                self._pictures[look] = self._read(look)
            except Exception:  # here, because a picture that cannot be read is a look without one
                self._pictures[look] = None
