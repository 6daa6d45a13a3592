"""What is learnt is written into a rig's file, and nothing else in it changes; what cannot be written is refused.

In: texts as people write them, changes. Out: proof. Runs in the test process.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import files
from engine.controls.binding import Binding
from engine.controls.binding_table import parse_binding, table_of
from engine.controls.catalogue import CATALOGUE
from engine.controls.learn.session import Change
from engine.errors import FileError
from engine.presets.rig import load_rig
from engine.presets.rig_bindings import RigBindings
from engine.presets.rig_writing import change_text, usual_bindings, write_learnt

TEXT = """\
# My table.
title = "The club"   # every Friday

[midi]
inputs = ["nano"]    # the small one

# The left knobs.
[[bindings]]
source = "midi/cc/16"      # the first
parameter = "/color/hue"   # colour
takeover = "pickup"

# The right ones.
[[bindings]]
source = "midi/cc/17"
parameter = "/node/size"
low = 0.25 # never small
# not too large
high = 0.75

[[bindings]]
source = "midi/cc/18"
parameter = "/effect/of-another-evening/mix"

[osc]
port = 9001
"""

USUAL = (files.shipped("rigs") / "default.toml").read_text()


def bind(source: str, parameter: str, **keys: object) -> Binding:
    return parse_binding({"source": source, "parameter": parameter, **keys}, CATALOGUE)


HUE = bind("midi/cc/16", "/color/hue", takeover="pickup")
SIZE = bind("midi/cc/17", "/node/size", low=0.25, high=0.75)
NEW = bind("midi/1/cc/40", "/layout/morph", takeover="scale", port="nanoKONTROL2 MIDI 1")


def change(text: str, *, add: tuple[Binding, ...] = (), remove: tuple[Binding, ...] = ()) -> str:
    return change_text(text, Change(add, remove), CATALOGUE)


def bindings(text: str) -> list[dict[str, Any]]:
    return list(tomllib.loads(text).get("bindings", []))


def test_a_new_binding_stands_at_the_end_and_nothing_else_changes() -> None:
    changed = change(TEXT, add=(NEW,))
    assert changed.startswith(TEXT)
    assert changed[len(TEXT) :] == (
        '\n[[bindings]]\nsource = "midi/1/cc/40"\nparameter = "/layout/morph"\ntakeover = "scale"\n'
        'port = "nanoKONTROL2 MIDI 1"\n'
    )


def test_a_removed_one_takes_its_lines_along_and_no_comment() -> None:
    changed = change(TEXT, remove=(HUE,))
    gone = '[[bindings]]\nsource = "midi/cc/16"      # the first\nparameter = "/color/hue"   # colour\n'
    assert changed == TEXT.replace(f'{gone}takeover = "pickup"\n\n', "\n") or changed == TEXT.replace(
        f'{gone}takeover = "pickup"\n', ""
    )
    assert "# The left knobs." in changed and "# The right ones." in changed


def test_a_changed_one_stays_in_its_place_with_what_was_written_around_it() -> None:
    changed = change(TEXT, add=(bind("midi/cc/17", "/node/size", low=0.5, high=0.75, port="nano"),), remove=(SIZE,))
    expected = TEXT.replace("low = 0.25 # never small", "low = 0.5 # never small")
    assert changed == expected.replace("high = 0.75\n", 'high = 0.75\nport = "nano"\n')
    back = change(changed, add=(SIZE,), remove=(bind("midi/cc/17", "/node/size", low=0.5, high=0.75, port="nano"),))
    assert back == TEXT


def test_steps_with_a_name_keep_it() -> None:
    text = '[steps.blink]\nlevels = "x."\n\n[[bindings]]\nsource = "steps/blink"\nparameter = "/node/size"\n'
    blink = bind("steps/x./0.25beats", "/node/size")
    assert change(text, add=(blink,)) == text
    less = bind("steps/x./0.25beats", "/node/size", high=0.5)
    assert change(text, add=(less,), remove=(blink,)) == f"{text}high = 0.5\n"


def test_what_waits_for_its_parameter_stays() -> None:
    for changed in (change(TEXT, add=(NEW,)), change(TEXT, remove=(HUE, SIZE))):
        assert {"source": "midi/cc/18", "parameter": "/effect/of-another-evening/mix"} in bindings(changed)


def test_the_last_one_that_goes_does_not_bring_the_usual_ones_back() -> None:
    text = re.sub(r"\[\[bindings\]\]\nsource = \"midi/cc/18\".*?\n\n", "", TEXT, flags=re.DOTALL)
    changed = change(text, remove=(HUE, SIZE))
    assert tomllib.loads(changed)["bindings"] == []
    assert tomllib.loads(changed)["osc"] == {"port": 9001}
    assert "# The left knobs." in changed
    again = change(changed, add=(NEW,))
    assert bindings(again) == [table_of(NEW)]


def test_a_rig_without_bindings_gets_the_usual_ones_written_out() -> None:
    text = '[sound]\ndevice = "Scarlett" # mine\n'
    changed = change(text, add=(NEW,))
    assert changed.startswith(text)
    assert "# What controllers do by themselves stands in their profiles" in changed
    usual = bindings(USUAL)
    assert bindings(changed) == [*usual, table_of(NEW)]
    assert bindings(change("", add=(NEW,))) == [*usual, table_of(NEW)]
    assert bindings(usual_bindings()) == usual


def test_bindings_in_a_list_stay_in_a_list() -> None:
    text = 'bindings = [\n  {source = "midi/cc/16", parameter = "/color/hue", takeover = "pickup"},  # mine\n]\n'
    changed = change(text, add=(NEW,))
    assert "# mine" in changed
    assert bindings(changed) == [*bindings(text), table_of(NEW)]
    assert bindings(change("bindings = [] # none\n", add=(NEW,))) == [table_of(NEW)]


def test_lines_end_as_they_did() -> None:
    changed = change(TEXT.replace("\n", "\r\n"), add=(NEW,), remove=(HUE,))
    assert changed == change(TEXT, add=(NEW,), remove=(HUE,)).replace("\n", "\r\n")


def test_what_is_there_already_is_not_written_twice() -> None:
    assert change(TEXT, add=(HUE,)) == TEXT
    assert change(TEXT, add=(HUE,), remove=(HUE,)) == TEXT
    assert change(TEXT, remove=(NEW,)) == TEXT


comments = st.sampled_from(["", "  # by hand", " #[[bindings]]", ' # "x" = 1'])
tables = st.builds(
    lambda source, parameter, takeover, low, comment: (
        {"source": source, "parameter": parameter, **({"takeover": takeover} if takeover else {}), "low": low},
        comment,
    ),
    st.sampled_from(["midi/cc/1", "midi/cc/2", "osc/a#2", "key/#", "ear/bass"]),
    st.sampled_from(["/color/hue", "/layout/morph", "/node/size"]),
    st.sampled_from(["", "pickup", "scale"]),
    st.sampled_from([0.0, 0.125, 0.5]),
    comments,
)


@given(
    written=st.lists(tables, max_size=6),
    between=st.lists(st.sampled_from(["", "\n", "# a remark\n", "\n\n# [[bindings]]\n"]), min_size=6, max_size=6),
    added=st.lists(tables, max_size=3),
    gone=st.sets(st.integers(0, 5)),
    foot=st.sampled_from(["", "[osc]\nport = 1 # one\n", '[midi]\ninputs = ["a", # b\n "c"]\n']),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_written_comments_and_all_else_stay(
    written: list[Any], between: list[str], added: list[Any], gone: set[int], foot: str
) -> None:
    text = "# top\n"
    for (table, comment), above in zip(written, between, strict=False):
        keys = "".join(f"{key} = {value!r}{comment}\n" for key, value in table.items())
        text += f"{above}[[bindings]]{comment}\n{keys}"
    text = ("" if written else "bindings = []\n") + text + foot
    old = [parse_binding(table, CATALOGUE) for table, _ in written]
    new = tuple(parse_binding(table, CATALOGUE) for table, _ in added)
    removed = tuple({old[number] for number in gone if number < len(old)})
    changed = change(text, add=new, remove=removed)
    kept = [binding for binding in old if binding not in removed]
    told = [parse_binding(table, CATALOGUE) for table in bindings(changed)]
    assert sorted(map(str, told)) == sorted(map(str, [*kept, *dict.fromkeys(each for each in new if each not in kept)]))
    before, after = tomllib.loads(text), tomllib.loads(changed)
    assert {**before, "bindings": []} == {**after, "bindings": []}
    own = [line for line in text.split("\n") if line.startswith("#")]
    assert [line for line in changed.split("\n") if line.startswith("#")] == own


# On the disk


@pytest.fixture
def rigs(home: Path) -> Path:
    folder = home / "presets" / "rigs"
    folder.mkdir(parents=True)
    return folder


def test_the_first_thing_learnt_makes_a_file_of_ones_own(rigs: Path) -> None:
    rig = RigBindings(None, CATALOGUE)
    assert write_learnt(rig.own_path, rig.text, Change((NEW,)), CATALOGUE) == rigs / "default.toml"
    text = (rigs / "default.toml").read_text()
    assert text.startswith(USUAL) and load_rig(None, CATALOGUE).bindings[-1] == NEW
    assert (files.shipped("rigs") / "default.toml").read_text() == USUAL
    assert [path.name for path in rigs.iterdir()] == ["default.toml"]


@pytest.mark.parametrize(
    "broken",
    [
        "[[bindings\n",
        '[[bindings]]\nsource = "midi/cc/1"\nparamter = "/color/hue"\n',
        "bindings = 3\n",
        "\xff",
        "version = 2\n",
    ],
)
def test_a_file_that_is_broken_meanwhile_is_left_and_a_copy_holds_what_was_learnt(rigs: Path, broken: str) -> None:
    path = rigs / "club.toml"
    path.write_text(TEXT)
    rig = RigBindings("club", CATALOGUE)
    path.write_bytes(broken.encode("latin-1"))
    for copy in ("club-learnt", "club-learnt1"):
        with pytest.raises(FileError, match=f"stays as it is.*--rig {copy}$"):
            write_learnt(rig.own_path, rig.text, Change((NEW,)), CATALOGUE)
        assert path.read_bytes() == broken.encode("latin-1")
        assert load_rig(copy, CATALOGUE).bindings == (HUE, SIZE, NEW)


def test_what_a_person_wrote_meanwhile_stays(rigs: Path) -> None:
    path = rigs / "club.toml"
    path.write_text(TEXT)
    rig = RigBindings("club", CATALOGUE)
    path.write_text(TEXT.replace("9001", "9002") + '\n[[bindings]]\nsource = "key/m"\nparameter = "/tap"\n')
    write_learnt(rig.own_path, rig.text, Change((NEW,), (HUE,)), CATALOGUE)
    assert load_rig("club", CATALOGUE).osc.port == 9002
    assert load_rig("club", CATALOGUE).bindings == (SIZE, bind("key/m", "/tap"), NEW)
