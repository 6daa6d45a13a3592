#version 330 core
#include "library/network.glsl"
#include "library/hash.glsl"
uniform float presence;   // how much of its light the scene gives
in vec2 spot;
flat in float unit;
flat in float arrival_s;
flat in float seed;
flat in vec3 hot;
flat in vec3 cool;
out vec4 light;

const float LIFE_S = 0.40, ARMS = 7.0;

void main() {
    float r = length(spot);
    if (r >= 1.0) discard;
    float now = heard(unit, arrival_s).g;
    // Behind its head a spark has a tail.
    float then = heard(unit, arrival_s + r * LIFE_S).g + 0.5 * heard(unit, arrival_s + (r + 0.12) * LIFE_S).g;
    // Each spark flies on a curve of its own, in a sector of its own.
    float turn = atan(spot.y, spot.x) / 6.2831853 + 0.5 + seed + (seed - 0.5) * 0.35 * r;
    float arm = floor(fract(turn) * ARMS);
    float own = scatter(arm + 31.0 * seed);
    float off = (fract(fract(turn) * ARMS) - 0.25 - 0.5 * own) * 6.2831853 / ARMS * r;
    float spark = exp(-off * off * 700.0) * step(r, 0.45 + 0.55 * own);
    float left = 1.0 - r;
    vec3 star = hot * now * now * exp(-70.0 * r * r) * 1.5;
    vec3 sparks = mix(cool, hot, left) * then * then * spark * left * left;
    vec3 haze = cool * then * then * 0.16 * left * left * left;
    light = vec4(presence * (star + sparks + haze), 0.0);
}
