#version 330 core
// A share of a picture, laid over another one by the blending that is set.
uniform sampler2D image;
uniform float gain;       // what its colours are multiplied by
uniform float share;      // the alpha that they are given
in vec2 uv;
out vec4 picture;

void main() {
    vec4 seen = clamp(texture(image, uv), 0.0, 1.0);
    picture = vec4(seen.rgb * (seen.a * gain), share);
}
