#version 330 core
uniform float presence;   // how much of its light the scene gives
in vec2 across;           // x in half widths of the thread, y -1..1 over the ribbon
in vec3 thread;
in vec3 halo;
out vec4 light;

void main() {
    float body = max(0.0, 1.0 - 0.51 * across.x * across.x);
    float soft = 1.0 - across.y * across.y;
    light = vec4(presence * (thread * body * body + halo * soft * soft), 0.0);
}
