#version 330 core
uniform float presence;   // how much of its light the scene gives
in float across;
in vec3 thread;
in vec3 pulse;
out vec4 light;

void main() {
    float soft = 1.0 - across * across;   // the halo reaches as far as the ribbon
    float body = max(0.0, 1.0 - 6.25 * across * across);
    light = vec4(presence * (thread * body + pulse * (body + 0.2 * soft * soft)), 0.0);
}
