#version 330 core
uniform float presence;   // how much of its light the scene gives
in vec2 spot;
flat in vec3 core;
flat in vec3 halo;
out vec4 light;

void main() {
    float r2 = dot(spot, spot);
    if (r2 >= 1.0) discard;
    float edge = (1.0 - r2) * (1.0 - r2);
    light = vec4(presence * (halo * (0.022 * edge / (0.022 + r2)) + core * exp(-110.0 * r2)), 0.0);
}
