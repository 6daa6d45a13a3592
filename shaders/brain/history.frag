#version 330 core
// brainHistory for ISF files: a column a unit, a row a hop, the newest lowest. docs/isf.md describes it.
#include "library/network.glsl"
out vec4 told;

void main() {
    // Not by `heard`: rows are counted here, and seconds would round.
    vec2 place = vec2(gl_FragCoord.x, play_row - floor(gl_FragCoord.y) + 0.5) / vec2(textureSize(history, 0));
    told = vec4(texture(history, place).rgb, 1.0);
}
