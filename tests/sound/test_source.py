"""Real-time sources: the pacer's arithmetic, and silence that keeps time.

In: clocks that the test moves. Out: block boundaries, checked against fractions.
Runs in the test process.
"""

from fractions import Fraction

import numpy as np
import pytest

from engine.sound.source import MAX_BLOCK_FRAMES, Pacer, Silence


class Clock:
    """A clock that only waiting moves."""

    def __init__(self, start: float = 100.0) -> None:
        self.now = start
        self.waits: list[float] = []

    def read(self) -> float:
        return self.now

    def wait(self, duration: float) -> None:
        assert duration >= 0.0
        self.waits.append(duration)
        self.now += duration


@pytest.mark.parametrize("rate_hz", [8000, 44_100, 48_000, 96_000])
def test_boundaries_do_not_drift(rate_hz: int) -> None:
    clock = Clock()
    pacer = Pacer(rate_hz, clock.read, clock.wait)
    for block in range(1, 20_001):
        end_time = pacer.next_end(256, timeout=1.0)
        assert end_time is not None
        assert abs(end_time - (100 + float(Fraction(256 * block, rate_hz)))) < 1e-9
    assert pacer.stalls == 0
    assert clock.now == pytest.approx(100 + 20_000 * 256 / rate_hz, abs=1e-6)


def test_block_beyond_the_timeout_is_not_given_yet() -> None:
    clock = Clock()
    pacer = Pacer(1000, clock.read, clock.wait)
    assert pacer.next_end(500, timeout=0.2) is None
    assert clock.now == pytest.approx(100.2)
    assert pacer.next_end(500, timeout=0.2) is None
    assert pacer.next_end(500, timeout=0.2) == pytest.approx(100.5)


def test_negative_timeout_waits_for_nothing() -> None:
    clock = Clock()
    assert Pacer(1000, clock.read, clock.wait).next_end(500, timeout=-3.0) is None
    assert clock.now == 100.0


def test_short_lateness_is_caught_up() -> None:
    clock = Clock()
    pacer = Pacer(1000, clock.read, clock.wait, patience=0.5)
    clock.now += 0.45
    ends = [pacer.next_end(100, timeout=1.0) for _ in range(6)]
    assert ends == pytest.approx([100.1, 100.2, 100.3, 100.4, 100.5, 100.6])
    assert pacer.stalls == 0


def test_long_pause_of_the_reader_is_skipped_and_counted() -> None:
    clock = Clock()
    pacer = Pacer(1000, clock.read, clock.wait, patience=0.5)
    clock.now += 10.0
    assert pacer.next_end(100, timeout=1.0) == 110.0
    assert pacer.stalls == 1
    assert pacer.next_end(100, timeout=1.0) == pytest.approx(110.1)


def test_silence_is_zeros_at_the_clocks_pace() -> None:
    clock = Clock()
    silence = Silence(48_000, 2, clock=clock.read, wait=clock.wait)
    clock.now += 5.0  # between making and starting: no stall
    silence.start()
    blocks = [silence.read(1.0) for _ in range(10)]
    assert silence.overflows == 0
    for number, block in enumerate(blocks, 1):
        assert block is not None
        assert block.samples.shape == (MAX_BLOCK_FRAMES, 2)
        assert block.samples.dtype == np.float32
        assert not block.samples.any()
        assert block.end_time == pytest.approx(105.0 + number * MAX_BLOCK_FRAMES / 48_000)
    assert silence.read(0.001) is None
    silence.close()
    silence.close()


def test_nobody_can_write_into_silence() -> None:
    clock = Clock()
    silence = Silence(clock=clock.read, wait=clock.wait)
    silence.start()
    block = silence.read(1.0)
    assert block is not None
    with pytest.raises(ValueError, match="read-only"):
        block.samples[0] = 1.0
