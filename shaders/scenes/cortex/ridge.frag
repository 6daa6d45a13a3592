#version 330 core
uniform float presence;   // how much of its light the scene gives
in float off;
in vec3 core;
in vec3 halo;
in float solid;
out vec4 light;

void main() {
    // A line like a bell, and a glow that falls off quickly above the crest and slowly down the slope; all end in time.
    float bell = max(1.0 - 0.175 * off * off, 0.0);
    bell *= bell;
    bell *= bell;
    float glow = max(1.0 - (off > 0.0 ? 0.3333 : -0.125) * off, 0.0);
    glow *= glow * (off > 0.0 ? glow : 1.0);
    // Below its crest a ridge hides what lies behind it.
    float hidden = presence * solid * smoothstep(0.6, -0.6, off);
    light = vec4(presence * (core * (bell * bell) + halo * (0.22 * glow * glow)), hidden);
}
