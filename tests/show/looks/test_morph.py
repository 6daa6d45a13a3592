"""The morph: it starts from what is, nothing jumps beyond the fader's own move, and its ends are the looks themselves.

In: moves of fader, pad and knobs, frame by frame. Out: proof. Runs in the test process, without graphics.
"""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.looks.table import CATALOGUE, FPS, LOOK_PATHS, Table, targets
from venue import wait_until

from engine.controls.binding_table import parse_binding
from engine.controls.catalogue import Catalogue
from engine.controls.event import Setting
from engine.errors import PresetError
from engine.show.looks.recall import Way

FADER, X, Y = "/morph/fader", "/morph/x", "/morph/y"
SPEED, SCENE, PALETTE = "/pulse/speed", "/scene/choice", "/color/palette"
NUMBERS = [path for path in LOOK_PATHS if CATALOGUE[path].continuous]
LOOKS = ["first-light", "nerve", "moonpool", "pyre", "thought", "terrain", "carnival", "inkwell"]


def start(look: str = "first-light", **corners: str) -> Table:
    table = Table()
    table.start(look)
    table.board.set("/master/crossfade", 0.0)
    for corner, name in corners.items():
        table.say(f"morph/{corner}", name)
    table.frame()
    return table


def units(table: Table) -> dict[str, float]:
    return {path: table.board.unit(path) for path in NUMBERS}


def shown(table: Table) -> dict[str, float]:
    return {path: CATALOGUE[path].to_unit(table.values[path]) for path in NUMBERS}


def test_the_ends_of_the_fader_are_the_looks() -> None:
    table = start("moonpool", a="first-light", b="nerve")
    for place, look in ((1.0, "nerve"), (0.0, "first-light"), (1.0, "nerve")):
        table.set(FADER, place)
        table.play(1.2)
        assert table.look == look
        values = table.look_values()
        for path, value in targets(table.library.find(look)).items():
            assert values[path] == (pytest.approx(value) if CATALOGUE[path].continuous else value), path


def test_between_them_numbers_are_between_them_along_their_curves() -> None:
    table = start(a="first-light", b="nerve")
    table.set(FADER, 0.25)
    table.play(1.2)
    parameter = CATALOGUE[SPEED]
    expected = 0.75 * parameter.to_unit(1.2) + 0.25 * parameter.to_unit(2.6)
    assert table.board.unit(SPEED) == pytest.approx(expected)


moves = st.lists(
    st.one_of(
        st.tuples(st.just(FADER), st.floats(0.0, 1.0)),
        st.tuples(st.sampled_from([X, Y]), st.floats(0.0, 1.0)),
        st.tuples(st.sampled_from(NUMBERS), st.floats(0.0, 1.0)),
        st.tuples(st.just(""), st.floats(0.0, 0.6)),
    ),
    max_size=14,
)


@given(moves=moves, corners=st.lists(st.sampled_from(LOOKS), min_size=4, max_size=4), turned=st.integers(0, 5))
def test_nothing_jumps_beyond_the_faders_own_move(
    moves: list[tuple[str, float]], corners: list[str], turned: int
) -> None:
    """A number moves by what the fader or pad moved it, and by what it eases in; a hand's own move is the hand's."""
    table = start(a=corners[0], b=corners[1], c=corners[2], d=corners[3])
    for number in range(turned):
        table.set(NUMBERS[7 * number], CATALOGUE[NUMBERS[7 * number]].from_unit(0.9))
    easing = 1.5 / FPS  # the steepest that an ease of one second is, over a whole range
    for path, x in moves:
        before, own = units(table), 0.0
        if path in (FADER, X, Y):
            own = abs(x - float(table.board.value(path)))
            table.set(path, x)
        elif path:
            table.set(path, CATALOGUE[path].from_unit(x))
            before[path] = table.board.unit(path)
        for _ in range(round(x * FPS) if not path else 1):
            now = units(table)
            jump = max(abs(now[name] - before[name]) for name in NUMBERS)
            assert jump <= own + easing + 1e-6
            before, own = now, 0.0
            table.frame()


def test_who_grabs_it_starts_from_what_is() -> None:
    """The fader stood elsewhere, knobs were turned, the look was another one: the first touch moves nothing far."""
    table = start("pyre", a="first-light", b="nerve")
    table.set(SPEED, 8.0)
    before = units(table)
    table.set(FADER, 0.9)  # a motor-less fader that jumps to where the hand is
    after = units(table)
    assert max(abs(after[path] - before[path]) for path in NUMBERS) < 0.04
    table.play(0.5)
    assert 0.2 < (table.board.unit(SPEED) - before[SPEED]) / (CATALOGUE[SPEED].to_unit(2.46) - before[SPEED]) < 0.8


def test_what_looks_add_does_not_jump_either() -> None:
    table = start("first-light", a="moonpool", b="carnival", c="terrain", d="nerve")
    table.signals = {"ear/loudness": 1.0, "ear/level": 1.0, "ear/bass": 1.0, "ear/mid": 0.5}
    table.play(6.0)
    before = shown(table)
    for path, x in ((FADER, 0.8), (FADER, 0.1), (X, 0.9), (Y, 0.5)):
        table.set(path, x)
        for frame in range(round(1.5 * FPS)):
            now = shown(table)
            jump = max(abs(now[name] - before[name]) for name in NUMBERS)
            assert jump <= (1.0 if frame < 2 else 0.06)  # the fader's own leap, and what is added a frame later
            before = now
            table.frame()
    table.desk.recall.go(table.library.find("nerve"), Way(1.0))
    for _ in range(60):
        before = shown(table)
        table.frame()
        assert max(abs(x - before[path]) for path, x in shown(table).items()) < 0.06


def test_choices_switch_in_the_middle_and_do_not_tremble() -> None:
    table = start("first-light", a="first-light", b="moonpool")
    seen = []
    for place in (0.2, 0.45, 0.49, 0.51, 0.49, 0.51, 0.53, 0.51, 0.49, 0.47):
        table.set(FADER, place)
        table.play(1.2)
        seen.append(table.board.value(SCENE))
    assert seen == ["constellation"] * 6 + ["membrane"] * 3 + ["constellation"]


def test_scenes_layouts_and_palettes_are_mixed_for_the_stage() -> None:
    table = start("first-light", a="first-light", b="moonpool")
    table.set(FADER, 0.25)
    before = 0.0
    for _ in range(60):
        mixes = table.desk.morph.mixes
        assert all(sum(shares.values()) == pytest.approx(1.0) for shares in mixes.values())
        share = mixes[SCENE].get("membrane", 0.0)
        assert before - 1e-9 <= share <= before + 0.02
        before = share
        table.frame()
    assert mixes[SCENE] == pytest.approx({"constellation": 0.75, "membrane": 0.25})
    assert mixes[PALETTE] == pytest.approx({"ember": 0.75, str(targets(table.library.find("moonpool"))[PALETTE]): 0.25})
    table.set(SCENE, "pen")  # a hand's choice is whole, and stays until the fader moves
    table.play(0.5)
    assert SCENE not in table.desk.morph.mixes and table.board.value(SCENE) == "pen"
    table.set(FADER, 0.3)
    assert table.desk.morph.mixes[SCENE]["pen"] > 0.95
    table.play(1.2)
    assert set(table.desk.morph.mixes[SCENE]) == {"constellation", "membrane"}


def test_a_knob_that_is_turned_meanwhile_stays_until_the_fader_moves_and_then_comes_gently() -> None:
    table = start(a="first-light", b="nerve")
    table.set(FADER, 0.5)
    table.play(1.2)
    table.set(SPEED, 8.0)
    table.play(2.0)
    assert table.board.value(SPEED) == 8.0
    table.set(FADER, 0.52)
    assert table.board.unit(SPEED) > 0.95
    table.play(1.2)
    assert table.board.unit(SPEED) < 0.8


def test_the_pads_corners_are_four_looks() -> None:
    table = start("spires", a="first-light", b="nerve", c="moonpool", d="pyre")
    for x, y, look in ((1.0, 0.0, "nerve"), (1.0, 1.0, "pyre"), (0.0, 1.0, "moonpool"), (0.0, 0.0, "first-light")):
        table.frame(Setting(X, x, table.t), Setting(Y, y, table.t))
        table.play(1.2)
        assert table.look == look
        assert units(table) == pytest.approx(
            {path: CATALOGUE[path].to_unit(targets(table.library.find(look))[path]) for path in NUMBERS}
        )
    table.set(X, 0.5)
    table.set(Y, 0.5)
    table.play(1.2)
    speeds = [float(targets(table.library.find(look))[SPEED]) for look in ("first-light", "nerve", "moonpool", "pyre")]
    assert table.board.unit(SPEED) == pytest.approx(sum(map(CATALOGUE[SPEED].to_unit, speeds)) / 4)
    assert dict(table.desk.describe())["morph"] == "First light 25 %, Nerve 25 %, Moonpool 25 %, Pyre 25 %"


def test_without_corners_it_goes_from_what_is_to_the_next_look_of_the_bank() -> None:
    table = start("pyre")
    table.say("bank/load", "peak")  # pyre, then spires
    table.set(SPEED, 5.0)
    table.set(FADER, 0.001)
    table.play(1.2)
    assert table.board.value(SPEED) == pytest.approx(5.0, rel=0.01)
    table.set(FADER, 1.0)
    table.play(1.2)
    assert table.look == "spires"
    table.set(FADER, 0.0)
    table.play(1.2)
    assert table.look == "pyre" and table.board.value(SPEED) == pytest.approx(5.0, rel=1e-3)


def test_what_is_on_may_be_a_corner_as_it_stands() -> None:
    table = start("pyre", b="nerve")
    table.set(SPEED, 5.0)
    table.say("morph/keep", "A")
    table.say("preset/load", "moonpool")
    table.frame()
    table.set(FADER, 0.001)
    table.set(FADER, 0.0)
    table.play(1.2)
    assert table.look == "pyre" and table.board.value(SPEED) == pytest.approx(5.0)
    for name, argument in (("morph/keep", "e"), ("morph/keep", ""), ("morph/a", "nowhere")):
        with pytest.raises(PresetError):
            table.say(name, argument)


def test_a_recall_ends_it_and_undo_leads_back_before_it() -> None:
    table = start("pyre", a="first-light", b="nerve")
    table.set(SPEED, 5.0)
    before = table.look_values()
    table.set(FADER, 0.6)
    table.play(1.2)
    assert table.desk.morph.on
    table.say("preset/load", "moonpool")
    table.play(0.5)
    assert not table.desk.morph.on and table.look_values() == targets(table.library.find("moonpool"))
    table.say("recall/undo")
    table.frame()
    assert table.look == "nerve" and table.board.unit(SPEED) == pytest.approx(
        0.4 * CATALOGUE[SPEED].to_unit(1.2) + 0.6 * CATALOGUE[SPEED].to_unit(2.6)
    )
    table.say("recall/undo")
    table.frame()
    assert table.look == "pyre" and table.look_values() == before


def test_locked_parameters_stay() -> None:
    table = start("first-light", a="first-light", b="carnival")
    table.say("lock", "/color")
    table.say("lock", SCENE)
    before = {path: value for path, value in table.look_values().items() if path.startswith("/color/")}
    table.set(FADER, 1.0)
    table.play(1.5)
    assert {path: table.board.value(path) for path in before} == before
    assert PALETTE not in table.desk.morph.mixes


def test_a_binding_may_move_it() -> None:
    table = start("first-light", a="first-light", b="nerve")
    table.patchbay.load_rig([parse_binding({"source": "ear/level", "parameter": FADER, "mode": "add"}, CATALOGUE)])
    table.frame()
    table.signals = {"ear/level": 1.0}
    table.play(1.5)
    assert table.look == "nerve" and table.board.value(SPEED) == pytest.approx(2.6)
    table.signals = {"ear/level": 0.0}
    table.play(1.5)
    assert table.look == "first-light" and table.board.value(SPEED) == pytest.approx(1.2)


def test_it_is_saved_as_one_look_that_looks_the_same() -> None:
    table = start("first-light", a="first-light", b="nerve")
    table.signals = {"ear/loudness": 1.0, "ear/level": 0.8, "ear/bass": 0.6}
    table.set(FADER, 0.4)
    table.play(1.5)
    table.say("preset/save", "between")
    wait_until(lambda: bool(table.frame()) and not table.desk.keeper.scribe.busy, what="the scribe")
    table.play(2.0)
    before = shown(table)
    table.desk.reload()
    table.say("preset/load", "between")
    table.play(6.0)
    assert not table.desk.morph.on
    still = {path: x for path, x in before.items() if path != "/color/hue"}  # nerve lets its hue swing
    after = shown(table)
    assert {path: after[path] for path in still} == pytest.approx(still, abs=2e-3)


def test_without_easing_the_fader_is_where_it_is_at_once() -> None:
    table = start("pyre", a="first-light", b="nerve")
    table.board.set("/morph/ease", 0.0)
    table.set(FADER, 1.0)
    assert table.board.value(SPEED) == pytest.approx(2.6) and table.board.value(PALETTE) == "orchid"


def test_what_isf_files_take_with_them_does_no_harm() -> None:
    table = start("nerve", a="first-light", b="pyre")
    table.set(FADER, 0.5)
    table.play(0.5)
    fewer = Catalogue(one for path, one in CATALOGUE.items() if not path.startswith("/effect/smoke/"))
    for adopt in (table.board.adopt, table.library.adopt, table.desk.adopt):
        adopt(fewer)
    table.patchbay.adopt()
    table.set(FADER, 0.7)
    table.play(1.2)
    assert math.isclose(float(table.board.value("/color/temperature")), 0.28, abs_tol=1e-6)


def test_a_corner_whose_file_changes_is_taken_up(home: Path) -> None:
    table = start("moonpool", a="first-light", b="nerve")
    table.set(FADER, 1.0)
    table.play(1.2)
    (home / "presets").mkdir(parents=True)
    (home / "presets" / "nerve.toml").write_text(f'[values]\n"{SPEED}" = 5.5\n')
    assert table.desk.reload() == []
    assert table.board.value(SPEED) == pytest.approx(2.6)  # nothing jumps: it comes when the fader moves
    table.set(FADER, 0.99)
    table.set(FADER, 1.0)
    table.play(1.2)
    assert table.board.value(SPEED) == pytest.approx(5.5)
