"""FluidSynth by its C library: tracks of notes in, one signal per group of tracks out, faster than real time.

In: tracks of notes with the soundfonts that play them. Out: mono float32 (groups, n).
Needs libfluidsynth 2.x (an LGPL system library, opened at run time). Run wherever a song is rendered.

The library works in blocks of 64 samples: notes begin on one of them, at most 0.7 ms early or late at 48 kHz.
Functions and settings: https://www.fluidsynth.org/api/, "Settings reference" and "Synthesizer".
"""

import ctypes
import ctypes.util
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing.soundfonts import INSTALL
from engine.errors import DeviceError

BLOCK = 64

#: Left and right are added, so that a sound in the middle keeps its level at a gain of a half; fonts leave room above.
GAIN = 0.25

#: How long a note is listened to for its attack, and the share of the peak within it where the attack is.
PROBE_S = 0.05
ATTACK_SHARE = 0.1

_GENERATOR_COARSE_TUNE, _GENERATOR_FINE_TUNE = 51, 52
_BEND_RANGE = 2


@dataclass(frozen=True, slots=True)
class Note:
    """A key held from `t` for `length` seconds; `velocity` 1..127; `bend` in semitones, -2..2, for its channel."""

    t: float
    length: float
    key: int
    velocity: int
    bend: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """One channel: who plays what, heard in `group`.

    `cents` tunes it, -1200..1200; `controls` are MIDI controllers set before it begins. `prompt`: notes are begun
    early by the time that their sample takes to sound, so that the attack is heard at their time.
    """

    group: int
    font: Path
    bank: int
    program: int
    notes: tuple[Note, ...]
    cents: float = 0.0
    controls: tuple[tuple[int, int], ...] = ()
    prompt: bool = True


@dataclass(frozen=True, slots=True)
class _Event:
    block: int
    order: int  # what ends comes before what begins
    channel: int
    note: Note


def render(tracks: Sequence[Track], groups: int, length_s: float, rate_hz: int = 48_000) -> NDArray[np.float32]:
    """Play all tracks: float32 (groups, n), n = round(length_s * rate_hz), left and right averaged, no effects.

    The same arguments give the same samples. `DeviceError` without the library, or for a font or a program that
    cannot be had.
    """
    count = round(length_s * rate_hz)
    blocks = -(-count // BLOCK)
    out = np.zeros((groups, blocks * BLOCK), np.float32)
    most = max((Counter(track.group for track in tracks)).values(), default=1)
    with _synth(groups, groups * most, rate_hz) as synth:
        channels = _Channels(synth, tracks, groups)
        events: list[_Event] = []
        for track, channel in zip(tracks, channels.numbers, strict=True):
            delays = channels.delays(track, channel, rate_hz) if track.prompt else {}
            events += _events(track, channel, delays, blocks, rate_hz)
        events.sort(key=lambda event: (event.block, event.order, event.channel, event.note.key))
        first = _places(out)
        at = 0
        for event in events:
            if event.block > at:
                synth.process((event.block - at) * BLOCK, first + np.uintp(4 * BLOCK * at))
                at = event.block
            synth.act(event.channel, event.note, begins=event.order == 1)
        if blocks > at:
            synth.process((blocks - at) * BLOCK, first + np.uintp(4 * BLOCK * at))
    return out[:, :count]


def _events(track: Track, channel: int, delays: dict[int, float], blocks: int, rate_hz: int) -> Iterator[_Event]:
    """Begin and end of every note. A key that is struck again ends just before it, or it would end the new one."""
    after: dict[int, int] = {}
    for note in sorted(track.notes, key=lambda note: -note.t):
        begin = max(0, round((note.t - delays.get(note.key, 0.0)) * rate_hz / BLOCK))
        end = max(begin + 1, round((note.t + note.length) * rate_hz / BLOCK))
        end = min(end, max(begin + 1, after.get(note.key, end)))
        after[note.key] = begin
        if begin < blocks:
            yield _Event(begin, 1, channel, note)
            if end < blocks:
                yield _Event(end, 0, channel, note)


def _places(buffers: NDArray[np.float32]) -> NDArray[np.uintp]:
    """Where the left and the right of each group are to be written: the library adds both to the same samples."""
    return np.repeat(np.array([buffer.ctypes.data for buffer in buffers], np.uintp), 2)


class _Synth:
    """A thin skin over the library's object."""

    def __init__(self, library: ctypes.CDLL, handle: int, groups: int) -> None:
        self._library = library
        self._handle = ctypes.c_void_p(handle)
        self._groups = groups

    def load(self, font: Path) -> int:
        number = int(self._library.fluid_synth_sfload(self._handle, str(font).encode(), 0))
        if number < 0:
            raise DeviceError(f"{font} is not a soundfont that FluidSynth can read. Install its package again.")
        return number

    def set_up(self, channel: int, font: int, track: Track) -> None:
        library, handle = self._library, self._handle
        if library.fluid_synth_program_select(handle, channel, font, track.bank, track.program) != 0:
            raise DeviceError(f"{track.font} has no program {track.program} in bank {track.bank}.")
        coarse = round(track.cents / 100.0)
        library.fluid_synth_set_gen(handle, channel, _GENERATOR_COARSE_TUNE, ctypes.c_float(coarse))
        library.fluid_synth_set_gen(handle, channel, _GENERATOR_FINE_TUNE, ctypes.c_float(track.cents - 100.0 * coarse))
        library.fluid_synth_pitch_wheel_sens(handle, channel, _BEND_RANGE)
        for control, value in track.controls:
            library.fluid_synth_cc(handle, channel, control, value)

    def act(self, channel: int, note: Note, begins: bool) -> None:
        if not begins:
            self._library.fluid_synth_noteoff(self._handle, channel, note.key)
            return
        bend = min(16383, max(0, round(8192 + 8192 * note.bend / _BEND_RANGE)))
        self._library.fluid_synth_pitch_bend(self._handle, channel, bend)
        self._library.fluid_synth_noteon(self._handle, channel, note.key, note.velocity)

    def process(self, count: int, buffers: NDArray[np.uintp]) -> None:
        self._library.fluid_synth_process(
            self._handle, count, 0, None, 2 * self._groups, ctypes.c_void_p(buffers.ctypes.data)
        )

    def silence(self, channel: int) -> None:
        self._library.fluid_synth_all_sounds_off(self._handle, channel)


class _Channels:
    """Which channel each track has: the library sends channel c to group c modulo the number of groups."""

    def __init__(self, synth: _Synth, tracks: Sequence[Track], groups: int) -> None:
        self._synth = synth
        self._groups = groups
        self.numbers: list[int] = []
        fonts: dict[Path, int] = {}
        taken = [0] * groups
        for track in tracks:
            channel = track.group + groups * taken[track.group]
            taken[track.group] += 1
            if track.font not in fonts:
                fonts[track.font] = synth.load(track.font)
            synth.set_up(channel, fonts[track.font], track)
            self.numbers.append(channel)

    def delays(self, track: Track, channel: int, rate_hz: int) -> dict[int, float]:
        """How long the sample of every key that the track uses takes to sound, in s: played alone, once."""
        length = -(-round(PROBE_S * rate_hz) // BLOCK) * BLOCK
        loudest: dict[int, int] = {}
        for note in track.notes:
            loudest[note.key] = max(note.velocity, loudest.get(note.key, 0))
        delays = {}
        for key, velocity in loudest.items():
            heard = np.zeros((self._groups, length), np.float32)
            self._synth.act(channel, Note(0.0, 0.0, key, velocity), begins=True)
            self._synth.process(length, _places(heard))
            self._synth.silence(channel)
            level = np.abs(heard).max(axis=0)
            delays[key] = float(np.argmax(level > ATTACK_SHARE * level.max())) / rate_hz
        return delays


@contextmanager
def _synth(groups: int, channels: int, rate_hz: int) -> Iterator[_Synth]:
    library = open_library()
    settings = library.new_fluid_settings()
    numbers = {
        "synth.audio-groups": groups,
        "synth.audio-channels": groups,
        # In multiples of 16, says the library.
        "synth.midi-channels": 16 * math.ceil(channels / 16),
        "synth.polyphony": 192,
        "synth.reverb.active": 0,
        "synth.chorus.active": 0,
        # Only the samples of the programs in use are read from the disk.
        "synth.dynamic-sample-loading": 1,
        "synth.lock-memory": 0,
        "synth.threadsafe-api": 0,
    }
    for name, value in numbers.items():
        library.fluid_settings_setint(settings, name.encode(), value)
    library.fluid_settings_setnum(settings, b"synth.sample-rate", float(rate_hz))
    library.fluid_settings_setnum(settings, b"synth.gain", GAIN)
    handle = library.new_fluid_synth(settings)
    if not handle:
        library.delete_fluid_settings(settings)
        raise DeviceError(f"FluidSynth refuses {groups} groups at {rate_hz} Hz.")
    try:
        yield _Synth(library, handle, groups)
    finally:
        library.delete_fluid_synth(handle)
        library.delete_fluid_settings(settings)


def open_library(name: str | None = None) -> ctypes.CDLL:
    """FluidSynth's library, by its own `name` or wherever the system has it; `DeviceError` says what to install."""
    for candidate in (name,) if name else ("libfluidsynth.so.3", ctypes.util.find_library("fluidsynth")):
        if candidate is None:
            continue
        try:
            return _declare(ctypes.CDLL(candidate))
        except OSError:
            continue
    raise DeviceError(f"FluidSynth's library is not installed. On Debian and Ubuntu: {INSTALL}")


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    """The signatures of the functions in use; without them, ctypes would cut pointers in half."""
    p, i, d, f, s = ctypes.c_void_p, ctypes.c_int, ctypes.c_double, ctypes.c_float, ctypes.c_char_p
    signatures: dict[str, tuple[type | None, list[type]]] = {
        "new_fluid_settings": (p, []),
        "delete_fluid_settings": (None, [p]),
        "fluid_settings_setint": (i, [p, s, i]),
        "fluid_settings_setnum": (i, [p, s, d]),
        "new_fluid_synth": (p, [p]),
        "delete_fluid_synth": (None, [p]),
        "fluid_synth_sfload": (i, [p, s, i]),
        "fluid_synth_program_select": (i, [p, i, i, i, i]),
        "fluid_synth_set_gen": (i, [p, i, i, f]),
        "fluid_synth_pitch_wheel_sens": (i, [p, i, i]),
        "fluid_synth_pitch_bend": (i, [p, i, i]),
        "fluid_synth_cc": (i, [p, i, i, i]),
        "fluid_synth_noteon": (i, [p, i, i, i]),
        "fluid_synth_noteoff": (i, [p, i, i]),
        "fluid_synth_all_sounds_off": (i, [p, i]),
        "fluid_synth_process": (i, [p, i, i, p, i, p]),
        "fluid_set_log_function": (p, [i, p, p]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    # It would write its warnings (a missing program: an error here) to the terminal.
    for level in range(5):
        library.fluid_set_log_function(level, None, None)
    return library
