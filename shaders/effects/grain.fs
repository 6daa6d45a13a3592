/*{
    "DESCRIPTION": "Grain of film: strongest in the middle tones, none in black",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Film"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "strength of the grain",
          "DEFAULT": 0.4, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "size", "TYPE": "float", "LABEL": "Size", "DESCRIPTION": "of a grain, in 720ths of the picture's height",
          "DEFAULT": 1.5, "MIN": 1.0, "MAX": 5.0 },
        { "NAME": "colour", "TYPE": "float", "LABEL": "Colour", "DESCRIPTION": "0 is silver, 1 coloured like dye",
          "DEFAULT": 0.35, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "rate", "TYPE": "float", "LABEL": "Rate", "DESCRIPTION": "new grains a second",
          "DEFAULT": 24.0, "MIN": 4.0, "MAX": 30.0 }
    ],
    "PASSES": [
        { "TARGET": "film", "WIDTH": "256", "HEIGHT": "256" },
        {}
    ]
}*/

// Whole numbers only: the same grains on every machine.
uvec3 scatter(uvec3 n) {
    n = n * 1664525u + 1013904223u;
    n.x += n.y * n.z; n.y += n.z * n.x; n.z += n.x * n.y;
    n ^= n >> 16;
    n.x += n.y * n.z; n.y += n.z * n.x; n.z += n.x * n.y;
    return n;
}

void main() {
    uint now = uint(max(floor(TIME * rate), 0.0));
    if (PASSINDEX == 0) {
        // A piece of film whose last row and column are its first again, so that it goes on without a seam.
        uvec3 n = scatter(uvec3(uvec2(gl_FragCoord.xy) % 255u, 7u));
        // Two even scatters make a hill: few grains are strong.
        gl_FragColor = vec4(vec3((n >> 16) + (n & 65535u)) / 131071.0, 1.0);
        return;
    }
    vec4 shown = IMG_THIS_NORM_PIXEL(inputImage);
    uvec3 jump = scatter(uvec3(now, 3u, 11u)) >> 16;
    vec2 place = gl_FragCoord.xy * 720.0 / (RENDERSIZE.y * size) + vec2(jump.xy % 255u);
    // Every other film lies on its side, so that the eye finds no piece again.
    place = mod((jump.z & 1u) == 0u ? place : vec2(place.y, -place.x), 255.0) + 0.5;
    vec3 speck = IMG_NORM_PIXEL(film, place / 256.0).rgb * 2.0 - 1.0;
    speck = mix(vec3(speck.g), speck, colour);
    float light = clamp(dot(shown.rgb, vec3(0.3, 0.6, 0.1)), 0.0, 1.0);
    gl_FragColor = vec4(shown.rgb + speck * (amount * 1.6 * light * (1.0 - light) * (1.0 - 0.5 * light)), shown.a);
}
