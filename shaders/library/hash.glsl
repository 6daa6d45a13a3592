// A fixed scatter of 0..1 by number: gives each line and node a phase of its own. Not a source of motion.
float scatter(float n) {
    return fract(sin(n * 12.9898 + 4.1414) * 43758.5453);
}
