/*{
    "DESCRIPTION": "What is bright throws shafts of light away from a point: flying forward, very fast",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Blur"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "light of the shafts",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 1.5, "IDENTITY": 0.0 },
        { "NAME": "reach", "TYPE": "float", "LABEL": "Reach", "DESCRIPTION": "how far they go",
          "DEFAULT": 0.45, "MIN": 0.05, "MAX": 1.0 },
        { "NAME": "threshold", "TYPE": "float", "LABEL": "Threshold", "DESCRIPTION": "what is darker throws none",
          "DEFAULT": 0.35, "MIN": 0.0, "MAX": 0.9 },
        { "NAME": "melt", "TYPE": "float", "LABEL": "Melt", "DESCRIPTION": "how much of the picture itself dissolves in them",
          "DEFAULT": 0.15, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "centre", "TYPE": "point2D", "LABEL": "Centre", "DESCRIPTION": "where they come from",
          "DEFAULT": [0.5, 0.5], "MIN": [0.0, 0.0], "MAX": [1.0, 1.0] }
    ],
    "PASSES": [
        { "TARGET": "bright", "FLOAT": true, "WIDTH": "$WIDTH/4", "HEIGHT": "$HEIGHT/4" },
        { "TARGET": "coarse", "FLOAT": true, "WIDTH": "$WIDTH/4", "HEIGHT": "$HEIGHT/4" },
        { "TARGET": "shafts", "FLOAT": true, "WIDTH": "$WIDTH/4", "HEIGHT": "$HEIGHT/4" },
        {}
    ]
}*/

const int READS = 6;

// The mean along the way to the centre, over a share of it: nearer reads count more.
vec3 along(sampler2D image, float share) {
    vec2 way = (centre - isf_FragNormCoord) * share;
    vec3 light = vec3(0.0);
    float whole = 0.0;
    for (int read = 0; read < READS; read++) {
        float at = float(read) / float(READS), weight = 1.0 - 0.7 * at;
        light += IMG_NORM_PIXEL(image, isf_FragNormCoord + way * at).rgb * weight;
        whole += weight;
    }
    return light / whole;
}

void main() {
    if (PASSINDEX == 0) {
        vec3 light = vec3(0.0);
        vec2 step = 1.0 / IMG_SIZE(inputImage);
        for (int corner = 0; corner < 4; corner++) {
            vec2 side = vec2(corner & 1, corner >> 1) * 2.0 - 1.0;
            vec3 shown = clamp(IMG_NORM_PIXEL(inputImage, isf_FragNormCoord + step * side).rgb, 0.0, 1.0);
            float peak = max(max(shown.r, shown.g), shown.b);
            light += shown * shown * smoothstep(threshold, threshold + 0.4, peak);
        }
        gl_FragColor = vec4(light * 0.25, 1.0);
    } else if (PASSINDEX == 1) {
        // Six reads over the whole way, then six between each two of them: thirty-six for the cost of twelve.
        gl_FragColor = vec4(along(bright, reach), 1.0);
    } else if (PASSINDEX == 2) {
        gl_FragColor = vec4(along(coarse, reach / float(READS)), 1.0);
    } else {
        vec4 shown = IMG_THIS_NORM_PIXEL(inputImage);
        vec3 light = clamp(IMG_NORM_PIXEL(shafts, isf_FragNormCoord).rgb * (1.25 * amount), 0.0, 1.0);
        vec3 base = clamp(shown.rgb, 0.0, 1.0);
        base *= base * (1.0 - melt * min(amount, 1.0));
        gl_FragColor = vec4(sqrt(base + light * (1.0 - base)), shown.a);
    }
}
