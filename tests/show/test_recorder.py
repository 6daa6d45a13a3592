"""Films, decoded again and compared with what was recorded.

In: pictures and tones made here. Out: proof by pixels, times and samples.
Runs in the test process.
"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange
from show.films import RATE_HZ, SIZE, boxes, decode, decode_sound, loudest_hz, picture, psnr_db, tone

from engine.errors import FileError
from engine.show.film import FilmFormat
from engine.show.recorder import Recorder


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
