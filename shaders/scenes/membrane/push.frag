#version 330 core
in vec2 off;
flat in vec3 height;
out vec4 next;

void main() {
    next = vec4(height * max(exp(-0.5 * dot(off, off)) - 0.0111, 0.0), 0.0);
}
