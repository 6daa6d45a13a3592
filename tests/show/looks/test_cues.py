"""Cues: by hand, after bars and seconds, at a bar and a time; what they say besides; files that change.

In: setlists, verbs, frames. Out: proof. Runs in the test process, without graphics.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from show.looks.table import FPS, Table

from engine.errors import PresetError

Write = Callable[[str], Path]


@pytest.fixture
def write(home: Path) -> Write:
    def put(text: str) -> Path:
        path = home / "presets" / "setlists" / "friday.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return put


@pytest.fixture
def table(home: Path) -> Table:
    made = Table()
    made.start("first-light")
    made.set("/master/crossfade", 0.0)
    return made


def cues(*tables: str) -> str:
    return 'title = "Friday"\n' + "".join(f"[[cues]]\n{table}\n" for table in tables)


def when_it_comes(table: Table, look: str, most: float = 60.0) -> float:
    """The time at which a look is on."""
    start = table.t
    while table.look != look:
        table.frame()
        assert table.t - start < most
    return table.t


def lines(table: Table) -> dict[str, str]:
    return dict(table.desk.describe())


def test_a_hand_goes_on_back_and_anywhere(table: Table, write: Write) -> None:
    write(cues('look = "nerve"', 'look = "pyre"\ntitle = "Fire"\nnotes = "strobe off"', 'look = "moonpool"'))
    table.desk.cues.open("friday")
    assert table.look == "first-light" and lines(table)["then"] == "1 of 3 Nerve, by hand"
    seen = []
    for argument in ("next", "next", "back", 3, "Fire"):
        table.say(*((f"cue/{argument}",) if argument in ("next", "back") else ("cue/go", argument)))
        seen.append(table.look)
    assert seen == ["nerve", "pyre", "nerve", "moonpool", "pyre"]
    assert lines(table)["cue"] == "2 of 3 Fire: strobe off" and lines(table)["then"] == "3 of 3 Moonpool, by hand"
    table.say("cue/next")
    with pytest.raises(PresetError, match="Friday is at its last cue"):
        table.say("cue/next")
    table.say("cue/go", 1)
    with pytest.raises(PresetError, match="Friday is at its first cue"):
        table.say("cue/back")
    assert table.look == "nerve" and "then" in lines(table)


def test_cues_come_by_themselves_after_seconds_and_at_times(table: Table, write: Write) -> None:
    write(
        cues(
            'look = "nerve"',
            'look = "pyre"\nafter = 2.5',
            'look = "moonpool"\nat = "0:07"',
            'look = "terrain"\nafter = 1',
        )
    )
    table.desk.cues.open("friday")
    table.play(5.0)
    assert table.look == "first-light"  # the first one waits for a hand
    table.say("cue/next")
    start = table.t
    table.frame()
    assert lines(table)["then"] == "2 of 4 Pyre, in 0:02"
    assert when_it_comes(table, "pyre") - start == pytest.approx(2.5, abs=1.5 / FPS)
    assert when_it_comes(table, "moonpool") - start == pytest.approx(7.0, abs=1.5 / FPS)
    assert when_it_comes(table, "terrain") - start == pytest.approx(8.0, abs=2.5 / FPS)


def test_cues_come_by_themselves_at_bars(table: Table, write: Write) -> None:
    write(cues('look = "nerve"', 'look = "pyre"\nafter_bars = 2', 'look = "moonpool"\nat_bar = 6'))
    table.desk.cues.open("friday")
    table.play(1.8)  # 120 beats a minute: shortly before bar 1
    table.say("cue/next")
    table.frame()
    assert lines(table)["then"] == "2 of 3 Pyre, in 3 bars"  # two from the bar line that is nearest
    when_it_comes(table, "pyre")
    assert table.clock.bar(table.t) == pytest.approx(3.0, abs=0.02)
    when_it_comes(table, "moonpool")
    assert table.clock.bar(table.t) == pytest.approx(6.0, abs=0.02)


def test_going_to_a_cue_that_has_a_time_moves_the_times_of_those_that_follow(table: Table, write: Write) -> None:
    write(cues('look = "nerve"', 'look = "pyre"\nat = 600', 'look = "moonpool"\nat = 603'))
    table.desk.cues.open("friday")
    table.play(1.0)
    table.say("cue/next")
    table.play(1.0)
    table.say("cue/go", 2)
    start = table.t
    assert when_it_comes(table, "moonpool") - start == pytest.approx(3.0, abs=1.5 / FPS)


def test_a_cue_says_how_its_look_comes(table: Table, write: Write) -> None:
    table.curtains.known = ("push",)
    write(
        cues(
            'look = "nerve"\nover = 1.0',
            'look = "pyre"\nbars = 1\ntransition = "push"',
            'look = "moonpool"\nquantise = "bar"',
            'look = "spires"',
        )
    )
    table.desk.cues.open("friday")
    table.say("cue/next")
    table.play(0.5)
    assert 1.2 < float(table.board.value("/pulse/speed")) < 2.6
    table.play(0.6)
    assert table.board.value("/pulse/speed") == 2.6
    table.say("cue/next")
    assert table.curtains.asked == [("push", 2.0)]
    table.frame()
    table.say("cue/next")
    assert table.look == "pyre" and lines(table)["next"].startswith("Moonpool, at the bar")
    when_it_comes(table, "moonpool")
    assert table.clock.bar(table.t) % 1.0 == pytest.approx(0.0, abs=0.02)
    table.set("/recall/quantise", "beat")
    table.say("cue/next")
    assert table.look == "moonpool" and lines(table)["next"].startswith("Spires, at the beat")


def test_a_cue_locks_before_its_look_comes_and_a_later_one_ends_that(table: Table, write: Write) -> None:
    write(cues('look = "nerve"\nlocks = ["/color", "/pulse/speed"]', 'look = "pyre"', 'look = "nerve"\nlocks = []'))
    table.say("lock", "/node/size")
    table.desk.cues.open("friday")
    before = {path: value for path, value in table.look_values().items() if path.startswith("/color/")}
    table.say("cue/next")
    table.say("cue/next")
    assert {path: table.board.value(path) for path in before} == before
    assert table.board.value("/pulse/speed") == 1.2
    table.say("cue/next")
    assert table.board.value("/pulse/speed") == 2.6 and table.desk.locks.words == ("/node/size",)


def test_a_cue_enters_a_bank_and_switches_the_autopilot(table: Table, write: Write) -> None:
    write(cues('look = "nerve"\nbank = "peak"\nautopilot = true', "autopilot = false\nbank = 'calm'"))
    table.desk.cues.open("friday")
    table.say("cue/next")
    assert table.desk.selection.bank.name == "peak" and table.board.value("/autopilot/on") is True
    table.say("cue/next")
    assert table.desk.selection.bank.name == "calm" and table.board.value("/autopilot/on") is False
    assert table.look == "nerve"


def test_what_is_not_there_is_told_with_its_line_and_the_show_goes_on(table: Table, write: Write, home: Path) -> None:
    path = write(
        cues(
            'look = "nerv"\nnotes = "x"',
            'look = "pyre"\nbank = "none"\nlocks = ["/colour"]\ntransition = "swish"',
            'look = "moonpool"',
        )
    )
    table.desk.cues.open("friday")
    table.frame()
    assert table.desk.take_notices() == [
        f"{path}:3: there is no look 'nerv'. Did you mean nerve? At this cue the look will stay.",
        f"{path}:6: there is no bank 'none'. At this cue the bank will stay.",
        f"{path}:6: there is no transition 'swish'. This look will glide.",
    ]
    table.say("cue/next")
    assert table.look == "first-light" and lines(table)["cue"] == "1 of 3 nerv: x"
    table.frame()
    assert table.desk.take_notices() == [f"{path}:3: there is no look 'nerv'. The look that is on stays."]
    table.say("cue/next")
    table.frame()
    said = table.desk.take_notices()
    assert [text.partition(": ")[2].partition(".")[0] for text in said] == [
        "there is no parameter '/colour', and no group of that name",
        "There is no bank 'none'",
    ]
    assert table.look == "pyre" and table.desk.selection.bank.name == "all"
    assert table.desk.reload() == []  # told once
    (home / "presets" / "nerv.toml").write_text("order = 1\n")
    table.desk.reload()
    table.say("cue/go", 1)
    assert table.look == "nerv"


def test_a_setlist_that_changes_keeps_the_place_and_one_that_breaks_stays(table: Table, write: Write) -> None:
    path = write(cues('look = "nerve"', 'look = "pyre"', 'look = "moonpool"'))
    table.desk.cues.open("friday")
    table.say("cue/go", 2)
    write(cues('look = "aurora"', 'look = "nerve"', 'look = "pyre"', 'look = "terrain"'))
    assert table.desk.reload() == []
    assert table.look == "pyre" and lines(table)["cue"] == "3 of 4 Pyre"
    table.say("cue/next")
    assert table.look == "terrain"
    path.write_text("[[cues]]\nlook = 5\n")
    (error,) = table.desk.reload()
    assert str(error).startswith(f"{path}:2: look: must be text")
    table.say("cue/back")
    assert table.look == "pyre"
    path.unlink()
    assert table.desk.reload() == []
    table.say("cue/back")
    assert table.look == "nerve"


def test_a_setlist_that_is_not_there_or_broken_says_so(table: Table, write: Write, home: Path) -> None:
    with pytest.raises(PresetError, match=r"There is no setlist 'friday'\. There is: example"):
        table.desk.cues.open("friday")
    with pytest.raises(PresetError, match="There is no setlist: start with --setlist"):
        table.say("cue/next")
    write("[[cues]]\nlook = 5\n")
    with pytest.raises(PresetError, match=r"friday\.toml:2: look: must be text"):
        table.desk.cues.open("friday")


def test_the_first_cue_is_on_from_the_beginning(home: Path, write: Write) -> None:
    write(cues('look = "nerve"\nover = 20\nquantise = "phrase"', 'look = "pyre"\nafter = 1'))
    table = Table()
    table.start("first-light")
    table.desk.cues.open("friday")
    table.desk.cues.begin()
    assert table.look == "nerve" and table.board.value("/pulse/speed") == 2.6
    assert when_it_comes(table, "pyre") == pytest.approx(1.0, abs=1.5 / FPS)
