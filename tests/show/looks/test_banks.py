"""Banks on the desk: what numbers, next and previous mean, and what becomes of them when files change.

In: verbs, bank files. Out: proof. Runs in the test process, without graphics.
"""

from pathlib import Path

import pytest
from show.looks.table import Table

from engine.errors import PresetError


@pytest.fixture
def mine(home: Path) -> Path:
    path = home / "presets" / "banks" / "mine.toml"
    path.parent.mkdir(parents=True)
    path.write_text('title = "Mine"\nlooks = ["nerve", "pyre", "nerve", "nowhere", "moonpool"]\n')
    return path


@pytest.fixture
def table(mine: Path) -> Table:
    made = Table()
    made.start("first-light")
    made.set("/master/crossfade", 0.0)
    return made


def walk(table: Table, verb: str, steps: int) -> list[str]:
    seen = []
    for _ in range(steps):
        table.say(verb)
        seen.append(table.look)
    return seen


def test_numbers_mean_the_bank(table: Table) -> None:
    table.say("preset/load", 2)
    assert table.look == "undertow"  # the bank of all looks
    table.say("bank/load", "mine")
    assert table.look == "undertow" and dict(table.desk.describe())["bank"] == "Mine, 5 looks"
    table.say("preset/load", 2)
    assert table.look == "pyre" and dict(table.desk.describe())["bank"] == "Mine, 2 of 5"
    table.say("preset/load", "5")
    assert table.look == "moonpool"
    table.say("preset/load", "aurora")
    assert table.look == "aurora"
    with pytest.raises(PresetError, match=r"no look '6' in the bank Mine\. There is: 1 nerve, 2 pyre"):
        table.say("preset/load", 6)
    with pytest.raises(PresetError, match="Look 4 of the bank Mine is not there: nowhere"):
        table.say("preset/load", 4)
    assert table.look == "aurora"


def test_next_and_previous_go_round_in_the_bank_past_what_is_not_there(table: Table) -> None:
    table.say("bank/load", "mine")
    assert walk(table, "preset/next", 6) == ["nerve", "pyre", "nerve", "moonpool", "nerve", "pyre"]
    assert walk(table, "preset/previous", 4) == ["nerve", "moonpool", "nerve", "pyre"]


def test_banks_go_round(table: Table) -> None:
    names = table.desk.selection.banks.names
    seen = [table.desk.selection.bank.name]
    for _ in names:
        table.say("bank/next")
        seen.append(table.desk.selection.bank.name)
    assert seen == [*names, names[0]]
    table.say("bank/previous")
    assert table.desk.selection.bank.name == names[-1]


def test_a_bank_whose_file_changes_or_goes_is_followed(table: Table, mine: Path) -> None:
    table.say("bank/load", "mine")
    mine.write_text('looks = ["spires"]\n')
    assert table.desk.reload() == []
    table.say("preset/load", 1)
    assert table.look == "spires"
    mine.write_text("looks = [\n")
    assert len(table.desk.reload()) == 1
    assert table.desk.selection.bank.looks == ("spires",)
    mine.unlink()
    assert table.desk.reload() == []
    assert table.desk.selection.bank.name == "all"


def test_a_bank_of_nothing_that_is_there_says_so(table: Table, mine: Path) -> None:
    mine.write_text('looks = ["nowhere"]\n')
    table.desk.reload()
    table.say("bank/load", "mine")
    with pytest.raises(PresetError, match="No look of the bank"):
        table.say("preset/next")
    assert table.look == "first-light"
