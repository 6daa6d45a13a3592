"""asterism isf: which shaders in the Interactive Shader Format there are, whether they are right, and what is wrong.

In: files; without any, the shader folders. Out: a line for each, its warnings, or its mistakes with their lines.
Main process.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.errors import GraphicsError, ShaderError

if TYPE_CHECKING:
    import moderngl

    from engine.isf.document import IsfDocument

EPILOG = """\
Without a FILE, it lists the shaders that a show finds, and where their parameters are.
Takes ISF 2.0 and version 1 (.fs, with its .vs beside it), and Shadertoy's mainImage."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a shader: .fs, .frag or .glsl")


def run(arguments: argparse.Namespace) -> int:
    """Check files, or list all; status 1 when one of them is bad. Without OpenGL they are read but not compiled."""
    from engine.stage.context import open_headless

    context: moderngl.Context | None = None
    reason = ""
    try:
        context = open_headless()
    except GraphicsError as error:
        reason = str(error)
    mistakes = _check(arguments.files, context) if arguments.files else _list(context)
    if context is None:
        print(f"Read, but not compiled: {reason}")
    else:
        context.release()
    return 1 if mistakes else 0


def _check(paths: Sequence[Path], context: "moderngl.Context | None") -> int:
    """A line for each of these files; how many are bad."""
    from engine.isf.document import read_document

    bad = 0
    for path in paths:
        try:
            document = read_document(path)
            _compile(document, context)
        except ShaderError as error:
            bad += 1
            print(error)
            continue
        print(f"{path}: ok: {_describe(document)}")
        for warning in document.warnings:
            print(f"{warning.path}:{warning.line}: warning: {warning.text}")
    return bad


def _list(context: "moderngl.Context | None") -> int:
    """A line for each file that a show finds: its kind, where its parameters are, what it is; how many are bad."""
    from engine.controls.catalogue import plugins_of
    from engine.isf.shelf import Shelf

    shelf = Shelf()
    errors = [*shelf.errors]
    for plugin in plugins_of(shelf).values():
        print(f"{plugin.key[0]:<10} {plugin.base:<28} {plugin.document.description or plugin.document.path}")
        try:
            _compile(plugin.document, context)
        except ShaderError as error:
            errors.append(error)
    for broken in errors:
        print(f"broken: {broken}")
    print(
        f"Yours go in {files.user_folder('shaders')}, pictures for their image inputs in {files.user_folder('images')}"
    )
    return len(errors)


def _compile(document: "IsfDocument", context: "moderngl.Context | None") -> None:
    from engine.stage.isf_compile import compile_document

    if context is not None:
        compile_document(context, document).release()


def _describe(document: "IsfDocument") -> str:
    counts = [(len(document.inputs), "input", "inputs"), (len(document.passes), "pass", "passes")]
    words = [document.kind, *(f"{count} {one if count == 1 else many}" for count, one, many in counts)]
    if document.asks_for_network:
        words.append("reads " + ", ".join(document.asks_for_network))
    return ", ".join(words)
