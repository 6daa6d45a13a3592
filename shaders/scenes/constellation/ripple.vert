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

void main() {
    int corners = 2 * (facets + 1);
    int band = gl_VertexID / corners;
    int corner = gl_VertexID % corners;
    float angle = 6.2831853 * float(corner / 2) / float(facets);
    float outward = float(band + (corner & 1)) / float(bands);
    float radius = max(0.0, (age + mix(-TAIL_S, LEAD_S, outward)) * ripple_speed);
    vec3 seen = (view * vec4(place_of(source), 1.0)).xyz;
    float left = clamp(1.0 - age / LIFE_S, 0.0, 1.0);
    float surge = heard(source, radius / ripple_speed).g;
    colour = colour_of(pace_of(source), 0.0) * ripple_amount * left * left / (1.0 + 2.0 * radius) * clearness(seen);
    colour *= 0.45 * surge * surge * surge;
    seen.xy += radius * vec2(cos(angle), sin(angle));
    gl_Position = left <= 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : projection * vec4(seen, 1.0);
}
