"""Profiles of controllers: every one that ships is whole and right; mistakes are told with file, line and key.

In: files in presets/controllers, and files with mistakes. Out: proof. Runs in the test process.
"""

from pathlib import Path

import pytest

from engine import files
from engine.controls.catalogue import CATALOGUE
from engine.controls.midi.profile import Control, Lamp, Profile, profile_of
from engine.controls.midi.target import target_of
from engine.controls.source import parse_source, without_channel
from engine.errors import PresetError
from engine.presets.controller import load_profiles, read_profile

FOLDER = files.shipped("controllers")
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
PROFILES, MISTAKES = load_profiles(CATALOGUE)
GENERAL = "generic"
NAMED = [name for name in NAMES if name != GENERAL]


def test_all_that_were_promised_are_there_and_none_is_broken() -> None:
    assert MISTAKES == ()
    assert NAMES == [
        "akai-apc-mini-mk2",
        "akai-apc40-mk2",
        "akai-midimix",
        "behringer-x-touch-mini",
        "generic",
        "korg-nanokontrol2",
        "novation-launch-control-xl",
        "novation-launchpad-mini-mk3",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_says_where_it_is_from_and_that_nobody_has_tried_it(name: str) -> None:
    profile = PROFILES[name]
    assert profile.title and len(profile.document) > 30
    assert profile.tried is False


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_source_of_its_own_and_a_name_of_its_own(name: str) -> None:
    profile = PROFILES[name]
    sources = [control.source for control in profile.controls]
    assert len(profile.controls) >= 16
    assert len(set(sources)) == len(sources) == len({control.name for control in profile.controls})
    for control in profile.controls:
        assert parse_source(control.source).name == control.source
        assert (without_channel(control.source) == control.source) == (name == GENERAL)
        if control.feedback:
            target = target_of(control.feedback)
            assert target is not None
            for number in (0, target.highest):
                assert all(0x80 <= message[0] <= 0xF0 for message in target.messages(number))
        else:
            assert control.lamp is None and control.scale is None


@pytest.mark.parametrize("name", NAMED)
def test_lamps_are_told_apart(name: str) -> None:
    """What feedback goes to one lamp is not that of another."""
    told = [control.feedback for control in PROFILES[name].controls if control.feedback]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_profile_binds_is_its_own_controls_each_once(name: str) -> None:
    profile = PROFILES[name]
    bound = [binding.source.name for binding in profile.bindings]
    assert len(set(bound)) == len(bound) >= 20
    assert set(bound) <= {control.source for control in profile.controls}
    assert {binding.port for binding in profile.bindings} == {""}
    for binding in profile.bindings:
        control = profile.control(binding.source.name)
        assert control is not None and binding.relative == control.relative
        if CATALOGUE.get(binding.parameter) is not None and CATALOGUE[binding.parameter].kind == "float":
            assert binding.relative or binding.mode == "add" or binding.takeover == "scale"  # no knob jumps


@pytest.mark.parametrize("name", NAMED)
def test_every_controller_reaches_what_an_evening_needs(name: str) -> None:
    targets = {binding.parameter for binding in PROFILES[name].bindings}
    assert {"/blackout", "/burst/fire", "/tap", "/preset/next", "/preset/previous", "/preset/load"} <= targets
    if any("fader" in control.name or "encoder" in control.name for control in PROFILES[name].controls):
        assert {"/color/hue", "/color/intensity", "/pulse/speed", "/trails/length"} <= targets


@pytest.mark.parametrize(
    ("port", "name"),
    [
        # As ALSA, Windows and macOS name them.
        ("APC40 mkII:APC40 mkII MIDI 1", "akai-apc40-mk2"),
        ("APC mini mk2:APC mini mk2 APC mini mk2 Contr", "akai-apc-mini-mk2"),
        ("APC mini mk2 Control", "akai-apc-mini-mk2"),
        ("APC mini mk2 Notes", None),
        ("MIDI Mix:MIDI Mix MIDI 1", "akai-midimix"),
        ("X-TOUCH MINI:X-TOUCH MINI MIDI 1", "behringer-x-touch-mini"),
        ("nanoKONTROL2 SLIDER/KNOB", "korg-nanokontrol2"),
        ("Launch Control XL", "novation-launch-control-xl"),
        ("Launch Control XL HUI", None),
        ("Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 DA", None),
        ("Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 MI", "novation-launchpad-mini-mk3"),
        ("MIDIIN2 (LPMiniMK3 MIDI)", "novation-launchpad-mini-mk3"),
        ("Keystation Mini 32", "generic"),
    ],
)
def test_ports_find_their_profiles(port: str, name: str | None) -> None:
    found = profile_of(port, PROFILES)
    assert (found.name if found else None) == name


# Files


def read(home: Path, text: str) -> Profile:
    path = home / "desk.toml"
    path.write_text(text)
    return read_profile(path, CATALOGUE)


def test_a_row_is_spelt_out(tmp_path: Path) -> None:
    profile = read(
        tmp_path,
        """
        title = "Desk"
        inputs = ["desk"]
        greeting = ["F0 01 02 F7", "b0 00 7f"]
        [[controls]]
        name = "pad {}"
        source = "midi/{}/note/5"
        numbers = "2-3, 7"
        feedback = "F0 7D {} xx F7"
        lights = "10-12"
        off = 1
        on = 2
        active = 3
        [[controls]]
        name = "encoder"
        source = "midi/1/cc/09"
        relative = "offset"
        feedback = "same"
        scale = [1, 11]
        touch = "midi/1/note/104"
        [[bindings]]
        control = "pad {}"
        parameter = "/preset/load"
        argument = "{}"
        [[bindings]]
        control = "encoder"
        parameter = "/color/hue"
        [[bindings]]
        source = "midi/bend"
        parameter = "/camera/orbit"
        """,
    )
    assert profile.greeting == (b"\xf0\x01\x02\xf7", b"\xb0\x00\x7f")
    lamp = Lamp(1, 2, 3)
    assert profile.controls == (
        Control("pad 1", "midi/2/note/5", feedback="F0 7D 0A xx F7", lamp=lamp),
        Control("pad 2", "midi/3/note/5", feedback="F0 7D 0B xx F7", lamp=lamp),
        Control("pad 3", "midi/7/note/5", feedback="F0 7D 0C xx F7", lamp=lamp),
        Control("encoder", "midi/1/cc/9", "offset", "midi/1/cc/9", scale=(1, 11), touch="midi/1/note/104"),
    )
    assert [(each.source.name, each.argument, each.relative) for each in profile.bindings] == [
        ("midi/2/note/5", 1, ""),
        ("midi/3/note/5", 2, ""),
        ("midi/7/note/5", 3, ""),
        ("midi/1/cc/9", None, "offset"),
        ("midi/bend", None, ""),
    ]


def test_a_row_of_parameters_may_be_shorter_than_its_controls(tmp_path: Path) -> None:
    profile = read(
        tmp_path,
        """
        [[controls]]
        name = "knob {}"
        source = "midi/1/cc/{}"
        numbers = "1-8"
        [[bindings]]
        control = "knob {}"
        parameters = ["/color/hue", "/color/intensity"]
        takeover = "scale"
        """,
    )
    assert [(each.source.name, each.parameter, each.takeover) for each in profile.bindings] == [
        ("midi/1/cc/1", "/color/hue", "scale"),
        ("midi/1/cc/2", "/color/intensity", "scale"),
    ]


CONTROL = '[[controls]]\nname = "a"\nsource = "midi/1/cc/1"\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("inputz = []", 1, "there is no such key"),
        ('inputs = "desk"', 1, "must be a list of names"),
        ('tried = "no"', 1, "must be true or false"),
        ('greeting = ["F0 01"]', 1, "must be MIDI messages in hexadecimal"),
        ('greeting = ["F0 80 F7"]', 1, "must be MIDI messages in hexadecimal"),
        ('farewell = ["hello"]', 1, "must be MIDI messages in hexadecimal"),
        (f'greeting = ["F0 {"00 " * 300}F7"]', 1, "must be MIDI messages in hexadecimal"),
        (CONTROL + "colour = 3", 4, "there is no such key"),
        ('[[controls]]\nname = "a"', 1, "must be text"),
        ('[[controls]]\nsource = "midi/1/cc/1"', 1, "must be text"),
        ('[[controls]]\nname = "a"\nsource = "midi/1/cc/128"', 3, "is not a source"),
        ('[[controls]]\nname = "a"\nsource = "ear/bass"', 3, "a controller sends MIDI"),
        ('[[controls]]\nname = "a"\nsource = "midi/1/cc/{}"\nnumbers = "1-x"', 4, "must be numbers"),
        ('[[controls]]\nname = "a"\nsource = "midi/1/cc/{}"\nnumbers = "1-2000"', 4, "from 1 to 128 numbers"),
        ('[[controls]]\nname = "a"\nsource = "midi/1/cc/{}"\nnumbers = "5-1"', 4, "from 1 to 128 numbers"),
        ('[[controls]]\nname = "a"\nsource = "midi/1/cc/{}"\nnumbers = "1-2"', 2, "two controls called 'a'"),
        (CONTROL + '[[controls]]\nname = "b"\nsource = "midi/01/cc/1"', 6, "midi/1/cc/1 is 'a' already"),
        (CONTROL + 'relative = "double"', 4, "must be one of twos, offset, sign"),
        (CONTROL + 'feedback = "midi/pressure"', 4, "must be cc, note, cc14, bend"),
        (CONTROL + 'feedback = "midi/1/bend"\non = 3', 4, "must be cc or note"),
        (CONTROL + 'feedback = "F0 00 F7"', 4, "with one xx"),
        (CONTROL + 'feedback = "F0 xx xx F7"', 4, "with one xx"),
        (CONTROL + 'feedback = "F0 xx"', 4, "with one xx"),
        (CONTROL + "off = 3", 4, "a lamp needs the key `on`"),
        (CONTROL + "on = 128", 4, "from 0 to 127"),
        (CONTROL + "scale = [1, 200]", 4, "two numbers from 0 to 127"),
        (CONTROL + 'touch = "nose"', 4, "is not a source"),
        (CONTROL + 'lights = "1-3"', 4, "needs 0 numbers"),
        (CONTROL + '[[bindings]]\ncontrol = "b"\nparameter = "/color/hue"', 5, "there is no control 'b'"),
        (CONTROL + '[[bindings]]\ncontrol = "b {}"\nparameter = "/color/hue"', 5, "there is no control"),
        (CONTROL + '[[bindings]]\ncontrol = "a"\nparameter = "/color/hug"', 6, "there is no parameter"),
        (CONTROL + '[[bindings]]\ncontrol = "a"\nparameters = ["/color/hue", "/tap"]', 6, "at most 1 parameters"),
        ('[[bindings]]\nsource = "midi/cc/1"\nparameters = ["/color/hue"]', 3, "goes with a row"),
        ("version = 99", 1, "of a newer Asterism"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(PresetError, match=rf"desk\.toml:{line}: .*{message}"):
        read(tmp_path, text)


def test_a_person_s_profiles_come_too_and_a_broken_one_is_left_out(home: Path) -> None:
    folder = home / "presets" / "controllers"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('title = "Mine"\ninputs = ["mine"]\n' + CONTROL)
    (folder / "korg-nanokontrol2.toml").write_text('title = "Nano, my way"\ninputs = ["nanoKONTROL2"]\n' + CONTROL)
    (folder / "broken.toml").write_text("inputs = 3")
    profiles, mistakes = load_profiles(CATALOGUE)
    assert profiles["mine"].title == "Mine"
    assert profiles["korg-nanokontrol2"].title == "Nano, my way"
    assert set(profiles) == {*NAMES, "mine"}
    assert [str(mistake) for mistake in mistakes if "broken.toml:1" in str(mistake)] == [str(mistakes[0])]
