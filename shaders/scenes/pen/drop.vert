#version 330 core
// A droplet that a surge has thrown from a pen's tip: it flies, slows down, lies still, sinks and dries like the ink.
#include "library/places.glsl"
#include "library/palette.glsl"
#include "scenes/pen/stroke.glsl"
uniform float pen_width;
uniform float pen_splatter;
in float pen;
in float age;
in vec3 start;
in vec3 heading;
in float size;
out vec2 spot;
flat out vec3 core;
flat out vec3 halo;

const float DRAG = 5.0, DRY_S = 3.0, SHUTTER_S = 0.02;

vec3 flown(float t) {
    vec3 place = place_at(start + heading * (1.0 - exp(-DRAG * max(t, 0.0))) / DRAG);
    return (view * vec4(place, 1.0)).xyz - vec3(0.0, 0.0, SINK * pen_depth * age);
}

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec3 head = flown(age), tail = flown(age - SHUTTER_S);
    vec4 clip_head = projection * vec4(head, 1.0), clip_tail = projection * vec4(tail, 1.0);
    vec2 streak_px = (clip_head.xy / clip_head.w - clip_tail.xy / clip_tail.w) * resolution * 0.5;
    float length_px = length(streak_px);
    vec2 along = length_px > 0.01 ? streak_px / length_px : vec2(1.0, 0.0);
    vec2 normal = vec2(-along.y, along.x);
    float left = clamp(1.0 - age / DRY_S, 0.0, 1.0);
    float wetness = wet(age);
    float size_px = clamp(pixels_per_radius(head) * 0.022 * size * sqrt(pen_width), 2.2, 16.0);
    float half_px = size_px + 0.5 * length_px;
    float light = pen_splatter * clearness(head) * left * left * size_px / half_px;
    float tint = tint_of_side(int(pen), 2.0 * fract(size * 37.0) - 1.0);
    core = colour_of(tint, 0.2 + 0.8 * wetness) * light * (0.2 + 2.6 * wetness);
    halo = colour_of(tint, 0.1) * light * (0.10 + 0.9 * wetness);
    spot = corner;
    vec4 clip = 0.5 * (clip_head / clip_head.w + clip_tail / clip_tail.w);
    clip.xy += (along * corner.x * half_px + normal * corner.y * size_px) * 2.0 / resolution;
    gl_Position = left * pen_splatter <= 0.0 || head.z > -0.1 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
