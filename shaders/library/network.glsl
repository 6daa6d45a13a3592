// The network as the shaders see it: what every unit did, now and in the last five seconds.
// history: one column a unit, one row a hop; red is activity (0 at rest, 1 strong, at most 2),
// green its surge (rise within 40 ms), blue the signed hidden state.
uniform sampler2D history;
uniform float play_row;   // the row that is being shown now, fractional
uniform float hop_s;      // seconds from one row to the next

vec3 heard(float unit, float delay_s) {
    vec2 size = vec2(textureSize(history, 0));
    float oldest = size.y - 8.0;   // rows that are just being written are not read
    float row = play_row - min(delay_s / hop_s, oldest);
    return texture(history, vec2(unit + 0.5, row + 0.5) / size).rgb;
}
