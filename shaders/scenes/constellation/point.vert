#version 330 core
// A point of a burst: thrown by surprise from a unit that surged; slows down, falls nowhere, burns out.
// Drawn as the streak that it covers in a frame of film.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float burst_amount;
uniform float burst_size;
in float source;
in float age;
in vec3 heading;
in float strength;
out vec2 spot;
flat out vec3 colour;

const float LIFE_S = 1.8, DRAG = 2.6, SHUTTER_S = 0.03;

vec3 flown(float t) {
    return heading * (1.0 - exp(-DRAG * max(t, 0.0))) / DRAG * 1.7 * burst_size;
}

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec3 from = (view * vec4(place_of(source), 1.0)).xyz;
    mat3 turn = mat3(view);
    vec3 head = from + turn * flown(age);
    vec3 tail = from + turn * flown(age - SHUTTER_S);
    vec4 clip_head = projection * vec4(head, 1.0), clip_tail = projection * vec4(tail, 1.0);
    vec2 streak_px = (clip_head.xy / clip_head.w - clip_tail.xy / clip_tail.w) * resolution * 0.5;
    float length_px = length(streak_px);
    vec2 along = length_px > 0.01 ? streak_px / length_px : vec2(1.0, 0.0);
    vec2 normal = vec2(-along.y, along.x);
    float left = clamp(1.0 - age / (LIFE_S * (0.35 + 0.65 * length(heading))), 0.0, 1.0);
    float size_px = clamp(pixels_per_radius(head) * 0.0055 * burst_size, 1.6, 6.0) * (0.55 + 0.45 * left);
    float half_px = size_px + 0.5 * length_px;
    // The streak has the light of the point, spread out.
    float thinned = size_px / half_px;
    colour = colour_of(tint_of(source), 0.2 + 0.7 * left) * burst_amount * strength * left * left;
    colour *= clearness(head) * mix(1.0, thinned, 0.7) * 1.6;
    spot = corner;
    vec4 clip = 0.5 * (clip_head / clip_head.w + clip_tail / clip_tail.w);
    clip.xy += (along * corner.x * half_px + normal * corner.y * size_px) * 2.0 / resolution;
    gl_Position = left <= 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
