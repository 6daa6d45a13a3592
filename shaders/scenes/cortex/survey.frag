#version 330 core
// The survey: what every point of every ridge is like, worked out once, a texel for each. A column is a point from left
// to right, a row a ridge.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
#include "scenes/cortex/land.glsl"
uniform sampler2D order;      // x is the unit that stands at each place from left to right
uniform float cortex_height;
uniform float cortex_glow;
uniform float breath;
uniform float breath_turn;
layout(location = 0) out vec4 crest;   // its height in radii, how much thicker upright than across, how solid
layout(location = 1) out vec4 core;    // its light
layout(location = 2) out vec4 halo;

float unit_at(float place) {
    float count = float(textureSize(order, 0).x);
    return texelFetch(order, ivec2(int(clamp(place, 0.0, count - 1.0)), 0), 0).r;
}

// Activity, surge and tint at a place between units: hills with round tops, each unit's own at its place.
vec3 ground(float along, float delay_s) {
    float place = along * (float(textureSize(order, 0).x) - 1.0);
    float left = floor(place), share = place - left;
    float a = unit_at(left), b = unit_at(left + 1.0);
    vec2 one = heard(a, delay_s).rg, other = heard(b, delay_s).rg;
    float rounded = share * share * (3.0 - 2.0 * share);
    return vec3(mix(one, other, rounded), mix(tint_of(a), tint_of(b), share));
}

void main() {
    float step_s = 1.0 / (samples - 1.0);
    float s = floor(gl_FragCoord.x) * step_s;
    float number = floor(gl_FragCoord.y);
    float delay_s = delay_hops_of(number) * hop_s;
    float age = age_of(number);
    vec3 here = ground(s, delay_s);

    // The land sinks into the dark at both sides and stands highest in the middle.
    float across = 2.0 * s - 1.0;
    float shore = 1.0 - across * across;
    float activity = here.r;
    float height = cortex_height * (0.06 + 0.34 * min(activity, 1.6)) * activity * shore;

    // The slope of the crest makes its line thicker upright than it is across.
    float next = ground(min(s + step_s, 1.0), delay_s).r;
    float last = ground(max(s - step_s, 0.0), delay_s).r;
    float rise = max(abs(next - activity), abs(activity - last)) * (0.06 + 0.68 * min(activity, 1.6));
    float steep = cortex_height * rise * shore / (2.0 * step_s * land.w);
    float upright = sqrt(1.0 + min(steep * steep, 36.0));

    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.6 * age + 0.2 * across));
    float ember = 0.012 + 0.045 * breath * swell;
    float fresh = exp(-7.0 * age);
    float light = ember + activity * activity * (0.20 + 1.1 * fresh) + 1.6 * here.g * activity * (0.25 + fresh);
    float solid = smoothstep(1.0, 0.72, age) * smoothstep(0.0, 0.012, age) * smoothstep(0.0, 0.30, shore);
    light *= cortex_glow * solid;
    crest = vec4(height, upright, solid, 1.0);
    core = vec4(colour_of(here.b, 0.25 + 0.5 * min(activity, 1.0) * fresh) * light, 1.0);
    halo = vec4(colour_of(here.b, 0.1) * light, 1.0);
}
