/*{
    "DESCRIPTION": "The picture flows like heat over a road, or bends around its own light like glass",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Distortion Effect"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "how far the picture is moved",
          "DEFAULT": 0.35, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "scale", "TYPE": "float", "LABEL": "Scale", "DESCRIPTION": "from long swells to small ripples",
          "DEFAULT": 0.3, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "speed", "TYPE": "float", "LABEL": "Speed", "DESCRIPTION": "pace of the flow",
          "DEFAULT": 0.25, "MIN": 0.0, "MAX": 2.0 },
        { "NAME": "glass", "TYPE": "float", "LABEL": "Glass",
          "DESCRIPTION": "0 is moved by the flow, 1 by the picture's own light", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 }
    ],
    "PASSES": [
        { "TARGET": "flown", "PERSISTENT": true, "FLOAT": true, "WIDTH": "1", "HEIGHT": "1" },
        { "TARGET": "soft", "FLOAT": true, "WIDTH": "$WIDTH/8", "HEIGHT": "$HEIGHT/8" },
        { "TARGET": "way", "FLOAT": true, "WIDTH": "$WIDTH/8", "HEIGHT": "$HEIGHT/8" },
        {}
    ]
}*/

// Random directions on a grid, by whole numbers only: the same on every machine.
vec2 direction(ivec3 cell) {
    uvec3 n = uvec3(cell) * uvec3(1597334673u, 3812015801u, 2798796415u);
    uint mixed = (n.x ^ n.y ^ n.z) * 2654435769u;
    mixed = (mixed ^ (mixed >> 15)) * 2246822519u;
    float angle = float(mixed >> 16) * (6.2831853 / 65536.0);
    return vec2(cos(angle), sin(angle));
}

// A smooth field of directions at a place and a time: nowhere a step, and no two places move alike.
vec2 flow(vec2 place, float t) {
    ivec3 cell = ivec3(floor(vec3(place, t)));
    vec3 within = fract(vec3(place, t));
    within = within * within * within * (within * (within * 6.0 - 15.0) + 10.0);
    vec2 sum = vec2(0.0);
    for (int corner = 0; corner < 8; corner++) {
        ivec3 side = ivec3(corner & 1, (corner >> 1) & 1, corner >> 2);
        vec3 share = mix(1.0 - within, within, vec3(side));
        sum += direction(cell + side) * (share.x * share.y * share.z);
    }
    return sum;
}

void main() {
    vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    // How many waves the picture is high.
    float waves = 2.0 * exp2(3.0 * scale);
    if (PASSINDEX == 0) {
        // The pace adds up here, so that a changed speed never jumps.
        gl_FragColor = vec4(mod(IMG_NORM_PIXEL(flown, vec2(0.5)).r + speed * TIMEDELTA, 4096.0));
    } else if (PASSINDEX == 1) {
        float light = 0.0;
        for (int read = 0; read < 16; read++) {
            vec2 to = (vec2(read & 3, read >> 2) - 1.5) * 3.0 / IMG_SIZE(inputImage);
            light += dot(IMG_NORM_PIXEL(inputImage, isf_FragNormCoord + to).rgb, vec3(0.3, 0.6, 0.1));
        }
        gl_FragColor = vec4(light / 16.0);
    } else if (PASSINDEX == 2) {
        vec2 place = (isf_FragNormCoord - 0.5) * shape * waves + 500.0;
        float t = IMG_NORM_PIXEL(flown, vec2(0.5)).r;
        vec2 moved = flow(place, t) + 0.5 * flow(place * 2.0 + 7.0, t * 1.4);
        moved *= 0.35 / waves;
        if (glass > 0.0) {
            // Away from the middle of the light around: a golden spiral of reads.
            vec2 slope = vec2(0.0);
            for (int read = 0; read < 24; read++) {
                float angle = float(read) * 2.3999632, reach = sqrt((float(read) + 0.5) / 24.0);
                vec2 to = vec2(cos(angle), sin(angle)) * reach;
                slope += to * IMG_NORM_PIXEL(soft, isf_FragNormCoord + to * (0.25 / waves) / shape).r;
            }
            moved = mix(moved, slope * (0.14 / waves), glass);
        }
        gl_FragColor = vec4(moved, 0.0, 1.0);
    } else {
        vec2 place = isf_FragNormCoord + IMG_NORM_PIXEL(way, isf_FragNormCoord).rg * amount / shape;
        gl_FragColor = IMG_NORM_PIXEL(inputImage, 1.0 - abs(mod(place, 2.0) - 1.0));
    }
}
