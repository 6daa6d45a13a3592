"""One MP4 file: H.264 pictures and AAC sound, written so that a crash leaves a film that plays.

In: pictures and sound with their places in the film. Out: a file on disk.
Runs in whichever single thread feeds it.
"""

import contextlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from engine.errors import FileError

Pixels = NDArray[np.uint8]
Samples = NDArray[np.float32]

# While it is being written the file consists of fragments, each playable; closing turns it into a plain MP4
# without copying it (libavformat's "hybrid" mode), because editing programs do not like fragments. The header waits
# for the first fragment, because only then it can say by how much the encoders are late; with an empty header ahead
# of everything, the picture would come two frames late and the sound 21 ms.
_MOVFLAGS = "hybrid_fragmented+frag_keyframe+default_base_moof+delay_moov"
_FRAGMENT_S = 1.0
_BT709 = 1
_SOUND_BITS_PER_S = 256_000
_USUAL_RATE_HZ = 48_000


@dataclass(frozen=True, slots=True)
class FilmFormat:
    """What a film is made of.

    `size`: (width, height) in pixels, at least 2 each; an odd one loses its last row or column, because the
    colours of H.264 are at half size. `fps`: frames per second. `rate_hz`: the sound's sample rate, or None for a
    silent film. `crf`: x264's quality, 0 (best) to 51; 18 looks like the original. `threads`: 0 for as many as fit.
    """

    size: tuple[int, int]
    fps: float
    rate_hz: int | None = None
    encoder: str = "libx264"
    crf: int = 18
    preset: str = "veryfast"
    threads: int = 0

    @property
    def even_size(self) -> tuple[int, int]:
        """(width, height) of the film."""
        width, height = self.size
        return width // 2 * 2, height // 2 * 2

    @property
    def rate(self) -> Fraction:
        """Frames per second, exactly; 29.97 and its like are the thousand-and-firsts that television means."""
        whole = round(self.fps)
        television = Fraction(whole * 1000, 1001)
        return television if abs(self.fps - television) < 0.005 else Fraction(self.fps).limit_denominator(1000)


class Film:
    """An MP4 file in the making. Raises `FileError` when it cannot be opened, written or finished."""

    def __init__(self, path: Path, form: FilmFormat) -> None:
        self._path = path
        self._form = form
        _require_encoder(form.encoder)
        self._disk = _Disk(path)
        options = {"movflags": _MOVFLAGS, "flush_packets": "1"}
        try:
            self._container = av.open(self._disk, "w", format="mp4", container_options=options)
            self._pictures = self._add_pictures()
            self._sound, self._resampler = self._add_sound_stream()
            self._container.start_encoding()
        except (av.FFmpegError, OSError, ValueError) as error:
            self._disk.abandon()
            raise FileError(f"Cannot start the film {path}: {error}.") from error
        self._samples = 0

    @property
    def samples(self) -> int:
        """Samples of sound written so far."""
        return self._samples

    def add_frame(self, rgb: Pixels, number: int) -> None:
        """A picture, (height, width, 3), first row on top, for the frame with that number; numbers must rise.

        Of four bytes a pixel, as graphics cards have them, the fourth is passed over. A picture of another size than
        the film's is made to fit, with black around it.
        """
        width, height = self._form.even_size
        fitting = rgb if rgb.shape[:2] == self._form.size[::-1] else _fit(rgb, (width, height))
        frame = _wrap(fitting[:height, :width])
        frame = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
        frame.pts, frame.time_base = number, 1 / self._form.rate
        self._write(lambda: self._pictures.encode(frame))

    def add_sound(self, samples: Samples) -> None:
        """Stereo, (n, 2), -1..1, following what was added before; what lies beyond is clipped."""
        if self._form.rate_hz is None or not len(samples):
            return
        clean = np.clip(np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(clean.T, np.float32), format="fltp", layout="stereo")
        frame.sample_rate = self._form.rate_hz
        frame.pts, frame.time_base = self._samples, Fraction(1, self._form.rate_hz)
        self._samples += len(samples)
        self._write(lambda: self._encode_sound(frame))

    def close(self) -> None:
        """Write what is still in the encoders, and finish the file; may be called again."""
        if self._disk.closed:
            return
        try:
            self._write(self._pictures.encode)
            self._write(lambda: self._encode_sound(None))
            self._container.close()
            self._check()
        except (av.FFmpegError, OSError, ValueError) as error:
            self._fail(error)
        self._disk.close()

    def _add_pictures(self) -> av.VideoStream:
        form = self._form
        quality = {"crf": str(form.crf), "preset": form.preset}
        stream = self._container.add_stream(form.encoder, rate=form.rate, options=quality)
        if not isinstance(stream, av.VideoStream):
            raise ValueError(f"{form.encoder} is no encoder for pictures")
        stream.width, stream.height = form.even_size
        stream.pix_fmt = "yuv420p"
        stream.gop_size = max(1, round(form.fps * _FRAGMENT_S))
        stream.thread_count = form.threads
        stream.color_primaries = stream.color_trc = stream.colorspace = _BT709
        stream.color_range = ColorRange.MPEG.value
        return stream

    def _add_sound_stream(self) -> tuple[av.AudioStream | None, av.AudioResampler | None]:
        rate_hz = self._form.rate_hz
        if rate_hz is None:
            return None, None
        own = rate_hz if rate_hz in (av.Codec("aac", "w").audio_rates or ()) else _USUAL_RATE_HZ
        stream = self._container.add_stream("aac", rate=own)
        stream.bit_rate = _SOUND_BITS_PER_S
        stream.layout = "stereo"
        return stream, None if own == rate_hz else av.AudioResampler("fltp", "stereo", own)

    def _encode_sound(self, frame: av.AudioFrame | None) -> list["av.Packet[Any]"]:
        """The packets of the next samples; None: of all that is left."""
        if self._sound is None:
            return []
        parts: list[av.AudioFrame | None] = [frame]
        if self._resampler is not None:
            parts = [*self._resampler.resample(frame), *([None] if frame is None else [])]
        return [packet for part in parts for packet in self._sound.encode(part)]

    def _write(self, encode: "Callable[[], list[av.Packet[Any]]]") -> None:
        try:
            self._container.mux(encode())
            self._check()
        except (av.FFmpegError, OSError, ValueError) as error:
            self._fail(error)

    def _check(self) -> None:
        if self._disk.error is not None:
            raise self._disk.error

    def _fail(self, error: Exception) -> None:
        """Leave what is there, up to the last whole fragment."""
        self._disk.abandon()
        with contextlib.suppress(OSError):
            _cut(self._path)
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"The film {self._path} ends here, because it cannot be written: {reason}.") from error


class _Disk:
    """The file below libavformat. After an error it takes no more: the end of an MP4 that was cut short would
    overwrite its beginning, and with it the way to what is there already.
    """

    def __init__(self, path: Path) -> None:
        self.error: OSError | None = None
        self.name = str(path)
        folder = path.absolute().parent
        if not folder.is_dir():
            raise FileError(f"Cannot write {path}: there is no folder {folder}. Make it, or choose another.")
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise FileError(f"Cannot write {path}: {error.strerror}.") from error

    @property
    def closed(self) -> bool:
        return self._file.closed

    def write(self, data: bytes) -> int:
        left = memoryview(data)
        while left and self.error is None:
            try:
                left = left[self._file.write(left) :]
            except OSError as error:
                self.error = error
        return len(data)

    def seek(self, place: int, whence: int = 0) -> int:
        return 0 if self.error is not None else self._file.seek(place, whence)

    def tell(self) -> int:
        return 0 if self.error is not None else self._file.tell()

    def abandon(self) -> None:
        """Take no more; what is there stays."""
        self.error = self.error or OSError("given up")
        self._file.close()

    def close(self) -> None:
        self._file.close()


def _cut(path: Path) -> None:
    """Take away a fragment that was not finished: some players stumble over half of one.

    A fragment is a `moof` and an `mdat` (ISO/IEC 14496-12, 8.8); before the first of them comes the header.
    """
    with path.open("r+b") as file:
        length = file.seek(0, os.SEEK_END)
        place = whole = 0
        while place + 8 <= length:
            file.seek(place)
            size, kind = struct.unpack(">I4s", file.read(8))
            place += max(8, size)
            if kind != b"moof" and place <= length:
                whole = place
        file.truncate(whole)


def _require_encoder(name: str) -> None:
    try:
        av.Codec(name, "w")
    except av.codec.codec.UnknownCodecError as error:
        raise FileError(
            f"Films need the encoder {name!r}, and the PyAV installed here comes without it. "
            "Its own wheels have it: pip install --force-reinstall --only-binary av av"
        ) from error


def _wrap(rgb: Pixels) -> av.VideoFrame:
    """A picture of three or four bytes a pixel for libav."""
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24" if rgb.shape[2] == 3 else "rgba")


def _fit(rgb: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture at its own proportions in the middle of a black one of `size`."""
    width, height = size
    scale = min(width / rgb.shape[1], height / rgb.shape[0])
    inner = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    scaled = _wrap(rgb).reformat(width=inner[0], height=inner[1], format="rgb24").to_ndarray()
    canvas = np.zeros((height, width, 3), np.uint8)
    x, y = (width - inner[0]) // 2, (height - inner[1]) // 2
    canvas[y : y + inner[1], x : x + inner[0]] = scaled
    return canvas
