"""What the network adds to the direct features, on a short piece with the shipped network, and on ones made by hand.

In: composed pieces. Out: proof. Runs in the test process.
"""

from dataclasses import replace

import numpy as np
import pytest

from engine.brain import load_weights
from engine.commands import main
from engine.evaluation.comparison import ASKED, as_table, compare, truth_of
from engine.files import shipped
from engine.sound.piece import DEMO_STYLE, Piece, compose


@pytest.fixture(scope="module")
def piece() -> Piece:
    """Half a minute of the built-in piece's style, with everything that is asked for."""
    form = (("groove", 4), ("breakdown", 2), ("build", 4), ("drop", 6))
    return compose(replace(DEMO_STYLE, form=form))


def test_the_truth_is_the_piece_s(piece: Piece) -> None:
    truth = truth_of(piece)
    assert truth.positions[:9].tolist() == [1, 2, 3, 4, 1, 2, 3, 4, 1]
    np.testing.assert_allclose(truth.beats[truth.positions == 1], piece.bars[:-1])
    np.testing.assert_array_equal(truth.drums["kick"], piece.kicks)
    assert [name for name, _, _ in truth.sections] == ["groove", "breakdown", "build", "drop"]


def test_heads_tell_what_direct_features_do_not(piece: Piece) -> None:
    rows = {row.thing: row for row in compare(load_weights(shipped("brains") / "128.safetensors"), piece)}
    assert set(rows) == set(ASKED)
    for row in rows.values():
        assert 0.0 <= min(row.direct, row.unit, row.head) <= max(row.direct, row.unit, row.head) <= 1.0
        assert row.source.startswith("ear/")
    for thing in ("kick", "snare", "beat"):
        assert rows[thing].head > 0.9, thing
    # What no band shows: which of the beats is the bar's first, and that a build-up is under way.
    assert rows["downbeat"].head > rows["downbeat"].direct + 0.1
    assert len(as_table(list(rows.values()))) == 2 + len(ASKED)


def test_command_prints_the_table_of_the_built_in_piece(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "--units", "32", "--demo"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| what | best direct source")
    assert [line.split("|")[1].strip() for line in lines[2:]] == list(ASKED)
