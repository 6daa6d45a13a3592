"""What is done before it is wanted: the same result, nothing seen of it, and nothing left to do at the switch.

In: work of the test's own; a small stage. Out: results, pictures.
Runs in the test process, headless.
"""

import threading

import moderngl
import pytest
from stage.rehearsal import Rehearsal

from engine.stage.ahead import Ahead
from engine.stage.anatomy import Anatomy
from engine.stage.cast import Cast
from engine.stage.scenes import PLANS, SCENES


def test_work_is_done_beside_the_caller_and_once() -> None:
    gate, done = threading.Event(), []

    def work() -> int:
        gate.wait(10.0)
        done.append(threading.current_thread())
        return 7

    ahead = Ahead(work)
    assert not done
    assert not ahead.ready() and not ahead.ready()
    gate.set()
    assert ahead.result() == 7 and ahead.ready() and ahead.result() == 7
    assert len(done) == 1 and done[0] is not threading.current_thread()


def test_who_cannot_wait_gets_it_at_once() -> None:
    ahead = Ahead(threading.current_thread)
    assert ahead.result() is threading.current_thread()
    assert ahead.ready()


def test_an_error_comes_where_the_result_is_wanted() -> None:
    ahead = Ahead(lambda: 1 // 0)
    while not ahead.ready():
        pass
    with pytest.raises(ZeroDivisionError):
        ahead.result()


def test_a_scene_that_is_not_ready_is_made_later_or_when_it_is_wanted() -> None:
    made, ready = [], [False]

    def make(name: str) -> object:
        made.append(name)
        return name

    makers = {"a": lambda: make("a"), "b": lambda: make("b"), "c": lambda: make("c")}
    cast = Cast(makers, lambda: 0, {"a": lambda: ready[0], "c": lambda: ready[0]})  # type: ignore[arg-type]
    assert cast.prepare() and not cast.prepare() and made == ["b"]
    cast.advance(0.0, {"c": 1.0}, 0.0)
    assert made == ["b", "c"]
    ready[0] = True
    assert cast.prepare() and not cast.prepare()
    assert made == ["b", "c", "a"]


@pytest.mark.parametrize("name", PLANS)
def test_a_scene_of_a_plan_is_the_scene_without(context: moderngl.Context, anatomy: Anatomy, name: str) -> None:
    planned = SCENES[name](context, anatomy, 1, PLANS[name](anatomy))
    plain = SCENES[name](context, anatomy, 1)
    assert planned._fibres.read() == plain._fibres.read()  # type: ignore[attr-defined]
    assert (planned._axons == plain._axons).all()  # type: ignore[attr-defined]


def test_what_is_rehearsed_is_not_seen_and_leaves_no_scene_undrawn(
    context: moderngl.Context, anatomy: Anatomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ahead, "ready", lambda self: self.result() is not None)  # at once, and not when the thread is
    quiet, busy = Rehearsal(context, anatomy, (96, 54)), Rehearsal(context, anatomy, (96, 54))
    monkeypatch.setattr(busy.stage._effects, "prepare", lambda: False)
    assert busy.stage.prepare()  # before the first frame too
    for number in range(30):
        activity = 0.8 if number % 9 == 3 else 0.1
        assert (busy.draw(activity) == quiet.draw(activity)).all()
        if not busy.stage.prepare():
            break
    assert busy.stage._rehearsed == set(busy.stage._cast.scenes) and len(busy.stage._rehearsed) == len(SCENES)
    assert (busy.draw(0.5, frames=3) == quiet.draw(0.5, frames=3)).all()
