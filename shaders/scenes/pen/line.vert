#version 330 core
// The middle of a stroke, as a thin line: bright where it is wet. Slow ink is thick, fast ink thin.
#include "library/places.glsl"
#include "library/palette.glsl"
#include "scenes/pen/stroke.glsl"
uniform float pieces;      // steps along a span
uniform float pen_width;
out float across;
out vec3 core;
out vec3 halo;

void main() {
    int pen = int(float(gl_InstanceID) / spans);
    float number = spans - 1.0 - mod(float(gl_InstanceID), spans);
    float s = floor(float(gl_VertexID) * 0.5) / pieces;
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    Ink ink = ink_on(pen, number, s);
    float wetness = wet(ink.age_s), left = stain(ink.age_s);
    float activity = min(ink.activity, 1.2);
    if (!ink.written || left * activity < 0.004 || ink.seen.z > -0.1) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    vec4 clip = projection * vec4(ink.seen, 1.0);
    vec4 clip_ahead = projection * vec4(ink.seen + ink.pace * 0.002, 1.0);
    vec2 course = (clip_ahead.xy / clip_ahead.w - clip.xy / clip.w) * resolution;
    vec2 normal = normalize(vec2(-course.y, course.x) + vec2(1e-5, 0.0));
    float px = pixels_per_radius(ink.seen);
    float speed = length(ink.pace.xy);
    float wanted_px = px * pen_width * (0.0022 + 0.0085 / (1.0 + 0.7 * speed)) * (0.35 + 0.65 * wetness);
    float light = activity * left * clearness(ink.seen) * min(1.0, wanted_px / 1.2);
    float tint = 0.5 * (tint_of_side(pen, -1.0) + tint_of_side(pen, 1.0));
    core = colour_of(tint, 0.1 + 0.9 * wetness) * light * (0.22 + 2.6 * wetness);
    halo = colour_of(tint, 0.2) * light * (0.03 + 0.5 * wetness);
    across = side;
    clip.xy += normal * side * 2.6 * max(1.15, wanted_px) * 2.0 / resolution * clip.w;
    gl_Position = clip;
}
