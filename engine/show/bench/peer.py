"""A second Link peer, in a process of its own: somebody else's, as far as the first one can tell.

In: `python -m engine.show.bench.peer SECONDS BPM`. Out: a line every 100 ms: time, beat, tempo, number of peers.
A child process; it ends by itself, or when nobody reads.
"""

import sys
import time

from engine.controls.clock.link import open_session

_EVERY_S = 0.1


def main() -> None:
    """Be a peer for a while."""
    session = open_session()
    session.tempo = float(sys.argv[2])
    session.quantum = 4.0
    session.enabled = True
    end = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < end:
        before, beat, after = time.monotonic(), session.beat, time.monotonic()
        print(0.5 * (before + after), beat, session.tempo, session.num_peers, flush=True)
        time.sleep(_EVERY_S)


if __name__ == "__main__":
    main()
