#version 330 core
uniform float presence;   // how much of its light the scene gives
in float across;
in vec3 core;
in vec3 halo;
out vec4 light;

void main() {
    float off = 2.6 * across;
    float edge = 1.0 - across * across;
    vec3 shown = core * max(0.0, exp(-1.1 * off * off) - 0.0006) + halo * 0.3 * edge * edge;
    light = vec4(presence * shown, 0.0);
}
