#version 330 core
// What lies softly over the picture, at half its size: the bloom, and the trails; in alpha the exposure with its vignette.
uniform sampler2D bloom;
uniform sampler2D trails;
uniform float bloom_amount;
uniform float exposure;
uniform float vignette;
uniform vec2 lens;        // from uv - 0.5 to what the vignette darkens by
in vec2 uv;
out vec4 light;

void main() {
    vec2 off = (uv - 0.5) * lens;
    float clear = 1.0 - vignette * clamp(dot(off, off) - 0.18, 0.0, 1.0);
    light = vec4(bloom_amount * texture(bloom, uv).rgb + 0.5 * texture(trails, uv).rgb, exposure * clear);
}
