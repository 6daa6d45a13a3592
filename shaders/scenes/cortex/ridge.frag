#version 330 core
uniform float presence;   // how much of its light the scene gives
in float above_px;
flat in float soft_px;
in vec3 core;
in vec3 halo;
in float solid;
out vec4 light;

void main() {
    float off = above_px / soft_px;
    float line = exp(-1.4 * off * off);
    float glow = above_px > 0.0 ? max(0.0, exp(-2.2 * off) - 0.005) : exp(0.56 * off);
    // Below its crest a ridge hides what lies behind it.
    float hidden = presence * solid * clamp(0.5 - off, 0.0, 1.0);
    light = vec4(presence * (core * line + halo * 0.22 * glow), hidden);
}
