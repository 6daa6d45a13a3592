/*{
    "DESCRIPTION": "Stars in three depths that pass each other; treble lets them glitter",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Generator"],
    "INPUTS": [
        { "NAME": "heard", "TYPE": "audioFFT", "MAX": 64 },
        { "NAME": "light", "TYPE": "float", "LABEL": "Light", "DESCRIPTION": "of the stars",
          "DEFAULT": 0.6, "MIN": 0.1, "MAX": 1.0 },
        { "NAME": "density", "TYPE": "float", "LABEL": "Density", "DESCRIPTION": "how many there are",
          "DEFAULT": 0.45, "MIN": 0.05, "MAX": 1.0 },
        { "NAME": "size", "TYPE": "float", "LABEL": "Size", "DESCRIPTION": "of the nearest, in 720ths of the picture's height",
          "DEFAULT": 2.6, "MIN": 1.5, "MAX": 8.0 },
        { "NAME": "speed", "TYPE": "float", "LABEL": "Speed", "DESCRIPTION": "of the nearest, in tenths of the height a second",
          "DEFAULT": 0.12, "MIN": 0.0, "MAX": 2.0 },
        { "NAME": "heading", "TYPE": "float", "LABEL": "Heading", "DESCRIPTION": "where they go, in turns",
          "DEFAULT": 0.55, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "glitter", "TYPE": "float", "LABEL": "Glitter", "DESCRIPTION": "how much they answer the treble",
          "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "tint", "TYPE": "color", "LABEL": "Tint", "DESCRIPTION": "colour of the far ones",
          "DEFAULT": [0.55, 0.68, 1.0, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] }
    ],
    "PASSES": [
        { "TARGET": "gone", "PERSISTENT": true, "FLOAT": true, "WIDTH": "1", "HEIGHT": "1" },
        {}
    ]
}*/

// Three fixed numbers from 0 to 1 for each cell, by whole numbers only: the same on every machine.
vec3 scatter(ivec2 cell, int depth) {
    uint n = uint(cell.x) * 1597334673u ^ uint(cell.y) * 3812015801u ^ uint(depth) * 2798796415u;
    n = (n ^ (n >> 15)) * 2246822519u;
    n = (n ^ (n >> 13)) * 3266489917u;
    return vec3(n & 1023u, (n >> 10) & 1023u, (n >> 20) & 1023u) / 1023.0;
}

void main() {
    vec2 way = IMG_NORM_PIXEL(gone, vec2(0.5)).rg;
    if (PASSINDEX == 0) {
        float turn = heading * 6.2831853;
        // The cells come round after 256 of them: so the sum stays small, and exact.
        gl_FragColor = vec4(mod(way + vec2(cos(turn), sin(turn)) * (speed * 0.1 * TIMEDELTA), 256.0), 0.0, 1.0);
        return;
    }
    float treble = smoothstep(0.35, 0.9, IMG_NORM_PIXEL(heard, vec2(0.5, 0.5)).r);
    vec2 place = (isf_FragNormCoord - 0.5) * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    vec3 colour = vec3(0.0);
    for (int depth = 0; depth < 3; depth++) {
        // Cells that are smaller the farther away they are; a whole number of them in what comes round.
        float cells = float(6 << depth), near = 1.0 / float(1 << depth);
        vec2 at = (place - way * near) * cells;
        ivec2 cell = ivec2(floor(at)) & 8191;
        vec3 star = scatter(cell, depth);
        // No star reaches out of its cell. The bright ones are few.
        vec2 off = fract(at) - 0.5 - (star.xy - 0.5) * 0.7;
        float bright = star.z * star.z * star.z * star.z;
        float radius = max(size * (0.5 + 0.5 * near) * (0.5 + 0.6 * bright) / 720.0, 1.1 / RENDERSIZE.y) * cells;
        float inside = max(1.0 - dot(off, off) / (radius * radius * 4.0), 0.0);
        float there = step(fract(star.x * 61.0 + star.y * 17.0), density);
        float phase = TIME * (0.2 + 0.9 * star.x) + star.y * 8.0;
        // A wave that needs no sine: up and down along parabolas.
        float swing = fract(phase) * 2.0 - 1.0;
        float wave = 4.0 * swing * (1.0 - abs(swing));
        float flicker = 1.0 + glitter * (treble * 1.5 * max(wave, 0.0) - 0.2 * (1.0 + wave));
        float power = inside * inside * inside * there * (0.1 + 0.9 * bright) * near * flicker;
        colour += mix(vec3(1.0, 0.94, 0.85), tint.rgb, 1.0 - 0.7 * near * star.y) * power;
    }
    gl_FragColor = vec4(min(colour * light * 2.2, 1.0), 1.0);
}
