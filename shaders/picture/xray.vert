#version 330 core
// A label of the X-ray: a box of whole pixels; place_px runs from its upper left.
uniform vec2 resolution;
in vec4 box_px;      // x, y of its lower left, width, height
in vec4 said;        // the row of its strip; the number's three figures
in vec3 look;        // -1 at the left of its leader, 1 at the right; the dial 0..2; how much it is seen
out vec2 place_px;
flat out vec2 size_px;
flat out vec4 words;
flat out vec3 state;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    size_px = box_px.zw;
    place_px = vec2(corner.x, 1.0 - corner.y) * size_px;
    words = said;
    state = look;
    gl_Position = vec4((box_px.xy + corner * size_px) / resolution * 2.0 - 1.0, 0.0, 1.0);
}
