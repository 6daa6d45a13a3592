#version 330 core
// A soma: one unit, as a soft body with a hot nucleus. Its light is the unit's activity at the playhead.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
#include "library/hash.glsl"
uniform float synapse_somata;
uniform float room;           // for each soma: 1 where there are 128
uniform float focus;          // view depth that is sharp
uniform float breath;
uniform float breath_turn;
in float unit;
in vec3 place;
out vec2 spot;
flat out vec3 nucleus;
flat out vec3 body;
flat out float sharp;         // of the nucleus
flat out vec3 shape;          // how much three and five arms stand out; how soft the edge is

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec3 now = heard(unit, 0.0);
    float activity = now.r;
    float pace = pace_of(unit), tint = tint_of(unit), own = scatter(unit * 3.0 + 1.0);
    vec3 seen = (view * vec4(place * layout_scale, 1.0)).xyz;
    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.4 * length(place) + 0.15 * own));
    float ember = 0.024 + 0.08 * breath * swell;
    float glow = 0.50 * activity * activity + 0.12 * activity * activity * activity + 1.2 * now.g * activity;

    float px = pixels_per_radius(seen);
    float blur = min(1.5, abs(-seen.z - focus));
    float sharp_px = px * room * mix(0.052, 0.022, pace) * (0.85 + 0.30 * min(activity, 1.5));
    float blur_px = px * 0.016 * blur;
    float radius_px = max(sharp_px + blur_px, 3.0);
    float spread = sharp_px * sharp_px / (radius_px * radius_px);   // the same light on a larger disc
    float light = (ember + glow) * synapse_somata * clearness(seen) * spread * smoothstep(0.25, 1.0, -seen.z);
    body = colour_of(tint, 0.2 * activity) * light * 0.85;
    nucleus = colour_of(tint, 0.85) * light * (0.9 + 2.6 * min(activity, 1.5));
    sharp = mix(46.0, 14.0, min(1.0, blur_px / max(sharp_px, 0.01)));
    shape = vec3(0.05 + 0.07 * own, 0.02 + 0.03 * fract(own * 7.0), 0.22 + 0.3 * min(1.0, blur));

    float angle = 6.2831853 * fract(own * 13.0);
    spot = mat2(cos(angle), sin(angle), -sin(angle), cos(angle)) * corner * 1.9;
    vec4 clip = projection * vec4(seen, 1.0);
    clip.xy += corner * radius_px * 1.9 * 2.0 / resolution * clip.w;
    gl_Position = light < 0.0015 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
