"""Sound that is already there: files and arrays, read in blocks of any size, faster than real time if wanted.

In: the path of a sound file. Out: float32 blocks of shape (frames, channels).
Read by whichever thread iterates: the deck's feeder, the offline renderer, training, tests.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
import soundfile

from engine.errors import FileError
from engine.sound.source import Samples

log = logging.getLogger(__name__)

READ_FRAMES = 8192

#: Sample rates of sound. A header beyond them is damaged or of something else, and no resampler could follow it.
LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 1000, 768_000


class Tape(Protocol):
    """Sound of known length (`length_s`; estimated for some compressed files), readable from any place."""

    @property
    def rate_hz(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def length_s(self) -> float: ...

    def blocks(self, frames: int, *, loop: bool = False, start: float = 0.0) -> Iterator[Samples]:
        """Blocks of `frames` frames from `start` seconds on; the last may be shorter; endless with `loop`.

        The samples do not depend on `frames`: only where they are cut does.
        """


def reblock(chunks: Iterable[Samples], frames: int) -> Iterator[Samples]:
    """Cut a stream of arrays (n, channels) into blocks of `frames` frames; the last may be shorter."""
    if frames < 1:
        raise ValueError(f"a block needs at least one frame, not {frames}")
    waiting: list[Samples] = []
    held = 0
    for chunk in chunks:
        waiting.append(chunk)
        held += len(chunk)
        if held < frames:
            continue
        joined = waiting[0] if len(waiting) == 1 else np.concatenate(waiting)
        whole = held - held % frames
        for at in range(0, whole, frames):
            yield joined[at : at + frames]
        waiting = [joined[whole:]]
        held -= whole
    if held:
        yield np.concatenate(waiting)


def repeat(play: Callable[[float], Iterator[Samples]], start: float, length_s: float, loop: bool) -> Iterator[Samples]:
    """Chunks of `play(start)`, then with `loop` of `play(0)` for ever; stops if a turn gave nothing."""
    if not np.isfinite(start) or start < 0.0:
        raise ValueError(f"a tape starts at 0 s or later, not at {start} s")
    if loop and length_s > 0.0:
        start %= length_s
    yield from play(start)
    while loop:
        heard = False
        for chunk in play(0.0):
            heard = heard or len(chunk) > 0
            yield chunk
        if not heard:
            return


class MemoryTape:
    """Samples in memory, (frames, channels) or (frames,), float32, as a tape."""

    def __init__(self, samples: Samples, rate_hz: int, name: str = "samples") -> None:
        self._samples: Samples = np.ascontiguousarray(samples.reshape(len(samples), -1), dtype=np.float32)
        self.rate_hz = rate_hz
        self.channels = self._samples.shape[1]
        self.name = name
        self.length_s = len(samples) / rate_hz

    def blocks(self, frames: int, *, loop: bool = False, start: float = 0.0) -> Iterator[Samples]:
        """See `Tape.blocks`."""
        return reblock(repeat(self._play, start, self.length_s, loop), frames)

    def _play(self, start: float) -> Iterator[Samples]:
        yield self._samples[round(start * self.rate_hz) :]


class FileTape:
    """A sound file, streamed: wav, flac, mp3, ogg … through libsndfile, m4a, webm … through PyAV.

    `non_finite` counts the NaN and infinite samples that were replaced by zero. Raises FileError when `path`
    is missing, a directory, empty, without sound, at a sample rate that no sound has, or in no format that can be
    read. A file that breaks off later simply ends there, with a warning in the log.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.name = self.path.name
        self.non_finite = 0
        _check_path(self.path)
        try:
            self.rate_hz, self.channels, self.length_s = _measure_sndfile(self.path)
            self._decode: Callable[[Path, float], Iterator[Samples]] = _decode_sndfile
        except (soundfile.LibsndfileError, TypeError):  # TypeError: a headerless file, by its ending
            self.rate_hz, self.channels, self.length_s = _measure_av(self.path)
            self._decode = _decode_av
        if not LOWEST_RATE_HZ <= self.rate_hz <= HIGHEST_RATE_HZ:
            raise FileError(
                f"{self.path}: has {self.rate_hz} samples a second; sound has {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ}. "
                "Choose another file."
            )
        try:
            first = next(self._decode(self.path, 0.0), None)
        except (soundfile.LibsndfileError, av.FFmpegError, OSError) as broken:
            raise FileError(f"{self.path}: is damaged ({broken}). Choose another file.") from broken
        if first is None or not len(first):
            raise FileError(f"{self.path}: holds no sound (zero samples). Choose another file.")

    def blocks(self, frames: int, *, loop: bool = False, start: float = 0.0) -> Iterator[Samples]:
        """See `Tape.blocks`; only finite samples."""
        return reblock(repeat(self._play, start, self.length_s, loop), frames)

    def _play(self, start: float) -> Iterator[Samples]:
        try:
            for chunk in self._decode(self.path, start):
                yield self._finite(chunk)
        except (soundfile.LibsndfileError, av.FFmpegError, OSError) as broken:
            log.warning("%s breaks off: %s", self.path, broken)

    def _finite(self, chunk: Samples) -> Samples:
        good = np.isfinite(chunk)
        if good.all():
            return chunk
        if not self.non_finite:
            log.warning("%s holds samples that are not numbers; they are played as silence", self.path)
        self.non_finite += int(chunk.size - np.count_nonzero(good))
        return np.where(good, chunk, np.float32(0.0))


def _check_path(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        pass  # told below, with what else there is
    except OSError as refused:  # a folder that may not be entered, a name that is too long
        raise FileError(f"{path}: cannot be read: {refused.strerror or refused}.") from refused
    if path.is_dir():
        raise FileError(f"{path}: is a folder, not a sound file. Name one file in it.")
    if not path.exists():
        raise FileError(f"{path}: there is no such file.{_neighbours(path)}")
    if not path.is_file():
        raise FileError(f"{path}: is a device or a pipe, not a sound file. Choose another file.")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as refused:
        raise FileError(f"{path}: cannot be read: {refused.strerror or refused}.") from refused
    if empty:
        raise FileError(f"{path}: is empty (0 bytes). Choose another file.")


def _neighbours(path: Path) -> str:
    """What else lies there, for someone who mistyped."""
    try:
        names = sorted(p.name for p in path.parent.iterdir() if p.suffix.lower() in SUFFIXES)
    except OSError:
        return f" The folder {path.parent} cannot be listed either."
    if not names:
        return ""
    return f" Sound files in {path.parent}: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}."


SUFFIXES = frozenset(
    {".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".m4a", ".aac", ".mp4", ".webm"}
)
"""File name endings that are offered to someone who mistyped a name; others are tried all the same."""


def _name(path: Path) -> str | bytes:
    """For libsndfile. As bytes, because a name from another machine need not be UTF-8."""
    return str(path) if sys.platform == "win32" else os.fsencode(path)


def _measure_sndfile(path: Path) -> tuple[int, int, float]:
    with soundfile.SoundFile(_name(path)) as file:
        return file.samplerate, file.channels, file.frames / file.samplerate


def _decode_sndfile(path: Path, start: float) -> Iterator[Samples]:
    with soundfile.SoundFile(_name(path)) as file:
        at = round(start * file.samplerate)
        if at >= file.frames:
            return
        if at:
            file.seek(at)
        while len(chunk := file.read(READ_FRAMES, dtype="float32", always_2d=True)):
            yield chunk


def _measure_av(path: Path) -> tuple[int, int, float]:
    try:
        with _open_av(path) as container:
            if not container.streams.audio:
                raise FileError(f"{path}: holds no sound. Choose another file.")
            stream = container.streams.audio[0]
            frame = next(container.decode(stream), None)
            if frame is None:
                raise FileError(f"{path}: holds no sound (zero samples). Choose another file.")
            length_s = 0.0
            if stream.duration is not None and stream.time_base is not None:
                length_s = float(stream.duration * stream.time_base)
            elif container.duration is not None:
                length_s = container.duration / 1e6
            return frame.sample_rate, frame.layout.nb_channels, length_s
    except av.FFmpegError as refused:
        raise FileError(
            f"{path}: cannot be read as sound ({refused.strerror}). Use a wav, flac, mp3, ogg or m4a file."
        ) from refused


def _open_av(path: Path) -> av.container.InputContainer:
    """For FFmpeg. Titles need not be UTF-8; nobody reads them here."""
    return av.open(str(path), metadata_errors="ignore")


def _decode_av(path: Path, start: float) -> Iterator[Samples]:
    """All of one rate and as many channels as the file begins with: a stream may change both on its way."""
    with _open_av(path) as container:
        stream = container.streams.audio[0]
        frames: Iterator[av.AudioFrame] = container.decode(stream)
        first = next(frames, None)
        if first is None:
            return
        frames = chain((first,), frames)
        if start > 0.0:
            # A second early: compressed frames need their predecessors before they decode exactly.
            container.seek(int(max(0.0, start - 1.0) * 1e6))
            frames = container.decode(stream)
        skip: int | None = None
        for plain in _like(first, frames):
            if skip is None:
                began = float(plain.time or 0.0) - float((stream.start_time or 0) * (stream.time_base or 0))
                skip = round((start - began) * plain.sample_rate)
            chunk: Any = plain.to_ndarray().T
            if skip:
                cut = min(max(0, skip), len(chunk))
                skip -= cut
                chunk = chunk[cut:]
            if len(chunk):
                yield np.ascontiguousarray(chunk, dtype=np.float32)


def _like(first: av.AudioFrame, frames: Iterable[av.AudioFrame]) -> Iterator[av.AudioFrame]:
    """Frames as planes of floats, with the rate and channels of `first`; each change needs another resampler."""
    resampler: av.AudioResampler | None = None
    form = None
    for frame in frames:
        if resampler is None or form != (frame.format.name, frame.layout.name, frame.sample_rate):
            if resampler is not None:
                yield from resampler.resample(None)
            form = (frame.format.name, frame.layout.name, frame.sample_rate)
            resampler = av.AudioResampler(format="fltp", layout=first.layout, rate=first.sample_rate)
        yield from resampler.resample(frame)
    if resampler is not None:
        yield from resampler.resample(None)
