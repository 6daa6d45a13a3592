"""The autopilot: when it changes looks, which ones it chooses, and what it leaves alone.

In: made-up music, hands, a clock. Out: proof. Runs in the test process, without graphics.
"""

import itertools
from collections import Counter
from collections.abc import Callable

import pytest
from show.looks.table import FPS, Table

from engine.controls.binding_table import parse_binding
from engine.controls.event import Event
from engine.presets.bank import Bank
from engine.show.looks.music import Music


def start(bank: str = "all", look: str = "first-light", seed: int = 1, **settings: float) -> Table:
    table = Table(seed=seed)
    table.start(look)
    table.set("/master/crossfade", 0.0)
    table.set("/clock/phrase", 2.0)
    table.set("/autopilot/phrases", 1.0)
    for name, value in settings.items():
        table.set(f"/autopilot/{name}", value)
    table.say("bank/load", bank)
    table.say("autopilot")
    return table


def changes(
    table: Table, seconds: float, music: Callable[[float], dict[str, float]] = lambda t: {}
) -> list[tuple[float, str]]:
    """When a look came, and which."""
    seen, look = [], table.look
    for _ in range(round(seconds * FPS)):
        table.signals = music(table.t)
        table.frame()
        if table.look != look:
            look = table.look
            seen.append((table.t, look))
    return seen


def test_it_changes_every_so_many_phrases_on_the_phrase() -> None:
    table = start(phrases=2.0)
    seen = changes(table, 33.0)
    bars = [table.clock.bar(t) for t, _ in seen]
    assert bars == pytest.approx([4.0, 8.0, 12.0, 16.0], abs=0.03)


def test_off_it_does_nothing() -> None:
    table = start()
    table.say("autopilot")
    assert changes(table, 20.0) == []


def test_every_look_of_the_bank_comes_once_before_any_comes_again() -> None:
    table = start("peak", look="carnival")
    looks = table.desk.selection.bank.looks
    seen = ["carnival", *(look for _, look in changes(table, 4.0 * 2 * len(looks)))]
    assert set(seen[: len(looks)]) == set(looks)
    assert max(Counter(seen[: len(looks)]).values()) == 1
    assert all(one != other for one, other in itertools.pairwise(seen))


def test_the_same_seed_gives_the_same_looks_and_another_one_others() -> None:
    runs = [[look for _, look in changes(start(seed=seed), 40.0)] for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2] and len(runs[0]) == 10


def test_looks_fit_the_music_as_far_as_is_asked_for() -> None:
    def mean_energy(music: float, energy: float) -> float:
        table = start(energy=energy)
        heard = {"ear/loudness": music, "brain/activity": music}
        seen = [look for _, look in changes(table, 36.0, lambda t: heard)]
        return sum(table.library.find(look).energy for look in seen[2:]) / len(seen[2:])

    assert mean_energy(0.1, 1.0) < 0.35 < 0.65 < mean_energy(0.95, 1.0)
    assert abs(mean_energy(0.1, 0.0) - mean_energy(0.95, 0.0)) < 1e-9  # the same, whatever is heard


def test_a_drop_brings_a_look_for_it_at_once_and_cuts() -> None:
    table = start("all", phrases=4.0, energy=1.0)
    table.set("/master/crossfade", 3.0)

    def music(t: float) -> dict[str, float]:
        return {"brain/drop": max(0.0, 1.0 - (t - 9.3)) if t >= 9.3 else 0.0, "ear/loudness": 0.9}

    ((t, look),) = changes(table, 12.0, music)
    assert t == pytest.approx(9.3, abs=2.5 / FPS)
    assert table.library.find(look).energy >= 0.7
    assert table.desk.recall.fade_s == pytest.approx(0.25)


def test_a_build_up_is_waited_out_but_not_for_ever() -> None:
    table = start()  # a phrase is 4 s
    seen = changes(table, 24.0, lambda t: {"brain/build": 0.8 * (t > 3.0)})
    assert seen[0][0] == pytest.approx(12.0, abs=0.05)
    table = start()
    seen = changes(table, 12.0, lambda t: {"brain/build": 0.8 * (3.0 < t < 6.0), "brain/drop": float(6.0 <= t < 6.2)})
    assert seen[0][0] == pytest.approx(6.0, abs=0.05)


def test_a_drop_right_after_a_change_is_the_same_event() -> None:
    table = start()
    seen = changes(table, 7.9, lambda t: {"brain/drop": float(4.5 <= t < 4.7)})
    assert [t for t, _ in seen] == pytest.approx([4.0], abs=0.05)


def test_what_hands_have_turned_stays_until_it_is_given_back() -> None:
    table = start("peak", look="carnival")
    table.patchbay.load_rig([parse_binding({"source": "midi/cc/7", "parameter": "/node/size"}, table.board.catalogue)])
    table.set("/pulse/speed", 0.33)
    table.frame(Event("midi/1/cc/7", 0.25, 32.0, table.t))
    size = table.board.value("/node/size")
    for _ in range(4):
        changes(table, 4.0)
        assert (table.board.value("/pulse/speed"), table.board.value("/node/size")) == (0.33, size)
    assert dict(table.desk.describe())["autopilot"].endswith("leaves 2 turned")
    table.say("autopilot/free")
    changes(table, 4.0)
    preset = table.library.find(table.look)
    assert table.board.value("/pulse/speed") == preset.values.get("/pulse/speed", 1.2)


def test_what_the_looks_own_bindings_move_is_not_turned_by_hand() -> None:
    table = start()
    changes(table, 3.0, lambda t: {"ear/level": t % 1.0, "ear/bass": t % 0.5})
    table.set("/recall/bars", 0.0)  # belongs to the table
    assert table.desk.autopilot.touched == frozenset()


def test_locks_hold() -> None:
    table = start("peak", look="carnival")
    table.say("lock", "/color")
    before = {path: value for path, value in table.look_values().items() if path.startswith("/color/")}
    assert len(changes(table, 13.0)) == 3
    assert {path: table.board.value(path) for path in before} == before


def test_a_look_by_hand_stays_as_long_as_any_other_and_frees_what_was_turned() -> None:
    table = start(phrases=2.0)
    changes(table, 6.5)
    table.set("/pulse/speed", 0.33)
    table.say("preset/load", "nerve")
    seen = changes(table, 12.0)
    assert table.clock.bar(seen[0][0]) == pytest.approx(8.0, abs=0.03)  # four bars from bar 4, the phrase that was near
    assert table.desk.autopilot.touched == frozenset()


def test_it_does_not_take_the_turn_of_a_look_that_waits() -> None:
    table = start(phrases=1.0)
    table.set("/recall/quantise", "phrase")
    table.say("preset/load", "nerve")
    seen = changes(table, 4.5, lambda t: {"brain/drop": float(t > 1.0)})
    assert [look for _, look in seen] == ["nerve"]


def test_a_bank_of_one_look_is_no_reason_to_recall_it_again() -> None:
    table = start()
    table.desk.selection.enter(Bank("one", "One", ("first-light",)))
    recalls = table.desk.recall.recalls
    assert changes(table, 20.0) == [] and table.desk.recall.recalls == recalls


def test_energy_is_smooth_and_a_drop_is_all_of_it() -> None:
    music = Music()
    for _ in range(500):
        music.hear(0.02, {"ear/loudness": 1.0, "brain/activity": 1.0}.get)
    assert music.energy == pytest.approx(1.0)
    for _ in range(50):
        music.hear(0.02, {}.get)
    assert music.energy == pytest.approx(0.78, abs=0.01)  # exp(-1/4): a pause of a second
    music.hear(0.02, {"brain/drop": 0.6}.get)
    assert (music.energy, music.drops) == (1.0, True)
    music.hear(0.02, {"brain/drop": 0.4}.get)
    assert not music.drops
    music.hear(0.02, {"brain/drop": 0.6}.get)
    assert not music.drops  # it trembles, and is the same one
