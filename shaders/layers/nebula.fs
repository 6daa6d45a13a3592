/*{
    "DESCRIPTION": "Gas between the stars: slow, deep, in two colours; bass lights its cores, treble its veils",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Generator"],
    "INPUTS": [
        { "NAME": "heard", "TYPE": "audioFFT", "MAX": 64 },
        { "NAME": "light", "TYPE": "float", "LABEL": "Light", "DESCRIPTION": "of the gas",
          "DEFAULT": 0.5, "MIN": 0.05, "MAX": 1.0 },
        { "NAME": "sound", "TYPE": "float", "LABEL": "Sound", "DESCRIPTION": "how much of its light is the sound's",
          "DEFAULT": 0.6, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "scale", "TYPE": "float", "LABEL": "Scale", "DESCRIPTION": "from wide clouds to fine wisps",
          "DEFAULT": 0.35, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "speed", "TYPE": "float", "LABEL": "Speed", "DESCRIPTION": "of its drift",
          "DEFAULT": 0.25, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "core", "TYPE": "color", "LABEL": "Core", "DESCRIPTION": "colour where it is dense",
          "DEFAULT": [0.75, 0.2, 0.42, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] },
        { "NAME": "veil", "TYPE": "color", "LABEL": "Veil", "DESCRIPTION": "colour where it is thin",
          "DEFAULT": [0.1, 0.22, 0.6, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] }
    ],
    "PASSES": [
        { "TARGET": "drifted", "PERSISTENT": true, "FLOAT": true, "WIDTH": "1", "HEIGHT": "1" },
        { "TARGET": "gas", "FLOAT": true, "WIDTH": "$WIDTH/4", "HEIGHT": "$HEIGHT/4" },
        {}
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
    within = within * within * within * (within * (within * 6.0 - 15.0) + 10.0);
    vec2 low = vec2(scatter(cell), scatter(cell + ivec2(1, 0)));
    vec2 high = vec2(scatter(cell + ivec2(0, 1)), scatter(cell + ivec2(1, 1)));
    vec2 across = mix(low, high, within.y);
    return mix(across.x, across.y, within.x);
}

// Ever finer noise, each octave turned against the last, so that no grid shows.
float cloud(vec2 place) {
    float sum = 0.0, share = 0.5;
    for (int octave = 0; octave < 5; octave++) {
        sum += noise(place) * share;
        place = mat2(1.6, 1.2, -1.2, 1.6) * place + 17.0;
        share *= 0.5;
    }
    return sum;
}

float band(float place) {
    return smoothstep(0.45, 1.0, IMG_NORM_PIXEL(heard, vec2(place, 0.5)).r);
}

void main() {
    if (PASSINDEX == 0) {
        // The way adds up here, so that a changed speed never jumps.
        gl_FragColor = vec4(mod(IMG_NORM_PIXEL(drifted, vec2(0.5)).r + speed * TIMEDELTA, 8192.0));
    } else if (PASSINDEX == 1) {
        float t = IMG_NORM_PIXEL(drifted, vec2(0.5)).r;
        vec2 place = (isf_FragNormCoord - 0.5) * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0) * mix(1.3, 5.0, scale) + 40.0;
        // Clouds bent by clouds look like gas and not like noise.
        vec2 bend = vec2(cloud(place + vec2(0.11, -0.07) * t), cloud(place + 31.0 - vec2(0.05, 0.09) * t));
        float dense = cloud(place + 2.2 * bend + vec2(0.06, 0.02) * t);
        float folds = 1.0 - abs(2.0 * bend.x - bend.y - 0.5) * 1.6;
        float thin = smoothstep(0.22, 0.8, dense), thick = smoothstep(0.5, 0.85, dense) * max(folds, 0.0);
        float low = mix(1.0, 0.3 + 1.5 * band(0.01), sound), high = mix(1.0, 0.4 + 1.6 * band(0.35), sound);
        vec3 colour = veil.rgb * thin * thin * high * 1.1 + core.rgb * thick * low * 2.0;
        gl_FragColor = vec4(colour * light, 1.0);
    } else {
        vec3 colour = IMG_NORM_PIXEL(gas, isf_FragNormCoord).rgb;
        gl_FragColor = vec4(colour / (1.0 + 0.5 * colour), 1.0);
    }
}
