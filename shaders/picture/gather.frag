#version 330 core
// The first step down the bloom's pyramid, to a quarter of the size: a box of 4x4 pixels of light, and the trails.
uniform sampler2D image;
uniform sampler2D trails;
uniform vec2 texel;
in vec2 uv;
out vec4 light;

void main() {
    vec3 sum = texture(image, uv + texel * vec2(-1.0, -1.0)).rgb;
    sum += texture(image, uv + texel * vec2(1.0, -1.0)).rgb;
    sum += texture(image, uv + texel * vec2(-1.0, 1.0)).rgb;
    sum += texture(image, uv + texel * vec2(1.0, 1.0)).rgb;
    light = vec4(min(0.25 * sum + 0.5 * texture(trails, uv).rgb, vec3(64.0)), 1.0);
}
