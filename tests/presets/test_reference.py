"""The reference pages: they are those of this code, nothing is missing from them, and what they tell to do works.

In: docs/reference, the declarations, messages from a real OSC client. Out: proof. Runs in the test process.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from pythonosc.udp_client import SimpleUDPClient
from venue import wait_until

from engine import files
from engine.commands import main
from engine.controls.binding import Binding, Mode
from engine.controls.binding_table import KEYS
from engine.controls.catalogue import CATALOGUE, GROUPS, PALETTES, shipped_catalogue
from engine.controls.encoder import RELATIVES
from engine.controls.event import Control, Event, Setting
from engine.controls.keys import VERB_KEYS
from engine.controls.osc import OscServer
from engine.controls.parameter import Curve, Kind
from engine.controls.source import FORMS
from engine.controls.takeover import Takeover
from engine.controls.verbs import LOCAL_VERBS, VERBS
from engine.presets import palette
from engine.presets.bank import KEYS as BANK_KEYS
from engine.presets.bank import read_bank
from engine.presets.control_table import KEYS as CONTROL_KEYS
from engine.presets.controller import BINDING_KEYS, load_profiles, read_profile
from engine.presets.controller import KEYS as PROFILE_KEYS
from engine.presets.osc_table import TARGET_KEYS, OscRig
from engine.presets.palette import KEYS as PALETTE_KEYS
from engine.presets.preset import KEYS as PRESET_KEYS
from engine.presets.preset import read_preset
from engine.presets.reference import pages
from engine.presets.rig import KEYS as RIG_KEYS
from engine.presets.rig import TABLE_KEYS, Rig, load_rig
from engine.presets.setlist import CUE_KEYS, read_setlist
from engine.presets.setlist import KEYS as SETLIST_KEYS

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES = pages()
CODE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def rows(page: str, first: str) -> dict[str, list[str]]:
    """The rows of all tables of a page whose first column is called so, by the word in that column."""
    found, inside = {}, False
    for line in PAGES[page].splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        inside = bool(cells) and (inside or cells[0] == first)
        if inside and cells[0] not in (first, "---"):
            assert cells[0] not in found
            found[cells[0].strip("`")] = cells[1:]
    return found


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_in_the_checkout_is_the_one_that_the_code_makes(name: str) -> None:
    """If this fails: asterism reference docs/reference"""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]


def test_the_folder_holds_these_pages_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_the_command_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "docs" / "reference"
    assert main(["reference", str(folder)]) == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == PAGES
    assert all(str(folder / name) in capsys.readouterr().out for name in list(PAGES)[:1])


def test_pages_do_not_depend_on_the_person(home: Path) -> None:
    for name in ("presets/palettes/mud.toml", "presets/rigs/default.toml", "presets/nerve.toml", "shaders/mud.fs"):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('stops = ["#201008", "#806040"]' if path.suffix == ".toml" else "/*{}*/ void main() {}")
    assert pages() == PAGES


def test_parameters_are_all_there_with_their_numbers() -> None:
    told = rows("parameters.md", "path")
    shipped = shipped_catalogue()
    assert [path for path in told if path in CATALOGUE] == list(CATALOGUE)
    assert set(told) == set(shipped)
    for path, (kind, default, allowed, unit, curve, meaning) in told.items():
        parameter = shipped[path]
        assert (kind, unit, meaning) == (parameter.kind, parameter.unit, parameter.meaning)
        if kind == "float":
            assert [float(end) for end in allowed.split(" to ")] == [parameter.low, parameter.high]
            assert float(default) == parameter.default
            assert curve == parameter.curve
        elif kind == "choice":
            assert tuple(allowed.split(", ")) == parameter.choices
            assert default == parameter.default
    headings = re.findall(r"^## (.*)$", PAGES["parameters.md"], re.MULTILINE)
    assert headings == list(GROUPS.values())
    assert set(rows("parameters.md", "type")) == set(get_args(Kind))
    assert set(rows("parameters.md", "curve")) == set(get_args(Curve))


def test_verbs_are_all_there_and_say_which_are_refused() -> None:
    for page in ("osc.md", "sources.md"):
        told = {line.strip("`").removeprefix("/") for line in rows(page, "address")}
        assert set(VERBS) <= told
    told_osc = rows("osc.md", "address")
    for name, kind in VERBS.items():
        *_, does = told_osc[f"/{name}"]
        assert does.startswith(kind.meaning)
        assert does.endswith("refused") == (name in LOCAL_VERBS)


def test_sources_are_all_there() -> None:
    assert rows("sources.md", "source") == {form: [meaning] for form, meaning in FORMS}


def test_bindings_are_all_there() -> None:
    told = rows("sources.md", "key")
    assert set(KEYS) <= set(told)
    for field in fields(Binding):
        default = told[field.name.rstrip("_")][0].strip("`")
        if field.name in ("source", "parameter"):
            assert default == ""
        elif isinstance(field.default, float):
            assert float(default) == field.default
        else:
            assert default == (field.default or "")
    assert set(rows("sources.md", "relative")) == set(RELATIVES)
    assert set(rows("sources.md", "mode")) == set(get_args(Mode))
    assert set(rows("sources.md", "takeover")) == set(get_args(Takeover))
    assert set(rows("sources.md", "curve")) == set(get_args(Curve))


def test_keys_of_the_keyboard_are_all_there() -> None:
    keyboard = PAGES["sources.md"].partition("## The keyboard")[2]
    said = {
        key.lower(): does
        for keys, does in re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", keyboard, re.MULTILINE)
        for key in keys.split(", ")
    }
    assert {key: said.get(key) for key in VERB_KEYS} == {key: VERBS[verb].meaning for key, verb in VERB_KEYS.items()}
    assert {"1 … 9", "esc"} <= set(said)


def test_keys_of_the_files_are_all_there() -> None:
    page = PAGES["presets.md"]
    for key, meaning in PALETTE_KEYS.items():
        assert f"| `{key}` | {meaning} |" in page
    for key, meaning in {**PRESET_KEYS, **RIG_KEYS}.items():
        assert f"| `{key}` | {meaning} |" in page or f"| `{key}` | {PRESET_KEYS.get(key)} |" in page
    for table, keys in TABLE_KEYS.items():
        for key, meaning in keys.items():
            assert f"| `[{table}]` | `{key}` | {meaning} |" in page
    for key, meaning in TARGET_KEYS.items():
        assert f"| `[[osc.targets]]` | `{key}` | {meaning} |" in page
    assert all(f"`{name}`" in page for name in PALETTES)
    for binding in load_rig(None, CATALOGUE).bindings:
        assert re.search(rf"^\| .*`{binding.source.name}`.* \| `{binding.parameter}` \|", page, re.MULTILINE)


def blocks(page: str, language: str) -> Iterator[str]:
    return (text for kind, text in CODE.findall(PAGES[page]) if kind == language)


def test_the_example_of_a_preset_has_every_key_and_is_right(tmp_path: Path) -> None:
    example, _, _ = blocks("presets.md", "toml")
    path = tmp_path / "example.toml"
    path.write_text(example)
    preset = read_preset(path, CATALOGUE)
    assert all(re.search(rf"^\[*{key}\b", example, re.MULTILINE) for key in PRESET_KEYS)
    assert preset.values
    assert len(preset.bindings) == 4


def test_controllers_are_all_there_with_the_keys_of_their_files() -> None:
    page = PAGES["controllers.md"]
    for keys in (PROFILE_KEYS, CONTROL_KEYS, BINDING_KEYS):
        for key, meaning in keys.items():
            assert f"| `{key}` | {meaning} |" in page
    for name, profile in load_profiles(CATALOGUE)[0].items():
        part = page.partition(f"### {profile.title}\n\n`{name}.toml`")[2].partition("### ")[0]
        assert all(f"`{binding.parameter}`" in part for binding in profile.bindings) and profile.bindings


def test_the_example_of_a_profile_has_every_key_and_is_right(tmp_path: Path) -> None:
    (example,) = blocks("controllers.md", "toml")
    path = tmp_path / "example.toml"
    path.write_text(example)
    profile = read_profile(path, CATALOGUE)
    assert len(profile.controls) == 32 and len(profile.bindings) == 20
    keys = {*PROFILE_KEYS, *CONTROL_KEYS, *BINDING_KEYS} - {"version"}
    assert all(re.search(rf"^\[*{key}\b", example, re.MULTILINE) for key in keys)


def test_the_example_of_a_bank_has_every_key_and_is_right(tmp_path: Path) -> None:
    (example,) = blocks("banks.md", "toml")
    path = tmp_path / "example.toml"
    path.write_text(example)
    assert read_bank(path).looks[:2] == ("first-light", "nerve")
    assert all(re.search(rf"^{key}\b", example, re.MULTILINE) for key in BANK_KEYS)


def test_the_example_of_a_setlist_has_every_key_and_is_right(tmp_path: Path) -> None:
    (example,) = blocks("setlists.md", "toml")
    path = tmp_path / "example.toml"
    path.write_text(example)
    assert len(read_setlist(path).cues) > 3
    assert all(re.search(rf"^\[*{key}\b", example, re.MULTILINE) for key in (*SETLIST_KEYS, *CUE_KEYS))


def test_the_example_of_a_rig_has_every_key_and_is_right(home: Path) -> None:
    _, example, _ = blocks("presets.md", "toml")
    path = home / "presets" / "rigs" / "example.toml"
    path.parent.mkdir(parents=True)
    path.write_text(example)
    rig = load_rig("example", CATALOGUE)
    assert rig.remarks == ()
    given = [field.name for field in fields(Rig) if field.name != "remarks"]
    assert not [name for name in given if getattr(rig, name) in (None, ())]
    assert not [field.name for field in fields(OscRig) if getattr(rig.osc, field.name) in (None, ())]
    keys = {key for table in TABLE_KEYS.values() for key in table} | set(RIG_KEYS) | set(TARGET_KEYS)
    assert all(re.search(rf"^\[*(osc\.)?{key}\b", example, re.MULTILINE) for key in keys)


def test_the_example_of_a_palette_is_one(home: Path) -> None:
    from engine.stage.palettes import read_palette

    *_, example = blocks("presets.md", "toml")
    path = home / "example.toml"
    path.write_text(example)
    assert len(read_palette(path).stops) == 3
    assert all(re.search(rf"^\[*{key}\b", example, re.MULTILINE) for key in PALETTE_KEYS)
    for key, words in (("path", palette.Way), ("kind", palette.Kind)):
        assert re.findall(r"`([\w-]+)`", PALETTE_KEYS[key].partition("; ")[0]) == list(get_args(words))


def test_the_examples_of_bindings_are_right(home: Path) -> None:
    (example,) = blocks("sources.md", "toml")
    path = home / "presets" / "rigs" / "example.toml"
    path.parent.mkdir(parents=True)
    path.write_text(example)
    assert len(load_rig("example", CATALOGUE).bindings) == 9


def test_the_folders_are_those_that_are_read() -> None:
    told = set(rows("presets.md", "in it"))
    assert told <= set(files.KINDS.values())
    ours = {f"presets/{kind}" for kind in ("controllers", "rigs", "palettes", "brains", "banks", "setlists")}
    assert told == {"shaders", "presets", *ours}


@pytest.fixture
def server() -> Iterator[OscServer]:
    opened = OscServer(CATALOGUE, port=0)
    yield opened
    opened.close()


def receive(server: OscServer, known: int) -> list[Control]:
    """What the datagram after the `known` ones said."""
    controls: list[Control] = []

    def arrived() -> bool:
        controls.extend(server.poll(0.0))
        return server.received > known

    wait_until(arrived, what="a datagram")
    return controls


def test_every_line_of_oscsend_does_something(server: OscServer) -> None:
    (script,) = blocks("osc.md", "sh")
    for line in script.splitlines():
        known = server.received
        words = line.replace(" 9000 ", f" {server.port} ").split()
        assert words[0] == "oscsend"
        assert str(server.port) in words
        subprocess.run(words, check=True, timeout=60)
        assert len(receive(server, known)) == 1, line
    assert (server.malformed, server.ignored) == (0, 0)


def test_every_address_takes_the_types_that_are_told(server: OscServer) -> None:
    client = SimpleUDPClient("127.0.0.1", server.port)
    told = rows("osc.md", "address")
    for path, parameter in CATALOGUE.items():
        types = told[path][0]
        for given in re.findall(r"`(\w)`|none", types):
            value: list[object] = {
                "f": [(parameter.low + parameter.high) / 2],
                "s": [parameter.choices[-1:] and parameter.choices[-1]],
                "i": [0],
                "T": [True],
                "F": [False],
                "": [],
            }[given]
            known = server.received
            client.send_message(path, value)
            (control,) = receive(server, known)
            assert isinstance(control, Setting)
            assert control.path == path
            assert parameter.coerce(control.value) is not None
    for name, kind in VERBS.items():
        known, ignored = server.received, server.ignored
        client.send_message(f"/{name}", ["word" if kind.argument == "text" else 1])
        controls = receive(server, known)
        assert (controls == []) == (name in LOCAL_VERBS)
        assert (server.ignored - ignored) == (name in LOCAL_VERBS)


def test_patterns_and_other_addresses_do_what_is_told(server: OscServer) -> None:
    client = SimpleUDPClient("127.0.0.1", server.port)
    known = server.received
    client.send_message("/*/amount", 0.0)
    settings = receive(server, known)
    assert {str(control).split()[0] for control in settings} == {path for path in CATALOGUE if path.endswith("/amount")}
    known = server.received
    client.send_message("/mixer/1/volume", [0.25, "text", 3.0])
    events = receive(server, known)
    assert [(event.source, event.value) for event in events if isinstance(event, Event)] == [
        ("osc/mixer/1/volume", 0.25),
        ("osc/mixer/1/volume#3", 1.0),
    ]


def test_counters_are_those_of_the_port(server: OscServer) -> None:
    told = rows("osc.md", "counter")
    assert told
    assert all(getattr(server, name) == 0 for name in told)
