"""The command `asterism`: one word, one module.

In: the words on the command line. Out: an exit status; 0 well, 1 a failure that was explained, 2 wrong words.
Main process. Only the module that is asked for is imported, so that the show starts soon.
"""

import argparse
import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence

from engine import __version__
from engine.errors import AsterismError

WORDS = {
    "play": "play live: sound in, light out",
    "render": "make a film of a sound file",
    "gallery": "make a page with a picture of every look",
    "thumbnails": "draw a small picture of every look, for the chooser",
    "devices": "list sound inputs and outputs, displays and MIDI ports",
    "live": "list what is in Ableton Live's set, with its names for bindings",
    "presets": "list the looks and where yours go",
    "rig": "show or check a rig, or begin one with what is connected",
    "isf": "check shaders in the Interactive Shader Format, and Shadertoy's",
    "delay": "measure how late the display is, with a light sensor on a sound input",
    "bench": "measure this machine: frames, growth, memory, ear, OSC, start",
    "train": "train a network anew",
    "evaluate": "score what is heard against annotated sound files",
    "probe": "measure what each unit of a network answers",
    "reference": "write the reference pages from the declarations",
}

_HELP = """\
Asterism: sound goes in, a recurrent network hears it, its hidden state is the light.

usage: asterism WORD ...

{words}

asterism WORD --help tells more about each.
asterism play          the default sound input, or the built-in piece if there is none, in a window
asterism play --demo --fullscreen
asterism render song.wav song.mp4 --preset undertow"""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; `words` without the program's name, by default `sys.argv[1:]`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without × is no reason not to play
    try:
        status = _run(list(sys.argv[1:] if words is None else words))
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except AsterismError as error:
        print(f"asterism: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename is None:
            if error.errno not in (errno.EPIPE, errno.ENOSPC):
                raise  # no file and no full disk: a mistake of ours, which its traceback tells best
            # It is what we print that cannot be written; what Python still holds of it would complain at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        # Whoever read our lines may have enough of them: that is no failure to tell of.
        if not isinstance(error, BrokenPipeError):
            print(f"asterism: {error.filename or 'what is printed'}: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        listed = "\n".join(f"  {word:<10} {meaning}" for word, meaning in WORDS.items())
        print(_HELP.format(words=listed))
        return 0
    if words[0] in ("-V", "--version"):
        print(f"asterism {__version__}")
        return 0
    if words[0] not in WORDS:
        print(f"asterism: there is no word {words[0]!r}. There is: {', '.join(WORDS)}.", file=sys.stderr)
        return 2
    # The network's matrices are small: more threads only wake each other up. numpy reads this at its import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    module = importlib.import_module(f"engine.commands.{words[0]}")
    parser = argparse.ArgumentParser(
        prog=f"asterism {words[0]}",
        description=WORDS[words[0]][0].upper() + WORDS[words[0]][1:] + ".",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=getattr(module, "EPILOG", None),
    )
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(words[1:])))
