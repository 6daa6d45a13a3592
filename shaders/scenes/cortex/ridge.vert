#version 330 core
// A ridge: what all units did at one hop, as a line of hills across the land, with the dark slope below its crest.
// The newest is at the horizon; each comes nearer as it gets older. A hill's height and light are one unit's activity.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform sampler2D order;      // x is the unit that stands at each place from left to right
uniform float samples;        // points along a ridge
uniform float rows;           // ridges from the horizon to the viewer
uniform float row_hops;       // hops from one ridge to the next
uniform vec4 land;            // distance of the horizon, of the nearest ridge; height of the eye; half the width
uniform vec3 sway;            // where the eye is from side to side; how far the land leans; lift of the horizon
uniform float cortex_height;
uniform float cortex_glow;
uniform float cortex_width;
uniform float breath;
uniform float breath_turn;
out float above_px;           // from the crest, negative below it
flat out float soft_px;       // half the width of the line
out vec3 core;
out vec3 halo;
out float solid;

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
    float s = floor(float(gl_VertexID) * 0.5) / (samples - 1.0);
    float top = float(gl_VertexID & 1);
    float number = float(gl_InstanceID);
    float delay_hops = number * row_hops + mod(play_row, row_hops);
    float age = delay_hops / (rows * row_hops);   // 0 at the horizon .. 1 at the viewer
    vec3 here = ground(s, delay_hops * hop_s);

    // The land sinks into the dark at both sides and stands highest in the middle.
    float across = 2.0 * s - 1.0;
    float shore = 1.0 - across * across;
    float activity = here.r;
    float height = cortex_height * (0.06 + 0.34 * min(activity, 1.6)) * activity * shore;

    float far = land.x, near = land.y;
    float away = far * near / mix(near, far, age);   // equal steps in time look longer the nearer they are
    float scale = 0.5 * resolution.y * 1.9 / away;   // pixels that one radius covers there
    vec2 centre = vec2(0.5 * resolution.x, resolution.y * (0.66 + sway.z));
    float x = across * land.w;
    vec2 base_px = centre + vec2((x - sway.x) * scale, -land.z * scale);
    float lean = sway.y * (x - sway.x) * scale;
    base_px.y += lean;

    // The slope of the crest makes its line thicker upright than it is across.
    float step_s = 1.0 / (samples - 1.0);
    float next = ground(min(s + step_s, 1.0), delay_hops * hop_s).r;
    float last = ground(max(s - step_s, 0.0), delay_hops * hop_s).r;
    float rise = max(abs(next - activity), abs(activity - last)) * (0.06 + 0.68 * min(activity, 1.6));
    float steep = cortex_height * rise * shore / (2.0 * step_s * land.w);
    float upright = sqrt(1.0 + min(steep * steep, 36.0));

    float focus = abs(age - 0.22) * 1.6;   // sharp a little before the horizon, soft close by
    soft_px = (0.55 + 2.6 * focus * focus * age + 0.0016 * scale) * cortex_width * resolution.y / 720.0;
    float reach_px = 4.5 * soft_px * upright;
    float drop_px = height * scale + 0.11 * scale + 2.0;
    vec2 px = base_px + vec2(0.0, height * scale + (top > 0.5 ? reach_px : -drop_px));
    above_px = (top > 0.5 ? reach_px : -drop_px) / upright;

    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.6 * age + 0.2 * across));
    float ember = 0.012 + 0.045 * breath * swell;
    float fresh = exp(-7.0 * age);
    float light = ember + activity * activity * (0.20 + 1.1 * fresh) + 1.6 * here.g * activity * (0.25 + fresh);
    float fade = smoothstep(1.0, 0.72, age) * smoothstep(0.0, 0.012, age) * smoothstep(0.0, 0.30, shore);
    light *= cortex_glow * fade;
    core = colour_of(here.b, 0.25 + 0.5 * min(activity, 1.0) * fresh) * light;
    halo = colour_of(here.b, 0.1) * light;
    solid = fade;
    gl_Position = vec4(px * 2.0 / resolution - 1.0, 0.0, 1.0);
}
