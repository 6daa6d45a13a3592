#version 330 core
// What a unit does to the sheet in one hop: its surge pushes up, its activity holds a dent. Both in its colour.
#include "library/network.glsl"
#include "library/places.glsl"
#include "library/palette.glsl"
uniform float hop_row;   // the hop's row in the history
uniform vec2 stretch;    // radii on the sheet that one radius of the layout covers
uniform vec2 half_size;  // of the sheet, radii
uniform float cells;     // to the radius
uniform float rise;      // height that a surge of 1 adds in a hop, and that an activity of 1 takes away
uniform float sink;
out vec2 off;
flat out vec3 height;

void main() {
    float unit = float(gl_InstanceID);
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec2 did = texelFetch(history, ivec2(gl_InstanceID, int(hop_row)), 0).rg;
    float activity = min(did.r, 1.6), surge = min(did.g, 1.2);
    // Slow units push widely and softly, fast ones in a point.
    float width = mix(3.3, 1.7, pace_of(unit));
    float rising = surge * surge * smoothstep(0.25, 0.85, surge);   // few rings are clearer than many
    float amount = (rise * rising - sink * activity * activity) * 2.5 / width;
    vec3 colour = colour_of(tint_of(unit), 0.10 + 0.20 * surge);
    height = amount * colour / max(dot(colour, vec3(1.0 / 3.0)), 0.02);
    off = corner * 3.0;
    vec2 place = place_of(unit).xy * stretch + corner * 3.0 * width / cells;
    gl_Position = abs(amount) < 1e-6 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(place / half_size, 0.0, 1.0);
}
