"""Opening the show: sound, network, screen, looks, hands; loud about what is wrong, one line about each choice.

In: what the person asked for. Out: a show that plays until it ends.
Main process, at the start. Whatever is opened here is closed here.
"""

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import moderngl

from engine import files
from engine.brain import Weights, gather, load_weights
from engine.controls.binding import Binding
from engine.controls.catalogue import plugins_of, show_catalogue
from engine.controls.clock import Clock
from engine.controls.clock.link import Link
from engine.controls.keys import Keyboard
from engine.controls.layer import missing_ports
from engine.controls.midi.controllers import Controllers
from engine.controls.midi.inputs import MidiInputs
from engine.controls.midi.post import Post
from engine.errors import DeviceError
from engine.hearing.listener import Listener
from engine.isf.shelf import Shelf
from engine.presets.controller import load_profiles
from engine.presets.library import Library
from engine.presets.rig import Rig, load_rig
from engine.presets.rig_bindings import RigBindings
from engine.show.capture import Capture
from engine.show.choices import Wishes, choose_screen, choose_source
from engine.show.company import Input
from engine.show.learning import Learning
from engine.show.live import open_live
from engine.show.notices import Notices
from engine.show.osc import OpenOsc, open_osc
from engine.show.performance import Performance
from engine.show.player import Player
from engine.show.terminal import Terminal
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import Screen

_FILM_HZ = 30.0
_KEYS = (
    "keys: F fullscreen, B blackout, N/P looks, 1-9 a look, S save, U undo, T tap, H overlay, L learn, O OSC, X X-ray, "
    "Esc quit"
)


@dataclass(frozen=True, slots=True)
class Evening:
    """What the person asked for besides sound and screen. None: what the rig says, or else what is usual."""

    preset: str | None = None
    bank: str | None = None
    setlist: str | None = None
    units: int = 128
    weights: Path | None = None
    seed: int = 1
    rig: str | None = None
    midi: tuple[str, ...] | None = None
    osc_host: str | None = None
    osc_port: int | None = None
    osc_log: Path | None = None
    live: str | None = None
    link: bool = False
    record: Path | None = None
    overlay: bool = False
    seconds: float | None = None


def play(wishes: Wishes, evening: Evening) -> None:
    """Open everything, play, close everything. Raises an `AsterismError` for what cannot be opened."""
    with contextlib.ExitStack() as opened:
        _end_in_order()
        terminal = Terminal()
        opened.callback(terminal.close)
        say = terminal.say
        notices = Notices(time.monotonic, terminal.warn)
        logging.getLogger("engine").addHandler(notices)
        opened.callback(logging.getLogger("engine").removeHandler, notices)
        shelf = Shelf()
        rig = load_rig(evening.rig, show_catalogue(plugins_of(shelf)))
        wishes = _follow_rig(wishes, rig)
        weights, path = load_network(evening.units, evening.weights)
        gather(weights)  # the ear, a process of its own, could only say later that one of those does not load
        source, reason = choose_source(wishes)
        say("sound", reason)
        say("network", f"{weights.units} units, {path}")
        listener = Listener(source, path, weights.units)
        opened.callback(listener.close)
        screen, reason = choose_screen(wishes)
        opened.callback(screen.close)
        say("picture", reason)
        preset = evening.preset or rig.show.look or None
        performance, library = open_performance(
            screen.context, weights, preset, rig.bindings, evening.seed, shelf, _open_clock(rig, evening, say)
        )
        opened.callback(performance.clock.close)
        opened.callback(performance.desk.close)
        performance.board.set("/clock/lead", rig.delay_ms)
        _lay_the_desk(performance, rig, evening)
        for error in (*shelf.errors, *library.errors, *library.remarks, *performance.desk.selection.banks.errors):
            notices.add(str(error))
        midi, osc = _open_hands(performance, library, rig, evening, notices, say)
        opened.callback(osc.close)
        inputs: list[Input] = [midi, osc.server]
        outlets = [midi, *osc.outlets]
        live = open_live(performance, library, rig.live, evening.live, notices, say)
        inputs += live
        outlets += live
        for hand in inputs:
            opened.callback(hand.close)
        if performance.preset:
            say("look", f"{performance.preset.name}, one of {len(library.names)}: {', '.join(library.names)}")
        learning = _open_learning(performance, library, evening, midi, notices)
        opened.callback(learning.close)
        for partner in live:
            partner.follow_learning(lambda: learning.is_open)
        watcher = _open_film(screen, wishes, evening, say)
        if watcher is not None:
            opened.callback(lambda: say("film", watcher.close()))
        player = Player(
            screen=screen,
            performance=performance,
            listener=listener,
            keyboard=Keyboard(),
            inputs=inputs,
            notices=notices,
            outlets=outlets,
            learning=learning,
            monitor=osc.monitor,
            partners=[*live],
            rate_hz=wishes.rate_hz,
            watcher=watcher,
            seconds=evening.seconds,
            overlay_on=evening.overlay,
            first_picture=lambda: say("ready", _KEYS),
        )
        if not isinstance(screen, HeadlessWindow):
            _outlive_terminal()
        with contextlib.suppress(KeyboardInterrupt):
            player.run()


def _end_in_order() -> None:
    """Whoever asks the process to end gets the same orderly end as with Ctrl-C: the film is finished."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _outlive_terminal() -> None:
    """Who closes the terminal, or loses the line to the machine, leaves the picture: it has keys to end it."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def load_network(units: int, weights: Path | None) -> tuple[Weights, Path]:
    """The network of so many units, or the one in a file. Raises `FileError` or `WeightsError`."""
    path = weights or files.find("brains", str(units), ".safetensors")
    return load_weights(path), path


def open_performance(
    context: moderngl.Context,
    weights: Weights,
    preset: str | None,
    bindings: Sequence[Binding],
    seed: int,
    shelf: Shelf | None = None,
    clock: Clock | None = None,
) -> tuple[Performance, Library]:
    """A performance with its look recalled: `preset` by name or number, or else the first. `shelf`: its ISF files.

    Raises `PresetError` when the look that was asked for is not there or broken, `ShaderError` for broken shaders.
    """
    shelf = shelf if shelf is not None else Shelf()
    catalogue = show_catalogue(plugins_of(shelf))
    library = Library(catalogue)
    performance = Performance(context, weights, catalogue, library, bindings, seed, shelf, clock)
    performance.recall(library.find(preset if preset is not None else 1))
    return performance, library


def _lay_the_desk(performance: Performance, rig: Rig, evening: Evening) -> None:
    """Bank, locks, setlist and the table's own parameters, as they are at the start. Raises `PresetError`."""
    desk, show = performance.desk, rig.show
    for path, value in show.values.items():
        performance.board.set(path, value)
    for word in show.locks:
        desk.locks.lock(word)
    bank, setlist = evening.bank or show.bank, evening.setlist or show.setlist
    if bank:
        desk.selection.enter(desk.selection.banks.find(bank))
    if setlist:
        desk.cues.open(setlist)
        if not (evening.preset or show.look):
            desk.cues.begin()


def _follow_rig(wishes: Wishes, rig: Rig) -> Wishes:
    """What the person did not say is as the rig says."""
    named = wishes.file is not None or wishes.demo or wishes.device is not None
    return replace(
        wishes,
        device=wishes.device if named else rig.device,
        channels=wishes.channels or rig.channels,
        display=wishes.display or rig.display,
    )


def _open_hands(
    performance: Performance,
    library: Library,
    rig: Rig,
    evening: Evening,
    notices: Notices,
    say: Callable[[str, str], None],
) -> tuple[Controllers, OpenOsc]:
    """MIDI and OSC. Raises `DeviceError` for a controller or port that the command line names and that is not there."""
    names = evening.midi if evening.midi is not None else rig.midi.inputs
    profiles, mistakes = load_profiles(performance.board.catalogue)
    for mistake in mistakes:
        notices.add(str(mistake))
    midi = Controllers(MidiInputs(names, insist=evening.midi is not None), profiles, Post(), settings=rig.midi)
    osc = open_osc(
        performance, rig.osc, evening.units, evening.osc_host, evening.osc_port, evening.osc_log, lambda: library.names
    )
    say("hands", f"{osc.described}; MIDI: {midi.describe()}")
    return midi, osc


def _open_learning(
    performance: Performance, library: Library, evening: Evening, midi: Controllers, notices: Notices
) -> Learning:
    """Learning, which looks after the rig's bindings while it plays."""
    rig = RigBindings(evening.rig, performance.board.catalogue)
    learning = Learning(performance.patchbay, rig, lambda: library.names, midi.name_of)
    performance.follow_catalogue(learning.adopt)
    for port in missing_ports(rig.bindings, midi.inputs.open_names):
        notices.add(f"The rig has bindings for {port!r}: there is no such MIDI input now. They work once it is there.")
    return learning


def _open_clock(rig: Rig, evening: Evening, say: Callable[[str, str], None]) -> Clock:
    """The clock, in a Link session if that is wished. Raises `DeviceError` when the person asks for it in vain."""
    link = None
    if evening.link or rig.clock.link:
        try:
            link = Link()
            say("link", "joins a session of Ableton Link as soon as there is one, and sets no tempo")
        except DeviceError as error:
            if evening.link:
                raise
            say("link", str(error))
    return Clock(trust=rig.clock.trust, link=link, midi_ports=rig.clock.midi)


def _open_film(screen: Screen, wishes: Wishes, evening: Evening, say: Callable[[str, str], None]) -> Capture | None:
    """A film of the show: when asked for, and where nobody could see it otherwise."""
    hidden = isinstance(screen, HeadlessWindow)
    if evening.record is None and not hidden:
        return None
    film = evening.record or Path.cwd() / f"asterism-{datetime.now():%Y%m%d-%H%M%S}.mp4"
    capture = Capture(film, screen, wishes.rate_hz or _FILM_HZ)
    reason = "" if evening.record else ", because nobody sees the picture"
    if capture.film != film:
        reason += f", because {film.name} or its contact sheet is there already"
    say("film", f"{capture.film}{reason}")
    return capture
