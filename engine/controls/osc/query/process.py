"""The process of OSCQuery: its beginning and its end.

In: on standard input, a line of JSON: where the show listens, and a secret. Out: an exit status.
A process of its own, with less of the processor than the show.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys

LACKING = 4
"""The exit status when a package is not there."""


def main() -> int:
    """`python -m engine.controls.osc.query.process`; started by `engine.controls.osc.query.handle`."""
    for name in ("SIGINT", "SIGHUP", "SIGTTOU"):  # Ctrl-C is the show's to handle; it closes our connection
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(10)  # the ear and the picture come first
    try:
        settings = json.loads(sys.stdin.readline())
    except ValueError:
        return 0
    try:
        from engine.controls.osc.query.conversation import converse
    except ImportError:
        return LACKING
    try:
        return asyncio.run(converse(settings))
    except (OSError, ValueError):
        return 0  # the show has ended meanwhile


if __name__ == "__main__":
    sys.exit(main())
