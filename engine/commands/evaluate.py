"""asterism evaluate: what the show hears, held against what people wrote down.

In: a folder of sound files with `.beats` and `.drums` beside them. Out: a table, and JSON on request.
Main process, and one more for each clip that is heard at the same time.
"""

import argparse
from pathlib import Path

from engine.brain.weights import UNIT_CHOICES
from engine.commands.figures import check_figures, write_figures

EPILOG = """\
A sound file song.ogg is scored by song.beats (lines of a time in seconds and the position in the bar) and song.drums
(lines of a time and a class: KD kick, SD snare, HH hat, CY cymbal, TT tom, OT other). It is heard block by block, by
the code that listens on stage, and nothing is reported before its sound was fed.

Beats are scored from 5 s on, as mir_eval does. phase and lag: distance of found beats from the true ones, without and
with sign (positive is late). lock: from the first true beat until eight in a row are right. told: from a beat to its
report (negative: foretold). core: processor time per time of sound; only right with --jobs 1 on a quiet machine.
all strokes: the drums of all clips as if they were one clip."""

# Key, heading, factor, digits.
_COLUMNS = (
    ("beat_f", "beat", 1.0, 3),
    ("downbeat_f", "down", 1.0, 3),
    ("cmlt", "CMLt", 1.0, 3),
    ("amlt", "AMLt", 1.0, 3),
    ("kick_f", "kick", 1.0, 3),
    ("snare_f", "snare", 1.0, 3),
    ("hat_f", "hat", 1.0, 3),
    ("crash_f", "crash", 1.0, 3),
    ("phase_ms", "phase ms", 1.0, 1),
    ("lag_ms", "lag ms", 1.0, 1),
    ("lock_s", "lock s", 1.0, 1),
    ("report_ms", "told ms", 1.0, 0),
    ("core_share", "core %", 100.0, 2),
)
_NARROWEST_NAME, _WIDEST_NAME = 12, 36


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `evaluate` takes."""
    parser.add_argument("folder", type=Path, help="sound files, with .beats and .drums of the same names")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there, too")
    network = parser.add_mutually_exclusive_group()
    network.add_argument(
        "--units", type=int, default=128, choices=UNIT_CHOICES, help="size of the network (default 128)"
    )
    network.add_argument(
        "--weights", type=Path, metavar="FILE", help="another network than ours, as asterism train writes it"
    )
    parser.add_argument("--alone", action="store_true", help="let no other network vote on what is heard")
    parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="clips heard at the same time (default 1)")


def run(arguments: argparse.Namespace) -> int:
    """Score; 1 when nothing could be."""
    from engine import files
    from engine.brain import alone, gather, load_weights
    from engine.errors import FileError
    from engine.evaluation.clips import find_clips
    from engine.evaluation.scores import FIGURES, Scored, as_table, means, pooled, score_all

    out: Path | None = arguments.json
    if out is not None:
        check_figures(out)
    weights_path = arguments.weights or files.find("brains", str(arguments.units), ".safetensors")
    mind = (alone if arguments.alone else gather)(load_weights(weights_path))
    clips, remarks = find_clips(arguments.folder)
    width = min(_WIDEST_NAME, max((len(clip.sound.name) for clip in clips), default=0))
    width = max(_NARROWEST_NAME, width)
    if clips:
        print(" ".join(["clip".ljust(width), *(heading.rjust(_width(heading)) for _, heading, _, _ in _COLUMNS)]))
    scored: list[Scored] = []
    for clip, result in score_all(clips, mind, arguments.jobs):
        if isinstance(result, Scored):
            scored.append(result)
            print(_row(result.name, width, result.figures), flush=True)
            for note in result.notes:
                print(f"  note: {note}", flush=True)
        else:
            remarks.append(str(result))
            print(f"{_fit(clip.sound.name, width)} not scored", flush=True)
    if scored:
        averages = means(scored)
        print(_row(f"mean of {len(scored)}", width, {name: value for name, (value, _) in averages.items()}))
        strokes = pooled(scored)
        if any(value is not None for value in strokes.values()):
            print(_row("all strokes", width, {**dict.fromkeys(FIGURES), **strokes}))
        # A clip of a few seconds has a lock, but no beats after the first five.
        told = sum(one.figures["beat_f"] is not None or one.figures["lock_s"] is not None for one in scored)
        print(f"locked: {averages['lock_s'][1]} of {told} with beats; the mean of lock is over these")
    for remark in remarks:
        print(remark)
    if out is not None:
        listed = {
            "weights": str(weights_path),
            "alone": arguments.alone,
            "jobs": arguments.jobs,
            **as_table(scored),
            "left_out": remarks,
        }
        write_figures(out, listed)
    if not scored:
        raise FileError(f"{arguments.folder}: nothing in it could be scored.")
    return 0


def _jobs(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of clips from 1 on")
    return int(text)


def _row(name: str, width: int, figures: dict[str, float | None]) -> str:
    cells = [_fit(name, width)]
    for key, heading, factor, digits in _COLUMNS:
        value = figures[key]
        cells.append(("-" if value is None else f"{factor * value:.{digits}f}").rjust(_width(heading)))
    return " ".join(cells)


def _width(heading: str) -> int:
    return max(5, len(heading))


def _fit(name: str, width: int) -> str:
    return name.ljust(width) if len(name) <= width else name[: width - 1] + "…"
