"""A film of a live show: its own time, and nothing that the show would wait for.

In: pictures and tones made here. Out: proof by pixels, times and samples.
Runs in the test process; no sleeping, the encoder is waited for.
"""

import logging
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from show.films import RATE_HZ, SIZE, decode, decode_sound, picture, psnr_db, tone
from venue import wait_until

from engine.show.film import Film
from engine.show.recorder import WAITING_FRAMES, Recorder


def test_live_film_keeps_the_show_s_time(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    times = [0.0, 0.031, 0.034, 0.07, 0.1, 0.5, 0.52, 0.533, 1.0]
    with Recorder(path, SIZE, 30, live=True) as recorder:
        for number, t in enumerate(times):
            before = recorder.frames
            recorder.write_frame(picture(number), t)
            # The encoder is given its time here, so that nothing is dropped.
            wait_until(lambda before=before, t=t: recorder.frames > before or t in (0.034, 0.52), what="the encoder")
    # 0.034 is in the same thirtieth as 0.031, and 0.52 rounds to 0.533.
    pictures, shown = decode(path)
    assert shown == pytest.approx([0, 1 / 30, 2 / 30, 0.1, 0.5, 16 / 30, 1.0], abs=1e-3)
    for number, seen in zip((0, 1, 3, 4, 5, 6, 8), pictures, strict=True):
        assert psnr_db(picture(number), seen) > 30
    assert recorder.dropped == 0


def test_live_recorder_drops_rather_than_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "film.mp4"
    gate = threading.Event()
    add_frame = Film.add_frame

    def slow(film: Film, rgb: NDArray[np.uint8], number: int) -> None:
        gate.wait()
        add_frame(film, rgb, number)

    monkeypatch.setattr(Film, "add_frame", slow)
    with Recorder(path, SIZE, 30, rate_hz=RATE_HZ, live=True) as recorder:
        canvas = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
        for number in range(30):
            canvas[:] = picture(number)  # the same array over and over, as a caller may
            recorder.write_frame(canvas, number / 30)
            recorder.write_sound(tone(1.0)[number * 1600 : (number + 1) * 1600])
        assert recorder.dropped == 30 - WAITING_FRAMES
        gate.set()
        wait_until(lambda: recorder.frames == WAITING_FRAMES, what="the encoder")
        recorder.write_frame(picture(45), 1.5)
    pictures, times = decode(path)
    assert times == pytest.approx([*(np.arange(WAITING_FRAMES) / 30), 1.5], abs=1e-3)
    assert psnr_db(pictures[5], picture(5)) > 30
    assert psnr_db(pictures[-1], picture(45)) > 30
    samples, _ = decode_sound(path)  # sound is not dropped
    assert len(samples) / RATE_HZ == pytest.approx(1.0, abs=0.05)


def test_live_film_without_sound_to_come_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with Recorder(path, SIZE, 10, rate_hz=RATE_HZ, live=True) as recorder:
        recorder.write_sound(tone(0.5))
        for number in range(40):
            before = recorder.frames
            recorder.write_frame(picture(number), number / 10)
            wait_until(lambda before=before: recorder.frames > before, what="the encoder")
        recorder.write_sound(tone(0.5), 4.0)  # and it comes back
    samples, _ = decode_sound(path)
    assert len(samples) / RATE_HZ == pytest.approx(4.5, abs=0.05)
    assert np.abs(samples[:20_000]).max() > 0.3
    assert np.abs(samples[48_000 : 48_000 * 39 // 10]).max() < 0.01
    assert np.abs(samples[-20_000:]).max() > 0.3


def test_anything_wrong_in_the_encoder_s_thread_spares_the_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError("no more")

    monkeypatch.setattr(Film, "add_frame", broken)
    with caplog.at_level(logging.WARNING), Recorder(tmp_path / "film.mp4", SIZE, 30, live=True) as recorder:
        recorder.write_frame(picture(0), 0.0)
        wait_until(lambda: recorder.problem, what="the trouble")
        for number in range(1, 30):
            recorder.write_frame(picture(number), number / 30)
    assert recorder.dropped == 0
    assert caplog.text.count("no more") == 1
    assert threading.active_count() == 1 or all(thread.name != "recorder" for thread in threading.enumerate())
