"""Banks: lists of looks in order, ours and the person's; looks that are not there; files that change and break.

In: bank files, right and wrong. Out: proof. Runs in the test process.
"""

from pathlib import Path

import pytest

from engine import files
from engine.controls.catalogue import CATALOGUE, shipped_catalogue
from engine.errors import PresetError
from engine.presets.bank import Banks, read_bank
from engine.presets.library import Library

SHIPPED = sorted(files.shipped("banks").glob("*.toml"))


def write(home: Path, name: str, text: str, folder: str = "banks") -> Path:
    path = home / "presets" / folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_bank_fits_the_keys_and_names_looks_that_ship(path: Path) -> None:
    bank = read_bank(path)
    assert 1 <= len(bank.looks) == len(set(bank.looks)) <= 9
    assert bank.title != bank.name
    assert set(bank.looks) <= {look.stem for look in files.shipped("presets").glob("*.toml")}


def test_every_shipped_look_is_in_a_shipped_bank_and_has_an_energy_of_its_own() -> None:
    library = Library(shipped_catalogue())
    banked = {look for path in SHIPPED for look in read_bank(path).looks}
    assert banked == set(library.names)
    calm, peak = (read_bank(files.shipped("banks") / f"{name}.toml").looks for name in ("calm", "peak"))
    energies = {name: library.find(name).energy for name in library.names}
    assert max(energies[name] for name in calm) < min(energies[name] for name in peak)


def test_the_first_bank_is_that_of_all_looks_and_the_others_come_in_order(home: Path) -> None:
    write(home, "mine", 'looks = ["nerve"]\norder = -1\n')
    library = Library(CATALOGUE)
    banks = Banks(library)
    assert banks.names[:4] == ("all", "mine", "calm", "groove")
    assert banks.find(1).looks == library.names
    assert banks.find("2").looks == ("nerve",)
    assert banks.find("peak").title == "Peak"
    assert banks.neighbour("all", -1).name == banks.names[-1]
    assert banks.neighbour("mine", 1).name == "calm"
    assert banks.neighbour("gone", 1).name == "all"
    with pytest.raises(PresetError, match=r"no bank 'peek'\. Did you mean peak\? There is: 1 all, 2 mine"):
        banks.find("peek")


def test_a_file_called_all_takes_the_place_of_our_bank_of_all(home: Path) -> None:
    write(home, "all", 'looks = ["nerve", "pyre"]\norder = 0\n')
    banks = Banks(Library(CATALOGUE))
    assert banks.names.count("all") == 1 and banks.find("all").looks == ("nerve", "pyre")


def test_a_look_that_is_not_there_is_told_once_with_its_line_and_keeps_its_place(home: Path) -> None:
    path = write(home, "mine", 'looks = [\n  "nerve",\n  "nowhere",\n  \'pyre\',\n]\n')
    library = Library(CATALOGUE)
    banks = Banks(library)
    assert [str(error) for error in banks.errors] == [
        f"{path}:3: there is no look 'nowhere'. Did you mean nerve? Its place stays empty.",
    ]
    bank = banks.find("mine")
    assert bank.looks == ("nerve", "nowhere", "pyre")
    assert (bank.step(0, 1, library), bank.step(2, 1, library), bank.step(2, -1, library)) == (2, 0, 0)
    assert banks.refresh() == []
    look = write(home, "nowhere", "order = 1\n", folder="")
    library.refresh()
    assert banks.refresh() == [] and bank.step(0, 1, library) == 1
    look.unlink()
    library.refresh()
    assert len(banks.refresh()) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("looks = []\n", ":1: looks: a bank needs looks"),
        ('title = "x"\n', ": looks: a bank needs looks"),
        ('\nlooks = "nerve"\n', ":2: looks: must be a list of names"),
        ("looks = [1]\n", ":1: looks: must be a list of names"),
        ('looks = [" "]\n', ":1: looks: must be a list of names"),
        ('looks = ["nerve"]\norder = 1.5\n', ":2: order: must be a whole number"),
        ('looks = ["nerve"]\nlokks = []\n', ":2: lokks: there is no such key"),
        ('looks = ["nerve"]\nversion = 2\n', ":2: version: the file has form 2, of a newer Asterism"),
        ('looks = ["nerve"]\nversion = "1"\n', ":2: version: must be a whole number"),
        ("looks = [", ":1: this is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_last_good_bank_stays(home: Path, text: str, told: str) -> None:
    path = write(home, "mine", 'looks = ["nerve"]\n')
    banks = Banks(Library(CATALOGUE))
    good = banks.find("mine")
    path.write_text(text)
    (error,) = banks.refresh()
    assert str(error).startswith(f"{path}{told}")
    assert banks.find("mine") == good and banks.refresh() == []
    assert path.read_text() == text


def test_a_broken_bank_that_never_was_good_says_why(home: Path) -> None:
    write(home, "mine", "looks = [")
    banks = Banks(Library(CATALOGUE))
    assert len(banks.errors) == 1
    with pytest.raises(PresetError, match="not TOML"):
        banks.find("mine")
