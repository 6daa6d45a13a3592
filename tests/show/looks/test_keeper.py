"""Saving from the running show: names, questions, what is never overwritten, what becomes of the look that is on.

In: verbs, hands, files in the way. Out: proof. Runs in the test process; the scribe's thread writes.
"""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from show.looks.table import CATALOGUE, LOOK_PATHS, Table
from venue import wait_until

from engine import files
from engine.controls.event import Verb
from engine.errors import PresetError
from engine.presets.preset import read_preset
from engine.presets.saving import save_text

SPEED = "/pulse/speed"


@pytest.fixture
def table(home: Path) -> Table:
    made = Table()
    made.start("nerve")
    made.set("/master/crossfade", 0.0)
    return made


def looks(home: Path) -> set[str]:
    folder = home / "presets"
    return {path.name for path in folder.iterdir() if path.is_file()} if folder.exists() else set()


def finish(table: Table) -> list[str]:
    """Wait until the scribe has done its work; what it had to say."""

    def done() -> bool:
        table.frame()
        return not table.desk.keeper.scribe.busy

    wait_until(done, what="the scribe")
    return table.desk.take_notices()


def save(table: Table, name: str) -> list[str]:
    table.say("preset/save", name)
    return finish(table)


def test_what_is_on_is_saved_with_its_bindings_and_is_on_from_then_on(table: Table, home: Path) -> None:
    table.set(SPEED, 0.5)
    (said,) = save(table, "slow nerve")
    path = home / "presets" / "slow nerve.toml"
    assert said == f"Saved the look slow nerve: {path}"
    saved = read_preset(path, CATALOGUE)
    assert (saved.title, saved.description, saved.energy) == ("Slow nerve", "From Nerve", 0.8)
    assert saved.bindings == table.library.find("nerve").bindings
    assert table.look == "slow nerve" and table.desk.recall.preset == saved
    table.set(SPEED, 4.0)
    assert table.desk.reload() == []
    assert table.board.value(SPEED) == 4.0  # what is on is not read again for having been saved
    table.say("preset/load", "slow nerve")
    assert table.board.value(SPEED) == 0.5


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turned=st.lists(st.tuples(st.sampled_from(LOOK_PATHS), st.floats(0.0, 1.0)), max_size=30))
def test_whatever_state_is_saved_comes_back_by_its_name(table: Table, turned: list[tuple[str, float]]) -> None:
    for path, x in turned:
        table.board.set_unit(path, x)
    before = table.look_values(), sorted(map(str, table.patchbay.bindings))
    save(table, "any")
    table.desk.reload()
    table.say("preset/load", "moonpool")
    table.say("preset/load", "any")
    assert (table.look_values(), sorted(map(str, table.patchbay.bindings))) == before


def test_a_look_of_ours_is_copied_and_never_written_over(table: Table, home: Path) -> None:
    ours = files.shipped("presets") / "nerve.toml"
    text = ours.read_text()
    table.set(SPEED, 0.5)
    save(table, "nerve")
    assert ours.read_text() == text
    own = (home / "presets" / "nerve.toml").read_text()
    assert own == text.replace('"/pulse/speed" = 2.6', '"/pulse/speed" = 0.5')
    table.desk.reload()
    assert table.library.find("nerve").values[SPEED] == 0.5


def test_keep_takes_the_next_free_name_and_two_in_a_row_take_two(table: Table, home: Path) -> None:
    table.say("preset/keep")
    table.say("preset/keep")
    finish(table)
    assert looks(home) == {"look-1.toml", "look-2.toml"}
    assert table.desk.take_question() is None


def test_keep_asks_before_it_replaces_a_look_of_the_persons(table: Table, home: Path) -> None:
    save(table, "mine")
    table.set(SPEED, 0.5)
    table.say("preset/keep")
    question = table.desk.take_question()
    assert question is not None and question.text.startswith("Save over Mine? Y: yes.")
    assert looks(home) == {"mine.toml"} and read_preset(home / "presets/mine.toml", CATALOGUE).values[SPEED] == 2.6
    assert question.answers == {"y": Verb("preset/save", table.t, "mine"), "escape": None}
    assert question.otherwise == Verb("preset/save", table.t, "look-1")
    table.frame(question.answers["y"] or Verb("quit", 0.0))
    finish(table)
    assert looks(home) == {"mine.toml"} and read_preset(home / "presets/mine.toml", CATALOGUE).values[SPEED] == 0.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[values\n", ":1: this is not TOML"),
        ('version = 9\n[future]\nx = "y"\n', ":1: version: the file has form 9, of a newer Asterism"),
        ('colour = "red"\n', ":1: colour: there is no such key"),
        ("\xff", ":1: this is not UTF-8"),
    ],
)
def test_what_cannot_be_read_stays_and_the_look_is_saved_beside_it(
    table: Table, home: Path, text: str, told: str
) -> None:
    path = home / "presets" / "mine.toml"
    path.parent.mkdir()
    path.write_bytes(text.encode("latin-1"))
    (said,) = save(table, "mine")
    assert said.startswith(f"{path}{told}") and said.endswith("It stays, and the look is saved as mine-1.")
    assert path.read_bytes() == text.encode("latin-1")
    assert looks(home) == {"mine.toml", "mine-1.toml"} and table.look == "mine-1"


BAD_NAMES = ["", "..", "a/b", "a\\b", ".hidden", "a\nb", "nul", "COM1", "x" * 61, " a", "a.", "é" * 31, "a*", "\x00"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_no_file_can_have_everywhere_is_refused(table: Table, home: Path, name: str) -> None:
    with pytest.raises(PresetError, match="cannot be called"):
        table.say("preset/save", name)
    assert finish(table) == [] and looks(home) == set()


@pytest.mark.parametrize("name", ["a", "7", "Été", "low tide", "v1.2", "a-b_c", "x" * 60, "夜"])
def test_a_name_that_files_can_have_is_taken(table: Table, home: Path, name: str) -> None:
    save(table, name)
    assert looks(home) == {f"{name}.toml"} and table.look == name


def test_a_full_disk_is_told_and_nothing_is_lost(table: Table, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(table, "mine")
    before = (home / "presets/mine.toml").read_bytes()
    table.set(SPEED, 0.5)
    values = table.look_values()

    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    (said,) = save(table, "mine")
    assert said.startswith("Cannot save") and "No space left on device" in said
    assert (home / "presets/mine.toml").read_bytes() == before and table.look_values() == values
    monkeypatch.undo()
    os.environ["ASTERISM_HOME"] = str(home)
    assert save(table, "mine")[0].startswith("Saved the look mine")


def test_a_folder_that_is_none_is_told(table: Table, home: Path) -> None:
    (home / "presets").write_text("")
    (said,) = save(table, "mine")
    assert said.startswith("Cannot save") and table.look == "nerve"


def test_trouble_that_nobody_thought_of_does_not_end_the_scribe(
    table: Table, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("engine.show.looks.saving.write_look", fail)
    assert "broken on purpose" in save(table, "mine")[0]
    monkeypatch.undo()
    os.environ["ASTERISM_HOME"] = str(home)
    save(table, "mine")
    assert looks(home) == {"mine.toml"}


def test_a_look_that_came_meanwhile_stays_on(table: Table) -> None:
    table.say("preset/save", "mine")
    table.say("preset/load", "moonpool")
    finish(table)
    assert table.look == "moonpool"


def test_closing_finishes_what_was_ordered(table: Table, home: Path) -> None:
    for number in range(5):
        table.say("preset/save", f"look {number}")
    table.desk.close()
    assert len(looks(home)) == 5


def test_a_look_is_put_into_a_bank_of_the_persons_or_into_a_copy_of_ours(table: Table, home: Path) -> None:
    with pytest.raises(PresetError, match="has every look"):
        table.say("bank/add")
    table.say("bank/load", "cortex")
    table.say("bank/add")
    (said,) = finish(table)
    own = home / "presets" / "banks" / "cortex.toml"
    assert said == f"nerve is number 5 of the bank Cortex now: {own}"
    assert own.read_text().startswith("# The network's past as a land of ridges.\n")
    table.desk.reload()
    table.say("preset/load", 5)
    assert table.look == "nerve"
    assert "nerve" not in (files.shipped("banks") / "cortex.toml").read_text()


@pytest.mark.parametrize("broken", ["loo", "looks = 3\n", 'version = 2\nlooks = ["pyre"]\n'])
def test_a_bank_that_is_broken_meanwhile_stays_and_its_line_is_told(table: Table, home: Path, broken: str) -> None:
    table.say("bank/load", "cortex")
    own = home / "presets" / "banks" / "cortex.toml"
    own.parent.mkdir(parents=True)
    own.write_text(broken)
    table.say("bank/add")
    (said,) = finish(table)
    assert said.startswith(f"{own}:1: ")
    assert own.read_text() == broken


def test_writing_in_the_folder_does_not_show_half_a_look(table: Table, home: Path) -> None:
    """What is not yet whole has a name that the library passes over."""
    names = table.library.names
    seen: list[tuple[str, ...]] = []

    def look(beside: Path) -> None:
        table.library.refresh()
        seen.append(table.library.names)

    save_text(home / "presets" / "mine.toml", "order = 1\n", look)
    table.library.refresh()
    assert seen == [names] and "mine" in table.library.names
