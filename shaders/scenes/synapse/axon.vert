#version 330 core
// An axon: a strong weight, as a long ribbon. What runs on it is the source's own past, read as long ago as light needs
// to come this far. With nothing running it is a hair.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
#include "scenes/synapse/fibre.glsl"
#include "scenes/synapse/hue.glsl"
uniform float wanted;         // how many axons show; the last fades in
uniform float synapse_width;
uniform float line_amount;
uniform float pulse_amount;
uniform float pulse_speed;    // radii per second
uniform float focus;          // view depth that is sharp
uniform float breath;
uniform float breath_turn;
in float source;
in float strength;
in float sign;
in float row;
in float extent;
out vec2 across;              // x in half widths of the thread, y -1..1 over the ribbon
out vec3 thread;
out vec3 glow;

void main() {
    float point = floor(float(gl_VertexID) * 0.5);
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    float s = point / (points - 1.0);
    vec4 way = fibre_at(row, point);
    vec3 here = (view * vec4(way.xyz, 1.0)).xyz;
    float far = way_to(row, s, extent);
    vec3 past = heard(source, far / max(pulse_speed, 0.01));

    float shown = clamp(wanted - row, 0.0, 1.0) * smoothstep(0.12, 0.5, -here.z);
    float near = clearness(here) * line_amount * shown * smoothstep(0.0, 0.06, s);
    float swell = 0.5 + 0.5 * sin(6.2831853 * (breath_turn - 0.35 * far));
    float rest = (0.034 + 0.040 * breath * swell) * (0.3 + 0.7 * strength);
    float running = past.g * past.g * (2.4 + 1.6 * past.g) + 0.04 * past.r * past.r * past.r;
    running *= pulse_amount * (0.35 + 0.65 * strength);
    // Many side by side share the light, or a nerve would outshine all else.
    rest *= pow(way.w, -0.5);
    float shared = pow(way.w, -0.38);
    float tint = hue_of(source, sign);
    thread = (colour_of(tint, 0.0) * (rest + 0.15 * running * shared) + colour_of(tint, 0.8) * running * shared) * near;
    glow = colour_of(tint, 0.2) * near * running * shared;

    // Thick where it leaves its soma, fine at its end; thicker where something runs. Below a pixel it is fainter.
    float px = pixels_per_radius(here);
    float taper = 0.55 + 0.45 * (1.0 - s) + 0.8 * exp(-14.0 * s);
    float wanted_px = px * synapse_width * (0.0011 + 0.0020 * strength) * taper * (1.0 + 0.3 * min(running, 1.5));
    float blur_px = px * 0.004 * min(1.5, abs(-here.z - focus));
    float sharp_px = max(1.0, wanted_px);
    float shown_px = sharp_px + blur_px;
    thread *= min(1.0, wanted_px / 1.0) * sharp_px / shown_px;
    glow *= sharp_px / shown_px;
    vec3 all = thread + glow;
    float brightest = max(all.r, max(all.g, all.b));
    // Only where there is something that glows is there room for a glow.
    float half_px = shown_px * mix(1.5, 2.7, smoothstep(0.03, 0.25, running * shared * near)) * step(0.0025, brightest);
    across = vec2(side * half_px / shown_px, side);

    vec3 before = (view * vec4(fibre_at(row, point - 1.0).xyz, 1.0)).xyz;
    vec3 after = (view * vec4(fibre_at(row, point + 1.0).xyz, 1.0)).xyz;
    vec2 course = after.xy / max(0.05, -after.z) - before.xy / max(0.05, -before.z);
    vec2 normal = normalize(vec2(-course.y, course.x) + vec2(1e-6, 0.0));
    vec4 clip = projection * vec4(here, 1.0);
    clip.xy += normal * side * half_px * 2.0 / resolution * clip.w;
    gl_Position = clip;
}
