#version 330 core
// The whole sheet, calm; what lies in the fog is cut off.
uniform mat4 view;
uniform mat4 projection;
uniform vec2 half_size;
uniform float fog_far;
out vec2 place;    // on the sheet, radii
out float away;    // from the eye

void main() {
    place = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * half_size;
    vec4 seen = view * vec4(place.x, 0.0, -place.y, 1.0);
    away = -seen.z;
    gl_Position = projection * seen;
    // A far plane where the fog is full, and the near one as near as can be.
    gl_Position.z = away + 0.01 * (away - fog_far);
}
