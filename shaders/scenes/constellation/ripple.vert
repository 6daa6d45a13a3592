#version 330 core
// A ripple: a ring that a surging unit sends out. At radius r it shows the unit's surge of r / speed ago.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float ripple_speed;
uniform float ripple_amount;
uniform float facets;
in float source;
in float age;
out float delay_s;
flat out float unit;
flat out vec3 colour;

const float BEFORE_S = 0.07, AFTER_S = 0.05, LIFE_S = 1.6;

void main() {
    float angle = 6.2831853 * floor(float(gl_VertexID) * 0.5) / facets;
    float outer = float(gl_VertexID & 1);
    float middle_s = max(0.0, age);
    // The strip covers the radii that the surge has reached, a little wider than the surge is long.
    delay_s = middle_s + mix(-BEFORE_S, AFTER_S, outer);
    float radius = max(0.0, (age + mix(-AFTER_S, BEFORE_S, outer)) * ripple_speed);
    delay_s = radius / ripple_speed;
    vec3 seen = (view * vec4(place_of(source), 1.0)).xyz;
    float fade = smoothstep(LIFE_S, 0.0, age) / (1.0 + 3.5 * radius);
    unit = source;
    colour = colour_of(pace_of(source), 0.1) * ripple_amount * fade * clearness(seen);
    seen.xy += radius * vec2(cos(angle), sin(angle));
    bool over = age < 0.0 || age > LIFE_S;
    gl_Position = over ? vec4(2.0, 2.0, 2.0, 1.0) : projection * vec4(seen, 1.0);
}
