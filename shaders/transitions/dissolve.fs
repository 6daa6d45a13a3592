/*{
    "DESCRIPTION": "The new look comes through the old one in growing flecks, like frost",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Transition"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "scale", "TYPE": "float", "LABEL": "Scale", "DESCRIPTION": "from large flecks to small ones",
          "DEFAULT": 0.4, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "softness", "TYPE": "float", "LABEL": "Softness", "DESCRIPTION": "of the flecks' edges",
          "DEFAULT": 0.4, "MIN": 0.02, "MAX": 1.0 }
    ]
}*/

// A fixed number from 0 to 1 for each cell, by whole numbers only: the same on every machine.
float scatter(ivec2 cell) {
    uint n = uint(cell.x) * 1597334673u ^ uint(cell.y) * 3812015801u;
    n = (n ^ (n >> 15)) * 2246822519u;
    n = (n ^ (n >> 13)) * 3266489917u;
    return float(n >> 8) / 16777216.0;
}

float noise(vec2 place) {
    ivec2 cell = ivec2(floor(place));
    vec2 within = fract(place);
    within = within * within * (3.0 - 2.0 * within);
    vec2 low = vec2(scatter(cell), scatter(cell + ivec2(1, 0)));
    vec2 high = vec2(scatter(cell + ivec2(0, 1)), scatter(cell + ivec2(1, 1)));
    vec2 across = mix(low, high, within.y);
    return mix(across.x, across.y, within.x);
}

void main() {
    vec2 place = isf_FragNormCoord * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0) * mix(3.0, 24.0, scale) + 9.0;
    float when = noise(place) * 0.6 + noise(mat2(1.6, 1.2, -1.2, 1.6) * place + 5.0) * 0.4;
    // Nothing has begun at 0, and everything is over at 1.
    float come = clamp((progress * (1.0 + softness) - when) / softness, 0.0, 1.0);
    come = progress >= 1.0 ? 1.0 : come * come * (3.0 - 2.0 * come);
    gl_FragColor = mix(IMG_THIS_NORM_PIXEL(startImage), IMG_THIS_NORM_PIXEL(endImage), come);
}
