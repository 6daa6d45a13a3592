#version 330 core
// The picture as a window onto the sheet: where each pixel's ray meets it is linear before the division.
uniform mat3 from_picture;
out vec3 met;

void main() {
    vec2 corner = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0;
    met = from_picture * vec3(corner, 1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
}
