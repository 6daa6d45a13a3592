#version 330 core
// A node: one unit of the network. Its light is the unit's activity at the playhead.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float node_size;
uniform float node_glow;
uniform float breath;        // 0..1 phase-free depth of the breathing
uniform float breath_turn;   // turns of the breathing since the start
out vec2 spot;
flat out vec3 core;
flat out vec3 halo;

void main() {
    float unit = float(gl_InstanceID);
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec3 now = heard(unit, 0.0);
    float activity = now.r;
    vec3 place = place_of(unit);
    vec3 seen = (view * vec4(place, 1.0)).xyz;
    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.45 * length(place)));
    float ember = 0.030 + 0.060 * breath * swell;
    float light = ember + 0.85 * pow(activity, 1.7) + 1.3 * now.g * activity;
    float radius_px = pixels_per_radius(seen) * node_size * (0.020 + 0.018 * min(activity, 1.6));
    float shown_px = max(radius_px, 2.6);
    light *= (radius_px * radius_px) / (shown_px * shown_px);
    vec3 colour = colour_of(pace_of(unit), 0.35 * activity);
    halo = colour * light * node_glow * clearness(seen);
    core = mix(colour, vec3(dot(colour, vec3(0.33))) + 0.35, 0.65) * light * node_glow * clearness(seen);
    spot = corner;
    vec4 clip = projection * vec4(seen, 1.0);
    clip.xy += corner * shown_px * 2.0 / resolution * clip.w;
    gl_Position = clip;
}
