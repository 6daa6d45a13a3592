"""The proof: a real sound card, a real window, a real knob and a foreign OSC client, and the picture answers each.

In: the built-in piece through PulseAudio, MIDI through JACK, `oscsend`, X key presses. Out: pixels of a screenshot.
The show runs in a child process, as a person starts it.
"""

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import mido
import numpy as np
import pytest
import soundfile
from venue import Display, Jack, Pulse, wait_until
from venue.child import Child
from venue.processes import environment

from engine.sound.piece import demo_tape

SHOW = "import sys; from engine.commands import main; sys.exit(main(sys.argv[1:]))"
SECONDS = 24.0


@pytest.fixture(scope="module")
def piece(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The groove of the built-in piece as a sound file."""
    path = tmp_path_factory.mktemp("sound") / "piece.wav"
    tape, parts, left = demo_tape(), [], SECONDS * 48_000
    for block in tape.blocks(48_000, start=8.0):
        parts.append(block)
        left -= len(block)
        if left <= 0:
            break
    soundfile.write(path, np.concatenate(parts), tape.rate_hz)
    return path


@pytest.fixture
def osc_port() -> int:
    """A port that nobody uses, for UDP and for TCP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
        udp.bind(("127.0.0.1", 0))
        tcp.bind(udp.getsockname())
        return int(udp.getsockname()[1])


@pytest.fixture
def show(pulse: Pulse, jack: Jack, display: Display, osc_port: int) -> Iterator[Child]:
    """`asterism play` with no other words than where to listen, on its first look."""
    env = {**pulse.env, **jack.private_env, **display.env}
    words = ["play", "--size", "640x360", "--units", "32", "--fps", "30", "--osc-port", str(osc_port)]
    child = Child(SHOW, env, *words)
    yield child
    child.close()


def light(display: Display) -> float:
    """Mean brightness of the screen, 0..255."""
    return float(display.screenshot().astype(np.float64).mean())


def colours(display: Display) -> tuple[float, float, float]:
    """Shares of red, green and blue in the screen's light."""
    sums = display.screenshot().reshape(-1, 3).astype(np.float64).sum(axis=0)
    red, green, blue = sums / max(1.0, sums.sum())
    return red, green, blue


def send(port: int, *words: str) -> None:
    subprocess.run(["oscsend", "localhost", str(port), *words], check=True, timeout=60)


def asked(port: int, target: str) -> object:
    """What OSCQuery answers; None while it does not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{target}", timeout=10) as answer:
            return json.loads(answer.read())
    except (urllib.error.URLError, ConnectionError, ValueError):
        return None


def await_line(show: Child, part: str) -> None:
    """Read what the show says until a line has `part` in it."""
    while part not in show.hear():
        pass


def hold(condition: Callable[[], bool], what: str) -> None:
    """Wait until it is so."""
    wait_until(condition, what=what)


def test_sound_knobs_osc_and_keys_reach_the_picture(
    show: Child, pulse: Pulse, jack: Jack, display: Display, osc_port: int, piece: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = show.hear("sound")
    assert "default input" in sound
    show.hear("ready")

    # Silence: embers, dim but never black.
    hold(lambda: light(display) > 0.02, "embers in silence")
    embers = max(light(display) for _ in range(5))
    assert embers < 4.0

    # Sound through the card lights the network.
    player = pulse.play(piece)
    hold(lambda: light(display) > 2.0 * embers + 0.5, "light from sound")
    red, _, blue = colours(display)
    assert red > 1.5 * blue  # the first look is of coals

    # A knob over real MIDI, plugged in while the show runs: the hue goes half-way around the wheel.
    for key, value in jack.private_env.items():
        monkeypatch.setenv(key, value)
    backend = mido.Backend(jack.private_env["MIDO_BACKEND"])
    with backend.open_output("knobs", virtual=True, client_name="table") as knob:
        wait_until(lambda: _is_joined(jack, "table:knobs"), what="the show to find the controller")
        for turned in range(64, 128):
            knob.send(mido.Message("control_change", control=21, value=turned))
        hold(lambda: colours(display)[2] > 1.3 * colours(display)[0], "blue from the hue knob")

        # A parameter from a foreign OSC client: no colour at all.
        send(osc_port, "/color/saturation", "f", "0")
        hold(lambda: max(colours(display)) - min(colours(display)) < 0.03, "grey from /color/saturation")
        hold(lambda: asked(osc_port, "/color/saturation?VALUE") == {"VALUE": [0.0]}, "OSCQuery to know it, too")
        send(osc_port, "/color/saturation", "f", "1")
        hold(lambda: max(colours(display)) - min(colours(display)) > 0.1, "colour again")

        # The layout moves under a knob: the nodes go elsewhere. Blackout over OSC, light again by a key.
        send(osc_port, "/blackout")
        hold(lambda: light(display) == 0.0, "black from /blackout")
        display.key("b")
        hold(lambda: light(display) > 0.05, "light from the key B")

        # A program change recalls another look, whose palette is blue without any hue.
        knob.send(mido.Message("control_change", control=21, value=64))
        knob.send(mido.Message("program_change", program=1))
        send(osc_port, "/color/hue", "f", "0")
        hold(lambda: colours(display)[2] > 1.2 * colours(display)[0], "the second look's blue")
    pulse.silence(player)

    # The card vanishes: the picture stays, a notice is said, and when the card is back it is heard again.
    pulse.stop()
    await_line(show, "Playing on in silence")
    assert light(display) > 0.0
    pulse.start()
    await_line(show, "Hearing again")
    again = pulse.play(piece)
    calm = light(display)
    hold(lambda: light(display) > calm + 0.2, "light from sound again")
    pulse.silence(again)

    # Escape asks, a second one ends.
    display.key("Escape")
    display.key("Escape")
    assert show.process.wait(60) == 0


def _is_joined(jack: Jack, port: str) -> bool:
    listed = subprocess.run(
        ["jack_lsp", "-s", jack.name, "-c", port], env=jack.env, capture_output=True, text=True, timeout=60, check=False
    )
    return "asterism" in listed.stdout


def test_a_show_without_display_and_sound_card_is_a_film(tmp_path: Path) -> None:
    env = {key: value for key, value in environment().items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    nothing = tmp_path / "asoundrc"  # in place of ALSA's own configuration; an empty one would crash PortAudio
    nothing.write_text("pcm.nobody { type hw card 99 }\n")
    env |= {"ALSA_CONFIG_PATH": str(nothing), "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    words = ["play", "--units", "32", "--size", "320x180", "--seconds", "4", "--osc-port", "0"]
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *words],
        env=env | {"PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "the built-in piece, because there is no sound input" in done.stdout
    assert "no window, because there is no display" in done.stdout
    (film,), (sheet,) = list(tmp_path.glob("asterism-*.mp4")), list(tmp_path.glob("asterism-*.png"))
    assert str(film) in done.stdout and str(sheet) in done.stdout
    with av.open(str(film)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert pictures[0].shape == (180, 320, 3)
    assert len(pictures) > 20
    assert max(picture.max() for picture in pictures) > 60


def test_a_request_to_end_finishes_the_film(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    words = ["play", "--demo", "--mute", "--headless", "--units", "32", "--size", "160x90", "--osc-port", "0"]
    child = Child(SHOW, environment(), *words, "--record", str(film))
    try:
        child.hear("ready")
        wait_until(lambda: film.exists() and film.stat().st_size > 10_000, what="some of the film")
        child.process.terminate()
        child.hear("film")
        assert child.process.wait(60) == 0
    finally:
        child.close()
    with av.open(str(film)) as container:
        assert len(list(container.decode(video=0))) > 5
