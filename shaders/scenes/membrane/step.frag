#version 330 core
// One hop of the waves: a stretched sheet whose height is a vector, one part for red, green and blue. The equation is
// linear, so each unit's rings keep its colour however they cross.
uniform sampler2D now;
uniform sampler2D before;
uniform float course;   // (cells that a ring runs in a hop)^2, at most 0.6 for a sheet that stays whole
uniform float keep;     // share of its motion that the sheet keeps
uniform float hold;     // how strongly each place is drawn back to rest
const int SHORE = 28;   // cells in which the edges swallow what arrives
out vec4 next;

vec3 at(ivec2 cell) {
    return texelFetch(now, cell, 0).rgb;
}

void main() {
    ivec2 cell = ivec2(gl_FragCoord.xy);
    ivec2 last = textureSize(now, 0) - 1;
    ivec2 low = max(cell - 1, ivec2(0)), high = min(cell + 1, last);
    // Patra and Karttunen's stencil (2006): rings stay round on a square grid.
    vec3 here = at(cell);
    vec3 sides = at(ivec2(low.x, cell.y)) + at(ivec2(high.x, cell.y)) + at(ivec2(cell.x, low.y)) + at(ivec2(cell.x, high.y));
    vec3 corners = at(low) + at(high) + at(ivec2(low.x, high.y)) + at(ivec2(high.x, low.y));
    vec3 bend = (4.0 * sides + corners - 20.0 * here) / 6.0;
    ivec2 inward = min(cell, last - cell);
    float shore = clamp(1.0 - float(min(inward.x, inward.y)) / float(SHORE), 0.0, 1.0);
    shore *= 0.14 * shore;
    vec3 motion = (here - texelFetch(before, cell, 0).rgb) * (keep * (1.0 - shore));
    next = vec4((here + motion + course * bend - hold * here) * (1.0 - 0.25 * shore), 0.0);
}
