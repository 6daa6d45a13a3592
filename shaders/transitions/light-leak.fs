/*{
    "DESCRIPTION": "Warm light sweeps over the film, and behind it is the new look",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Transition"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "light", "TYPE": "float", "LABEL": "Light", "DESCRIPTION": "of the leak",
          "DEFAULT": 0.7, "MIN": 0.1, "MAX": 1.0 },
        { "NAME": "angle", "TYPE": "float", "LABEL": "Angle", "DESCRIPTION": "where it sweeps to, in turns",
          "DEFAULT": 0.05, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "warm", "TYPE": "color", "LABEL": "Warm", "DESCRIPTION": "colour of the leak",
          "DEFAULT": [1.0, 0.5, 0.16, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] },
        { "NAME": "rim", "TYPE": "color", "LABEL": "Rim", "DESCRIPTION": "colour of its borders",
          "DEFAULT": [0.8, 0.1, 0.12, 1.0],
          "MIN": [0.0, 0.0, 0.0, 1.0], "MAX": [1.0, 1.0, 1.0, 1.0] }
    ]
}*/

void main() {
    vec4 old = IMG_THIS_NORM_PIXEL(startImage), new = IMG_THIS_NORM_PIXEL(endImage);
    vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    vec2 off = (isf_FragNormCoord - 0.5) * shape;
    float turn = angle * 6.2831853;
    vec2 along = vec2(cos(turn), sin(turn));
    float span = dot(abs(along), shape);
    // From 0 where the sweep begins to 1 where it ends, its front bent a little.
    float side = dot(off, vec2(-along.y, along.x));
    float place = dot(off, along) / span + 0.5 + 0.06 * sin(side * 4.0 + progress * 3.0) + 0.04 * sin(side * 9.0);
    float front = progress * 1.9 - 0.45;
    float come = smoothstep(0.25, -0.25, place - front);
    float alive = smoothstep(0.0, 0.15, progress) * smoothstep(1.0, 0.85, progress);
    float wide = smoothstep(0.55, 0.0, abs(place - front)), core = smoothstep(0.28, 0.0, abs(place - front));
    vec3 leak = mix(rim.rgb, warm.rgb, core) * wide * wide + (1.0 - warm.rgb) * core * core * core * 0.35;
    leak = clamp(leak * alive * light * 1.2, 0.0, 1.0);
    vec3 shown = mix(old.rgb, new.rgb, come);
    shown += leak * (1.0 - clamp(shown, 0.0, 1.0));
    gl_FragColor = progress <= 0.0 ? old : progress >= 1.0 ? new : vec4(shown, mix(old.a, new.a, come));
}
