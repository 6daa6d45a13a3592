#version 330 core
// The sweep of a broad nib, held at an angle: wide across its edge, thin along it. Its hairs are bundles of units.
#include "library/places.glsl"
#include "library/palette.glsl"
#include "scenes/pen/stroke.glsl"
uniform float pieces;      // steps along a span
uniform float pen_width;
uniform float hair_count;
out float hair;            // 0..hairs over the nib
out float across;          // -1..1 over it
out float row;             // of the history
flat out float pen_number;
out vec3 fresh;            // light of an active hair
out vec3 dry;              // light of what has dried
out float cover;
out float mean;            // activity of all hairs
out float fine;            // 1 where the hairs can be told apart

void main() {
    int pen = int(float(gl_InstanceID) / spans);
    float number = spans - 1.0 - mod(float(gl_InstanceID), spans);   // the oldest first
    float s = floor(float(gl_VertexID) * 0.5) / pieces;
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    Ink ink = ink_on(pen, number, s);
    float wetness = wet(ink.age_s), left = stain(ink.age_s);
    if (!ink.written || left <= 0.0 || ink.seen.z > -0.1) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    float angle = 0.9 + 0.35 * float(pen);
    vec3 edge = mat3(view) * vec3(cos(angle), sin(angle), 0.35 * sin(3.0 * angle));
    // The faster the pen, the less of its edge touches; where it turns back it is lifted a little; and what dries
    // draws together.
    float speed = length(ink.pace.xy);
    float touch = (0.35 + 0.65 / (1.0 + 0.35 * speed)) * (0.25 + 0.75 * smoothstep(0.0, 2.5, speed));
    // A brush comes to a point where it leaves the sheet.
    float point = smoothstep(0.0, 0.16, ink.age_s);
    float half_width = 0.11 * pen_width * point * touch * (0.45 + 0.55 * wetness) * (0.5 + min(ink.activity, 1.0));
    vec4 clip = projection * vec4(ink.seen, 1.0);
    vec4 clip_edge = projection * vec4(ink.seen + edge * (side * half_width), 1.0);
    vec4 clip_ahead = projection * vec4(ink.seen + ink.pace * 0.002, 1.0);
    vec2 course = (clip_ahead.xy / clip_ahead.w - clip.xy / clip.w) * resolution;
    vec2 normal = normalize(vec2(-course.y, course.x) + vec2(1e-5, 0.0));
    float out_px = dot((clip_edge.xy / clip_edge.w - clip.xy / clip.w) * resolution * 0.5, normal);
    // Below two pixels a stroke gets fainter instead of thinner.
    float thin_px = max(0.0, 2.0 - abs(out_px));
    clip_edge.xy += normal * (out_px < 0.0 ? -thin_px : thin_px) * 2.0 / resolution * clip_edge.w;
    fine = smoothstep(2.5, 8.0, abs(out_px));
    mean = ink.activity;

    float tint = tint_of_side(pen, side);
    // A wide nib spreads its ink.
    float light = clearness(ink.seen) * left * inversesqrt(max(pen_width, 1.0)) * (1.0 - 0.45 * thin_px);
    fresh = colour_of(tint, 0.1 + 0.5 * wetness) * light * (0.10 + 1.1 * wetness);
    dry = colour_of(tint, -0.3) * light * 0.5;
    cover = 0.55 * left * (0.4 + 0.6 * wetness);
    across = side;
    hair = (0.5 + 0.5 * side) * hair_count;
    row = ink.row;
    pen_number = float(pen);
    gl_Position = clip_edge;
}
