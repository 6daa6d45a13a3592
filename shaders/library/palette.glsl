// Colours of the units, linear light. A palette runs from deep and calm to pale and hot: units of a low
// tint take its deep end, of a high one its middle, and heat moves any of them on towards the end.
uniform sampler2D palette;
uniform float palette_spread;

vec3 colour_of(float tint, float heat) {
    float place = 0.44 + (tint - 0.5) * palette_spread * 0.62 + 0.25 * heat;
    return texture(palette, vec2(clamp(place, 0.004, 0.996), 0.5)).rgb;
}
