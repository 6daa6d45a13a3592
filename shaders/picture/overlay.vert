#version 330 core
// A rectangle of pixels in the picture's corner.
uniform vec2 origin_px;
uniform vec2 size_px;
uniform vec2 resolution;
out vec2 uv;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    uv = vec2(corner.x, 1.0 - corner.y);
    gl_Position = vec4((origin_px + corner * size_px) / resolution * 2.0 - 1.0, 0.0, 1.0);
}
