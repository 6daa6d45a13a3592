"""Tapes: files of every format in blocks of any size, and clear words for files that are none.

In: files written here by libsndfile and FFmpeg. Out: their samples, compared with what was written.
Runs in the test process.
"""

import logging
import os
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FileError
from engine.sound.source import Samples
from engine.sound.tape import FileTape, MemoryTape, Tape, reblock, repeat

RATE_HZ = 44_100


def whole(tape: Tape, frames: int = 1000, start: float = 0.0) -> Samples:
    return np.concatenate(list(tape.blocks(frames, start=start)))


def tone(hz: float, seconds: float = 2.0, level: float = 0.5) -> Samples:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def pitch_hz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE_HZ / len(samples))


@pytest.fixture
def stereo() -> Samples:
    return np.stack([tone(500.0), tone(1500.0, level=0.25)], axis=1)


def write_with_ffmpeg(path: Path, samples: Samples, rate_hz: int = RATE_HZ, title: str = "") -> None:
    layout = "stereo" if samples.shape[1] == 2 else "mono"
    with av.open(str(path), "w") as container:
        if title:
            container.metadata["title"] = title
        stream = container.add_stream("aac", rate=rate_hz, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout=layout)
        frame.sample_rate = rate_hz
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.aiff", "A.WAV", "wav under a wrong name.xyz"])
def test_lossless_file_gives_the_samples_that_were_written(name: str, stereo: Samples, tmp_path: Path) -> None:
    kind = "WAV" if name.endswith(".xyz") else None
    soundfile.write(tmp_path / name, stereo, RATE_HZ, format=kind, subtype="PCM_16")
    tape = FileTape(tmp_path / name)
    assert (tape.rate_hz, tape.channels, tape.name) == (RATE_HZ, 2, name)
    assert tape.length_s == 2.0
    heard = whole(tape)
    assert heard.shape == stereo.shape
    assert heard.dtype == np.float32
    assert np.abs(heard - stereo).max() <= 1.0 / 32_767


@pytest.mark.parametrize("name", ["a.mp3", "a.ogg", "a.m4a"])
def test_lossy_file_gives_the_tones_that_were_written(name: str, stereo: Samples, tmp_path: Path) -> None:
    if name.endswith(".m4a"):
        write_with_ffmpeg(tmp_path / name, stereo)
    else:
        soundfile.write(tmp_path / name, stereo, RATE_HZ)
    tape = FileTape(tmp_path / name)
    assert (tape.rate_hz, tape.channels) == (RATE_HZ, 2)
    assert tape.length_s == pytest.approx(2.0, abs=0.1)
    heard = whole(tape)
    assert len(heard) / RATE_HZ == pytest.approx(2.0, abs=0.1)
    middle = heard[RATE_HZ // 2 : RATE_HZ * 3 // 2]
    assert pitch_hz(middle[:, 0]) == 500.0
    assert pitch_hz(middle[:, 1]) == 1500.0
    assert np.sqrt(2 * np.mean(middle**2, axis=0)) == pytest.approx([0.5, 0.25], rel=0.1)


def test_mono_file_has_one_channel(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "mono.flac", tone(700.0), RATE_HZ)
    assert whole(FileTape(tmp_path / "mono.flac")).shape == (2 * RATE_HZ, 1)


@pytest.mark.parametrize("name", ["a.wav", "a.m4a"])
@pytest.mark.parametrize("frames", [1, 7, 4096, 1_000_000])
def test_block_size_only_decides_where_the_cuts_are(name: str, frames: int, stereo: Samples, tmp_path: Path) -> None:
    short = stereo[:9000]
    if name.endswith(".m4a"):
        write_with_ffmpeg(tmp_path / name, short)
    else:
        soundfile.write(tmp_path / name, short, RATE_HZ)
    tape = FileTape(tmp_path / name)
    blocks = list(tape.blocks(frames))
    assert {len(block) for block in blocks[:-1]} <= {frames}
    assert 0 < len(blocks[-1]) <= frames
    assert np.array_equal(np.concatenate(blocks), whole(tape))


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.m4a"])
def test_start_in_the_middle_gives_the_rest(name: str, tmp_path: Path) -> None:
    # A rising tone is like itself nowhere else. (Noise will not do: AAC writes "some noise" and decodes any.)
    t = np.arange(3 * RATE_HZ) / RATE_HZ
    rising = np.stack([0.5 * np.sin(2 * np.pi * (200 * t + shift * t**2)) for shift in (700, 900)], axis=1)
    if name.endswith(".m4a"):
        write_with_ffmpeg(tmp_path / name, rising.astype(np.float32))
    else:
        soundfile.write(tmp_path / name, rising, RATE_HZ)
    tape = FileTape(tmp_path / name)
    all_of_it, rest = whole(tape), whole(tape, start=1.3)
    at = round(1.3 * RATE_HZ)
    assert len(rest) == len(all_of_it) - at
    assert np.abs(rest[:20_000] - all_of_it[at : at + 20_000]).max() < 1e-4


def test_start_after_the_end_is_nothing(stereo: Samples, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", stereo, RATE_HZ)
    assert list(FileTape(tmp_path / "a.wav").blocks(100, start=5.0)) == []


def test_loop_begins_again_without_a_gap(stereo: Samples, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", stereo[:1000], RATE_HZ, subtype="FLOAT")
    turns = np.concatenate(list(islice(FileTape(tmp_path / "a.wav").blocks(300, loop=True), 10)))
    assert np.array_equal(turns, np.concatenate([stereo[:1000]] * 3))


def test_loop_from_a_start_beyond_the_end_begins_within(stereo: Samples) -> None:
    tape = MemoryTape(stereo[:1000], 1000)
    assert np.array_equal(next(tape.blocks(10, loop=True, start=2.5)), stereo[500:510])


@pytest.mark.parametrize("start", [-0.1, float("nan"), float("inf")])
def test_impossible_start_is_refused(start: float, stereo: Samples) -> None:
    with pytest.raises(ValueError, match="starts at 0 s or later"):
        next(MemoryTape(stereo, RATE_HZ).blocks(10, start=start))


def test_memory_tape_of_flat_samples_is_mono() -> None:
    tape = MemoryTape(tone(500.0), RATE_HZ, "tone")
    assert (tape.channels, tape.length_s, tape.name) == (1, 2.0, "tone")
    assert np.array_equal(whole(tape)[:, 0], tone(500.0))


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 60))
def test_reblock_keeps_every_sample_in_order(sizes: list[int], frames: int) -> None:
    stream = np.arange(sum(sizes), dtype=np.float32)[:, None]
    chunks = np.split(stream, np.cumsum(sizes)[:-1]) if sizes else []
    blocks = list(reblock(chunks, frames))
    assert [len(block) for block in blocks[:-1]] == [frames] * max(0, len(blocks) - 1)
    assert all(0 < len(block) <= frames for block in blocks)
    assert np.array_equal(np.concatenate([*blocks, stream[:0]]), stream)


def test_reblock_refuses_empty_blocks() -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        next(reblock([np.zeros((3, 1), np.float32)], 0))


def test_loop_of_nothing_ends() -> None:
    assert list(repeat(lambda start: iter([np.zeros((0, 1), np.float32)]), 0.0, 0.0, loop=True))[2:] == []


def test_samples_that_are_no_numbers_become_silence(
    stereo: Samples, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = stereo.copy()
    damaged[100, 0], damaged[200, 1], damaged[30_000, 0] = np.nan, np.inf, -np.inf
    soundfile.write(tmp_path / "nan.wav", damaged, RATE_HZ, subtype="FLOAT")
    tape = FileTape(tmp_path / "nan.wav")
    with caplog.at_level(logging.WARNING):
        heard = whole(tape)
    assert np.array_equal(heard, np.where(np.isfinite(damaged), damaged, 0.0))
    assert tape.non_finite == 3
    assert len(caplog.records) == 1
    assert "nan.wav" in caplog.text


def test_file_that_breaks_off_ends_there_with_a_warning(
    stereo: Samples, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    soundfile.write(tmp_path / "whole.flac", stereo, RATE_HZ)
    intact = (tmp_path / "whole.flac").read_bytes()
    (tmp_path / "cut.flac").write_bytes(intact[: len(intact) // 2])
    with caplog.at_level(logging.WARNING):
        heard = whole(FileTape(tmp_path / "cut.flac"))
    assert 0.2 * len(stereo) < len(heard) < 0.8 * len(stereo)
    assert np.abs(heard - stereo[: len(heard)]).max() < 1e-4
    assert "cut.flac breaks off" in caplog.text


def test_missing_file_names_its_neighbours(stereo: Samples, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "song.wav", stereo, RATE_HZ)
    (tmp_path / "notes.txt").write_text("not sound")
    with pytest.raises(FileError, match=r"sing\.wav: there is no such file.*: song\.wav\.$"):
        FileTape(tmp_path / "sing.wav")


def test_file_in_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        FileTape(tmp_path / "nowhere" / "song.wav")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.wav", b"", r"is empty \(0 bytes\)"),
        ("text.wav", b"dear sound file,\n" * 100, "cannot be read as sound"),
        ("text.txt", b"dear sound file,\n" * 100, "cannot be read as sound|holds no sound"),
        ("noise.mp3", np.random.default_rng(5).bytes(5000), "cannot be read as sound"),
        ("headerless.raw", bytes(1000), "holds no sound|cannot be read as sound"),
        ("header only.wav", b"RIFF\x24\x00\x00\x00WAVE", "cannot be read as sound|holds no sound"),
    ],
)
def test_file_without_sound_is_refused(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=words) as refusal:
        FileTape(tmp_path / name)
    assert name in str(refusal.value)


def test_file_of_no_samples_is_refused(stereo: Samples, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "none.wav", stereo[:0], RATE_HZ)
    with pytest.raises(FileError, match="holds no sound"):
        FileTape(tmp_path / "none.wav")


def test_film_without_sound_is_refused(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "silent film.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        for packet in (*stream.encode(picture), *stream.encode(None)):
            container.mux(packet)
    with pytest.raises(FileError, match="holds no sound"):
        FileTape(tmp_path / "silent film.mp4")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        FileTape(tmp_path)


@pytest.mark.parametrize("path", [Path(os.devnull)])
def test_device_is_refused(path: Path) -> None:
    with pytest.raises(FileError, match="is a device or a pipe"):
        FileTape(path)


def test_a_title_that_is_not_utf8_is_no_reason_not_to_play(stereo: Samples, tmp_path: Path) -> None:
    path = tmp_path / "old.m4a"
    write_with_ffmpeg(path, stereo, title="Cafe noir")
    plain = path.read_bytes()
    assert b"Cafe noir" in plain
    path.write_bytes(plain.replace(b"Cafe noir", b"Caf\xe9 noir"))  # Latin 1
    assert pitch_hz(whole(FileTape(path))[:RATE_HZ, 0]) == pytest.approx(500.0, abs=2.0)


@pytest.mark.parametrize(("channels", "rate_hz"), [(1, RATE_HZ), (2, 48_000), (1, 22_050)])
def test_a_stream_that_changes_its_form_on_the_way_goes_on(channels: int, rate_hz: int, tmp_path: Path) -> None:
    """Broadcasts recorded as they came: AAC frames, each with a header of its own."""
    first, second = tmp_path / "first.aac", tmp_path / "second.aac"
    write_with_ffmpeg(first, np.stack([tone(500.0)] * 2, axis=1))
    t = np.arange(2 * rate_hz) / rate_hz
    later = (0.5 * np.sin(2 * np.pi * 800.0 * t)).astype(np.float32)
    write_with_ffmpeg(second, np.stack([later] * channels, axis=1), rate_hz)
    path = tmp_path / "both.aac"
    path.write_bytes(first.read_bytes() + second.read_bytes())
    tape = FileTape(path)
    heard = whole(tape)
    assert (tape.rate_hz, tape.channels) == (RATE_HZ, 2) == (RATE_HZ, heard.shape[1])
    assert len(heard) / RATE_HZ == pytest.approx(4.0, abs=0.15)
    for channel in range(2):
        assert pitch_hz(heard[RATE_HZ // 2 : RATE_HZ, channel]) == pytest.approx(500.0, abs=3.0)
        assert pitch_hz(heard[3 * RATE_HZ : 3 * RATE_HZ + RATE_HZ // 2, channel]) == pytest.approx(800.0, abs=3.0)
    later_on = whole(tape, start=3.0)
    assert later_on.shape[1] == 2
    assert pitch_hz(later_on[: RATE_HZ // 2, 0]) == pytest.approx(800.0, abs=3.0)
    around = np.concatenate(list(islice(tape.blocks(1000, loop=True, start=3.0), 100)))
    assert len(around) == 100_000
