#version 330 core
in vec2 spot;
flat in vec3 core;
flat in vec3 halo;
out vec4 light;

void main() {
    float r2 = dot(spot, spot);
    if (r2 >= 1.0) discard;
    float edge = (1.0 - r2) * (1.0 - r2);
    float heart = exp(-26.0 * r2);
    light = vec4(halo * (0.16 * edge / (0.10 + r2) + 0.25 * edge * edge) + core * heart * 2.2, 0.0);
}
