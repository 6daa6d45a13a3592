"""What a rig says of OSC: every key is read, and a mistake is told with its line.

In: rig files, right and wrong. Out: proof. Runs in the test process.
"""

from pathlib import Path

import pytest

from engine.controls.catalogue import CATALOGUE
from engine.controls.osc.target import Target
from engine.errors import PresetError
from engine.presets.osc_table import OscRig
from engine.presets.rig import read_rig

FULL = """\
bindings = []
[osc]
host = "0.0.0.0"
port = 9001
tcp_port = 9002
query = false
query_port = 9003
[[osc.targets]]
host = "192.168.0.20"
port = 7700
addresses = ["/asterism/kick", "/color/*"]
rate_hz = 20
[[osc.targets]]
host = "lights.local"
port = 8000
transport = "tcp"
framing = "size"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "club.toml"
    path.write_text(text)
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    assert read_rig(write(tmp_path, FULL), CATALOGUE).osc == OscRig(
        host="0.0.0.0",
        port=9001,
        tcp_port=9002,
        query=False,
        query_port=9003,
        targets=(
            Target("192.168.0.20", 7700, ("/asterism/kick", "/color/*"), 20.0),
            Target("lights.local", 8000, transport="tcp", framing="size"),
        ),
    )
    assert read_rig(write(tmp_path, "bindings = []"), CATALOGUE).osc == OscRig()


@pytest.mark.parametrize(
    ("line", "wrong", "said"),
    [
        (4, "port = 0", "from 1 to 65535"),
        (5, "tcp_port = true", "from 1 to 65535"),
        (6, "query = 1", "true or false"),
        (7, "qeury_port = 9003", "no such key"),
        (9, "host = 7", "must be an address"),
        (10, "port = 99999", "from 1 to 65535"),
        (10, "prot = 7700", "no such key"),
        (11, 'addresses = "/color/*"', "a list of addresses"),
        (11, 'addresses = ["color"]', "a list of addresses"),
        (11, 'addresses = ["/color/["]', "no pattern"),
        (12, "rate_hz = 1000", "from 1 to 120"),
        (16, 'transport = "udt"', "'udp' or 'tcp'"),
        (17, 'framing = "lines"', "'slip' or 'size'"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: int, wrong: str, said: str) -> None:
    lines = FULL.splitlines()
    lines[line - 1] = wrong
    path = write(tmp_path, "\n".join(lines))
    with pytest.raises(PresetError, match=said) as caught:
        read_rig(path, CATALOGUE)
    assert f"{path}:{line}: " in str(caught.value)


@pytest.mark.parametrize("text", ["[osc]\ntargets = 3", "[osc]\ntargets = [3]", "[[osc.targets]]\nport = 3"])
def test_targets_that_are_none_are_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(PresetError, match=r"targets|host"):
        read_rig(write(tmp_path, f"bindings = []\n{text}"), CATALOGUE)


def test_too_many_targets_are_told(tmp_path: Path) -> None:
    text = '[[osc.targets]]\nhost = "a"\nport = 1\n' * 17
    with pytest.raises(PresetError, match="over 16"):
        read_rig(write(tmp_path, f"bindings = []\n{text}"), CATALOGUE)
