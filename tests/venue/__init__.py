"""The venue that the tests play in: a sound server, MIDI ports and a screen, all real and all private; and Live.

In: nothing of the engine. Out: `Pulse`, `Jack` and `Display`, each a context manager whose `.env` leads a child process
to it, and `Live`, a stand-in for Ableton Live. Servers are children of the test process and ended by it.
"""

from venue.display import Display
from venue.jack import Jack, PatientJack
from venue.live import Live
from venue.processes import Server, stop, wait_until
from venue.pulse import Pulse

__all__ = ["Display", "Jack", "Live", "PatientJack", "Pulse", "Server", "stop", "wait_until"]
