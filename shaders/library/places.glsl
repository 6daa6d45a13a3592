// Where the units stand and how they are seen. places: one texel a unit, xyz the place, w the unit's pace
// (0 slow .. 1 fast); in the second row x is the unit's tint (0 deep .. 1 pale).
uniform sampler2D places;
uniform mat4 view;
uniform mat4 projection;
uniform vec2 resolution;      // pixels
uniform float layout_scale;
uniform float fog_near;       // view depth at which light begins to fade, and where it has
uniform float fog_far;

vec3 place_of(float unit) {
    return texelFetch(places, ivec2(int(unit), 0), 0).xyz * layout_scale;
}

float pace_of(float unit) {
    return texelFetch(places, ivec2(int(unit), 0), 0).w;
}

float tint_of(float unit) {
    return texelFetch(places, ivec2(int(unit), 1), 0).x;
}

// How much light arrives from a point in view space: far things are dimmer.
float clearness(vec3 seen) {
    return mix(1.0, 0.16, smoothstep(fog_near, fog_far, -seen.z));
}

// Pixels that one radius covers at the depth of a point in view space.
float pixels_per_radius(vec3 seen) {
    return 0.5 * resolution.y * projection[1][1] / max(0.05, -seen.z);
}
