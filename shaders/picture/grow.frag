#version 330 core
// One step up the bloom's pyramid: the wider level, smoothed, drawn over the finer one.
uniform sampler2D image;
uniform vec2 texel;
uniform float share;
in vec2 uv;
out vec4 light;

void main() {
    vec3 sum = texture(image, uv).rgb * 2.0;
    sum += texture(image, uv + texel * vec2(-1.0, 0.0)).rgb;
    sum += texture(image, uv + texel * vec2(1.0, 0.0)).rgb;
    sum += texture(image, uv + texel * vec2(0.0, -1.0)).rgb;
    sum += texture(image, uv + texel * vec2(0.0, 1.0)).rgb;
    light = vec4(sum / 6.0, share);
}
