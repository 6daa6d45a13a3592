"""Changed shaders: one compile a frame, all of a change or nothing, and one attempt for each mistake.

In: shader files written here into the user's folder. Out: how often was compiled, and what is in use.
Runs in the test process, headless.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moderngl
import pytest

from engine.stage.reloading import Reloading
from engine.stage.shader import Shader

VERTEX = "library/fullscreen.vert"
COUNT = 12
GOOD = "float shade() { return 1.0; }\n"
BAD = "float shade() {\n    return nowhere;\n}\n"


class Counting:
    """A context that counts the programs that are asked of it."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self.compiled = 0

    def program(self, **sources: str) -> Any:
        """One more."""
        self.compiled += 1
        return self._context.program(**sources)


class Desk:
    """Twelve programs that share an include, and who watches their files."""

    def __init__(self, context: moderngl.Context, home: Path) -> None:
        self._folder = home / "shaders"
        self._age = 10**18
        self.write("library/shade.glsl", GOOD)
        for number in range(COUNT):
            self.write_own(number)
        self.context = Counting(context)
        self.shaders = [Shader(self.context, VERTEX, f"{number}.frag") for number in range(COUNT)]  # type: ignore[arg-type]
        self.reloading = Reloading()
        self.programs = self.in_use()
        self.context.compiled = 0

    def write(self, name: str, text: str) -> None:
        """A file that is newer than any before."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self._age += 10**9
        os.utime(path, ns=(self._age, self._age))

    def write_own(self, number: int, colour: str = "vec4(shade())") -> None:
        """The file of one program."""
        head = '#version 330 core\n#include "library/shade.glsl"\nout vec4 light;\n'
        self.write(f"{number}.frag", head + f"void main() {{ light = {colour}; }}\n")

    def in_use(self) -> list[moderngl.Program]:
        """Each shader's program."""
        return [shader.program for shader in self.shaders]

    def frame(self, look: bool = False) -> str:
        """One frame: at most one compile. What it says."""
        before = self.context.compiled
        if look:
            self.reloading.look(self.shaders)
            assert self.context.compiled == before
        error = self.reloading.compile_one()
        assert self.context.compiled - before <= 1
        return str(error or "")

    def frames(self, count: int = 2 * COUNT) -> list[str]:
        """A look, and frames after it; what was said."""
        return list(filter(None, [self.frame(look=True), *(self.frame() for _ in range(count))]))

    def changed(self) -> list[int]:
        """Which are others than at first."""
        return [number for number, program in enumerate(self.in_use()) if program is not self.programs[number]]


@pytest.fixture
def desk(context: moderngl.Context, home: Path) -> Iterator[Desk]:
    desk = Desk(context, home)
    yield desk
    for shader in desk.shaders:
        shader.release()


def test_nothing_is_compiled_while_nothing_changes(desk: Desk) -> None:
    assert desk.frames() == desk.frames() == []
    assert desk.context.compiled == 0


def test_a_good_include_is_taken_up_by_all_at_once_a_compile_a_frame(desk: Desk) -> None:
    desk.write("library/shade.glsl", GOOD + "// more\n")
    desk.frame(look=True)
    for frame in range(2, COUNT):
        assert (desk.frame(), desk.changed()) == ("", []), frame
    assert desk.frame() == ""
    assert desk.changed() == list(range(COUNT))
    assert desk.frames() == []
    assert desk.context.compiled == COUNT


def test_a_broken_include_costs_one_compile_and_is_told_once(desk: Desk) -> None:
    desk.write("library/shade.glsl", BAD)
    (said,) = desk.frames()
    assert "shade.glsl:2" in said
    assert desk.frames() == desk.frames() == []
    assert (desk.context.compiled, desk.changed()) == (1, [])
    desk.write("library/shade.glsl", GOOD)
    assert desk.frames() == []
    assert desk.changed() == list(range(COUNT))


def test_what_an_include_lacks_is_its_mistake_where_ever_it_is_noticed(desk: Desk) -> None:
    desk.write("library/shade.glsl", GOOD + "const float more = 1.0\n")
    (said,) = desk.frames()
    assert "0.frag:3" in said
    assert (desk.context.compiled, desk.changed()) == (1, [])


def test_a_missing_include_is_told_once(desk: Desk) -> None:
    desk.write("library/shade.glsl", GOOD + '#include "library/none.glsl"\n')
    (said,) = desk.frames()
    assert "shade.glsl:2" in said and "none.glsl" in said
    assert desk.frames() == [] and desk.context.compiled == 0
    desk.write("library/none.glsl", "// here\n")
    assert desk.frames() == []
    assert desk.changed() == list(range(COUNT))


def test_a_broken_file_of_one_program_holds_up_no_other(desk: Desk) -> None:
    desk.write_own(3, "vec4(nowhere)")
    desk.write_own(5, "vec4(0.5 * shade())")
    (said,) = desk.frames()
    assert "3.frag:4" in said
    assert desk.changed() == [5]
    assert desk.frames() == [] and desk.context.compiled == 2
    desk.write_own(3)
    assert desk.frames() == []
    assert desk.changed() == [3, 5]


def test_an_include_that_one_program_cannot_take_is_taken_up_by_none(desk: Desk) -> None:
    head = '#version 330 core\n#define LAST\n#include "library/shade.glsl"\nout vec4 light;\n'
    desk.write(f"{COUNT - 1}.frag", head + "void main() { light = vec4(1.0); }\n")
    assert desk.frames() == []
    desk.programs, desk.context.compiled = desk.in_use(), 0
    desk.write("library/shade.glsl", GOOD + "#ifdef LAST\nfloat broken = nowhere;\n#endif\n")
    (said,) = desk.frames()
    assert "shade.glsl:3" in said
    assert (desk.context.compiled, desk.changed()) == (COUNT, [])
    assert desk.frames() == [] and desk.context.compiled == COUNT


def test_a_change_while_others_are_compiled_is_not_missed(desk: Desk) -> None:
    desk.write("library/shade.glsl", GOOD + "// more\n")
    desk.frame(look=True)
    desk.frame()
    desk.write_own(0, "vec4(nowhere)")
    (said,) = desk.frames()
    assert "0.frag:4" in said
    assert desk.changed() == list(range(1, COUNT))


def test_a_shader_that_is_gone_holds_nothing_up(desk: Desk) -> None:
    desk.write("library/shade.glsl", GOOD + "// more\n")
    desk.frame(look=True)
    gone, desk.shaders = desk.shaders[1:], desk.shaders[:1]
    for shader in gone:
        shader.release()
    desk.frame(look=True)
    assert desk.shaders[0].program is not desk.programs[0]
    assert desk.context.compiled == 1
