/*{
    "DESCRIPTION": "What the network just did, as rings that widen like those of a tree: angle is the unit, distance the time that passed",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Generator"],
    "INPUTS": [
        { "NAME": "brainHistory", "TYPE": "image" },
        { "NAME": "brainState", "TYPE": "image" },
        { "NAME": "light", "TYPE": "float", "LABEL": "Light", "DESCRIPTION": "of the rings",
          "DEFAULT": 0.5, "MIN": 0.05, "MAX": 1.0 },
        { "NAME": "seconds", "TYPE": "float", "LABEL": "Seconds", "DESCRIPTION": "from the middle to the edge",
          "DEFAULT": 2.5, "MIN": 0.5, "MAX": 4.5 },
        { "NAME": "fade", "TYPE": "float", "LABEL": "Fade", "DESCRIPTION": "how much of the light is gone at the edge",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "hollow", "TYPE": "float", "LABEL": "Hollow", "DESCRIPTION": "size of the dark in the middle, where the scene is",
          "DEFAULT": 0.25, "MIN": 0.05, "MAX": 0.6 },
        { "NAME": "turn", "TYPE": "float", "LABEL": "Turn", "DESCRIPTION": "of the whole, in turns",
          "DEFAULT": 0.0, "MIN": -0.5, "MAX": 0.5 }
    ],
    "PASSES": [
        { "TARGET": "rings", "FLOAT": true, "WIDTH": "$WIDTH/2", "HEIGHT": "$HEIGHT/2" },
        {}
    ]
}*/

const float HOPS_A_SECOND = 100.0;

void main() {
    if (PASSINDEX == 1) {
        gl_FragColor = vec4(IMG_NORM_PIXEL(rings, isf_FragNormCoord).rgb, 1.0);
        return;
    }
    vec2 off = (isf_FragNormCoord - 0.5) * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    float far = length(off), angle = turn * 6.2831853;
    off = mat2(cos(angle), -sin(angle), sin(angle), cos(angle)) * off;
    // The units go once down each side, so that the last one meets itself and not the first.
    float unit = abs(atan(off.x, off.y)) / 3.1415927;
    // From the rim of the hollow outwards; 1 is the picture's upper edge's double, which corners of 16:9 lie on.
    float age = max(far - hollow * 0.5, 0.0);
    vec2 size = IMG_SIZE(brainHistory);
    float row = min(age * seconds * HOPS_A_SECOND + 0.5, size.y - 0.5) / size.y;
    // Neighbours run into each other: threads become cloth.
    vec3 did = 0.5 * IMG_NORM_PIXEL(brainHistory, vec2(unit, row)).rgb
        + 0.25 * IMG_NORM_PIXEL(brainHistory, vec2(unit - 1.2 / size.x, row)).rgb
        + 0.25 * IMG_NORM_PIXEL(brainHistory, vec2(unit + 1.2 / size.x, row)).rgb;
    // A unit at rest still has a colour, but so dark that only its hue can be trusted when it is made brighter.
    vec3 hue = IMG_NORM_PIXEL(brainState, vec2(unit, 0.875)).rgb;
    hue /= max(max(hue.r, hue.g), max(hue.b, 0.02));
    float rim = smoothstep(hollow * 0.5 - 0.04, hollow * 0.5 + 0.05, far);
    float left = mix(1.0, max(1.0 - age, 0.0), fade) * rim;
    float power = (did.r * did.r * 1.1 + did.g) * left * left;
    power = power / (1.0 + power);
    gl_FragColor = vec4(mix(hue, vec3(1.0), 0.5 * power * power) * power * light, 1.0);
}
