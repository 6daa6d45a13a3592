"""The sound devices of this machine, as PortAudio lists them, and how to find one by what a person typed.

In: a number, a name or a part of one. Out: `AudioDevice`s, and streams to and from them.
Runs in the ear's process and in `asterism devices`; PortAudio is loaded at the first question, not at import.
"""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from engine.errors import DeviceError
from engine.sound.source import MAX_BLOCK_FRAMES

Direction = Literal["input", "output"]

_MISSING = (
    "The PortAudio library is missing, so no sound device can be used. Install it (Debian and Ubuntu:"
    " sudo apt install libportaudio2 libasound2-plugins; Fedora: sudo dnf install portaudio)."
)
MOST_DELAY_S = 1.0
"""A device that says its sound is older, or sounds later, than this has a broken clock."""

_quieting = threading.Lock()
_MUTE_S, _FIRST_MUTE_S = 1.0, 5.0
_SETTLED_CALLS = 500
_INVALID_RATE, _INVALID_CHANNELS = -9997, -9998  # PaErrorCode, portaudio.h
_HOST_APIS = ("Core Audio", "Windows WASAPI", "ALSA", "JACK Audio Connection Kit", "ASIO", "Windows DirectSound")
"""Host APIs in the order of preference, for the default and for a device that several offer under one name."""


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """A device in one direction. `channels` counts its inputs or its outputs; `number` holds until a `rescan`.

    `rate_hz` is the rate that it is opened at first. `default` marks the one that is used when none is named.
    """

    number: int
    name: str
    host_api: str
    rate_hz: int
    channels: int
    default: bool = False

    def __str__(self) -> str:
        return f"{self.number} {self.name} ({self.host_api})"


def list_inputs() -> list[AudioDevice]:
    """Every device that can be captured from. Raises DeviceError when there is no PortAudio."""
    return _devices("input")


def list_outputs() -> list[AudioDevice]:
    """Every device that can be played to. Raises DeviceError when there is no PortAudio."""
    return _devices("output")


def find_input(wanted: str | None = None) -> AudioDevice:
    """The input that `wanted` means (see `choose`). Raises DeviceError, listing what there is."""
    return choose(list_inputs(), wanted, "input")


def find_output(wanted: str | None = None) -> AudioDevice:
    """The output that `wanted` means (see `choose`). Raises DeviceError, listing what there is."""
    return choose(list_outputs(), wanted, "output")


def choose(devices: Sequence[AudioDevice], wanted: str | None, direction: Direction) -> AudioDevice:
    """The device with the number `wanted`, or that name, or the only one with that part in its name.

    Upper and lower case are the same. "name (host API)" works too. None is the default device, or the first if
    there is no default. Raises DeviceError when none or several fit.
    """
    if not devices:
        # Who plays a file or the demo misses an output, and is past such advice.
        instead = "; `asterism play` needs none with --demo or --file" if direction == "input" else ""
        raise DeviceError(f"This machine has no sound {direction}. Plug one in{instead}.")
    if wanted is None:
        return next((device for device in devices if device.default), devices[0])
    asked = wanted.strip().casefold()
    exact = [device for device in devices if asked in (str(device.number), *_names(device))]
    if exact:
        return min(exact, key=_preference)
    parts = [device for device in devices if any(asked in name for name in _names(device))]
    if len({device.name for device in parts}) == 1:
        return min(parts, key=_preference)
    if parts:
        raise DeviceError(f"Several sound {direction}s are called like {wanted!r}: {_in_line(parts)}. Use a number.")
    raise DeviceError(f"There is no sound {direction} called {wanted!r}. There is: {_in_line(devices)}.")


def rescan() -> None:
    """Look for devices anew: PortAudio's list is otherwise frozen when the process first asks for it.

    Every stream of this process must be closed before, and every number may change.
    """
    sounddevice = portaudio()
    with quiet():
        # sounddevice has no public name for this; the two are what it calls itself at import and at exit.
        with contextlib.suppress(sounddevice.PortAudioError):  # it did not start the last time
            sounddevice._terminate()
        try:
            sounddevice._initialize()
        except sounddevice.PortAudioError as refused:
            raise DeviceError(f"The sound system does not start: {_reason(refused)}.") from refused


def portaudio() -> Any:
    """The module `sounddevice`. Raises DeviceError when the library beneath it is missing or does not start."""
    try:
        import sounddevice
    except OSError as missing:
        raise DeviceError(_MISSING) from missing
    except Exception as refused:
        # At import it starts PortAudio, whose error has no type yet that could be named here.
        raise DeviceError(f"The sound system does not start: {_reason(refused)}.") from refused
    return sounddevice


def open_stream(
    direction: Direction,
    device: AudioDevice,
    rates_hz: Sequence[int],
    channels: int,
    callback: Callable[..., None],
    finished: Callable[[], None],
) -> tuple[Any, int, int]:
    """A PortAudio stream of float32 in blocks of `MAX_BLOCK_FRAMES`, not started, with its rate and channels.

    The first of `rates_hz` that the device takes, with `channels` channels or, if it insists, all that it has.
    An input is opened with the least latency, an output with a safe one. `callback` and `finished` are called
    in PortAudio's thread. Raises DeviceError when the device does not open.
    """
    sounddevice = portaudio()
    make = sounddevice.InputStream if direction == "input" else sounddevice.OutputStream
    refusals = []
    for rate_hz, width in product(dict.fromkeys(rates_hz), dict.fromkeys((channels, device.channels))):
        try:
            with quiet():
                stream = make(
                    device=device.number,
                    samplerate=rate_hz,
                    channels=width,
                    blocksize=MAX_BLOCK_FRAMES,
                    dtype="float32",
                    latency="low" if direction == "input" else "high",
                    callback=callback,
                    finished_callback=finished,
                )
            return stream, rate_hz, width
        except sounddevice.PortAudioError as refused:
            refusals.append(refused)
            if refused.args[1:2] not in ((_INVALID_CHANNELS,), (_INVALID_RATE,)):
                break
    raise DeviceError(
        f"{device.name} does not open: {_reason(refusals[0])}. Perhaps another program holds it."
    ) from refusals[0]


def start_stream(stream: Any, device: AudioDevice) -> None:
    """Let a stream run. Raises DeviceError, and closes it, when it does not."""
    try:
        with quiet():
            stream.start()
    except portaudio().PortAudioError as refused:
        close_stream(stream)
        raise DeviceError(f"{device.name} does not start: {_reason(refused)}.") from refused


def close_stream(stream: Any) -> None:
    """Stop a stream at once and let go of its device, which may be gone; waits for a sound server that hangs."""
    stream.close(ignore_errors=True)


class Heartbeat:
    """Tells a stream that is dead from one that is slow, by its calls: one without any for a second is dead.

    Until it has called `_SETTLED_CALLS` times it has longer: a sound server may first play out what it has buffered.
    """

    __slots__ = ("_calls", "_finished", "_last")

    def __init__(self) -> None:
        self._calls = 0
        self._finished = False
        self._last = time.monotonic()

    def beat(self) -> float:
        """For every call of the callback; returns the time on `time.monotonic()`."""
        self._calls += 1
        self._last = time.monotonic()
        return self._last

    def finish(self) -> None:
        """For the call that says that the stream has ended."""
        self._finished = True

    @property
    def dead(self) -> bool:
        """Whether the stream has ended or hangs."""
        patience = _MUTE_S if self._calls >= _SETTLED_CALLS else _FIRST_MUTE_S
        return self._finished or time.monotonic() - self._last > patience


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what C libraries print to the standard error away from the screen: ALSA tells of every guess it makes.

    For the whole process, so keep it short.
    """
    with _quieting:
        yield from _redirect()


def _redirect() -> Iterator[None]:
    if sys.stderr is not None:  # as in a program without a console
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _devices(direction: Direction) -> list[AudioDevice]:
    sounddevice = portaudio()
    try:
        apis = sounddevice.query_hostapis()
        entries = sounddevice.query_devices()
    except sounddevice.PortAudioError as refused:
        raise DeviceError(f"The sound system does not answer: {_reason(refused)}.") from refused
    # PortAudio's own default is that of its first host API: on Windows the slowest.
    defaults = sorted(
        (_rank(str(api["name"])), int(api[f"default_{direction}_device"]))
        for api in apis
        if api[f"default_{direction}_device"] >= 0
    )
    default = defaults[0][1] if defaults else -1
    devices = []
    for entry in entries:
        if entry[f"max_{direction}_channels"] > 0:
            host_api = str(apis[entry["hostapi"]]["name"])
            devices.append(
                AudioDevice(
                    number=int(entry["index"]),
                    name=str(entry["name"]),
                    host_api=host_api,
                    rate_hz=_first_rate_hz(float(entry["default_samplerate"]), host_api),
                    channels=int(entry[f"max_{direction}_channels"]),
                    default=int(entry["index"]) == default,
                )
            )
    return devices


def _first_rate_hz(reported: float, host_api: str) -> int:
    # Through ALSA, PortAudio reports 44100 of everything that can do it, which is nearly everything, the sound
    # servers' plug-ins among it; nearly all of these run at 48000, and so does the ear.
    return 48_000 if host_api == "ALSA" and reported == 44_100.0 else round(reported)


def _names(device: AudioDevice) -> tuple[str, str]:
    return device.name.casefold(), f"{device.name} ({device.host_api})".casefold()


def _preference(device: AudioDevice) -> int:
    return _rank(device.host_api)


def _rank(host_api: str) -> int:
    return _HOST_APIS.index(host_api) if host_api in _HOST_APIS else len(_HOST_APIS)


def _in_line(devices: Sequence[AudioDevice]) -> str:
    return ", ".join(map(str, devices))


def _reason(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
