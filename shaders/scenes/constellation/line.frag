#version 330 core
#include "library/network.glsl"
uniform float line_amount;
uniform float pulse_amount;
in float across;
in float along;
flat in float unit;
flat in float travel_s;
flat in float bond;
flat in float carry;
flat in float width_px;
flat in vec3 from_colour;
flat in vec3 to_colour;
flat in float mutual;
out vec4 light;

void main() {
    // The pulse: what the source did as long ago as light needs to come this far.
    vec3 past = heard(unit, along * travel_s);
    float pulse = past.g * past.g * 1.6 + 0.22 * pow(past.r, 3.0);
    float px = abs(across) * width_px;
    float body = exp(-px * px / 1.1);
    float glow = exp(-px * px / (0.22 * width_px * width_px));
    float fade = smoothstep(0.0, 0.06, along) * smoothstep(1.0, 0.94, along);
    vec3 colour = mix(from_colour, to_colour, along);
    float travelling = pulse_amount * carry * pulse * (1.0 - 0.45 * along);
    light = vec4(colour * fade * line_amount * (bond * body + travelling * (body + 0.28 * glow)), 0.0);
}
