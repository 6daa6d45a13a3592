"""A desk for OSC and programs beside it, each closed at the end of its test.

In: nothing. Out: `desk`, `program`, `other`. Runs in the test process.
"""

from collections.abc import Iterator

import pytest
from controls.osc.desk import Desk, Program


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def program(desk: Desk) -> Iterator[Program]:
    program = Program(desk)
    yield program
    program.close()


@pytest.fixture
def other(desk: Desk) -> Iterator[Program]:
    program = Program(desk)
    yield program
    program.close()
