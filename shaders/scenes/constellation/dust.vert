#version 330 core
// Dust around a unit, lit as the unit's light reaches it: a light echo. A grain at distance d shows the unit's
// activity of d / speed ago. Dust never shines by itself.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float dust_amount;
uniform float pulse_speed;
in float source;
in vec3 offset;
out vec2 spot;
flat out vec3 colour;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    float reach = length(offset);
    vec3 past = heard(source, reach / max(pulse_speed, 0.01));
    float light = (0.5 * past.r * past.r + 1.2 * past.g) * exp(-2.2 * reach);
    vec3 seen = (view * vec4(place_of(source) + offset, 1.0)).xyz;
    float size_px = clamp(pixels_per_radius(seen) * 0.0045, 1.3, 3.2);
    colour = colour_of(tint_of(source), -0.2) * dust_amount * light * clearness(seen);
    spot = corner;
    vec4 clip = projection * vec4(seen, 1.0);
    clip.xy += corner * size_px * 2.0 / resolution * clip.w;
    gl_Position = light * dust_amount < 0.004 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
