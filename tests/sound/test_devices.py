"""Finding a sound device by what a person typed, and machines that have none.

In: lists of devices as several platforms give them. Out: the device meant, or an error that lists what there is.
Runs in the test process; the real list of a real server is asked for in a child.
"""

import ctypes.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from venue import Pulse

from engine.errors import DeviceError
from engine.sound.devices import AudioDevice, Heartbeat, choose, list_inputs, quiet

ROOT = Path(__file__).parents[2]

STAGE = [
    AudioDevice(0, "HDA Intel PCH: ALC257 Analog (hw:0,0)", "ALSA", 48_000, 2),
    AudioDevice(2, "Scarlett 2i2 USB: Audio (hw:1,0)", "ALSA", 44_100, 2),
    AudioDevice(3, "Scarlett 18i20 USB: Audio (hw:2,0)", "ALSA", 96_000, 18),
    AudioDevice(5, "default", "ALSA", 48_000, 32, default=True),
]
WINDOWS = [
    AudioDevice(1, "Line (Xone:96)", "MME", 44_100, 2, default=True),
    AudioDevice(7, "Line (Xone:96)", "Windows DirectSound", 44_100, 2),
    AudioDevice(11, "Line (Xone:96)", "Windows WASAPI", 48_000, 4),
    AudioDevice(12, "Microphone (Webcam)", "Windows WASAPI", 48_000, 1),
]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (None, 5),
        ("2", 2),
        (" 3 ", 3),
        ("default", 5),
        ("DEFAULT", 5),
        ("18i20", 3),
        ("scarlett 2i2", 2),
        ("hda intel", 0),
        ("default (alsa)", 5),
        ("hw:2,0", 3),
    ],
)
def test_device_is_found_by_number_name_or_part(wanted: str | None, number: int) -> None:
    assert choose(STAGE, wanted, "input").number == number


def test_exact_name_wins_over_a_longer_one() -> None:
    devices = [AudioDevice(0, "USB Audio 2", "ALSA", 48_000, 2), AudioDevice(1, "USB Audio", "ALSA", 48_000, 2)]
    assert choose(devices, "usb audio", "input").number == 1


def test_number_wins_over_a_name_that_contains_it() -> None:
    assert choose(STAGE, "2", "input").name.startswith("Scarlett 2i2")


def test_number_that_is_no_devices_may_be_part_of_a_name() -> None:
    assert choose(STAGE, "18", "input").number == 3


def test_same_name_under_several_host_apis_is_one_device() -> None:
    assert choose(WINDOWS, "Line (Xone:96)", "input").number == 11
    assert choose(WINDOWS, "xone", "input").number == 11
    assert choose(WINDOWS, "Line (Xone:96) (MME)", "input").number == 1
    assert choose(WINDOWS, "7", "input").number == 7


def test_first_device_stands_in_for_a_missing_default() -> None:
    assert choose(STAGE[:3], None, "output").number == 0


def test_ambiguous_part_lists_what_it_fits() -> None:
    with pytest.raises(DeviceError) as refusal:
        choose(STAGE, "scarlett", "input")
    words = str(refusal.value)
    assert "2 Scarlett 2i2" in words
    assert "3 Scarlett 18i20" in words
    assert "HDA" not in words
    assert "number" in words


def test_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(DeviceError) as refusal:
        choose(STAGE, "mixer", "input")
    assert "'mixer'" in str(refusal.value)
    for device in STAGE:
        assert f"{device.number} {device.name} (ALSA)" in str(refusal.value)


@pytest.mark.parametrize("wanted", [None, "mixer"])
def test_machine_without_devices_says_what_to_do(wanted: str | None) -> None:
    with pytest.raises(DeviceError, match=r"no sound input.*--demo"):
        choose([], wanted, "input")


def test_who_lacks_an_output_is_not_told_to_play_the_demo() -> None:
    """It is the demo, or a file, that lacks one."""
    with pytest.raises(DeviceError, match=r"no sound output\. Plug one in\.$"):
        choose([], None, "output")


def test_missing_portaudio_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    with pytest.raises(DeviceError, match="apt install libportaudio2"):
        list_inputs()
    assert "sounddevice" not in sys.modules


def test_quiet_hides_what_c_prints_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    print("before", file=sys.stderr, flush=True)
    with quiet():
        os.write(2, b"ALSA lib confmisc.c: something\n")
    print("after", file=sys.stderr, flush=True)
    assert capfd.readouterr().err == "before\nafter\n"


def test_quiet_ends_with_an_error_inside(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), quiet():
        raise ZeroDivisionError
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_stream_that_stops_calling_is_dead_after_a_second(clock: list[float]) -> None:
    heartbeat = Heartbeat()
    for _ in range(500):
        clock[0] += 0.9
        assert not heartbeat.dead
        assert heartbeat.beat() == clock[0]
    clock[0] += 1.1
    assert heartbeat.dead


def test_new_stream_has_longer(clock: list[float]) -> None:
    heartbeat = Heartbeat()
    heartbeat.beat()
    clock[0] += 4.9
    assert not heartbeat.dead
    clock[0] += 0.2
    assert heartbeat.dead


def test_stream_that_says_it_ended_is_dead_at_once(clock: list[float]) -> None:
    heartbeat = Heartbeat()
    heartbeat.beat()
    heartbeat.finish()
    assert heartbeat.dead


LISTING = """
from engine.sound import card
from engine.errors import DeviceError
for device in card.list_inputs(): print("in", device, device.channels, device.rate_hz)
for device in card.list_outputs(): print("out", device)
print("default", card.find_input(None).name, card.find_output(None).name)
for wanted in ("mixer", "PUL", "l"):
    try: print("found", card.find_input(wanted).name)
    except DeviceError as error: print("error", error)
"""


def ask(code: str, env: dict[str, str]) -> list[str]:
    answer = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    return answer.stdout.splitlines()


def test_devices_of_a_sound_server_are_listed_and_found(pulse: Pulse) -> None:
    lines = ask(LISTING, pulse.env)
    assert lines == [
        "in 0 pulse (ALSA) 32 48000",
        "in 1 default (ALSA) 32 48000",
        "out 0 pulse (ALSA)",
        "out 1 default (ALSA)",
        "default default default",
        "error There is no sound input called 'mixer'. There is: 0 pulse (ALSA), 1 default (ALSA).",
        "found pulse",
        "error Several sound inputs are called like 'l': 0 pulse (ALSA), 1 default (ALSA). Use a number.",
    ]


RESCAN = """
import sys
from engine.sound import card
for line in sys.stdin:
    card.rescan()
    print(len(card.list_inputs()), flush=True)
"""


def test_rescan_sees_the_server_go_and_return(pulse: Pulse) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", RESCAN],
        env=pulse.env,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None

        def count() -> int:
            print(file=child.stdin, flush=True)
            return int(child.stdout.readline() if child.stdout else "-1")

        assert count() == 2
        pulse.stop()
        assert count() == 0
        pulse.start()
        assert count() == 2
        child.stdin.close()
        assert child.wait(30) == 0
