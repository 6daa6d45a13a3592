#version 330 core
// The sheet as a lens between the two hops around the playhead: how much each cell gathers the light that falls through
// it, by colour; and where it sends it, by the slope of the sheet, with the height.
uniform sampler2D now;
uniform sampler2D before;
uniform float share;   // of the newer hop
layout(location = 0) out vec4 gathered;
layout(location = 1) out vec4 sent;

vec3 at(ivec2 cell) {
    return mix(texelFetch(before, cell, 0).rgb, texelFetch(now, cell, 0).rgb, share);
}

void main() {
    ivec2 cell = ivec2(gl_FragCoord.xy);
    ivec2 low = max(cell - 1, ivec2(0)), high = min(cell + 1, textureSize(now, 0) - 1);
    vec3 here = at(cell);
    vec3 west = at(ivec2(low.x, cell.y)), east = at(ivec2(high.x, cell.y));
    vec3 south = at(ivec2(cell.x, low.y)), north = at(ivec2(cell.x, high.y));
    vec3 corners = at(low) + at(high) + at(ivec2(low.x, high.y)) + at(ivec2(high.x, low.y));
    gathered = vec4((20.0 * here - 4.0 * (west + east + south + north) - corners) / 6.0, 0.0);
    const vec3 whole = vec3(1.0 / 3.0);
    sent = vec4(0.5 * dot(east - west, whole), 0.5 * dot(north - south, whole), dot(here, whole), 0.0);
}
