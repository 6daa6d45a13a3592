#version 330 core
// Nothing but a copy: the yardstick of the bench.
uniform sampler2D image;
in vec2 uv;
out vec4 light;

void main() {
    light = texture(image, uv);
}
