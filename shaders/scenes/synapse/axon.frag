#version 330 core
uniform float presence;   // how much of its light the scene gives
in float across;          // in half widths of the thread
in vec3 thread;
in vec3 glow;
out vec4 light;

void main() {
    float off = across * across;
    float body = max(0.0, 1.0 - off * 0.45);
    float soft = max(0.0, 1.0 - off * 0.137);
    light = vec4(presence * (thread * body * body + glow * 0.13 * soft * soft * soft), 0.0);
}
