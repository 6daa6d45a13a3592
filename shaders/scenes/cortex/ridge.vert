#version 330 core
// A piece of a ridge: what units did at one hop, as a line of hills across the land, with the dark slope below them.
// The newest is at the horizon; each comes nearer as it gets older. A hill's height and light are one unit's activity.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
in float row;                 // the ridge, counted from the horizon
in float first;               // the piece's first place, and how far it is from each of its points to the next;
in float stride;              // places count units from left to right
uniform sampler2D order;      // x is the unit that stands at each place from left to right
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

float unit_at(float place, float last) {
    return texelFetch(order, ivec2(int(clamp(place, 0.0, last)), 0), 0).r;
}

void main() {
    float last = float(textureSize(order, 0).x) - 1.0;
    float place = min(first + stride * float(gl_VertexID >> 1), last);
    bool above = (gl_VertexID & 1) == 1;
    float delay_hops = row * row_hops + mod(play_row, row_hops);
    float age = delay_hops / (rows * row_hops);   // 0 at the horizon .. 1 at the viewer

    // A hill is a unit's own at its place; between two units lies their mean.
    float left = floor(place), share = place - left;
    float unit = unit_at(left, last), right_unit = unit_at(left + 1.0, last);
    float delay_s = delay_hops * hop_s;
    vec2 own = heard(unit, delay_s).rg, right = heard(right_unit, delay_s).rg;
    vec2 here = mix(own, right, share);
    float tint = mix(tint_of(unit), tint_of(right_unit), share);
    float rise = abs(right.r - own.r);
    if (share == 0.0) rise = max(rise, abs(own.r - heard(unit_at(left - 1.0, last), delay_s).r));

    // The land sinks into the dark at both sides and stands highest in the middle.
    float across = 2.0 * place / last - 1.0;
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
    rise *= 0.06 + 0.68 * min(activity, 1.6);
    float steep = cortex_height * rise * shore * 0.5 * last / land.w;
    float upright = sqrt(1.0 + min(steep * steep, 36.0));

    float focus = abs(age - 0.22) * 1.6;   // sharp a little before the horizon, soft close by
    soft_px = (0.55 + 2.6 * focus * focus * age + 0.0016 * scale) * cortex_width * resolution.y / 720.0;
    float reach_px = 2.4 * soft_px * upright;
    // What lies lower than the next ridge's foot is hidden by it; the nearest ones, half gone, show their whole slope.
    float solid_here = smoothstep(1.0, 0.72, age);
    float step_px = 0.95 * resolution.y * land.z * (far - near) / (far * near * rows);
    float drop_px = height * scale + 1.25 * step_px + (1.5 + 4.5 * (1.0 - solid_here)) * soft_px;
    vec2 px = base_px + vec2(0.0, height * scale + (above ? reach_px : -drop_px));
    above_px = (above ? reach_px : -drop_px) / upright;

    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.6 * age + 0.2 * across));
    float ember = 0.012 + 0.045 * breath * swell;
    float fresh = exp(-7.0 * age);
    float light = ember + activity * activity * (0.20 + 1.1 * fresh) + 1.6 * here.g * activity * (0.25 + fresh);
    float fade = solid_here * smoothstep(0.0, 0.012, age) * smoothstep(0.0, 0.30, shore);
    light *= cortex_glow * fade;
    core = colour_of(tint, 0.25 + 0.5 * min(activity, 1.0) * fresh) * light;
    halo = colour_of(tint, 0.1) * light;
    solid = fade;
    gl_Position = vec4(px * 2.0 / resolution - 1.0, 0.0, 1.0);
}
