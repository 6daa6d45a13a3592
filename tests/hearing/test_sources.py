"""Descriptions of sound sources: they survive the command line, and what cannot be opened is an error.

In: specs. Out: the same specs, open sources, clear words.
Runs in the test process.
"""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ControlError, DeviceError, FileError
from engine.hearing import sources
from engine.hearing.sources import SourceSpec, open_source

specs = st.builds(
    SourceSpec,
    kind=st.sampled_from(["card", "file", "demo", "silence"]),
    name=st.text(),
    channels=st.lists(st.integers(1, 64), max_size=4).map(tuple),
    output=st.none() | st.text(),
    loop=st.booleans(),
)


@given(specs)
def test_spec_survives_json(spec: SourceSpec) -> None:
    assert SourceSpec.from_json(spec.to_json()) == spec


def test_silence_needs_nothing() -> None:
    source = open_source(SourceSpec("silence"))
    block = source.read(1.0)
    assert block is not None
    assert not block.samples.any()
    source.close()


def test_file_is_played_to_nobody_when_no_output_is_asked_for(tmp_path: Path) -> None:
    sound = np.random.default_rng(2).uniform(-0.5, 0.5, (4410, 2)).astype(np.float32)
    soundfile.write(tmp_path / "song.wav", sound, 44_100, subtype="FLOAT")
    source = open_source(SourceSpec("file", str(tmp_path / "song.wav")))
    try:
        assert (source.rate_hz, source.channels) == (44_100, 2)
        assert "song.wav" in source.description
        blocks = []
        while len(blocks) < 4:
            block = source.read(0.1)
            if block is not None:
                blocks.append(block.samples)
        assert np.array_equal(np.concatenate(blocks), sound[:1024])
    finally:
        source.close()


def test_demo_needs_no_device() -> None:
    source = open_source(SourceSpec("demo"))
    try:
        assert "first light" in source.description
        while (block := source.read(0.1)) is None:
            pass
        assert block.samples.shape[1] == 2
    finally:
        source.close()


@pytest.fixture
def no_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(wanted: str | None) -> None:
        raise DeviceError("This machine has no sound output.")

    monkeypatch.setattr(sources, "find_output", refuse)


@pytest.mark.usefixtures("no_output")
def test_machine_without_outputs_plays_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    source = open_source(SourceSpec("demo", output=""))
    source.close()
    assert caplog.messages == ["This machine has no sound output. Playing to nobody."]


@pytest.mark.usefixtures("no_output")
def test_named_output_that_is_missing_is_an_error() -> None:
    with pytest.raises(DeviceError, match="no sound output"):
        open_source(SourceSpec("demo", output="PA"))


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        open_source(SourceSpec("file", str(tmp_path / "song.wav")))


def test_unknown_kind_is_an_error() -> None:
    with pytest.raises(ControlError, match="no kind of sound source called 'gramophone'"):
        open_source(SourceSpec("gramophone"))  # type: ignore[arg-type]
