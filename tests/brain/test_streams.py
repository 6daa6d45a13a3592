"""What the heads should say and when, and streams that can be taken up again where they were.

In: lessons with a known truth. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from school import lesson

from engine.brain.heads import BEAT_DELAY_S, DROP_S, DRUM_DELAY_S, HEADS
from engine.brain.streams import Stream, aims
from engine.corpus.song import Truth
from engine.ear import BANDS, INPUTS
from engine.moments import HOP_S

LESSONS = [lesson(seed) for seed in range(4)]


def truth(**times: list[float]) -> Truth:
    drums = {name: np.array(times.get(name, [])) for name in ("kick", "snare", "hat", "crash")}
    beats = np.array(times.get("beats", []))
    sections = (("groove", 0.0, 1.0), ("build", 1.0, 3.0), ("drop", 3.0, 8.0), ("groove", 8.0, 9.0))
    return Truth(beats, np.arange(len(beats)) % 4 + 1, drums, np.empty(0), sections)


def column(answers: np.ndarray, head: str) -> np.ndarray:
    return answers[:, HEADS.index(head)]


def test_heads_answer_a_known_time_after_the_attack() -> None:
    answers = aims(truth(kick=[0.5, 0.9], snare=[0.7004], beats=[0.2, 0.6, 1.0, 1.4, 1.8]), 300)
    ends = (np.arange(300) + 1) * HOP_S
    for head, expected in (
        ("kick", [0.5 + DRUM_DELAY_S, 0.9 + DRUM_DELAY_S]),
        ("snare", [0.7 + DRUM_DELAY_S]),
        ("beat", [t + BEAT_DELAY_S for t in (0.2, 0.6, 1.0, 1.4, 1.8)]),
        ("downbeat", [0.2 + BEAT_DELAY_S, 1.8 + BEAT_DELAY_S]),
        ("hat", []),
    ):
        peaks = ends[column(answers, head) == 1.0]
        np.testing.assert_allclose(peaks, expected, atol=1e-9)
    # Beside a peak it counts for less, and further away for nothing.
    kick = column(answers, "kick")
    assert 0.0 < kick[51] == kick[53] < kick[52] == 1.0
    assert kick[50] == kick[54] == 0.0


def test_build_rises_and_a_drop_fades() -> None:
    answers = aims(truth(), 900)
    ends = (np.arange(900) + 1) * HOP_S - BEAT_DELAY_S
    build, drop = column(answers, "build"), column(answers, "drop")
    np.testing.assert_allclose(build[np.searchsorted(ends, 2.0)], 0.5, atol=0.01)
    assert build[ends < 0.99].max() == build[ends > 3.01].max() == 0.0
    assert drop[ends < 2.99].max() == 0.0
    np.testing.assert_allclose(drop[np.searchsorted(ends, 3.0 + DROP_S / 2.0)], 0.5, atol=0.01)
    assert drop[ends > 3.01 + DROP_S].max() == 0.0


def test_start_and_stretch_move_the_answers() -> None:
    whole = truth(kick=[1.0, 2.0])
    later = column(aims(whole, 400, start=0.5), "kick")
    slower = column(aims(whole, 400, start=0.5, stretch=1.2), "kick")
    assert (np.flatnonzero(later == 1.0) + 1).tolist() == [53, 153]
    assert (np.flatnonzero(slower == 1.0) + 1).tolist() == [63, 183]


def test_stream_does_not_depend_on_how_it_is_taken() -> None:
    one, other = Stream(LESSONS, (1, 2)), Stream(LESSONS, (1, 2))
    inputs, answers = one.take(6000)
    parts = [other.take(hops) for hops in (1, 399, 2600, 3000)]
    np.testing.assert_array_equal(np.concatenate([part for part, _ in parts]), inputs)
    np.testing.assert_array_equal(np.concatenate([part for _, part in parts]), answers)
    assert inputs.shape == (6000, INPUTS)
    assert answers.shape == (6000, len(HEADS))
    assert 0.0 <= inputs.min() <= inputs.max() <= 1.0
    assert (answers[:, HEADS.index("beat")] == 1.0).sum() > 60


@pytest.mark.parametrize("into", [-1, 0, 1, 2, 700])
def test_stream_is_taken_up_where_it_was(into: int) -> None:
    """Also right at the border of two parts, and one hop after it."""
    scout = Stream(LESSONS, (3, 0))
    taken = 0
    while scout.segment < 2:
        scout.take(1)
        taken += 1
    one = Stream(LESSONS, (3, 0))
    one.take(taken + into)
    again = Stream(LESSONS, (3, 0), one.segment, one.offset)
    expected, found = one.take(2500), again.take(2500)
    np.testing.assert_array_equal(found[1], expected[1])
    np.testing.assert_array_equal(found[0], expected[0])


def test_streams_differ_by_their_seed() -> None:
    first, second = (Stream(LESSONS, (1, place)).take(1000)[0] for place in range(2))
    assert np.abs(first - second).max() > 0.1


def test_answers_follow_the_sound_at_every_tempo() -> None:
    """In the low bands a kick rises when its head should answer, whatever was stretched, cut and joined."""
    inputs, answers = Stream(LESSONS, (9, 9)).take(12_000)
    rising = inputs[:, BANDS : BANDS + 5].mean(axis=1)
    at = np.flatnonzero(answers[:, HEADS.index("kick")] == 1.0)
    at = at[(at > 5) & (at < 11_990)]
    near = np.stack([rising[at + shift] for shift in range(-4, 5)])
    assert near.max(axis=0).mean() > 0.2
    assert abs(np.median(near.argmax(axis=0)) - 4) <= 1
