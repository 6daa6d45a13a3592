"""What the tests of evaluation share.

In: nothing. Out: a shipped network, and all that listen with it.
Runs in the test process.
"""

import pytest

from engine import files
from engine.brain import Mind, Weights, gather, load_weights


@pytest.fixture(scope="session")
def weights() -> Weights:
    """The smallest network that ships."""
    return load_weights(files.shipped("brains") / "32.safetensors")


@pytest.fixture(scope="session")
def mind(weights: Weights) -> Mind:
    """It, with those that vote."""
    return gather(weights)
