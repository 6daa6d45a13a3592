"""A folder is heard as on stage and scored; whatever lies in it, each file gets figures or a clear word.

In: click tracks and broken files made here, a shipped network. Out: proof. Runs in the test process; one test has
clips heard in children.
"""

import json
import re
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from evaluation.drum_loop import RATE_HZ, annotate, drum_loop

from engine.brain import Mind
from engine.commands import main
from engine.evaluation.annotations import read_beats
from engine.evaluation.clips import Clip, find_clips
from engine.evaluation.scores import Scored, score_all


@pytest.fixture(scope="module")
def venue_floor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good clip, and with everything else that people have in folders."""
    folder = tmp_path_factory.mktemp("clips")
    loop = drum_loop(8.0)
    soundfile.write(folder / "good.flac", loop, RATE_HZ)
    annotate(folder / "good.flac", 8.0)
    broken = loop[: 7 * RATE_HZ].copy()
    broken[::1000] = np.nan
    broken[5] = np.inf
    soundfile.write(folder / "nan.wav", broken, RATE_HZ, subtype="FLOAT")
    soundfile.write(folder / "low.wav", drum_loop(7.0, 8000), 8000)
    soundfile.write(folder / "high.wav", drum_loop(6.0, 192_000), 192_000)
    soundfile.write(folder / "wide.wav", np.repeat(loop[: 7 * RATE_HZ, None], 8, axis=1), RATE_HZ)
    soundfile.write(folder / "short.wav", loop[:1], RATE_HZ)
    soundfile.write(folder / "header.wav", loop[:0], RATE_HZ)
    soundfile.write(folder / "slow.wav", loop[:100], 1)
    soundfile.write(folder / "mistyped.wav", loop[:100], RATE_HZ)
    soundfile.write(folder / "unknown.wav", loop[:100], RATE_HZ)
    soundfile.write(folder / "drums only.wav", loop[: 3 * RATE_HZ], RATE_HZ)
    with av.open(str(folder / "coded.m4a"), "w") as container:
        stream = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(loop[None, : 6 * RATE_HZ], format="fltp", layout="mono")
        frame.sample_rate = RATE_HZ
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    (folder / "zero.wav").write_bytes(b"")
    (folder / "garbage.mp3").write_bytes(bytes(range(256)) * 20)
    whole = (folder / "good.flac").read_bytes()
    (folder / "cut.flac").write_bytes(whole[: len(whole) // 2])
    for name in ("nan", "low", "high", "wide", "short", "header", "slow", "coded", "zero", "garbage", "cut", "lonely"):
        annotate(folder / f"{name}.wav", 8.0 if name == "cut" else 6.0, drums=False)
    annotate(folder / "drums only.wav", 3.0)
    (folder / "drums only.beats").unlink()
    (folder / "mistyped.beats").write_text("1.0\t1\nsoon\t2\n")
    (folder / "notes.txt").write_text("not music\n")
    (folder / ".hidden.wav").write_bytes(b"")
    (folder / "a folder.wav").mkdir()
    return folder


def test_clips_are_found(venue_floor: Path) -> None:
    clips, remarks = find_clips(venue_floor)
    assert [clip.sound.name for clip in clips] == sorted(clip.sound.name for clip in clips)
    by_name = {clip.sound.name: clip for clip in clips}
    assert len(by_name) == len(clips) == 14
    good = by_name["good.flac"]
    assert good == Clip(venue_floor / "good.flac", venue_floor / "good.beats", venue_floor / "good.drums")
    assert by_name["drums only.wav"].beats is None
    assert by_name["low.wav"].drums is None
    said = "\n".join(remarks)
    assert "unknown.wav: there is no unknown.beats beside it" in said
    assert "drums only.wav: there is no drums only.beats beside it" in said
    assert "lonely.beats: no sound file of this name lies beside it" in said
    assert len(remarks) == 3


def test_every_file_gets_figures_or_a_clear_word(
    venue_floor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "scores.json"
    assert main(["evaluate", str(venue_floor), "--units", "32", "--json", str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    table = json.loads(out.read_text())
    clips = {clip["name"]: clip for clip in table["clips"]}
    scored = {"good.flac", "nan.wav", "low.wav", "high.wav", "wide.wav", "short.wav", "coded.m4a", "drums only.wav"}
    assert set(clips) - {"cut.flac"} == scored
    lengths = {"good.flac": 8.0, "nan.wav": 7.0, "low.wav": 7.0, "high.wav": 6.0, "wide.wav": 7.0}
    assert {name: clips[name]["length_s"] for name in lengths} == lengths
    assert clips["coded.m4a"]["length_s"] == pytest.approx(6.0, abs=0.1)
    for name in lengths:
        assert 0.0 <= clips[name]["beat_f"] <= 1.0
        assert 0.0 < clips[name]["core_share"] < 1.0
        assert clips[name]["counts"]["beat"]["true"] == 6 if name == "good.flac" else 2
    assert 0.0 <= clips["good.flac"]["kick_f"] <= 1.0
    assert clips["good.flac"]["crash_f"] in (None, 0.0)
    assert clips["drums only.wav"]["beat_f"] is None
    assert clips["drums only.wav"]["snare_f"] is not None
    assert "not numbers" in clips["nan.wav"]["notes"][0]
    assert "12 of 12 true beats lie after the end" in clips["short.wav"]["notes"][0]
    assert any("breaks off" in note or "after the end" in note for note in clips["cut.flac"]["notes"])
    words = {
        "zero.wav": "is empty (0 bytes)",
        "header.wav": "holds no sound (zero samples)",
        "slow.wav": "has 1 samples a second",
        "garbage.mp3": "garbage.mp3: ",
        "mistyped.beats": "line 2: 'soon' is not a time",
        "unknown.wav": "there is no unknown.beats",
        "lonely.beats": "no sound file",
    }
    for name, word in words.items():
        assert any(name in remark and word in remark for remark in table["left_out"]), name
        assert word in printed.out
    for name in [*scored, "mean of 9"]:
        assert any(line.startswith(name) for line in printed.out.splitlines()), name
    given = [clip["beat_f"] for clip in table["clips"] if clip["beat_f"] is not None]
    assert table["mean"]["beat_f"] == pytest.approx(np.mean(given))
    assert table["clips_in_mean"]["beat_f"] == len(given)


def test_several_at_a_time_score_as_one_after_the_other(venue_floor: Path, mind: Mind) -> None:
    clips = [clip for clip in find_clips(venue_floor)[0] if clip.sound.stem in ("good", "zero", "low")]
    one, two = list(score_all(clips, mind)), list(score_all(clips, mind, jobs=2))
    assert [clip for clip, _ in one] == [clip for clip, _ in two] == clips
    costs = ("core_share", "hop_ms", "hop_p99_ms")
    for (_, alone), (_, beside) in zip(one, two, strict=True):
        assert type(alone) is type(beside)
        if isinstance(alone, Scored) and isinstance(beside, Scored):
            assert {k: v for k, v in alone.figures.items() if k not in costs} == {
                k: v for k, v in beside.figures.items() if k not in costs
            }
        else:
            assert str(alone) == str(beside)


def test_long_silence_has_no_beats(tmp_path: Path, mind: Mind) -> None:
    with soundfile.SoundFile(tmp_path / "silence.flac", "w", 44_100, 2) as file:
        for _ in range(120):
            file.write(np.zeros((44_100, 2), np.float32))
    (tmp_path / "silence.beats").write_text("")
    clips, remarks = find_clips(tmp_path)
    ((_, scored),) = score_all(clips, mind)
    assert isinstance(scored, Scored)
    assert scored.length_s == 120.0
    assert scored.counts["beat"] == (0, 0)
    assert scored.figures["beat_f"] is None
    assert scored.notes == remarks == []


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder.rmdir(), "there is no such folder"),
        (lambda folder: (folder.rmdir(), folder.write_text("")), "is a file, not a folder"),
        (lambda folder: None, "nothing in it could be scored"),
        (lambda folder: (folder / "a.beats").write_text("1 1\n"), "nothing in it could be scored"),
        (
            lambda folder: [(folder / name).write_text("") for name in ("a.beats", "a.wav")],
            "nothing in it could be scored",
        ),
    ],
)
def test_nothing_to_score_is_a_failure(
    make: object, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    make(folder)  # type: ignore[operator]
    assert main(["evaluate", str(folder), "--units", "32"]) == 1
    assert words in capsys.readouterr().err


def test_a_json_file_that_cannot_be_written_is_told_before_anything_is_heard(
    venue_floor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(venue_floor), "--json", str(venue_floor / "nowhere" / "a.json")]) == 1
    printed = capsys.readouterr()
    assert "there is no folder" in printed.err
    assert printed.out == ""


def test_a_folder_for_the_figures_is_told_before_anything_is_heard(
    venue_floor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(venue_floor), "--json", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert f"{tmp_path}: is a folder, not a file" in printed.err
    assert printed.out == ""


def test_annotations_that_are_no_files_and_strokes_after_the_end_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile.write(tmp_path / "a.wav", drum_loop(4.0), RATE_HZ)
    annotate(tmp_path / "a.wav", 4.0)
    with (tmp_path / "a.drums").open("a") as drums:
        drums.write("9.5\tKD\n")
    (tmp_path / "b.beats").mkdir()
    soundfile.write(tmp_path / "b.wav", drum_loop(1.0), RATE_HZ)
    assert main(["evaluate", str(tmp_path), "--units", "32"]) == 0
    told = capsys.readouterr().out
    assert "drum strokes lie after the end of the sound" in told
    assert "b.beats: is no file that can be read" in told
    assert "there is no b.beats" not in told
    # No beats are scored in the first five seconds, but a lock can be.
    (locked,) = re.findall(r"^locked: (\d+) of (\d+) with beats", told, re.MULTILINE)
    assert int(locked[0]) <= int(locked[1])


def test_loud_garbage_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole numbers of 16 bits in a file of floats."""
    soundfile.write(tmp_path / "a.wav", 32_768.0 * drum_loop(2.0), RATE_HZ, subtype="FLOAT")
    annotate(tmp_path / "a.wav", 2.0, drums=False)
    assert main(["evaluate", str(tmp_path), "--units", "32"]) == 0
    assert "beyond ±100 are heard as silence" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--jobs", "0"], ["--jobs", "two"], ["--units", "32", "--weights", "a"]])
def test_wrong_words(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["evaluate", str(tmp_path), *words])
    assert end.value.code == 2
    assert "usage: asterism evaluate" in capsys.readouterr().err


def test_the_clips_of_this_test_are_annotated_as_they_sound(venue_floor: Path) -> None:
    beats = read_beats(venue_floor / "good.beats")
    energy = drum_loop(8.0) ** 2
    for t in beats.times:
        at = round(t * RATE_HZ)
        assert energy[at : at + 400].sum() > 20.0 * energy[max(0, at - 400) : at].sum()
