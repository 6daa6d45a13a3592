"""From ISF and Shadertoy to GLSL 330 core, with every line where it is in the file.

In: a document. Out: the two sources that a compiler takes.
Pure; any process.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.isf.complaints import direct_line
from engine.isf.document import IsfDocument
from engine.isf.prelude import (
    FRAGMENT,
    IMAGES,
    ONE_PASS,
    PASS,
    SHADERTOY,
    SHADERTOY_MAIN,
    UNIFORMS,
    VERTEX,
    VERTEX_MAIN,
)
from engine.isf.source import identifiers, replace_identifiers

#: The vertices to draw, as a triangle strip, without any buffer: a quad, so that what a vertex shader computes at the
#: corners lies at the picture's corners.
VERTICES = 4

#: Numbers of files for `complaints.explain`: the stage's own, and the lines that are not its but ours.
THEIRS, OURS = 0, 1

# What GLSL 1.x and version 1 of ISF call otherwise. The key words `varying` and `attribute` depend on the stage.
_RENAMED: Mapping[str, str] = {
    "vv_FragNormCoord": "isf_FragNormCoord",
    "vv_vertShaderInit": "isf_vertShaderInit",
    "texture2D": "isf_texture",
    "texture2DProj": "textureProj",
    "texture2DLod": "textureLod",
    "texture2DLodEXT": "textureLod",
    "texture2DGrad": "textureGrad",
    "texture2DGradEXT": "textureGrad",
    "texture2DGradARB": "textureGrad",
    "textureCube": "texture",
    "textureCubeLod": "textureLod",
    "textureCubeLodEXT": "textureLod",
    "texture2DRect": "IMG_PIXEL",
    "sampler2DRect": "sampler2D",
    "attribute": "in",
}
_FRAGMENT_RENAMED: Mapping[str, str] = {
    "varying": "in",
    "gl_FragColor": "isf_FragColor",
    "gl_FragData": "isf_FragData",
    "isf_FragCoord": "gl_FragCoord.xy",
    "isf_fragCoord": "gl_FragCoord.xy",
}
_VERTEX_RENAMED: Mapping[str, str] = {
    "varying": "out",
    "isf_FragCoord": "isf_fragCoord",
    "gl_Vertex": "isf_vertex",
    "VERTEXDATA": "isf_vertex",
    "ftransform": "isf_transform",
    "gl_ModelViewProjectionMatrix": "isf_matrix",
    "gl_MultiTexCoord0": "vec4(isf_corner(), 0.0, 1.0)",
}
_DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(version|extension|line)\b[^\n]*", re.MULTILINE)
# In GLSL 330 itself, or of OpenGL ES only, where a desktop's compiler may refuse the name.
_NEEDLESS = re.compile(r"GL_OES_|GL_EXT_shader_texture_lod|GL_ARB_shader_texture_lod|GL_EXT_gpu_shader4"
                       r"|GL_EXT_frag_depth|GL_EXT_draw_buffers|GL_ARB_texture_rectangle")  # fmt: skip
_OUTPUT = re.compile(r"\bgl_FragData\s*\[\s*(\d+)\s*\]")


@dataclass(frozen=True, slots=True)
class Translation:
    """GLSL 330 core for both stages; its lines are numbered as `THEIRS` and `OURS`."""

    vertex: str
    fragment: str


def translate(document: IsfDocument, step: int | None = None) -> Translation:
    """The document as GLSL 330 core, to be drawn with `VERTICES` vertices as a triangle strip.

    Uniforms: ISF's PASSINDEX (int), RENDERSIZE (vec2, pixels), TIME, TIMEDELTA (float, s), DATE (vec4: year, month
    from 1, day, second of the day), FRAMEINDEX (int); each input by its name and `glsl_type`; a sampler2D for each
    buffer and imported image (a samplerCube for a cube); for `mainImage` also the iChannels, iMouse (vec4, pixels)
    and iSampleRate (float, Hz). A picture's first row is its lowest. The output is location 0.

    The image functions take any sampler2D, also a function's parameter, and ask it for its size. So there is nothing
    to set besides the sampler: what VVISF has as uniforms, `_name_imgSize`, `_name_imgRect` and `_name_flip`, is put
    in as the values that they have here.

    `step`: the one pass that it shall be good for; PASSINDEX then is a constant, and the compiler leaves out what the
    other passes do. A renderer without a graphics card runs both sides of every `if`.
    """
    samplers = [*(item.name for item in document.images), *(buffer.name for buffer in document.buffers)]
    samplers += [image.name for image in document.imported]
    helpers = _helpers(samplers)
    fragment = _rename(document.fragment, {**_RENAMED, **_FRAGMENT_RENAMED, **helpers})
    vertex = _rename(document.vertex, {**_RENAMED, **_VERTEX_RENAMED, **helpers})
    declared = IMAGES + _declarations(document)
    ours, theirs = (direct_line(file, 1) + "\n" for file in (OURS, THEIRS))
    uniforms = (PASS if step is None else ONE_PASS.format(step)) + UNIFORMS
    head, tail = _output(document), ""
    if document.by_image:
        head, tail = head + SHADERTOY, ours + SHADERTOY_MAIN
    return Translation(
        f"#version 330 core\n{_extensions(document.vertex)}{ours}{uniforms}{VERTEX}{declared}"
        + (f"{theirs}{vertex}\n" if document.vertex_path else VERTEX_MAIN),
        f"#version 330 core\n{_extensions(document.fragment)}{ours}{uniforms}{FRAGMENT}{declared}{head}"
        f"{theirs}{fragment}\n{tail}",
    )


def _rename(code: str, renamed: Mapping[str, str]) -> str:
    bare = _DIRECTIVE.sub(lambda match: " " * len(match[0]), code)
    return replace_identifiers(bare, lambda word: renamed.get(word, word))


def _extensions(code: str) -> str:
    """The file's #extension lines, which must stand in front of all else."""
    lines = [match[0].strip() for match in _DIRECTIVE.finditer(code) if match[1] == "extension"]
    return "".join(f"{line}\n" for line in lines if not _NEEDLESS.search(line))


def _declarations(document: IsfDocument) -> str:
    lines = [f"uniform {item.glsl_type} {item.name};" for item in document.inputs]
    lines += [f"uniform sampler2D {buffer.name};" for buffer in document.buffers]
    lines += [f"uniform sampler{'Cube' if image.cube else '2D'} {image.name};" for image in document.imported]
    return "".join(f"{line}\n" for line in lines)


def _helpers(samplers: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in samplers:
        found[f"_{name}_imgSize"] = f"IMG_SIZE({name})"
        found[f"_{name}_imgRect"] = "vec4(0.0, 0.0, 1.0, 1.0)"
        found[f"_{name}_flip"] = "false"
        found[f"_{name}_normTexCoord"] = found[f"_{name}_texCoord"] = "isf_FragNormCoord"
    return found


def _output(document: IsfDocument) -> str:
    """The colour that the shader writes, unless it declares its own: two would have no order."""
    words = {word for word, _ in identifiers(document.fragment)}
    if document.by_image or words & {"gl_FragColor", "isf_FragColor"}:
        return "out vec4 isf_FragColor;\n"
    if "gl_FragData" in words:
        count = 1 + max((int(match[1]) for match in _OUTPUT.finditer(document.fragment)), default=0)
        return f"out vec4 isf_FragData[{count}];\n"
    return ""
