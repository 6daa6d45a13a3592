"""Fixtures of the sound station's tests: children that open devices.

In: nothing. Out: `start_child`.
Runs in the test process; each child is ended by its own id after the test.
"""

from collections.abc import Callable, Iterator

import pytest
from venue.child import Child


@pytest.fixture
def start_child() -> Iterator[Callable[..., Child]]:
    """`start_child(code, env, *arguments)`: run `code`, which finds its arguments in `sys.argv[1:]`."""
    children: list[Child] = []

    def start(code: str, env: dict[str, str], *arguments: str) -> Child:
        children.append(Child(code, env, *arguments))
        return children[-1]

    yield start
    for child in children:
        child.close()
