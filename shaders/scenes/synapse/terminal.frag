#version 330 core
#include "library/network.glsl"
#include "library/hash.glsl"
uniform float presence;   // how much of its light the scene gives
in vec2 spot;
in vec2 inside;
flat in float unit;
flat in float arrival_s;
flat in float seed;
flat in float flash;      // light of the star
flat in vec3 hot;
flat in vec3 cool;
out vec4 light;

const float LIFE_S = 0.40;

// Nearly exp(-4 x), 0 from x = 1 on: a bell without its tail, and without asking for a power.
float bell(float x) {
    float left = max(1.0 - x, 0.0);
    left *= left;
    return left * left;
}

void main() {
    float r = length(spot);
    float edge = 1.0 - dot(inside, inside);
    if (edge <= 0.0) discard;
    // Behind its head a spark has a tail.
    float then = heard(unit, arrival_s + r * LIFE_S).g + 0.7 * heard(unit, arrival_s + (r + 0.05) * LIFE_S).g;
    // Each spark flies on a curve of its own, in a sector of its own.
    float arms = 5.0 + floor(4.0 * fract(seed * 17.0));
    float turn = atan(spot.y, spot.x) / 6.2831853 + 0.5 + seed + (seed - 0.5) * 0.6 * r * r;
    float arm = floor(fract(turn) * arms);
    float own = scatter(arm + 31.0 * seed);
    float off = (fract(fract(turn) * arms) - 0.15 - 0.7 * own) * 6.2831853 / arms * r;
    float spark = bell(off * off * 375.0) * smoothstep(1.0, 0.7, r / (0.3 + 0.7 * fract(own * 9.0)));
    float left = 1.0 - r;
    vec3 star = hot * flash * bell(27.5 * r * r) + cool * flash * 0.25 * edge * edge * bell(2.5 * r * r);
    vec3 sparks = mix(cool, hot, left) * min(then * then, 2.0) * spark * left * left * min(1.0, 5.0 * edge) * smoothstep(0.02, 0.2, r);
    light = vec4(presence * (star + sparks), 0.0);
}
