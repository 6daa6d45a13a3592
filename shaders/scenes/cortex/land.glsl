// Where the ridges lie. Each is one hop, seen at its distance; the newest is number 0, at the horizon.
uniform float samples;        // points along a ridge
uniform float rows;           // ridges from the horizon to the viewer
uniform float row_hops;       // hops from one ridge to the next
uniform float phase_hops;     // hops since the newest came up
uniform vec4 land;            // distance of the horizon, of the nearest ridge; height of the eye; half the width
uniform vec3 sway;            // where the eye is from side to side; how far the land leans; lift of the horizon

float delay_hops_of(float number) {
    return number * row_hops + phase_hops;
}

// 0 at the horizon .. 1 at the viewer
float age_of(float number) {
    return delay_hops_of(number) / (rows * row_hops);
}

// Pixels that one radius covers there. Equal steps in time look longer the nearer they are.
float scale_of(float age) {
    float away = land.x * land.y / mix(land.y, land.x, age);
    return 0.5 * resolution.y * 1.9 / away;
}

// The foot of the land, where one stands `x` radii to the right of its middle, in pixels.
vec2 foot_of(float x, float scale) {
    float aside = (x - sway.x) * scale;
    return vec2(0.5 * resolution.x + aside, resolution.y * (0.66 + sway.z) - land.z * scale + sway.y * aside);
}
