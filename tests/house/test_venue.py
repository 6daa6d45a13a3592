"""The venue itself: sound played is captured, a note sent arrives, what is drawn is seen, a key is felt.

In: the fixtures `pulse`, `jack`, `display`. Out: proof that they are real, without the engine.
Runs in the test process with one child process a test.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from venue import Display, Jack, Pulse, stop, wait_until

CAPTURE = """
import sys, numpy as np, sounddevice
wanted, got = 24000, []
with sounddevice.InputStream(samplerate=48000, channels=2, blocksize=256, dtype="float32") as stream:
    print("open", flush=True)
    while sum(map(len, got)) < wanted:
        block = stream.read(256)[0]
        if got or np.abs(block).max() > 0.1:
            got.append(block.copy())
np.save(sys.argv[1], np.concatenate(got))
"""

WINDOW = """
import pygame
pygame.display.init()
window = pygame.display.set_mode((1280, 720), pygame.NOFRAME)
window.fill((200, 40, 0)); window.fill((0, 60, 250), (0, 0, 640, 360)); pygame.display.flip()
print("open", flush=True)
while (event := pygame.event.wait()).type != pygame.KEYDOWN: pass
print("key", pygame.key.name(event.key), flush=True)
"""


def start_python(code: str, env: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=env, stdout=subprocess.PIPE)


def test_capture_hears_the_tone_that_is_played(pulse: Pulse, tmp_path: Path) -> None:
    t = np.arange(48_000 * 20) / 48_000
    soundfile.write(tmp_path / "tone.wav", 0.5 * np.sin(2 * np.pi * 1000 * t), 48_000)
    capture = start_python(CAPTURE, pulse.env, str(tmp_path / "heard.npy"))
    try:
        assert capture.stdout is not None
        assert capture.stdout.readline() == b"open\n"
        pulse.play(tmp_path / "tone.wav")
        assert capture.wait(60) == 0
    finally:
        stop(capture)
    heard = np.load(tmp_path / "heard.npy")[-16_384:, 0]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(16_384)))
    assert np.argmax(spectrum) * 48_000 / 16_384 == pytest.approx(1000, abs=3)
    assert np.abs(heard).max() == pytest.approx(0.5, abs=0.02)


def test_sound_card_vanishes_and_returns(pulse: Pulse) -> None:
    assert "show.monitor" in pulse.control("list", "short", "sources")
    pulse.stop()
    with pytest.raises(subprocess.CalledProcessError):
        pulse.control("info")
    pulse.start()
    assert "show.monitor" in pulse.control("list", "short", "sources")


def test_note_arrives_through_the_patch_bay(jack: Jack, monkeypatch: pytest.MonkeyPatch) -> None:
    import mido

    for key, value in jack.private_env.items():
        monkeypatch.setenv(key, value)
    backend = mido.Backend(jack.private_env["MIDO_BACKEND"])
    with (
        backend.open_output("knobs", virtual=True, client_name="table") as knobs,
        backend.open_input("in", virtual=True, client_name="listener") as listener,
    ):
        jack.connect("table:knobs", "listener:in")
        knobs.send(mido.Message("control_change", channel=3, control=21, value=99))
        message = wait_until(listener.poll, what="the control change")
    assert message == mido.Message("control_change", channel=3, control=21, value=99)


def test_screenshot_sees_the_window_and_the_window_feels_the_key(display: Display) -> None:
    window = start_python(WINDOW, display.env)
    try:
        assert window.stdout is not None
        wait_until(lambda: window.stdout and b"open" in window.stdout.readline(), what="the window")
        wait_until(lambda: tuple(display.screenshot()[700, 1200]) == (200, 40, 0), what="the red half")
        picture = display.screenshot()
        assert picture.shape == (720, 1280, 3)
        assert tuple(picture[10, 10]) == (0, 60, 250)
        assert tuple(picture[359, 639]) == (0, 60, 250)
        assert tuple(picture[360, 640]) == (200, 40, 0)
        display.key("b")
        assert window.stdout.readline() == b"key b\n"
    finally:
        stop(window)


def test_screens_have_the_sizes_asked_for() -> None:
    with Display(sizes=((640, 360), (320, 200))) as display:
        assert display.screenshot(0).shape == (360, 640, 3)
        assert display.screenshot(1).shape == (200, 320, 3)
