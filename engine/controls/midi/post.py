"""The show's handle on the post: starts it, hands messages over to it, starts it again when it dies or hangs.

In: which receivers are wanted, and messages for them. Out: which there are and which are open.
Main process; one small thread waits for what the post says. Nothing here ever waits for the post.
"""

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

log = logging.getLogger(__name__)

MODULE: Final = "engine.controls.midi.postman"

_ROOT = str(Path(__file__).resolve().parents[3])
_RESTART_S, _LONGEST_S = 1.0, 30.0
_SILENCE_S = 5.0
_END_S = 5.0
# A pipe holds 4 KiB at the least: what is underway must fit, so that writing never waits.
_UNDERWAY_BYTES = 2048


class Post:
    """One process at a time, watched. Call `poll` once per frame; nothing is open before the first one.

    present: names of the receivers there are; open: of those that were wanted and are open. gone: names of senders that
    have gone, if only for a moment, until somebody takes them away. system: counts the MIDI
    systems that were seen; it rises when there is one again after there was none.
    """

    def __init__(self, module: str = MODULE) -> None:
        self.present: tuple[str, ...] = ()
        self.open: tuple[str, ...] = ()
        self.gone: list[str] = []
        self.system = 0
        self.is_alive = False
        self.restarts = 0
        self._module = module
        self._wanted: tuple[str, ...] = ()
        self._is_told = True  # of what is wanted
        self._is_up = False
        self._patience_s = _RESTART_S
        self._process: subprocess.Popen[str] | None = None
        self._said: deque[dict[str, Any]] = deque(maxlen=256)
        self._heard_at = 0.0
        self._died_at: float | None = None
        self._number = 0
        self._underway: dict[int, int] = {}
        self._closed = False
        self._refused: set[str] = set()

    @property
    def pid(self) -> int | None:
        """The process's id."""
        return None if self._process is None else self._process.pid

    @property
    def is_ready(self) -> bool:
        """Whether messages can be handed over now."""
        return bool(self.open) and self._is_told and sum(self._underway.values()) < _UNDERWAY_BYTES // 2

    def want(self, names: Sequence[str]) -> None:
        """The receivers that shall be open, as soon as they are there."""
        if tuple(names) != self._wanted:
            self._wanted, self._is_told = tuple(names), False

    def send(self, mail: Iterable[tuple[str, bytes]]) -> bool:
        """Hand messages over, each with its receiver. False, and nothing is sent, while the post has enough to do."""
        places = {name: place for place, name in enumerate(self._wanted) if name in self.open}
        listed = [(places[name], message.hex()) for name, message in mail if name in places]
        if not listed:
            return True
        return self.is_ready and self._write({"mail": listed})

    def poll(self, now: float) -> None:
        """Take in what the post has said. Restart it a second after its death, or after 5 s of silence (`now`: seconds,
        any steady clock)."""
        if self._closed:
            return
        if self._process is None:
            self._start(now)
        elif self._process.poll() is not None:
            self._restart_when_due(now)
        elif now - self._heard_at > _SILENCE_S and not self._said:
            log.warning("The MIDI outputs do not answer; opening them anew.")
            self._process.kill()
            self._heard_at = now
        while self._said:
            self._heard_at = now
            self._take(self._said.popleft())
        if self._is_up and not self._is_told:
            self._is_told = self._write({"want": self._wanted})

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self.open = ()
        self._is_up = False
        if self._process is None:
            return
        _close(self._process)
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _take(self, said: dict[str, Any]) -> None:
        kind = said.get("kind")
        if kind == "done":
            self._underway.pop(said["number"], None)
        elif kind == "ports":
            self.present, self.open = tuple(said["present"]), tuple(said["open"])
            self._refused &= set(self.present)
        elif kind == "gone":
            self.gone += said["names"]
        elif kind == "system":
            self.system += said["alive"] and not self.is_alive
            self.is_alive = self._is_up = said["alive"]
            self._patience_s = _RESTART_S
        elif kind == "refused" and said["name"] not in self._refused:
            self._refused.add(said["name"])
            log.warning("MIDI output %s cannot be opened (%s); trying again", said["name"], said["text"])

    def _start(self, now: float) -> None:
        environment = {**os.environ}
        environment["PYTHONPATH"] = os.pathsep.join([_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = process = subprocess.Popen(
            # -P: whatever the folder is that the person is in, a folder called engine there is not ours.
            [sys.executable, "-P", "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            errors="replace",
            env=environment,
            # Ctrl-C and the end of the terminal go to the foreground's group; the post ends when its input closes.
            process_group=0 if os.name == "posix" else None,
        )
        self._heard_at = now
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()

    def _restart_when_due(self, now: float) -> None:
        if self._died_at is None:
            self._died_at = now
            self._underway.clear()
            self.present = self.open = ()
            self._is_up = self._is_told = False
        elif now - self._died_at >= self._patience_s:
            self._died_at = None
            self._patience_s = min(2.0 * self._patience_s, _LONGEST_S)
            self.restarts += 1
            if self._process is not None:
                _close(self._process)
            self._start(now)

    def _write(self, line: dict[str, object]) -> bool:
        if not self._is_up or self._process is None or self._process.stdin is None:
            return False
        self._number += 1
        text = json.dumps({**line, "number": self._number}, separators=(",", ":")) + "\n"
        if self._underway and len(text) + sum(self._underway.values()) > _UNDERWAY_BYTES:
            return False
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except OSError:
            return False
        self._underway[self._number] = len(text)
        return True

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        if process.stdout is None:
            return
        for line in process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                log.warning("the MIDI outputs said something strange: %s", line.strip())
                continue
            if process is self._process:
                self._said.append(said)
        process.stdout.close()


def _close(process: "subprocess.Popen[str]") -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):  # it is gone, and what was underway with it
            process.stdin.close()
