#version 330 core
// A terminal: where an axon ends at its target. When a surge of the source arrives, a small star bursts: what is r from
// its middle shows the surge that arrived r / pace ago.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
#include "library/hash.glsl"
#include "scenes/synapse/fibre.glsl"
#include "scenes/synapse/hue.glsl"
uniform float wanted;
uniform float synapse_burst;
uniform float pulse_speed;
in float source;
in float strength;
in float sign;
in float row;
in float extent;
out vec2 spot;                // 1 is as far as sparks fly
out vec2 inside;              // 1 is the edge of what is drawn
flat out float unit;
flat out float arrival_s;     // how long ago what arrives now left the soma
flat out float seed;
flat out float flash;         // light of the star itself
flat out vec3 hot;
flat out vec3 cool;

const float LIFE_S = 0.40;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec4 end = fibre_at(row, points - 1.0);
    vec3 seen = (view * vec4(end.xyz, 1.0)).xyz;
    unit = source;
    arrival_s = way_to(row, 1.0, extent) / max(pulse_speed, 0.01);
    float strongest = 0.0, reach = 0.25;
    flash = 0.0;
    for (int step = 0; step < 6; ++step) {
        float age = float(step) / 5.0;
        float surge = max(0.0, heard(source, arrival_s + age * LIFE_S).g - 0.05);
        float left = surge * (1.0 - age);
        reach = left * left > 0.01 ? max(reach, age + 0.35) : reach;
        strongest = max(strongest, left);
        flash = max(flash, surge * surge * (1.0 - age) * (1.0 - age) * (1.0 - age));
    }
    reach = min(reach, 1.0);
    float amount = synapse_burst * (0.4 + 0.6 * strength) * clamp(wanted - row, 0.0, 1.0);
    amount *= clearness(seen) * smoothstep(0.12, 0.5, -seen.z);
    float tint = hue_of(source, sign);
    hot = colour_of(tint, 0.9) * amount * 2.2;
    cool = colour_of(tint, 0.3) * amount * 1.0;
    seed = scatter(row * 1.7 + 3.0);
    float radius_px = pixels_per_radius(seen) * 0.15 * (0.7 + 0.3 * synapse_burst) * (0.3 + 0.3 * strength + 0.4 * min(strongest, 1.0));
    spot = corner * reach;
    inside = corner;
    vec4 clip = projection * vec4(seen, 1.0);
    clip.xy += corner * reach * radius_px * 2.0 / resolution * clip.w;
    gl_Position = strongest * amount < 0.02 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
