"""What the network adds to the ear: the same questions put to the direct features, to the units and to the heads.

In: a network, a composed piece with the truth about it. Out: for each thing, how well the best of each tells it.
Runs in `asterism probe --demo` and in tests; hears the piece as the show does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain import Weights, gather
from engine.corpus.song import Truth
from engine.ear import BANDS, RATE_HZ, Intake
from engine.evaluation.answers import curve_area
from engine.evaluation.labels import Contrast, mark_events, mark_form
from engine.hearing.pipeline import Pipeline
from engine.moments import Moments
from engine.sound.piece import Piece, PieceTape

#: The sources that need no network.
DIRECT = ("level", "bass", "mid", "high", "flux", "onset", "centroid")
#: What is asked for.
ASKED = ("kick", "snare", "hat", "beat", "downbeat", "build", "drop")

_BLOCK = 4800
_SETTLE_HOPS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """How well one thing is told, as areas under the ROC curve, 0.5 guessing .. 1 always right.

    The best source and the best unit are chosen in every second bar, and scored in the others: of many to choose from,
    one of them is always good by chance.

    `direct`, `unit`, `head`: by the best direct source, by the best unit, by the head that is trained for it; with the
    name of the source and the number of the unit.
    """

    thing: str
    source: str
    direct: float
    unit_number: int
    unit: float
    head: float


def compare(weights: Weights, piece: Piece) -> list[Row]:
    """A row for each of `ASKED` that the piece has."""
    moments = _hear(weights, piece)
    truth = truth_of(piece)
    marks = mark_events(truth, len(moments)) | {
        name: [contrast] for name, contrast in mark_form(truth, len(moments)).items()
    }
    bands = [f"ear/band/{band}" for band in range(BANDS)]
    names = [*(f"ear/{name}" for name in DIRECT), *bands]
    direct = np.column_stack([*(moments[name] for name in DIRECT), moments["bands"]])
    lights = np.concatenate((moments["state"], moments["activity"]), axis=1)
    turn = np.searchsorted(np.array(piece.bars), moments["time"]) % 2 == 0
    rows = []
    for thing in ASKED:
        contrasts = [contrast for contrast in marks[thing] if contrast.there.any() and contrast.elsewhere.any()]
        if not contrasts:
            continue
        source, by_source = _choose(direct, contrasts, turn)
        column, by_unit = _choose(lights, contrasts, turn)
        _, by_head = _choose(moments[thing][:, None], contrasts, turn)
        rows.append(Row(thing, names[source], by_source, column % weights.units, by_unit, by_head))
    return rows


def truth_of(piece: Piece) -> Truth:
    """The truth about a composed piece, in the corpus's form."""
    beats = np.array(piece.beats)
    bars = np.array(piece.bars)
    first = np.abs(beats[:, None] - bars[None, :]).min(axis=1) < 1e-6
    places = np.arange(len(beats))
    positions = places - np.maximum.accumulate(np.where(first, places, 0)) + 1
    drums = {"kick": piece.kicks, "snare": piece.snares, "hat": piece.hats, "crash": ()}
    sections = tuple((section.name, section.start_s, section.end_s) for section in piece.sections)
    known = {name: np.array(times, np.float64) for name, times in drums.items()}
    return Truth(beats, positions, known, np.empty(0), sections)


def _hear(weights: Weights, piece: Piece) -> Moments:
    tape = PieceTape(piece)
    pipeline, intake = Pipeline(gather(weights)), Intake(tape.rate_hz, RATE_HZ)
    heard = [moment.copy() for block in tape.blocks(_BLOCK) for moment in pipeline.feed(intake.feed(block), 0.0)]
    moments: Moments = np.stack(heard)
    return moments


def _choose(values: NDArray[np.floating], contrasts: Sequence[Contrast], turn: NDArray[np.bool_]) -> tuple[int, float]:
    """The column of `values` (hops, n), with its lag and direction, that is best where `turn`; its area elsewhere."""
    numbers = np.asarray(values, np.float32)
    chosen = np.stack([_areas(numbers, contrast, turn) for contrast in contrasts])
    lag, column = np.unravel_index(int(np.abs(chosen - 0.5).argmax()), chosen.shape)
    area = float(_areas(numbers[:, [column]], contrasts[int(lag)], ~turn)[0])
    return int(column), area if chosen[lag, column] >= 0.5 else 1.0 - area


def _areas(numbers: NDArray[np.float32], contrast: Contrast, where: NDArray[np.bool_]) -> NDArray[np.float64]:
    settled = where & (np.arange(len(where)) >= _SETTLE_HOPS)
    return curve_area(numbers[contrast.there & settled], numbers[contrast.elsewhere & settled])


def as_table(rows: Sequence[Row]) -> list[str]:
    """The rows as a Markdown table."""
    lines = [
        "| what | best direct source | | best unit | | head |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        unit = f"brain/unit/{row.unit_number}"
        lines.append(f"| {row.thing} | {row.source} | {row.direct:.2f} | {unit} | {row.unit:.2f} | {row.head:.2f} |")
    return lines
