#version 330 core
// What lies softly over the picture, at half its size: the bloom, and the trails.
uniform sampler2D bloom;
uniform sampler2D trails;
uniform float bloom_amount;
in vec2 uv;
out vec4 light;

void main() {
    light = vec4(bloom_amount * texture(bloom, uv).rgb + 0.5 * texture(trails, uv).rgb, 1.0);
}
