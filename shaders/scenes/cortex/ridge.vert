#version 330 core
// A ridge: what all units did at one hop, as a line of hills across the land, with the dark slope below its crest.
// The newest is at the horizon; each comes nearer as it gets older. A hill's height and light are one unit's activity.
uniform vec2 resolution;
#include "scenes/cortex/land.glsl"
uniform sampler2D crests;     // the survey: height, how much thicker upright than across, how solid
uniform sampler2D cores;      // its light
uniform sampler2D halos;
uniform float cortex_width;
out float off;                // from the crest, in widths of the line; negative below it
out vec3 core;
out vec3 halo;
out float solid;

const float REACH = 3.0;      // how far above its crest a ridge has light

// The height below which, at this column of the picture, the next ridge towards the viewer hides all that is behind it;
// where it does not, `open`.
float cover(float number, float column, float soft_px, float open) {
    if (number >= rows)
        return open;
    float scale = scale_of(age_of(number));
    float x = (column - 0.5 * resolution.x) / scale + sway.x;
    float place = clamp((0.5 + 0.5 * x / land.w) * (samples - 1.0), 0.0, samples - 1.001);
    // The lower of the points on both sides is below all that is between them.
    vec3 left = texelFetch(crests, ivec2(int(place), int(number)), 0).xyz;
    vec3 right = texelFetch(crests, ivec2(int(place) + 1, int(number)), 0).xyz;
    float lowest = foot_of(x, scale).y + min(left.x, right.x) * scale;
    float edge_px = 1.8 * soft_px * max(left.y, right.y) + 1.0;
    float solid_there = min(left.z, right.z);
    return mix(open, max(open, lowest - edge_px), solid_there * solid_there);
}

void main() {
    int point = gl_VertexID >> 1;
    float number = float(gl_InstanceID);
    vec3 here = texelFetch(crests, ivec2(point, gl_InstanceID), 0).xyz;
    core = texelFetch(cores, ivec2(point, gl_InstanceID), 0).rgb;
    halo = texelFetch(halos, ivec2(point, gl_InstanceID), 0).rgb;
    solid = here.z;

    float age = age_of(number);
    float scale = scale_of(age);
    vec2 foot = foot_of((2.0 * float(point) / (samples - 1.0) - 1.0) * land.w, scale);
    float focus = abs(age - 0.22) * 1.6;   // sharp a little before the horizon, soft close by
    float soft_px = (0.55 + 2.6 * focus * focus * age + 0.0016 * scale) * cortex_width * resolution.y / 720.0;
    float line_px = soft_px * here.y;
    float crest = foot.y + here.x * scale;
    float top = crest + REACH * line_px;
    float bottom = min(top, cover(number + 1.0, foot.x, soft_px, foot.y - 0.11 * scale - 2.0));
    float y = (gl_VertexID & 1) == 1 ? top : bottom;
    off = (y - crest) / line_px;
    gl_Position = vec4(vec2(foot.x, y) * 2.0 / resolution - 1.0, 0.0, 1.0);
}
