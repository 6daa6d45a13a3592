"""The ear's process on a real sound server: it hears what is played, and outlives its card and its own death.

In: tones played with paplay, a card that goes and returns, a kill. Out: Moments and notices.
The process is the real one; the test process plays the stage.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from venue import Pulse, wait_until

from engine.hearing.sources import SourceSpec
from engine.moments import HOP_S

RATE_HZ = 48_000
CARD = SourceSpec("card")
Listen = Callable[..., Any]


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """A minute of a loud, low tone."""
    t = np.arange(60 * RATE_HZ) / RATE_HZ
    soundfile.write(tmp_path / "tone.wav", 0.5 * np.sin(2 * np.pi * 110 * t), RATE_HZ)
    return tmp_path / "tone.wav"


def test_played_sound_is_heard_and_moves_the_network(pulse: Pulse, tone: Path, listen: Listen) -> None:
    ear = listen(CARD, pulse.env)
    assert ear.await_notice("source") == "default (ALSA), inputs 1, 2 of 32, 48000 Hz"
    quiet = ear.await_silence()
    player = pulse.play(tone)
    loud = ear.await_level()
    # A sine of amplitude 0.5 has an RMS of -9.03 dB of full scale.
    assert loud["level_db"][-1] == pytest.approx(-9.03, abs=0.5)
    assert loud["bass"].mean() > 2.0 * loud["high"].mean()
    assert loud["activity"].mean() > 3.0 * quiet["activity"].mean()
    assert np.diff(loud["index"]).tolist() == [1] * 9
    assert (loud["written"] >= loud["heard"]).all()
    pulse.silence(player)
    ear.await_silence()
    ear.await_moments(lambda m: bool((m["gate"] < 0.5).all()), "the gate to close")
    assert ear.listener.restarts == 0


def test_gain_and_gate_reach_the_ear(pulse: Pulse, tone: Path, listen: Listen) -> None:
    ear = listen(CARD, pulse.env)
    pulse.play(tone)
    ear.await_level()
    ear.listener.ring.set_ear(gain_db=-20.0, gate_db=-60.0)
    ear.await_moments(lambda m: bool((np.abs(m["level_db"] + 29.03) < 1.0).all()), "the gain in the Moments")
    ear.listener.ring.set_ear(gain_db=0.0, gate_db=0.0)
    ear.await_moments(lambda m: bool((m["gate"] < 0.01).all()), "a closed gate")


def test_card_that_vanishes_is_silence_until_it_returns(pulse: Pulse, tone: Path, listen: Listen) -> None:
    ear = listen(CARD, pulse.env)
    ear.await_notice("source")
    pulse.play(tone)
    ear.await_level()
    pulse.stop()
    lost = ear.await_notice("lost")
    assert lost.startswith("default is gone.")
    assert "every second" in lost
    silent = ear.await_silence()
    # Several retries later, still the same process, and no hop left out: retries are no holes in the silence.
    later = ear.await_moments(lambda m: bool(m["index"][0] > silent["index"][-1] + 300), "three seconds of silence")
    between = ear.listener.ring.read(after=int(silent["index"][-1]))
    assert np.diff(between["time"]) == pytest.approx(HOP_S)
    assert later["gate"].max() < 0.5
    pulse.start()
    assert ear.await_notice("source").startswith("default (ALSA)")
    pulse.play(tone)
    ear.await_level()
    assert [notice.kind for notice in ear.notices] == ["source", "lost", "source"]
    assert ear.listener.restarts == 0


def test_sound_server_that_hangs_is_silence_too(pulse: Pulse, tone: Path, listen: Listen) -> None:
    ear = listen(CARD, pulse.env)
    ear.await_notice("source")
    pulse.play(tone)
    loud = ear.await_level()
    ear.await_moments(lambda m: bool(m["index"][0] > loud["index"][-1] + 300), "three seconds of sound")
    with pulse.hanging():
        ear.await_notice("lost")
        ear.await_silence()
    ear.await_notice("source")
    ear.await_level()


def test_file_is_heard_by_the_room_and_the_ear(pulse: Pulse, tone: Path, listen: Listen) -> None:
    ear = listen(SourceSpec("file", str(tone), output=""), pulse.env)
    assert ear.await_notice("source") == "tone.wav, played on default"
    loud = ear.await_level()
    assert loud["level_db"][-1] == pytest.approx(-9.03, abs=0.5)
    assert pulse.control("list", "short", "sink-inputs")


def test_ear_without_any_card_goes_on_in_silence_and_finds_it_later(pulse: Pulse, tone: Path, listen: Listen) -> None:
    pulse.stop()
    ear = listen(CARD, pulse.env)
    assert ear.await_notice("lost").startswith("This machine has no sound input.")
    ear.await_silence()
    pulse.start()
    ear.await_notice("source")
    pulse.play(tone)
    ear.await_level()


def test_unknown_card_is_told_with_what_there_is(pulse: Pulse, listen: Listen) -> None:
    ear = listen(SourceSpec("card", "Mixer"), pulse.env)
    assert ear.await_notice("lost") == (
        "There is no sound input called 'Mixer'. There is: 0 pulse (ALSA), 1 default (ALSA)."
    )
    ear.await_silence()


def test_dead_ear_is_started_again_and_goes_on(tone: Path, listen: Listen) -> None:
    ear = listen(SourceSpec("file", str(tone)))
    ear.await_notice("source")
    before = ear.await_level()
    first = ear.listener.pid
    os.kill(first, signal.SIGKILL)
    assert ear.await_notice("error") == "The ear's process ended with -9; starting it again."
    assert "tone.wav" in ear.await_notice("source")
    after = ear.await_level()
    assert ear.listener.restarts == 1
    assert ear.listener.pid != first
    # The ring goes on where it was, and the sample clock with it.
    assert after["index"][0] > before["index"][-1]
    assert after["time"][0] > before["time"][-1]
    assert after["time"][0] - before["time"][0] == pytest.approx(after["heard"][0] - before["heard"][0], abs=0.2)


def test_counters_outlive_the_ear(tone: Path, listen: Listen) -> None:
    ear = listen(SourceSpec("file", str(tone)))
    ear.await_level()
    os.kill(ear.listener.pid, signal.SIGSTOP)
    time.sleep(0.3)  # so that the next thirty hops come late
    os.kill(ear.listener.pid, signal.SIGCONT)
    late = wait_until(lambda: ear.listener.ring.health.late_hops, what="late hops")
    os.kill(ear.listener.pid, signal.SIGKILL)
    ear.await_notice("source")
    dead = ear.listener.ring.health.cpu_time
    wait_until(lambda: ear.listener.ring.health.cpu_time != dead, what="the new ear's report")
    assert ear.listener.ring.health.late_hops >= late


def test_broken_weights_are_told_and_tried_again(tmp_path: Path, listen: Listen) -> None:
    (tmp_path / "broken.safetensors").write_bytes(b"not weights")
    ear = listen(SourceSpec("silence"), weights=tmp_path / "broken.safetensors")
    assert "broken.safetensors" in ear.await_notice("error")
    assert ear.await_notice("error") == "The ear's process ended with 1; starting it again."
    wait_until(lambda: ear.poll() and ear.listener.restarts >= 1, timeout=60.0, what="another try")


def test_end_of_the_stage_is_the_end_of_the_ear(listen: Listen) -> None:
    ear = listen(SourceSpec("silence"))
    ear.await_notice("source")
    ear.await_silence()
    path, process = ear.listener.ring.path, ear.listener._process
    assert path.exists()
    ear.listener.close()
    assert process.returncode == 0
    assert not path.exists()
