"""The GLSL that goes before a shader: what ISF and Shadertoy promise that is there.

In: nothing. Out: pieces of GLSL 330 core.
Constants; any process.
"""

PASS = "uniform int PASSINDEX;\n"
ONE_PASS = "const int PASSINDEX = {};\n"

UNIFORMS = """\
uniform vec2 RENDERSIZE;
uniform float TIME;
uniform float TIMEDELTA;
uniform vec4 DATE;
uniform int FRAMEINDEX;
"""

FRAGMENT = """\
in vec2 isf_FragNormCoord;
vec4 isf_texture(sampler2D image, vec2 place, float bias) { return texture(image, place, bias); }
vec4 isf_biased(sampler2D image, vec2 place, float bias) { return texture(image, place, bias); }
"""

# A quad's four corners, as a strip, by the vertex' number.
VERTEX = """\
out vec2 isf_FragNormCoord;
vec2 isf_fragCoord;
vec2 isf_corner() { return vec2(gl_VertexID & 1, gl_VertexID >> 1); }
#define isf_vertex vec4(isf_corner() * RENDERSIZE, 0.0, 1.0)
#define isf_matrix mat4(vec4(2.0 / RENDERSIZE.x, 0.0, 0.0, 0.0), vec4(0.0, 2.0 / RENDERSIZE.y, 0.0, 0.0), \
vec4(0.0, 0.0, 1.0, 0.0), vec4(-1.0, -1.0, 0.0, 1.0))
vec4 isf_transform() { return vec4(isf_corner() * 2.0 - 1.0, 0.0, 1.0); }
void isf_vertShaderInit() {
    gl_Position = isf_transform();
    isf_FragNormCoord = isf_corner();
    isf_fragCoord = floor(isf_corner() * RENDERSIZE);
}
vec4 isf_biased(sampler2D image, vec2 place, float bias) { return texture(image, place); }
"""

# IMG_THIS_PIXEL goes by pixels, IMG_THIS_NORM_PIXEL by the share of the picture; they differ where an image has another
# size than what is drawn. The reference also writes IMG_NORM_THIS_PIXEL (docs.isf.video, "Built-In Functions"). These
# stand before the inputs, whose names may hide GLSL's own functions: a public shader calls an input `length`.
IMAGES = """\
vec4 isf_texture(sampler2D image, vec2 place) { return texture(image, place); }
vec2 IMG_SIZE(sampler2D image) { return vec2(textureSize(image, 0)); }
vec4 IMG_NORM_PIXEL(sampler2D image, vec2 place) { return texture(image, place); }
vec4 IMG_NORM_PIXEL(sampler2D image, vec2 place, float bias) { return isf_biased(image, place, bias); }
vec4 IMG_PIXEL(sampler2D image, vec2 place) { return texture(image, place / vec2(textureSize(image, 0))); }
vec4 IMG_PIXEL(sampler2D image, vec2 place, float bias) {
    return isf_biased(image, place / vec2(textureSize(image, 0)), bias);
}
vec4 IMG_THIS_PIXEL(sampler2D image) { return IMG_PIXEL(image, isf_FragNormCoord * RENDERSIZE); }
vec4 IMG_THIS_NORM_PIXEL(sampler2D image) { return texture(image, isf_FragNormCoord); }
vec4 IMG_NORM_THIS_PIXEL(sampler2D image) { return texture(image, isf_FragNormCoord); }
"""

VERTEX_MAIN = "void main() { isf_vertShaderInit(); }\n"

# Shadertoy's names (shadertoy.com/howto, "Shader Inputs") by ISF's values. They are variables and not macros, so that a
# shader may call a parameter `iTime`. Its months begin with 0.
SHADERTOY = """\
#define HW_PERFORMANCE 1
uniform sampler2D iChannel0;
uniform sampler2D iChannel1;
uniform sampler2D iChannel2;
uniform sampler2D iChannel3;
uniform vec4 iMouse;
uniform float iSampleRate;
vec3 iResolution = vec3(RENDERSIZE, 1.0);
float iTime = TIME;
float iGlobalTime = TIME;
float iTimeDelta = TIMEDELTA;
float iFrameRate = TIMEDELTA > 0.0 ? 1.0 / TIMEDELTA : 60.0;
int iFrame = FRAMEINDEX;
vec4 iDate = vec4(DATE.x, DATE.y - 1.0, DATE.zw);
float iChannelTime[4] = float[4](TIME, TIME, TIME, TIME);
vec3 iChannelResolution[4] = vec3[4](
    vec3(textureSize(iChannel0, 0), 1.0), vec3(textureSize(iChannel1, 0), 1.0),
    vec3(textureSize(iChannel2, 0), 1.0), vec3(textureSize(iChannel3, 0), 1.0));
"""

# Shadertoy shows pictures without their alpha, and most shaders leave nothing sensible in it.
SHADERTOY_MAIN = "void main() { mainImage(isf_FragColor, gl_FragCoord.xy); isf_FragColor.a = 1.0; }\n"
