#version 330 core
// The sheet as a lens: how much each cell gathers the light that falls through it, by colour, and how high it stands,
// between the two hops around the playhead.
uniform sampler2D now;
uniform sampler2D before;
uniform float share;   // of the newer hop
out vec4 lens;

vec3 at(ivec2 cell) {
    return mix(texelFetch(before, cell, 0).rgb, texelFetch(now, cell, 0).rgb, share);
}

void main() {
    ivec2 cell = ivec2(gl_FragCoord.xy);
    ivec2 low = max(cell - 1, ivec2(0)), high = min(cell + 1, textureSize(now, 0) - 1);
    vec3 here = at(cell);
    vec3 sides = at(ivec2(low.x, cell.y)) + at(ivec2(high.x, cell.y)) + at(ivec2(cell.x, low.y)) + at(ivec2(cell.x, high.y));
    lens = vec4(4.0 * here - sides, dot(here, vec3(1.0 / 3.0)));
}
