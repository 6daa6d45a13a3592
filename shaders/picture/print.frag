#version 330 core
// The last pass after effects: the finished picture onto the display, with the master's light.
uniform sampler2D image;
uniform float master;     // what the colours are multiplied by
uniform float grain;      // one step of 8 bits; 0 when the picture shall be black
in vec2 uv;
out vec4 picture;

#include "library/dither.glsl"

void main() {
    vec4 seen = texture(image, uv);
    // What an effect leaves clear shows the black behind the picture.
    vec3 shown = clamp(seen.rgb * clamp(seen.a, 0.0, 1.0), 0.0, 1.0) * master;
    picture = vec4(shown + dither(shown) * grain, 1.0);
}
