#version 330 core
in vec3 colour;
out vec4 light;

void main() {
    light = vec4(colour, 0.0);
}
