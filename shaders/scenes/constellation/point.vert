#version 330 core
// A point of a burst: thrown by surprise from a unit that surged; slows down, falls nowhere, burns out.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float burst_amount;
uniform float burst_size;
in float source;
in float age;
in vec3 heading;
in float strength;
out vec2 spot;
flat out vec3 colour;

const float LIFE_S = 1.8, DRAG = 2.6;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    float way = (1.0 - exp(-DRAG * max(age, 0.0))) / DRAG;
    vec3 place = place_of(source) + heading * way * 1.6 * burst_size;
    vec3 seen = (view * vec4(place, 1.0)).xyz;
    float left = clamp(1.0 - age / (LIFE_S * (0.45 + 0.55 * length(heading))), 0.0, 1.0);
    float size_px = clamp(pixels_per_radius(seen) * 0.006 * burst_size, 1.5, 5.0);
    colour = colour_of(pace_of(source), 0.8 * left) * burst_amount * strength * left * left * clearness(seen) * 1.5;
    spot = corner;
    vec4 clip = projection * vec4(seen, 1.0);
    clip.xy += corner * size_px * 2.0 / resolution * clip.w;
    gl_Position = age < 0.0 || left <= 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
