/*{
    "DESCRIPTION": "Northern lights: three curtains that sway, each with rays that answer a part of the sound",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Generator"],
    "INPUTS": [
        { "NAME": "heard", "TYPE": "audioFFT", "MAX": 64 },
        { "NAME": "light", "TYPE": "float", "LABEL": "Light", "DESCRIPTION": "of the curtains",
          "DEFAULT": 0.5, "MIN": 0.05, "MAX": 1.0 },
        { "NAME": "sound", "TYPE": "float", "LABEL": "Sound", "DESCRIPTION": "how much of its light is the sound's",
          "DEFAULT": 0.6, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "height", "TYPE": "float", "LABEL": "Height", "DESCRIPTION": "how high the rays reach",
          "DEFAULT": 0.5, "MIN": 0.1, "MAX": 1.0 },
        { "NAME": "hem", "TYPE": "float", "LABEL": "Hem", "DESCRIPTION": "place of the lower hem in the picture",
          "DEFAULT": 0.48, "MIN": 0.0, "MAX": 0.8 },
        { "NAME": "speed", "TYPE": "float", "LABEL": "Speed", "DESCRIPTION": "of the sway",
          "DEFAULT": 0.3, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "low", "TYPE": "color", "LABEL": "Low", "DESCRIPTION": "colour of the hem",
          "DEFAULT": [0.12, 0.8, 0.5, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] },
        { "NAME": "high", "TYPE": "color", "LABEL": "High", "DESCRIPTION": "colour of the tips",
          "DEFAULT": [0.45, 0.14, 0.75, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] }
    ],
    "PASSES": [
        { "TARGET": "swayed", "PERSISTENT": true, "FLOAT": true, "WIDTH": "1", "HEIGHT": "1" },
        { "TARGET": "sky", "FLOAT": true, "WIDTH": "$WIDTH/4", "HEIGHT": "$HEIGHT/4" },
        {}
    ]
}*/

float scatter(int cell) {
    uint n = uint(cell) * 2654435769u;
    n = (n ^ (n >> 15)) * 2246822519u;
    return float((n ^ (n >> 13)) >> 8) / 16777216.0;
}

float noise(float place) {
    float within = fract(place);
    within = within * within * (3.0 - 2.0 * within);
    int cell = int(floor(place));
    return mix(scatter(cell), scatter(cell + 1), within);
}

void main() {
    if (PASSINDEX == 0) {
        // The time of the sway adds up here, so that a changed speed never jumps.
        gl_FragColor = vec4(mod(IMG_NORM_PIXEL(swayed, vec2(0.5)).r + speed * TIMEDELTA, 8192.0));
    } else if (PASSINDEX == 1) {
        float t = IMG_NORM_PIXEL(swayed, vec2(0.5)).r;
        float across = (isf_FragNormCoord.x - 0.5) * RENDERSIZE.x / RENDERSIZE.y;
        vec3 colour = vec3(0.0);
        for (int curtain = 0; curtain < 3; curtain++) {
            float own = float(curtain);
            // Folds: the cloth's own measure runs now faster, now slower than the picture's.
            float cloth = across * (1.1 + 0.35 * own) + 0.5 * noise(across * 1.3 + t * 0.31 + own * 9.0)
                + 0.3 * sin(across * 2.1 - t * 0.23 + own * 2.0) + own * 20.0 + 300.0;
            float edge = hem + 0.13 * (own - 1.0) + 0.22 * (noise(cloth * 0.9 + t * 0.17) - 0.5)
                + 0.05 * sin(cloth * 3.0 + t * 0.4);
            float rays = noise(cloth * 9.0 + t * 0.6) * 0.6 + noise(cloth * 23.0 - t * 0.9) * 0.4;
            float tall = height * (0.35 + 0.9 * noise(cloth * 2.3 - t * 0.35)) * (0.7 + 0.6 * rays);
            float above = (isf_FragNormCoord.y - edge) / tall;
            // A soft hem, bright right above it, and a long way up into nothing.
            float body = smoothstep(-0.12, 0.1, above) * exp(-2.6 * max(above, 0.0));
            float band = smoothstep(0.45, 1.0, IMG_NORM_PIXEL(heard, vec2(0.01 + 0.16 * own, 0.5)).r);
            float power = body * (0.25 + rays * rays * 1.3) * mix(0.75, 0.2 + 1.7 * band, sound);
            colour += mix(low.rgb, high.rgb, smoothstep(0.05, 0.6, above)) * power * (1.0 - 0.2 * own);
        }
        gl_FragColor = vec4(colour * light * 1.5, 1.0);
    } else {
        vec3 colour = IMG_NORM_PIXEL(sky, isf_FragNormCoord).rgb;
        gl_FragColor = vec4(colour / (1.0 + 0.6 * colour), 1.0);
    }
}
