/*{
    "DESCRIPTION": "What shines leaves smoke, which rises, curls, and cools",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Feedback"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "light of the smoke",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "halflife", "TYPE": "float", "LABEL": "Half-life", "DESCRIPTION": "seconds until it is half as bright",
          "DEFAULT": 0.6, "MIN": 0.05, "MAX": 3.0 },
        { "NAME": "rise", "TYPE": "float", "LABEL": "Rise", "DESCRIPTION": "picture heights a second",
          "DEFAULT": 0.12, "MIN": -0.5, "MAX": 0.5 },
        { "NAME": "curl", "TYPE": "float", "LABEL": "Curl", "DESCRIPTION": "how wildly it turns",
          "DEFAULT": 0.4, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "scale", "TYPE": "float", "LABEL": "Scale", "DESCRIPTION": "from wide clouds to fine curls",
          "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "cold", "TYPE": "color", "LABEL": "Cold", "DESCRIPTION": "colour that it cools to",
          "DEFAULT": [0.25, 0.3, 0.6, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] }
    ],
    "PASSES": [
        { "TARGET": "wind", "FLOAT": true, "WIDTH": "$WIDTH/16", "HEIGHT": "$HEIGHT/16" },
        { "TARGET": "air", "PERSISTENT": true, "FLOAT": true, "WIDTH": "$WIDTH/2", "HEIGHT": "$HEIGHT/2" },
        {}
    ]
}*/

// The height of a smooth landscape of waves, each along its own direction (a golden angle apart) and at its own pace. Wind
// blows along its contours: so air is neither gathered nor lost anywhere.
const int WAVES = 6;

vec2 slope(vec2 place) {
    vec2 sum = vec2(0.0);
    for (int wave = 0; wave < WAVES; wave++) {
        float angle = float(wave) * 2.3999632, count = 2.0 + 1.3 * float(wave);
        vec2 along = vec2(cos(angle), sin(angle));
        float bend = 0.8 * sin(dot(place, along.yx) * count * 0.7 + float(wave));
        sum += along * cos(dot(place, along) * count + bend + TIME * (0.3 + 0.17 * float(wave)) + float(wave * wave));
    }
    return sum;
}

void main() {
    vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    if (PASSINDEX == 0) {
        vec2 hill = slope((isf_FragNormCoord - 0.5) * shape * mix(1.5, 7.0, scale));
        gl_FragColor = vec4(vec2(hill.y, -hill.x) * (0.12 * curl) + vec2(0.0, rise), 0.0, 1.0);
    } else if (PASSINDEX == 1) {
        vec2 place = isf_FragNormCoord - IMG_NORM_PIXEL(wind, isf_FragNormCoord).rg * TIMEDELTA / shape;
        vec2 inside = step(abs(place - 0.5), vec2(0.5));
        vec3 old = IMG_NORM_PIXEL(air, place).rgb * (inside.x * inside.y);
        // It cools in the time in which it fades, and keeps the light that it has.
        vec3 cooled = cold.rgb * dot(old, vec3(0.3, 0.6, 0.1)) / max(dot(cold.rgb, vec3(0.3, 0.6, 0.1)), 0.15);
        float left = exp2(-TIMEDELTA / halflife);
        old = mix(cooled, old, left) * left;
        gl_FragColor = vec4(max(clamp(IMG_NORM_PIXEL(inputImage, isf_FragNormCoord).rgb, 0.0, 1.0), old), 1.0);
    } else {
        vec4 shown = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord);
        gl_FragColor = vec4(max(shown.rgb, IMG_NORM_PIXEL(air, isf_FragNormCoord).rgb * amount), shown.a);
    }
}
