"""ISF and Shadertoy files as programs, and the compiler's complaints with the file's own lines.

In: a document. Out: a program, or a ShaderError that names file and line.
Main process, on the thread that owns the OpenGL context.
"""

import moderngl

from engine.errors import ShaderError
from engine.isf.complaints import explain
from engine.isf.document import IsfDocument
from engine.isf.glsl import translate
from engine.stage.shader import complaint

_OURS = "(what ISF declares)"


def compile_document(context: moderngl.Context, document: IsfDocument, step: int | None = None) -> moderngl.Program:
    """Compile and link the document's shaders; draw the program with `glsl.VERTICES` as a triangle strip.

    `step`: the one pass that it is for, as in `glsl.translate`.
    Raises ShaderError, a line `file:line…: error: …` for each mistake that the compiler found.
    """
    translation = translate(document, step)
    try:
        return context.program(vertex_shader=translation.vertex, fragment_shader=translation.fragment)
    except moderngl.Error as error:
        message = str(error)
        guilty = document.vertex_path if "vertex_shader" in message else document.path
        explained = explain(complaint(message).strip(), (guilty or _OURS, _OURS))
        named = any(f"{path}:" in explained for path in (document.path, document.vertex_path) if path)
        raise ShaderError(explained if named else f"{document.path}: {explained}") from error
