"""The card: what is played into a real sound server is captured, and what happens when nobody reads or it vanishes.

In: tones played with paplay. Out: their pitch and level in the blocks.
A child process captures; the test process plays and measures.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from venue import Pulse, wait_until
from venue.child import Child

from engine.errors import DeviceError
from engine.sound.card import Card
from engine.sound.devices import AudioDevice

RATE_HZ = 48_000

# Opens a card and obeys: "take N FILE" saves N frames once there is sound, "loss" reads until the device is lost.
CAPTURE = """
import json, sys, time
import numpy as np
from engine.errors import DeviceLostError
from engine.sound.card import Card, find_input, list_inputs

wanted = json.loads(sys.argv[1])
card = Card(find_input(wanted.pop("device", None)), **wanted)
begun = time.monotonic()
card.start()
print("open", card.rate_hz, card.channels, card.description, flush=True)
for line in sys.stdin:
    word, *rest = line.split()
    if word == "take":
        blocks, overflows = [], card.overflows
        while sum(len(block.samples) for block in blocks) < int(rest[0]):
            block = card.read(0.1)
            if overflows != card.overflows:  # the machine stalled, and it was counted: take what follows
                blocks, overflows = [], card.overflows
            if block is None:
                continue
            assert begun < block.end_time <= time.monotonic()
            if blocks or abs(block.samples).max() > 0.1:
                blocks.append(block)
        assert all(len(block.samples) <= 256 and block.samples.dtype == np.float32 for block in blocks)
        np.save(rest[1], np.concatenate([block.samples for block in blocks]))
        print("taken", blocks[-1].end_time - blocks[0].end_time, flush=True)
    if word == "drop":
        while not card.overflows:
            time.sleep(0.01)
        held = 0
        while card.read(0.0) is not None:
            held += 1
        print("dropped", card.overflows, held, flush=True)
    if word == "loss":
        try:
            while True:
                card.read(0.1)
        except DeviceLostError as error:
            print("lost", error, flush=True)
        card.close()
        card.close()
        print("closed", flush=True)
"""


def play_tones(pulse: Pulse, path: Path, *tones_hz: float, seconds: float = 60.0) -> None:
    """One channel for each of `tones_hz` (0 is silence), at half of full scale."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    channels = [0.5 * np.sin(2 * np.pi * hz * t) for hz in tones_hz]
    soundfile.write(path, np.stack(channels, axis=1), RATE_HZ, format="WAVEX", subtype="PCM_16")
    pulse.play(path)


def pitch_hz(samples: NDArray[np.float32], rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate_hz / len(samples))


def level(samples: NDArray[np.float32]) -> float:
    """The amplitude of a sine."""
    return float(np.sqrt(2.0 * np.mean(samples**2)))


def test_both_channels_arrive_as_they_were_played(
    pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    child = start_child(CAPTURE, pulse.env, "{}")
    assert child.hear("open") == "48000 2 default (ALSA), inputs 1, 2 of 32, 48000 Hz"
    play_tones(pulse, tmp_path / "tones.wav", 500.0, 1500.0)
    child.say(f"take 30000 {tmp_path / 'heard.npy'}")
    span = float(child.hear("taken"))
    heard = np.load(tmp_path / "heard.npy")[-24_000:]
    assert heard.shape == (24_000, 2)
    assert pitch_hz(heard[:, 0], RATE_HZ) == 500.0
    assert pitch_hz(heard[:, 1], RATE_HZ) == 1500.0
    assert [level(side) for side in heard.T] == pytest.approx([0.5, 0.5], abs=0.01)
    assert span > 0.0
    assert child.end() == 0


def test_one_channel_can_be_picked(pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]) -> None:
    child = start_child(CAPTURE, pulse.env, '{"device": "pulse", "channels": [2]}')
    assert child.hear("open") == "48000 1 pulse (ALSA), input 2 of 32, 48000 Hz"
    play_tones(pulse, tmp_path / "tones.wav", 500.0, 1500.0)
    child.say(f"take 30000 {tmp_path / 'heard.npy'}")
    child.hear("taken")
    heard = np.load(tmp_path / "heard.npy")[-24_000:]
    assert heard.shape == (24_000, 1)
    assert pitch_hz(heard[:, 0], RATE_HZ) == 1500.0


def test_channels_of_an_eight_channel_card_are_picked_in_the_order_asked(
    pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    pulse.control("load-module", "module-null-sink", "sink_name=eight", "channels=8", "rate=48000")
    child = start_child(
        CAPTURE, pulse.env | {"PULSE_SOURCE": "eight.monitor"}, '{"device": "pulse", "channels": [8, 1]}'
    )
    child.hear("open")
    path = tmp_path / "tones.wav"
    play_tones(pulse, path, 440.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1320.0)
    players = wait_until(lambda: pulse.control("list", "short", "sink-inputs").split(), what="the player")
    pulse.control("move-sink-input", players[0], "eight")
    child.say(f"take 30000 {tmp_path / 'heard.npy'}")
    child.hear("taken")
    heard = np.load(tmp_path / "heard.npy")[-24_000:]
    assert pitch_hz(heard[:, 0], RATE_HZ) == 1320.0
    assert pitch_hz(heard[:, 1], RATE_HZ) == 440.0


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_other_rates_keep_the_pitch(
    rate_hz: int, pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    child = start_child(CAPTURE, pulse.env, f'{{"rate_hz": {rate_hz}}}')
    assert child.hear("open").startswith(f"{rate_hz} 2 ")
    play_tones(pulse, tmp_path / "tones.wav", 1000.0, 1000.0)
    child.say(f"take {rate_hz} {tmp_path / 'heard.npy'}")
    child.hear("taken")
    heard = np.load(tmp_path / "heard.npy")[-rate_hz // 2 :, 0]
    assert pitch_hz(heard, rate_hz) == pytest.approx(1000.0, abs=2.0)


def test_blocks_that_nobody_reads_are_dropped_and_counted(pulse: Pulse, start_child: Callable[..., Child]) -> None:
    child = start_child(CAPTURE, pulse.env, "{}")
    child.hear("open")
    child.say("drop")
    overflows, held = map(int, child.hear("dropped").split())
    assert overflows >= 1
    assert 64 <= held < 200  # what was kept is bounded


def test_card_that_vanishes_is_lost_and_can_be_closed(
    pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    child = start_child(CAPTURE, pulse.env, "{}")
    child.hear("open")
    play_tones(pulse, tmp_path / "tones.wav", 500.0, 500.0)
    child.say(f"take 3000 {tmp_path / 'heard.npy'}")
    child.hear("taken")
    child.say("loss")
    pulse.stop()
    assert child.hear("lost") == "default is gone."
    child.hear("closed")
    assert child.end() == 0


def test_server_that_hangs_is_lost(pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]) -> None:
    child = start_child(CAPTURE, pulse.env, "{}")
    child.hear("open")
    play_tones(pulse, tmp_path / "tones.wav", 500.0, 500.0)
    child.say(f"take {3 * RATE_HZ} {tmp_path / 'heard.npy'}")
    child.hear("taken")
    with pulse.hanging():
        child.say("loss")
        assert child.hear("lost") == "default is gone."
    child.hear("closed")


GONE = """
from engine.errors import DeviceError
from engine.sound.card import Card, find_input
device = find_input("default")
input("listed\\n")
try: Card(device).start()
except DeviceError as error: print("error", error)
"""


def test_card_that_is_gone_before_it_opens_is_an_error(pulse: Pulse, start_child: Callable[..., Child]) -> None:
    child = start_child(GONE, pulse.env)
    child.hear("listed")
    pulse.stop()
    child.say()
    assert child.hear("error").startswith("default does not open: ")
    assert child.end() == 0


@pytest.mark.parametrize("channels", [(0,), (3,), (1, 9), (-1,)])
def test_channel_that_the_card_lacks_is_refused(channels: tuple[int, ...]) -> None:
    with pytest.raises(DeviceError, match=r"has no input .*Its inputs are 1 to 2\."):
        Card(AudioDevice(0, "Line", "ALSA", RATE_HZ, 2), channels=channels)


@pytest.mark.parametrize(("inputs", "heard"), [(1, 1), (2, 2), (16, 16), (18, 2), (128, 2)])
def test_all_channels_are_heard_unless_there_are_absurdly_many(inputs: int, heard: int) -> None:
    assert Card(AudioDevice(0, "Line", "ALSA", RATE_HZ, inputs)).channels == heard


def test_long_list_of_channels_is_described_in_short() -> None:
    card = Card(AudioDevice(0, "Stage box", "ALSA", 96_000, 8))
    assert card.description == "Stage box (ALSA), inputs 1, 2, 3, 4 … of 8, 96000 Hz"


def test_card_that_was_never_started_is_not_there() -> None:
    card = Card(AudioDevice(0, "Line", "ALSA", RATE_HZ, 2))
    with pytest.raises(DeviceError, match="Line is gone"):
        card.read(0.0)
    card.close()
