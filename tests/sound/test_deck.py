"""The deck: the tape's samples in real time, the same for the ear as for the room, whatever becomes of the device.

In: tapes of noise. Out: blocks, and what a foreign recorder (parec) hears in the room.
To nobody: in the test process. To a real sound server: in a child process.
"""

import logging
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from venue import Pulse, stop, wait_until
from venue.child import Child

from engine.errors import DeviceError
from engine.sound import deck as deck_module
from engine.sound.deck import Deck
from engine.sound.devices import AudioDevice
from engine.sound.output import spread
from engine.sound.source import MAX_BLOCK_FRAMES, Block, Samples
from engine.sound.tape import FileTape, MemoryTape

RATE_HZ = 48_000


def noise(seconds: float, channels: int = 2, rate_hz: int = RATE_HZ) -> Samples:
    drawn = np.random.default_rng(3).uniform(-0.4, 0.4, (round(seconds * rate_hz), channels))
    drawn[0] = 0.4  # where it begins can be seen
    return (np.round(drawn * 32_767) / 32_768).astype(np.float32)


def read_blocks(deck: Deck, frames: int) -> list[Block]:
    blocks: list[Block] = []
    while sum(len(block.samples) for block in blocks) < frames:
        block = deck.read(0.1)
        if block is not None:
            assert block.end_time <= time.monotonic()
            blocks.append(block)
    return blocks


def joined(blocks: list[Block]) -> Samples:
    return np.concatenate([block.samples for block in blocks])


@pytest.fixture
def play() -> Iterator[Callable[..., Deck]]:
    decks: list[Deck] = []

    def start(*arguments: object, **options: object) -> Deck:
        decks.append(Deck(*arguments, **options))  # type: ignore[arg-type]
        decks[-1].start()
        return decks[-1]

    yield start
    for deck in decks:
        deck.close()
        deck.close()


def test_tape_is_heard_whole_and_then_silence(play: Callable[..., Deck]) -> None:
    sound = noise(0.3)
    deck = play(MemoryTape(sound, RATE_HZ), None, loop=False)
    assert (deck.rate_hz, deck.channels) == (RATE_HZ, 2)
    blocks = read_blocks(deck, 20_000)
    heard = joined(blocks)
    assert {block.samples.shape for block in blocks} == {(MAX_BLOCK_FRAMES, 2)}
    assert np.array_equal(heard[: len(sound)], sound)
    assert not heard[len(sound) :].any()


def test_loop_goes_on_without_a_gap(play: Callable[..., Deck]) -> None:
    sound = noise(0.1)
    deck = play(MemoryTape(sound, RATE_HZ), None, loop=True)
    heard = joined(read_blocks(deck, 3 * len(sound)))
    assert np.array_equal(heard, np.tile(sound, (4, 1))[: len(heard)])


def test_blocks_end_one_block_length_after_another(play: Callable[..., Deck]) -> None:
    deck = play(MemoryTape(noise(0.5), RATE_HZ), None)
    ends = [block.end_time for block in read_blocks(deck, 10_000)]
    if not deck.overflows:  # a machine that stalled for half a second is counted, and skips
        assert np.diff(ends) == pytest.approx(MAX_BLOCK_FRAMES / RATE_HZ, abs=1e-6)
    assert len(ends) == 40


def test_nothing_comes_before_it_is_due(play: Callable[..., Deck]) -> None:
    deck = play(MemoryTape(noise(0.5, rate_hz=8000), 8000), None)
    wait_until(lambda: deck.read(0.1), what="the first block")
    assert deck.read(0.0) is None


def test_file_is_played_at_its_own_rate(play: Callable[..., Deck], tmp_path: Path) -> None:
    sound = noise(0.2, channels=1, rate_hz=22_050)
    soundfile.write(tmp_path / "song.wav", sound, 22_050, subtype="FLOAT")
    deck = play(FileTape(tmp_path / "song.wav"), None)
    assert (deck.rate_hz, deck.channels) == (22_050, 1)
    assert "song.wav" in deck.description
    assert np.array_equal(joined(read_blocks(deck, 4000))[:4000], sound[:4000])


class BrokenTape:
    """A tape that fails after ten blocks."""

    rate_hz, channels, name, length_s = RATE_HZ, 1, "broken", 10.0

    def blocks(self, frames: int, *, loop: bool = False, start: float = 0.0) -> Iterator[Samples]:
        yield from [np.ones((256, 1), np.float32)] * 10
        raise RuntimeError("the disk is gone")


def test_tape_that_fails_is_followed_by_silence(play: Callable[..., Deck], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        heard = joined(read_blocks(play(BrokenTape(), None), 20 * 256))
    assert heard[: 10 * 256].all()
    assert not heard[10 * 256 :].any()
    assert "broken breaks off" in caplog.text


def test_device_that_does_not_open_leaves_the_tape_playing(
    play: Callable[..., Deck], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DeviceError("Line does not open: busy.")

    monkeypatch.setattr(deck_module, "Output", refuse)
    monkeypatch.setattr(deck_module, "_RETRY_S", 3600.0)
    sound = noise(0.2)
    with caplog.at_level(logging.WARNING):
        deck = play(MemoryTape(sound, RATE_HZ), AudioDevice(0, "Line", "ALSA", RATE_HZ, 2))
        heard = joined(read_blocks(deck, len(sound)))
    assert np.array_equal(heard[: len(sound)], sound)
    assert [record.getMessage() for record in caplog.records] == [
        "Line does not open: busy. The tape plays on unheard, and the device is tried every second."
    ]


@pytest.mark.parametrize(
    ("samples", "outputs", "expected"),
    [
        ([[0.5]], 2, [[0.5, 0.5]]),
        ([[0.5, -0.25]], 2, [[0.5, -0.25]]),
        ([[0.5, -0.25]], 4, [[0.5, -0.25, 0.0, 0.0]]),
        ([[0.5, -0.25]], 1, [[0.125]]),
        ([[0.5, 0.25, 0.0, 0.25]], 2, [[0.25, 0.25]]),
    ],
)
def test_channels_are_spread_over_the_outputs(
    samples: list[list[float]], outputs: int, expected: list[list[float]]
) -> None:
    out = np.full((1, outputs), np.nan, np.float32)
    spread(np.array(samples, np.float32), out)
    assert out.tolist() == expected


class OtherRate:
    """An output that takes only 48 kHz, and then does not start."""

    rate_hz = 48_000

    def __init__(self, *_: object) -> None:
        pass

    def start(self, blocks: object) -> None:
        raise DeviceError("Line does not start.")


def test_tape_is_converted_to_the_rate_of_the_device(
    play: Callable[..., Deck], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deck_module, "Output", OtherRate)
    monkeypatch.setattr(deck_module, "_RETRY_S", 3600.0)
    t = np.arange(22_050) / 44_100
    tone = (0.5 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32)
    deck = play(MemoryTape(tone, 44_100), AudioDevice(0, "Line", "ALSA", 48_000, 2), loop=False)
    assert deck.rate_hz == 48_000
    heard = joined(read_blocks(deck, 26_000))[:, 0]
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(24_000) / 48_000)
    assert np.abs(heard[1000:23_000] - expected[1000:23_000]).max() < 1e-3
    assert np.abs(heard[24_100:]).max() < 1e-3


# Plays a file on a device; saves what the ear is given; tells how it stands when asked.
PLAY = """
import logging, sys, threading
import numpy as np
from engine.sound.card import find_output
from engine.sound.deck import Deck
from engine.sound.tape import FileTape

logging.basicConfig(format="log %(message)s", stream=sys.stdout, level=logging.WARNING)
deck = Deck(FileTape(sys.argv[1]), find_output(sys.argv[2]), loop=False)
deck.start()
print("playing", deck.rate_hz, deck.description, flush=True)
heard, asked = [], []
threading.Thread(target=lambda: asked.extend(iter(sys.stdin.readline, "")), daemon=True).start()
def keep():
    block = deck.read(0.1)
    if block is not None:
        heard.append(block)
while True:
    keep()
    if asked:
        word = asked.pop(0).strip()
        if word == "count":  # the tenth block from now has been heard
            target = len(heard) + 10
            while len(heard) < target:
                keep()
            print("counted", flush=True)
        if word == "save":
            sounding = 0
            while sounding < int(sys.argv[4]):
                keep()
                sounding += bool(sounding or heard and heard[-1].samples.any())
            np.save(sys.argv[3], np.concatenate([block.samples for block in heard]))
            print("saved", deck.overflows, flush=True)
            deck.close()
            break
"""


@pytest.fixture
def room(pulse: Pulse, tmp_path: Path) -> Iterator[Callable[[], bytes]]:
    """What parec, a foreign program, has heard in the room so far: 16 bits, two channels."""
    path = tmp_path / "room.raw"
    command = ["parec", "-d", "show.monitor", "--format=s16le", "--rate=48000", "--channels=2", "--raw"]
    with path.open("wb") as file:
        recorder = subprocess.Popen(command, env=pulse.env, stdout=file)
    try:
        wait_until(lambda: path.stat().st_size > 0, what="the recorder")
        yield path.read_bytes
    finally:
        stop(recorder)


def find(heard: Samples, sound: Samples) -> int:
    """Where `sound` begins in `heard`."""
    size = 1 << (len(heard) + 4096).bit_length()
    start = sound[:4096, 0]
    likeness = np.fft.irfft(np.fft.rfft(heard[:, 0], size) * np.conj(np.fft.rfft(start, size)), size)
    return int(np.argmax(likeness[: len(heard)]))


def test_room_and_ear_hear_the_very_same_samples(
    pulse: Pulse, room: Callable[[], bytes], tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    sound = noise(2.0)
    soundfile.write(tmp_path / "noise.wav", sound, RATE_HZ, subtype="PCM_16")
    enough = str(3 * RATE_HZ // MAX_BLOCK_FRAMES)
    child = start_child(PLAY, pulse.env, str(tmp_path / "noise.wav"), "default", str(tmp_path / "ear.npy"), enough)
    assert child.hear("playing") == "48000 noise.wav, played on default"
    child.say("save")
    assert child.hear("saved") == "0"
    ear = np.load(tmp_path / "ear.npy")
    began = find(ear, sound)
    kept = ear[began : began + len(sound)]
    assert not ear[:began].any()
    assert np.array_equal(kept, sound)
    # The device may have had gaps on a busy machine; the samples between them are the tape's, and in its order.
    steps = np.round(sound * 32_768).astype(np.int16)
    pieces = [steps[start : start + 480].tobytes() for start in range(0, len(steps), 480)]
    wait_until(lambda: pieces[-1] in room(), what="the room to hear the end")
    places = [place for piece in pieces if (place := room().find(piece)) >= 0]
    assert len(places) > 0.8 * len(pieces)
    assert places == sorted(places)


def test_device_that_vanishes_leaves_the_tape_playing_and_returns(
    pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    soundfile.write(tmp_path / "long.wav", noise(120.0), RATE_HZ)
    child = start_child(PLAY, pulse.env, str(tmp_path / "long.wav"), "default", str(tmp_path / "ear.npy"))
    child.hear("playing")
    child.say("count")
    child.hear("counted")
    assert pulse.control("list", "short", "sink-inputs")
    pulse.stop()
    assert child.hear("log default is gone").startswith(". The tape plays on unheard")
    for _ in range(3):
        child.say("count")
        child.hear("counted")
    pulse.start()
    child.hear("log default is back")
    child.say("count")
    child.hear("counted")
    assert pulse.control("list", "short", "sink-inputs")


def test_sound_server_that_hangs_does_not_stop_the_tape(
    pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    soundfile.write(tmp_path / "long.wav", noise(120.0), RATE_HZ)
    child = start_child(PLAY, pulse.env, str(tmp_path / "long.wav"), "default", str(tmp_path / "ear.npy"))
    child.hear("playing")
    child.say("count")
    child.hear("counted")
    with pulse.hanging():
        child.hear("log default is gone")
        child.say("count")
        child.hear("counted")
    child.hear("log default is back")
    child.say("count")
    child.hear("counted")


def test_output_that_is_unknown_lists_what_there_is(
    pulse: Pulse, tmp_path: Path, start_child: Callable[..., Child]
) -> None:
    soundfile.write(tmp_path / "short.wav", noise(0.1), RATE_HZ)
    child = start_child(PLAY, pulse.env, str(tmp_path / "short.wav"), "PA", str(tmp_path / "ear.npy"))
    assert "There is no sound output called 'PA'. There is: 0 pulse (ALSA), 1 default (ALSA)." in child.hear(
        "engine.errors.DeviceError"
    )
