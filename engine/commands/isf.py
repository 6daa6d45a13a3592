"""asterism isf: whether shaders in the Interactive Shader Format are right, and what is wrong, with the line.

In: files. Out: a line for each, its warnings, or its mistakes.
Main process.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import GraphicsError, ShaderError

if TYPE_CHECKING:
    import moderngl

    from engine.isf.document import IsfDocument

EPILOG = "Takes ISF 2.0 and version 1 (.fs, with its .vs beside it), and Shadertoy's mainImage."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a shader: .fs, .frag or .glsl")


def run(arguments: argparse.Namespace) -> int:
    """Check every file; status 1 when one of them is bad. Without OpenGL they are read but not compiled."""
    from engine.isf.document import read_document
    from engine.stage.context import open_headless
    from engine.stage.isf_compile import compile_document

    context: moderngl.Context | None = None
    reason = ""
    try:
        context = open_headless()
    except GraphicsError as error:
        reason = str(error)
    bad = False
    for path in arguments.files:
        try:
            document = read_document(path)
            if context is not None:
                compile_document(context, document).release()
        except ShaderError as error:
            bad = True
            print(error)
            continue
        print(f"{path}: ok: {_describe(document)}")
        for warning in document.warnings:
            print(f"{warning.path}:{warning.line}: warning: {warning.text}")
    if context is None:
        print(f"Read, but not compiled: {reason}")
    else:
        context.release()
    return 1 if bad else 0


def _describe(document: "IsfDocument") -> str:
    counts = [(len(document.inputs), "input", "inputs"), (len(document.passes), "pass", "passes")]
    words = [document.kind, *(f"{count} {one if count == 1 else many}" for count, one, many in counts)]
    if document.asks_for_network:
        words.append("reads " + ", ".join(document.asks_for_network))
    return ", ".join(words)
