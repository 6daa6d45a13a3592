#version 330 core
uniform float presence;   // how much of its light the scene gives
in vec2 spot;
flat in vec3 core;
flat in vec3 halo;
flat in float tightness;
flat in float reach;
out vec4 light;

void main() {
    float edge2 = dot(spot, spot);
    float r2 = edge2 * reach * reach;
    float edge = max(0.0, 1.0 - edge2);
    edge *= edge;
    vec3 shown = halo * edge * (0.05 / (0.05 + r2) + 0.16 * edge) + core * exp(-tightness * r2) * min(1.0, 4.0 * edge);
    light = vec4(presence * shown, 0.0);
}
