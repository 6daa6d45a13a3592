#version 330 core
uniform float presence;    // how much of its light the scene gives
uniform sampler2D hairs;   // one row a hop, the hairs of one pen after the other: mean square activity of their units
uniform float hair_count;
in float hair;
in float across;
in float row;
flat in float pen_number;
in vec3 fresh;
in vec3 dry;
in float cover;
in float mean;
in float fine;
out vec4 light;

void main() {
    vec2 size = vec2(textureSize(hairs, 0));
    float own = clamp(hair, 0.5, hair_count - 0.5) + pen_number * hair_count;
    float activity = mix(mean, texture(hairs, vec2(own, row + 0.5) / size).r, fine);
    float edge = 1.0 - across * across;
    float body = min(1.0, activity);
    // Ink gathers at the rim of what dries.
    float rim = edge * (1.0 - edge) * 2.0;
    vec3 shown = (fresh * activity * (0.35 + 0.65 * edge) + dry * body * (0.25 * edge + rim)) * smoothstep(0.0, 0.25, edge);
    light = vec4(shown, cover * edge * body) * presence;
}
