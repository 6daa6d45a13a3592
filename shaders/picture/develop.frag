#version 330 core
// From light to picture: exposure, filmic tone map, master, dither.
uniform sampler2D scene;  // of the picture's own size
uniform sampler2D veil;   // its alpha: the exposure, darker towards the edges
uniform float master;     // what the finished colours are multiplied by
uniform float grain;      // one step of 8 bits; 0 when the picture shall be black
in vec2 uv;
out vec4 picture;

#include "library/dither.glsl"

// Linear sRGB to the signals of the eye's cones and back, as OKLab has them (Ottosson 2020).
const mat3 TO_CONE = mat3(
    0.4122215, 0.2119035, 0.0883025, 0.5363325, 0.6806995, 0.2817188, 0.0514460, 0.1073970, 0.6299787
);
const mat3 FROM_CONE = mat3(
    4.0767417, -1.2684380, -0.0041961, -3.3077116, 2.6097574, -0.7034186, 0.2309699, -0.3413194, 1.7076147
);

// The ACES film curve as fitted by Narkowicz (2015), from light to display-linear light, acts on the strongest channel:
// the mixture of the three, and so hue and saturation, are those of the light, however bright. White must be earned:
// a channel at white (1) keeps its colour, at 8 three tenths have burned away, at 16 two thirds. Light burns along the roots
// of the cones' signals, where a hue stays what it is on its way to white; mixed with white in RGB, blue turns violet
// and red pink.
vec3 tone(vec3 light) {
    float peak = max(max(light.r, light.g), light.b);
    float gain = (2.51 * peak + 0.03) / (peak * (2.43 * peak + 0.59) + 0.14);
    float shown = min(peak * gain, 1.0);
    vec3 tinted = light * gain;
    float hot = max(peak - 1.0, 0.0);
    float burn = hot * hot / (hot * hot + 120.0);
    vec3 root = mix(sqrt(TO_CONE * tinted), vec3(sqrt(shown)), burn);
    return max(FROM_CONE * (root * root), 0.0);
}

// The display's curve, x^(1/2.2), by the square root (within 0.0026 of it, fitted): much cheaper than three powers a pixel.
vec3 encode(vec3 x) {
    vec3 root = min(sqrt(x), 1.0);
    return root * (1.3186 + root * (-0.9376 + root * (1.0674 - 0.4484 * root)));
}

void main() {
    vec4 soft = texture(veil, uv);
    vec3 light = (texture(scene, uv).rgb + soft.rgb) * soft.a;
    vec3 shown = encode(tone(light)) * master;
    picture = vec4(shown + dither(shown) * grain, 1.0);
}
