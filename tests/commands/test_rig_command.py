"""asterism rig: what is in use, a check with file and line, and a new one of what is connected.

In: rig files, a machine without devices, made-up names. Out: proof. Runs in the test process.
"""

import re
from pathlib import Path

import pytest

from engine.commands import main
from engine.controls.catalogue import shipped_catalogue
from engine.presets.rig import TABLE_KEYS, Rig, read_rig
from engine.presets.rig_start import Connected, start_rig

CATALOGUE = shipped_catalogue()
FULL = Connected(('Scarlett "2i2"', "Built-in"), ("Epson\\EB", "Laptop"), ("nanoKONTROL2", "APC mini"))


def write(home: Path, text: str) -> Path:
    path = home / "presets" / "rigs" / "club.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def read(folder: Path, text: str) -> Rig:
    path = folder / "rig.toml"
    path.write_text(text)
    return read_rig(path, CATALOGUE)


def test_a_new_rig_names_what_is_connected_and_reads_back(tmp_path: Path) -> None:
    rig = read(tmp_path, start_rig('The "club"', FULL))
    assert (rig.device, rig.display) == ('Scarlett "2i2"', "Epson\\EB")
    assert rig.midi.inputs is None and rig.live is None  # a controller that comes later is heard; Live is left alone
    assert len(rig.bindings) > 0
    usual = read(tmp_path, "")
    assert read(tmp_path, start_rig("club", Connected())) == usual


def test_everything_behind_a_comment_is_right_when_the_comment_goes(tmp_path: Path) -> None:
    text = start_rig("club", FULL)
    lines, seen = [], set()
    for line in text.splitlines():
        bare = line.removeprefix("# ")
        key = bare.partition("=")[0].strip()
        # Of several to choose from, the first.
        if re.match(r'^(\[+[\w.]+\]+|"?[\w/]+"? = )', bare) and (bare.startswith("[") or key not in seen):
            seen = set() if bare.startswith("[") else seen | {key}
            lines.append(bare)
    rig = read(tmp_path, "\n".join(lines))
    assert rig.midi.inputs == ("nanoKONTROL2", "APC mini") and rig.clock.link and rig.live is not None
    assert (rig.osc.host, rig.osc.port, rig.delay_ms) == ("0.0.0.0", 9000, 40.0)
    assert rig.show.locks == ("/color",) and rig.show.values["/recall/quantise"] == "bar"
    assert all(f"[{table}]" in text for table in TABLE_KEYS)
    assert max(map(len, text.splitlines())) <= 120


def test_new_writes_where_rigs_are_found_and_never_over_a_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rig", "new", "club"]) == 0
    path = home / "presets" / "rigs" / "club.toml"
    assert str(path) in capsys.readouterr().out
    path.write_text("title = 'mine'\n")
    assert main(["rig", "new", "club"]) == 1
    assert path.read_text() == "title = 'mine'\n" and "is there already" in capsys.readouterr().err
    assert main(["rig", "check", "club"]) == 0


@pytest.mark.parametrize("name", ["", "a/b", "../x", ".hidden", "x.toml"])
def test_a_name_that_is_none_is_told(home: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rig", "new", *([name] if name else [])]) == 1
    assert "how the rig shall be called" in capsys.readouterr().err
    assert not (home / "presets").exists()


def test_check_tells_file_line_and_key(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(home, 'title = "x"\n[osc]\nport = 0\n')
    for given in ("club", str(path)):
        assert main(["rig", "check", given]) == 1
        assert f"{path}:3: port: must be a port" in capsys.readouterr().err
    assert main(["rig", "check", "nowhere"]) == 1
    assert "default" in capsys.readouterr().err


def test_show_says_what_is_in_use_and_what_of_it_is_not_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rig"]) == 0
    said = capsys.readouterr().out
    assert "default.toml" in said and "every input there is" in said and "bank of all" in said
    path = write(home, '[midi]\ninputs = ["no such thing"]\n[show]\nbank = "peek"\nlook = "nerve"\n')
    assert main(["rig", "show", "club"]) == 1
    said = capsys.readouterr().out
    assert said.startswith(str(path))
    assert "! not connected: no such thing" in said and "look nerve, bank peek   ! not there: peek" in said
