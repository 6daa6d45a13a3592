#version 330 core
// A rectangle of pixels; place_px runs from its upper left.
uniform vec2 origin_px;   // of its lower left, from the picture's lower left
uniform vec2 size_px;
uniform vec2 resolution;
out vec2 uv;
out vec2 place_px;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    uv = vec2(corner.x, 1.0 - corner.y);
    place_px = uv * size_px;
    gl_Position = vec4((origin_px + corner * size_px) / resolution * 2.0 - 1.0, 0.0, 1.0);
}
