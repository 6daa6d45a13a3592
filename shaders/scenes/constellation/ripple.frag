#version 330 core
#include "library/network.glsl"
in float delay_s;
flat in float unit;
flat in vec3 colour;
out vec4 light;

void main() {
    float surge = heard(unit, delay_s).g;
    light = vec4(colour * 0.55 * surge * surge, 0.0);
}
