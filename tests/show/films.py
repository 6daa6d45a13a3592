"""Pictures and tones to record, and films decoded again.

In: numbers, paths. Out: pixels, samples, times, the parts of a file.
Pure but for the files; in the test process and its children.
"""

from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

SIZE = (320, 180)
RATE_HZ = 48_000


def picture(number: int, size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """Colours that tell up from down and left from right, and a bright bar at a place that tells the number."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    smooth = np.stack((x * 200 / width, y * 200 / height, 90 + 0 * x), axis=2)
    smooth[:, 4 * number % width : 4 * number % width + 12] = (250, 240, 60)
    return smooth.astype(np.uint8)


def tone(seconds: float, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """440 Hz on the left, 660 Hz on the right, (n, 2)."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.stack([0.4 * np.sin(2 * np.pi * hertz * t) for hertz in (440, 660)], axis=1).astype(np.float32)


def decode(path: Path) -> tuple[NDArray[np.uint8], list[float]]:
    """All pictures, (n, height, width, 3), and their times in seconds."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        pictures = [
            frame.to_ndarray(format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG)
            for frame in frames
        ]
        return np.array(pictures), [float(frame.time or 0.0) for frame in frames]


def decode_sound(path: Path) -> tuple[NDArray[np.float32], int]:
    """All sound, (n, 2), and its rate."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
        return np.concatenate([frame.to_ndarray() for frame in frames], axis=1).T, frames[0].sample_rate


def psnr_db(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Peak signal to noise ratio in dB."""
    error = np.mean((one.astype(float) - other) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def loudest_hz(samples: NDArray[np.float32], rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * rate_hz / len(samples))


def boxes(path: Path) -> list[str]:
    """The kinds of the file's outermost parts (ISO/IEC 14496-12, 4.2)."""
    data, place, kinds = path.read_bytes(), 0, []
    while place < len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        kinds.append(data[place + 4 : place + 8].decode())
        place += int.from_bytes(data[place + 8 : place + 16], "big") if size == 1 else size
    return kinds


def noise(number: int) -> NDArray[np.uint8]:
    """A picture that fills a disk."""
    return np.random.default_rng(number).integers(0, 256, (*SIZE[::-1], 3), np.uint8)
