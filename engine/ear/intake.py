"""From any device to the ear's stream: one channel, the ear's rate, finite samples.

In: blocks of samples as a card or file gives them. Out: mono samples at `RATE_HZ`.
Runs wherever the ear runs, once per block.
"""

import numpy as np
import soxr
from numpy.typing import NDArray


class Intake:
    """Turns blocks of shape (frames, channels) at `source_rate_hz` into mono float32 at `rate_hz`.

    The resampler is soxr's low-quality setting (16-bit pass band): its delay is a few milliseconds, where the
    high setting's is tens.
    """

    def __init__(self, source_rate_hz: int, rate_hz: int) -> None:
        self._resampler: soxr.ResampleStream | None = None
        if source_rate_hz != rate_hz:
            self._resampler = soxr.ResampleStream(source_rate_hz, rate_hz, 1, "float32", "LQ")
        self.repaired = 0

    def feed(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mono samples, shape (n,), that this block completes; non-finite ones are counted in `repaired`."""
        mono = block if block.ndim == 1 else block.mean(axis=1, dtype=np.float32)
        finite = np.isfinite(mono)
        if not finite.all():
            self.repaired += int(mono.size - np.count_nonzero(finite))
            mono = np.where(finite, mono, np.float32(0.0))
        mono = np.ascontiguousarray(mono, dtype=np.float32)
        return mono if self._resampler is None else self._resampler.resample_chunk(mono)
