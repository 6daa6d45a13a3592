"""The truth about songs of the corpus: beats, positions, drum classes, bass and sections.

In: plans and hits made by hand and by seed. Out: proof. Runs in the test process.
"""

from dataclasses import replace

import numpy as np
import pytest

from engine.corpus.song import CLASSES, Hit, Part, Passage, Plan, Tone
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.planner import plan
from engine.corpus.writing.rhythms import write_hits
from engine.corpus.writing.truth import DOUBLE_S, write_truth


def small(genre: str = "rock") -> Plan:
    """Four bars of 3 at 120."""
    passages = (
        Passage("intro", 0, 1, 0.3, frozenset()),
        Passage("verse", 1, 2, 0.6, frozenset(("kick",))),
        Passage("outro", 3, 1, 0.4, frozenset(("bass",))),
    )
    beats = 0.25 + np.arange(13) * 0.5
    return replace(plan(0, genre), tempo_bpm=120.0, metre=3, beats=beats, passages=passages)


def test_classes_doubles_bass_and_sections_by_hand() -> None:
    made = small()
    hits = (
        Hit(1.25, "rim", 0.5),
        Hit(1.75, "clap", 0.8),
        Hit(1.76, "snare", 0.8),
        Hit(1.75, "kick", 0.8),
        Hit(2.25, "pedal hat", 0.4),
        Hit(2.25, "ride", 0.4),
        Hit(2.75, "china", 0.9),
    )
    bass = Part("bass", "electric bass", (Tone(3.0, 0.3, 40.0, 0.8), Tone(2.5, 0.3, 40.0, 0.8)))
    lead = Part("lead", "saw", (Tone(2.0, 0.3, 70.0, 0.8),))
    truth = write_truth(made, hits, (bass, lead))
    assert truth.drums["snare"].tolist() == [1.25, 1.75]
    assert truth.drums["kick"].tolist() == [1.75]
    assert truth.drums["hat"].tolist() == [2.25]
    assert truth.drums["crash"].tolist() == [2.75]
    assert truth.bass.tolist() == [2.5, 3.0]
    assert truth.sections == (("intro", 0.25, 1.75), ("verse", 1.75, 4.75), ("outro", 4.75, 6.25))
    # The first sound is on the third beat; the last tone ends at 3.3, and one beat after its attack is 3.5.
    assert truth.beats.tolist() == [1.25, 1.75, 2.25, 2.75, 3.25]
    assert truth.positions.tolist() == [3, 1, 2, 3, 1]


def test_a_long_last_tone_keeps_the_beats_under_it() -> None:
    made = small()
    held = Part("pad", "strings", (Tone(0.25, 6.0, 60.0, 0.5),))
    assert write_truth(made, (), (held,)).beats.tolist() == made.beats[:-1].tolist()


def test_silence_and_beatless_music_have_no_beats() -> None:
    assert len(write_truth(small(), (), ()).beats) == 0
    pad = Part("pad", "choir", (Tone(0.3, 5.0, 60.0, 0.5),))
    truth = write_truth(small("beatless ambient"), (), (pad,))
    assert len(truth.beats) == len(truth.positions) == 0
    assert len(truth.sections) == 3


@pytest.mark.parametrize("name", GENRES)
def test_truth_of_every_genre(name: str) -> None:
    for seed in range(2):
        made = plan(seed, name)
        hits = write_hits(made)
        truth = write_truth(made, hits, ())
        assert set(truth.drums) == set(CLASSES)
        for onsets in truth.drums.values():
            assert np.all(np.diff(onsets) >= DOUBLE_S)
        assert len(truth.beats) == len(truth.positions)
        assert np.all(np.diff(truth.beats) > 0.0)
        steps = np.diff(truth.positions)
        assert np.all((steps == 1) | (truth.positions[1:] == 1))
        assert set(truth.positions.tolist()) <= set(range(1, made.metre + 1))
        # Downbeats are where the bars begin.
        downbeats = truth.beats[truth.positions == 1]
        assert np.all(np.isin(downbeats, made.beats[:: made.metre]))
        assert [section for section, _, _ in truth.sections] == [passage.name for passage in made.passages]
        assert all(start < end for _, start, end in truth.sections)
