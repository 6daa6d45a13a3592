#version 330 core
// Light through the sheet: crests gather it to thin lines in the colours of the units whose rings they are, troughs
// stay dark. White is where they gather most: where crests meet, and in a strong ring while it is young.
uniform sampler2D gathered;   // by each cell, in three colours
uniform sampler2D sent;       // the slope, cells of height a cell, and the height
uniform vec3 eye;          // over the sheet, its height last
uniform vec2 half_size;
uniform float fog_near;
uniform float fog_far;
uniform float membrane_caustics;
uniform float presence;    // how much of its light the scene gives
const float RELIEF = 0.15;   // share of its height that the water is seen to stand
const float FALL = 175.0;    // how far below the sheet the light falls, cells
in vec2 place;
in float away;
out vec4 light;

// Cubic B-spline from four reads (Sigg and Hadwiger, GPU Gems 2, 2005): cells do not show, however near they are.
vec3 smoothly(vec2 uv) {
    vec2 size = vec2(textureSize(gathered, 0));
    vec2 place = uv * size - 0.5;
    vec2 f = fract(place), g = 1.0 - f;
    vec2 cell = place - f;
    vec2 first = g * g * g / 6.0, last = f * f * f / 6.0;
    vec2 second = 2.0 / 3.0 - 0.5 * f * f * (2.0 - f), left = first + second;
    vec2 a = (cell - 0.5 + second / left) / size;
    vec2 b = (cell + 1.5 + last / (1.0 - left)) / size;
    vec3 below = mix(texture(gathered, vec2(b.x, a.y)).rgb, texture(gathered, a).rgb, left.x);
    vec3 above = mix(texture(gathered, b).rgb, texture(gathered, vec2(a.x, b.y)).rgb, left.x);
    return mix(above, below, left.y);
}

void main() {
    vec2 inward = half_size - abs(place);
    float clear = smoothstep(0.05, 0.6, min(inward.x, inward.y)) * smoothstep(fog_far, fog_near, away);
    if (clear <= 0.004) discard;
    vec2 uv = 0.5 + 0.5 * place / half_size;
    // A high place is seen nearer to the eye than it is; and light that falls in beside a crest comes down under it.
    vec3 bent = texture(sent, uv).xyz;
    vec2 aside = bent.xy * FALL;
    uv += 0.5 * RELIEF * bent.z * (eye.xy - place) / (eye.z * half_size);
    uv -= aside / (1.0 + length(aside) / 6.0) / vec2(textureSize(sent, 0));
    // The sheet gathers as a whole; how much of that is whose is told by the parts that rise.
    vec3 parts = smoothly(uv) * 62.0, crests = max(parts, 0.0);
    float all = max(dot(parts, vec3(1.0 / 3.0)), 0.0);
    crests *= all / max(dot(crests, vec3(1.0 / 3.0)), 1e-4);
    float focus = all * all / (0.35 + all);
    float meeting = max(all - 1.0, 0.0);
    vec3 shown = crests * (0.05 + membrane_caustics * 0.45 * focus);
    shown += membrane_caustics * min(0.8 * meeting * meeting, 3.0);
    light = vec4(presence * clear * shown, 0.0);
}
