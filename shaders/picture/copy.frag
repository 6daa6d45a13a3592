#version 330 core
// Nothing but a copy: of a picture into one of another size; also the yardstick of the bench.
uniform sampler2D image;
in vec2 uv;
out vec4 light;

void main() {
    light = texture(image, uv);
}
