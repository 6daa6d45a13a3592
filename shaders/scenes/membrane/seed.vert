#version 330 core
// A seed: one unit, floating where it stands on the sheet. Its light is the unit's activity at the playhead.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform sampler2D sent;
uniform vec2 stretch;
uniform vec2 half_size;
uniform float membrane_seeds;
uniform float breath;
uniform float breath_turn;
out vec2 spot;
flat out vec3 core;
flat out vec3 halo;
flat out float tightness;

void main() {
    float unit = float(gl_InstanceID);
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec3 now = heard(unit, 0.0);
    float activity = now.r, pace = pace_of(unit), tint = tint_of(unit);
    vec2 place = place_of(unit).xy * stretch;
    float height = 0.15 * textureLod(sent, 0.5 + 0.5 * place / half_size, 0.0).z;
    vec3 seen = (view * vec4(place.x, height, -place.y, 1.0)).xyz;
    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.30 * length(place)));
    float ember = 0.030 + 0.12 * breath * swell;
    float glow = 0.60 * activity * activity + 0.9 * now.g * activity;
    float radius_px = pixels_per_radius(seen) * mix(0.050, 0.022, pace) * (0.75 + 0.4 * min(activity, 1.5));
    float shown_px = max(radius_px, 3.0);
    float light = (ember + glow) * membrane_seeds * clearness(seen) * (radius_px * radius_px) / (shown_px * shown_px);
    halo = colour_of(tint, 0.15 * activity) * light * mix(0.6, 1.0, pace);
    core = colour_of(tint, 0.70) * light * 2.2;
    tightness = mix(130.0, 34.0, pace);
    spot = corner;
    vec4 clip = projection * vec4(seen, 1.0);
    clip.xy += corner * shown_px * 2.0 / resolution * clip.w;
    gl_Position = light < 0.003 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
