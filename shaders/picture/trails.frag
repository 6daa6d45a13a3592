#version 330 core
// Trails: light stays for a while, as on phosphor. The brighter of what is and what is left is kept, so that
// what stands still does not pile up.
uniform sampler2D scene;
uniform sampler2D past;
uniform float intensity;
uniform float keep;     // share of the light that is left after one frame
uniform float outward;  // how far the past has drifted from the centre since, as a share of its distance
in vec2 uv;
out vec4 light;

void main() {
    vec2 from = 0.5 + (uv - 0.5) * (1.0 - outward);
    vec3 left = texture(past, from).rgb * keep - 0.0008;
    light = vec4(max(texture(scene, uv).rgb * intensity, left), 1.0);
}
