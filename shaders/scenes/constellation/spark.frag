#version 330 core
uniform float presence;   // how much of its light the scene gives
in vec2 spot;
flat in vec3 colour;
out vec4 light;

void main() {
    float r2 = dot(spot, spot);
    light = vec4(presence * colour * max(0.0, exp(-5.0 * r2) - 0.0067), 0.0);
}
