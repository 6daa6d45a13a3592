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
    // Powers that end where the strip does, shaped like exp(-1.4 off^2), exp(-2.2 off) and exp(0.56 off): no edge is seen.
    float line = max(0.0, 1.0 - 0.4 * off * off);
    line *= line * line;
    float glow = max(0.0, 1.0 - (off > 0.0 ? 0.417 : -0.143) * off);
    glow *= glow;
    glow *= glow;
    // Below its crest a ridge hides what lies behind it.
    float hidden = presence * solid * clamp(0.5 - off, 0.0, 1.0);
    light = vec4(presence * (core * line + halo * 0.22 * glow), hidden);
}
