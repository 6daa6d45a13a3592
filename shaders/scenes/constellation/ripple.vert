#version 330 core
// A ripple: a ring that a surging unit sends out. At radius r it shows the unit's surge of r / speed ago.
// The ring is a few bands wide: light is read at the bands' edges.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float ripple_speed;
uniform float ripple_amount;
uniform int facets;
uniform int bands;
in float source;
in float age;
out vec3 colour;

const float LEAD_S = 0.05, TAIL_S = 0.05, LIFE_S = 1.5;

float radius_at(float outward) {
    return max(0.0, (age + mix(-TAIL_S, LEAD_S, outward)) * ripple_speed);
}

float light_at(float radius) {
    float surge = heard(source, radius / ripple_speed).g;
    return 0.3 * surge * surge * surge * surge;
}

void main() {
    int corners = 2 * (facets + 1);
    int band = gl_VertexID / corners;
    int corner = gl_VertexID % corners;
    float angle = 6.2831853 * float(corner / 2) / float(facets);
    vec3 seen = (view * vec4(place_of(source), 1.0)).xyz;
    float left = clamp(1.0 - age / LIFE_S, 0.0, 1.0);
    float inner_r = radius_at(float(band) / float(bands));
    float outer_r = radius_at(float(band + 1) / float(bands));
    float share = ripple_amount * left * left * smoothstep(0.0, 0.4, age) / (1.0 + 2.0 * inner_r) * clearness(seen);
    float inner = light_at(inner_r) * share, outer = light_at(outer_r) * share;
    bool at_outer = (corner & 1) == 1;
    colour = colour_of(tint_of(source), 0.0) * (at_outer ? outer : inner);
    // A band with nothing to see is drawn without width.
    float radius = at_outer && max(inner, outer) > 0.003 ? outer_r : inner_r;
    seen.xy += radius * vec2(cos(angle), sin(angle));
    gl_Position = projection * vec4(seen, 1.0);
}
