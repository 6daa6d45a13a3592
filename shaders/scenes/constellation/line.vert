#version 330 core
// A line between two units, as a ribbon: for a strong weight, or for units that are active together.
// The pulse on it is the source unit's own past, read as long ago as light needs to come this far.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform sampler2D ways;        // a row a line, a column a point: xyz, and how far along its way, in radii
uniform float points;          // on each way
uniform float line_amount;
uniform float line_width;
uniform float line_weights;
uniform float line_coactivation;
uniform float tremble;         // flux now, times the parameter
uniform float tremble_turn;    // turns since the start
uniform float pulse_speed;     // radii per second
uniform float pulse_amount;
uniform float focus;           // view depth that is sharp
uniform float breath;
uniform float breath_turn;
in float source;
in float target;
in float strength;
in float kind;         // 0 a weight, 1 a co-activation
in float gain;         // its share of the light
in float row;
in float own;          // a phase of its own
out vec2 across;       // x in half widths of the thread, y -1..1 over the ribbon
out vec3 thread;       // light of the line itself
out vec3 halo;

vec4 way_at(float point) {
    return texelFetch(ways, ivec2(int(clamp(point, 0.0, points - 1.0)), int(row)), 0);
}

void main() {
    float point = floor(float(gl_VertexID) * 0.5);
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    float s = point / (points - 1.0);
    vec4 way = way_at(point);
    vec3 here = (view * vec4(way.xyz, 1.0)).xyz;
    float px = pixels_per_radius(here);

    float share = kind > 0.5 ? line_coactivation : line_weights;
    float ends = smoothstep(0.0, 0.06, s) * smoothstep(1.0, 0.92, s);
    // Far things lie in fog, twice as deep as that of the nodes.
    float clear = clearness(here);
    float near = clear * clear * smoothstep(0.15, 0.6, -here.z) * line_amount * share * gain * ends;
    vec3 past = heard(source, way.w / max(pulse_speed, 0.01));
    float together = min(heard(source, 0.0).r, heard(target, 0.0).r);
    float swell = breath * (0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.4 * way.w + own)));
    float bond = kind > 0.5 ? 0.01 + 0.9 * together * together : 0.018 + 0.03 * swell + 0.4 * together * together;
    float running = (2.2 * past.g * past.g + 0.7 * past.r * past.r) * (0.35 + 0.65 * strength);
    // A bond that is fading out takes what runs on it along.
    running *= pulse_amount * (kind > 0.5 ? 0.35 * min(1.0, 10.0 * strength) : 1.0) * (1.0 - 0.5 * s);
    float tint = mix(tint_of(source), tint_of(target), s);
    vec3 cool = colour_of(tint, 0.0), hot = colour_of(tint, 0.6);
    thread = (cool * (bond * strength + 0.35 * running) + hot * running * min(1.2, running)) * near;
    halo = cool * 0.16 * running * near;

    // Tapered like a drawn stroke, thicker where something runs; below a pixel it gets fainter instead of thinner.
    float wanted_px = px * line_width * (0.0026 + 0.0034 * strength) * (0.4 + 0.6 * ends) * (1.0 + 0.15 * min(running, 1.5));
    float blur_px = px * 0.0035 * min(1.6, abs(-here.z - focus));
    float sharp_px = max(1.0, wanted_px);
    float shown_px = sharp_px + blur_px;
    thread *= min(1.0, wanted_px) * sharp_px / shown_px;
    halo *= sharp_px / shown_px;
    vec3 all = thread + halo;
    float brightest = max(all.r, max(all.g, all.b));
    // Only where something glows is there room for a glow, and where there is nothing to see nothing is drawn.
    float half_px = shown_px * mix(1.4, 2.0, smoothstep(0.05, 0.6, running * near)) * step(0.0025, brightest);
    across = vec2(side * half_px / shown_px, side);

    vec3 before = (view * vec4(way_at(point - 1.0).xyz, 1.0)).xyz;
    vec3 after = (view * vec4(way_at(point + 1.0).xyz, 1.0)).xyz;
    vec2 course = after.xy / max(0.05, -after.z) - before.xy / max(0.05, -before.z);
    vec2 normal = normalize(vec2(-course.y, course.x) + vec2(1e-6, 0.0));
    float wave = tremble_turn * (0.7 + 0.1 * floor(6.0 * own)) + own + 2.5 * s;
    float shake_px = sin(6.2831853 * wave) * sin(3.1415927 * s) * tremble * 0.016 * px;
    vec4 clip = projection * vec4(here, 1.0);
    clip.xy += normal * (side * half_px + shake_px) * 2.0 / resolution * clip.w;
    gl_Position = clip;
}
