"""A desk without a stage, for every test of looks.

In: nothing. Out: `table`, at the look first-light. Runs in the test process, without graphics.
"""

import pytest
from show.looks.table import Table


@pytest.fixture
def table() -> Table:
    made = Table()
    made.start("first-light")
    made.frame()
    return made
