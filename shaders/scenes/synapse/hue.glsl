// Where in the palette an axon is: one that drives is of the pale half, one that holds back of the deep half, and the
// source's own tint moves it a little.
float hue_of(float source, float sign) {
    return mix(tint_of(source), sign > 0.0 ? 0.86 : 0.06, 0.72);
}
