#version 330 core
// A node: one unit of the network. Its light is the unit's activity at the playhead.
// Fast units are small sharp stars, slow ones wide soft nebulae.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float node_size;
uniform float node_glow;
uniform float room;          // for each node: 1 where there are 128
uniform float breath;        // 0..2, how deeply the embers breathe
uniform float breath_turn;   // turns of the breathing since the start
out vec2 spot;
flat out vec3 core;
flat out vec3 halo;
flat out float tightness;
flat out float reach;        // how far the halo goes, 0..1

void main() {
    float unit = float(gl_InstanceID);
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec3 now = heard(unit, 0.0);
    float activity = now.r;
    float pace = pace_of(unit);
    float tint = tint_of(unit);
    vec3 place = place_of(unit);
    vec3 seen = (view * vec4(place, 1.0)).xyz;
    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.45 * length(place)));
    float ember = 0.035 + 0.11 * breath * swell;
    float glow = activity * activity * (0.30 + 0.42 * activity) + 1.1 * now.g * activity;
    float radius_px = pixels_per_radius(seen) * node_size * mix(0.075, 0.030, pace) * room * (0.75 + 0.45 * min(activity, 1.5));
    float shown_px = max(radius_px, 3.0);
    float light = (ember + glow) * node_glow * clearness(seen) * (radius_px * radius_px) / (shown_px * shown_px);
    halo = colour_of(tint, 0.15 * activity) * light * mix(0.55, 1.0, pace);
    core = colour_of(tint, 0.75) * light * 2.6;
    tightness = mix(150.0, 38.0, pace);
    // What is dim has a small halo.
    reach = mix(0.45, 1.0, smoothstep(0.02, 0.5, light));
    spot = corner;
    vec4 clip = projection * vec4(seen, 1.0);
    clip.xy += corner * shown_px * reach * 2.0 / resolution * clip.w;
    gl_Position = clip;
}
