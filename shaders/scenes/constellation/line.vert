#version 330 core
// A line between two units, as a ribbon: for a strong weight, or for units that are active together.
// What travels along it is the source unit's own past, read in the fragment shader.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
#include "library/hash.glsl"
uniform float segments;
uniform float line_width;
uniform float line_weights;
uniform float line_coactivation;
uniform float tremble;       // flux now, times the parameter
uniform float tremble_turn;  // turns since the start
uniform float pulse_speed;   // radii per second
in float source;
in float target;
in float strength;
in float kind;
out float across;      // -1..1 over the ribbon
out float along;       // 0 at the source .. 1 at the target
flat out float unit;
flat out float travel_s;   // seconds from one end to the other
flat out float bond;       // light of the line itself
flat out float carry;      // light of what travels
flat out float width_px;
flat out vec3 from_colour;
flat out vec3 to_colour;
flat out float mutual;

vec3 at(float s, vec3 a, vec3 bend, vec3 b) {
    return mix(mix(a, bend, s), mix(bend, b, s), s);
}

void main() {
    float s = floor(float(gl_VertexID) * 0.5) / segments;
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    vec3 a = place_of(source), b = place_of(target);
    // Lines bend towards the heart of the layout, so that many run together like fibres.
    float twist = scatter(source * 17.0 + target * 3.0) - 0.5;
    vec3 middle = 0.5 * (a + b);
    vec3 bend = middle * (kind > 0.5 ? 0.86 : 0.62) + cross(b - a, vec3(0.2, 0.3, 0.9)) * 0.16 * twist;
    float step_s = 0.02;
    vec3 here = (view * vec4(at(s, a, bend, b), 1.0)).xyz;
    vec3 ahead = (view * vec4(at(s + step_s, a, bend, b), 1.0)).xyz;
    vec4 clip = projection * vec4(here, 1.0);
    vec4 clip_ahead = projection * vec4(ahead, 1.0);
    vec2 course = (clip_ahead.xy / clip_ahead.w - clip.xy / clip.w) * resolution;
    vec2 normal = normalize(vec2(-course.y, course.x) + vec2(1e-5, 0.0));

    float reach = length(b - a);
    travel_s = reach / max(pulse_speed, 0.01);
    float visible = clearness(here);
    float px = pixels_per_radius(here);
    float own = scatter(source * 7.0 + target * 13.0);
    float quiver = sin(6.2831853 * (tremble_turn * (0.7 + 0.1 * floor(6.0 * own)) + own + 2.5 * s)) * sin(3.1415927 * s);
    vec2 shake = normal * quiver * tremble * 0.018 * px;

    float wanted = px * line_width * (0.0026 + 0.0042 * strength) * (1.0 - 0.55 * abs(2.0 * s - 1.0));
    width_px = 3.0 + px * line_width * 0.0030;
    float thin = min(1.0, wanted / 1.1);
    across = side;
    along = s;
    unit = source;
    mutual = kind;
    float share = kind > 0.5 ? line_coactivation : line_weights;
    float together = min(heard(source, 0.0).r, heard(target, 0.0).r);
    bond = share * strength * visible * (kind > 0.5 ? 0.010 + 0.42 * together * together : 0.016 + 0.05 * together);
    carry = share * visible * (0.25 + 0.75 * strength) * (kind > 0.5 ? 0.45 : 0.9);
    bond *= thin;
    from_colour = colour_of(pace_of(source), 0.25);
    to_colour = colour_of(pace_of(target), 0.0);
    bool unseen = share * strength < 0.004;
    clip.xy += (normal * side * width_px + shake) * 2.0 / resolution * clip.w;
    gl_Position = unseen ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
