"""The ear's process: capture, hear, think, write Moments, for as long as the stage lives.

In: a ring's path, a weights file, a `SourceSpec`; gain and gate through the ring. Out: Moments; notices as JSON lines.
This is the main thread of the ear's process; the sound card's callback fills its queue from a thread of its own.
It ends when its standard input closes, which happens also when the stage's process dies.
"""

import contextlib
import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from engine.brain import gather, load_weights
from engine.ear import HOP, RATE_HZ, Intake
from engine.errors import AsterismError, DeviceLostError
from engine.hearing.pipeline import Pipeline
from engine.hearing.sources import SourceSpec, open_source
from engine.moments import HOP_S, Health, Ring
from engine.sound.source import Block, Silence, SoundSource

_RETRY_S = 1.0
_READ_TIMEOUT_S = 0.1
_COACTIVATION_EVERY_S = 0.1


class Listening:
    """The loop: one source at a time, silence while there is none."""

    def __init__(self, ring: Ring, pipeline: Pipeline, spec: SourceSpec, notify: Callable[[str, str], None]) -> None:
        self._ring = ring
        self._pipeline = pipeline
        self._spec = spec
        self._notify = notify
        # The counters run since the ring was made, over the death of an ear.
        before = ring.health
        self._overflows = before.overflows
        self._late = before.late_hops
        self._lost = before.lost_hops
        self._resets = before.state_resets
        self._lateness = 0.0
        self._published = 0.0

    def run(self, stopped: threading.Event) -> None:
        """Listen until `stopped`. A source that cannot be opened or is lost is silence, and tried every second."""
        lost: SoundSource | None = None
        while (source := self._be_silent_until_there(lost, stopped)) is not None:
            self._notify("source", source.description)
            try:
                self._hear_all(source, stopped)
                source.close()
                return
            except DeviceLostError as error:
                self._notify("lost", f"{error} Playing on in silence, looking for it every second.")
            lost = source

    def _be_silent_until_there(self, lost: SoundSource | None, stopped: threading.Event) -> SoundSource | None:
        """Moments of silence while a thread looks for the source; None when `stopped` first.

        A thread, because asking for devices takes up to seconds, and closing or opening one on a sound server that
        hangs takes for ever.
        """
        found: queue.SimpleQueue[SoundSource] = queue.SimpleQueue()
        threading.Thread(target=self._seek, args=(lost, found, stopped), name="seeker", daemon=True).start()
        silence, intake = Silence(RATE_HZ), Intake(RATE_HZ, RATE_HZ)
        silence.start()
        while not stopped.is_set():
            with contextlib.suppress(queue.Empty):
                return found.get_nowait()
            block = silence.read(_READ_TIMEOUT_S)
            if block is not None:
                self._hear(intake, block)
        return None

    def _seek(
        self, lost: SoundSource | None, found: "queue.SimpleQueue[SoundSource]", stopped: threading.Event
    ) -> None:
        again = lost is not None
        if lost is not None:
            lost.close()
        while not (again and stopped.wait(_RETRY_S)):
            try:
                found.put(open_source(self._spec, again=again))
                return
            except Exception as error:  # whatever a driver throws: the picture goes on
                if not again:
                    known = isinstance(error, AsterismError)
                    self._notify("lost", str(error) if known else f"The sound source does not open: {error!r}.")
                again = True

    def _hear_all(self, source: SoundSource, stopped: threading.Event) -> None:
        intake = Intake(source.rate_hz, RATE_HZ)
        overflows = source.overflows
        while not stopped.is_set():
            block = source.read(_READ_TIMEOUT_S)
            if source.overflows != overflows:
                self._count_loss(source.overflows - overflows, len(block.samples) if block else HOP)
                overflows = source.overflows
            if block is not None:
                self._hear(intake, block)

    def _count_loss(self, overflows: int, frames: int) -> None:
        self._overflows += overflows
        hops = max(1, round(overflows * frames / HOP))
        self._lost += hops
        self._pipeline.skip(hops)

    def _hear(self, intake: Intake, block: Block) -> None:
        pipeline, ring = self._pipeline, self._ring
        pipeline.gain_db, pipeline.gate_db, pipeline.auto = ring.ear_settings
        for moment in pipeline.feed(intake.feed(block.samples), block.end_time):
            now = time.monotonic()
            self._lateness = now - float(moment["heard"])
            self._late += self._lateness > HOP_S
            moment["written"] = now
            ring.write(moment)
        if time.monotonic() - self._published > _COACTIVATION_EVERY_S:
            self._publish()

    def _publish(self) -> None:
        self._published = time.monotonic()
        if self._pipeline.coactivation_changed:
            self._ring.write_coactivation(self._pipeline.coactivation.matrix)
            self._pipeline.coactivation_changed = False
        self._ring.report(
            Health(
                overflows=self._overflows,
                late_hops=self._late,
                lost_hops=self._lost,
                state_resets=self._resets + self._pipeline.brain.resets,
                lateness=self._lateness,
                cpu_time=time.process_time(),
            )
        )


def main() -> int:
    """`python -m engine.hearing.process RING WEIGHTS SPEC`; started by `engine.hearing.listener`."""
    ring_path, weights_path, spec = sys.argv[1:4]
    for name in ("SIGINT", "SIGHUP", "SIGTTOU"):  # Ctrl-C is the stage's to handle; it closes our input
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    stopped = threading.Event()
    threading.Thread(target=_wait_for_end, args=(stopped,), daemon=True).start()
    with contextlib.suppress(OSError, AttributeError):  # only root, or a granted limit, may go ahead
        os.setpriority(os.PRIO_PROCESS, 0, -11)
    try:
        ring = Ring.attach(Path(ring_path))
        pipeline = Pipeline(gather(load_weights(Path(weights_path))))
        _resume(pipeline, ring)
        Listening(ring, pipeline, SourceSpec.from_json(spec), _print_notice).run(stopped)
    except AsterismError as error:
        _print_notice("error", str(error))
        return 1
    return 0


def _resume(pipeline: Pipeline, ring: Ring) -> None:
    """Go on with the sample clock of the ear that died, if there was one, the time without an ear included."""
    last = ring.read(limit=1)
    if last.size:
        pipeline.skip(round((float(last["time"][0]) + time.monotonic() - float(last["heard"][0])) / HOP_S))


def _wait_for_end(stopped: threading.Event) -> None:
    # Not through sys.stdin: its lock, held here, would make Python abort when the process ends for another reason.
    while os.read(0, 4096):
        pass
    stopped.set()


def _print_notice(kind: str, text: str) -> None:
    with contextlib.suppress(OSError):
        print(json.dumps({"kind": kind, "text": text}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
