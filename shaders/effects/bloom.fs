/*{
    "DESCRIPTION": "Light bleeds from what is bright into the dark around it, near and far",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Glow"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "light that bleeds",
          "DEFAULT": 0.6, "MIN": 0.0, "MAX": 2.0, "IDENTITY": 0.0 },
        { "NAME": "threshold", "TYPE": "float", "LABEL": "Threshold", "DESCRIPTION": "what is darker does not bleed",
          "DEFAULT": 0.35, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "knee", "TYPE": "float", "LABEL": "Knee", "DESCRIPTION": "how gently bleeding sets in",
          "DEFAULT": 0.6, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "radius", "TYPE": "float", "LABEL": "Radius", "DESCRIPTION": "from a close halo to a wide haze",
          "DEFAULT": 0.6, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "tint", "TYPE": "color", "LABEL": "Tint", "DESCRIPTION": "colour of the bleeding light",
          "DEFAULT": [1.0, 0.93, 0.86, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] }
    ],
    "PASSES": [
        { "TARGET": "quarter", "FLOAT": true, "WIDTH": "$WIDTH/4", "HEIGHT": "$HEIGHT/4" },
        { "TARGET": "eighth", "FLOAT": true, "WIDTH": "$WIDTH/8", "HEIGHT": "$HEIGHT/8" },
        { "TARGET": "sixteenth", "FLOAT": true, "WIDTH": "$WIDTH/16", "HEIGHT": "$HEIGHT/16" },
        { "TARGET": "smallest", "FLOAT": true, "WIDTH": "$WIDTH/32", "HEIGHT": "$HEIGHT/32" },
        { "TARGET": "wide", "FLOAT": true, "WIDTH": "$WIDTH/16", "HEIGHT": "$HEIGHT/16" },
        { "TARGET": "middle", "FLOAT": true, "WIDTH": "$WIDTH/8", "HEIGHT": "$HEIGHT/8" },
        { "TARGET": "halo", "FLOAT": true, "WIDTH": "$WIDTH/4", "HEIGHT": "$HEIGHT/4" },
        {}
    ]
}*/

// Down a pyramid of ever smaller pictures and up again. Light adds up in proportion, shown colour does not: it is
// squared on the way in and rooted on the way out, near enough to the display's curve.

// What of a colour bleeds: nothing below the threshold less the knee, then along a parabola, then all that is above.
vec3 bright(vec3 shown) {
    float peak = max(max(shown.r, shown.g), shown.b);
    float soft = max(knee * threshold, 1e-4);
    float over = clamp(peak - threshold + soft, 0.0, 2.0 * soft);
    float share = max(over * over / (4.0 * soft), peak - threshold) / max(peak, 1e-4);
    return shown * shown * share;
}

// The mean of four smooth reads `reach` texels aside: sixteen texels at 1; at 0.5 a tent, in which no square shows.
vec3 mean(sampler2D image, float reach) {
    vec2 step = reach / IMG_SIZE(image);
    return 0.25 * (IMG_NORM_PIXEL(image, isf_FragNormCoord + step).rgb
        + IMG_NORM_PIXEL(image, isf_FragNormCoord - step).rgb
        + IMG_NORM_PIXEL(image, isf_FragNormCoord + vec2(step.x, -step.y)).rgb
        + IMG_NORM_PIXEL(image, isf_FragNormCoord + vec2(-step.x, step.y)).rgb);
}

void main() {
    float share = mix(0.25, 0.8, radius);
    vec3 light = vec3(0.0);
    if (PASSINDEX == 0) {
        vec2 step = 1.0 / IMG_SIZE(inputImage);
        for (int corner = 0; corner < 4; corner++) {
            vec2 side = vec2(corner & 1, corner >> 1) * 2.0 - 1.0;
            light += 0.25 * bright(IMG_NORM_PIXEL(inputImage, isf_FragNormCoord + step * side).rgb);
        }
    } else if (PASSINDEX == 1) {
        light = mean(quarter, 1.0);
    } else if (PASSINDEX == 2) {
        light = mean(eighth, 1.0);
    } else if (PASSINDEX == 3) {
        light = mean(sixteenth, 1.0);
    } else if (PASSINDEX == 4) {
        light = mix(IMG_NORM_PIXEL(sixteenth, isf_FragNormCoord).rgb, mean(smallest, 0.5), share);
    } else if (PASSINDEX == 5) {
        light = mix(IMG_NORM_PIXEL(eighth, isf_FragNormCoord).rgb, mean(wide, 0.5), share);
    } else if (PASSINDEX == 6) {
        light = mix(IMG_NORM_PIXEL(quarter, isf_FragNormCoord).rgb, mean(middle, 0.5), share);
    } else {
        vec4 shown = IMG_THIS_NORM_PIXEL(inputImage);
        vec3 bled = clamp(IMG_NORM_PIXEL(halo, isf_FragNormCoord).rgb * tint.rgb * (2.5 * amount), 0.0, 1.0);
        // As when two lamps shine on film: the sum never clips.
        vec3 base = clamp(shown.rgb, 0.0, 1.0);
        gl_FragColor = vec4(sqrt(base * base + bled * (1.0 - base * base)), shown.a);
        return;
    }
    gl_FragColor = vec4(light, 1.0);
}
