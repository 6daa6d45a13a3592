#version 330 core
// One step down the bloom's pyramid. Five taps between pixels weigh a 4x4 neighbourhood: no flicker from lone bright pixels.
uniform sampler2D image;
uniform vec2 texel;
in vec2 uv;
out vec4 light;

void main() {
    vec3 sum = texture(image, uv).rgb * 4.0;
    sum += texture(image, uv + texel * vec2(-1.0, -1.0)).rgb;
    sum += texture(image, uv + texel * vec2(1.0, -1.0)).rgb;
    sum += texture(image, uv + texel * vec2(-1.0, 1.0)).rgb;
    sum += texture(image, uv + texel * vec2(1.0, 1.0)).rgb;
    light = vec4(min(sum / 8.0, vec3(64.0)), 1.0);
}
