"""asterism rig: the rig in use, a check of one, or a new one to start from.

In: the command line, the machine. Out: lines for people; a file in the person's folder.
Main process.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine import files
from engine.errors import AsterismError, FileError

if TYPE_CHECKING:
    from engine.presets.rig import Rig
    from engine.presets.rig_start import Connected

T = TypeVar("T")

EPILOG = """\
asterism rig                 what the rig says that plays when no other is named, and whether it is there
asterism rig show club       the same of the rig club
asterism rig check club      read it; a mistake is told with file and line, and the status is 1. Also: a path
asterism rig new club        write club.toml with what is connected now; a file that is there stays"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `rig` takes."""
    parser.add_argument("what", nargs="?", choices=("show", "check", "new"), default="show", help="default: show")
    parser.add_argument("name", nargs="?", help="a rig's name; for check, a file, too (default: the one in use)")


def run(arguments: argparse.Namespace) -> int:
    """Do it. Status 1 when something that the rig names is not there."""
    if arguments.what == "new":
        return make(arguments.name)
    path, rig = read(arguments.name)
    if arguments.what == "check":
        for remark in rig.remarks:
            print(remark)
        print(f"{path}: well, {len(rig.bindings)} bindings")
        return 0
    print(path)
    absent = 0
    for label, value, problem in describe(rig):
        absent += bool(problem)
        print(f"  {label:<10} {value}" + (f"   ! {problem}" if problem else ""))
    return 1 if absent else 0


def read(name: str | None) -> tuple[Path, "Rig"]:
    """A rig by its name or its path. Raises `FileError` or `PresetError`."""
    from engine.controls.catalogue import plugins_of, show_catalogue
    from engine.isf.shelf import Shelf
    from engine.presets.rig import read_rig
    from engine.presets.rig_bindings import DEFAULT

    given = Path(name) if name else None
    path = given if given is not None and files.is_file(given) else files.find("rigs", name or DEFAULT, ".toml")
    return path, read_rig(path, show_catalogue(plugins_of(Shelf())))


def describe(rig: "Rig") -> Iterator[tuple[str, str, str]]:
    """Label, value and what is wrong with it on this machine now, "" for nothing, of each line."""
    from engine.sound.devices import find_input
    from engine.stage.sdl import find_display, has_display

    def absence(find: Callable[[str], object], wanted: str | None) -> str:
        try:
            if wanted is not None:
                find(wanted)
        except AsterismError as error:
            return str(error)
        return ""

    channels = f", channels {', '.join(map(str, rig.channels))}" if rig.channels else ""
    yield "sound", (rig.device or "the default input") + channels, absence(find_input, rig.device)
    display = rig.display if has_display() else None
    delay = f", {rig.delay_ms:g} ms late" if rig.delay_ms else ""
    yield "picture", (rig.display or "where the window is") + delay, absence(find_display, display)
    wanted = rig.midi.inputs
    there = midi_inputs()
    missing = [part for part in wanted or () if not any(part.lower() in name.lower() for name in there)]
    told = f"not connected: {', '.join(missing)}" if missing else ""
    yield "MIDI", "every input there is" if wanted is None else ", ".join(wanted) or "none", told
    yield "OSC", f"{rig.osc.host or 'this machine'}, port {rig.osc.port or 9000}", ""
    yield "clock", f"trusts {', '.join(rig.clock.trust)}{', joins Link' if rig.clock.link else ''}", ""
    yield "Live", f"{rig.live.host}:{rig.live.port}" if rig.live is not None else "left alone", ""
    yield "show", describe_show(rig), absence_of_show(rig)
    for path, value in rig.show.values.items():
        yield "value", f"{path} {value}", ""
    yield "bindings", str(len(rig.bindings)), ""
    for remark in rig.remarks:
        yield "remark", remark, ""


def describe_show(rig: "Rig") -> str:
    """Where the show begins."""
    show = rig.show
    parts = [f"{word} {name}" for word in ("look", "bank", "setlist") if (name := getattr(show, word))]
    parts += [f"locks {' '.join(show.locks)}"] if show.locks else []
    return ", ".join(parts) or "the first look, the bank of all"


def absence_of_show(rig: "Rig") -> str:
    """What the show would begin with and is not there."""
    show = rig.show
    wanted = (("presets", show.look), ("banks", show.bank), ("setlists", show.setlist))
    missing = [name for kind, name in wanted if name and name != "all" and name not in files.listing(kind, ".toml")]
    return f"not there: {', '.join(missing)}" if missing else ""


def make(name: str | None) -> int:
    """Write a rig to start from. Raises `FileError` where there is one of that name, or it cannot be written."""
    from engine.presets.rig_start import start_rig
    from engine.presets.saving import save_text

    if not name or Path(name).name != name or name.startswith(".") or name.endswith(".toml"):
        raise FileError("Say how the rig shall be called: asterism rig new club")
    path = files.user_folder("rigs") / f"{name}.toml"
    if path.exists():
        raise FileError(f"{path} is there already, and stays. Choose another name, or move that file away.")
    save_text(path, start_rig(name, look_around()), lambda beside: read(str(beside)))
    print(f"{path}\nChange it, then: asterism rig check {name}; asterism play --rig {name}")
    return 0


def look_around() -> "Connected":
    """What is connected now; of what cannot be asked, nothing."""
    from engine.presets.rig_start import Connected
    from engine.sound.devices import find_input, list_inputs
    from engine.stage.sdl import displays, has_display

    sound = [device.name for device in _ask(list_inputs)]
    usual = _ask(lambda: [find_input(None).name])
    screens = [display.name for display in _ask(displays)] if has_display() else []
    return Connected(tuple(dict.fromkeys((*usual, *sound))), screens, midi_inputs())


def midi_inputs() -> list[str]:
    """The names of MIDI inputs as people know them; none where there is no MIDI."""
    from engine.controls.midi.driver import RtMidiDriver
    from engine.controls.midi.names import is_loop, label

    return [label(name) for name in _ask(lambda: RtMidiDriver().names()) if not is_loop(name)]


def _ask(ask: Callable[[], Sequence[T]]) -> Sequence[T]:
    try:
        return ask()
    except AsterismError:
        return ()
