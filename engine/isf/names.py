"""Which names an input or a buffer may have: those that GLSL 330 and ISF leave free.

In: a name. Out: what is wrong with it, in words.
Pure; any process.
"""

import re

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_BUILT_IN = """
PASSINDEX RENDERSIZE TIME TIMEDELTA DATE FRAMEINDEX WIDTH HEIGHT isf_FragNormCoord vv_FragNormCoord isf_FragCoord
isf_fragCoord isf_FragColor isf_vertShaderInit vv_vertShaderInit IMG_PIXEL IMG_NORM_PIXEL IMG_THIS_PIXEL
IMG_THIS_NORM_PIXEL IMG_NORM_THIS_PIXEL IMG_SIZE main mainImage
"""
_KEYWORDS = """
attribute const uniform varying layout centroid flat smooth noperspective break continue do for while switch case
default if else in out inout float int void bool true false invariant discard return mat2 mat3 mat4 mat2x2 mat2x3
mat2x4 mat3x2 mat3x3 mat3x4 mat4x2 mat4x3 mat4x4 vec2 vec3 vec4 ivec2 ivec3 ivec4 bvec2 bvec3 bvec4 uint uvec2 uvec3
uvec4 lowp mediump highp precision sampler1D sampler2D sampler3D samplerCube sampler1DShadow sampler2DShadow
samplerCubeShadow sampler1DArray sampler2DArray sampler1DArrayShadow sampler2DArrayShadow isampler1D isampler2D
isampler3D isamplerCube isampler1DArray isampler2DArray usampler1D usampler2D usampler3D usamplerCube usampler1DArray
usampler2DArray sampler2DRect sampler2DRectShadow isampler2DRect usampler2DRect samplerBuffer isamplerBuffer
usamplerBuffer sampler2DMS isampler2DMS usampler2DMS sampler2DMSArray isampler2DMSArray usampler2DMSArray struct
common partition active asm class union enum typedef template this packed goto inline noinline volatile public static
extern external interface long short double half fixed unsigned superp input output hvec2 hvec3 hvec4 dvec2 dvec3
dvec4 fvec2 fvec3 fvec4 sampler3DRect filter sizeof cast namespace using row_major
"""

#: What ISF itself declares (ISF 2.0, "ISF-created variables" and "Additional Functions"; version 1 said `vv_`).
BUILT_IN = frozenset(_BUILT_IN.split())
#: Keywords of the OpenGL Shading Language 3.30, section 3.6, and what it reserves.
KEYWORDS = frozenset(_KEYWORDS.split())


def check_name(name: str) -> str:
    """What is wrong with a name and what to write, or ""."""
    if not name:
        return "the name is empty"
    if _IDENTIFIER.fullmatch(name) is None:
        mended = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")
        mended = f"_{mended}" if mended[:1].isdigit() else mended
        hint = f"; write {mended}" if mended else ""
        return f'"{name}" is not a name that GLSL takes: letters, digits and _, no digit first{hint}'
    if name in BUILT_IN:
        return f"{name} is a name of ISF's own; take another"
    if name in KEYWORDS:
        return f"{name} is a word of GLSL's own; take another"
    if name.startswith("gl_"):
        return f"{name} begins with gl_, which is GLSL's; write {name[3:] or 'another'}"
    return ""
