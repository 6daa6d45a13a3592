#version 330 core
// brainHistory for ISF files: a column a unit, a row a hop, the newest lowest. docs/isf.md describes it.
#include "library/network.glsl"
out vec4 told;

void main() {
    told = vec4(heard(floor(gl_FragCoord.x), floor(gl_FragCoord.y) * hop_s), 1.0);
}
