"""The command line: every word has help, wrong words and missing devices are told, and nothing ends in a traceback.

In: words as a person types them. Out: exit statuses and what was printed.
Commands run in the test process where they need no device, else in a child.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from venue import Display, Pulse
from venue.processes import environment

from engine.commands import WORDS, main

ROOT = Path(__file__).parents[2]


def run(*words: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `asterism WORDS` as a process of its own."""
    env = {**(environment() if env is None else env), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "engine.commands", *words],
        env=env,
        cwd=cwd or ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_help(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([word, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert f"usage: asterism {word}" in text and len(text) > 80


def test_help_lists_every_word_and_a_wrong_one_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0 and main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(re.search(rf"^  {word} ", text, re.MULTILINE) for word in WORDS)
    assert main(["paly"]) == 2
    assert "play" in capsys.readouterr().err
    assert main(["--version"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("play", "--size", "big"), "1920x1080"),
        (("play", "--size", "1281x720"), "even"),
        (("play", "--seconds", "-1"), "above 0"),
        (("play", "--fps", "0.001"), "from 1 to 1000"),
        (("render", "a.wav", "a.mp4", "--fps", "1e9"), "from 1 to 1000"),
        (("play", "--channels", "0"), "channels"),
        (("play", "--units", "7"), "invalid choice"),
        (("play", "--demo", "--file", "x.wav"), "not allowed with"),
        (("render", "a.wav"), "film"),
    ],
)
def test_wrong_words_are_told(words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("play", "--file", "nowhere.wav"), "nowhere.wav"),
        (("play", "--weights", "nowhere.safetensors", "--demo", "--mute"), "nowhere.safetensors"),
        (("play", "--rig", "nowhere"), "default"),
        (("play", "--headless", "--demo", "--mute", "--preset", "nowhere"), "first-light"),
        (("render", "nowhere.wav", "film.mp4"), "nowhere.wav"),
        (("render", "demo", "nowhere/film.mp4", "--size", "64x36"), "nowhere"),
        (("render", "demo", "film.mp4", "--hashes", "nowhere/hashes"), "nowhere/hashes"),
        (("bench", "--only", "everything"), "hearing"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    words: tuple[str, ...],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(list(words)) == 1
    said = capfd.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_unknown_device_and_display_list_what_there_is(pulse: Pulse, display: Display) -> None:
    done = run("play", "--device", "no such thing", env=pulse.env)
    assert done.returncode == 1 and "pulse" in done.stderr.lower()
    done = run("play", "--demo", "--mute", "--display", "no such thing", env={**pulse.env, **display.env})
    assert done.returncode == 1 and "1280 × 720" in done.stderr


def test_fullscreen_without_a_display_is_told() -> None:
    env = {key: value for key, value in environment().items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = run("play", "--demo", "--mute", "--fullscreen", env=env)
    assert done.returncode == 1 and "display" in done.stderr and "Traceback" not in done.stderr


def test_devices_lists_inputs_outputs_and_displays(pulse: Pulse, display: Display) -> None:
    done = run("devices", env={**pulse.env, **display.env})
    assert done.returncode == 0, done.stderr
    assert "pulse" in done.stdout.lower() and "1280 × 720" in done.stdout and "MIDI" in done.stdout


def test_presets_lists_the_looks_and_what_is_broken(home: Path) -> None:
    done = run("presets")
    assert done.returncode == 0 and "first-light" in done.stdout and str(home) in done.stdout
    (home / "presets").mkdir(parents=True)
    (home / "presets" / "mine.toml").write_text('[values]\n"/pulse/sped" = 1\n')
    done = run("presets")
    assert done.returncode == 1 and "mine.toml" in done.stdout and "/pulse/speed" in done.stdout


def test_a_broken_shader_at_the_start_is_told(home: Path) -> None:
    path = home / "shaders" / "picture" / "develop.frag"
    path.parent.mkdir(parents=True)
    path.write_text("#version 330 core\nout vec4 picture;\nvoid main() {\n    picture = nothing;\n}\n")
    done = run("play", "--demo", "--mute", "--headless", "--seconds", "1", "--osc-port", "0")
    assert done.returncode == 1
    assert "develop.frag:4" in done.stderr and "Traceback" not in done.stderr


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = str(other.getsockname()[1])
        done = run("play", "--demo", "--mute", "--headless", "--seconds", "1", "--osc-port", port, cwd=tmp_path)
    assert done.returncode == 1 and port in done.stderr and "Traceback" not in done.stderr


def test_a_pipe_that_is_closed_early_is_no_traceback() -> None:
    env = {**environment(), "PYTHONPATH": str(ROOT)}
    for words in (["presets"], ["--help"]):
        reading, writing = os.pipe()
        os.close(reading)
        command = [sys.executable, "-m", "engine.commands", *words]
        done = subprocess.run(command, env=env, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writing)
        assert done.stderr == ""


def test_a_full_disk_is_told_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "engine.commands", "presets"],
            env={**environment(), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "asterism: what is printed: No space left on device.\n"


def test_a_name_that_is_too_long_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("evaluate", "x" * 300), ("evaluate", ".", "--json", f"{'x' * 300}/y")):
        assert main(list(words)) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_probe_of_the_built_in_piece_stores_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "--demo", "--store"]) == 1
    assert "--demo prints a table and no more" in capsys.readouterr().err


def test_a_terminal_that_lacks_letters_is_no_reason_not_to_play(tmp_path: Path) -> None:
    words = ["--demo", "--mute", "--headless", "--units", "32", "--size", "64x36", "--osc-port", "0"]
    done = run("play", *words, "--seconds", "0.01", env=environment(PYTHONIOENCODING="ascii"), cwd=tmp_path)
    assert done.returncode == 0 and "64 ? 36" in done.stdout, done.stderr


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A second and a half of beats."""
    t = np.arange(72_000) / 48_000
    beats = 0.7 * np.exp(-20.0 * (t % 0.5)) * np.sin(2 * np.pi * 80.0 * t)
    path = tmp_path / "song.wav"
    soundfile.write(path, np.stack((beats, beats), axis=1).astype(np.float32), 48_000)
    return path


def test_render_makes_the_same_film_with_sound_twice(song: Path, tmp_path: Path) -> None:
    words = ["--size", "160x90", "--fps", "30", "--units", "32", "--preset", "nerve", "--seed", "4"]
    first = run("render", str(song), str(tmp_path / "a.mp4"), *words, "--hashes", str(tmp_path / "a.txt"))
    second = run("render", str(song), str(tmp_path / "b.mp4"), *words, "--hashes", str(tmp_path / "b.txt"))
    assert first.returncode == second.returncode == 0, first.stderr
    hashes = (tmp_path / "a.txt").read_text().splitlines()
    assert len(hashes) == 45 and hashes == (tmp_path / "b.txt").read_text().splitlines()
    assert first.stdout.split("SHA-256")[1] == second.stdout.split("SHA-256")[1]
    with av.open(str(tmp_path / "a.mp4")) as film:
        assert len(list(film.decode(video=0))) == 45
    with av.open(str(tmp_path / "a.mp4")) as film:
        sound = np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], axis=1)
    assert abs(sound.shape[1] / 48_000 - 1.5) < 0.1 and np.abs(sound).max() > 0.3
    refused = run("render", str(song), str(tmp_path / "a.mp4"), *words)
    assert refused.returncode == 1 and "--force" in refused.stderr


def test_render_does_not_write_over_the_sound(song: Path) -> None:
    before = song.read_bytes()
    done = run("render", str(song), str(song), "--force", "--size", "64x36")
    assert done.returncode == 1 and str(song) in done.stderr and song.read_bytes() == before


def test_ctrl_c_leaves_a_playable_film(tmp_path: Path) -> None:
    import signal

    film = tmp_path / "film.mp4"
    words = ["render", "demo", str(film), "--size", "160x90", "--fps", "30", "--units", "32"]
    command = [sys.executable, "-m", "engine.commands", *words, "--hashes", str(tmp_path / "hashes")]
    env = {**environment(), "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        from venue import wait_until

        wait_until(lambda: film.exists() and film.stat().st_size > 20_000, what="some of the film")
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    finally:
        child.kill()
    assert child.returncode == 130 and "Ctrl-C" in said
    with av.open(str(film)) as container:
        frames = len(list(container.decode(video=0)))
    assert frames > 10


def test_bench_writes_what_it_measures(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    done = run("bench", "--only", "hearing", "--seconds", "2", "--json", str(out))
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text())
    assert set(figures) == {"ear_brain_and_rhythm"}
    assert set(figures["ear_brain_and_rhythm"]) == {"value", "unit", "p99", "target", "yardstick"}
    assert 0.0 < figures["ear_brain_and_rhythm"]["value"] <= figures["ear_brain_and_rhythm"]["p99"]


def test_the_show_starts_without_torch() -> None:
    code = (
        "import sys, engine.show.start, engine.commands.play, engine.commands.render; "
        "sys.exit(any(name in sys.modules for name in ('torch', 'scipy', 'sounddevice')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=60
    )
    assert done.returncode == 0
