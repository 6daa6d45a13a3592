"""A desk without a stage, for every test of looks; the same made-up examples in every run.

In: nothing. Out: `table`, at the look first-light. Runs in the test process, without graphics.
"""

import pytest
from hypothesis import settings
from show.looks.table import Table

settings.register_profile("looks", deadline=None, derandomize=True)
settings.load_profile("looks")


@pytest.fixture
def table() -> Table:
    made = Table()
    made.start("first-light")
    made.frame()
    return made
