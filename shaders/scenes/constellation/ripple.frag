#version 330 core
uniform float presence;   // how much of its light the scene gives
in vec3 colour;
out vec4 light;

void main() {
    light = vec4(presence * colour, 0.0);
}
