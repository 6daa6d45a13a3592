#version 330 core
// brainState for ISF files: a column a unit, and from below what it does, where it stands, where it is in the picture,
// and its colour. docs/isf.md describes it.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
out vec4 told;

void main() {
    float unit = floor(gl_FragCoord.x);
    int row = int(gl_FragCoord.y);
    vec3 now = heard(unit, 0.0);
    if (row == 0) {
        told = vec4(now, pace_of(unit));
    } else if (row == 1) {
        told = vec4(place_of(unit), tint_of(unit));
    } else if (row == 2) {
        vec4 seen = view * vec4(place_of(unit), 1.0);
        vec4 clip = projection * seen;
        bool before = clip.w > 0.05;
        vec2 place = before ? 0.5 + 0.5 * clip.xy / clip.w : vec2(-1.0);
        told = vec4(place, before ? pixels_per_radius(seen.xyz) / resolution.y : 0.0, clearness(seen.xyz));
    } else {
        // Effects see the picture as the display does: out of linear light, and not brighter than white.
        vec3 light = colour_of(tint_of(unit), min(now.r, 1.0));
        told = vec4(pow(clamp(light / max(1.0, max(light.r, max(light.g, light.b))), 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
    }
}
