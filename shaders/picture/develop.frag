#version 330 core
// From light to picture: exposure, vignette, filmic tone map, master, dither.
uniform sampler2D scene;
uniform sampler2D veil;
uniform float exposure;   // master included
uniform float vignette;
uniform vec2 lens;        // from uv - 0.5 to what the vignette darkens by
uniform float grain;      // one step of 8 bits; 0 when the picture shall be black
in vec2 uv;
out vec4 picture;

// The ACES film curve as fitted by Narkowicz (2015), from light to display-linear light; acting on the strongest
// channel it keeps the hue. What is far brighter than white turns white, as film does.
vec3 tone(vec3 light) {
    float peak = max(max(light.r, light.g), max(light.b, 1e-5));
    float shown = min((peak * (2.51 * peak + 0.03)) / (peak * (2.43 * peak + 0.59) + 0.14), 1.0);
    float burn = clamp((peak - 1.0) * 0.11, 0.0, 0.85);
    return mix(light * (shown / peak), vec3(shown), burn);
}

// The display's curve, x^(1/2.2), by square roots (within 0.0042 of it, fitted): much cheaper than three powers a pixel.
vec3 encode(vec3 x) {
    vec3 second = sqrt(x), fourth = sqrt(second), eighth = sqrt(fourth);
    return 0.8119 * second + 0.2498 * fourth - 0.0617 * eighth;
}

void main() {
    vec2 off = (uv - 0.5) * lens;
    float clear = 1.0 - vignette * clamp(dot(off, off) - 0.18, 0.0, 1.0);
    vec3 light = (texture(scene, uv).rgb + texture(veil, uv).rgb) * (exposure * clear);
    // Roberts' R2 sequence (2018) spreads the rounding to 8 bits so that no band shows.
    float dither = fract(dot(gl_FragCoord.xy, vec2(0.7548777, 0.5698403))) - 0.5;
    picture = vec4(encode(tone(light)) + dither * grain, 1.0);
}
