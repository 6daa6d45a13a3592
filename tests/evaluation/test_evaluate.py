"""A folder is heard as on stage and scored; whatever lies in it, each file gets figures or a clear word.

In: click tracks and broken files made here, a shipped network. Out: proof. Runs in the test process; one test has
clips heard in children.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from engine import files
from engine.brain import Brain, Thought
from engine.brain.heads import BEAT_DELAY_S, DRUM_DELAY_S, DRUM_HEADS, HEADS
from engine.brain.weights import Weights, load_weights
from engine.commands import main
from engine.evaluation.annotations import Beats, read_beats
from engine.evaluation.clips import Clip, find_clips
from engine.evaluation.hearing import Cost, Heard, collect, hear
from engine.evaluation.metrics import phase_errors, trim
from engine.evaluation.scores import FIGURES, Scored, means, score, score_all
from engine.hearing.pipeline import STRIKE_DELAY_S
from engine.moments import HOP_S
from engine.sound.drums import hat, kick, snare
from engine.sound.source import Samples
from engine.sound.tape import MemoryTape

RATE_HZ = 22_050
BPM = 120.0


def drum_loop(seconds: float, rate_hz: int = RATE_HZ) -> Samples:
    """Kick, snare and hats at 120 BPM, four to the bar, from 0.25 s on: float32 (n,)."""
    sound = np.zeros(round(seconds * rate_hz), np.float32)
    voices = {"kick": kick(rate_hz), "snare": snare(rate_hz), "hat": 0.5 * hat(rate_hz)}
    for name, times in strokes(seconds).items():
        for t in times:
            at = round(t * rate_hz)
            voice = voices[name][: len(sound) - at]
            sound[at : at + len(voice)] += 0.4 * voice
    return sound


def strokes(seconds: float) -> dict[str, list[float]]:
    beats = np.arange(0.25, seconds, 60.0 / BPM)
    return {
        "kick": [float(t) for t in beats[::2]],
        "snare": [float(t) for t in beats[1::2]],
        "hat": [float(t) for t in np.arange(0.25, seconds, 30.0 / BPM)],
    }


def annotate(sound: Path, seconds: float, drums: bool = True) -> None:
    beats = np.arange(0.25, seconds, 60.0 / BPM)
    sound.with_suffix(".beats").write_text("".join(f"{t:.3f}\t{n % 4 + 1}\n" for n, t in enumerate(beats)))
    if drums:
        classes = {"kick": "KD", "snare": "SD", "hat": "HH"}
        lines = [f"{t:.3f}\t{classes[name]}\n" for name, times in strokes(seconds).items() for t in times]
        sound.with_suffix(".drums").write_text("".join(lines))


@pytest.fixture(scope="module")
def weights() -> Weights:
    """The smallest network that ships."""
    return load_weights(files.shipped("brains") / "32.safetensors")


MOMENT = np.dtype(
    [
        ("time", np.float64),
        ("last_beat", np.float64),
        ("position", np.int16),
        *((f"{name}_strike", np.float32) for name in ("kick", "snare", "hat", "crash")),
    ]
)


def moments(*changes: tuple[int, str, float], hops: int = 100) -> Iterator[np.void]:
    """Moments in one record, used again and again; `changes`: from which hop on which field has which value."""
    record = np.zeros(1, MOMENT)
    record["last_beat"] = np.nan
    for hop in range(hops):
        for name in ("kick", "snare", "hat", "crash"):
            record[f"{name}_strike"] = 0.0
        for at, field, value in changes:
            if at == hop:
                record[field] = value
        record["time"] = (hop + 1) * HOP_S
        yield record[0]


def test_a_beat_is_reported_when_the_last_beat_changes() -> None:
    heard = collect(
        moments(
            (10, "last_beat", 0.1),
            (10, "position", 4),
            (60, "last_beat", 0.62),
            (60, "position", 1),
            (61, "position", 2),
        )
    )
    assert heard.beats.tolist() == [0.1, 0.62]
    assert heard.positions.tolist() == [4, 1]
    assert heard.delays == pytest.approx([0.01, -0.01])


def test_strikes_are_dated_back_to_their_onsets() -> None:
    heard = collect(moments((20, "kick_strike", 0.7), (50, "kick_strike", 0.1), (30, "crash_strike", 1.0)))
    assert heard.strikes["kick"] == pytest.approx([0.21 - STRIKE_DELAY_S, 0.51 - STRIKE_DELAY_S])
    assert heard.strikes["crash"] == pytest.approx([0.31 - STRIKE_DELAY_S])
    assert len(heard.strikes["snare"]) == len(heard.strikes["hat"]) == len(heard.beats) == 0


def test_silence_of_moments_is_nothing() -> None:
    heard = collect(moments())
    assert [len(part) for part in (heard.beats, heard.positions, heard.delays)] == [0, 0, 0]


def heard_as(beats: Beats, late: float, drums: dict[str, np.ndarray]) -> Heard:
    strikes = {name: drums.get(name, np.zeros(0)) for name in ("kick", "snare", "hat", "crash")}
    return Heard(beats.times + late, beats.positions, np.full(len(beats.times), 0.03), strikes)


COST = Cost(60.0, 1.2, np.full(6000, 2e-4))


def test_a_perfect_tapper_has_perfect_figures() -> None:
    beats = Beats(np.arange(0.25, 60.0, 0.5), np.arange(120) % 4 + 1)
    hits = {name: np.arange(1.0, 50.0) for name in ("kick", "snare", "hat")}
    true = {**hits, "cymbal": np.zeros(0), "tom": np.arange(9.0), "other": np.zeros(0)}
    scored = score("a", beats, true, heard_as(beats, 0.012, hits), COST)
    ones = ("beat_f", "downbeat_f", "cmlt", "amlt", "kick_f", "snare_f", "hat_f")
    assert [scored.figures[name] for name in ones] == [1.0] * len(ones)
    assert scored.figures["crash_f"] is None  # none was played, and none was heard
    assert scored.figures["phase_ms"] == pytest.approx(12.0)
    assert scored.figures["lag_ms"] == pytest.approx(12.0)
    assert scored.figures["lock_s"] == 0.0
    assert scored.figures["report_ms"] == pytest.approx(30.0)
    assert scored.figures["core_share"] == pytest.approx(0.02)
    assert scored.figures["hop_ms"] == pytest.approx(0.2)
    assert scored.counts["beat"] == (len(trim(beats.times)),) * 2
    assert set(scored.figures) == set(FIGURES)
    assert scored.notes == []


def test_what_nobody_wrote_down_has_no_figure() -> None:
    beats = Beats(np.arange(0.25, 60.0, 0.5), np.zeros(120, np.int64))
    scored = score("a", beats, None, heard_as(beats, 0.0, {}), COST)
    assert scored.figures["beat_f"] == 1.0
    assert scored.figures["downbeat_f"] is None
    assert scored.figures["kick_f"] is None
    assert "kick" not in scored.counts


def test_beats_in_music_without_beats_count_against() -> None:
    none = Beats(np.zeros(0), np.zeros(0, np.int64))
    some = Beats(np.arange(6.0, 12.0), np.ones(6, np.int64))
    right = score("a", none, None, heard_as(none, 0.0, {}), COST)
    wrong = score("a", none, None, heard_as(some, 0.0, {}), COST)
    assert [right.figures[name] for name in ("beat_f", "cmlt", "amlt", "lock_s")] == [None] * 4
    assert [wrong.figures[name] for name in ("beat_f", "cmlt", "amlt", "lock_s")] == [0.0, 0.0, 0.0, None]
    assert wrong.counts["beat"] == (0, 6)


def test_beats_after_the_end_are_noted() -> None:
    beats = Beats(np.arange(50.0, 70.0), np.zeros(20, np.int64))
    scored = score("a", beats, None, heard_as(beats, 0.0, {}), COST)
    assert scored.notes == ["9 of 20 true beats lie after the end of the sound"]


def test_a_mean_is_over_the_clips_that_have_the_figure() -> None:
    def clip(**figures: float) -> Scored:
        return Scored("a", 1.0, {**dict.fromkeys(FIGURES), **figures}, {})

    averages = means([clip(beat_f=0.5, kick_f=0.25), clip(beat_f=1.0), clip()])
    assert averages["beat_f"] == (0.75, 2)
    assert averages["kick_f"] == (0.25, 1)
    assert averages["lock_s"] == (None, 0)


def test_hearing_depends_on_nothing_that_comes_later(weights: Weights) -> None:
    sound = drum_loop(12.0)
    whole, _ = hear(MemoryTape(sound, RATE_HZ), weights)
    part, _ = hear(MemoryTape(sound[: 8 * RATE_HZ], RATE_HZ), weights)
    told = whole.beats + whole.delays <= 7.9
    known = part.beats + part.delays <= 7.9
    assert np.array_equal(whole.beats[told], part.beats[known])
    assert np.array_equal(whole.positions[told], part.positions[known])
    for name, times in part.strikes.items():
        assert np.array_equal(times[times <= 7.8], whole.strikes[name][whole.strikes[name] <= 7.8])


class Knowing(Brain):
    """A brain whose heads say what is true of the drum loop, each at its own delay after the sound."""

    now = 0.0

    def step(self, inputs: np.ndarray) -> Thought:
        self.now += HOP_S
        beats = strokes(60.0)
        beats["beat"] = sorted(beats["kick"] + beats["snare"])
        beats["downbeat"] = beats["beat"][::4]
        heads = np.zeros(len(HEADS), np.float32)
        for name, times in beats.items():
            delay = DRUM_DELAY_S if name in DRUM_HEADS else BEAT_DELAY_S
            off = np.abs(np.array(times) + delay - self.now).min()
            heads[HEADS.index(name)] = 0.9 * np.exp(-0.5 * (off / 0.012) ** 2)
        return replace(super().step(inputs), heads=heads)


@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_who_knows_the_truth_scores_well(rate_hz: int, weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every delay on the way, from the heads to the report, is accounted for: nothing is late but the hop itself."""
    monkeypatch.setattr("engine.hearing.pipeline.Brain", Knowing)
    heard, cost = hear(MemoryTape(drum_loop(20.0, rate_hz), rate_hz), weights)
    times = np.arange(0.25, 20.0, 0.5)
    drums = {name: np.array(true) for name, true in strokes(20.0).items()} | {"cymbal": np.zeros(0)}
    figures = score("a", Beats(times, np.arange(len(times)) % 4 + 1), drums, heard, cost).figures
    assert figures["crash_f"] is None
    figures = {name: value for name, value in figures.items() if value is not None}
    for name in ("beat_f", "cmlt", "amlt", "kick_f", "snare_f", "hat_f"):
        assert figures[name] > 0.95, name
    assert figures["downbeat_f"] > 0.8
    assert abs(figures["lag_ms"]) <= figures["phase_ms"] <= 10.0
    assert figures["lock_s"] <= 6.0
    assert 0.0 <= figures["report_ms"] <= 10.0
    for name in ("kick", "snare", "hat"):
        errors = phase_errors(drums[name], heard.strikes[name])
        assert abs(np.median(errors)) <= 0.0051, name


def test_the_stopwatch_stands_still_while_the_tape_is_read(weights: Weights) -> None:
    now = 0.0

    class Slow(MemoryTape):
        def blocks(self, frames: int, *, loop: bool = False, start: float = 0.0) -> Iterator[Samples]:
            nonlocal now
            for block in super().blocks(frames, loop=loop, start=start):
                now += 1.0
                yield block

    _, cost = hear(Slow(drum_loop(2.0), RATE_HZ), weights, clock=lambda: now)
    assert cost.processing_s == 0.0
    assert cost.length_s == 2.0
    ticks = iter(range(10**9))
    _, cost = hear(MemoryTape(drum_loop(2.0), RATE_HZ), weights, clock=lambda: float(next(ticks)))
    assert 195 <= len(cost.hops_s) <= 200
    assert (cost.hops_s >= 1.0).all()
    assert cost.hops_s.sum() <= cost.processing_s <= cost.hops_s.sum() + 10.0


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


def test_several_at_a_time_score_as_one_after_the_other(venue_floor: Path, weights: Weights) -> None:
    clips = [clip for clip in find_clips(venue_floor)[0] if clip.sound.stem in ("good", "zero", "low")]
    one, two = list(score_all(clips, weights)), list(score_all(clips, weights, jobs=2))
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


def test_long_silence_has_no_beats(tmp_path: Path, weights: Weights) -> None:
    with soundfile.SoundFile(tmp_path / "silence.flac", "w", 44_100, 2) as file:
        for _ in range(120):
            file.write(np.zeros((44_100, 2), np.float32))
    (tmp_path / "silence.beats").write_text("")
    clips, remarks = find_clips(tmp_path)
    ((_, scored),) = score_all(clips, weights)
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
