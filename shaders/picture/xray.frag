#version 330 core
// A label of the X-ray on its soft dark backing: a dial at the inner end, the activation in figures, then the words.
// Premultiplied alpha throughout.
uniform sampler2D ink;       // strips of words, and in the last row the figures 0 to 9 and the point, a cell each
uniform float em_px;
uniform vec4 columns_px;     // from the inner end: the dial's middle, the number, the words; what the soft edge takes
uniform vec3 cells_px;       // width of a figure's cell, of the point; height of a line of type
uniform float strips;        // rows of words
in vec2 place_px;
flat in vec2 size_px;
flat in vec4 words;
flat in vec3 state;
out vec4 picture;

float coverage(float distance_px) {
    return clamp(0.5 - distance_px, 0.0, 1.0);
}

float inked(float row, vec2 at) {
    vec2 size = vec2(textureSize(ink, 0));
    bool inside = at.x >= 0.0 && at.x < size.x && at.y >= 0.0 && at.y < cells_px.z;
    return inside ? texelFetch(ink, ivec2(at.x, row * cells_px.z + at.y), 0).r : 0.0;
}

// The number "1.23" from the left end of its place.
float number(vec2 at) {
    float cell = cells_px.x, point = cells_px.y;
    float second = cell + point;
    float figure = at.x < cell ? words.y : at.x < second ? 10.0 : at.x < second + cell ? words.z : words.w;
    float within = at.x < cell ? at.x : at.x < second ? at.x - cell : mod(at.x - second, cell);
    bool inside = at.x >= 0.0 && at.x < second + 2.0 * cell;
    return inside ? inked(strips, vec2(figure * cell + within, at.y)) : 0.0;
}

void main() {
    vec2 half_size = 0.5 * size_px;
    float soft = columns_px.w;
    vec2 beyond = abs(place_px - half_size) - half_size + soft;
    float edge = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0);
    float dark = 0.8 * (1.0 - smoothstep(0.0, soft, edge));
    vec4 colour = vec4(vec3(0.016, 0.019, 0.028) * dark, dark);

    // The dial: a ring that fills from noon; past a whole turn it begins again, brighter.
    vec2 off = vec2(place_px.x - (state.x > 0.0 ? columns_px.x : size_px.x - columns_px.x), half_size.y - place_px.y);
    float ring = coverage(abs(length(off) - 0.40 * em_px) - 0.085 * em_px - 0.25);
    if (ring > 0.0) {
        float turn = fract(atan(off.x, off.y) / 6.2831853);
        float blur = 0.16 / max(1.0, 0.40 * em_px);
        float first = clamp((min(state.y, 1.0) - turn) / blur + 0.5, 0.0, 1.0) * step(0.004, state.y);
        float again = clamp((state.y - 1.0 - turn) / blur + 0.5, 0.0, 1.0) * step(1.0, state.y);
        vec3 hue = mix(mix(vec3(0.24, 0.27, 0.32), vec3(1.0, 0.78, 0.42), first), vec3(1.0, 0.97, 0.90), again);
        colour = mix(colour, vec4(hue, 1.0), ring);
    }

    float top = floor(0.5 * (size_px.y - cells_px.z));
    float wide = 3.0 * cells_px.x + cells_px.y;
    float number_at = state.x > 0.0 ? columns_px.y : size_px.x - columns_px.y - wide;
    float figures = number(floor(place_px) - vec2(floor(number_at), top));
    // At the left of the leader a strip ends beside the number.
    float words_at = state.x > 0.0 ? columns_px.z : size_px.x - columns_px.z - float(textureSize(ink, 0).x);
    float said = inked(words.x, floor(place_px) - vec2(floor(words_at), top));
    colour = mix(colour, vec4(1.0, 0.95, 0.84, 1.0), figures);
    colour = mix(colour, vec4(0.86, 0.89, 0.94, 1.0), said);
    picture = colour * state.z;
}
