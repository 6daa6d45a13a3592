// Colours of the units, linear light. The palette's first half is for depth and rest, its second for what is hot.
uniform sampler2D palette;
uniform float palette_spread;

vec3 colour_of(float pace, float heat) {
    float place = 0.5 + (pace - 0.5) * palette_spread * 0.8 + 0.22 * heat;
    return texture(palette, vec2(clamp(place, 0.004, 0.996), 0.5)).rgb;
}
