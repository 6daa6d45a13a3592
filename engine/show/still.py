"""Pictures for documents: small files that every browser shows.

In: pixels. Out: WebP files; pictures made smaller and put beside each other.
Main process. FFmpeg has an encoder for WebP, and we have FFmpeg: no other library is needed.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from engine.errors import FileError
from engine.show.film import Pixels

_ENCODER = "libwebp"
# libwebp's own scale, 0 to 100. At 80 soft light shows no blocks, and a still of 960 × 540 takes some 40 kB.
_QUALITY = 80
_SLOWEST = "6"
_GAP_GREY = 36


def save_still(path: Path, rgb: Pixels, quality: int = _QUALITY) -> int:
    """Write a picture, (height, width, 3), first row on top, as WebP; returns the file's size in bytes.

    `quality`: 0 to 100, as in libwebp. Raises `FileError` when it cannot be written.
    """
    if not path.absolute().parent.is_dir():
        raise FileError(f"Cannot write {path}: there is no folder {path.absolute().parent}. Make it first.")
    try:
        encoder = av.CodecContext.create(_ENCODER, "w")
    except av.codec.codec.UnknownCodecError as error:
        raise FileError(
            f"Stills need the encoder {_ENCODER!r}, and the PyAV installed here comes without it. "
            "Its own wheels have it: pip install --force-reinstall --only-binary av av"
        ) from error
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.height, encoder.width = rgb.shape[:2]
    encoder.pix_fmt = "bgra"  # libwebp makes its own colours from these, as it does for everyone's files
    encoder.time_base = Fraction(1)
    encoder.options = {"quality": str(quality), "compression_level": _SLOWEST}
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24").reformat(format="bgra")
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    try:
        return path.write_bytes(b"".join(bytes(packet) for packet in packets))
    except OSError as error:
        raise FileError(f"Cannot write {path}: {error.strerror or error}.") from error


def shrink(rgb: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture at (width, height), each pixel the mean of those it covers."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
    width, height = size
    return frame.reformat(width, height, "rgb24", interpolation="AREA").to_ndarray().astype(np.uint8, copy=False)


def put_in_a_row(pictures: Sequence[Pixels], gap_px: int = 4) -> Pixels:
    """Pictures of one height from left to right, with a grey gap between them."""
    gap = np.full((pictures[0].shape[0], gap_px, 3), _GAP_GREY, np.uint8)
    row = [part for picture in pictures for part in (gap, picture)][1:]
    return np.concatenate(row, axis=1)
