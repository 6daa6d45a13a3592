#version 330 core
uniform sampler2D image;
in vec2 uv;
out vec4 picture;

void main() {
    picture = texture(image, uv);
}
