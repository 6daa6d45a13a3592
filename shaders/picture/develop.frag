#version 330 core
// From light to picture: bloom, exposure, vignette, filmic tone map, master, dither.
uniform sampler2D scene;
uniform sampler2D bloom;
uniform float bloom_amount;
uniform float exposure;
uniform float vignette;
uniform float master;
uniform float aspect;
in vec2 uv;
out vec4 picture;

// The ACES film curve as fitted by Narkowicz (2015), from light to display-linear light.
float film(float x) {
    return clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 0.0, 1.0);
}

// Acting on the strongest channel keeps the hue; what is far brighter than white turns white, as film does.
vec3 tone(vec3 light) {
    float peak = max(max(light.r, light.g), max(light.b, 1e-5));
    vec3 hue = light / peak;
    float burn = smoothstep(1.2, 9.0, peak);
    return mix(hue, vec3(1.0), burn * 0.85) * film(peak);
}

// Interleaved gradient noise (Jimenez, 2014): spreads the rounding to 8 bits so that no band shows.
float dither(vec2 pixel) {
    return fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715)))) - 0.5;
}

void main() {
    vec3 light = texture(scene, uv).rgb + bloom_amount * texture(bloom, uv).rgb;
    vec2 off = (uv - 0.5) * vec2(min(aspect, 1.9), 1.0);
    light *= exposure * master * (1.0 - vignette * smoothstep(0.15, 1.1, dot(off, off) * 1.6));
    vec3 shown = pow(tone(light), vec3(1.0 / 2.2));
    picture = vec4(shown + step(1e-6, master) * dither(gl_FragCoord.xy) / 255.0, 1.0);
}
