"""The venue that the tests play in: a sound server, MIDI ports and a screen, all real and all private.

In: nothing of the engine. Out: `Pulse`, `Jack` and `Display`, each a context manager whose `.env` leads
a child process to it. Servers are children of the test process and are ended by their own process ids.
"""

from venue.display import Display
from venue.jack import Jack
from venue.processes import Server, stop, wait_until
from venue.pulse import Pulse

__all__ = ["Display", "Jack", "Pulse", "Server", "stop", "wait_until"]
