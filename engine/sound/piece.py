"""The built-in music: composed from a style, rendered bar by bar as a tape.

In: a `Style` and a sampling rate. Out: a `Piece`, and a stereo `Tape` that plays it.
Rendering runs in whichever thread reads the tape, a bar at a time, well over ten times faster than real time.
"""

from bisect import bisect_right
from collections.abc import Iterator

from engine.sound.composer import compose
from engine.sound.mixer import TAIL_S, Mixer
from engine.sound.score import Note, Piece, Section, Style
from engine.sound.source import Samples
from engine.sound.styles import DEMO_STYLE, varied_style
from engine.sound.tape import reblock, repeat

__all__ = [
    "DEMO_STYLE", "Note", "Piece", "PieceTape", "Section", "Style", "compose", "demo_tape", "varied_style",
]  # fmt: skip


class PieceTape:
    """A composed piece as a stereo tape; the same samples at every reading, whatever the size of the blocks."""

    def __init__(self, piece: Piece, rate_hz: int = 48_000) -> None:
        self.piece = piece
        self.rate_hz = rate_hz
        self.channels = 2
        self.name = piece.style.name
        self.length_s = piece.length_s

    def blocks(self, frames: int, *, loop: bool = False, start: float = 0.0) -> Iterator[Samples]:
        """See `Tape.blocks`. A `start` in the middle first renders what still sounds there, at most 16 s."""
        return reblock(repeat(self._play, start, self.length_s, loop), frames)

    def _play(self, start: float) -> Iterator[Samples]:
        bars = self.piece.bars
        if start >= self.length_s:
            return
        first = max(0, bisect_right(bars, max(0.0, start - TAIL_S)) - 1) if start > 0.0 else 0
        mixer = Mixer(self.piece, self.rate_hz, first)
        skip = round(start * self.rate_hz) - round(bars[first] * self.rate_hz)
        for _ in range(first, len(bars)):
            chunk = mixer.bar()
            yield chunk[min(skip, len(chunk)) :]
            skip = max(0, skip - len(chunk))


def demo_tape(rate_hz: int = 48_000) -> PieceTape:
    """The built-in demo."""
    return PieceTape(compose(DEMO_STYLE), rate_hz)
