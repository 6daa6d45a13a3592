/*{
    "DESCRIPTION": "The brightest points draw long thin streaks, as in an anamorphic lens",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Glow"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "light of the streaks",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 2.0, "IDENTITY": 0.0 },
        { "NAME": "reach", "TYPE": "float", "LABEL": "Reach", "DESCRIPTION": "how long they are",
          "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "threshold", "TYPE": "float", "LABEL": "Threshold", "DESCRIPTION": "what is darker draws none",
          "DEFAULT": 0.55, "MIN": 0.2, "MAX": 0.8 },
        { "NAME": "tint", "TYPE": "color", "LABEL": "Tint", "DESCRIPTION": "colour of the streaks",
          "DEFAULT": [0.45, 0.7, 1.0, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] },
        { "NAME": "own", "TYPE": "float", "LABEL": "Own colour", "DESCRIPTION": "0 has the tint, 1 the light's own colour",
          "DEFAULT": 0.2, "MIN": 0.0, "MAX": 1.0 }
    ],
    "PASSES": [
        { "TARGET": "bright", "FLOAT": true, "WIDTH": "$WIDTH/8", "HEIGHT": "$HEIGHT/2" },
        { "TARGET": "near", "FLOAT": true, "WIDTH": "$WIDTH/8", "HEIGHT": "$HEIGHT/2" },
        { "TARGET": "far", "FLOAT": true, "WIDTH": "$WIDTH/8", "HEIGHT": "$HEIGHT/2" },
        {}
    ]
}*/

// A share of the picture's width that is falling off to both sides; `step` between reads, in texels.
vec3 aside(sampler2D image, float step) {
    float texel = step / IMG_SIZE(image).x;
    vec3 light = IMG_NORM_PIXEL(image, isf_FragNormCoord).rgb;
    float weight = 1.0;
    for (int read = 1; read <= 4; read++) {
        weight *= 0.72;
        light += weight * (IMG_NORM_PIXEL(image, isf_FragNormCoord + vec2(texel * float(read), 0.0)).rgb
            + IMG_NORM_PIXEL(image, isf_FragNormCoord - vec2(texel * float(read), 0.0)).rgb);
    }
    return light / 4.75;
}

void main() {
    // Of a width of 160 texels, so that streaks are as long in every size of picture.
    float unit = IMG_SIZE(bright).x / 160.0;
    if (PASSINDEX == 0) {
        vec2 texel = 1.0 / IMG_SIZE(inputImage);
        vec3 light = vec3(0.0);
        for (int read = 0; read < 4; read++) {
            vec2 at = isf_FragNormCoord + vec2((float(read) - 1.5) * 2.0 * texel.x, 0.0);
            vec3 shown = clamp(IMG_NORM_PIXEL(inputImage, at).rgb, 0.0, 1.0);
            float seen = dot(shown, vec3(0.3, 0.6, 0.1));
            light += shown * shown * smoothstep(threshold, threshold + 0.3, seen);
        }
        gl_FragColor = vec4(light * 0.25, 1.0);
    } else if (PASSINDEX == 1) {
        gl_FragColor = vec4(aside(bright, unit), 1.0);
    } else if (PASSINDEX == 2) {
        gl_FragColor = vec4(aside(near, unit * mix(1.5, 7.0, reach)), 1.0);
    } else {
        vec4 shown = IMG_THIS_NORM_PIXEL(inputImage);
        vec3 light = IMG_NORM_PIXEL(far, isf_FragNormCoord).rgb;
        vec3 tinted = tint.rgb * max(max(light.r, light.g), light.b);
        light = clamp(mix(tinted, light, own) * (2.2 * amount), 0.0, 1.0);
        vec3 base = clamp(shown.rgb, 0.0, 1.0);
        gl_FragColor = vec4(sqrt(base * base + light * (1.0 - base * base)), shown.a);
    }
}
