#version 330 core
uniform float presence;   // how much of its light the scene gives
in vec2 across;           // x in half widths of the thread, y -1..1 over the ribbon
in vec3 thread;
in vec3 glow;
out vec4 light;

void main() {
    float off = across.x * across.x;
    float body = max(0.0, 1.0 - off * 0.45);
    float soft = 1.0 - across.y * across.y;
    light = vec4(presence * (thread * body * body * body * 1.15 + glow * 0.2 * soft * soft * soft), 0.0);
}
