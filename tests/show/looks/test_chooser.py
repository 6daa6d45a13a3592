"""The chooser: keys, clicks and marks; thumbnails that are read, kept and out of date.

In: keys, made-up pictures, a cache folder. Out: proof. Runs in the test process, without graphics.
"""

import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from show.looks.table import Table
from venue import wait_until

from engine import files
from engine.errors import FileError
from engine.show.looks import thumbnails
from engine.show.looks.album import Album
from engine.show.looks.chooser import Chooser


def picture(shade: int, size: tuple[int, int] = (288, 512)) -> NDArray[np.uint8]:
    return np.full((*size, 3), shade, np.uint8)


@pytest.fixture
def table(home: Path) -> Table:
    made = Table()
    made.start("nerve")
    made.set("/master/crossfade", 0.0)
    made.say("bank/load", "peak")  # carnival fever warp / pyre spires nerve / sparkler cauldron rorschach
    made.say("chooser")
    return made


def shown(chooser: Chooser) -> list[str]:
    tiles, _ = chooser.tiles()
    return [f"{tile.caption}{' *' if tile.chosen else ''}{f' {tile.mark}' if tile.mark else ''}" for tile in tiles]


def press(table: Table, *names: str) -> list[bool]:
    return [table.desk.chooser.press(name) for name in names]


def test_it_opens_on_the_look_that_is_on(table: Table) -> None:
    tiles = shown(table.desk.chooser)
    assert tiles[0] == "1 Carnival" and tiles[5] == "6 Nerve * on" and len(tiles) == 9
    assert table.desk.chooser.tiles()[1].startswith("Peak: ")
    table.say("chooser")
    assert not table.desk.chooser.on


def test_arrows_and_enter_recall(table: Table) -> None:
    assert press(table, "left", "up", "return") == [True] * 3
    assert table.look == "fever"
    assert "2 Fever * on" in shown(table.desk.chooser)
    press(table, "up", "left", "left", "left", "enter")  # not beyond the edges
    assert table.look == "carnival"
    press(table, "end", "down", "right", "[enter]")
    assert table.look == "rorschach"
    press(table, "home", "down", "return")
    assert table.look == "pyre"


def test_other_keys_go_their_usual_way_and_escape_closes(table: Table) -> None:
    assert press(table, "b", "n", "1", "tab", "g", "h", "space") == [False] * 7
    assert press(table, "escape") == [True] and not table.desk.chooser.on


def test_what_waits_is_marked_and_a_second_enter_cancels_it(table: Table) -> None:
    table.set("/recall/quantise", "phrase")
    press(table, "left", "return")
    assert shown(table.desk.chooser)[4:6] == ["5 Spires * next", "6 Nerve on"]
    press(table, "return")
    assert shown(table.desk.chooser)[4] == "5 Spires *"


def test_a_click_recalls(table: Table) -> None:
    table.desk.chooser.tiles()
    table.desk.chooser.click(3)
    assert table.look == "pyre"
    table.desk.chooser.click(99)
    assert table.look == "pyre"


def test_another_bank_is_another_page_and_a_look_that_is_not_there_is_no_trap(table: Table, home: Path) -> None:
    path = home / "presets" / "banks" / "mine.toml"
    path.parent.mkdir(parents=True)
    path.write_text('looks = ["nowhere", "nerve"]\n')
    table.desk.reload()
    table.say("bank/load", "mine")
    assert shown(table.desk.chooser) == ["1 nowhere gone", "2 Nerve * on"]
    press(table, "left", "return")
    assert table.look == "nerve"
    path.write_text('looks = ["pyre"]\n')
    table.desk.reload()
    assert shown(table.desk.chooser) == ["1 Pyre *"]


def test_a_long_bank_has_pages(table: Table, home: Path) -> None:
    path = home / "presets" / "banks" / "long.toml"
    path.parent.mkdir(parents=True)
    path.write_text("looks = [" + '"nerve", "pyre", ' * 30 + "]\n")
    table.desk.reload()
    table.say("bank/load", "long")
    assert len(shown(table.desk.chooser)) == 40
    press(table, "end")
    assert [tile.split()[0] for tile in shown(table.desk.chooser)] == [str(n) for n in range(41, 61)]


def test_pictures_are_read_in_the_background_once(table: Table) -> None:
    read, gate = [], threading.Event()

    def slowly(look: str) -> NDArray[np.uint8] | None:
        gate.wait(30.0)
        read.append(look)
        if look == "fever":
            raise RuntimeError("broken on purpose")
        return picture(90) if look == "carnival" else None

    album = Album(slowly)
    chooser = Chooser(table.desk.recall, table.desk.selection, album)
    chooser.tiles()
    chooser.tiles()
    assert album.get("carnival") is None
    gate.set()
    wait_until(lambda: len(read) == 9, what="the album")
    wait_until(lambda: chooser.tiles()[0][0].picture is not None, what="a picture")
    assert chooser.tiles()[0][1].picture is None  # the one that broke
    album.forget("carnival")
    chooser.tiles()
    wait_until(lambda: len(read) == 10, what="the album")
    album.close()


def test_a_thumbnail_is_small_and_that_of_the_look_as_it_is_now(home: Path) -> None:
    assert thumbnails.missing(["nerve", "pyre"]) == ["nerve", "pyre"] and thumbnails.read("nerve") is None
    path = thumbnails.save("nerve", picture(120))
    assert path.is_relative_to(files.cache_folder("thumbnails")) and path.is_relative_to(home)
    read = thumbnails.read("nerve")
    assert read is not None and read.shape == (144, 256, 3) and abs(int(read.mean()) - 120) <= 3
    assert thumbnails.missing(["nerve", "pyre"]) == ["pyre"]
    (home / "presets").mkdir()
    (home / "presets" / "nerve.toml").write_text("order = 1\n")
    assert thumbnails.read("nerve") is None and thumbnails.missing(["nerve"]) == ["nerve"]
    newer = thumbnails.save("nerve", picture(50, (100, 300)))  # a wide picture: its middle
    assert newer != path and not path.exists()
    assert [file.name for file in newer.parent.iterdir()] == [newer.name]


def test_a_thumbnail_for_which_there_is_no_room_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = thumbnails.save("nerve", picture(120))

    def fill(path: Path, *_: object) -> int:
        path.write_bytes(b"half")
        raise FileError("No space left on device")

    monkeypatch.setattr(thumbnails, "save_still", fill)
    with pytest.raises(FileError, match="No space left"):
        thumbnails.save("pyre", picture(50))
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]


def test_a_thumbnail_that_is_none_is_no_picture(home: Path) -> None:
    path = thumbnails.save("nerve", picture(120))
    for content in (b"", b"RIFF", path.read_bytes()[:100]):
        path.write_bytes(content)
        assert thumbnails.read("nerve") is None
    assert thumbnails.read("nowhere") is None and thumbnails.path_of("nowhere") is None
    with pytest.raises(FileError, match="no look 'nowhere'"):
        thumbnails.save("nowhere", picture(1))
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("")
    with pytest.raises(FileError):
        thumbnails.save("nerve", picture(1))
