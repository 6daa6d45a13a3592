#version 330 core
// What is left of the trails' light after a frame: drawn with the blending "destination times alpha".
uniform float keep;
out vec4 light;

void main() {
    light = vec4(0.0, 0.0, 0.0, keep);
}
