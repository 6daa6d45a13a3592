"""ISF and Shadertoy files as programs, and the compiler's complaints with the file's own lines.

In: a document. Out: a program, or a ShaderError that names file and line.
Main process, on the thread that owns the OpenGL context.
"""

import moderngl

from engine.errors import ShaderError
from engine.isf.document import IsfDocument
from engine.isf.glsl import translate
from engine.stage.shader import Source


def compile_document(context: moderngl.Context, document: IsfDocument) -> moderngl.Program:
    """Compile and link the document's shaders; draw the program with `glsl.VERTICES` as a triangle strip.

    Raises ShaderError, the compiler's lines in terms of the files that they come from.
    """
    translation = translate(document)
    try:
        return context.program(vertex_shader=translation.vertex, fragment_shader=translation.fragment)
    except moderngl.Error as error:
        message = str(error)
        details = message.split("==", 1)[-1].strip("= \n") if "==" in message else message.strip()
        explained = Source(files=list(translation.files)).explain(details)
        names = " + ".join(map(str, filter(None, (document.path, document.vertex_path))))
        told = explained if str(translation.files[0]) in explained else f"{names}: {explained}"
        raise ShaderError(told) from error
