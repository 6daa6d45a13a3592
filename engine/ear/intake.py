"""From any device to the ear's stream: one channel, the ear's rate, samples that are numbers.

In: blocks of samples as a card or file gives them. Out: mono samples at `RATE_HZ`.
Runs wherever the ear runs, once per block.
"""

import logging

import numpy as np
import soxr
from numpy.typing import NDArray

log = logging.getLogger(__name__)

#: Full scale is 1; nothing that plays is 40 dB above it. Larger numbers are a driver's garbage, and their squares
#: would overflow.
LOUDEST = 100.0


class Intake:
    """Turns blocks of shape (frames, channels) at `source_rate_hz` into mono float32 at `rate_hz`.

    The resampler is soxr's low-quality setting, in the mode that gives out at every block what that block completes:
    after 2.5 ms at 96 kHz, 5 at 47 999 Hz. soxr's usual mode collects 10 to 20 ms and then gives them all at once,
    which would make every second hop late; at 44.1 kHz and its half it happens not to, and takes half a millisecond.
    """

    def __init__(self, source_rate_hz: int, rate_hz: int) -> None:
        self._resampler: soxr.ResampleStream | None = None
        if source_rate_hz != rate_hz:
            self._resampler = soxr.ResampleStream(
                source_rate_hz, rate_hz, 1, "float32", "LQ", vr=source_rate_hz not in (22_050, 44_100)
            )
        self.repaired = 0

    def feed(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mono samples, shape (n,), that this block completes.

        Samples that are not finite or beyond ±`LOUDEST` become 0 and are counted in `repaired`; of the first of them
        the log warns.
        """
        mono = block if block.ndim == 1 else block.mean(axis=1, dtype=np.float32)
        good = np.abs(mono) <= LOUDEST  # false for NaN too
        if not good.all():
            if not self.repaired:
                log.warning("samples that are no numbers or beyond ±%g are heard as silence; full scale is 1", LOUDEST)
            self.repaired += int(mono.size - np.count_nonzero(good))
            mono = np.where(good, mono, np.float32(0.0))
        mono = np.ascontiguousarray(mono, dtype=np.float32)
        return mono if self._resampler is None else self._resampler.resample_chunk(mono)
