/*{
    "DESCRIPTION": "The old look burns away from the middle, with a glowing rim",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Transition"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "centre", "TYPE": "point2D", "LABEL": "Centre", "DESCRIPTION": "where the fire starts",
          "DEFAULT": [0.5, 0.5], "MIN": [0.0, 0.0], "MAX": [1.0, 1.0] },
        { "NAME": "ragged", "TYPE": "float", "LABEL": "Ragged", "DESCRIPTION": "how torn the rim is",
          "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "ember", "TYPE": "color", "LABEL": "Ember", "DESCRIPTION": "colour of the rim",
          "DEFAULT": [1.0, 0.42, 0.1, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] }
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
    vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    vec2 place = isf_FragNormCoord * shape;
    float torn = noise(place * 4.0 + 3.0) * 0.55 + noise(place * 11.0 + 7.0) * 0.3 + noise(place * 29.0) * 0.15;
    // The farthest corner burns last.
    float most = length((0.5 + abs(centre - 0.5)) * shape);
    float when = mix(length((isf_FragNormCoord - centre) * shape) / most, torn, 0.1 + 0.45 * ragged);
    float ahead = when - progress * 1.2 + 0.1;
    float gone = smoothstep(0.012, -0.012, ahead);
    // The rim itself, a glow before it, and the paper that darkens.
    float alive = smoothstep(0.0, 0.08, progress) * smoothstep(1.0, 0.92, progress);
    float rim = smoothstep(0.05, 0.0, abs(ahead)) * alive;
    float glow = smoothstep(0.16, 0.0, ahead) * (1.0 - gone) * alive;
    vec4 old = IMG_THIS_NORM_PIXEL(startImage), new = IMG_THIS_NORM_PIXEL(endImage);
    vec4 shown = mix(vec4(old.rgb * (1.0 - 0.7 * glow), old.a), new, gone);
    vec3 fire = ember.rgb * (rim * rim + 0.35 * glow * glow) + (1.0 - ember.rgb) * rim * rim * rim * rim * 0.7;
    fire = clamp(fire, 0.0, 1.0);
    shown.rgb += fire * (1.0 - clamp(shown.rgb, 0.0, 1.0));
    gl_FragColor = progress <= 0.0 ? old : progress >= 1.0 ? new : shown;
}
