#version 330 core
uniform float presence;   // how much of its light the scene gives
in vec2 spot;             // 1 is the edge of the body
flat in vec3 nucleus;
flat in vec3 body;
flat in float sharp;
flat in vec3 shape;
out vec4 light;

void main() {
    float r2 = dot(spot, spot);
    if (r2 >= 3.6) discard;
    // Cosines of three and five times the angle: the arms of a cell, without asking for the angle.
    float r = sqrt(r2), c = spot.x / max(r, 1e-4), c2 = c * c;
    float arms = shape.x * c * (4.0 * c2 - 3.0) + shape.y * c * (16.0 * c2 * c2 - 20.0 * c2 + 5.0);
    float edge = r * (1.0 - arms * min(1.0, r));
    float flesh = exp(-3.2 * edge * edge) * 0.75 + 0.16 * smoothstep(1.0 + shape.z, 1.0 - shape.z, edge) * edge * edge;
    float halo = 1.0 - r2 / 3.6;
    light = vec4(presence * (body * (flesh + 0.14 * halo * halo * halo) + nucleus * exp(-sharp * 0.5 * r2)), 0.0);
}
