"""asterism render: a sound file becomes a film.

In: the command line. Out: an MP4 with sound, and its fingerprint.
Main process.
"""

import argparse
import sys
from pathlib import Path

from engine.commands.arguments import add_look, positive, rate, size
from engine.commands.progress import Progress

EPILOG = """\
The same file, look, size, rate, seed and machine give the same frames; the fingerprint at the end tells.
Ctrl-C ends the film where it is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `render` takes."""
    parser.add_argument("sound", help="a sound file, or demo for the built-in piece")
    parser.add_argument("film", type=Path, help="the film to write (mp4)")
    parser.add_argument("--size", type=size, default=(1920, 1080), help="default 1920x1080")
    parser.add_argument("--fps", type=rate, default=60.0, help="frames a second (default 60)")
    parser.add_argument("--seconds", type=positive, help="only the beginning")
    parser.add_argument("--hashes", type=Path, metavar="FILE", help="write every frame's SHA-256 there, a line each")
    parser.add_argument("--force", action="store_true", help="write over a film that is there")
    add_look(parser)


def run(arguments: argparse.Namespace) -> int:
    """Render."""
    from engine.errors import FileError
    from engine.show.offline import OfflineEar
    from engine.show.recorder import Recorder
    from engine.show.render import Rendering, length_of, render
    from engine.show.start import load_network, open_performance
    from engine.sound.piece import demo_tape
    from engine.sound.tape import FileTape, Tape
    from engine.stage.headless import HeadlessWindow

    if arguments.film.exists() and not arguments.force:
        raise FileError(f"{arguments.film} is there already; say --force to write over it.")
    if arguments.film.exists() and Path(arguments.sound).exists() and arguments.film.samefile(arguments.sound):
        raise FileError(f"{arguments.film} is the sound itself; give the film another name.")
    if arguments.hashes:
        _check_writable(arguments.hashes)
    tape: Tape = demo_tape() if arguments.sound == "demo" else FileTape(Path(arguments.sound))
    weights, _ = load_network(arguments.units, Path(arguments.weights) if arguments.weights else None)
    screen = HeadlessWindow(arguments.size, rate_hz=arguments.fps)
    performance, _ = open_performance(screen.context, weights, arguments.preset, (), arguments.seed)
    seconds = length_of(tape, arguments.seconds)
    rendering = Rendering(performance, screen, OfflineEar(tape, weights), arguments.fps, seconds)
    recorder = Recorder(arguments.film, arguments.size, arguments.fps, rate_hz=tape.rate_hz)
    progress = Progress(rendering.frames)
    hashes: list[str] = []

    def note(number: int, fingerprint: str) -> None:
        hashes.append(fingerprint)
        progress.show(number + 1)

    try:
        whole = render(rendering, recorder, note)
    except KeyboardInterrupt:
        print(f"\nEnded by Ctrl-C: {arguments.film} holds {len(hashes) / arguments.fps:.1f} s.", file=sys.stderr)
        return 130
    finally:
        screen.close()
        if arguments.hashes:
            arguments.hashes.write_text("".join(f"{line}\n" for line in hashes), encoding="utf-8")
    progress.end()
    print(f"{arguments.film}: {rendering.frames} frames, {rendering.frames / arguments.fps:.1f} s; SHA-256 {whole}")
    return 0


def _check_writable(path: Path) -> None:
    """Before a long rendering, not after it. Raises `FileError`."""
    from engine.errors import FileError

    try:
        path.open("a").close()
    except OSError as error:
        raise FileError(f"Cannot write {path}: {error.strerror or error}.") from error
