"""What the tests of evaluation share.

In: nothing. Out: a shipped network.
Runs in the test process.
"""

import pytest

from engine import files
from engine.brain.weights import Weights, load_weights


@pytest.fixture(scope="session")
def weights() -> Weights:
    """The smallest network that ships."""
    return load_weights(files.shipped("brains") / "32.safetensors")
