"""A sequencer in a process of its own, which sends a MIDI clock: somebody else's, as far as the receiver can tell.

In: `python -m engine.show.bench.ticker SECONDS BPM RECEIVER`. Out: ticks to the port whose name has RECEIVER in it; a
line with the time of the first beat (seconds, as `time.monotonic` has it). A child process; it ends by itself.
"""

import sys
import time

from engine.controls.clock.midi import TICKS_PER_BEAT
from engine.controls.midi.driver import RtMidiDriver, RtMidiReceiver

_PATIENCE_S = 20.0
_WARM_UP_BEATS = 2
_TICK, _START = (0xF8,), (0xFA,)


def main() -> int:
    """Send."""
    seconds, bpm, wanted = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    driver = RtMidiDriver()
    receiver = find_receiver(driver, wanted)
    period = 60.0 / bpm / TICKS_PER_BEAT
    began = time.monotonic() + period
    first = _WARM_UP_BEATS * TICKS_PER_BEAT
    for number in range(first + round(seconds / period)):
        at = began + number * period
        if number == first:
            receiver.send(_START)
            print(at, flush=True)
        time.sleep(max(0.0, at - time.monotonic()))
        receiver.send(_TICK)
    receiver.close()
    driver.close()  # JACK may wait for a client that has gone without a word
    return 0


def find_receiver(driver: RtMidiDriver, wanted: str) -> RtMidiReceiver:
    """The receiver whose name has `wanted` in it, once it is there; ends the process where none comes."""
    end = time.monotonic() + _PATIENCE_S
    while True:
        name = next((name for name in driver.receiver_names() if wanted in name), None)
        if name is not None:
            return driver.open_receiver(name)
        if time.monotonic() > end:
            sys.exit(f"no MIDI receiver like {wanted!r} in {_PATIENCE_S:g} s")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
