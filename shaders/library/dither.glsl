// What is added before the rounding to 8 bits, so that no band shows: two even scatters of half a step each way, whose
// sum is triangular and leaves every level as grainy as the next. Towards black, where half of the second would be cut
// off, it fades: so areas keep their mean, and black stays black. The scatters are Roberts' R2 sequence (2018)
// and its kin R3, a third of a turn apart in the three channels, so that their grains level out for the eye. They stand
// still: the same light is the same picture, and a film of it needs no bits for noise.
vec3 dither(vec3 x) {
    vec2 even = vec2(dot(gl_FragCoord.xy, vec2(0.7548777, 0.5698403)), dot(gl_FragCoord.xy, vec2(0.8191725, 0.6710436)));
    vec3 first = fract(even.x + vec3(0.0, 0.3333, 0.6667)) - 0.5;
    vec3 second = fract(even.y + vec3(0.0, 0.6667, 0.3333)) - 0.5;
    return first + second * min(x * 510.0, 1.0);
}
