"""Films, decoded again and compared with what was recorded.

In: pictures and tones made here. Out: proof by pixels, times and samples, also after a kill and on a full disk.
Runs in the test process; what is to be killed, or to meet a full disk, runs in a child process.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from venue import wait_until

from engine.errors import FileError
from engine.show.film import Film, FilmFormat
from engine.show.recorder import WAITING_FRAMES, Recorder

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


def test_film_shows_what_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with Recorder(path, SIZE, 30, rate_hz=RATE_HZ) as recorder:
        for number in range(60):
            recorder.write_frame(picture(number), number / 30)
            recorder.write_sound(tone(2.0)[number * 1600 : (number + 1) * 1600])
    assert recorder.frames == 60
    pictures, times = decode(path)
    assert len(pictures) == 60
    assert times == pytest.approx(np.arange(60) / 30, abs=1e-3)
    assert min(psnr_db(picture(number), shown) for number, shown in enumerate(pictures)) > 32
    # Far from edges, colours are right to the eye: the matrix that is written into the file is the one that was used.
    assert np.abs(pictures[5, 90, 200].astype(int) - picture(5)[90, 200]).max() <= 4
    samples, rate_hz = decode_sound(path)
    assert rate_hz == RATE_HZ
    assert len(samples) / rate_hz == pytest.approx(2.0, abs=0.05)
    assert loudest_hz(samples[8000:72_000, 0], RATE_HZ) == pytest.approx(440, abs=1)
    assert loudest_hz(samples[8000:72_000, 1], RATE_HZ) == pytest.approx(660, abs=1)
    assert np.abs(samples[8000:72_000]).max() == pytest.approx(0.4, abs=0.05)


def test_film_is_a_plain_mp4_that_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with Recorder(path, SIZE, 25) as recorder:
        for number in range(40):
            recorder.write_frame(picture(number))
    assert [kind for kind in boxes(path) if kind != "free"] == ["ftyp", "mdat", "moov"]
    with av.open(str(path)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", *SIZE)
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert context.color_range == ColorRange.MPEG.value
        assert stream.frames == 40
        assert float(stream.duration * stream.time_base) == pytest.approx(1.6, abs=0.001)


@pytest.mark.parametrize(
    ("fps", "rate"),
    [(29.97, Fraction(30_000, 1001)), (59.94, Fraction(60_000, 1001)), (60, Fraction(60)), (12.5, 12.5)],
)
def test_rates_of_television_are_meant_exactly(fps: float, rate: Fraction, tmp_path: Path) -> None:
    assert FilmFormat(SIZE, fps).rate == rate
    with Recorder(tmp_path / "film.mp4", SIZE, fps) as recorder:
        for number in range(25):
            recorder.write_frame(picture(number), number / float(rate))
    assert decode(tmp_path / "film.mp4")[1] == pytest.approx(np.arange(25) / float(rate), abs=1e-3)


def test_odd_size_loses_its_last_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with Recorder(path, (321, 181), 30) as recorder:
        recorder.write_frame(picture(3, (321, 181))[::-1])  # not contiguous, as framebuffers are read
    shown = decode(path)[0][0]
    assert shown.shape == (180, 320, 3)
    assert psnr_db(picture(3, (321, 181))[::-1][:180, :320], shown) > 32


def test_picture_of_another_size_is_made_to_fit(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with Recorder(path, SIZE, 30) as recorder:
        recorder.write_frame(np.full((300, 300, 3), 200, np.uint8))
    shown = decode(path)[0][0]
    assert shown.shape == (180, 320, 3)
    assert shown[5:175, 80:240].min() > 190
    assert shown[:, :60].max() < 10
    assert shown[:, 260:].max() < 10


@pytest.mark.parametrize("rate_hz", [44_100, 192_000, 22_050])
def test_sound_of_any_rate(rate_hz: int, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with Recorder(path, SIZE, 30, rate_hz=rate_hz) as recorder:
        recorder.write_frame(picture(0))
        recorder.write_sound(tone(1.5, rate_hz))
    samples, decoded_rate_hz = decode_sound(path)
    assert len(samples) / decoded_rate_hz == pytest.approx(1.5, abs=0.1)
    middle = samples[decoded_rate_hz // 4 : decoded_rate_hz]
    assert loudest_hz(middle[:, 0], decoded_rate_hz) == pytest.approx(440, abs=2)


def test_sound_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with Recorder(path, SIZE, 30, rate_hz=RATE_HZ) as recorder:
        recorder.write_frame(picture(0))
        recorder.write_sound(tone(0.5), 1.0)  # silence before it
        recorder.write_sound(tone(0.5), 1.51)  # as good as following
        recorder.write_sound(tone(1.0), 1.5)  # half of it overlaps
        recorder.write_sound(tone(0.5), 3.0)  # a gap before it
    samples, _ = decode_sound(path)
    loud = np.abs(samples).max(axis=1).reshape(-1, 1024).max(axis=1) > 0.1
    times = np.flatnonzero(loud) * 1024 / RATE_HZ
    assert times[0] == pytest.approx(1.0, abs=0.05)
    first, second = np.split(times, np.flatnonzero(np.diff(times) > 0.1) + 1)
    assert first[-1] == pytest.approx(2.5, abs=0.05)
    assert second[0] == pytest.approx(3.0, abs=0.05)
    assert second[-1] == pytest.approx(3.5, abs=0.05)


def test_wild_samples_are_clipped(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    wild = tone(1.0) * 50
    wild[20_000] = np.nan
    wild[21_000] = np.inf
    with Recorder(path, SIZE, 30, rate_hz=RATE_HZ) as recorder:
        recorder.write_sound(wild)
        recorder.write_frame(picture(0))
    samples, _ = decode_sound(path)
    assert np.isfinite(samples).all()
    assert 0.9 < np.abs(samples[8000:40_000]).max() < 2.0


def test_missing_folder_or_file_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no folder"):
        Recorder(tmp_path / "none" / "film.mp4", SIZE, 30)
    with pytest.raises(FileError, match="directory"):
        Recorder(tmp_path, SIZE, 30)
    with pytest.raises(FileError, match="there is no folder"):
        Recorder(tmp_path / "none" / "film.mp4", SIZE, 30, live=True)


def test_missing_encoder_says_what_to_do_and_keeps_the_old_film(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"last night")
    with pytest.raises(FileError, match=r"no_such_encoder.*pip install"):
        Recorder(path, SIZE, 30, encoder="no_such_encoder")
    assert path.read_bytes() == b"last night"


@pytest.mark.parametrize("size", [(0, 0), (1, 1)])
def test_impossible_size_is_an_error(size: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(FileError):
        Recorder(tmp_path / "film.mp4", size, 30)


def test_closed_recorder_takes_no_more(tmp_path: Path) -> None:
    for live in (False, True):
        recorder = Recorder(tmp_path / "film.mp4", SIZE, 30, RATE_HZ, live=live)
        recorder.write_frame(picture(0))
        recorder.close()
        recorder.close()
        recorder.write_frame(picture(1))
        recorder.write_sound(tone(0.1))
        assert len(decode(tmp_path / "film.mp4")[0]) == 1


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


KILLED = """
import itertools, sys
from venue import wait_until
from tests.show.test_recorder import picture, tone, RATE_HZ, SIZE
from engine.show.recorder import Recorder
recorder = Recorder(sys.argv[1], SIZE, 30, rate_hz=RATE_HZ, live=sys.argv[2] == "live")
sound = tone(1.0)[:1600]
for number in itertools.count():
    recorder.write_frame(picture(number), number / 30)
    recorder.write_sound(sound)
    if sys.argv[2] == "live":
        wait_until(lambda: recorder.frames > number, what="the encoder")
    print(number, flush=True)
"""


def test_interrupt_in_mid_work_leaves_a_whole_film(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", INTERRUPTED, str(path)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while int(child.stdout.readline()) < 100:
            pass
        child.send_signal(signal.SIGINT)
        lines = child.stdout.read().split()
    assert lines[-2] == "interrupted"
    assert [kind for kind in boxes(path) if kind != "free"] == ["ftyp", "mdat", "moov"]
    pictures, times = decode(path)
    assert len(pictures) == int(lines[-1])
    assert times == pytest.approx(np.arange(len(times)) / 30, abs=1e-3)


@pytest.mark.parametrize("way", ["offline", "live"])
def test_film_plays_after_a_kill(way: str, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path), way], env=env, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 150:
                break
        child.send_signal(signal.SIGKILL)
    assert "moof" in boxes(path)
    pictures, times = decode(path)
    assert len(pictures) >= 150 - 75  # no more than the newest second and what the encoder looks ahead is lost
    assert times == pytest.approx(np.arange(len(times)) / 30, abs=1e-3)
    assert min(psnr_db(picture(number), shown) for number, shown in enumerate(pictures)) > 30
    samples, rate_hz = decode_sound(path)
    assert len(samples) / rate_hz == pytest.approx(len(pictures) / 30, abs=1.0)


INTERRUPTED = """
import itertools, sys
from tests.show.test_recorder import noise, tone, RATE_HZ, SIZE
from engine.show.recorder import Recorder
recorder = Recorder(sys.argv[1], SIZE, 30, rate_hz=RATE_HZ)
picture, sound = noise(1), tone(1.0)[:1600]
try:
    for number in itertools.count():
        recorder.write_frame(picture, number / 30)
        recorder.write_sound(sound)
        print(number, flush=True)
except KeyboardInterrupt:
    recorder.close()
    print("interrupted", recorder.frames)
"""


def noise(number: int) -> NDArray[np.uint8]:
    """A picture that fills a disk."""
    return np.random.default_rng(number).integers(0, 256, (*SIZE[::-1], 3), np.uint8)


FULL = """
import logging, resource, sys
from venue import wait_until
from tests.show.test_recorder import noise, SIZE
from engine.errors import FileError
from engine.show.recorder import Recorder
logging.basicConfig(format="%(message)s")
live = sys.argv[2] == "live"
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
recorder = Recorder(sys.argv[1], SIZE, 10, live=live)
try:
    for number in range(120):
        recorder.write_frame(noise(number), number / 10)
        wait_until(lambda: not live or recorder.frames > number or recorder.problem, what="the encoder")
    recorder.close()
except FileError as error:
    print("raised", error)
    recorder.close()
print("problem", recorder.problem)
"""


@pytest.mark.parametrize("way", ["offline", "live"])
def test_full_disk_ends_the_film_and_leaves_it_playable(way: str, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FULL, str(path), way]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=True)
    assert ("raised" in done.stdout) == (way == "offline")
    assert f"problem The film {path} ends here" in done.stdout
    assert ("The show goes on" in done.stderr) == (way == "live")
    assert 500_000 < path.stat().st_size < 1_500_000
    pictures, _ = decode(path)
    assert len(pictures) >= 5
    assert psnr_db(pictures[0], noise(0)) > 12


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
