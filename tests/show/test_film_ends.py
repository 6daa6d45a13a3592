"""However a recording ends, the film plays: after an interrupt, after a kill, on a full disk.

In: pictures and tones made here. Out: proof by pixels, times and the parts of the file.
Runs in the test process; what is to be killed, or to meet a full disk, runs in a child process.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from show.films import boxes, decode, decode_sound, noise, picture, psnr_db

KILLED = """
import itertools, sys
from venue import wait_until
from show.films import picture, tone, RATE_HZ, SIZE
from engine.show.recorder import Recorder
recorder = Recorder(sys.argv[1], SIZE, 30, rate_hz=RATE_HZ, live=sys.argv[2] == "live")
sound = tone(1.0)[:1600]
for number in itertools.count():
    recorder.write_frame(picture(number), number / 30)
    recorder.write_sound(sound)
    if sys.argv[2] == "live":
        wait_until(lambda: recorder.frames > number, what="the encoder")
    print(number, flush=True)
"""


INTERRUPTED = """
import itertools, sys
from show.films import noise, tone, RATE_HZ, SIZE
from engine.show.recorder import Recorder
recorder = Recorder(sys.argv[1], SIZE, 30, rate_hz=RATE_HZ)
picture, sound = noise(1), tone(1.0)[:1600]
try:
    for number in itertools.count():
        recorder.write_frame(picture, number / 30)
        recorder.write_sound(sound)
        print(number, flush=True)
except KeyboardInterrupt:
    recorder.close()
    print("interrupted", recorder.frames)
"""


FULL = """
import logging, resource, sys
from venue import wait_until
from show.films import noise, SIZE
from engine.errors import FileError
from engine.show.recorder import Recorder
logging.basicConfig(format="%(message)s")
live = sys.argv[2] == "live"
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
recorder = Recorder(sys.argv[1], SIZE, 10, live=live)
try:
    for number in range(120):
        recorder.write_frame(noise(number), number / 10)
        wait_until(lambda: not live or recorder.frames > number or recorder.problem, what="the encoder")
    recorder.close()
except FileError as error:
    print("raised", error)
    recorder.close()
print("problem", recorder.problem)
"""


def test_interrupt_in_mid_work_leaves_a_whole_film(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", INTERRUPTED, str(path)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while int(child.stdout.readline()) < 100:
            pass
        child.send_signal(signal.SIGINT)
        lines = child.stdout.read().split()
    assert lines[-2] == "interrupted"
    assert [kind for kind in boxes(path) if kind != "free"] == ["ftyp", "mdat", "moov"]
    pictures, times = decode(path)
    assert len(pictures) == int(lines[-1])
    assert times == pytest.approx(np.arange(len(times)) / 30, abs=1e-3)


@pytest.mark.parametrize("way", ["offline", "live"])
def test_film_plays_after_a_kill(way: str, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path), way], env=env, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 150:
                break
        child.send_signal(signal.SIGKILL)
    assert "moof" in boxes(path)
    pictures, times = decode(path)
    assert len(pictures) >= 150 - 75  # no more than the newest second and what the encoder looks ahead is lost
    assert times == pytest.approx(np.arange(len(times)) / 30, abs=1e-3)
    assert min(psnr_db(picture(number), shown) for number, shown in enumerate(pictures)) > 30
    samples, rate_hz = decode_sound(path)
    assert len(samples) / rate_hz == pytest.approx(len(pictures) / 30, abs=1.0)


@pytest.mark.parametrize("way", ["offline", "live"])
def test_full_disk_ends_the_film_and_leaves_it_playable(way: str, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FULL, str(path), way]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=True)
    assert ("raised" in done.stdout) == (way == "offline")
    assert f"problem The film {path} ends here" in done.stdout
    assert ("The show goes on" in done.stderr) == (way == "live")
    assert 500_000 < path.stat().st_size < 1_500_000
    pictures, _ = decode(path)
    assert len(pictures) >= 5
    assert psnr_db(pictures[0], noise(0)) > 12
