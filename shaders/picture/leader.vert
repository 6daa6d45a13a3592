#version 330 core
// A leader of the X-ray: a soft thread from a label to the place of its unit's light, in a ribbon with room around it.
uniform vec2 resolution;
uniform float segments;      // steps along it; one more leads past its end
uniform float em_px;
in vec4 ends_px;             // from, to; pixels from the lower left
in vec2 sight;               // -1 for a label at the left, 1 at the right; how much it is seen
out float aside_px;
out float along;
out vec2 off_px;             // from the unit's place
flat out float seen;

void main() {
    vec2 a = ends_px.xy, b = ends_px.zw;
    vec2 bend = vec2(mix(a.x, b.x, 0.55), a.y);
    float s = min(floor(float(gl_VertexID) * 0.5) / segments, 1.0);
    vec2 here = mix(mix(a, bend, s), mix(bend, b, s), s);
    vec2 course = mix(bend - a, b - bend, s);
    course = length(course) > 0.01 ? normalize(course) : vec2(-sight.x, 0.0);
    bool past = gl_VertexID >= 2 * int(segments) + 2;
    if (past) here += course * 0.75 * em_px;
    // Room for the ring where it is, and for no more than the thread elsewhere: each pixel costs.
    float room_px = distance(here, b) < 2.0 * em_px ? 0.75 * em_px : 0.36 * em_px;
    aside_px = (float(gl_VertexID & 1) * 2.0 - 1.0) * room_px;
    here += vec2(-course.y, course.x) * aside_px;
    along = past ? 1.0 + em_px / max(length(b - a), 1.0) : s;
    off_px = here - b;
    seen = sight.y;
    gl_Position = vec4(here / resolution * 2.0 - 1.0, 0.0, 1.0);
}
