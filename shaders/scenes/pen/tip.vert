#version 330 core
// A pen's tip, where the state is now: its light is the mean activity of its units. In silence it breathes as an ember.
#include "library/places.glsl"
#include "library/palette.glsl"
#include "scenes/pen/stroke.glsl"
uniform float pen_width;
uniform float breath;        // 0..2, how deeply the embers breathe
uniform float breath_turn;   // turns of the breathing since the start
out vec2 spot;
flat out vec3 core;
flat out vec3 halo;

void main() {
    int pen = gl_InstanceID;
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    Ink ink = ink_on(pen, 0.0, 1.0);
    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.16 * float(pen)));
    float light = 0.03 + 0.3 * breath * swell + 2.2 * ink.activity;
    float tint = 0.5 * (tint_of_side(pen, -1.0) + tint_of_side(pen, 1.0));
    core = colour_of(tint, 1.0) * light * 2.5;
    halo = colour_of(tint, 0.25) * light;
    float grown = sqrt(pen_width) * (0.08 + 0.13 * min(sqrt(ink.activity), 1.2) + 0.05 * breath * swell);
    float radius_px = max(4.0, pixels_per_radius(ink.seen) * grown);
    spot = corner;
    vec4 clip = projection * vec4(ink.seen, 1.0);
    clip.xy += corner * radius_px * 2.0 / resolution * clip.w;
    gl_Position = ink.seen.z > -0.1 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
