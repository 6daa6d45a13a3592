#version 330 core
// Light through the sheet: crests gather it to thin lines in the colours of the units whose rings they are, troughs
// stay dark. Where crests meet they gather more than one ring can: only there it is white.
uniform sampler2D lens;
uniform vec3 eye;          // over the sheet, its height last
uniform vec2 half_size;
uniform float fog_near;
uniform float fog_far;
uniform float membrane_caustics;
uniform float presence;    // how much of its light the scene gives
in vec3 met;
out vec4 light;

// Cubic B-spline from four reads (Sigg and Hadwiger, GPU Gems 2, 2005): cells do not show, however near they are.
vec4 smoothly(vec2 uv) {
    vec2 size = vec2(textureSize(lens, 0));
    vec2 place = uv * size - 0.5;
    vec2 f = fract(place), g = 1.0 - f;
    vec2 cell = place - f;
    vec2 first = g * g * g / 6.0, last = f * f * f / 6.0;
    vec2 second = 2.0 / 3.0 - 0.5 * f * f * (2.0 - f), left = first + second;
    vec2 a = (cell - 0.5 + second / left) / size;
    vec2 b = (cell + 1.5 + last / (1.0 - left)) / size;
    vec4 below = mix(texture(lens, vec2(b.x, a.y)), texture(lens, a), left.x);
    vec4 above = mix(texture(lens, b), texture(lens, vec2(a.x, b.y)), left.x);
    return mix(above, below, left.y);
}

void main() {
    light = vec4(0.0);
    if (met.z <= 0.0) return;
    float away = 1.0 / met.z;
    vec2 place = met.xy * away;
    vec2 inward = half_size - abs(place);
    float clear = smoothstep(0.05, 0.6, min(inward.x, inward.y)) * mix(1.0, 0.05, smoothstep(fog_near, fog_far, away));
    if (clear <= 0.004) return;
    vec2 uv = 0.5 + 0.5 * place / half_size;
    // A high place is seen nearer to the eye than it is.
    uv += 0.5 * texture(lens, uv).a * (eye.xy - place) / (eye.z * half_size);
    vec4 seen = smoothly(uv);
    vec3 gathered = max(seen.rgb * 24.0, 0.0);
    float all = dot(gathered, vec3(1.0 / 3.0));
    float crest = all * all;
    float met_crests = max(all - 1.1, 0.0);
    vec3 shown = gathered * (0.05 + membrane_caustics * (0.9 * all + 1.2 * crest) / (1.0 + 0.4 * crest));
    shown += membrane_caustics * min(met_crests * met_crests, 4.0);
    light = vec4(presence * clear * shown * 0.25, 0.0);
}
