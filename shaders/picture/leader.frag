#version 330 core
// The thread, and the ring around the unit's place; light with a dark rim, so that it is seen on any picture.
uniform float em_px;
in float aside_px;
in float along;
in vec2 off_px;
flat in float seen;
out vec4 picture;

void main() {
    float stroke = em_px / 13.0;
    float radius = 0.42 * em_px;
    float from_ring = length(off_px) - radius;
    float thread = abs(aside_px) / stroke;
    float before = smoothstep(-0.5, 0.8, from_ring) * smoothstep(0.0, 0.04, along) * step(along, 1.0);
    float ring = abs(from_ring) / stroke;
    float thin = mix(0.75, 0.5, along);
    thread *= thread;
    ring *= ring;
    float light = max(exp(-thread / (thin * thin)) * mix(0.55, 0.42, along) * before, 0.75 * exp(-2.4 * ring));
    float dark = max(exp(-0.17 * thread) * 0.42 * before, 0.45 * exp(-0.25 * ring));
    float alpha = max(light, dark);
    if (alpha < 0.004) discard;
    picture = vec4(vec3(0.86, 0.90, 0.96) * light, alpha) * seen;
}
