"""Who listens together: every network with the voters of other sizes, each once.

In: the networks that ship. Out: proof. Runs in the test process.
"""

import shutil
from pathlib import Path

import pytest

from engine.brain import UNIT_CHOICES, alone, gather, load_weights
from engine.errors import WeightsError
from engine.files import shipped


@pytest.mark.parametrize("units", UNIT_CHOICES)
def test_the_voters_are_the_small_ones_that_are_not_the_light(units: int) -> None:
    light = load_weights(shipped("brains") / f"{units}.safetensors")
    mind = gather(light)
    assert mind.light is light
    assert [voter.units for voter in mind.voters] == [size for size in (32, 64, 128) if size != units]
    assert alone(light).voters == ()


def test_a_persons_own_network_votes_in_place_of_the_shipped_one(home: Path) -> None:
    folder = home / "presets" / "brains"
    folder.mkdir(parents=True)
    shutil.copy(shipped("brains") / "32.safetensors", folder / "64.safetensors")
    mind = gather(load_weights(shipped("brains") / "128.safetensors"))
    assert [voter.units for voter in mind.voters] == [32, 32]
    (folder / "64.safetensors").write_bytes(b"no network")
    with pytest.raises(WeightsError, match=r"64\.safetensors"):
        gather(load_weights(shipped("brains") / "128.safetensors"))
