"""Looks that play without a picture are portrayed: once, when they have settled, in music, and not in a morph.

In: frames, loudness. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from show.looks.table import FPS, Table

from engine.show.looks import thumbnails

SETTLED = round(10.0 * FPS)


@pytest.fixture
def table(home: object) -> Table:
    made = Table()
    made.start("nerve")
    made.signals["ear/loudness"] = 1.0
    return made


def play(table: Table, frames: int) -> list[str]:
    for _ in range(frames):
        table.frame()
    wanted, table.desk.keeper.portraits[:] = list(table.desk.keeper.portraits), []
    return wanted


def test_a_look_is_portrayed_once_when_it_has_settled(table: Table) -> None:
    assert play(table, SETTLED - 2) == []
    assert play(table, 4) == ["nerve"]
    assert play(table, 2 * SETTLED) == []
    table.say("preset/load", "fever")
    assert play(table, SETTLED - 2) == []
    assert play(table, 4) == ["fever"]
    table.say("preset/load", "nerve")
    assert play(table, 2 * SETTLED) == []


def test_one_that_has_a_picture_is_left_alone(table: Table) -> None:
    thumbnails.save("nerve", np.zeros((144, 256, 3), np.uint8))
    assert play(table, 2 * SETTLED) == []


def test_a_pause_is_no_moment_for_it(table: Table) -> None:
    table.signals["ear/loudness"] = 0.3
    assert play(table, 2 * SETTLED) == []
    table.signals["ear/loudness"] = 0.9
    assert play(table, 1) == ["nerve"]


def test_a_morph_is_not_the_look(table: Table) -> None:
    table.say("morph/a", "nerve")
    table.say("morph/b", "fever")
    table.frame()
    table.set("/morph/fader", 0.25)
    table.set("/morph/fader", 0.5)
    assert table.desk.morph.on
    assert play(table, 2 * SETTLED) == []
