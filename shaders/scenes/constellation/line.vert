#version 330 core
// A line between two units, as a ribbon: for a strong weight, or for units that are active together.
// The pulse on it is the source unit's own past, read as long ago as light needs to come this far.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
#include "library/hash.glsl"
uniform float segments;
uniform float line_amount;
uniform float line_width;
uniform float line_weights;
uniform float line_coactivation;
uniform float tremble;       // flux now, times the parameter
uniform float tremble_turn;  // turns since the start
uniform float pulse_speed;   // radii per second
uniform float pulse_amount;
in float source;
in float target;
in float strength;
in float kind;         // 0 a weight, 1 a co-activation
out float across;      // -1..1 over the ribbon
out vec3 thread;       // light of the line itself
out vec3 pulse;        // light of what travels on it

vec3 at(float s, vec3 a, vec3 bend, vec3 b) {
    return mix(mix(a, bend, s), mix(bend, b, s), s);
}

void main() {
    float s = floor(float(gl_VertexID) * 0.5) / segments;
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    float share = kind > 0.5 ? line_coactivation : line_weights;
    if (share * strength < 0.01) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    vec3 a = place_of(source), b = place_of(target);
    // Lines bend towards the heart of the layout, so that many run together like fibres.
    float twist = scatter(source * 17.0 + target * 3.0) - 0.5;
    vec3 middle = 0.5 * (a + b);
    vec3 bend = middle * (kind > 0.5 ? 0.80 : 0.55) + cross(b - a, vec3(0.2, 0.3, 0.9)) * 0.22 * twist;
    vec3 here = (view * vec4(at(s, a, bend, b), 1.0)).xyz;
    vec3 ahead = (view * vec4(at(s + 0.02, a, bend, b), 1.0)).xyz;
    vec4 clip = projection * vec4(here, 1.0);
    vec4 clip_ahead = projection * vec4(ahead, 1.0);
    vec2 course = (clip_ahead.xy / clip_ahead.w - clip.xy / clip.w) * resolution;
    vec2 normal = normalize(vec2(-course.y, course.x) + vec2(1e-5, 0.0));

    float px = pixels_per_radius(here);
    float own = scatter(source * 7.0 + target * 13.0);
    float wave = tremble_turn * (0.7 + 0.1 * floor(6.0 * own)) + own + 2.5 * s;
    vec2 shake = normal * sin(6.2831853 * wave) * sin(3.1415927 * s) * tremble * 0.016 * px;

    float travel_s = s * length(b - a) / max(pulse_speed, 0.01);
    vec3 past = heard(source, travel_s);
    float ends = smoothstep(0.0, 0.08, s) * smoothstep(1.0, 0.9, s);
    float near = clearness(here) * line_amount * share * ends;
    float together = min(heard(source, 0.0).r, heard(target, 0.0).r);
    float bond = kind > 0.5 ? 0.010 + 0.55 * together * together : 0.022 + 0.05 * together;
    float travelling = (past.g * past.g * 2.2 + 0.10 * pow(past.r, 3.0)) * (0.35 + 0.65 * strength);
    travelling *= pulse_amount * (kind > 0.5 ? 0.35 : 1.0) * (1.0 - 0.6 * s);
    vec3 colour = mix(colour_of(tint_of(source), 0.15), colour_of(tint_of(target), -0.1), s);
    thread = colour * near * bond * strength;
    pulse = colour_of(tint_of(source), 0.55) * near * travelling;

    // Tapered like a drawn stroke; below a pixel it gets fainter instead of thinner.
    float wanted_px = px * line_width * (0.0022 + 0.0040 * strength) * (0.45 + 0.55 * ends);
    thread *= min(1.0, wanted_px / 1.2);
    float half_px = 2.5 * max(1.15, wanted_px);
    // Where there is nothing to see there is nothing to draw.
    vec3 both = thread + pulse;
    half_px *= step(0.003, max(both.r, max(both.g, both.b)));
    across = side;
    clip.xy += (normal * side * half_px + shake) * 2.0 / resolution * clip.w;
    gl_Position = clip;
}
