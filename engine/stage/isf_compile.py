"""ISF and Shadertoy files as programs, and the compiler's complaints with the file's own lines.

In: a document. Out: a program, or a ShaderError that names file and line.
Main process, on the thread that owns the OpenGL context.
"""

import re
from pathlib import Path

import moderngl

from engine.errors import ShaderError
from engine.isf.document import IsfDocument
from engine.isf.glsl import OUR_LINES, translate
from engine.stage.shader import complaint

# Mesa says "0:14(5): error: …", NVIDIA "0(14) : error C…", Apple and AMD "ERROR: 0:14: …".
_PLACE = re.compile(r"^(?:ERROR:\s*)?\d+(?::(\d+)|\((\d+)\))", re.MULTILINE)


def compile_document(context: moderngl.Context, document: IsfDocument) -> moderngl.Program:
    """Compile and link the document's shaders; draw the program with `glsl.VERTICES` as a triangle strip.

    Raises ShaderError, a line `file:line…: error: …` for each mistake that the compiler found.
    """
    translation = translate(document)
    try:
        return context.program(vertex_shader=translation.vertex, fragment_shader=translation.fragment)
    except moderngl.Error as error:
        message = str(error)
        guilty = document.vertex_path if "vertex_shader" in message else document.path
        explained = explain(complaint(message).strip(), guilty)
        named = any(f"{path}:" in explained for path in (document.path, document.vertex_path) if path)
        raise ShaderError(explained if named else f"{document.path}: {explained}") from error


def explain(message: str, path: Path | None) -> str:
    """The compiler's message with places in terms of the file at `path`, or of the lines that stand before it."""

    def name(match: re.Match[str]) -> str:
        line = int(match[1] or match[2])
        if line >= OUR_LINES or path is None:
            return f"(what ISF declares):{line - OUR_LINES + 1}"
        return f"{path}:{line}"

    return _PLACE.sub(name, message)
