"""What ear, brain and rhythm cost the processor.

In: the built-in piece. Out: the share of a core, beside one product of the network's size.
Main process; hears as fast as the machine is.
"""

import time

import numpy as np

from engine.brain import gather
from engine.hearing.pipeline import Pipeline
from engine.moments import HOP_S
from engine.show.bench.figures import UNITS, Figure
from engine.show.start import load_network
from engine.sound.piece import demo_tape


def measure_hearing(seconds: float) -> dict[str, Figure]:
    """Ear, brain and rhythm alone: processor time per hop, as a share of one core at the hop rate."""
    weights, _ = load_network(UNITS, None)
    pipeline = Pipeline(gather(weights))
    costs, products = [], []
    square = np.random.default_rng(1).standard_normal((3 * UNITS, UNITS)).astype(np.float32)
    row = np.ones(UNITS, np.float32)
    hop = demo_tape().rate_hz // 100
    for number, block in enumerate(demo_tape().blocks(hop)):
        mono = np.ascontiguousarray(block.mean(axis=1), np.float32)
        began = time.perf_counter()
        for _ in pipeline.feed(mono, 0.0):
            pass
        costs.append(time.perf_counter() - began)
        began = time.perf_counter()
        np.dot(square, row)
        products.append(time.perf_counter() - began)
        if number * HOP_S >= seconds:
            break
    share = 100.0 * np.array(costs) / HOP_S
    product_us = 1e6 * float(np.median(products))
    return {
        "ear_brain_and_rhythm": Figure.of(
            share,
            "% of a core",
            "≤ 4",
            f"one recurrent product ({3 * UNITS} × {UNITS}) takes {product_us:.0f} µs in this run",
        )
    }
