#version 330 core
#include "library/network.glsl"
#include "library/hash.glsl"
uniform float presence;   // how much of its light the scene gives
in vec2 spot;
flat in float unit;
flat in float arrival_s;
flat in float seed;
flat in float flash;      // light of the star
flat in vec3 hot;
flat in vec3 cool;
out vec4 light;

const float LIFE_S = 0.40, ARMS = 6.0;

void main() {
    float r = length(spot);
    if (r >= 1.0) discard;
    // Behind its head a spark has a tail.
    float then = 0.0;
    for (int step = 0; step < 3; ++step) {
        then += heard(unit, arrival_s + (r + 0.13 * float(step)) * LIFE_S).g * (1.0 - 0.3 * float(step));
    }
    // Each spark flies on a curve of its own, in a sector of its own.
    float turn = atan(spot.y, spot.x) / 6.2831853 + 0.5 + seed + (seed - 0.5) * 0.35 * r;
    float arm = floor(fract(turn) * ARMS);
    float own = scatter(arm + 31.0 * seed);
    float off = (fract(fract(turn) * ARMS) - 0.25 - 0.5 * own) * 6.2831853 / ARMS * r;
    float spark = exp(-off * off * 1100.0) * smoothstep(1.0, 0.7, r / (0.4 + 0.6 * own));
    float left = 1.0 - r;
    vec3 star = hot * flash * exp(-110.0 * r * r) + cool * flash * 0.25 * exp(-14.0 * r * r);
    vec3 sparks = mix(cool, hot, left) * min(then * then, 2.0) * spark * left * left * smoothstep(0.02, 0.2, r);
    light = vec4(presence * (star + sparks), 0.0);
}
